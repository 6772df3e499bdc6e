#include "base/time.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chuhai {
namespace {

constexpr int64_t kMillisPerSecond = 1000;
constexpr int64_t kMillisPerMinute = 60 * kMillisPerSecond;
constexpr int64_t kMillisPerDay = 24 * 60 * kMillisPerMinute;
constexpr int kBusinessOffsetMinutes = 8 * 60;
constexpr int kOffsetMinutesMax = 14 * 60;  // the zones in use run from -12:00 to +14:00

struct Civil {
  int year;
  int month;
  int day;
};

// Days since 1970-01-01 of a proleptic Gregorian day. The year starts in March here, so that the
// leap day is the last of it; an era is 400 years.
constexpr int32_t days_of(Civil c) {
  const int year = c.month <= 2 ? c.year - 1 : c.year;
  const int era = (year >= 0 ? year : year - 399) / 400;
  const int year_of_era = year - era * 400;
  const int day_of_year = (153 * (c.month > 2 ? c.month - 3 : c.month + 9) + 2) / 5 + c.day - 1;
  const int day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
  return era * 146097 + day_of_era - 719468;
}

constexpr Civil civil_of(int32_t days) {
  const int64_t shifted = int64_t{days} + 719468;
  const int64_t era = (shifted >= 0 ? shifted : shifted - 146096) / 146097;
  const int day_of_era = static_cast<int>(shifted - era * 146097);
  const int year_of_era =
      (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
  const int day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const int shifted_month = (5 * day_of_year + 2) / 153;
  const int day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
  const int month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  const int year = static_cast<int>(era) * 400 + year_of_era + (month <= 2 ? 1 : 0);
  return {year, month, day};
}

constexpr bool is_leap(int year) { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0); }

constexpr int month_length(int year, int month) {
  constexpr int kLengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  return month == 2 && is_leap(year) ? 29 : kLengths[month - 1];
}

// Exactly these digits as a number, or nullopt.
std::optional<int> digits(std::string_view text) {
  if (text.empty() || text.size() > 9) return std::nullopt;
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

Error not_a(std::string_view what, std::string_view text) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("'{}' is not {}", text, what));
}

int64_t floor_divide(int64_t value, int64_t by) { return value / by - (value % by < 0 ? 1 : 0); }

struct Clock {
  int hour = 0;
  int minute = 0;
  int second = 0;
  int millis = 0;
};

bool is_valid(Clock c) {
  return c.hour >= 0 && c.hour <= 23 && c.minute >= 0 && c.minute <= 59 && c.second >= 0 &&
         c.second <= 59;
}

// kInvalidArgument for a wrong clock or when the instant is outside years 0001..9999 in UTC+8.
Result<Instant> instant_of(Date date, Clock clock, int offset_minutes) {
  if (!is_valid(clock)) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{:02}:{:02}:{:02} is not a time of day",
                                                          clock.hour, clock.minute, clock.second));
  }
  if (offset_minutes < -kOffsetMinutesMax || offset_minutes > kOffsetMinutesMax) {
    return Error(
        ErrorCode::kInvalidArgument,
        fmt::format("an offset of {} minutes from UTC is beyond 14 hours", offset_minutes));
  }
  const int64_t minutes = clock.hour * 60 + clock.minute - offset_minutes;
  const Instant instant =
      Instant::from_millis(date.days_since_epoch() * kMillisPerDay + minutes * kMillisPerMinute +
                           clock.second * kMillisPerSecond + clock.millis);
  const int year = instant.year();
  if (year < 1 || year > 9999) {
    return Error(ErrorCode::kInvalidArgument, "the time is outside the years 0001 to 9999");
  }
  return instant;
}

