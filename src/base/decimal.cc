#include "base/decimal.h"

#include <bid_conf.h>
// The library's header wants its configuration first.
#include <bid_functions.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

namespace chuhai {
namespace {

using Coefficient = unsigned __int128;

constexpr int kDigitsMax = 34;
constexpr int kBias = 6176;
constexpr int kExponentMin = -6176;
constexpr int kExponentMax = 6111;
constexpr uint64_t kSignBit = uint64_t{1} << 63;
constexpr uint64_t kHighCoefficientMask = (uint64_t{1} << 49) - 1;

constexpr Coefficient power_of_ten(int exponent) {
  Coefficient result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}
constexpr Coefficient kCoefficientEnd = power_of_ten(kDigitsMax);

// A finite decimal128 taken apart: (-1)^negative × coefficient × 10^exponent.
struct Parts {
  bool negative;
  Coefficient coefficient;
  int exponent;
};

std::array<uint64_t, 2> encode(Parts parts) {
  const uint64_t exponent = static_cast<uint64_t>(parts.exponent + kBias) << 49;
  return {
      static_cast<uint64_t>(parts.coefficient),
      (parts.negative ? kSignBit : 0) | exponent | static_cast<uint64_t>(parts.coefficient >> 64)};
}

// Only for finite values, the only ones a Decimal holds. The library's own results always have a
// canonical coefficient (below 10^34), hence never the second, long-exponent form.
Parts decode(const std::array<uint64_t, 2>& bits) {
  const uint64_t high = bits[1];
  return {(high & kSignBit) != 0,
          (static_cast<Coefficient>(high & kHighCoefficientMask) << 64) | bits[0],
          static_cast<int>((high >> 49) & 0x3fff) - kBias};
}

// Moves the exponent into decimal128's range without changing the value; nullopt when it can't.
std::optional<Parts> fit(Parts parts) {
  if (parts.coefficient == 0) {
    parts.exponent = std::clamp(parts.exponent, kExponentMin, kExponentMax);
    return parts;
  }
  while (parts.coefficient >= kCoefficientEnd || parts.exponent < kExponentMin) {
    if (parts.coefficient % 10 != 0) return std::nullopt;
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  while (parts.exponent > kExponentMax) {
    if (parts.coefficient >= kCoefficientEnd / 10) return std::nullopt;
    parts.coefficient *= 10;
    --parts.exponent;
  }
  return parts;
}

BID_UINT128 load(const std::array<uint64_t, 2>& bits) {
  BID_UINT128 value;
  value.w[0] = bits[0];
  value.w[1] = bits[1];
  return value;
}

constexpr unsigned kNearestEven = 0;
constexpr unsigned kTowardsFloor = 1;
constexpr unsigned kTowardsCeiling = 2;
constexpr unsigned kTowardsZero = 3;
constexpr unsigned kNearestAway = 4;

// The library's mode; half-down has none and is made of two of them.
unsigned library_mode(Rounding rounding, bool negative) {
  switch (rounding) {
    case Rounding::kHalfEven:
      return kNearestEven;
    case Rounding::kHalfUp:
      return kNearestAway;
    case Rounding::kUp:
      return negative ? kTowardsFloor : kTowardsCeiling;
    case Rounding::kDown:
    case Rounding::kHalfDown:
      return kTowardsZero;
    case Rounding::kFloor:
      return kTowardsFloor;
    case Rounding::kCeiling:
      return kTowardsCeiling;
  }
  CHECK(false, "a rounding outside the enum");
  return kNearestEven;
}

Error not_a_number(std::string_view text) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("'{}' is not a number", text));
}

// Digits, point and exponent of a number's text, already rounded to 34 digits.
class NumberReader {
 public:
  explicit NumberReader(std::string_view text) : text_(text) {}

  // False when the text isn't a number.
  bool read() {
    parts_.negative = take('-');
    const size_t whole = take_digits(false);
    size_t fraction = 0;
    if (take('.')) {
      fraction = take_digits(true);
      if (fraction == 0) return false;
    }
    if (whole + fraction == 0) return false;
    if (take('e') || take('E')) {
      if (!take_exponent()) return false;
    }
    if (at_ != text_.size()) return false;
    round();
    return true;
  }

  Parts parts() const { return parts_; }

 private:
  static constexpr int kExponentCap = 1'000'000;  // far outside decimal128 and safe to add to

  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  size_t take_digits(bool fraction) {
    const size_t begin = at_;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      take_digit(text_[at_] - '0', fraction);
    }
    return at_ - begin;
  }

