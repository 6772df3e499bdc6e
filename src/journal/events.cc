// Events and the cursors of the stages that follow them.
//
// A lane's positions are in the order of commits, since its head row is locked from the taking of a
// position to the commit. So whoever has read up to a position has missed nothing below it.
#include <fmt/format.h>

#include "base/hash.h"
#include "journal/journal.h"

namespace chuhai::journal {
namespace {

using store::Row;
using store::Store;

// Events are read so many at a time, so that a callback may write to the store.
constexpr int kEventsAtOnce = 500;

struct LaneRest {
  int lane;
  int64_t position;  // the last one handled
  int64_t next;      // the first one not yet written
};

Result<std::vector<LaneRest>> lanes_behind(Store& store, std::string_view stage) {
  std::vector<LaneRest> lanes;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT h.lane, coalesce(c.position, 0), h.next FROM journal_head AS h "
      "LEFT JOIN journal_cursor AS c ON c.lane = h.lane AND c.stage = :stage "
      "WHERE h.counter = 'event' AND h.next > coalesce(c.position, 0) + 1 ORDER BY h.lane",
      {{"stage", stage}}, [&](const Row& row) -> Status {
        lanes.push_back({static_cast<int>(row.int64(0)), row.int64(1), row.int64(2)});
        return {};
      }));
  return lanes;
}

Result<std::vector<Event>> events_after(Store& store, const LaneRest& rest) {
  std::vector<Event> events;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT position, batch, kind, payload FROM journal_event "
                  "WHERE lane = :lane AND position > :position AND position < :next "
                  "ORDER BY position LIMIT :limit",
                  {{"lane", rest.lane},
                   {"position", rest.position},
                   {"next", rest.next},
                   {"limit", kEventsAtOnce}},
                  [&](const Row& row) -> Status {
                    events.push_back({rest.lane, row.int64(0), row.int64(1),
                                      std::string(row.text(2)), std::string(row.bytes(3))});
                    return {};
                  }));
  return events;
}

// A lane's positions have no gaps, so one is damage, and must not be passed over.
Error missing(const LaneRest& rest) {
  return Error(ErrorCode::kCorrupt, fmt::format("event {} of lane {} is missing: restore a copy of "
                                                "the store",
                                                rest.position + 1, rest.lane));
}

}  // namespace

Status for_each_event(Store& store, std::string_view stage,
                      const std::function<Status(const Event&)>& callback) {
  CHUHAI_ASSIGN_OR_RETURN(std::vector<LaneRest> lanes, lanes_behind(store, stage));
  for (LaneRest& rest : lanes) {
    while (rest.position + 1 < rest.next) {
      CHUHAI_ASSIGN_OR_RETURN(const std::vector<Event> events, events_after(store, rest));
      if (events.empty()) return missing(rest);
      for (const Event& event : events) {
        if (event.position != rest.position + 1) return missing(rest);
        CHUHAI_RETURN_IF_ERROR(callback(event));
        rest.position = event.position;
      }
    }
  }
  return {};
}

Status advance_cursor(Store& store, std::string_view stage, int lane, int64_t position) {
  if (stage.empty() || lane < 0 || lane >= kLaneCount || position < 0) {
    return Error(
        ErrorCode::kInvalidArgument,
        fmt::format("cursor of stage \"{}\" in lane {} to {}: needs a stage, a lane from 0 "
                    "to {}, a position from 0",
                    stage, lane, position, kLaneCount - 1));
  }
  CHUHAI_RETURN_IF_ERROR(store.execute(
      "INSERT INTO journal_cursor (lane, stage, position) VALUES (:lane, :stage, :position) "
      "ON CONFLICT (lane, stage) DO UPDATE SET position = excluded.position "
      "WHERE journal_cursor.position < excluded.position",
      {{"lane", lane}, {"stage", stage}, {"position", position}}));
  return {};
}

}  // namespace chuhai::journal
