#include "xml/writer.h"

#include "base/text.h"
#include "xml/characters.h"

namespace chuhai::xml {
namespace {

// What a byte has to be written as, or empty when it stands for itself. White space that a reader
// would normalise away becomes a reference: CR everywhere, tab and LF in attributes.
std::string_view escape_of(char c, bool in_attribute) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '\r':
      return "&#13;";
    case '"':
      return in_attribute ? "&quot;" : "";
    case '\t':
      return in_attribute ? "&#9;" : "";
    case '\n':
      return in_attribute ? "&#10;" : "";
    default:
      return "";
  }
}

}  // namespace

Writer::Writer(std::string& out, std::string_view prefix) : out_(out), prefix_(prefix) {}

void Writer::declaration() { out_ += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"; }

void Writer::open_name(std::string_view name) {
  out_.push_back('<');
  out_.append(prefix_).append(name);
}

void Writer::start(std::string_view name, std::initializer_list<AttributeText> attributes) {
  open_name(name);
  for (const auto& [attribute, value] : attributes) {
    out_.push_back(' ');
    out_.append(attribute).append("=\"");
    append_escaped(value, Place::kAttribute);
    out_.push_back('"');
  }
  out_.push_back('>');
  open_.emplace_back(name);
}

void Writer::text(std::string_view text) { append_escaped(text, Place::kText); }

void Writer::end() {
  CHECK(!open_.empty(), "no element is open");
  out_.append("</").append(prefix_).append(open_.back()).append(">");
  open_.pop_back();
}

void Writer::element(std::string_view name, std::string_view text) {
  open_name(name);
  out_.push_back('>');
  append_escaped(text, Place::kText);
  out_.append("</").append(prefix_).append(name).append(">");
}

Status Writer::finish() const {
  CHECK(open_.empty(), "an element was not ended");
  if (illegal_) {
    return Error(ErrorCode::kInvalidArgument,
                 "a text holds characters that XML can't carry (controls, or not UTF-8)");
  }
  return {};
}

void Writer::append_escaped(std::string_view text, Place place) {
  if (first_invalid_utf8(text) || first_illegal_character(text)) illegal_ = true;
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view escape = escape_of(text[i], place == Place::kAttribute);
    if (escape.empty()) continue;
    out_.append(text.substr(plain, i - plain)).append(escape);
    plain = i + 1;
  }
  out_.append(text.substr(plain));
}

}  // namespace chuhai::xml
