#include "store/postgres_value.h"

#include <limits>

namespace chuhai::store {
namespace {

constexpr size_t kNumericHeaderBytes = 8;
constexpr int kNumericDigitBase = 10'000;
constexpr uint16_t kNumericNegative = 0x4000;

uint16_t word_at(std::string_view bytes, size_t at) {
  return static_cast<uint16_t>(static_cast<unsigned char>(bytes[at]) << 8 |
                               static_cast<unsigned char>(bytes[at + 1]));
}

}  // namespace

bool is_postgres_text(uint32_t type) {
  return type == postgres_type::kText || type == postgres_type::kVarchar ||
         type == postgres_type::kBpchar || type == postgres_type::kName;
}

bool is_postgres_integer(uint32_t type) {
  return type == postgres_type::kInt8 || type == postgres_type::kInt4 ||
         type == postgres_type::kInt2 || type == postgres_type::kBool;
}

void put_big_endian(uint64_t number, int bytes, std::string* out) {
  for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
    out->push_back(static_cast<char>(number >> shift & 0xff));
  }
}

int64_t signed_big_endian(std::string_view bytes) {
  if (bytes.empty()) return 0;
  int64_t number = static_cast<signed char>(bytes[0]);
  for (const char byte : bytes.substr(1)) number = number * 256 + static_cast<unsigned char>(byte);
  return number;
}

std::optional<int64_t> integer_of_numeric(std::string_view bytes) {
  if (bytes.size() < kNumericHeaderBytes) return std::nullopt;
  const size_t digits = word_at(bytes, 0);
  const auto weight = static_cast<int16_t>(word_at(bytes, 2));
  const uint16_t sign = word_at(bytes, 4);
  const uint16_t scale = word_at(bytes, 6);
  if (scale != 0 || (sign != 0 && sign != kNumericNegative)) return std::nullopt;  // NaN, infinity
  if (bytes.size() != kNumericHeaderBytes + 2 * digits) return std::nullopt;
  if (digits == 0) return 0;
  // 10000^4 is the highest power within 64 bits.
  constexpr int kWeightMax = 4;
  if (weight < 0 || weight > kWeightMax || digits > static_cast<size_t>(weight) + 1) {
    return std::nullopt;
  }
  __int128 number = 0;
  for (size_t i = 0; i <= static_cast<size_t>(weight); ++i) {
    number *= kNumericDigitBase;
    if (i < digits) number += word_at(bytes, kNumericHeaderBytes + 2 * i);
  }
  if (sign == kNumericNegative) number = -number;
  if (number > std::numeric_limits<int64_t>::max() || number < std::numeric_limits<int64_t>::min())
    return std::nullopt;
  return static_cast<int64_t>(number);
}

}  // namespace chuhai::store
