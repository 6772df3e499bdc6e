#include "base/money.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/fixed_point.h"

namespace chuhai {
namespace {

// ISO 4217's minor units other than 2.
constexpr std::string_view kNoMinorDigits[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY",
                                               "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                                               "VND", "VUV", "XAF", "XOF", "XPF"};
constexpr std::string_view kThreeMinorDigits[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
constexpr std::string_view kFourMinorDigits[] = {"CLF", "UYW"};

template <size_t kSize>
bool contains(const std::string_view (&codes)[kSize], std::string_view code) {
  return std::find(std::begin(codes), std::end(codes), code) != std::end(codes);
}

Error too_large(std::string_view what) {
  return Error(ErrorCode::kOutOfRange, fmt::format("{} does not fit 64 bits of minor units", what));
}

}  // namespace

Result<Currency> Currency::parse(std::string_view code) {
  const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
  if (code.size() != 3 || !std::all_of(code.begin(), code.end(), is_capital)) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not a currency code of three capital letters", code));
  }
  return Currency({code[0], code[1], code[2]});
}

int Currency::minor_digits() const {
  if (*this == cny()) return 2;
  if (contains(kNoMinorDigits, code())) return 0;
  if (contains(kThreeMinorDigits, code())) return 3;
  if (contains(kFourMinorDigits, code())) return 4;
  return 2;
}

Result<Money> Money::from(const Decimal& value, Currency currency, Rounding rounding) {
  const auto minor = value.to_scaled_int64(currency.minor_digits(), rounding);
  if (!minor) return too_large(fmt::format("{} {}", value.to_string(), currency.code()));
  return Money(*minor, currency);
}

Result<Money> Money::parse(std::string_view text, Currency currency) {
  CHUHAI_ASSIGN_OR_RETURN(const __int128 minor,
                          internal::parse_fixed_point(text, currency.minor_digits()));
  if (minor < std::numeric_limits<int64_t>::min() || minor > std::numeric_limits<int64_t>::max()) {
    return too_large(text);
  }
  return Money(static_cast<int64_t>(minor), currency);
}

Result<Money> Money::plus(Money o) const {
  CHECK(currency_ == o.currency_, "adding different currencies");
  int64_t minor = 0;
  if (__builtin_add_overflow(minor_, o.minor_, &minor)) return too_large("a sum of money");
  return Money(minor, currency_);
}

Result<Money> Money::minus(Money o) const {
  CHECK(currency_ == o.currency_, "subtracting different currencies");
  int64_t minor = 0;
  if (__builtin_sub_overflow(minor_, o.minor_, &minor)) return too_large("a difference of money");
  return Money(minor, currency_);
}

Decimal Money::to_decimal() const {
  return Decimal::scaled(minor_, -currency_.minor_digits()).value();
}

std::string Money::to_string() const {
  return internal::fixed_point_to_string(minor_, currency_.minor_digits(), true);
}

std::string Money::to_display_string() const { return group_thousands(to_string()); }

std::strong_ordering Money::compare(Money o) const {
  CHECK(currency_ == o.currency_, "comparing different currencies");
  return minor_ <=> o.minor_;
}

std::string group_thousands(std::string_view plain_decimal) {
  const size_t begin = !plain_decimal.empty() && plain_decimal[0] == '-' ? 1 : 0;
  const size_t point = std::min(plain_decimal.find('.'), plain_decimal.size());
  std::string result(plain_decimal.substr(0, begin));
  for (size_t i = begin; i < point; ++i) {
    if (i > begin && (point - i) % 3 == 0) result.push_back(',');
    result.push_back(plain_decimal[i]);
  }
  result.append(plain_decimal.substr(point));
  return result;
}

}  // namespace chuhai
