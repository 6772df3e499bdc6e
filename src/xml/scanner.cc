#include "xml/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "xml/characters.h"

namespace chuhai::xml {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

Scanner::Scanner(std::string_view bytes, Limits limits)
    : bytes_(bytes), limits_(limits), at_(bytes.data()), end_(bytes.data() + bytes.size()) {
  frames_.reserve(limits.depth_max);
}

Result<Scanner::Event> Scanner::next() {
  Event event = Event::kEof;
  switch (state_) {
    case State::kUnread:
      if (!begin()) return failure();
      state_ = State::kProlog;
      [[fallthrough]];
    case State::kProlog:
      if (!scan_misc()) return failure();
      if (instruction_is_reported()) {
        if (!scan_instruction()) return failure();
        return Event::kInstruction;
      }
      if (at_ == end_) {
        fail(at_, "there is no root element");
        return failure();
      }
      if (!scan_start_tag()) return failure();
      state_ = State::kContent;
      return Event::kStart;
    case State::kContent:
      if (!scan_content(event)) return failure();
      if (frames_.empty()) state_ = State::kEpilog;
      return event;
    case State::kEpilog:
      if (!scan_misc()) return failure();
      if (instruction_is_reported()) {
        if (!scan_instruction()) return failure();
        return Event::kInstruction;
      }
      if (at_ != end_) {
        fail(at_, "something follows the root element");
        return failure();
      }
      token_begin_ = token_end_ = bytes_.size();
      return Event::kEof;
    case State::kFailed:
      return failure();
  }
  return event;
}

const Attribute* Scanner::attribute(std::string_view name) const {
  for (const Attribute& attribute : attributes_) {
    if (attribute.prefix.empty() && attribute.local_name == name) return &attribute;
  }
  return nullptr;
}

std::vector<NamespaceBinding> Scanner::declarations() const {
  if (frames_.empty()) return {};
  return {bindings_.begin() + static_cast<std::ptrdiff_t>(frames_.back().bindings),
          bindings_.end()};
}

std::vector<NamespaceBinding> Scanner::namespaces_in_scope() const {
  std::vector<NamespaceBinding> out;
  for (size_t i = bindings_.size(); i-- > 0;) {  // the innermost first
    const bool known = std::any_of(out.begin(), out.end(), [&](const NamespaceBinding& inner) {
      return inner.prefix == bindings_[i].prefix;
    });
    if (!known) out.push_back(bindings_[i]);
  }
  return out;
}

bool Scanner::text_is_white_space() const {
  return std::all_of(text_.begin(), text_.end(), [](char c) { return is_of(c, kWhiteSpace); });
}

Position Scanner::position(size_t offset) const {
  std::string_view before = bytes_.substr(0, offset);
  if (before.starts_with(kByteOrderMark)) before.remove_prefix(kByteOrderMark.size());
  Position position;
  for (size_t i = 0; i < before.size(); ++i) {
    const bool crlf = before[i] == '\r' && i + 1 < before.size() && before[i + 1] == '\n';
    if (crlf) continue;
    if (before[i] == '\n' || before[i] == '\r') {
      ++position.line;
      position.column = 1;
    } else if ((static_cast<unsigned char>(before[i]) & 0xC0) != 0x80) {
      ++position.column;
    }
  }
  return position;
}

bool Scanner::fail(const char* at, std::string_view reason, ErrorCode code) {
  at_ = at;
  reason_ = reason;
  code_ = code;
  state_ = State::kFailed;
  return false;
}

Error Scanner::failure() const {
  const Position place = position(offset());
  return Error(code_, fmt::format("XML, line {} column {} (byte {}): {}", place.line, place.column,
                                  offset(), reason_));
}

// Once this has passed, every byte belongs to a legal character, and the loops below need to look
// for markup only.
bool Scanner::begin() {
  if (bytes_.size() > limits_.bytes_max) {
    return fail(at_, fmt::format("larger than {} bytes", limits_.bytes_max),
                ErrorCode::kOutOfRange);
  }
  if (const auto at = first_invalid_utf8(bytes_)) return fail(at_ + *at, "not UTF-8");
  if (const auto at = first_illegal_character(bytes_)) {
    return fail(at_ + *at, "a character that XML doesn't allow");
  }
  if (bytes_.starts_with(kByteOrderMark)) at_ += kByteOrderMark.size();
  if (starts_with("<?xml") && end_ - at_ > 5 && is_of(at_[5], kWhiteSpace)) {
    return scan_declaration();
  }
  return true;
}

bool Scanner::starts_with(std::string_view text) const {
  return static_cast<size_t>(end_ - at_) >= text.size() &&
         std::memcmp(at_, text.data(), text.size()) == 0;
}

// True when there was any.
bool Scanner::skip_white_space() {
  const char* const begin = at_;
  while (at_ != end_ && is_of(*at_, kWhiteSpace)) ++at_;
  return at_ != begin;
}

// Production 23, at "<?xml".
bool Scanner::scan_declaration() {
  at_ += 5;
  std::string_view value;
  skip_white_space();
  if (!scan_declaration_value("version", value)) return false;
  if (value != "1.0") return fail(at_, "only XML 1.0 is read", ErrorCode::kUnsupported);
  bool space = skip_white_space();
  if (space && starts_with("encoding")) {
    const char* const begin = at_;
    if (!scan_declaration_value("encoding", value)) return false;
    const auto same = [](char a, char b) {
      return a == b || (a >= 'a' && a <= 'z' && a - 32 == b);
    };
    constexpr std::string_view kUtf8 = "UTF-8";
    if (!std::equal(value.begin(), value.end(), kUtf8.begin(), kUtf8.end(), same)) {
      return fail(begin, "the encoding has to be UTF-8", ErrorCode::kUnsupported);
    }
    space = skip_white_space();
  }
  if (space && starts_with("standalone")) {
    const char* const begin = at_;
    if (!scan_declaration_value("standalone", value)) return false;
    if (value != "yes" && value != "no") return fail(begin, "standalone is yes or no");
    skip_white_space();
  }
  if (!starts_with("?>")) return fail(at_, "the XML declaration is wrong");
  at_ += 2;
  return true;
}

bool Scanner::scan_declaration_value(std::string_view name, std::string_view& value) {
  if (!starts_with(name)) return fail(at_, fmt::format("'{}' is missing", name));
  at_ += name.size();
  skip_white_space();
  if (!starts_with("=")) return fail(at_, "'=' is missing");
  ++at_;
  skip_white_space();
  if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) return fail(at_, "a quote is missing");
  const char quote = *at_++;
  const char* const begin = at_;
  while (at_ != end_ && *at_ != quote && *at_ != '<') ++at_;
  if (at_ == end_ || *at_ != quote) return fail(at_, "the closing quote is missing");
  value = std::string_view(begin, static_cast<size_t>(at_ - begin));
  ++at_;
  return true;
}

