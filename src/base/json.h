// Json: a value tree with exact numbers (a number keeps its text). Objects keep insertion order, so
// that output is stable. Parsing is simdjson's behind this seam.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"

namespace chuhai {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;
  struct Number {
    std::string text;
    bool operator==(const Number&) const = default;
  };

  Json() = default;  // null
  Json(bool value) : value_(value) {}
  Json(int value) : Json(static_cast<int64_t>(value)) {}
  Json(int64_t value);
  Json(uint64_t value);
  Json(const Decimal& value);
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(Array value) : value_(std::move(value)) {}
  Json(Object value) : value_(std::move(value)) {}
  static Json object() { return Json(Object{}); }
  static Json array() { return Json(Array{}); }
  // A number by its text, which must be one of JSON's grammar (not checked): "1.50", "1e400".
  static Json number(std::string_view text) { return Json(Number{std::string(text)}); }
  // kInvalidArgument with the position of the first error; duplicate keys are refused.
  static Result<Json> parse(std::string_view text);

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  const bool* as_bool() const { return std::get_if<bool>(&value_); }
  const Number* as_number() const { return std::get_if<Number>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Array* as_array() const { return std::get_if<Array>(&value_); }
  const Object* as_object() const { return std::get_if<Object>(&value_); }

  // Object member, or nullptr.
  const Json* find(std::string_view key) const;
  // Appends or replaces; *this must be an object (CHECK).
  Json& set(std::string_view key, Json value);
  // Appends; *this must be an array (CHECK).
  Json& push(Json value);

  std::string to_string() const;         // one line
  std::string to_pretty_string() const;  // two-space indent
  bool operator==(const Json&) const = default;

 private:
  explicit Json(Number value) : value_(std::move(value)) {}

  std::variant<std::monostate, bool, Number, std::string, Array, Object> value_;
};

// Appends the text in quotes, with JSON's escapes: of `"`, `\` and controls below U+0020.
void append_json_string(std::string& out, std::string_view text);

}  // namespace chuhai
