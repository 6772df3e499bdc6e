#include "journal/source.h"

#include <fmt/format.h>

namespace chuhai::journal {
namespace {

using store::Row;
using store::Store;

struct BatchHead {
  int64_t number = 0;
  Act act;
  int64_t entries = 0;
};

constexpr int kHeadsAtOnce = 200;

class StoreSource : public Source {
 public:
  StoreSource(Store& store, int64_t last, int64_t count)
      : store_(store), last_(last), count_(count) {}

  int64_t batches() const override { return count_; }
  Result<std::optional<SourceBatch>> next() override;

 private:
  Status read_heads();
  Status read_entries(SourceBatch& batch);

  Store& store_;
  const int64_t last_, count_;
  int64_t read_up_to_ = 0;
  std::vector<BatchHead> heads_;  // read and not yet given, in order
  size_t next_head_ = 0;
};

Status StoreSource::read_heads() {
  heads_.clear();
  next_head_ = 0;
  return store_.query(
      "SELECT batch, recorded_at, actor, entries FROM journal_batch "
      "WHERE lane = 0 AND batch > :after AND batch <= :last ORDER BY batch LIMIT :limit",
      {{"after", read_up_to_}, {"last", last_}, {"limit", kHeadsAtOnce}},
      [&](const Row& row) -> Status {
        heads_.push_back({row.int64(0),
                          {Instant::from_millis(row.int64(1)), std::string(row.text(2))},
                          row.int64(3)});
        return {};
      });
}

Status StoreSource::read_entries(SourceBatch& batch) {
  CHUHAI_RETURN_IF_ERROR(for_each_entry_of(store_, batch.number, [&](const Entry& entry) -> Status {
    batch.entries.push_back({entry, std::nullopt});
    return {};
  }));
  for (SourceEntry& entry : batch.entries) {
    if (entry.entry.first) continue;
    CHUHAI_ASSIGN_OR_RETURN(entry.archived, read_packed(store_, entry.entry.key));
  }
  return {};
}

Result<std::optional<SourceBatch>> StoreSource::next() {
  if (next_head_ == heads_.size()) CHUHAI_RETURN_IF_ERROR(read_heads());
  if (heads_.empty()) return std::optional<SourceBatch>();
  const BatchHead& head = heads_[next_head_++];
  read_up_to_ = head.number;
  std::optional<SourceBatch> batch;
  batch.emplace().number = head.number;
  batch->act = head.act;
  CHUHAI_RETURN_IF_ERROR(read_entries(*batch));
  if (static_cast<int64_t>(batch->entries.size()) == head.entries) return batch;
  return Error(ErrorCode::kCorrupt,
               fmt::format("journal batch {} should have {} entries and has {}: restore a copy of "
                           "the store",
                           head.number, head.entries, batch->entries.size()));
}

}  // namespace

Result<std::unique_ptr<Source>> source_of(Store& store) {
  int64_t last = 0, count = 0;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT coalesce(max(batch), 0), count(*) FROM journal_batch WHERE lane = 0", {},
                  [&](const Row& row) -> Status {
                    last = row.int64(0);
                    count = row.int64(1);
                    return {};
                  }));
  return std::unique_ptr<Source>(std::make_unique<StoreSource>(store, last, count));
}

}  // namespace chuhai::journal
