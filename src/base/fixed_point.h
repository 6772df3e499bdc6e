// Text to fixed point and back, shared by Amount5 and Money: a number with a known count of
// decimals held as a 128-bit integer.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai::internal {

// xs:decimal (optional sign, digits, optional point and digits) × 10^decimals as an integer.
// kInvalidArgument when it isn't one or its value needs more decimals (trailing zeros don't count,
// as in the fractionDigits facet of XML Schema); kOutOfRange beyond ±10^37.
Result<__int128> parse_fixed_point(std::string_view text, int decimals);

// Plain notation; keeps trailing zeros of the fraction only with `keep_zeros`.
std::string fixed_point_to_string(__int128 value, int decimals, bool keep_zeros);

}  // namespace chuhai::internal
