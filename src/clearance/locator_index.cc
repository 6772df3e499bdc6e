#include "clearance/locator_index.h"

#include <algorithm>

namespace chuhai::clearance {

using store::Blob;
using store::Row;

Status LocatorIndex::load() {
  for (Group& group : groups_) group.clear();
  cached_bytes_ = 0;
  return store_->query(
      "SELECT lane, level, batch, bloom FROM clearance_locator ORDER BY lane, level, batch", {},
      [&](const Row& row) -> Status {
        const int lane = static_cast<int>(row.int64(0));
        if (lane < 0 || lane >= kLaneCount)
          return Error(ErrorCode::kCorrupt, "a locator segment's lane is out of range");
        groups_[static_cast<size_t>(lane / kLaneGroupSize)].push_back(
            {lane, static_cast<int>(row.int64(1)), row.int64(2), std::string(row.bytes(3)), ""});
        return {};
      });
}

void LocatorIndex::make_room(size_t bytes) {
  cached_bytes_ += bytes;
  if (cached_bytes_ <= kCacheBytesMax) return;
  for (Group& group : groups_)
    for (Segment& segment : group) segment.bytes = std::string();
  cached_bytes_ = bytes;
}

Status LocatorIndex::read(Segment& segment) {
  if (!segment.bytes.empty()) return {};
  std::string bytes;
  CHUHAI_RETURN_IF_ERROR(
      store_->query("SELECT bytes FROM clearance_locator "
                    "WHERE lane = :lane AND level = :level AND batch = :batch",
                    {{"lane", segment.lane}, {"level", segment.level}, {"batch", segment.batch}},
                    [&](const Row& row) -> Status {
                      bytes = row.bytes(0);
                      return {};
                    }));
  if (bytes.empty() || bytes.size() % kLocatorEntryBytes != 0)
    return Error(ErrorCode::kCorrupt, "a locator segment isn't in its form");
  make_room(bytes.size());
  segment.bytes = std::move(bytes);
  return {};
}

Status LocatorIndex::find(Hash128 key, std::vector<ParcelRef>* found) {
  for (Segment& segment : groups_[group_of(key)]) {
    if (!may_contain(segment.bloom, key)) continue;
    CHUHAI_RETURN_IF_ERROR(read(segment));
    find_in_segment(segment.bytes, key, found);
  }
  return {};
}

Status LocatorIndex::write(const Segment& segment) {
  const auto entries = static_cast<int64_t>(segment.bytes.size() / kLocatorEntryBytes);
  CHUHAI_RETURN_IF_ERROR(
      store_->execute("INSERT INTO clearance_locator (lane, level, batch, entries, bloom, bytes) "
                      "VALUES (:lane, :level, :batch, :entries, :bloom, :bytes)",
                      {{"lane", segment.lane},
                       {"level", segment.level},
                       {"batch", segment.batch},
                       {"entries", entries},
                       {"bloom", Blob{segment.bloom}},
                       {"bytes", Blob{segment.bytes}}}));
  return {};
}

Status LocatorIndex::append(int64_t batch, const std::vector<LocatorEntry>& entries) {
  std::array<std::vector<LocatorEntry>, kLaneCount / kLaneGroupSize> by_group;
  for (const LocatorEntry& entry : entries) by_group[group_of(entry.key)].push_back(entry);
  for (size_t i = 0; i < by_group.size(); ++i) {
    if (by_group[i].empty()) continue;
    Segment segment;
    segment.lane = static_cast<int>(i) * kLaneGroupSize;
    segment.batch = batch;
    segment.bytes = build_segment(std::move(by_group[i]));
    segment.bloom = build_bloom(segment.bytes);
    CHUHAI_RETURN_IF_ERROR(write(segment));
    make_room(segment.bytes.size());
    groups_[i].push_back(std::move(segment));
    CHUHAI_RETURN_IF_ERROR(merge_full_levels(groups_[i]));
  }
  return {};
}

Status LocatorIndex::merge_full_levels(Group& group) {
  for (int level = 0; level < kLevelMax; ++level) {
    std::vector<Segment*> full;
    for (Segment& segment : group)
      if (segment.level == level) full.push_back(&segment);
    if (static_cast<int>(full.size()) < kSegmentsPerLevel) return {};
    // Reading one may drop another from the cache: so copies, not views, until all are there.
    std::vector<std::string> bytes;
    Segment merged;
    for (Segment* segment : full) {
      CHUHAI_RETURN_IF_ERROR(read(*segment));
      bytes.push_back(std::move(segment->bytes));
      cached_bytes_ -= std::min(cached_bytes_, bytes.back().size());
      merged.lane = segment->lane;
      merged.batch = std::max(merged.batch, segment->batch);
      CHUHAI_RETURN_IF_ERROR(store_->execute(
          "DELETE FROM clearance_locator "
          "WHERE lane = :lane AND level = :level AND batch = :batch",
          {{"lane", segment->lane}, {"level", segment->level}, {"batch", segment->batch}}));
    }
    merged.level = level + 1;
    merged.bytes = merge_segments({bytes.begin(), bytes.end()});
    merged.bloom = build_bloom(merged.bytes);
    std::erase_if(group, [&](const Segment& segment) { return segment.level == level; });
    CHUHAI_RETURN_IF_ERROR(write(merged));
    make_room(merged.bytes.size());
    group.push_back(std::move(merged));
  }
  return {};
}

}  // namespace chuhai::clearance
