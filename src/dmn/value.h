// Value: what a FEEL expression gives (DMN 1.5, 10.3.2). Immutable; lists and contexts are shared,
// so copies are cheap. FEEL's null is a value; "unknown" is not one (see determine.h).
#pragma once

#include <compare>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/decimal.h"
#include "base/json.h"
#include "base/time.h"

namespace chuhai::dmn {

// Kinds of values and, with kAny, of types. Those marked "later" have no values in this version.
enum class Kind : uint8_t {
  kNull,
  kBoolean,
  kNumber,
  kString,
  kDate,
  kTime,                    // later
  kDateAndTime,             // later
  kDaysAndTimeDuration,     // later
  kYearsAndMonthsDuration,  // later
  kList,
  kContext,
  kRange,
  kFunction,  // later
  kAny,       // a type only: nothing is known
};

// FEEL's name: "number", "days and time duration", "Any"…
std::string_view kind_name(Kind kind);

struct Range;

class Value {
 public:
  using List = std::vector<Value>;
  using Entry = std::pair<std::string, Value>;
  using Context = std::vector<Entry>;  // keys differ; order is kept, and no part of equality

  Value() = default;  // null
  Value(bool value) : value_(value) {}
  Value(int value) : value_(Decimal::from_int(value)) {}
  Value(int64_t value) : value_(Decimal::from_int(value)) {}
  Value(const Decimal& value) : value_(value) {}
  Value(std::string value) : value_(std::move(value)) {}
  Value(std::string_view value) : value_(std::string(value)) {}
  Value(const char* value) : value_(std::string(value)) {}
  Value(Date value) : value_(value) {}
  Value(List value) : value_(std::make_shared<const List>(std::move(value))) {}
  Value(Context value) : value_(std::make_shared<const Context>(std::move(value))) {}
  Value(Range value);

  Kind kind() const;
  bool is_null() const { return value_.index() == 0; }
  bool is_true() const { return as_boolean() && *as_boolean(); }
  bool is_false() const { return as_boolean() && !*as_boolean(); }

  // nullptr when the value is of another kind.
  const bool* as_boolean() const { return std::get_if<bool>(&value_); }
  const Decimal* as_number() const { return std::get_if<Decimal>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Date* as_date() const { return std::get_if<Date>(&value_); }
  const List* as_list() const;
  const Context* as_context() const;
  const Range* as_range() const;
  // The context's entry, or nullptr; also when this is no context.
  const Value* find(std::string_view key) const;

  // FEEL source that gives this value: 12.5, "a", date("2024-03-31"), [1, null], {"k": true}.
  std::string to_feel() const;
  // Numbers exact, dates as "2024-03-31".
  Json to_json() const;
  // Numbers, strings, booleans, null, arrays and objects; dates stay strings.
  static Value from_json(const Json& json);

  // Sameness, not FEEL's `=` (which may be null): null is itself, 1.0 is 1.00, kinds must agree.
  friend bool operator==(const Value& a, const Value& b);

 private:
  std::variant<std::monostate, bool, Decimal, std::string, Date, std::shared_ptr<const List>,
               std::shared_ptr<const Context>, std::shared_ptr<const Range>>
      value_;
};

// [low..high], with either end open; a null end is no end only where FEEL says so (later).
struct Range {
  Value low;
  Value high;
  bool low_closed = true;
  bool high_closed = true;
  bool operator==(const Range&) const = default;
};

// FEEL's `=` (Table 53): true or false if either is null or both are of one kind; else nullopt.
std::optional<bool> feel_equal(const Value& a, const Value& b);
// FEEL's order for numbers, strings (by code point) and dates; nullopt for anything else (Table
// 54).
std::optional<std::strong_ordering> feel_compare(const Value& a, const Value& b);

}  // namespace chuhai::dmn
