// Writing: a batch gathers entries and events, reads each lane's head once and writes it once.
//
// The batch's number is taken from its head row first, and that row stays locked until the commit:
// batches commit in the order of their numbers, and no two writers are within one lane's heads.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <unordered_map>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "journal/archive.h"
#include "journal/journal.h"
#include "store/transaction.h"

namespace chuhai::journal {
namespace {

using store::Blob;
using store::Row;
using store::Store;

constexpr int kBatchLane = 0;
constexpr std::string_view kBatchCounter = "batch";
constexpr std::string_view kEntryCounter = "entry";
constexpr std::string_view kEventCounter = "event";

constexpr std::array<std::string_view, 12> kEntryColumns = {
    "lane",       "position",    "batch", "ordinal", "kind",       "source_name",
    "parameters", "recorded_at", "actor", "digest",  "first_lane", "first_position"};
constexpr std::array<std::string_view, 8> kArchiveColumns = {
    "lane",  "position", "format_version", "digest", "signature_verdict", "original_size",
    "bytes", "cuts"};
constexpr std::array<std::string_view, 5> kEventColumns = {"lane", "position", "batch", "kind",
                                                           "payload"};

bool is_storable(std::string_view text) {
  return !first_invalid_utf8(text) && text.find('\0') == std::string_view::npos;
}

Status add_head(Store& store, int lane, std::string_view counter) {
  CHUHAI_RETURN_IF_ERROR(
      store.execute("INSERT INTO journal_head (lane, counter, next) VALUES (:lane, :counter, 1) "
                    "ON CONFLICT DO NOTHING",
                    {{"lane", lane}, {"counter", counter}}));
  return {};
}

// The first of `count` numbers taken from the head row, 0 when there is no such row.
Result<int64_t> take_if_there(Store& store, int lane, std::string_view counter, int64_t count) {
  int64_t next = 0;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "UPDATE journal_head SET next = next + :count "
      "WHERE lane = :lane AND counter = :counter RETURNING next",
      {{"count", count}, {"lane", lane}, {"counter", counter}}, [&](const Row& row) -> Status {
        next = row.int64(0);
        return {};
      }));
  return next == 0 ? 0 : next - count;
}

Result<int64_t> take(Store& store, int lane, std::string_view counter, int64_t count) {
  CHUHAI_ASSIGN_OR_RETURN(int64_t first, take_if_there(store, lane, counter, count));
  if (first != 0) return first;
  CHUHAI_RETURN_IF_ERROR(add_head(store, lane, counter));
  CHUHAI_ASSIGN_OR_RETURN(first, take_if_there(store, lane, counter, count));
  if (first == 0) return Error(ErrorCode::kConflict, "a lane's head row is gone: try again");
  return first;
}

// Storage rule 12: the outcome of a commit can be unknown to whoever asked for it.
Status claim_id(Store& store, std::string_view id, int64_t batch) {
  CHUHAI_ASSIGN_OR_RETURN(
      const int64_t added,
      store.execute("INSERT INTO journal_batch_id (lane, id, batch) VALUES (:lane, :id, :batch) "
                    "ON CONFLICT DO NOTHING",
                    {{"lane", kBatchLane}, {"id", id}, {"batch", batch}}));
  if (added == 1) return {};
  return Error(ErrorCode::kAlreadyExists,
               fmt::format("the act \"{}\" is in the journal already, with all its effects", id));
}

struct PendingEvent {
  int lane;
  std::string kind;
  std::string payload;
};

// The lane's entry head as read, and where this batch has taken it.
struct LaneHead {
  int64_t read = 0;  // 0: not yet; 1 also when it has no row yet
  int64_t next = 0;
};

// Beyond so many lanes one at a time, all heads are read at once.
constexpr int kHeadsReadSinglyMax = 8;
constexpr size_t kHeadsWrittenAtOnce = 64;

struct LaneNext {
  int lane;
  int64_t next;
};