  void take_digit(int digit, bool fraction) {
    if (parts_.coefficient == 0 || significant_ < kDigitsMax) {
      parts_.coefficient = parts_.coefficient * 10 + static_cast<unsigned>(digit);
      if (parts_.coefficient != 0) ++significant_;
      if (fraction && parts_.exponent > -kExponentCap) --parts_.exponent;
      return;
    }
    if (dropped_ == 0) first_dropped_ = digit;
    if (dropped_ > 0 && digit != 0) sticky_ = true;
    ++dropped_;
    if (!fraction && parts_.exponent < kExponentCap) ++parts_.exponent;
  }

  bool take_exponent() {
    const bool negative = take('-');
    if (!negative) take('+');
    const size_t begin = at_;
    int exponent = 0;
    for (; at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9'; ++at_) {
      exponent = std::min(exponent * 10 + (text_[at_] - '0'), kExponentCap);
    }
    parts_.exponent += negative ? -exponent : exponent;
    return at_ != begin;
  }

  void round() {
    const bool odd = parts_.coefficient % 2 != 0;
    if (first_dropped_ > 5 || (first_dropped_ == 5 && (sticky_ || odd))) ++parts_.coefficient;
  }

  std::string_view text_;
  size_t at_ = 0;
  Parts parts_{false, 0, 0};
  int significant_ = 0;
  size_t dropped_ = 0;
  int first_dropped_ = 0;
  bool sticky_ = false;
};

}  // namespace

// The library's results come back through here, so that nothing but finite values gets in.
struct DecimalAccess {
  static std::optional<Decimal> finite(BID_UINT128 value) {
    if (!bid128_isFinite(value)) return std::nullopt;
    return Decimal(std::array<uint64_t, 2>{value.w[0], value.w[1]});
  }
  static Decimal of(Parts parts) { return Decimal(encode(parts)); }
};

Decimal::Decimal() : bits_(encode({false, 0, 0})) {}

Decimal Decimal::from_int(int64_t value) {
  const auto magnitude = static_cast<uint64_t>(value);
  return DecimalAccess::of({value < 0, value < 0 ? 0 - magnitude : magnitude, 0});
}

Result<Decimal> Decimal::parse(std::string_view text) {
  NumberReader reader(text);
  if (!reader.read()) return not_a_number(text);
  const auto parts = fit(reader.parts());
  if (!parts) {
    return Error(ErrorCode::kOutOfRange,
                 fmt::format("'{}' is beyond 34 digits and exponents -6176 to 6111", text));
  }
  return DecimalAccess::of(*parts);
}

Result<Decimal> Decimal::scaled(__int128 coefficient, int exponent) {
  const auto magnitude = static_cast<Coefficient>(coefficient);
  const auto parts = fit({coefficient < 0, coefficient < 0 ? 0 - magnitude : magnitude, exponent});
  if (!parts) {
    return Error(ErrorCode::kOutOfRange, "a number beyond 34 digits and exponents -6176 to 6111");
  }
  return DecimalAccess::of(*parts);
}

std::string Decimal::to_string() const {
  Parts parts = decode(bits_);
  if (parts.coefficient == 0) return "0";
  while (parts.coefficient % 10 == 0) {
    parts.coefficient /= 10;
    ++parts.exponent;
  }
  std::string digits;
  for (Coefficient rest = parts.coefficient; rest != 0; rest /= 10) {
    digits.push_back(static_cast<char>('0' + static_cast<int>(rest % 10)));
  }
  std::reverse(digits.begin(), digits.end());
  if (parts.exponent >= 0) {
    digits.append(static_cast<size_t>(parts.exponent), '0');
  } else {
    const auto decimals = static_cast<size_t>(-parts.exponent);
    if (digits.size() <= decimals) digits.insert(0, decimals + 1 - digits.size(), '0');
    digits.insert(digits.size() - decimals, 1, '.');
  }
  if (parts.negative) digits.insert(0, 1, '-');
  return digits;
}

bool Decimal::is_zero() const { return decode(bits_).coefficient == 0; }

bool Decimal::is_negative() const { return (bits_[1] & kSignBit) != 0 && !is_zero(); }

bool Decimal::is_integer() const {
  Parts parts = decode(bits_);
  if (parts.coefficient == 0) return true;
  for (; parts.exponent < 0; ++parts.exponent) {
    if (parts.coefficient % 10 != 0) return false;
    parts.coefficient /= 10;
  }
  return true;
}

Decimal Decimal::negated() const {
  Parts parts = decode(bits_);
  parts.negative = !parts.negative && parts.coefficient != 0;
  return DecimalAccess::of(parts);
}

Decimal Decimal::abs() const {
  Parts parts = decode(bits_);
  parts.negative = false;
  return DecimalAccess::of(parts);
}