// What stands before a date's time: "hh:mm", "hh:mm:ss", "hh:mm:ss.f…" (one to nine digits, those
// beyond milliseconds are dropped).
std::optional<Clock> parse_clock(std::string_view text) {
  if (text.size() < 5 || text[2] != ':') return std::nullopt;
  const auto hour = digits(text.substr(0, 2));
  const auto minute = digits(text.substr(3, 2));
  if (!hour || !minute) return std::nullopt;
  Clock clock{*hour, *minute, 0, 0};
  if (text.size() == 5) return clock;
  if (text.size() < 8 || text[5] != ':') return std::nullopt;
  const auto second = digits(text.substr(6, 2));
  if (!second) return std::nullopt;
  clock.second = *second;
  if (text.size() == 8) return clock;
  std::string fraction(text.substr(9));
  if (text[8] != '.' || !digits(fraction)) return std::nullopt;
  fraction.resize(3, '0');
  clock.millis = *digits(fraction);
  return clock;
}

// "Z", "+08:00", "-03:00" in minutes.
std::optional<int> parse_zone(std::string_view text) {
  if (text == "Z") return 0;
  if (text.size() != 6 || text[3] != ':') return std::nullopt;
  const auto hours = digits(text.substr(1, 2));
  const auto minutes = digits(text.substr(4, 2));
  if (!hours || !minutes || *minutes > 59) return std::nullopt;
  const int offset = *hours * 60 + *minutes;
  if (offset > kOffsetMinutesMax) return std::nullopt;
  return text[0] == '-' ? -offset : offset;
}

}  // namespace

Result<Date> Date::of(int year, int month, int day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
      day > month_length(year, month)) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("there is no day {:04}-{:02}-{:02}", year, month, day));
  }
  return Date(days_of({year, month, day}));
}

Result<Date> Date::parse(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') {
    return not_a("a date like 2024-03-31", text);
  }
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return not_a("a date like 2024-03-31", text);
  return of(*year, *month, *day);
}

Result<Date> Date::parse_compact(std::string_view text) {
  if (text.size() != 8 || !digits(text)) return not_a("a date like 20240331", text);
  return of(*digits(text.substr(0, 4)), *digits(text.substr(4, 2)), *digits(text.substr(6, 2)));
}

int Date::year() const { return civil_of(days_).year; }
int Date::month() const { return civil_of(days_).month; }
int Date::day() const { return civil_of(days_).day; }

Date Date::plus_months(int months) const {
  const Civil from = civil_of(days_);
  const int64_t count = int64_t{from.year} * 12 + (from.month - 1) + months;
  const int year = static_cast<int>(floor_divide(count, 12));
  const int month = static_cast<int>(count - int64_t{year} * 12) + 1;
  return Date(days_of({year, month, std::min(from.day, month_length(year, month))}));
}

std::string Date::to_string() const {
  const Civil c = civil_of(days_);
  return fmt::format("{:04}-{:02}-{:02}", c.year, c.month, c.day);
}

Result<Instant> Instant::parse(std::string_view text) {
  constexpr std::string_view kWhat = "a time like 2024-03-31T09:30:00+08:00";
  auto date = Date::parse(text.substr(0, 10));
  if (!date.ok()) return not_a(kWhat, text);
  if (text.size() == 10) return start_of(*date);
  if (text[10] != 'T' && text[10] != ' ') return not_a(kWhat, text);
  std::string_view rest = text.substr(11);
  int offset = kBusinessOffsetMinutes;
  if (const size_t zone = rest.find_first_of("Z+-"); zone != std::string_view::npos) {
    const auto parsed = parse_zone(rest.substr(zone));
    if (!parsed) return not_a(kWhat, text);
    offset = *parsed;
    rest = rest.substr(0, zone);
  }
  const auto clock = parse_clock(rest);
  if (!clock) return not_a(kWhat, text);
  return instant_of(*date, *clock, offset);
}

Result<Instant> Instant::parse_compact(std::string_view text) {
  constexpr std::string_view kWhat = "a time like 20240331093000 or 20240331093000000";
  if ((text.size() != 14 && text.size() != 17) ||
      text.find_first_not_of("0123456789") != std::string_view::npos) {
    return not_a(kWhat, text);
  }
  CHUHAI_ASSIGN_OR_RETURN(const Date date, Date::parse_compact(text.substr(0, 8)));
  const Clock clock{*digits(text.substr(8, 2)), *digits(text.substr(10, 2)),
                    *digits(text.substr(12, 2)),
                    text.size() == 17 ? *digits(text.substr(14, 3)) : 0};
  return instant_of(date, clock, kBusinessOffsetMinutes);
}