// Only forwards: a head that somebody else has moved further stays, and isn't counted.
Result<int64_t> write_entry_heads(Store& store, std::span<const LaneNext> heads) {
  std::string sql = "INSERT INTO journal_head (lane, counter, next) VALUES ";
  store::Parameters parameters = {{"counter", kEntryCounter}};
  std::vector<std::string> names;
  names.reserve(2 * heads.size());  // parameters point into it
  for (const LaneNext& head : heads) {
    const std::string& lane = names.emplace_back(fmt::format("lane{}", names.size()));
    const std::string& next = names.emplace_back(fmt::format("next{}", names.size()));
    sql += fmt::format("{}(:{}, :counter, :{})", parameters.size() == 1 ? "" : ", ", lane, next);
    parameters.emplace_back(lane, head.lane);
    parameters.emplace_back(next, head.next);
  }
  sql +=
      " ON CONFLICT (lane, counter) DO UPDATE SET next = excluded.next "
      "WHERE journal_head.next < excluded.next";
  return store.execute(sql, parameters);
}

struct OwnEntry {
  std::string kind;
  EntryKey key;
};

}  // namespace

struct Batch::State {
  State(Store& s, Act a) : store(s), act(std::move(a)) {}

  Status read_head(int lane);
  Status read_all_heads();
  Result<int64_t> next_position(int lane);
  Result<std::optional<EntryKey>> first_of(const NewEntry& entry);
  Status write_archive(const EntryKey& key, const NewEntry& entry);
  Status write_entry(const Entry& entry);
  Status write_heads();
  Status write_events(int64_t batch);

  Store& store;
  Act act;
  bool finished = false;
  int entries = 0;
  std::array<LaneHead, kLaneCount> heads{};
  int heads_read = 0;
  std::unordered_map<std::string, std::vector<OwnEntry>> own;  // by digest: bytes not yet readable
  std::vector<PendingEvent> events;
  std::unique_ptr<store::BulkAppend> entry_rows;
  std::unique_ptr<store::BulkAppend> archive_rows;
  Compressor compressor;
};

Batch::Batch(Store& store, Act act, int64_t number)
    : state_(std::make_shared<State>(store, std::move(act))), number_(number) {}

Result<Batch> Batch::open(Store& store, const Act& act) {
  if (act.by.empty()) {
    return Error(ErrorCode::kInvalidArgument, "who records this? name the actor (--by)");
  }
  CHUHAI_ASSIGN_OR_RETURN(const int64_t number, take(store, kBatchLane, kBatchCounter, 1));
  if (!act.id.empty()) CHUHAI_RETURN_IF_ERROR(claim_id(store, act.id, number));
  Batch batch(store, act, number);
  CHUHAI_ASSIGN_OR_RETURN(batch.state_->entry_rows,
                          store.bulk_append("journal_entry", kEntryColumns, false));
  CHUHAI_ASSIGN_OR_RETURN(batch.state_->archive_rows,
                          store.bulk_append("journal_archive", kArchiveColumns, false));
  return batch;
}

Status Batch::State::read_head(int lane) {
  LaneHead& head = heads[static_cast<size_t>(lane)];
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT next FROM journal_head WHERE lane = :lane AND counter = :counter",
                  {{"lane", lane}, {"counter", kEntryCounter}}, [&](const Row& row) -> Status {
                    head.read = head.next = row.int64(0);
                    return {};
                  }));
  if (head.read == 0) head.read = head.next = 1;
  return {};
}

Status Batch::State::read_all_heads() {
  CHUHAI_RETURN_IF_ERROR(store.query("SELECT lane, next FROM journal_head WHERE counter = 'entry'",
                                     {}, [&](const Row& row) -> Status {
                                       LaneHead& head = heads[static_cast<size_t>(row.int64(0))];
                                       if (head.read == 0) head.read = head.next = row.int64(1);
                                       return {};
                                     }));
  for (LaneHead& head : heads) {
    if (head.read == 0) head.read = head.next = 1;
  }
  return {};
}

