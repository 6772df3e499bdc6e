// A parcel's id: the journal position of its first document, packed, so that a rebuild gives the
// same id and no number has to be drawn. position < 2^32 | intake lane < 2^10 | ordinal < 2^21: a
// message holds at most 100 documents, but the file of a trade record may hold two million rows.
#pragma once

#include "base/check.h"
#include "clearance/parcel.h"

namespace chuhai::clearance {

inline constexpr int kOrdinalBits = 21;
inline constexpr int kLaneBits = 10;
inline constexpr int64_t kPositionEnd = int64_t{1} << 32;
inline constexpr int kOrdinalEnd = 1 << kOrdinalBits;

inline ParcelId pack_parcel_id(const documents::Locator& first) {
  CHECK(first.entry.position >= 0 && first.entry.position < kPositionEnd, "journal position");
  CHECK(first.entry.lane >= 0 && first.entry.lane < (1 << kLaneBits), "intake lane");
  CHECK(first.ordinal >= 0 && first.ordinal < kOrdinalEnd, "ordinal: limited where files come in");
  return ParcelId((first.entry.position << (kLaneBits + kOrdinalBits)) |
                  (int64_t{first.entry.lane} << kOrdinalBits) | first.ordinal);
}

inline documents::Locator unpack_parcel_id(ParcelId id) {
  documents::Locator first;
  first.ordinal = static_cast<int>(id.value() & (kOrdinalEnd - 1));
  first.entry.lane = static_cast<int>((id.value() >> kOrdinalBits) & ((1 << kLaneBits) - 1));
  first.entry.position = id.value() >> (kLaneBits + kOrdinalBits);
  return first;
}

// Rows that would be nearly one a parcel if kept by lane (totals, locator, transitions, events) are
// kept by group of 64 lanes: the group's first lane stands for it.
inline constexpr int kLaneGroupSize = 64;
constexpr int lane_group(int lane) { return lane - lane % kLaneGroupSize; }

}  // namespace chuhai::clearance
