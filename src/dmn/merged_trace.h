// Merged trace: what the decisions and tables did in each of the possible boxes, counted, and at
// the end told as always, sometimes or never.
#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "dmn/determine.h"
#include "dmn/distinct_values.h"
#include "dmn/program.h"
#include "dmn/run.h"
#include "dmn/split.h"

namespace chuhai::dmn {

// Counts of one thing over the boxes.
struct Tally {
  uint64_t yes = 0;
  uint64_t maybe = 0;

  Certainty certainty(uint64_t boxes) const;
};

struct TableTally {
  std::vector<DistinctValues> inputs;
  std::vector<uint8_t> inputs_open;
  std::vector<Tally> cells;
  std::vector<Tally> matched;
  std::vector<Tally> decisive;
};

class TraceMerger {
 public:
  // Of the decisions that `decision` needs. Keeps references.
  TraceMerger(const Program& program, uint32_t decision, const Split& split)
      : program_(program), decision_(decision), split_(split) {}

  void start();                // once the split is made
  void count(const Run& run);  // one box's run
  // After the last of the boxes; `unknowns` are the inputs not known, by slot.
  std::vector<MergedDecision> merged(const Run& last, uint64_t boxes,
                                     const std::map<uint32_t, Unknown>& unknowns) const;

 private:
  void count_table(const CompiledTable& table, const TableRun& run, TableTally& tally) const;
  MergedTable merged_table(uint32_t decision, uint64_t boxes,
                           const std::map<uint32_t, Unknown>& unknowns) const;
  bool varies(uint32_t decision, size_t input, const std::map<uint32_t, Unknown>& unknowns) const;

  const Program& program_;
  uint32_t decision_;
  const Split& split_;
  std::vector<TableTally> tallies_;               // by decision
  std::vector<DistinctValues> decision_results_;  // by decision
};

}  // namespace chuhai::dmn
