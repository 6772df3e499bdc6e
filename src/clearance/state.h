// Clearance's memory beside the store: what is open. Made from the last checkpoint and, when a
// command was cut short after it, the journal's entries since: replayed through the matcher without
// writing, since each batch wrote its own effects in the transaction of its entries.
#pragma once

#include <memory>
#include <optional>

#include "clearance/clearance.h"
#include "clearance/locator_index.h"
#include "clearance/matcher.h"

namespace chuhai::clearance {

inline constexpr std::string_view kMessageEntry = "message";
inline constexpr std::string_view kTradeEntry = "trade";
inline constexpr std::string_view kMappingEntry = "mapping";
// The passing of the waiting time, journalled so that a rebuild closes the same parcels.
inline constexpr std::string_view kDeadlineEntry = "clearance.deadline";

// Parcels as the tables have them, of batches before `before_batch` only: in a replay the later
// ones are there already and must not be seen.
class StoredParcels : public WrittenParcels {
 public:
  StoredParcels(store::Store& store, LocatorIndex& locator) : store_(store), locator_(locator) {}
  Status find(Hash128 key, std::vector<Parcel>* found) override;
  // Newest visible version; nullopt when there is none.
  Result<std::optional<Parcel>> read(const ParcelRef& ref);
  void see_batches_before(int64_t batch) { before_batch_ = batch; }

 private:
  store::Store& store_;
  LocatorIndex& locator_;
  int64_t before_batch_ = INT64_MAX;
};

struct State {
  State(store::Store& store, const Settings& settings)
      : locator(store), written(store, locator), settings(settings), matcher(settings, written) {}

  LocatorIndex locator;
  StoredParcels written;
  Settings settings;  // those in force since the watermark
  Matcher matcher;
  int64_t watermark = 0;   // the checkpoint's
  int64_t last_batch = 0;  // of clearance's entries
  bool replayed = false;
};

// The row that says how far open matches are stored, and which batch was the last of clearance's.
struct StoredCheckpoint {
  int64_t watermark = 0;
  int64_t last_batch = 0;
  std::optional<std::string> settings;
};
Result<StoredCheckpoint> read_checkpoint(store::Store& store);

// `settings` are used when the store has none yet. Writes nothing.
Result<std::unique_ptr<State>> recover(store::Store& store, const Settings& settings);

// Located documents through the matcher, in order; for intake and replay alike.
struct Applied {
  Ruling ruling;
  const documents::Document* document;
};
Status apply_documents(Matcher& matcher, std::vector<documents::Document>& documents,
                       std::string_view mapping,
                       const std::function<Status(const Applied&)>& callback);

}  // namespace chuhai::clearance
