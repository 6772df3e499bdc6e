// PostgreSQL's binary forms of the values a store knows, both ways. Internal to the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace chuhai::store {

// Of pg_type, which never changes them.
namespace postgres_type {
inline constexpr uint32_t kBool = 16;
inline constexpr uint32_t kBytea = 17;
inline constexpr uint32_t kName = 19;
inline constexpr uint32_t kInt8 = 20;
inline constexpr uint32_t kInt2 = 21;
inline constexpr uint32_t kInt4 = 23;
inline constexpr uint32_t kText = 25;
inline constexpr uint32_t kFloat4 = 700;
inline constexpr uint32_t kFloat8 = 701;
inline constexpr uint32_t kBpchar = 1042;
inline constexpr uint32_t kVarchar = 1043;
inline constexpr uint32_t kNumeric = 1700;
}  // namespace postgres_type

bool is_postgres_text(uint32_t type);
bool is_postgres_integer(uint32_t type);  // int2, int4, int8 and bool, which SQLite has as 0 and 1

// Appends the lowest `bytes` bytes of the number, highest first.
void put_big_endian(uint64_t number, int bytes, std::string* out);
// Of 1 to 8 bytes, with the sign of the first.
int64_t signed_big_endian(std::string_view bytes);

// A numeric's binary form, which sums and averages of integers have. nullopt when it isn't an
// integer by its kind (any digit after the point, even a zero: an average) or beyond 64 bits.
std::optional<int64_t> integer_of_numeric(std::string_view bytes);

}  // namespace chuhai::store