Result<int64_t> Batch::State::next_position(int lane) {
  LaneHead& head = heads[static_cast<size_t>(lane)];
  if (head.read == 0) {
    const bool singly = ++heads_read <= kHeadsReadSinglyMax;
    CHUHAI_RETURN_IF_ERROR(singly ? read_head(lane) : read_all_heads());
  }
  return head.next++;
}

Result<std::optional<EntryKey>> Batch::State::first_of(const NewEntry& entry) {
  const auto found = own.find(std::string(entry.record.digest.view()));
  if (found != own.end()) {
    for (const OwnEntry& earlier : found->second) {
      if (earlier.kind == entry.kind) return std::optional(earlier.key);
    }
  }
  return find_by_digest(store, entry.record.digest, entry.kind);
}

Status Batch::State::write_archive(const EntryKey& key, const NewEntry& entry) {
  const ArchiveRecord& record = entry.record;
  PackedRecord made;
  const PackedRecord* packed = entry.packed;
  std::string_view bytes;
  if (packed == nullptr) {
    CHUHAI_ASSIGN_OR_RETURN(bytes, compressor.compress(record.bytes));
    made.format_version = kFormatVersion;
    made.digest = record.digest;
    made.signature_verdict = record.signature_verdict;
    made.original_size = static_cast<int64_t>(original_size(record.bytes.size(), record.cuts));
    made.cuts = encode_cuts(record.cuts);
    packed = &made;
  } else {
    bytes = packed->bytes;
  }
  return archive_rows->int64(key.lane)
      .int64(key.position)
      .int64(packed->format_version)
      .blob(packed->digest.view())
      .int64(static_cast<int64_t>(packed->signature_verdict))
      .int64(packed->original_size)
      .blob(bytes)
      .blob(packed->cuts)
      .end_row();
}

Status Batch::State::write_entry(const Entry& entry) {
  store::BulkAppend& row = entry_rows->int64(entry.key.lane)
                               .int64(entry.key.position)
                               .int64(entry.batch)
                               .int64(entry.ordinal)
                               .text(entry.kind)
                               .text(entry.source_name)
                               .text(entry.parameters)
                               .int64(entry.act.at.millis())
                               .text(entry.act.by)
                               .blob(entry.digest.view());
  if (entry.first) {
    row.int64(entry.first->lane).int64(entry.first->position);
  } else {
    row.null().null();
  }
  return row.end_row();
}

Result<Entry> Batch::append(const NewEntry& added) {
  CHECK(!state_->finished, "append() to a batch that is finished");
  if (added.kind.empty() || !is_storable(added.kind) || !is_storable(added.source_name) ||
      !is_storable(added.parameters)) {
    return Error(ErrorCode::kInvalidArgument,
                 "an entry needs a kind; its kind, name and parameters are UTF-8 without NUL");
  }
  CHUHAI_RETURN_IF_ERROR(check_record(added.record));
  Entry entry{.batch = number_,
              .ordinal = state_->entries,
              .kind = added.kind,
              .source_name = added.source_name,
              .parameters = added.parameters,
              .act = state_->act,
              .digest = added.record.digest};
  entry.key.lane = intake_lane(entry.digest);
  CHUHAI_ASSIGN_OR_RETURN(entry.first, state_->first_of(added));
  CHUHAI_ASSIGN_OR_RETURN(entry.key.position, state_->next_position(entry.key.lane));
  if (!entry.first) {
    CHUHAI_RETURN_IF_ERROR(state_->write_archive(entry.key, added));
    state_->own[std::string(entry.digest.view())].push_back({entry.kind, entry.key});
  }
  CHUHAI_RETURN_IF_ERROR(state_->write_entry(entry));
  ++state_->entries;
  return entry;
}

Status Batch::append_event(int lane, std::string_view kind, std::string_view payload) {
  CHECK(!state_->finished, "append_event() to a batch that is finished");
  if (lane < 0 || lane >= kLaneCount || kind.empty() || !is_storable(kind)) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("event \"{}\" in lane {}: it needs a kind and a lane from 0 to {}",
                             kind, lane, kLaneCount - 1));
  }
  state_->events.push_back({lane, std::string(kind), std::string(payload)});
  return {};
}

