#include "documents/encode.h"

#include <fmt/format.h>

#include <charconv>

#include "base/check.h"
#include "base/text.h"
#include "documents/field_table.h"
#include "documents/markup.h"
#include "documents/number.h"

namespace chuhai::documents {
namespace {

constexpr std::string_view kPrefix = "ceb:";

const MessageType& type_of(std::string_view name) {
  const MessageType* type = find_message_type(name);
  CHECK(type != nullptr, name);
  return *type;
}

bool has_forbidden_character(std::string_view text) {
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20 && c != '\t' && c != '\n' && c != '\r') return true;
  }
  return first_invalid_utf8(text).has_value();
}

// What the schema says against the value, or nothing.
std::string fault_of(const Element& element, std::string_view value) {
  if (has_forbidden_character(value)) return "a character that XML can't carry";
  if (element.kind == ElementKind::kString) {
    const size_t length = code_point_count(value);
    if (length < static_cast<size_t>(element.min_length) ||
        length > static_cast<size_t>(element.max_length)) {
      return fmt::format("{} characters, not {} to {}", length, element.min_length,
                         element.max_length);
    }
    if (!element.fixed.empty() && value != element.fixed) return "not " + element.fixed;
    return {};
  }
  const Number number =
      element.kind == ElementKind::kDecimal
          ? parse_schema_decimal(value, element.total_digits, element.fraction_digits)
          : parse_schema_int(value, element.total_digits);
  return number.fault == NumberFault::kNone ? std::string() : "not a number of the right digits";
}

}  // namespace

MessageWriter::MessageWriter(std::string_view type, std::string_view guid, Checks checks)
    : type_(type_of(type)), checks_(checks) {
  out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<ceb:";
  out_ += type_.name;
  out_ += " guid=\"";
  append_escaped(out_, guid);
  out_ += "\" version=\"1.0\" xmlns:ceb=\"";
  out_ += kCebNamespace;
  out_ += "\">\n";
  levels_[0] = {&type_.root, 0, {0, 0}};
  depth_ = 1;
  if (code_point_count(guid) != 36) fail("the message's guid has not 36 characters");
}

void MessageWriter::fail(std::string message) {
  if (checks_ == Checks::kSchema && error_.empty()) error_ = std::move(message);
}

void MessageWriter::open(const Element& element) {
  Level& parent = levels_[depth_ - 1];
  if (element.index < parent.next && element.max_occurs == 1) {
    fail(element.path + " is out of sequence");
  }
  for (int i = parent.next; i < element.index; ++i) check_missing(parent, i);
  int& count = parent.counts[element.index == 0 ? 0 : 1];
  if (++count > element.max_occurs && element.max_occurs > 1) {
    fail(fmt::format("more than {} of {}", element.max_occurs, element.path));
  }
  parent.next = element.max_occurs > 1 ? element.index : element.index + 1;
  parent.open_repeats = element.max_occurs > 1;
  out_.append(depth_, '\t');
  out_.push_back('<');
  out_ += kPrefix;
  out_ += element.name;
  out_ += ">\n";
  CHECK(depth_ < kDepthMax, element.path);
  levels_[depth_++] = {&element, 0, {0, 0}};
}

void MessageWriter::check_missing(const Level& level, int index) {
  const Element& child = level.group->children[static_cast<size_t>(index)];
  const bool there = level.open_repeats && index == level.next;
  if (child.min_occurs > 0 && !there) fail(child.path + " is missing");
}

void MessageWriter::close() {
  const Level& level = levels_[depth_ - 1];
  const int count = static_cast<int>(level.group->children.size());
  for (int i = level.next; i < count; ++i) check_missing(level, i);
  --depth_;
  out_.append(depth_, '\t');
  out_ += "</";
  out_ += kPrefix;
  out_ += level.group->name;
  out_ += ">\n";
}

void MessageWriter::close_to(size_t depth) {
  while (depth_ > depth) close();
}

void MessageWriter::begin_document() {
  close_to(1);
  ++document_count_;
  const Element& document = type_.document();
  open(document);
  if (document.children[0].is_group()) open(document.children[0]);
}

void MessageWriter::begin_line() {
  const Element& document = type_.document();
  CHECK(depth_ > 1 && document.children[0].is_group(), "begin_line outside an order or list");
  close_to(2);
  open(document.children[1]);
}

void MessageWriter::field(std::string_view name, std::string_view value) {
  write_field(name, value, true);
}

void MessageWriter::field(std::string_view name, Amount5 value) {
  write_field(name, value.to_string(), false);
}

void MessageWriter::field(std::string_view name, int64_t value) {
  char buffer[24];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
  write_field(name, std::string_view(buffer, static_cast<size_t>(end - buffer)), false);
}

void MessageWriter::field(std::string_view name, Instant value) {
  const int at = levels_[depth_ - 1].group->find_child(name);
  const Element* element =
      at < 0 ? nullptr : &levels_[depth_ - 1].group->children[static_cast<size_t>(at)];
  const bool long_form = element != nullptr && element->format == Format::kTime17;
  std::string text = long_form ? value.to_compact17() : value.to_compact14();
  if (element != nullptr && element->format == Format::kDate8) text.resize(8);
  write_field(name, text, false);
}

// The element of that name in the open group, moving on over optional ones.
const Element* MessageWriter::next_element(std::string_view name) {
  Level& level = levels_[depth_ - 1];
  const auto count = static_cast<int>(level.group->children.size());
  for (int i = level.next; i < count; ++i) {
    const Element& child = level.group->children[static_cast<size_t>(i)];
    if (child.name == name && !child.is_group()) {
      level.next = i + 1;
      return &child;
    }
    if (checks_ == Checks::kSchema) check_missing(level, i);
  }
  fail(fmt::format("{}/{} is unknown or out of sequence", level.group->path, name));
  return nullptr;
}

void MessageWriter::write_field(std::string_view name, std::string_view value, bool escape) {
  CHECK(depth_ > 1, "a field outside a document");
  if (checks_ == Checks::kSchema && error_.empty()) {
    const Element* element = next_element(name);
    if (element != nullptr) {
      std::string fault = fault_of(*element, value);
      if (!fault.empty()) fail(element->path + ": " + fault);
    }
  }
  out_.append(depth_, '\t');
  out_.push_back('<');
  out_ += kPrefix;
  out_ += name;
  out_.push_back('>');
  if (escape) {
    append_escaped(out_, value);
  } else {
    out_ += value;
  }
  out_ += "</";
  out_ += kPrefix;
  out_ += name;
  out_ += ">\n";
}

Result<std::string> MessageWriter::finish(const Transfer& transfer) {
  close_to(1);
  const int at = type_.root.find_child("BaseTransfer");
  CHECK(at >= 0, "a receipt takes no BaseTransfer");
  open(type_.root.children[static_cast<size_t>(at)]);
  field("copCode", transfer.cop_code);
  field("copName", transfer.cop_name);
  field("dxpMode", transfer.dxp_mode);
  field("dxpId", transfer.dxp_id);
  if (!transfer.note.empty()) field("note", transfer.note);
  return end();
}

Result<std::string> MessageWriter::finish() { return end(); }

Result<std::string> MessageWriter::end() {
  close_to(0);
  if (!error_.empty()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{}: {}", type_.name, error_));
  }
  return std::move(out_);
}

}  // namespace chuhai::documents
