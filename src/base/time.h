// Dates, instants and periods. Business time is UTC+8 everywhere and always (no daylight saving);
// nothing here reads a clock: the instant of an input comes in as a parameter.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

// A day of the proleptic Gregorian calendar, years 0001..9999.
class Date {
 public:
  constexpr Date() = default;  // 1970-01-01
  static Result<Date> of(int year, int month, int day);
  static Result<Date> parse(std::string_view text);          // "2024-03-31"
  static Result<Date> parse_compact(std::string_view text);  // "20240331"
  static constexpr Date from_days(int32_t days_since_epoch) { return Date(days_since_epoch); }

  constexpr int32_t days_since_epoch() const { return days_; }
  int year() const;
  int month() const;
  int day() const;
  Date plus_days(int32_t days) const { return Date(days_ + days); }
  // Same day of the month, clamped to the month's length.
  Date plus_months(int months) const;
  std::string to_string() const;  // "2024-03-31"
  auto operator<=>(const Date&) const = default;

 private:
  explicit constexpr Date(int32_t days) : days_(days) {}
  int32_t days_ = 0;
};

// A point in time, in milliseconds since 1970-01-01T00:00Z.
class Instant {
 public:
  constexpr Instant() = default;
  static constexpr Instant from_millis(int64_t millis) { return Instant(millis); }
  // "2024-03-31T09:30:00+08:00", "...Z", seconds and fraction optional (digits beyond milliseconds
  // are dropped), zone optional (then UTC+8), a space may stand for the T; a date alone is its
  // midnight in UTC+8. kInvalidArgument otherwise; leap seconds are refused.
  static Result<Instant> parse(std::string_view text);
  // appTime YYYYMMDDhhmmss (14) and returnTime yyyyMMddHHmmssfff (17) of CEB messages, UTC+8.
  static Result<Instant> parse_compact(std::string_view text);
  // The start of the day in UTC+8.
  static Instant start_of(Date date);
  // A local date and time at a fixed offset from UTC, e.g. -180 for UTC-3.
  static Result<Instant> of_local(Date date, int hour, int minute, int second, int offset_minutes);

  constexpr int64_t millis() const { return millis_; }
  Date date() const;  // in UTC+8
  int year() const { return date().year(); }
  Instant plus_millis(int64_t millis) const { return Instant(millis_ + millis); }
  std::string to_string() const;   // "2024-03-31T09:30:00+08:00", milliseconds when not zero
  std::string to_compact14() const;  // "20240331093000"
  std::string to_compact17() const;  // "20240331093000000"
  auto operator<=>(const Instant&) const = default;

 private:
  explicit constexpr Instant(int64_t millis) : millis_(millis) {}
  int64_t millis_ = 0;
};

// Half-open [from, to). A year is "2023", a month "2023-04", anything else "2023-01-01/2023-03-04".
class Period {
 public:
  static Result<Period> of(Date from, Date to);  // kInvalidArgument unless from < to
  static Result<Period> year(int year);
  static Result<Period> month(int year, int month);
  static Result<Period> parse(std::string_view text);

  Date from() const { return from_; }
  Date to() const { return to_; }
  bool contains(Date date) const { return from_ <= date && date < to_; }
  bool contains(const Period& o) const { return from_ <= o.from_ && o.to_ <= to_; }
  std::string to_string() const;
  auto operator<=>(const Period&) const = default;

 private:
  Period(Date from, Date to) : from_(from), to_(to) {}
  Date from_;
  Date to_;
};

}  // namespace chuhai
