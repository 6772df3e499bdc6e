// Everything that stands beside the journal made again from it: parcels, totals, facts, the award
// register, determinations. Each batch is taken in once more by the stage that took it in, under
// its own act, into a store of its own; so the new journal and all rows come out the same, and
// where a newer version of the code decides otherwise, the difference shows. Nothing is ever
// written to the store that the journal comes from.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "facts/fact.h"
#include "journal/source.h"
#include "store/comparison.h"
#include "store/store.h"

namespace chuhai::rebuild {

struct RebuildOptions {
  int threads = 2;  // that decode; the rows don't depend on it
  // For entries of before 0.2.0, which name no catalogue.
  const facts::Catalogue* catalogue = nullptr;
  // (batches done, batches in all); may be empty.
  std::function<void(int64_t, int64_t)> progress;
};

struct RebuildReport {
  int64_t batches = 0;
  int64_t entries = 0;
};

// `target`: new and empty, its schema made. kFailedPrecondition when its journal holds anything;
// kCorrupt when the journal contradicts itself; kUnsupported for an input of a kind unknown to this
// version. What was made until then stays, a batch at a time.
Result<RebuildReport> rebuild(journal::Source& source, store::Store& target,
                              const RebuildOptions& options);

struct ComparisonReport {
  std::vector<store::TableComparison> tables;
  std::vector<store::Difference> differences;  // the first of each table, up to kShownPerTable
  int64_t different = 0;                       // in all
};
inline constexpr int64_t kShownPerTable = 5;

// Every table of the migrations, row by row: `live` is the left side.
Result<ComparisonReport> compare(store::Store& live, store::Store& shadow,
                                 std::span<const store::Migration> migrations);

}  // namespace chuhai::rebuild