Status Batch::State::write_heads() {
  std::vector<LaneNext> moved;
  for (int lane = 0; lane < kLaneCount; ++lane) {
    const LaneHead& head = heads[static_cast<size_t>(lane)];
    if (head.read != head.next) moved.push_back({lane, head.next});
  }
  for (size_t first = 0; first < moved.size(); first += kHeadsWrittenAtOnce) {
    const size_t count = std::min(kHeadsWrittenAtOnce, moved.size() - first);
    CHUHAI_ASSIGN_OR_RETURN(const int64_t written,
                            write_entry_heads(store, std::span(moved).subspan(first, count)));
    if (written != static_cast<int64_t>(count)) {
      return Error(ErrorCode::kConflict, "somebody else wrote to the journal meanwhile: try again");
    }
  }
  return {};
}

// Grouped by lane, in the order they came within it; each lane's positions are taken at once.
Status Batch::State::write_events(int64_t batch) {
  if (events.empty()) return {};
  std::stable_sort(events.begin(), events.end(),
                   [](const PendingEvent& a, const PendingEvent& b) { return a.lane < b.lane; });
  CHUHAI_ASSIGN_OR_RETURN(auto rows, store.bulk_append("journal_event", kEventColumns, false));
  for (auto first = events.begin(); first != events.end();) {
    const auto end = std::find_if(
        first, events.end(), [&](const PendingEvent& event) { return event.lane != first->lane; });
    CHUHAI_ASSIGN_OR_RETURN(int64_t position, take(store, first->lane, kEventCounter, end - first));
    for (; first != end; ++first) {
      rows->int64(first->lane).int64(position++).int64(batch);
      CHUHAI_RETURN_IF_ERROR(rows->text(first->kind).blob(first->payload).end_row());
    }
  }
  return rows->finish();
}

Status Batch::finish() {
  CHECK(!state_->finished, "finish() of a batch that is finished");
  state_->finished = true;
  CHUHAI_RETURN_IF_ERROR(state_->entry_rows->finish());
  CHUHAI_RETURN_IF_ERROR(state_->archive_rows->finish());
  CHUHAI_RETURN_IF_ERROR(state_->write_heads());
  CHUHAI_RETURN_IF_ERROR(state_->write_events(number_));
  CHUHAI_RETURN_IF_ERROR(
      state_->store.execute("INSERT INTO journal_batch (lane, batch, recorded_at, actor, entries) "
                            "VALUES (:lane, :batch, :recorded_at, :actor, :entries)",
                            {{"lane", kBatchLane},
                             {"batch", number_},
                             {"recorded_at", state_->act.at.millis()},
                             {"actor", state_->act.by},
                             {"entries", state_->entries}}));
  return {};
}

Result<std::optional<LastBatch>> last_batch(Store& store) {
  std::optional<LastBatch> last;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT batch, recorded_at, actor FROM journal_batch WHERE lane = :lane "
      "ORDER BY batch DESC LIMIT 1",
      {{"lane", kBatchLane}}, [&](const Row& row) -> Status {
        last =
            LastBatch{row.int64(0), {Instant::from_millis(row.int64(1)), std::string(row.text(2))}};
        return {};
      }));
  return last;
}

Result<Recorded> record(Store& store, const Act& act, const NewEntry& entry,
                        const std::function<Status(const Entry&)>& apply, OnRepeat on_repeat) {
  Recorded recorded;
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(Batch batch, Batch::open(store, act));
    CHUHAI_ASSIGN_OR_RETURN(recorded.entry, batch.append(entry));
    CHUHAI_RETURN_IF_ERROR(batch.finish());
    recorded.repeat = recorded.entry.first.has_value();
    const bool applies = !recorded.repeat || on_repeat == OnRepeat::kApplyAgain;
    return applies ? apply(recorded.entry) : Status();
  }));
  return recorded;
}

}  // namespace chuhai::journal
