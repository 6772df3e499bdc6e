#include "dmn/lexer.h"

#include <algorithm>
#include <array>

namespace chuhai::dmn {

namespace {

struct CodePoint {
  char32_t value = 0;
  size_t size = 0;  // bytes; 0 at the end
};

// The text is valid UTF-8 (Model::parse and the compiler see to it).
CodePoint code_point_at(std::string_view text, size_t offset) {
  if (offset >= text.size()) return {};
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[offset + i]); };
  const unsigned char first = byte(0);
  const size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  if (size == 1 || offset + size > text.size()) return {first, 1};
  char32_t value = first & (0xFF >> (size + 1));
  for (size_t i = 1; i < size; ++i) value = (value << 6) | (byte(i) & 0x3F);
  return {value, size};
}

struct CodeRange {
  char32_t first;
  char32_t last;
};

template <size_t N>
bool is_in(const std::array<CodeRange, N>& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(),
                     [c](const CodeRange& r) { return r.first <= c && c <= r.last; });
}

// Grammar rules 61 and 62 of DMN 1.5, 10.3.1.2.
bool is_blank(char32_t c) {
  static constexpr std::array<CodeRange, 11> kBlanks{{{0x09, 0x0D},
                                                      {0x20, 0x20},
                                                      {0x85, 0x85},
                                                      {0xA0, 0xA0},
                                                      {0x1680, 0x1680},
                                                      {0x180E, 0x180E},
                                                      {0x2000, 0x200B},
                                                      {0x2028, 0x2029},
                                                      {0x202F, 0x202F},
                                                      {0x205F, 0x205F},
                                                      {0x3000, 0x3000}}};
  return is_in(kBlanks, c) || c == 0xFEFF;
}

// Grammar rules 28 and 29; `?` is a token of its own here.
bool is_name_start(char32_t c) {
  static constexpr std::array<CodeRange, 15> kStarts{{{'A', 'Z'},
                                                      {'_', '_'},
                                                      {'a', 'z'},
                                                      {0xC0, 0xD6},
                                                      {0xD8, 0xF6},
                                                      {0xF8, 0x2FF},
                                                      {0x370, 0x37D},
                                                      {0x37F, 0x1FFF},
                                                      {0x200C, 0x200D},
                                                      {0x2070, 0x218F},
                                                      {0x2C00, 0x2FEF},
                                                      {0x3001, 0xD7FF},
                                                      {0xF900, 0xFDCF},
                                                      {0xFDF0, 0xFFFD},
                                                      {0x10000, 0xEFFFF}}};
  return is_in(kStarts, c) && !is_blank(c);
}

bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

bool is_name_part(char32_t c) {
  return is_name_start(c) || is_digit(c) || c == 0xB7 || (c >= 0x300 && c <= 0x36F) ||
         (c >= 0x203F && c <= 0x2040);
}

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

// `count` hexadecimal digits at `offset`.
std::optional<char32_t> hex_at(std::string_view text, size_t offset, size_t count) {
  if (offset + count > text.size()) return std::nullopt;
  char32_t value = 0;
  for (size_t i = 0; i < count; ++i) {
    const char c = text[offset + i];
    const int digit = c >= '0' && c <= '9'   ? c - '0'
                      : c >= 'a' && c <= 'f' ? c - 'a' + 10
                      : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                             : -1;
    if (digit < 0) return std::nullopt;
    value = value * 16 + static_cast<char32_t>(digit);
  }
  return value;
}

bool is_surrogate(char32_t c) { return c >= 0xD800 && c <= 0xDFFF; }

// One escape after a backslash at `offset`; the bytes read, 0 if it's none of FEEL's.
size_t append_escape(std::string& out, std::string_view text, size_t offset) {
  static constexpr std::string_view kLetters = "nrt\"'\\";
  static constexpr std::string_view kMeanings = "\n\r\t\"'\\";
  if (offset >= text.size()) return 0;
  const char letter = text[offset];
  if (const size_t i = kLetters.find(letter); i != std::string_view::npos) {
    out += kMeanings[i];
    return 1;
  }
  if (letter == 'U') {
    const auto value = hex_at(text, offset + 1, 6);
    if (!value || *value > 0x10FFFF || is_surrogate(*value)) return 0;
    append_utf8(out, *value);
    return 7;
  }
  if (letter != 'u') return 0;
  const auto value = hex_at(text, offset + 1, 4);
  if (!value) return 0;
  if (!is_surrogate(*value)) {
    append_utf8(out, *value);
    return 5;
  }
  const auto low =
      text.substr(offset + 5).starts_with("\\u") ? hex_at(text, offset + 7, 4) : std::nullopt;
  if (*value > 0xDBFF || !low || *low < 0xDC00 || *low > 0xDFFF) return 0;
  append_utf8(out, 0x10000 + ((*value - 0xD800) << 10) + (*low - 0xDC00));
  return 11;
}

