#include "base/hash.h"

#include <xxhash.h>

#include <string>

namespace chuhai {

uint64_t stable_hash64(std::string_view bytes) { return XXH3_64bits(bytes.data(), bytes.size()); }

Hash128 stable_hash128(std::string_view bytes) {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.high64, hash.low64};
}

Hash128 stable_hash128(std::initializer_list<std::string_view> parts) {
  std::string bytes;
  size_t size = 0;
  for (const std::string_view part : parts) size += sizeof(uint64_t) + part.size();
  bytes.reserve(size);
  for (const std::string_view part : parts) {
    // Little-endian whatever the machine, since the hash is stored.
    for (unsigned shift = 0; shift < 64; shift += 8) {
      bytes.push_back(static_cast<char>(static_cast<uint64_t>(part.size()) >> shift & 0xff));
    }
    bytes.append(part);
  }
  return stable_hash128(std::string_view(bytes));
}

}  // namespace chuhai