// Comments, instructions and white space outside the root element; stops at anything that may be
// its start tag, and at an instruction that is to be reported.
bool Scanner::scan_misc() {
  while (true) {
    skip_white_space();
    if (at_ == end_) return true;
    if (starts_with("<!--")) {
      if (!scan_comment()) return false;
    } else if (instruction_is_reported()) {
      return true;
    } else if (starts_with("<?")) {
      if (!scan_instruction()) return false;
    } else if (starts_with("<!DOCTYPE")) {
      return fail(at_, "DOCTYPE is not read", ErrorCode::kUnsupported);
    } else if (*at_ != '<' || starts_with("<!") || starts_with("</")) {
      return fail(at_, frames_.empty() && state_ == State::kEpilog
                           ? "something follows the root element"
                           : "something stands before the root element");
    } else {
      return true;
    }
  }
}

// At "<!--".
bool Scanner::scan_comment() {
  const char* const begin = at_;
  const std::string_view rest(at_ + 4, static_cast<size_t>(end_ - at_ - 4));
  const size_t dashes = rest.find("--");
  if (dashes == std::string_view::npos) return fail(begin, "a comment is never closed");
  at_ += 4 + dashes + 2;
  if (at_ == end_ || *at_ != '>') return fail(at_ - 2, "'--' inside a comment");
  ++at_;
  return true;
}

