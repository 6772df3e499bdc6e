#include "base/amount5.h"

#include <fmt/format.h>

#include <limits>

#include "base/decimal.h"
#include "base/fixed_point.h"

namespace chuhai {
namespace {

constexpr int kDecimals = 5;

bool fits_int64(__int128 value) {
  return value >= std::numeric_limits<int64_t>::min() &&
         value <= std::numeric_limits<int64_t>::max();
}

}  // namespace

Result<Amount5> Amount5::parse(std::string_view text) {
  CHUHAI_ASSIGN_OR_RETURN(const __int128 units, internal::parse_fixed_point(text, kDecimals));
  // Symmetric, as documented: the one value -2^63 would have no positive counterpart.
  if (!fits_int64(units) || units == std::numeric_limits<int64_t>::min()) {
    return Error(ErrorCode::kOutOfRange,
                 fmt::format("'{}' is beyond what a message's number can hold here "
                             "(92,233,720,368,547.75807)",
                             text));
  }
  return from_units(static_cast<int64_t>(units));
}

std::string Amount5::to_string() const {
  return internal::fixed_point_to_string(units_, kDecimals, false);
}

Result<Amount5Sum> Amount5Sum::parse(std::string_view text) {
  CHUHAI_ASSIGN_OR_RETURN(const __int128 units, internal::parse_fixed_point(text, kDecimals));
  return from_units(units);
}

std::string Amount5Sum::to_string() const {
  return internal::fixed_point_to_string(units_, kDecimals, false);
}

Decimal Amount5Sum::to_decimal() const {
  // Sums of real messages have far fewer than 34 digits; beyond them the text rounds half-even.
  if (auto exact = Decimal::scaled(units_, -kDecimals); exact.ok()) return *exact;
  return Decimal::parse(to_string()).value();
}

Result<Amount5> multiply(Amount5 quantity, Amount5 price) {
  // Both below 2^63, so the product is below 2^126.
  const __int128 product = static_cast<__int128>(quantity.units()) * price.units();
  __int128 units = product / Amount5::kUnitsPerOne;
  const __int128 rest = product % Amount5::kUnitsPerOne;
  const __int128 twice = 2 * (rest < 0 ? -rest : rest);
  const bool away =
      twice > Amount5::kUnitsPerOne || (twice == Amount5::kUnitsPerOne && units % 2 != 0);
  if (away) units += product < 0 ? -1 : 1;
  if (!fits_int64(units)) {
    return Error(ErrorCode::kOutOfRange,
                 fmt::format("{} × {} is too large", quantity.to_string(), price.to_string()));
  }
  return Amount5::from_units(static_cast<int64_t>(units));
}

}  // namespace chuhai
