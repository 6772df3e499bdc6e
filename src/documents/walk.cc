#include "documents/walk.h"

#include <fmt/format.h>

#include <utility>

#include "base/text.h"

namespace chuhai::documents {
namespace {

constexpr size_t kFindingsMax = 10'000;
constexpr std::string_view kSchemaInstance = "http://www.w3.org/2001/XMLSchema-instance";
constexpr int kGuidLength = 36;
constexpr int kVersionLengthMax = 10;

bool is_white_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_white_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_white_space(text.back())) text.remove_suffix(1);
  return text;
}

bool is_collapsed(std::string_view text) {
  bool space_before = true;
  for (const char c : text) {
    if (c == '\t' || c == '\n' || c == '\r' || (c == ' ' && space_before)) return false;
    space_before = c == ' ';
  }
  return text.empty() || text.back() != ' ';
}

// XML Schema part 2, 4.3.6: runs of white space become one space, none at the ends.
void collapse(std::string_view text, std::string& out) {
  out.clear();
  for (const char c : trimmed(text)) {
    if (!is_white_space(c)) {
      out.push_back(c);
    } else if (out.back() != ' ') {
      out.push_back(' ');
    }
  }
}

Detail occurs_detail(int max) {
  return {fmt::format("最多{}次", max), fmt::format("at most {}", max)};
}

}  // namespace

Walk::Walk(std::string_view bytes, Visitor& visitor)
    : bytes_(bytes), visitor_(visitor), scanner_(bytes) {}

void Walk::run() {
  if (!read_root()) return;
  levels_[0] = Level{&type_->root};
  depth_ = 0;
  check_root_attributes();
  visitor_.message(*type_, guid_);
  read_children();
  depth_ = -1;
  Event event = Event::kEof;
  if (!stopped_ && advance(event)) well_formed_ = event == Event::kEof;
}

bool Walk::advance(Event& event) {
  Result<Event> next = scanner_.next();
  if (!next.ok()) {
    const size_t at = scanner_.offset();
    const std::string_view rest = bytes_.substr(std::min(at, bytes_.size()));
    const Rule* rule = &rules::kWellFormed;
    if (next.error().code() == ErrorCode::kOutOfRange) rule = &rules::kLimits;
    if (next.error().code() == ErrorCode::kUnsupported) {
      rule = rest.starts_with("<!DOCTYPE") ? &rules::kDoctype : &rules::kEncoding;
    }
    if (first_invalid_utf8(bytes_)) rule = &rules::kEncoding;
    document_ = -1;
    const std::string& why = next.error().message();
    add(make_finding(*rule, nullptr, "", "", {why, why}));
    stop();
    return false;
  }
  event = *next;
  return true;
}

void Walk::stop() { stopped_ = true; }

// The root's own view of the name, so that comparing where it points settles nearly every element.
bool Walk::is_ceb() const {
  const std::string_view uri = scanner_.namespace_uri();
  return (ceb_uri_ != nullptr && uri.data() == ceb_uri_) || uri == kCebNamespace;
}

bool Walk::read_root() {
  Event event = Event::kEof;
  if (!advance(event)) return false;
  const std::string_view name = scanner_.local_name();
  type_ = is_ceb() ? find_message_type(name) : nullptr;
  if (type_ != nullptr) {
    ceb_uri_ = scanner_.namespace_uri().data();
    return true;
  }
  const bool known = is_ceb() && name.starts_with("CEB") && name.ends_with("Message");
  const Rule& rule = known ? rules::kNotHandled : rules::kRoot;
  std::string value = fmt::format("{{{}}}{}", scanner_.namespace_uri(), name);
  add(make_finding(rule, nullptr, std::string(name), value));
  while (event != Event::kEof && advance(event)) {
  }
  well_formed_ = !stopped_;
  return false;
}

