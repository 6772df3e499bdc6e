#include "dmn/merged_trace.h"

namespace chuhai::dmn {

Certainty Tally::certainty(uint64_t boxes) const {
  if (yes == boxes) return Certainty::kAlways;
  return yes == 0 && maybe == 0 ? Certainty::kNever : Certainty::kSometimes;
}

void TraceMerger::start() {
  tallies_.resize(program_.decisions.size());
  decision_results_.resize(program_.decisions.size());
}

void TraceMerger::count(const Run& run) {
  for (const uint32_t index : program_.decisions[decision_].order) {
    const DecisionRun& decision = run.decision(index);
    if (!decision.is_done) continue;
    if (!decision.is_unresolved) decision_results_[index].number_of(decision.result);
    const CompiledDecision& compiled = program_.decisions[index];
    if (run.is_supplied(index) || compiled.is_broken || !compiled.table) continue;
    count_table(*compiled.table, decision.table, tallies_[index]);
  }
}

void TraceMerger::count_table(const CompiledTable& table, const TableRun& run,
                              TableTally& tally) const {
  tally.inputs.resize(run.inputs.size());
  tally.inputs_open.resize(run.inputs.size());
  tally.cells.resize(run.cells.size());
  tally.matched.resize(run.rules.size());
  tally.decisive.resize(run.rules.size());
  for (size_t i = 0; i < run.inputs.size(); ++i) {
    if (split_.opaque[table.inputs[i].expression] != 0) tally.inputs_open[i] = 1;
    tally.inputs[i].number_of(run.inputs[i]);
  }
  for (size_t i = 0; i < run.cells.size(); ++i) {
    if (run.cells[i] == CellOutcome::kHeld) ++tally.cells[i].yes;
    if (run.cells[i] == CellOutcome::kUnresolved) ++tally.cells[i].maybe;
  }
  for (size_t i = 0; i < run.rules.size(); ++i) {
    if (run.rules[i] == RuleState::kMatched) ++tally.matched[i].yes;
    if (run.rules[i] == RuleState::kUnresolved) ++tally.matched[i].maybe;
    if (run.decisive == static_cast<int32_t>(i)) ++tally.decisive[i].yes;
    if (run.decisive == kUnresolvedRule && run.rules[i] != RuleState::kFailed) {
      ++tally.decisive[i].maybe;
    }
  }
}

std::vector<MergedDecision> TraceMerger::merged(const Run& last, uint64_t boxes,
                                                const std::map<uint32_t, Unknown>& unknowns) const {
  std::vector<MergedDecision> out;
  for (const uint32_t index : program_.decisions[decision_].order) {
    if (!last.decision(index).is_done) continue;
    MergedDecision merged{index, decision_results_[index].values(), {}};
    const TableTally& tally = tallies_[index];
    if (!tally.cells.empty() || !tally.matched.empty()) {
      merged.table = merged_table(index, boxes, unknowns);
    }
    out.push_back(std::move(merged));
  }
  return out;
}

MergedTable TraceMerger::merged_table(uint32_t decision, uint64_t boxes,
                                      const std::map<uint32_t, Unknown>& unknowns) const {
  const auto certainties = [boxes](const std::vector<Tally>& tallies) {
    std::vector<Certainty> out;
    out.reserve(tallies.size());
    for (const Tally& one : tallies) out.push_back(one.certainty(boxes));
    return out;
  };
  const TableTally& tally = tallies_[decision];
  MergedTable table;
  for (size_t i = 0; i < tally.inputs.size(); ++i) {
    const std::vector<Value>& values = tally.inputs[i].values();
    const bool is_fixed =
        values.size() == 1 && tally.inputs_open[i] == 0 && !varies(decision, i, unknowns);
    table.inputs.push_back(is_fixed ? std::optional<Value>(values[0]) : std::nullopt);
  }
  table.cells = certainties(tally.cells);
  table.matched = certainties(tally.matched);
  table.decisive = certainties(tally.decisive);
  return table;
}

// An unknown input that isn't cut has one box and still no value.
bool TraceMerger::varies(uint32_t decision, size_t input,
                         const std::map<uint32_t, Unknown>& unknowns) const {
  const CompiledInput& clause = program_.decisions[decision].table->inputs[input];
  const Node& top = program_.expression(clause.expression).top();
  if (top.op != Op::kSlot || !unknowns.contains(top.slot)) return false;
  for (const SplitInput& split : split_.inputs) {
    if (split.slot != top.slot) continue;
    return split.boxes.size() != 1 || (split.boxes[0].shape != Box::Shape::kPoint &&
                                       split.boxes[0].shape != Box::Shape::kNull);
  }
  return true;
}

}  // namespace chuhai::dmn
