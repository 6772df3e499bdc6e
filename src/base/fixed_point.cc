#include "base/fixed_point.h"

#include <fmt/format.h>

namespace chuhai::internal {
namespace {

constexpr __int128 power_of_ten(int exponent) {
  __int128 result = 1;
  for (int i = 0; i < exponent; ++i) result *= 10;
  return result;
}

constexpr __int128 kMax = power_of_ten(37);

Error not_a_decimal(std::string_view text) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("'{}' is not a decimal number", text));
}

}  // namespace

Result<__int128> parse_fixed_point(std::string_view text, int decimals) {
  size_t at = 0;
  bool negative = false;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    negative = text[0] == '-';
    at = 1;
  }
  __int128 value = 0;
  int digits = 0;
  int fraction_digits = -1;  // -1 before the point
  int missing = decimals;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && fraction_digits < 0) {
      fraction_digits = 0;
      continue;
    }
    if (c < '0' || c > '9') return not_a_decimal(text);
    digits = 1;
    if (fraction_digits >= 0) {
      fraction_digits = 1;
      if (missing == 0) {
        if (c == '0') continue;
        if (text.find_first_not_of("0123456789", at) != std::string_view::npos) {
          return not_a_decimal(text);
        }
        return Error(ErrorCode::kInvalidArgument,
                     fmt::format("'{}' has more than {} decimals", text, decimals));
      }
      --missing;
    }
    if (value <= kMax) value = value * 10 + (c - '0');  // beyond kMax it stays beyond
  }
  if (digits == 0) return not_a_decimal(text);
  for (; missing > 0 && value <= kMax; --missing) value *= 10;
  if (value > kMax) {
    return Error(ErrorCode::kOutOfRange, fmt::format("'{}' is too large", text));
  }
  return negative ? -value : value;
}

std::string fixed_point_to_string(__int128 value, int decimals, bool keep_zeros) {
  using Unsigned = unsigned __int128;
  Unsigned rest = value < 0 ? -static_cast<Unsigned>(value) : static_cast<Unsigned>(value);
  char buffer[48];
  char* const end = buffer + sizeof buffer;
  char* at = end;
  bool printing = keep_zeros;
  for (int i = 0; i < decimals; ++i) {
    const char digit = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
    printing = printing || digit != '0';
    if (printing) *--at = digit;
  }
  if (at != end) *--at = '.';
  do {
    *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  } while (rest != 0);
  if (value < 0) *--at = '-';
  return std::string(at, end);
}

}  // namespace chuhai::internal
