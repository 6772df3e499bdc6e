// Failures as values. A bug aborts (base/check.h); a failure is an Error in a Result<T>; a business
// finding (a wrong HS code, an enterprise that isn't entitled) is ordinary data and never an Error.
//
//   Result<Date> parse(std::string_view text);
//   CHUHAI_ASSIGN_OR_RETURN(const Date date, parse(text));
//   CHUHAI_RETURN_IF_ERROR(write(date));
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/check.h"

namespace chuhai {

// Closed: callers may switch over it. Tests assert codes, never wording.
enum class ErrorCode {
  kInvalidArgument,     // the input is wrong, and would be wrong at any time
  kNotFound,            // what was named isn't there
  kAlreadyExists,       // what was to be made is there
  kFailedPrecondition,  // right input, wrong state (no store, setting not made)
  kOutOfRange,          // a value beyond what its type or limit holds
  kCorrupt,             // stored bytes don't hold what was written
  kConflict,            // somebody else changed it first; retrying may work
  kUnavailable,         // a store or service can't be reached; retrying may work
  kUnsupported,         // known, and not handled by this version
  kIo,                  // the operating system refused
};

// The code's name in lower snake case, as printed by --json.
std::string_view error_code_name(ErrorCode code);

class Error {
 public:
  // `message` says what, where, why and what to do.
  Error(ErrorCode code, std::string message) : code_(code), message_(std::move(message)) {}

  ErrorCode code() const { return code_; }
  const std::string& message() const { return message_; }

  // "<context>: <message>", added on the way up.
  Error with_context(std::string_view context) &&;

 private:
  ErrorCode code_;
  std::string message_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  using Value = T;
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  T& value() & {
    CHECK(ok(), error().message());
    return *std::get_if<0>(&state_);
  }
  const T& value() const& {
    CHECK(ok(), error().message());
    return *std::get_if<0>(&state_);
  }
  // By value, so that `for (x : list().value())` doesn't walk through something already gone.
  T value() && {
    CHECK(ok(), error().message());
    return std::move(*std::get_if<0>(&state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  const Error& error() const { return *std::get_if<1>(&state_); }
  Error take_error() { return std::move(*std::get_if<1>(&state_)); }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}

  bool ok() const { return !error_; }
  explicit operator bool() const { return ok(); }
  const Error& error() const { return *error_; }
  Error take_error() { return std::move(*error_); }

 private:
  std::optional<Error> error_;
};

using Status = Result<void>;

}  // namespace chuhai

#define CHUHAI_CONCAT_INNER(a, b) a##b
#define CHUHAI_CONCAT(a, b) CHUHAI_CONCAT_INNER(a, b)

#define CHUHAI_RETURN_IF_ERROR(expression)                    \
  do {                                                        \
    if (auto chuhai_status = (expression); !chuhai_status.ok()) \
      return chuhai_status.take_error();                      \
  } while (false)

// Declares or assigns `target` from a Result, or returns its error.
#define CHUHAI_ASSIGN_OR_RETURN(target, expression) \
  CHUHAI_ASSIGN_OR_RETURN_IMPL(CHUHAI_CONCAT(chuhai_result_, __LINE__), target, expression)
#define CHUHAI_ASSIGN_OR_RETURN_IMPL(result, target, expression) \
  auto result = (expression);                                    \
  if (!result.ok()) return result.take_error();                  \
  target = std::move(result).value()
