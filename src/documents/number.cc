#include "documents/number.h"

#include <limits>

namespace chuhai::documents {
namespace {

constexpr int kUnitDecimals = 5;
constexpr int kAccumulatedDigitsMax = 36;  // what an unsigned 128-bit number surely holds

bool is_digit(char c) { return c >= '0' && c <= '9'; }

struct Sign {
  bool negative = false;
  std::string_view rest;
};

Sign sign_of(std::string_view text) {
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    return {text[0] == '-', text.substr(1)};
  }
  return {false, text};
}

Number scaled(unsigned __int128 value, int decimals, bool negative) {
  for (; decimals < kUnitDecimals; ++decimals) value *= 10;
  Number number;
  const auto max = static_cast<unsigned __int128>(std::numeric_limits<int64_t>::max());
  number.in_range = value <= max;
  if (number.in_range) {
    number.units = negative ? -static_cast<int64_t>(value) : static_cast<int64_t>(value);
  }
  return number;
}

}  // namespace

// XML Schema part 2, 3.2.3 (lexical form) and 4.3.11, 4.3.12 (digits of the value i × 10^-n with
// the smallest n).
Number parse_schema_decimal(std::string_view text, int total_digits, int fraction_digits) {
  const Sign sign = sign_of(text);
  unsigned __int128 value = 0;
  int significant = 0;    // digits of the value so far, without leading zeros
  int decimals = 0;       // decimals taken into `value`
  int pending_zeros = 0;  // zeros behind the point that count only if a digit follows
  bool point = false;
  bool any = false;
  const auto take = [&](int digit) {
    if (significant > 0 || digit != 0) ++significant;
    if (significant <= kAccumulatedDigitsMax) value = value * 10 + static_cast<unsigned>(digit);
    if (point) ++decimals;
  };
  for (const char c : sign.rest) {
    if (c == '.' && !point) {
      point = true;
      continue;
    }
    if (!is_digit(c)) return {NumberFault::kNotANumber};
    any = true;
    if (point && c == '0') {
      ++pending_zeros;
      continue;
    }
    for (; pending_zeros > 0; --pending_zeros) take(0);
    take(c - '0');
  }
  if (!any) return {NumberFault::kNotANumber};
  if (decimals > fraction_digits) return {NumberFault::kTooManyDecimals};
  if (significant > total_digits) return {NumberFault::kTooManyDigits};
  return scaled(value, decimals, sign.negative);
}

Number parse_schema_int(std::string_view text, int total_digits) {
  const Sign sign = sign_of(text);
  if (sign.rest.empty()) return {NumberFault::kNotANumber};
  int64_t value = 0;
  int significant = 0;
  for (const char c : sign.rest) {
    if (!is_digit(c)) return {NumberFault::kNotANumber};
    if (significant > 0 || c != '0') ++significant;
    if (significant <= 18) value = value * 10 + (c - '0');
  }
  if (sign.negative) value = -value;
  const bool is_int = significant <= 18 && value >= std::numeric_limits<int32_t>::min() &&
                      value <= std::numeric_limits<int32_t>::max();
  if (!is_int) return {NumberFault::kNotANumber};
  if (significant > total_digits) return {NumberFault::kTooManyDigits};
  return {NumberFault::kNone, true, value};
}

}  // namespace chuhai::documents
