// Which characters XML 1.0 (fifth edition) allows where: Char, NameStartChar and NameChar, and the
// byte classes that the scanner's loops run on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chuhai::xml {

// Production 2. Surrogates, U+FFFE, U+FFFF and most controls aren't characters.
bool is_character(char32_t c);
// Productions 4 and 4a without the colon, as in NCName of Namespaces in XML.
bool is_name_start(char32_t c);
bool is_name_part(char32_t c);

// The offset of the first code point of valid UTF-8 that isn't a character, or nullopt.
std::optional<size_t> first_illegal_character(std::string_view utf8);

void append_utf8(std::string& out, char32_t c);
// The code point at the start of valid UTF-8, and its length in bytes.
char32_t decode_utf8(const char* at, size_t& length);

enum ByteClass : uint8_t {
  kPlainText = 1,    // in text, stands for itself and needs no look at its neighbours
  kPlainValue = 2,   // in an attribute value: the same, quotes aside
  kNameStart = 4,    // ASCII that may begin an NCName
  kNamePart = 8,     // ASCII that may go on in one
  kWhiteSpace = 16,  // space, tab, LF, CR
};

namespace internal {
constexpr std::array<uint8_t, 256> byte_classes() {
  std::array<uint8_t, 256> classes{};
  for (size_t c = 0; c < classes.size(); ++c) {
    const bool space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    const bool digit = c >= '0' && c <= '9';
    if (c != '<' && c != '&' && c != '\r' && c != ']') classes[c] |= kPlainText;
    if (c != '<' && c != '&' && c != '"' && c != '\'' && (c == ' ' || !space)) {
      classes[c] |= kPlainValue;
    }
    if (letter) classes[c] |= kNameStart;
    if (letter || digit || c == '-' || c == '.') classes[c] |= kNamePart;
    if (space) classes[c] |= kWhiteSpace;
  }
  return classes;
}
}  // namespace internal

inline constexpr std::array<uint8_t, 256> kByteClasses = internal::byte_classes();

inline bool is_of(char c, ByteClass byte_class) {
  return (kByteClasses[static_cast<unsigned char>(c)] & byte_class) != 0;
}

}  // namespace chuhai::xml
