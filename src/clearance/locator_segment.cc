#include "clearance/locator_segment.h"

#include <algorithm>
#include <cstring>

#include "clearance/packing.h"

namespace chuhai::clearance {
namespace {

constexpr size_t kBitsPerEntry = 10;
constexpr int kProbes = 6;

// Big-endian, so that bytes compare as the hashes do.
void put_big_endian(uint64_t value, int bytes, std::string* out) {
  for (int i = bytes - 1; i >= 0; --i) out->push_back(static_cast<char>(value >> (8 * i)));
}

uint64_t get_big_endian(const char* bytes, int count) {
  uint64_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return value;
}

// 26 bytes: hash 16, id 8, lane 2.
void put_entry(const LocatorEntry& entry, std::string* out) {
  put_big_endian(entry.key.high, 8, out);
  put_big_endian(entry.key.low, 8, out);
  put_big_endian(static_cast<uint64_t>(entry.parcel.id.value()), 8, out);
  put_big_endian(static_cast<uint64_t>(entry.parcel.lane), 2, out);
}

size_t count_of(std::string_view segment) { return segment.size() / kLocatorEntryBytes; }

const char* bytes_at(std::string_view segment, size_t index) {
  return segment.data() + index * kLocatorEntryBytes;
}

template <typename Visit>
void for_each_probe(Hash128 key, uint64_t bits, Visit visit) {
  uint64_t hash = key.high;
  for (int i = 0; i < kProbes; ++i) {
    const auto bit = static_cast<uint64_t>((static_cast<unsigned __int128>(hash) * bits) >> 64);
    if (!visit(bit)) return;
    hash = (hash << 11 | hash >> 53) + (key.low | 1) * 0x9E37'79B9'7F4A'7C15u;
  }
}

}  // namespace

std::string build_segment(std::vector<LocatorEntry> entries) {
  std::sort(entries.begin(), entries.end(), [](const LocatorEntry& a, const LocatorEntry& b) {
    return std::tie(a.key, a.parcel.id, a.parcel.lane) <
           std::tie(b.key, b.parcel.id, b.parcel.lane);
  });
  entries.erase(std::unique(entries.begin(), entries.end()), entries.end());
  std::string segment;
  segment.reserve(entries.size() * kLocatorEntryBytes);
  for (const LocatorEntry& entry : entries) put_entry(entry, &segment);
  return segment;
}

std::string merge_segments(const std::vector<std::string_view>& segments) {
  // A heap of the segments' next entries; entries compare as their bytes do.
  struct Next {
    const char* at;
    const char* end;
  };
  const auto later = [](const Next& a, const Next& b) {
    return std::memcmp(a.at, b.at, kLocatorEntryBytes) > 0;
  };
  std::vector<Next> heap;
  size_t size = 0;
  for (const std::string_view segment : segments) {
    size += segment.size();
    if (!segment.empty()) heap.push_back({segment.data(), segment.data() + segment.size()});
  }
  std::make_heap(heap.begin(), heap.end(), later);
  std::string merged;
  merged.reserve(size);
  while (!heap.empty()) {
    std::pop_heap(heap.begin(), heap.end(), later);
    Next& next = heap.back();
    const bool twice =
        !merged.empty() && std::memcmp(merged.data() + merged.size() - kLocatorEntryBytes, next.at,
                                       kLocatorEntryBytes) == 0;
    if (!twice) merged.append(next.at, kLocatorEntryBytes);
    next.at += kLocatorEntryBytes;
    if (next.at == next.end)
      heap.pop_back();
    else
      std::push_heap(heap.begin(), heap.end(), later);
  }
  return merged;
}

LocatorEntry entry_at(std::string_view segment, size_t index) {
  const char* bytes = bytes_at(segment, index);
  return {{get_big_endian(bytes, 8), get_big_endian(bytes + 8, 8)},
          {static_cast<int>(get_big_endian(bytes + 24, 2)),
           ParcelId(static_cast<int64_t>(get_big_endian(bytes + 16, 8)))}};
}

void find_in_segment(std::string_view segment, Hash128 key, std::vector<ParcelRef>* found) {
  std::string wanted;
  put_big_endian(key.high, 8, &wanted);
  put_big_endian(key.low, 8, &wanted);
  size_t low = 0, high = count_of(segment);
  while (low < high) {
    const size_t middle = low + (high - low) / 2;
    if (std::memcmp(bytes_at(segment, middle), wanted.data(), wanted.size()) < 0)
      low = middle + 1;
    else
      high = middle;
  }
  for (; low < count_of(segment); ++low) {
    const LocatorEntry entry = entry_at(segment, low);
    if (entry.key != key) return;
    found->push_back(entry.parcel);
  }
}

std::string build_bloom(std::string_view segment) {
  const size_t count = count_of(segment);
  std::string bloom((count * kBitsPerEntry + 63) / 64 * 8, '\0');
  for (size_t i = 0; i < count; ++i) {
    for_each_probe(entry_at(segment, i).key, bloom.size() * 8, [&](uint64_t bit) {
      bloom[bit / 8] = static_cast<char>(bloom[bit / 8] | 1 << (bit % 8));
      return true;
    });
  }
  return bloom;
}

bool may_contain(std::string_view bloom, Hash128 key) {
  bool contains = !bloom.empty();
  if (!contains) return false;
  for_each_probe(key, bloom.size() * 8, [&](uint64_t bit) {
    contains = (bloom[bit / 8] >> (bit % 8) & 1) != 0;
    return contains;
  });
  return contains;
}

}  // namespace chuhai::clearance
