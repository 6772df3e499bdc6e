#include "base/json.h"

#include <fmt/format.h>

#include <algorithm>

namespace chuhai {

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out.push_back(c);
        }
    }
  }
  out.push_back('"');
}

namespace {

// Writes a value; `indent` is the width of a level, or 0 for one line.
class Printer {
 public:
  Printer(std::string& out, size_t indent) : out_(out), indent_(indent) {}

  void print(const Json& json) {
    if (const Json::Array* array = json.as_array()) return print_array(*array);
    if (const Json::Object* object = json.as_object()) return print_object(*object);
    if (const bool* boolean = json.as_bool()) {
      out_ += *boolean ? "true" : "false";
    } else if (const Json::Number* number = json.as_number()) {
      out_ += number->text;
    } else if (const std::string* string = json.as_string()) {
      append_json_string(out_, *string);
    } else {
      out_ += "null";
    }
  }

 private:
  void print_array(const Json::Array& array) {
    out_.push_back('[');
    ++level_;
    for (size_t i = 0; i < array.size(); ++i) {
      if (i != 0) out_.push_back(',');
      new_line();
      print(array[i]);
    }
    close(array.empty(), ']');
  }

  void print_object(const Json::Object& object) {
    out_.push_back('{');
    ++level_;
    for (size_t i = 0; i < object.size(); ++i) {
      if (i != 0) out_.push_back(',');
      new_line();
      append_json_string(out_, object[i].first);
      out_ += indent_ == 0 ? ":" : ": ";
      print(object[i].second);
    }
    close(object.empty(), '}');
  }

  void close(bool empty, char bracket) {
    --level_;
    if (!empty) new_line();
    out_.push_back(bracket);
  }

  void new_line() {
    if (indent_ == 0) return;
    out_.push_back('\n');
    out_.append(indent_ * level_, ' ');
  }

  std::string& out_;
  size_t indent_;
  size_t level_ = 0;
};

}  // namespace

Json::Json(int64_t value) : value_(Number{std::to_string(value)}) {}
Json::Json(uint64_t value) : value_(Number{std::to_string(value)}) {}
Json::Json(const Decimal& value) : value_(Number{value.to_string()}) {}

const Json* Json::find(std::string_view key) const {
  const Object* object = as_object();
  if (object == nullptr) return nullptr;
  for (const Member& member : *object) {
    if (member.first == key) return &member.second;
  }
  return nullptr;
}

Json& Json::set(std::string_view key, Json value) {
  auto* object = std::get_if<Object>(&value_);
  CHECK(object != nullptr, "set on a JSON value that isn't an object");
  for (Member& member : *object) {
    if (member.first == key) {
      member.second = std::move(value);
      return *this;
    }
  }
  object->emplace_back(std::string(key), std::move(value));
  return *this;
}

Json& Json::push(Json value) {
  auto* array = std::get_if<Array>(&value_);
  CHECK(array != nullptr, "push on a JSON value that isn't an array");
  array->push_back(std::move(value));
  return *this;
}

std::string Json::to_string() const {
  std::string out;
  Printer(out, 0).print(*this);
  return out;
}

std::string Json::to_pretty_string() const {
  std::string out;
  Printer(out, 2).print(*this);
  return out;
}

}  // namespace chuhai
