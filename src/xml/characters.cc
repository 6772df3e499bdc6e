#include "xml/characters.h"

#include <algorithm>
#include <cstring>
#include <iterator>

namespace chuhai::xml {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

constexpr Range kNameStartRanges[] = {
    {'A', 'Z'},       {'_', '_'},       {'a', 'z'},       {0xC0, 0xD6},     {0xD8, 0xF6},
    {0xF8, 0x2FF},    {0x370, 0x37D},   {0x37F, 0x1FFF},  {0x200C, 0x200D}, {0x2070, 0x218F},
    {0x2C00, 0x2FEF}, {0x3001, 0xD7FF}, {0xF900, 0xFDCF}, {0xFDF0, 0xFFFD}, {0x10000, 0xEFFFF},
};
constexpr Range kNamePartRanges[] = {
    {'-', '.'}, {'0', '9'}, {0xB7, 0xB7}, {0x300, 0x36F}, {0x203F, 0x2040},
};

template <size_t kSize>
bool contains(const Range (&ranges)[kSize], char32_t c) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [c](const Range& r) { return c >= r.first && c <= r.last; });
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r';
}

// The first control character that isn't white space, eight bytes at a time.
std::optional<size_t> first_control(std::string_view bytes) {
  constexpr uint64_t kSpaces = 0x2020202020202020;
  constexpr uint64_t kHighBits = 0x8080808080808080;
  size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    uint64_t word = 0;
    std::memcpy(&word, bytes.data() + at, 8);
    // Zero unless some byte is below 0x20.
    if (((word - kSpaces) & ~word & kHighBits) == 0) continue;
    for (size_t i = at; i < at + 8; ++i) {
      if (is_control(bytes[i])) return i;
    }
  }
  for (; at < bytes.size(); ++at) {
    if (is_control(bytes[at])) return at;
  }
  return std::nullopt;
}

}  // namespace

bool is_character(char32_t c) {
  if (c < 0x20) return c == '\t' || c == '\n' || c == '\r';
  return c <= 0xD7FF || (c >= 0xE000 && c <= 0xFFFD) || (c >= 0x10000 && c <= 0x10FFFF);
}

bool is_name_start(char32_t c) { return contains(kNameStartRanges, c); }

bool is_name_part(char32_t c) { return is_name_start(c) || contains(kNamePartRanges, c); }

std::optional<size_t> first_illegal_character(std::string_view utf8) {
  const auto control = first_control(utf8);
  // U+FFFE and U+FFFF are EF BF BE and EF BF BF; up to U+FFFD, EF BF is full-width punctuation.
  size_t at = 0;
  while ((at = utf8.find("\xEF\xBF", at)) != std::string_view::npos) {
    if (at + 2 < utf8.size() && static_cast<unsigned char>(utf8[at + 2]) >= 0xBE) break;
    ++at;
  }
  if (at == std::string_view::npos) return control;
  return control ? std::min(*control, at) : at;
}

void append_utf8(std::string& out, char32_t c) {
  const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
  const auto tail = [&](int shift) { put(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | c >> 6);
    tail(0);
  } else if (c < 0x10000) {
    put(0xE0 | c >> 12);
    tail(6);
    tail(0);
  } else {
    put(0xF0 | c >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

char32_t decode_utf8(const char* at, size_t& length) {
  const auto byte = [&](size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(at[i]));
  };
  const char32_t lead = byte(0);
  if (lead < 0x80) {
    length = 1;
    return lead;
  }
  length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  char32_t c = lead & (0x7F >> length);
  for (size_t i = 1; i < length; ++i) c = c << 6 | (byte(i) & 0x3F);
  return c;
}

}  // namespace chuhai::xml
