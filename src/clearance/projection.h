// Clearance's tables: the SQL that writes them. All within the caller's transaction.
#pragma once

#include <memory>
#include <string>

#include "clearance/locator_index.h"
#include "clearance/matcher.h"
#include "documents/decode.h"
#include "journal/journal.h"
#include "store/store.h"

namespace chuhai::clearance {

// Verdicts and refusals of one batch, appended row by row.
class VerdictWriter {
 public:
  static Result<VerdictWriter> open(store::Store& store);
  struct Verdict {
    journal::EntryKey entry;
    std::string_view message_type;
    bool refused = false;
    int documents = 0;  // in the message
    int accepted = 0;   // taken into the matching
    const std::vector<documents::Finding>* findings = nullptr;
  };
  Status verdict(const Verdict& verdict);
  struct Refusal {
    documents::Locator locator;  // ordinal -1: the message as a whole
    int kind = 0;                // DocumentKind; 0 for a message
    std::string_view rule, code, document_key, ebc_code, order_no;
  };
  Status refusal(const Refusal& refusal);
  Status finish();

 private:
  std::unique_ptr<store::BulkAppend> verdicts_, refusals_;
};

// Parcels, totals, transitions, locator entries.
Status write_effects(store::Store& store, LocatorIndex& locator, int64_t batch,
                     const Effects& effects);

// Open matches and the watermark: everything up to `batch` is in the tables.
Status write_checkpoint(store::Store& store, const Matcher::Checkpoint& checkpoint, int64_t batch,
                        const Settings& settings);

// kConflict when the newest batch isn't `from`: another process takes documents in at the same
// time, and what this one holds in memory is out of date.
Status move_last_batch(store::Store& store, int64_t from, int64_t to);

std::string settings_text(const Settings& settings);
Result<Settings> parse_settings(std::string_view text);

// The bytes of a transition segment (README.md).
std::string encode_transitions(const std::vector<AppliedTransition>& transitions, size_t first,
                               size_t end);
Result<std::vector<AppliedTransition>> decode_transitions(std::string_view bytes);

}  // namespace chuhai::clearance