void Walk::check_root_attributes() {
  const xml::Attribute* guid = scanner_.attribute("guid");
  const xml::Attribute* version = scanner_.attribute("version");
  if (guid != nullptr) guid_ = cut_value(guid->value);  // every finding repeats it
  if (version != nullptr) version_ = version->value;
  const auto wrong = [&](std::string_view name, std::string_view value, const Detail& detail) {
    fault(rules::kAttribute, nullptr, fmt::format("@{}", name), value, detail);
  };
  if (guid == nullptr) {
    wrong("guid", "", {"缺少 guid", "guid is missing"});
  } else if (code_point_count(guid_) != kGuidLength) {
    wrong("guid", guid_, {"guid 应为36个字符", "guid has 36 characters"});
  }
  if (version == nullptr) {
    wrong("version", "", {"缺少 version", "version is missing"});
  } else if (version_.empty() || code_point_count(version_) > kVersionLengthMax) {
    wrong("version", version_, {"version 应为1至10个字符", "version has 1 to 10 characters"});
  }
  for (const xml::Attribute& attribute : scanner_.attributes()) {
    if (&attribute == guid || &attribute == version) continue;
    if (attribute.namespace_uri == kSchemaInstance &&
        attribute.local_name.ends_with("chemaLocation")) {
      continue;
    }
    wrong(attribute.local_name, "", {"未定义的属性", "an undeclared attribute"});
  }
}

// Any element may carry xsi:schemaLocation and xsi:noNamespaceSchemaLocation; nothing else.
void Walk::check_no_attributes(std::string_view path, const Element* element) {
  for (const xml::Attribute& attribute : scanner_.attributes()) {
    if (attribute.namespace_uri == kSchemaInstance &&
        attribute.local_name.ends_with("chemaLocation")) {
      continue;
    }
    fault(rules::kAttribute, element, fmt::format("{}/@{}", path, attribute.local_name), "",
          {"未定义的属性", "an undeclared attribute"});
  }
}

std::string Walk::path_of_group() const {
  std::string path;
  for (int i = 1; i <= depth_; ++i) {
    const Level& level = levels_[i];
    if (!path.empty()) path += '/';
    path += level.group->name;
    const bool is_document = i == 1 && level.group == &type_->document();
    if (level.group->max_occurs > 1 && !is_document) path += fmt::format("[{}]", level.occurrence);
  }
  return path;
}

std::string Walk::path_of(std::string_view child) const {
  std::string path = path_of_group();
  if (!path.empty()) path += '/';
  path += child;
  return path;
}

void Walk::add(Finding finding) {
  if (findings_.size() > kFindingsMax) return;
  if (findings_.size() == kFindingsMax) {
    finding = make_finding(rules::kTooManyFindings, nullptr, "", "");
  }
  finding.message = guid_;
  finding.document = document_;
  findings_.push_back(std::move(finding));
}

void Walk::fault(const Rule& rule, const Element* element, std::string path, std::string_view value,
                 const Detail& detail) {
  ++document_faults_;
  add(make_finding(rule, element, std::move(path), value, detail));
}

// The content of the open group, up to and including its end tag.
void Walk::read_children() {
  bool stray_text = false;
  while (!stopped_) {
    Event event = Event::kEof;
    if (!advance(event)) return;
    if (event == Event::kStart) {
      if (!read_child()) return;
    } else if (event == Event::kText) {
      if (stray_text || scanner_.text_is_white_space()) continue;
      stray_text = true;  // told once; its value might be anything, so it isn't shown
      fault(rules::kStrayText, levels_[depth_].group, path_of_group(), "");
    } else {
      check_missing();
      return;
    }
  }
}

void Walk::check_missing() {
  const Level& level = levels_[depth_];
  const uint64_t missing = level.group->mandatory & ~level.seen;
  if (missing == 0) return;
  for (const Element& child : level.group->children) {
    if ((missing >> child.index & 1) == 0) continue;
    fault(rules::kMissing, &child, path_of(child.name), "");
  }
}

int& Walk::count_of(Level& level, const Element& child) {
  // At most two children of a group occur several times: the documents and the subscriptions, or
  // the lines.
  return level.counts[child.index == 0 ? 0 : 1];
}

