// Character data: text between tags, CDATA sections and references.
#include <fmt/format.h>

#include "xml/characters.h"
#include "xml/scanner.h"

namespace chuhai::xml {

// At a character that isn't markup, or at "<![CDATA[".
bool Scanner::scan_text() {
  const char* const begin = at_;
  while (true) {
    while (at_ != end_ && is_of(*at_, kPlainText)) ++at_;
    if (at_ == end_ || *at_ != ']') break;
    if (starts_with("]]>")) return fail(at_, "']]>' in text");
    ++at_;
  }
  const bool tag_follows = end_ - at_ > 1 && *at_ == '<' && at_[1] != '!' && at_[1] != '?';
  if (!tag_follows && at_ != end_) return scan_text_pieces(begin);
  text_ = std::string_view(begin, static_cast<size_t>(at_ - begin));
  token_begin_ = static_cast<size_t>(begin - bytes_.data());
  token_end_ = offset();
  return true;
}

// The rest of a text that has to be put together: [begin, at_) is plain, and a reference, a CR, a
// CDATA section, a comment or an instruction follows.
bool Scanner::scan_text_pieces(const char* begin) {
  decoded_text_.assign(begin, at_);
  const char* last = at_;  // the end of the last piece of character data
  while (at_ != end_) {
    if (*at_ == '<') {
      if (starts_with("<![CDATA[")) {
        if (!scan_cdata()) return false;
        last = at_;
      } else if (starts_with("<!--")) {
        if (!scan_comment()) return false;
      } else if (instruction_is_reported()) {
        break;
      } else if (starts_with("<?")) {
        if (!scan_instruction()) return false;
      } else {
        break;  // a tag, or what scan_content refuses
      }
      continue;
    }
    if (*at_ == '&') {
      if (!scan_reference(decoded_text_)) return false;
    } else if (*at_ == '\r') {
      decoded_text_.push_back('\n');
      ++at_;
      if (at_ != end_ && *at_ == '\n') ++at_;
    } else if (*at_ == ']') {
      if (starts_with("]]>")) return fail(at_, "']]>' in text");
      decoded_text_.push_back(*at_++);
    } else {
      const char* const plain = at_;
      while (at_ != end_ && is_of(*at_, kPlainText)) ++at_;
      decoded_text_.append(plain, at_);
    }
    last = at_;
  }
  text_ = decoded_text_;
  token_begin_ = static_cast<size_t>(begin - bytes_.data());
  token_end_ = static_cast<size_t>(last - bytes_.data());
  return true;
}

// At "<![CDATA[".
bool Scanner::scan_cdata() {
  const char* const begin = at_;
  constexpr size_t kOpening = 9;
  const std::string_view rest(at_ + kOpening, static_cast<size_t>(end_ - at_) - kOpening);
  const size_t close = rest.find("]]>");
  if (close == std::string_view::npos) return fail(begin, "a CDATA section is never closed");
  const std::string_view section = rest.substr(0, close);
  for (size_t i = 0; i < section.size(); ++i) {
    const bool crlf = section[i] == '\r' && i + 1 < section.size() && section[i + 1] == '\n';
    if (crlf) continue;
    decoded_text_.push_back(section[i] == '\r' ? '\n' : section[i]);
  }
  at_ += kOpening + close + 3;
  return true;
}

// At "&".
bool Scanner::scan_reference(std::string& out) {
  struct Entity {
    std::string_view reference;
    char character;
  };
  static constexpr Entity kEntities[] = {
      {"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&apos;", '\''}};
  if (starts_with("&#")) return scan_character_reference(out);
  for (const Entity& entity : kEntities) {
    if (starts_with(entity.reference)) {
      out.push_back(entity.character);
      at_ += entity.reference.size();
      return true;
    }
  }
  return fail(at_, "'&' that begins none of the references &amp; &lt; &gt; &quot; &apos; &#…;");
}

// At "&#".
bool Scanner::scan_character_reference(std::string& out) {
  const char* const begin = at_;
  const auto wrong = [&] { return fail(begin, "a wrong character reference"); };
  at_ += 2;
  const bool hexadecimal = at_ != end_ && *at_ == 'x';
  if (hexadecimal) ++at_;
  const char* const digits = at_;
  char32_t c = 0;
  for (; at_ != end_ && *at_ != ';'; ++at_) {
    char32_t digit = 16;
    if (*at_ >= '0' && *at_ <= '9') digit = static_cast<char32_t>(*at_ - '0');
    if (hexadecimal && (*at_ | 0x20) >= 'a' && (*at_ | 0x20) <= 'f') {
      digit = static_cast<char32_t>((*at_ | 0x20) - 'a' + 10);
    }
    if (digit == 16) return wrong();
    if (c <= 0x10FFFF) c = c * (hexadecimal ? 16 : 10) + digit;  // beyond it stays beyond
  }
  if (at_ == end_ || at_ == digits) return wrong();
  ++at_;
  if (!is_character(c)) return fail(begin, "a reference to a character that XML doesn't allow");
  append_utf8(out, c);
  return true;
}

}  // namespace chuhai::xml