// At "<?".
bool Scanner::scan_instruction() {
  const char* const begin = at_;
  at_ += 2;
  std::string_view target;
  if (!scan_ncname(target)) return false;
  const auto is = [&](size_t i, char lower) { return (target[i] | 0x20) == lower; };
  if (target.size() == 3 && is(0, 'x') && is(1, 'm') && is(2, 'l')) {
    return fail(begin, "an XML declaration may stand only at the very start");
  }
  if (!skip_white_space() && !starts_with("?>")) {
    return fail(at_, "white space is missing after an instruction's target");
  }
  const std::string_view rest(at_, static_cast<size_t>(end_ - at_));
  const size_t close = rest.find("?>");
  if (close == std::string_view::npos) return fail(begin, "an instruction is never closed");
  at_ += close + 2;
  instruction_target_ = target;
  instruction_text_ = rest.substr(0, close);
  if (report_instructions_) {  // otherwise it may stand within a text, whose token it isn't
    token_begin_ = static_cast<size_t>(begin - bytes_.data());
    token_end_ = offset();
  }
  return true;
}

bool Scanner::scan_content(Event& event) {
  if (empty_element_) {
    empty_element_ = false;
    token_begin_ = token_end_;
    leave_element();
    event = Event::kEnd;
    return true;
  }
  while (true) {
    if (at_ == end_) {
      return fail(at_,
                  fmt::format("the element '{}' is never closed", frames_.back().qualified_name));
    }
    if (*at_ != '<' || starts_with("<![CDATA[")) {
      if (!scan_text()) return false;
      if (text_.empty()) continue;  // an empty CDATA section
      event = Event::kText;
      return true;
    }
    const char next = end_ - at_ > 1 ? at_[1] : '\0';
    if (next == '/') {
      event = Event::kEnd;
      return scan_end_tag();
    }
    if (next == '!') {
      if (!starts_with("<!--")) return fail(at_, "markup that may not stand inside an element");
      if (!scan_comment()) return false;
    } else if (next == '?') {
      if (!scan_instruction()) return false;
      if (report_instructions_) {
        event = Event::kInstruction;
        return true;
      }
    } else {
      event = Event::kStart;
      return scan_start_tag();
    }
  }
}

// At "</".
bool Scanner::scan_end_tag() {
  const char* const begin = at_;
  const std::string_view name = frames_.back().qualified_name;
  at_ += 2;
  if (!starts_with(name)) {
    return fail(begin, fmt::format("'</{}>' is expected here", name));
  }
  at_ += name.size();
  if (at_ != end_ && *at_ != '>') {
    if (!skip_white_space() || (at_ != end_ && *at_ != '>')) {
      return fail(begin, fmt::format("'</{}>' is expected here", name));
    }
  }
  if (at_ == end_) return fail(at_, "an end tag is never closed");
  ++at_;
  token_begin_ = static_cast<size_t>(begin - bytes_.data());
  token_end_ = offset();
  leave_element();
  return true;
}

void Scanner::leave_element() {
  const Frame& frame = frames_.back();
  local_name_ = frame.local_name;
  prefix_ = frame.prefix;
  namespace_uri_ = frame.namespace_uri;
  bindings_.resize(frame.bindings);
  frames_.pop_back();
  attributes_.clear();
}

bool Scanner::scan_ncname(std::string_view& name) {
  const char* const begin = at_;
  while (at_ != end_) {
    if (is_of(*at_, kNamePart)) {
      if (at_ == begin && !is_of(*at_, kNameStart)) break;
      ++at_;
      continue;
    }
    if (static_cast<unsigned char>(*at_) < 0x80) break;
    size_t length = 0;
    const char32_t c = decode_utf8(at_, length);
    if (at_ == begin ? !is_name_start(c) : !is_name_part(c)) break;
    at_ += length;
  }
  if (at_ == begin) return fail(at_, "a name is expected here");
  name = std::string_view(begin, static_cast<size_t>(at_ - begin));
  if (name.size() > limits_.name_bytes_max) {
    return fail(begin, fmt::format("a name of more than {} bytes", limits_.name_bytes_max),
                ErrorCode::kOutOfRange);
  }
  return true;
}

bool Scanner::scan_qualified_name(std::string_view& prefix, std::string_view& local) {
  prefix = {};
  if (!scan_ncname(local)) return false;
  if (at_ == end_ || *at_ != ':') return true;
  ++at_;
  prefix = local;
  return scan_ncname(local);
}

}  // namespace chuhai::xml