bool Walk::place_child(const Element& child) {
  Level& level = levels_[depth_];
  const uint64_t bit = uint64_t{1} << child.index;
  int occurrence = 1;
  if (child.max_occurs > 1) {
    occurrence = ++count_of(level, child);
  } else if ((level.seen & bit) != 0) {
    occurrence = 2;
  }
  level.seen |= bit;
  const bool in_place = occurrence <= child.max_occurs && child.index >= level.at;
  if (occurrence > child.max_occurs) {
    fault(rules::kRepeated, &child, path_of(child.name), "", occurs_detail(child.max_occurs));
  } else if (child.index < level.at) {
    fault(rules::kSequence, &child, path_of(child.name), "");
  } else {
    level.at = child.index;
  }
  return in_place;
}

// At a start tag inside the open group. False when the walk is over.
bool Walk::read_child() {
  Level& level = levels_[depth_];
  const std::vector<Element>& children = level.group->children;
  const std::string_view name = scanner_.local_name();
  const bool ceb = is_ceb();
  int index = -1;
  const auto next = static_cast<size_t>(level.at) + ((level.seen >> level.at) & 1);
  if (ceb && next < children.size() && children[next].name == name) {
    index = static_cast<int>(next);
  } else {
    index = level.group->find_child(name);
  }
  const bool signature =
      index >= 0 && children[static_cast<size_t>(index)].kind == ElementKind::kSignature;
  const bool right_namespace = signature ? scanner_.namespace_uri() == kSignatureNamespace : ceb;
  if (index < 0 || !right_namespace) {
    fault(rules::kUnexpected, nullptr, path_of(name), "", {std::string(name), std::string(name)});
    return skip_element(path_of_group());
  }
  const Element& child = children[static_cast<size_t>(index)];
  const bool is_document = depth_ == 0 && index == 0;
  if (is_document) {
    document_ = document_count_++;
    document_faults_ = 0;
  }
  const bool counted = place_child(child);
  if (!scanner_.attributes().empty() && !signature) {
    check_no_attributes(path_of(child.name), &child);
  }
  switch (child.kind) {
    case ElementKind::kGroup: {
      const int occurrence = child.max_occurs > 1 ? count_of(level, child) : 1;
      const bool more = read_group(child, occurrence);
      if (is_document) document_ = -1;
      return more;
    }
    case ElementKind::kSignature:
      return read_subtree(child);
    case ElementKind::kAny:
      return read_any(child);
    default:
      return read_field(child, counted);
  }
}

bool Walk::read_group(const Element& group, int occurrence) {
  visitor_.begin_group(group, scanner_.token_begin());
  ++depth_;
  levels_[depth_] = Level{&group};
  levels_[depth_].occurrence = occurrence;
  read_children();
  --depth_;
  if (stopped_) return false;
  visitor_.end_group(group, scanner_.token_end());
  return true;
}

// A field is text alone: an element inside is reported and skipped.
bool Walk::read_field(const Element& field, bool counted) {
  const size_t content_begin = scanner_.token_end();
  FieldText value;
  value.in_place = true;
  bool whole = true;
  inside_personal_ = field.personal;
  while (true) {
    Event event = Event::kEof;
    if (!advance(event)) return leave_broken(field, content_begin);
    if (event == Event::kEnd) break;
    if (event == Event::kText) {
      value.exact = scanner_.text();
      const char* const begin = bytes_.data();
      value.in_place = value.exact.data() >= begin && value.exact.data() < begin + bytes_.size();
      if (!value.in_place) {
        copied_text_ = value.exact;  // the scanner's copy goes with its next event
        value.exact = copied_text_;
      }
      continue;
    }
    whole = false;
    fault(rules::kUnexpected, &field, path_of(field.name), "",
          {"字段内有元素", "an element inside"});
    if (!skip_element(path_of(field.name))) return leave_broken(field, content_begin);
  }
  inside_personal_ = false;
  if (field.personal) {
    visitor_.personal(field.path, content_begin, scanner_.token_begin());
  }
  if (whole) check_field(field, value, counted);
  return true;
}

// Where the bytes stop being XML inside a personal field, nobody knows where it ends.
bool Walk::leave_broken(const Element& field, size_t content_begin) {
  if (field.personal) visitor_.personal(field.path, content_begin, bytes_.size());
  return false;
}