size_t word_end(std::string_view text, size_t offset) {
  while (true) {
    const CodePoint c = code_point_at(text, offset);
    if (c.size == 0 || !is_name_part(c.value)) return offset;
    offset += c.size;
  }
}

}  // namespace

bool is_keyword(std::string_view word) {
  static constexpr std::array<std::string_view, 20> kKeywords{
      "if",    "then",      "else",     "for",      "in",       "return", "some",
      "every", "satisfies", "and",      "between",  "or",       "not",    "true",
      "false", "null",      "function", "external", "instance", "of"};
  return std::find(kKeywords.begin(), kKeywords.end(), word) != kKeywords.end();
}

std::string normalise_name(std::string_view name) {
  std::string out;
  bool pending = false;
  for (size_t offset = 0; offset < name.size();) {
    const CodePoint c = code_point_at(name, offset);
    if (is_blank(c.value)) {
      pending = !out.empty();
    } else {
      if (pending) out += ' ';
      pending = false;
      out += name.substr(offset, c.size);
    }
    offset += c.size;
  }
  return out;
}

size_t match_name(std::string_view text, std::string_view name) {
  size_t at = 0;
  for (const char c : name) {
    if (c != ' ') {
      if (at >= text.size() || text[at] != c) return 0;
      ++at;
      continue;
    }
    const size_t before = at;
    for (CodePoint blank = code_point_at(text, at); blank.size > 0 && is_blank(blank.value);
         blank = code_point_at(text, at)) {
      at += blank.size;
    }
    if (at == before) return 0;
  }
  // A name that ends in a letter isn't found inside a longer word.
  size_t last = name.size();
  while (last > 0 && (static_cast<unsigned char>(name[last - 1]) & 0xC0) == 0x80) --last;
  if (last == 0) return 0;
  const bool ends_in_word = is_name_part(code_point_at(name, last - 1).value);
  const CodePoint next = code_point_at(text, at);
  if (ends_in_word && next.size > 0 && is_name_part(next.value)) return 0;
  return at;
}

void Scope::add(std::string_view name, uint32_t slot, Type type) {
  Symbol symbol{normalise_name(name), slot, std::move(type)};
  if (symbol.name.empty()) return;
  const auto before = std::find_if(symbols_.begin(), symbols_.end(), [&](const Symbol& other) {
    return other.name.size() < symbol.name.size();
  });
  symbols_.insert(before, std::move(symbol));
}

Token Lexer::bad(size_t offset, std::string message) const {
  return {TokenKind::kBad, std::move(message), nullptr, offset, text_.size()};
}

size_t Lexer::skip_blanks(size_t offset) const {
  while (offset < text_.size()) {
    const CodePoint c = code_point_at(text_, offset);
    if (is_blank(c.value)) {
      offset += c.size;
    } else if (text_.substr(offset).starts_with("//")) {
      offset = std::min(text_.find('\n', offset), text_.size());
    } else if (text_.substr(offset).starts_with("/*")) {
      const size_t end = text_.find("*/", offset + 2);
      if (end == std::string_view::npos) return end;
      offset = end + 2;
    } else {
      break;
    }
  }
  return offset;
}

Token Lexer::operand_at(size_t offset) const {
  const size_t begin = skip_blanks(offset);
  if (begin == std::string_view::npos) return bad(offset, "a comment has no end");
  const std::string_view rest = text_.substr(begin);
  for (const Symbol& symbol : scope_.symbols()) {
    const size_t length = match_name(rest, symbol.name);
    if (length == 0 || is_keyword(symbol.name)) continue;
    return {TokenKind::kName, symbol.name, &symbol, begin, begin + length};
  }
  return plain_at(begin);
}

