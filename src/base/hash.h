// Stable hashes: the same on every machine and in every version, since lanes and locators are
// stored by them. XXH3 (xxHash 0.8's frozen output). Not for secrets: those take crypto/digest.h.
#pragma once

#include <compare>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace chuhai {

inline constexpr int kLaneCount = 1024;  // storage rule 1

struct Hash128 {
  uint64_t high = 0;
  uint64_t low = 0;
  auto operator<=>(const Hash128&) const = default;
};

uint64_t stable_hash64(std::string_view bytes);
Hash128 stable_hash128(std::string_view bytes);
// Of several parts, each length-prefixed, so ("a","bc") differs from ("ab","c").
Hash128 stable_hash128(std::initializer_list<std::string_view> parts);

// The lane of a key: its stable hash modulo kLaneCount.
inline int lane_of(Hash128 key) { return static_cast<int>(key.low % kLaneCount); }

}  // namespace chuhai
