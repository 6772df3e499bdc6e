// One intake command's run: recovered state, batches in transactions, the sweep of what has waited
// long enough, and the checkpoint.
#pragma once

#include <functional>
#include <memory>

#include "clearance/clearance.h"
#include "clearance/projection.h"
#include "clearance/state.h"

namespace chuhai::clearance {

// Limits of a batch, and stops for tests.
struct IntakeLimits {
  size_t files_max = 256;
  size_t bytes_max = 48u << 20;
  // Open matches are checkpointed at the end of a command, and after so many batches within one, so
  // that the replay after a crash stays short.
  int batches_per_checkpoint = 256;
  bool decode_ahead = true;     // on a second thread; results don't depend on it
  int stop_after_batches = -1;  // tests: kIo after so many commits, as if cut short
};

//
// Several may run at once, on connections of their own. Each transaction first looks whether others
// have written since this session's memory was made, and makes it again if so: then what is matched
// is as if the commands had run one after another, batch by batch.
class Session {
 public:
  static Result<std::unique_ptr<Session>> open(store::Store& store, const Settings& settings,
                                               const journal::Act& act, const IntakeLimits& limits);

  // A transaction with a journal batch; `fill` appends entries and applies their documents; then
  // the effects, events and verdicts are written and all is committed. After a failure the memory
  // is made again by the next call, so the same may be tried again (store::with_retries).
  struct Writing {
    journal::Batch& batch;
    VerdictWriter& verdicts;
  };
  Status write_batch(const std::function<Status(Writing&)>& fill);
  // Under exactly this act: a batch that another journal holds, taken in once more.
  Status write_batch_of(const journal::Act& act, const std::function<Status(Writing&)>& fill);

  struct From {
    std::string_view mapping;  // "" for messages
    std::string_view name;     // guid of the message, or the file's name: for findings
    // Bytes that came before: the verdict on file stands, what is found is only counted.
    bool repeat = false;
  };
  // Applies accepted documents, located; what the matcher refuses is counted and written, and
  // appended to `findings`. Returns how many were taken.
  Result<int> apply(Writing& writing, std::vector<documents::Document>& documents, const From& from,
                    std::vector<documents::Finding>* findings);
  // A message whose bytes came before: its first verdict, that of `first`, counts again.
  void note_repeat(journal::EntryKey first) { repeats_.push_back(first); }
  // Sweep and checkpoint; fills in the summary's last figures.
  Status close();
  // The checkpoint only: when what was swept is in the journal that is taken in.
  Status close_without_sweep();

  store::Store& store() { return store_; }
  State& state() { return *state_; }
  const journal::Act& act() const { return act_; }
  const IntakeLimits& limits() const { return limits_; }
  IntakeSummary summary;

 private:
  Session(store::Store& store, const Settings& settings, const journal::Act& act,
          const IntakeLimits& limits)
      : store_(store), settings_(settings), act_(act), limits_(limits) {}
  // In the caller's transaction.
  Status catch_up();
  Result<bool> is_in_step();
  Status write(const journal::Act& act, const std::function<Status(Writing&)>& fill);
  Status checkpoint();
  Status sweep();
  void note_future(const std::vector<documents::Document>& documents, const From& from,
                   std::vector<documents::Finding>* findings);
  bool anything_has_waited() const;

  store::Store& store_;
  Settings settings_;
  journal::Act act_;
  IntakeLimits limits_;
  std::unique_ptr<State> state_;
  bool is_sound_ = false;  // state_ is what the store says, as far as this session has seen it
  std::vector<journal::EntryKey> repeats_;  // of the batch being written
  int batches_ = 0;
  int batches_since_checkpoint_ = 0;
};

// As intake_messages, with limits.
Result<IntakeSummary> intake_messages_limited(
    store::Store& store, const Settings& settings, const journal::Act& act,
    const std::vector<std::filesystem::path>& files,
    const std::function<void(const IntakeProgress&)>& progress, const IntakeLimits& limits);

// A finding, no refusal: appTime lies later than the act and `clock_tolerance_minutes` allow.
inline constexpr std::string_view kFutureRule = "document.future";
// Counts what the stored verdict of the message says.
Status add_first_verdict(store::Store& store, journal::EntryKey key,
                         IntakeSummary::Repeated* repeated);

// Business key for people, as in refusal rows: "ebcCode/orderNo", "logisticsCode/logisticsNo" …
std::string document_key_of(const documents::Document& document);

}  // namespace chuhai::clearance
