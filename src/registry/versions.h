// Bitemporal rows of one kind: what is on file now, what a file wants, and the writing of the
// difference. Rows are held as cells in the canonical form of the file.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"
#include "registry/kinds.h"
#include "store/store.h"

namespace chuhai::registry {

// One row: a cell for each column of the kind. Canonical: dates "2023-01-31" or "", months
// "2023-01", money in yuan with two decimals, flags "1" and "0".
struct Record {
  std::vector<std::string> cells;
  Date from;
  std::optional<Date> to;
  bool operator==(const Record&) const = default;
};

// A place in time of a key: what is on file there and what is to stand there.
struct Slot {
  std::optional<Record> on_file;
  std::optional<Record> planned;
  const Record& standing() const { return planned ? *planned : *on_file; }
};

using Timeline = std::map<Date, Slot>;
// By key (see key_of).
using Versions = std::unordered_map<std::string, Timeline>;

// The key cells of a record, joined by a character that no cell may hold.
std::string key_of(const Kind& kind, const Record& record);

// The valid interval that the cells state; kChain gives no end. The cells must be checked.
void date_record(const Kind& kind, Record& record);

// The rows recorded now, by key and date: of all keys, or of those in `keys`.
Result<Versions> load_versions(store::Store& store, const Kind& kind,
                               const std::unordered_set<std::string>* keys = nullptr);

// Ends the rows of a chain where the next begins. Call for each timeline that was changed.
void chain(Timeline& timeline);

// Writes every slot whose planned record differs from the one on file, under `entry`. Needs an open
// transaction.
Status write_versions(store::Store& store, const Kind& kind, const journal::Entry& entry,
                      const Versions& versions);

}  // namespace chuhai::registry
