#include "dmn/value.h"

#include <algorithm>

namespace chuhai::dmn {

namespace {

void append_feel(std::string& out, const Value& value) {
  if (const bool* boolean = value.as_boolean()) {
    out += *boolean ? "true" : "false";
  } else if (const Decimal* number = value.as_number()) {
    out += number->to_string();
  } else if (const std::string* text = value.as_string()) {
    append_json_string(out, *text);  // FEEL reads all of JSON's escapes that are written
  } else if (const Date* date = value.as_date()) {
    out += "date(\"" + date->to_string() + "\")";
  } else if (const Value::List* list = value.as_list()) {
    out += '[';
    for (size_t i = 0; i < list->size(); ++i) {
      if (i > 0) out += ", ";
      append_feel(out, (*list)[i]);
    }
    out += ']';
  } else if (const Value::Context* context = value.as_context()) {
    out += '{';
    for (size_t i = 0; i < context->size(); ++i) {
      if (i > 0) out += ", ";
      append_json_string(out, (*context)[i].first);
      out += ": ";
      append_feel(out, (*context)[i].second);
    }
    out += '}';
  } else if (const Range* range = value.as_range()) {
    out += range->low_closed ? '[' : '(';
    append_feel(out, range->low);
    out += "..";
    append_feel(out, range->high);
    out += range->high_closed ? ']' : ')';
  } else {
    out += "null";
  }
}

std::optional<bool> equal_lists(const Value::List& a, const Value::List& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const std::optional<bool> equal = feel_equal(a[i], b[i]);
    if (!equal || !*equal) return equal;
  }
  return true;
}

std::optional<bool> equal_contexts(const Value& a, const Value& b) {
  if (a.as_context()->size() != b.as_context()->size()) return false;
  for (const auto& [key, value] : *a.as_context()) {
    const Value* other = b.find(key);
    if (other == nullptr) return false;
    const std::optional<bool> equal = feel_equal(value, *other);
    if (!equal || !*equal) return equal;
  }
  return true;
}

}  // namespace

std::string_view kind_name(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "Null";
    case Kind::kBoolean:
      return "boolean";
    case Kind::kNumber:
      return "number";
    case Kind::kString:
      return "string";
    case Kind::kDate:
      return "date";
    case Kind::kTime:
      return "time";
    case Kind::kDateAndTime:
      return "date and time";
    case Kind::kDaysAndTimeDuration:
      return "days and time duration";
    case Kind::kYearsAndMonthsDuration:
      return "years and months duration";
    case Kind::kList:
      return "list";
    case Kind::kContext:
      return "context";
    case Kind::kRange:
      return "range";
    case Kind::kFunction:
      return "function";
    case Kind::kAny:
      return "Any";
  }
  return "Any";
}

Value::Value(Range value) : value_(std::make_shared<const Range>(std::move(value))) {}

Kind Value::kind() const {
  static constexpr Kind kKinds[] = {Kind::kNull, Kind::kBoolean, Kind::kNumber,  Kind::kString,
                                    Kind::kDate, Kind::kList,    Kind::kContext, Kind::kRange};
  return kKinds[value_.index()];
}

const Value::List* Value::as_list() const {
  const auto* list = std::get_if<std::shared_ptr<const List>>(&value_);
  return list == nullptr ? nullptr : list->get();
}

const Value::Context* Value::as_context() const {
  const auto* context = std::get_if<std::shared_ptr<const Context>>(&value_);
  return context == nullptr ? nullptr : context->get();
}

const Range* Value::as_range() const {
  const auto* range = std::get_if<std::shared_ptr<const Range>>(&value_);
  return range == nullptr ? nullptr : range->get();
}

const Value* Value::find(std::string_view key) const {
  const Context* context = as_context();
  if (context == nullptr) return nullptr;
  for (const auto& [name, value] : *context) {
    if (name == key) return &value;
  }
  return nullptr;
}

std::string Value::to_feel() const {
  std::string out;
  append_feel(out, *this);
  return out;
}

Json Value::to_json() const {
  switch (kind()) {
    case Kind::kBoolean:
      return Json(*as_boolean());
    case Kind::kNumber:
      return Json(*as_number());
    case Kind::kString:
      return Json(*as_string());
    case Kind::kDate:
      return Json(as_date()->to_string());
    case Kind::kList: {
      Json array = Json::array();
      for (const Value& item : *as_list()) array.push(item.to_json());
      return array;
    }
    case Kind::kContext: {
      Json object = Json::object();
      for (const auto& [key, value] : *as_context()) object.set(key, value.to_json());
      return object;
    }
    case Kind::kRange:
      return Json(to_feel());
    default:
      return Json();
  }
}

Value Value::from_json(const Json& json) {
  if (const bool* boolean = json.as_bool()) return Value(*boolean);
  if (const Json::Number* number = json.as_number()) {
    auto parsed = Decimal::parse(number->text);
    return parsed.ok() ? Value(*parsed) : Value();
  }
  if (const std::string* text = json.as_string()) return Value(*text);
  if (const Json::Array* array = json.as_array()) {
    List list;
    for (const Json& item : *array) list.push_back(from_json(item));
    return Value(std::move(list));
  }
  if (const Json::Object* object = json.as_object()) {
    Context context;
    for (const auto& [key, value] : *object) context.emplace_back(key, from_json(value));
    return Value(std::move(context));
  }
  return Value();
}

bool operator==(const Value& a, const Value& b) {
  if (a.value_.index() != b.value_.index()) return false;
  switch (a.kind()) {
    case Kind::kBoolean:
      return *a.as_boolean() == *b.as_boolean();
    case Kind::kNumber:
      return *a.as_number() == *b.as_number();
    case Kind::kString:
      return *a.as_string() == *b.as_string();
    case Kind::kDate:
      return *a.as_date() == *b.as_date();
    case Kind::kList:
      return *a.as_list() == *b.as_list();
    case Kind::kRange:
      return *a.as_range() == *b.as_range();
    case Kind::kContext: {
      if (a.as_context()->size() != b.as_context()->size()) return false;
      return std::all_of(a.as_context()->begin(), a.as_context()->end(), [&](const auto& entry) {
        const Value* other = b.find(entry.first);
        return other != nullptr && entry.second == *other;
      });
    }
    default:
      return true;
  }
}

std::optional<bool> feel_equal(const Value& a, const Value& b) {
  if (a.is_null() || b.is_null()) return a.is_null() && b.is_null();
  if (a.kind() != b.kind()) return std::nullopt;
  if (a.kind() == Kind::kList) return equal_lists(*a.as_list(), *b.as_list());
  if (a.kind() == Kind::kContext) return equal_contexts(a, b);
  return a == b;
}

std::optional<std::strong_ordering> feel_compare(const Value& a, const Value& b) {
  if (a.kind() != b.kind()) return std::nullopt;
  switch (a.kind()) {
    case Kind::kNumber:
      return a.as_number()->compare(*b.as_number());
    case Kind::kString:  // the order of UTF-8 bytes is the order of code points
      return a.as_string()->compare(*b.as_string()) <=> 0;
    case Kind::kDate:
      return *a.as_date() <=> *b.as_date();
    default:
      return std::nullopt;
  }
}

}  // namespace chuhai::dmn
