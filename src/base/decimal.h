// Decimal: IEEE 754 decimal128 (34 digits), by Intel's library. Rates and FEEL numbers. There is no
// NaN and no infinity: an operation without a finite result gives nullopt.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

enum class Rounding { kHalfEven, kHalfUp, kHalfDown, kUp, kDown, kFloor, kCeiling };

class Decimal {
 public:
  Decimal();  // zero
  static Decimal from_int(int64_t value);
  // "-12.50", ".5", "1.2e3"; kInvalidArgument otherwise. More than 34 digits round half-even.
  static Result<Decimal> parse(std::string_view text);
  // coefficient × 10^exponent, exact; kOutOfRange beyond decimal128.
  static Result<Decimal> scaled(__int128 coefficient, int exponent);

  // Plain notation without exponent or trailing zeros: equal values print equally.
  std::string to_string() const;

  bool is_zero() const;
  bool is_negative() const;
  bool is_integer() const;

  Decimal negated() const;
  Decimal abs() const;
  std::optional<Decimal> plus(const Decimal& o) const;
  std::optional<Decimal> minus(const Decimal& o) const;
  std::optional<Decimal> times(const Decimal& o) const;
  std::optional<Decimal> divided_by(const Decimal& o) const;  // nullopt on zero divisor
  std::optional<Decimal> power(const Decimal& o) const;
  // To `scale` decimals (negative: tens, hundreds…), -6111..6176; nullopt when it doesn't fit.
  std::optional<Decimal> rounded(int scale, Rounding rounding) const;
  // The value × 10^scale as an integer after rounding; nullopt beyond int64.
  std::optional<int64_t> to_scaled_int64(int scale, Rounding rounding) const;

  // By value: 1.0 equals 1.00, -0 equals 0.
  std::strong_ordering compare(const Decimal& o) const;
  friend std::strong_ordering operator<=>(const Decimal& a, const Decimal& b) {
    return a.compare(b);
  }
  friend bool operator==(const Decimal& a, const Decimal& b) { return a.compare(b) == 0; }

  // The 16 bytes of the BID encoding; for hashing use to_string, since 1.0 and 1.00 differ here.
  const std::array<uint64_t, 2>& bits() const { return bits_; }

 private:
  explicit Decimal(std::array<uint64_t, 2> bits) : bits_(bits) {}
  friend struct DecimalAccess;
  alignas(16) std::array<uint64_t, 2> bits_;
};

}  // namespace chuhai
