// Amount5: a number of a CEB message (type N19,5: at most 19 digits, 5 of them decimals) as a
// 64-bit count of 10^-5 units. The schema's largest numbers (19 digits) exceed an int64 of 10^-5
// units; those are refused as out of range, never rounded.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

class Decimal;

class Amount5 {
 public:
  static constexpr int64_t kUnitsPerOne = 100'000;

  constexpr Amount5() = default;
  static constexpr Amount5 from_units(int64_t units) { return Amount5(units); }
  // xs:decimal: optional sign, digits, at most five decimals (more zeros are no decimals, as in the
  // schema's fractionDigits). kInvalidArgument when it isn't one or has more decimals, kOutOfRange
  // beyond ±92,233,720,368,547.75807.
  static Result<Amount5> parse(std::string_view text);

  constexpr int64_t units() const { return units_; }
  // Canonical form: no trailing zeros, no exponent ("12.5", "0", "-3").
  std::string to_string() const;
  auto operator<=>(const Amount5&) const = default;

 private:
  explicit constexpr Amount5(int64_t units) : units_(units) {}
  int64_t units_ = 0;
};

// A sum of Amount5: 128 bits, so no sum of fewer than 2^63 amounts can overflow.
class Amount5Sum {
 public:
  constexpr Amount5Sum() = default;
  static constexpr Amount5Sum from_units(__int128 units) { return Amount5Sum(units); }
  static Result<Amount5Sum> parse(std::string_view text);
  constexpr Amount5Sum& operator+=(Amount5 amount) { units_ += amount.units(); return *this; }
  constexpr Amount5Sum& operator-=(Amount5 amount) { units_ -= amount.units(); return *this; }
  constexpr Amount5Sum& operator+=(Amount5Sum other) { units_ += other.units_; return *this; }
  constexpr Amount5Sum& operator-=(Amount5Sum other) { units_ -= other.units_; return *this; }
  constexpr __int128 units() const { return units_; }
  std::string to_string() const;
  Decimal to_decimal() const;
  constexpr bool operator==(const Amount5Sum&) const = default;
  constexpr bool operator<(const Amount5Sum& o) const { return units_ < o.units_; }

 private:
  explicit constexpr Amount5Sum(__int128 units) : units_(units) {}
  __int128 units_ = 0;
};

// qty × price, rounded half-even to 10^-5; kOutOfRange when it doesn't fit Amount5.
Result<Amount5> multiply(Amount5 quantity, Amount5 price);

}  // namespace chuhai