Token Lexer::operator_at(size_t offset) const {
  const size_t begin = skip_blanks(offset);
  if (begin == std::string_view::npos) return bad(offset, "a comment has no end");
  return plain_at(begin);
}

Token Lexer::component_at(size_t offset, const std::vector<Type::Component>* names) const {
  const size_t begin = skip_blanks(offset);
  if (begin == std::string_view::npos) return bad(offset, "a comment has no end");
  size_t longest = 0;
  std::string name;
  if (names != nullptr) {
    for (const auto& [candidate, type] : *names) {
      const size_t length = match_name(text_.substr(begin), normalise_name(candidate));
      if (length <= longest) continue;
      longest = length;
      name = candidate;
    }
  }
  if (longest == 0) return plain_at(begin);
  return {TokenKind::kWord, name, nullptr, begin, begin + longest};
}

Token Lexer::plain_at(size_t offset) const {
  const CodePoint c = code_point_at(text_, offset);
  if (c.size == 0) return {TokenKind::kEnd, "", nullptr, offset, offset};
  if (c.value == '"') return string_at(offset, TokenKind::kString);
  if (c.value == '@' && text_.substr(offset + 1).starts_with('"')) {
    Token token = string_at(offset + 1, TokenKind::kAtString);
    token.begin = offset;
    return token;
  }
  const bool fraction = c.value == '.' && is_digit(code_point_at(text_, offset + 1).value) &&
                        (offset == 0 || text_[offset - 1] != '.');
  if (is_digit(c.value) || fraction) return number_at(offset);
  if (c.value == '?') return {TokenKind::kSubject, "?", nullptr, offset, offset + 1};
  if (is_name_start(c.value)) {
    const size_t end = word_end(text_, offset);
    return {TokenKind::kWord, std::string(text_.substr(offset, end - offset)), nullptr, offset,
            end};
  }
  return sign_at(offset);
}

// 12  12.5  .5  1.2e3  1E-3; the dots of 1..5 aren't its fraction.
Token Lexer::number_at(size_t offset) const {
  const auto digits = [&](size_t at) {
    while (at < text_.size() && is_digit(static_cast<unsigned char>(text_[at]))) ++at;
    return at;
  };
  size_t end = digits(offset);
  if (end + 1 < text_.size() && text_[end] == '.' && digits(end + 1) > end + 1) {
    end = digits(end + 1);
  }
  if (end < text_.size() && (text_[end] == 'e' || text_[end] == 'E')) {
    size_t exponent = end + 1;
    if (exponent < text_.size() && (text_[exponent] == '+' || text_[exponent] == '-')) ++exponent;
    if (digits(exponent) > exponent) end = digits(exponent);
  }
  return {TokenKind::kNumber, std::string(text_.substr(offset, end - offset)), nullptr, offset,
          end};
}

Token Lexer::string_at(size_t offset, TokenKind kind) const {
  Token token{kind, "", nullptr, offset, offset};
  for (size_t i = offset + 1; i < text_.size(); ++i) {
    if (text_[i] == '"') {
      token.end = i + 1;
      return token;
    }
    if (text_[i] != '\\') {
      token.text += text_[i];
      continue;
    }
    const size_t length = append_escape(token.text, text_, i + 1);
    if (length == 0) token.text += '\\';  // as written: FEEL leaves other escapes open
    i += length;
  }
  return bad(offset, "a string has no closing quote");
}

Token Lexer::sign_at(size_t offset) const {
  static constexpr std::array<std::string_view, 6> kLong{"**", "..", "!=", "<=", ">=", "->"};
  static constexpr std::string_view kShort = "+-*/()[]{},:.=<>";
  const std::string_view rest = text_.substr(offset);
  for (const std::string_view sign : kLong) {
    if (rest.starts_with(sign)) {
      return {TokenKind::kSign, std::string(sign), nullptr, offset, offset + sign.size()};
    }
  }
  if (kShort.find(rest[0]) != std::string_view::npos) {
    return {TokenKind::kSign, std::string(rest.substr(0, 1)), nullptr, offset, offset + 1};
  }
  const CodePoint c = code_point_at(text_, offset);
  return bad(offset,
             "the character '" + std::string(rest.substr(0, c.size)) + "' can't stand here");
}

}  // namespace chuhai::dmn
