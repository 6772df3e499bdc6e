// The locator: from any business key to the parcels that carry it. One segment a lane group and
// commit, eight of a level merged into one of the next. Filters stay in memory (10 bits a key);
// segments are read when a filter says so and kept up to a budget.
#pragma once

#include <array>
#include <vector>

#include "base/result.h"
#include "clearance/locator_segment.h"
#include "clearance/parcel_id.h"
#include "store/store.h"

namespace chuhai::clearance {

class LocatorIndex {
 public:
  static constexpr int kSegmentsPerLevel = 8;
  static constexpr int kLevelMax = 4;  // segments of this level aren't merged further
  static constexpr size_t kCacheBytesMax = 256u << 20;

  explicit LocatorIndex(store::Store& store) : store_(&store) {}

  // Reads the filters.
  Status load();
  // Appends candidates, perhaps doubly: hashes may collide, so the caller compares the texts.
  Status find(Hash128 key, std::vector<ParcelRef>* found);
  // Within the caller's transaction.
  Status append(int64_t batch, const std::vector<LocatorEntry>& entries);

 private:
  struct Segment {
    int lane = 0;  // of the group
    int level = 0;
    int64_t batch = 0;  // the newest of its commits
    std::string bloom;
    std::string bytes;  // empty: not in memory
  };
  using Group = std::vector<Segment>;
  static size_t group_of(Hash128 key) { return static_cast<size_t>(lane_of(key) / kLaneGroupSize); }
  Status read(Segment& segment);
  Status write(const Segment& segment);
  Status merge_full_levels(Group& group);
  void make_room(size_t bytes);

  store::Store* store_;
  std::array<Group, kLaneCount / kLaneGroupSize> groups_;
  size_t cached_bytes_ = 0;
};

}  // namespace chuhai::clearance
