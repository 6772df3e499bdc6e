// Segments of the locator: sorted runs of (key hash -> parcel), each with a Bloom filter. Pure; the
// formats are described in README.md.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/hash.h"
#include "clearance/parcel.h"

namespace chuhai::clearance {

struct ParcelRef {
  int lane = 0;
  ParcelId id;
  auto operator<=>(const ParcelRef&) const = default;
};

struct LocatorEntry {
  Hash128 key;
  ParcelRef parcel;
  auto operator<=>(const LocatorEntry&) const = default;
};

inline constexpr size_t kLocatorEntryBytes = 26;

// Sorts, drops duplicates, packs.
std::string build_segment(std::vector<LocatorEntry> entries);
// The union of segments (each sorted), without duplicates.
std::string merge_segments(const std::vector<std::string_view>& segments);
// Appends the parcels of the key.
void find_in_segment(std::string_view segment, Hash128 key, std::vector<ParcelRef>* found);
LocatorEntry entry_at(std::string_view segment, size_t index);

// Ten bits an entry, six probes: about one lookup in a hundred looks in vain.
std::string build_bloom(std::string_view segment);
bool may_contain(std::string_view bloom, Hash128 key);

}  // namespace chuhai::clearance