Instant Instant::start_of(Date date) {
  return from_millis(date.days_since_epoch() * kMillisPerDay -
                     kBusinessOffsetMinutes * kMillisPerMinute);
}

Result<Instant> Instant::of_local(Date date, int hour, int minute, int second, int offset_minutes) {
  return instant_of(date, {hour, minute, second, 0}, offset_minutes);
}

Date Instant::date() const {
  const int64_t local = millis_ + kBusinessOffsetMinutes * kMillisPerMinute;
  return Date::from_days(static_cast<int32_t>(floor_divide(local, kMillisPerDay)));
}

namespace {

// The time of day in UTC+8.
Clock clock_of(Instant instant) {
  int64_t rest = instant.millis() - Instant::start_of(instant.date()).millis();
  Clock clock;
  clock.hour = static_cast<int>(rest / (60 * kMillisPerMinute));
  rest %= 60 * kMillisPerMinute;
  clock.minute = static_cast<int>(rest / kMillisPerMinute);
  rest %= kMillisPerMinute;
  clock.second = static_cast<int>(rest / kMillisPerSecond);
  clock.millis = static_cast<int>(rest % kMillisPerSecond);
  return clock;
}

}  // namespace

std::string Instant::to_string() const {
  const Clock c = clock_of(*this);
  std::string text =
      fmt::format("{}T{:02}:{:02}:{:02}", date().to_string(), c.hour, c.minute, c.second);
  if (c.millis != 0) text += fmt::format(".{:03}", c.millis);
  return text + "+08:00";
}

std::string Instant::to_compact14() const {
  const Civil d = civil_of(date().days_since_epoch());
  const Clock c = clock_of(*this);
  return fmt::format("{:04}{:02}{:02}{:02}{:02}{:02}", d.year, d.month, d.day, c.hour, c.minute,
                     c.second);
}

std::string Instant::to_compact17() const {
  return fmt::format("{}{:03}", to_compact14(), clock_of(*this).millis);
}

Result<Period> Period::of(Date from, Date to) {
  if (to <= from) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("a period from {} to {} holds no day",
                                                          from.to_string(), to.to_string()));
  }
  return Period(from, to);
}

Result<Period> Period::year(int year) {
  CHUHAI_ASSIGN_OR_RETURN(const Date from, Date::of(year, 1, 1));
  CHUHAI_ASSIGN_OR_RETURN(const Date to, Date::of(year + 1, 1, 1));
  return Period(from, to);
}

Result<Period> Period::month(int year, int month) {
  CHUHAI_ASSIGN_OR_RETURN(const Date from, Date::of(year, month, 1));
  const Date to = from.plus_months(1);
  CHUHAI_RETURN_IF_ERROR(Date::of(to.year(), to.month(), 1));
  return Period(from, to);
}

Result<Period> Period::parse(std::string_view text) {
  constexpr std::string_view kWhat = "a period like 2023, 2023-04 or 2023-01-01/2023-03-04";
  if (const size_t slash = text.find('/'); slash != std::string_view::npos) {
    CHUHAI_ASSIGN_OR_RETURN(const Date from, Date::parse(text.substr(0, slash)));
    CHUHAI_ASSIGN_OR_RETURN(const Date to, Date::parse(text.substr(slash + 1)));
    return of(from, to);
  }
  const auto year = digits(text.substr(0, 4));
  if (text.size() < 4 || !year) return not_a(kWhat, text);
  if (text.size() == 4) return Period::year(*year);
  const auto month = digits(text.substr(5));
  if (text.size() != 7 || text[4] != '-' || !month) return not_a(kWhat, text);
  return Period::month(*year, *month);
}

std::string Period::to_string() const {
  const Civil from = civil_of(from_.days_since_epoch());
  if (from.day == 1 && from_.plus_months(1) == to_) {
    return fmt::format("{:04}-{:02}", from.year, from.month);
  }
  if (from.day == 1 && from.month == 1 && from_.plus_months(12) == to_) {
    return fmt::format("{:04}", from.year);
  }
  return fmt::format("{}/{}", from_.to_string(), to_.to_string());
}

}  // namespace chuhai
