// Numbers as the schema's facets see them: xs:decimal and xs:int with totalDigits and
// fractionDigits, read into units of 10^-5.
#pragma once

#include <cstdint>
#include <string_view>

namespace chuhai::documents {

enum class NumberFault : uint8_t {
  kNone,
  kNotANumber,       // not in the lexical form, or an xs:int beyond 32 bits
  kTooManyDigits,    // totalDigits: of the value, so leading zeros don't count
  kTooManyDecimals,  // fractionDigits: of the value, so trailing zeros don't count
};

struct Number {
  NumberFault fault = NumberFault::kNone;
  bool in_range = true;  // fits 64 bits of 10^-5 units (Amount5)
  int64_t units = 0;     // of 10^-5 for decimals, of 1 for integers; 0 unless valid and in range
};

// `text` without surrounding white space.
Number parse_schema_decimal(std::string_view text, int total_digits, int fraction_digits);
Number parse_schema_int(std::string_view text, int total_digits);

}  // namespace chuhai::documents
