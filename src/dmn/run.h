// Run: the decisions behind one decision, for one set of slot values; what `evaluate` does once and
// `determine` once per box. Internal to dmn.
//
// In determine some expressions are opaque: their value may change within a box. A cell that is
// opaque is unresolved, and so is what depends on it, unless something else decides: a rule fails
// by any other failing cell, whatever the unresolved one gives.
#pragma once

#include <cstdint>
#include <vector>

#include "dmn/evaluate.h"
#include "dmn/program.h"
#include "dmn/value.h"

namespace chuhai::dmn {

enum class RuleState : uint8_t { kNotTried, kMatched, kFailed, kUnresolved };

constexpr int32_t kNoRule = -1;
constexpr int32_t kUnresolvedRule = -2;

struct TableRun {
  std::vector<Value> inputs;
  std::vector<CellOutcome> cells;
  std::vector<RuleState> rules;
  int32_t decisive = kNoRule;  // 0-based, of hit policies with one hit
  uint32_t rules_tried = 0;
};

struct DecisionRun {
  Value result;
  bool is_done = false;
  bool is_unresolved = false;               // as a whole
  std::vector<uint8_t> unresolved_outputs;  // by output, when some are; the others hold
  TableRun table;
};

struct RunOptions {
  bool trace = true;       // every cell of a tried rule, instead of up to the first failing
  bool all_rules = false;  // also those after the hit policy has decided
  const std::vector<uint8_t>* opaque = nullptr;  // by expression
};

class Run {
 public:
  // `slots`: one value per slot; `supplied`: per decision, whether its slot is given.
  Run(const Program& program, std::vector<Value> slots, std::vector<uint8_t> supplied,
      RunOptions options);

  std::vector<Value>& slots() { return slots_; }
  // Evaluates the decision and those it needs, afresh.
  const DecisionRun& evaluate(uint32_t decision);
  const DecisionRun& decision(uint32_t index) const { return decisions_[index]; }
  bool is_supplied(uint32_t decision) const { return supplied_[decision] != 0; }
  std::vector<Diagnostic>& diagnostics() { return diagnostics_; }

 private:
  void mark_needed(uint32_t decision);
  void evaluate_one(uint32_t index);
  void evaluate_table(uint32_t index);
  bool evaluate_inputs(const CompiledTable& table, uint32_t index);
  CellOutcome cell(const CompiledTable& table, const DecisionRun& run, size_t rule, size_t input);
  RuleState rule(const CompiledTable& table, DecisionRun& run, size_t rule);
  void choose(const CompiledTable& table, uint32_t index, uint32_t matched, int32_t first_matched,
              int32_t first_unresolved);
  void outputs(const CompiledTable& table, uint32_t index, int32_t rule);
  Value checked(Value value, const Type& type, uint32_t index, std::string_view what);
  bool is_unresolved(ExpressionId id) const;
  Value value_of(ExpressionId id, const Value* subject = nullptr) const;

  const Program& program_;
  std::vector<Value> slots_;
  std::vector<uint8_t> supplied_;
  RunOptions options_;
  std::vector<uint8_t> needed_;
  std::vector<uint8_t> unresolved_slots_;
  bool any_unresolved_ = false;
  std::vector<DecisionRun> decisions_;
  std::vector<Diagnostic> diagnostics_;
};

// The value as the slot's type has it: itself, its only item, or null with a diagnostic.
Value admit(const Program& program, uint32_t slot, Value value,
            std::vector<Diagnostic>& diagnostics);

}  // namespace chuhai::dmn