std::optional<Decimal> Decimal::plus(const Decimal& o) const {
  unsigned flags = 0;
  return DecimalAccess::finite(bid128_add(load(bits_), load(o.bits_), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::minus(const Decimal& o) const {
  unsigned flags = 0;
  return DecimalAccess::finite(bid128_sub(load(bits_), load(o.bits_), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::times(const Decimal& o) const {
  unsigned flags = 0;
  return DecimalAccess::finite(bid128_mul(load(bits_), load(o.bits_), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::divided_by(const Decimal& o) const {
  unsigned flags = 0;
  return DecimalAccess::finite(bid128_div(load(bits_), load(o.bits_), kNearestEven, &flags));
}

namespace {

// x^n for n >= 0 if every product on the way is exact; nullopt otherwise.
std::optional<BID_UINT128> exact_power(BID_UINT128 base, uint64_t n) {
  BID_UINT128 result = load(Decimal::from_int(1).bits());
  unsigned flags = 0;
  while (true) {
    if (n & 1) result = bid128_mul(result, base, kNearestEven, &flags);
    n >>= 1;
    if (n == 0) break;
    base = bid128_mul(base, base, kNearestEven, &flags);
    if (flags != 0) return std::nullopt;
  }
  if (flags != 0) return std::nullopt;
  return result;
}

}  // namespace

std::optional<Decimal> Decimal::power(const Decimal& o) const {
  unsigned flags = 0;
  // The library's pow is good to 1 ulp; where the power is exact, 1.1 ** 2 has to be 1.21.
  const auto exponent = o.is_integer() ? o.to_scaled_int64(0, Rounding::kDown) : std::nullopt;
  if (exponent && *exponent > -1'000'000 && *exponent < 1'000'000 && !is_zero()) {
    const auto magnitude = static_cast<uint64_t>(*exponent < 0 ? -*exponent : *exponent);
    if (const auto exact = exact_power(load(bits_), magnitude)) {
      if (*exponent >= 0) return DecimalAccess::finite(*exact);
      return DecimalAccess::finite(
          bid128_div(load(from_int(1).bits_), *exact, kNearestEven, &flags));
    }
  }
  return DecimalAccess::finite(bid128_pow(load(bits_), load(o.bits_), kNearestEven, &flags));
}

std::optional<Decimal> Decimal::rounded(int scale, Rounding rounding) const {
  if (scale < -kExponentMax || scale > -kExponentMin) return std::nullopt;
  const Parts parts = decode(bits_);
  if (parts.exponent >= -scale) return *this;  // it has no digit to lose
  const BID_UINT128 unit = load(encode({false, 1, -scale}));
  const BID_UINT128 value = load(bits_);
  unsigned flags = 0;
  BID_UINT128 result = bid128_quantize(value, unit, library_mode(rounding, parts.negative), &flags);
  if (rounding == Rounding::kHalfDown) {
    // What was cut off, exactly: more than half a unit rounds away from zero.
    const BID_UINT128 rest = bid128_abs(bid128_sub(value, result, kNearestEven, &flags));
    const BID_UINT128 twice = bid128_add(rest, rest, kNearestEven, &flags);
    if (bid128_quiet_greater(twice, unit, &flags)) {
      result = bid128_quantize(value, unit, library_mode(Rounding::kUp, parts.negative), &flags);
    }
  }
  return DecimalAccess::finite(result);
}

std::optional<int64_t> Decimal::to_scaled_int64(int scale, Rounding rounding) const {
  const auto value = rounded(scale, rounding);
  if (!value) return std::nullopt;
  Parts parts = decode(value->bits_);
  if (parts.coefficient == 0) return 0;
  constexpr Coefficient kEnd = Coefficient{1} << 63;
  for (int shift = parts.exponent + scale; shift > 0; --shift) {
    if (parts.coefficient > kEnd) return std::nullopt;
    parts.coefficient *= 10;
  }
  if (parts.coefficient > kEnd || (parts.coefficient == kEnd && !parts.negative)) {
    return std::nullopt;
  }
  const auto magnitude = static_cast<uint64_t>(parts.coefficient);
  return static_cast<int64_t>(parts.negative ? 0 - magnitude : magnitude);
}

std::strong_ordering Decimal::compare(const Decimal& o) const {
  unsigned flags = 0;
  const BID_UINT128 a = load(bits_);
  const BID_UINT128 b = load(o.bits_);
  if (bid128_quiet_equal(a, b, &flags)) return std::strong_ordering::equal;
  return bid128_quiet_less(a, b, &flags) ? std::strong_ordering::less
                                         : std::strong_ordering::greater;
}

}  // namespace chuhai
