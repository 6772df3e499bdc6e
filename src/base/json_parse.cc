#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <unordered_set>

#include "base/json.h"
#include "base/text.h"

namespace chuhai {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr size_t kDepthMax = 256;
constexpr size_t kLinearKeysMax = 16;  // above this, duplicate keys are looked up in a set

// RFC 8259 section 6. simdjson hands out the token unchecked, and its own check would go through
// binary floating point.
bool is_number(std::string_view text) {
  size_t at = 0;
  const auto digits = [&] {
    const size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  const auto take = [&](std::string_view any) {
    const bool found = at < text.size() && any.find(text[at]) != std::string_view::npos;
    if (found) ++at;
    return found;
  };
  take("-");
  const size_t whole = at;
  const size_t whole_digits = digits();
  if (whole_digits == 0 || (whole_digits > 1 && text[whole] == '0')) return false;
  if (take(".") && digits() == 0) return false;
  if (take("eE")) {
    take("+-");
    if (digits() == 0) return false;
  }
  return at == text.size();
}

// Walks the whole document, since simdjson's on-demand front end checks only what is visited.
class Reader {
 public:
  // A scalar at the root is read as the one element of an array: numbers can be left behind there
  // with only their text taken, which a document's root doesn't offer.
  explicit Reader(std::string_view text) : text_(text), wrapped_(!is_container(text)) {
    padded_ = simdjson::padded_string(wrapped_ ? fmt::format("[{}]", text) : std::string(text));
  }

  Result<Json> read() {
    ondemand::parser parser;
    ondemand::document document;
    if (const auto error = parser.iterate(padded_).get(document)) return failure(error, 0);
    document_ = &document;
    ondemand::value value;
    if (const auto error = document.get_value().get(value)) return failure(error);
    auto json = read_value(value, 0);
    if (!json.ok()) return json;
    // Behind the last token there is no location.
    if (const char* after = nullptr; !document.current_location().get(after)) {
      return wrong("something follows the value", place());
    }
    if (!wrapped_) return json;
    if (json->as_array()->size() != 1) return wrong("there isn't exactly one value", 0);
    return Json(json->as_array()->front());
  }

 private:
  static bool is_container(std::string_view text) {
    const size_t first = text.find_first_not_of(" \t\r\n");
    return first != std::string_view::npos && (text[first] == '[' || text[first] == '{');
  }

  // Where simdjson stands, as an offset of the text.
  size_t place() {
    const char* location = nullptr;
    if (document_->current_location().get(location)) return text_.size();
    const auto offset = static_cast<size_t>(location - padded_.data());
    return std::min(offset - (wrapped_ && offset > 0 ? 1 : 0), text_.size());
  }

  Error wrong(std::string_view why, size_t at) const {
    const std::string_view before = text_.substr(0, at);
    const auto line = std::count(before.begin(), before.end(), '\n') + 1;
    const size_t line_begin = before.rfind('\n') + 1;  // npos + 1 is 0
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("JSON, line {} column {}: {}", line, at - line_begin + 1, why));
  }

  Error failure(simdjson::error_code error, size_t at) const {
    if (error == simdjson::UTF8_ERROR) at = first_invalid_utf8(text_).value_or(0);
    return wrong(simdjson::error_message(error), at);
  }
  Error failure(simdjson::error_code error) { return failure(error, place()); }

  Result<Json> read_value(ondemand::value value, size_t depth) {
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) return failure(error);
    if (depth > kDepthMax) return wrong("nested too deeply", place());
    switch (type) {
      case ondemand::json_type::array:
        return read_array(value, depth);
      case ondemand::json_type::object:
        return read_object(value, depth);
      case ondemand::json_type::number:
        return read_number(value);
      case ondemand::json_type::string: {
        std::string_view string;
        if (const auto error = value.get_string().get(string)) return failure(error);
        // A lone surrogate written as \uDC00 comes through as bytes that aren't UTF-8.
        if (first_invalid_utf8(string)) return wrong("a lone surrogate", place());
        return Json(string);
      }
      case ondemand::json_type::boolean: {
        bool boolean = false;
        if (const auto error = value.get_bool().get(boolean)) return failure(error);
        return Json(boolean);
      }
      case ondemand::json_type::null: {
        bool is_null = false;
        if (const auto error = value.is_null().get(is_null)) return failure(error);
        if (!is_null) return wrong("not a value", place());
        return Json();
      }
    }
    return wrong("not a value", place());
  }

  // Takes the text only; the iteration steps over the token, as over any value not asked for.
  Result<Json> read_number(ondemand::value value) {
    const std::string_view token = trim(value.raw_json_token());
    if (!is_number(token)) return wrong(fmt::format("'{}' is not a number", token), place());
    return Json::number(token);
  }

  Result<Json> read_array(ondemand::value value, size_t depth) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return failure(error);
    Json::Array elements;
    for (auto item : array) {
      ondemand::value element;
      if (const auto error = item.get(element)) return failure(error);
      auto json = read_value(element, depth + 1);
      if (!json.ok()) return json;
      elements.push_back(std::move(json).value());
    }
    return Json(std::move(elements));
  }

  Result<Json> read_object(ondemand::value value, size_t depth) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return failure(error);
    Json::Object members;
    std::unordered_set<std::string> keys;
    for (auto item : object) {
      ondemand::field field;
      if (const auto error = std::move(item).get(field)) return failure(error);
      std::string_view unescaped;
      if (const auto error = field.unescaped_key().get(unescaped)) return failure(error);
      std::string key(unescaped);
      if (first_invalid_utf8(key)) return wrong("a lone surrogate", place());
      if (is_duplicate(members, keys, key)) {
        return wrong(fmt::format("the key '{}' is there twice", key), place());
      }
      auto json = read_value(field.value(), depth + 1);
      if (!json.ok()) return json;
      members.emplace_back(std::move(key), std::move(json).value());
    }
    return Json(std::move(members));
  }

  static bool is_duplicate(const Json::Object& members, std::unordered_set<std::string>& keys,
                           const std::string& key) {
    if (members.size() < kLinearKeysMax) {
      return std::any_of(members.begin(), members.end(),
                         [&](const Json::Member& member) { return member.first == key; });
    }
    if (keys.empty()) {
      for (const Json::Member& member : members) keys.insert(member.first);
    }
    return !keys.insert(key).second;
  }

  std::string_view text_;
  bool wrapped_;
  simdjson::padded_string padded_;
  ondemand::document* document_ = nullptr;
};

}  // namespace

Result<Json> Json::parse(std::string_view text) { return Reader(text).read(); }

}  // namespace chuhai
