#include "dmn/evaluate.h"

#include "dmn/lexer.h"
#include "dmn/program.h"
#include "dmn/run.h"

namespace chuhai::dmn {

std::string_view cell_outcome_name(CellOutcome outcome) {
  static constexpr std::string_view kNames[] = {"not_tried", "held", "failed", "null",
                                                "unresolved"};
  return kNames[static_cast<size_t>(outcome)];
}

namespace {

DecisionTrace trace_of(const Program& program, const Run& run, uint32_t index) {
  const DecisionRun& decision = run.decision(index);
  DecisionTrace out;
  out.decision = index;
  out.supplied = run.is_supplied(index);
  out.result = decision.result;
  if (out.supplied || program.decisions[index].is_broken || !program.decisions[index].table) {
    return out;
  }
  TableTrace table;
  table.inputs = decision.table.inputs;
  table.cells = decision.table.cells;
  table.rules_tried = decision.table.rules_tried;
  for (uint32_t i = 0; i < decision.table.rules.size(); ++i) {
    if (decision.table.rules[i] == RuleState::kMatched) table.matched.push_back(i + 1);
  }
  out.table = std::move(table);
  return out;
}

}  // namespace

Result<Evaluation> CompiledModel::evaluate(std::string_view decision, const Inputs& inputs,
                                           Tracing tracing) const {
  const auto index = find_decision(decision);
  if (!index) {
    return Error(ErrorCode::kNotFound,
                 model().source_name() + ": no decision is called '" + std::string(decision) + "'");
  }
  Evaluation out{*this, *index, {}, {}, {}};
  std::vector<Value> slots(program_->slots.size());
  std::vector<uint8_t> supplied(program_->decisions.size());
  for (const auto& [name, value] : inputs) {
    auto slot = program_->slot_of_name.find(name);
    if (slot == program_->slot_of_name.end()) {
      slot = program_->slot_of_name.find(normalise_name(name));
    }
    if (slot == program_->slot_of_name.end()) {
      return Error(ErrorCode::kInvalidArgument, model().source_name() +
                                                    ": no input, parameter or decision is "
                                                    "called '" +
                                                    name + "'");
    }
    slots[slot->second] = admit(*program_, slot->second, value, out.diagnostics);
    const Slot& declared = program_->slots[slot->second];
    if (declared.source == SlotSource::kDecision) supplied[declared.index] = 1;
  }
  Run run(*program_, std::move(slots), std::move(supplied),
          RunOptions{tracing == Tracing::kOn, false, nullptr});
  out.result = run.evaluate(*index).result;
  for (Diagnostic& diagnostic : run.diagnostics()) {
    out.diagnostics.push_back(std::move(diagnostic));
  }
  if (tracing == Tracing::kOff) return out;
  for (const uint32_t needed : program_->decisions[*index].order) {
    if (run.decision(needed).is_done) out.trace.push_back(trace_of(*program_, run, needed));
  }
  return out;
}

const DecisionTrace* Evaluation::find(std::string_view decision_name) const {
  const auto index = model.find_decision(decision_name);
  for (const DecisionTrace& decision : trace) {
    if (index && decision.decision == *index) return &decision;
  }
  return nullptr;
}

}  // namespace chuhai::dmn