void Walk::check_field(const Element& field, FieldText& value, bool counted) {
  value.text = value.exact;
  if (value.text.empty() && !field.empty_means.empty()) {
    value.text = field.empty_means;
    value.in_place = true;
  }
  const bool accepted =
      field.kind == ElementKind::kString ? check_string(field, value) : check_number(field, value);
  if (accepted && counted) visitor_.field(field, value);
}

bool Walk::check_string(const Element& field, FieldText& value) {
  if (field.collapse && !is_collapsed(value.text)) {
    collapse(value.text, collapsed_text_);
    value.text = collapsed_text_;
    value.in_place = false;
  }
  // Bytes bound code points, so counting is needed in the rare case only.
  const size_t bytes = value.text.size();
  const auto max = static_cast<size_t>(field.max_length);
  const auto min = static_cast<size_t>(field.min_length);
  if (bytes > max || min > 0) {
    const size_t length = code_point_count(value.text);
    if (length > max || length < min) {
      fault(rules::kLength, &field, path_of(field.name), value.exact,
            {fmt::format("应为{}至{}个字符，实为{}", min, max, length),
             fmt::format("{} to {} characters, not {}", min, max, length)});
      return false;
    }
  }
  if (!field.fixed.empty() && value.text != field.fixed) {
    fault(rules::kFixed, &field, path_of(field.name), value.exact, {field.fixed, field.fixed});
    return false;
  }
  return true;
}

bool Walk::check_number(const Element& field, FieldText& value) {
  value.text = trimmed(value.text);
  const bool decimal = field.kind == ElementKind::kDecimal;
  value.number = decimal
                     ? parse_schema_decimal(value.text, field.total_digits, field.fraction_digits)
                     : parse_schema_int(value.text, field.total_digits);
  const Rule* rule = nullptr;
  switch (value.number.fault) {
    case NumberFault::kNone:
      return true;
    case NumberFault::kNotANumber:
      rule = decimal ? &rules::kDecimal : &rules::kInteger;
      break;
    case NumberFault::kTooManyDigits:
      rule = &rules::kTotalDigits;
      break;
    case NumberFault::kTooManyDecimals:
      rule = &rules::kDecimals;
      break;
  }
  fault(*rule, &field, path_of(field.name), value.exact);
  return false;
}

// Extension content: at most one element of any kind, no text.
bool Walk::read_any(const Element& element) {
  int elements = 0;
  while (true) {
    Event event = Event::kEof;
    if (!advance(event)) return false;
    if (event == Event::kEnd) return true;
    if (event == Event::kStart) {
      if (++elements == 2) {
        fault(rules::kRepeated, &element, path_of(element.name) + "/*", "", occurs_detail(1));
      }
      if (!skip_element(path_of(element.name))) return false;
    } else if (!scanner_.text_is_white_space()) {
      fault(rules::kStrayText, &element, path_of(element.name), "");
    }
  }
}

bool Walk::read_subtree(const Element& element) {
  const size_t begin = scanner_.token_begin();
  if (!skip_element(path_of(element.name))) return false;
  visitor_.subtree(element, begin, scanner_.token_end());
  return true;
}

// At a start tag: over everything up to its end tag. Personal fields in it are still told, since
// they must not be archived wherever they were put.
bool Walk::skip_element(std::string_view parent_path) {
  const size_t outside = scanner_.depth() - 1;
  size_t personal_depth = 0;
  size_t personal_begin = 0;
  std::string personal_path;
  const auto enter = [&] {
    if (inside_personal_ || personal_depth != 0) return;
    if (!is_personal_name(scanner_.local_name())) return;
    personal_depth = scanner_.depth();
    personal_begin = scanner_.token_end();
    personal_path = fmt::format("{}/{}", parent_path, scanner_.local_name());
  };
  enter();
  while (true) {
    Event event = Event::kEof;
    if (!advance(event)) {
      if (personal_depth != 0) visitor_.personal(personal_path, personal_begin, bytes_.size());
      return false;
    }
    if (event == Event::kStart) enter();
    if (event != Event::kEnd) continue;
    if (personal_depth != 0 && scanner_.depth() == personal_depth - 1) {
      visitor_.personal(personal_path, personal_begin, scanner_.token_begin());
      personal_depth = 0;
    }
    if (scanner_.depth() == outside) return true;
  }
}

}  // namespace chuhai::documents
