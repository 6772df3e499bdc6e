#include "dmn/determine.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dmn/lexer.h"
#include "dmn/program.h"
#include "dmn/run.h"
#include "dmn/split.h"

namespace chuhai::dmn {

namespace {

constexpr int32_t kUnresolvedResult = -1;

// Distinct values in the order of their coming.
class DistinctValues {
 public:
  int32_t number_of(const Value& value) {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (values_[i] == value) return static_cast<int32_t>(i);
    }
    values_.push_back(value);
    return static_cast<int32_t>(values_.size() - 1);
  }
  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

// Counts of one thing over the boxes.
struct Tally {
  uint64_t yes = 0;
  uint64_t maybe = 0;

  Certainty certainty(uint64_t boxes) const {
    if (yes == boxes) return Certainty::kAlways;
    return yes == 0 && maybe == 0 ? Certainty::kNever : Certainty::kSometimes;
  }
};

struct TableTally {
  std::vector<DistinctValues> inputs;
  std::vector<uint8_t> inputs_open;
  std::vector<Tally> cells;
  std::vector<Tally> matched;
  std::vector<Tally> decisive;
};

class Determination {
 public:
  Determination(const CompiledModel& model, uint32_t decision, const DetermineOptions& options)
      : program_(model.program()),
        options_(options),
        out_{model, decision},
        slots_(program_.slots.size()),
        supplied_(program_.decisions.size()) {}

  Result<Outcome> run(const Givens& givens) {
    CHUHAI_RETURN_IF_ERROR(take(givens));
    CHUHAI_RETURN_IF_ERROR(find_output());
    CHUHAI_ASSIGN_OR_RETURN(split_, split(program_, out_.decision, slots_, supplied_, unknowns_));
    uint64_t boxes = 1;
    for (const SplitInput& input : split_.inputs) {
      boxes *= input.boxes.size();
      if (boxes > options_.boxes_max) return too_many();
    }
    out_.boxes = boxes;
    evaluate_boxes();
    conclude();
    return std::move(out_);
  }

 private:
  Status take(const Givens& givens) {
    for (const auto& [name, given] : givens) {
      auto slot = program_.slot_of_name.find(name);
      if (slot == program_.slot_of_name.end()) {
        slot = program_.slot_of_name.find(normalise_name(name));
      }
      if (slot == program_.slot_of_name.end()) {
        return Error(ErrorCode::kInvalidArgument,
                     program_.model.source_name() +
                         ": no input, parameter or decision is called '" + name + "'");
      }
      const uint32_t index = slot->second;
      costs_[index] = given.cost;
      if (given.unknown) {
        unknowns_.emplace(index, *given.unknown);
      } else {
        slots_[index] = admit(program_, index, given.value, out_.diagnostics);
      }
      if (program_.slots[index].source == SlotSource::kDecision) {
        supplied_[program_.slots[index].index] = 1;
      }
    }
    return {};
  }

  // Which output decides: output_ is its number, or none for the whole.
  Status find_output() {
    const CompiledDecision& decision = program_.decisions[out_.decision];
    if (options_.decide_on.empty() || !decision.table) return {};
    const std::vector<CompiledOutput>& outputs = decision.table->outputs;
    for (size_t i = 0; i < outputs.size(); ++i) {
      if (outputs[i].name != options_.decide_on) continue;
      if (outputs.size() > 1) output_ = i;
      return {};
    }
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("the decision '{}' has no output '{}'",
                             program_.model.decisions()[out_.decision].name, options_.decide_on));
  }

  Outcome too_many() {
    out_.state = OutcomeState::kTooManyUnknowns;
    out_.boxes = 1;
    for (const SplitInput& input : split_.inputs) {
      out_.boxes *= input.boxes.size();
      out_.boxes = std::min(out_.boxes, uint64_t{1} << 40);
      add_question(input, {});
    }
    sort_questions();
    return std::move(out_);
  }

  // --- boxes ---
  void evaluate_boxes() {
    Run run(program_, slots_, supplied_, RunOptions{true, true, &split_.opaque});
    tallies_.resize(program_.decisions.size());
    decision_results_.resize(program_.decisions.size());
    std::vector<size_t> at(split_.inputs.size(), 0);
    results_.reserve(out_.boxes);
    for (uint64_t box = 0; box < out_.boxes; ++box) {
      for (size_t i = 0; i < at.size(); ++i) {
        run.slots()[split_.inputs[i].slot] = split_.inputs[i].boxes[at[i]].representative;
      }
      results_.push_back(result_of(run.evaluate(out_.decision)));
      tally(run);
      keep_diagnostics(run);
      for (size_t i = at.size(); i-- > 0;) {  // the last input changes fastest
        if (++at[i] < split_.inputs[i].boxes.size()) break;
        at[i] = 0;
      }
    }
    finish_trace(run);
  }

  int32_t result_of(const DecisionRun& run) {
    const auto is_open = [&](size_t output) {
      return run.is_unresolved ||
             (!run.unresolved_outputs.empty() && run.unresolved_outputs[output] != 0);
    };
    tally_outputs(run, is_open);
    if (output_) {
      if (is_open(*output_)) return kUnresolvedResult;
      const Value* component = run.result.find(options_.decide_on);
      return distinct_.number_of(component == nullptr ? Value() : *component);
    }
    if (run.is_unresolved || !run.unresolved_outputs.empty()) return kUnresolvedResult;
    if (!options_.decide_on.empty() && run.result.as_context() != nullptr) {
      const Value* component = run.result.find(options_.decide_on);
      return distinct_.number_of(component == nullptr ? Value() : *component);
    }
    return distinct_.number_of(run.result);
  }

  template <typename IsOpen>
  void tally_outputs(const DecisionRun& run, const IsOpen& is_open) {
    const CompiledDecision& decision = program_.decisions[out_.decision];
    const bool has_components = decision.table && decision.table->outputs.size() > 1;
    const size_t count = has_components ? decision.table->outputs.size() : 1;
    output_values_.resize(count);
    output_open_.resize(count);
    for (size_t i = 0; i < count; ++i) {
      if (is_open(i)) {
        output_open_[i] = 1;
        continue;
      }
      const Value* value =
          has_components ? run.result.find(decision.table->outputs[i].name) : &run.result;
      output_values_[i].number_of(value == nullptr ? Value() : *value);
    }
  }

  // --- merged trace ---
  void tally(const Run& run) {
    for (const uint32_t index : program_.decisions[out_.decision].order) {
      const DecisionRun& decision = run.decision(index);
      if (!decision.is_done) continue;
      if (!decision.is_unresolved) decision_results_[index].number_of(decision.result);
      const CompiledDecision& compiled = program_.decisions[index];
      if (run.is_supplied(index) || compiled.is_broken || !compiled.table) continue;
      tally_table(*compiled.table, decision.table, tallies_[index]);
    }
  }

  void tally_table(const CompiledTable& table, const TableRun& run, TableTally& tally) {
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

  void finish_trace(const Run& run) {
    const auto certainties = [this](const std::vector<Tally>& tallies) {
      std::vector<Certainty> out;
      out.reserve(tallies.size());
      for (const Tally& one : tallies) out.push_back(one.certainty(out_.boxes));
      return out;
    };
    for (const uint32_t index : program_.decisions[out_.decision].order) {
      if (!run.decision(index).is_done) continue;
      MergedDecision merged{index, decision_results_[index].values(), {}};
      const TableTally& tally = tallies_[index];
      if (!tally.cells.empty() || !tally.matched.empty()) {
        MergedTable table;
        for (size_t i = 0; i < tally.inputs.size(); ++i) {
          const std::vector<Value>& values = tally.inputs[i].values();
          const bool is_fixed =
              values.size() == 1 && tally.inputs_open[i] == 0 && !varies(index, i);
          table.inputs.push_back(is_fixed ? std::optional<Value>(values[0]) : std::nullopt);
        }
        table.cells = certainties(tally.cells);
        table.matched = certainties(tally.matched);
        table.decisive = certainties(tally.decisive);
        merged.table = std::move(table);
      }
      out_.trace.push_back(std::move(merged));
    }
  }

  // An unknown input that isn't cut has one box and still no value.
  bool varies(uint32_t decision, size_t input) const {
    const CompiledInput& clause = program_.decisions[decision].table->inputs[input];
    const Node& top = program_.expression(clause.expression).top();
    if (top.op != Op::kSlot || !unknowns_.contains(top.slot)) return false;
    for (const SplitInput& split : split_.inputs) {
      if (split.slot != top.slot) continue;
      return split.boxes.size() != 1 || (split.boxes[0].shape != Box::Shape::kPoint &&
                                         split.boxes[0].shape != Box::Shape::kNull);
    }
    return true;
  }

  void keep_diagnostics(Run& run) {
    for (Diagnostic& diagnostic : run.diagnostics()) {
      if (seen_.insert(diagnostic.to_string()).second) {
        out_.diagnostics.push_back(std::move(diagnostic));
      }
    }
    run.diagnostics().clear();
  }

  // --- conclusion ---
  void conclude() {
    out_.possible = distinct_.values();
    const bool any_open =
        std::find(results_.begin(), results_.end(), kUnresolvedResult) != results_.end();
    if (!any_open && out_.possible.size() == 1) {
      out_.state = OutcomeState::kDecided;
      out_.result = out_.possible[0];
    } else {
      // two results that are sure to be possible differ: more can't decide it
      out_.state =
          out_.possible.size() > 1 ? OutcomeState::kUndetermined : OutcomeState::kCannotSplit;
      ask();
    }
    if (any_open) report_places();
    const CompiledDecision& decision = program_.decisions[out_.decision];
    for (size_t i = 0; i < output_values_.size(); ++i) {
      OutputOutcome output;
      if (decision.table && output_values_.size() > 1)
        output.name = decision.table->outputs[i].name;
      output.possible = output_values_[i].values();
      output.decided = output.possible.size() == 1 && output_open_[i] == 0;
      out_.outputs.push_back(std::move(output));
    }
  }

  void report_places() {
    for (const OpaqueExpression& opaque : split_.opaque_expressions) {
      const ExpressionPlace& place = program_.places[opaque.expression];
      Diagnostic diagnostic = program_.diagnostic_at(
          place.decision, DiagnosticCode::kUnsupported,
          fmt::format("`{}` can't be split: {}", program_.expression(opaque.expression).text,
                      opaque.reason));
      diagnostic.severity = Severity::kWarning;
      diagnostic.element_id = place.element_id;
      diagnostic.line = place.position.line;
      diagnostic.column = place.position.column;
      out_.places.push_back(std::move(diagnostic));
      open_slots_.insert(opaque.slots.begin(), opaque.slots.end());
    }
    for (const SplitInput& input : split_.inputs) {
      const bool asked =
          std::any_of(out_.questions.begin(), out_.questions.end(), [&](const Question& question) {
            return question.input == program_.slots[input.slot].name;
          });
      if (!asked && open_slots_.contains(input.slot)) add_question(input, {});
    }
    sort_questions();
  }

  void ask() {
    size_t stride = results_.size();
    for (const SplitInput& input : split_.inputs) {
      const size_t count = input.boxes.size();
      stride /= count;
      if (matters(count, stride)) add_question(input, settled(count, stride));
    }
    sort_questions();
  }

  // Two boxes that differ in this input alone have different results.
  bool matters(size_t count, size_t stride) const {
    for (size_t base = 0; base < results_.size(); ++base) {
      if ((base / stride) % count != 0) continue;
      for (size_t i = 1; i < count; ++i) {
        const int32_t a = results_[base + (i - 1) * stride];
        const int32_t b = results_[base + i * stride];
        if (a != b) return true;
      }
    }
    return false;
  }

  // Of each box of the input: the result it settles with, or kUnresolvedResult.
  std::vector<int32_t> settled(size_t count, size_t stride) const {
    std::vector<int32_t> out(count, kUnresolvedResult);
    std::vector<uint8_t> seen(count);
    for (size_t i = 0; i < results_.size(); ++i) {
      const size_t box = (i / stride) % count;
      if (seen[box] == 0) {
        out[box] = results_[i];
        seen[box] = 1;
      } else if (out[box] != results_[i]) {
        out[box] = kUnresolvedResult;
      }
    }
    return out;
  }

  void add_question(const SplitInput& input, const std::vector<int32_t>& settled) {
    Question question;
    question.input = program_.slots[input.slot].name;
    question.cost = costs_[input.slot];
    question.always_settles = !settled.empty() && std::find(settled.begin(), settled.end(),
                                                            kUnresolvedResult) == settled.end();
    std::vector<uint8_t> done(settled.size());
    for (size_t i = 0; i < settled.size(); ++i) {
      if (settled[i] == kUnresolvedResult || done[i] != 0) continue;
      std::vector<size_t> boxes;
      for (size_t j = i; j < settled.size(); ++j) {
        if (settled[j] != settled[i]) continue;
        boxes.push_back(j);
        done[j] = 1;
      }
      question.answers.push_back(
          {condition_of(input, boxes), distinct_.values()[static_cast<size_t>(settled[i])]});
    }
    out_.questions.push_back(std::move(question));
  }

  void sort_questions() {
    std::stable_sort(out_.questions.begin(), out_.questions.end(),
                     [](const Question& a, const Question& b) { return a.cost < b.cost; });
  }

  const Program& program_;
  const DetermineOptions& options_;
  Outcome out_;
  std::vector<Value> slots_;
  std::vector<uint8_t> supplied_;
  std::map<uint32_t, Unknown> unknowns_;
  std::map<uint32_t, int64_t> costs_;
  std::optional<size_t> output_;
  Split split_;
  std::vector<int32_t> results_;  // by box: a number of distinct_, or kUnresolvedResult
  DistinctValues distinct_;
  std::vector<DistinctValues> output_values_;
  std::vector<uint8_t> output_open_;
  std::vector<TableTally> tallies_;
  std::vector<DistinctValues> decision_results_;
  std::set<std::string> seen_;
  std::set<uint32_t> open_slots_;
};

}  // namespace

Given Given::known(Value value) { return {std::move(value), std::nullopt, 0}; }
Given Given::not_known(int64_t cost) { return {Value(), Unknown{}, cost}; }
Given Given::at_least(Value lower, int64_t cost) {
  Unknown unknown;
  unknown.lower = Bound{std::move(lower), true};
  return {Value(), std::move(unknown), cost};
}
Given Given::at_most(Value upper, int64_t cost) {
  Unknown unknown;
  unknown.upper = Bound{std::move(upper), true};
  return {Value(), std::move(unknown), cost};
}
Given Given::between(Bound lower, Bound upper, int64_t cost) {
  Unknown unknown;
  unknown.lower = std::move(lower);
  unknown.upper = std::move(upper);
  return {Value(), std::move(unknown), cost};
}

std::string_view certainty_name(Certainty certainty) {
  static constexpr std::string_view kNames[] = {"never", "always", "sometimes"};
  return kNames[static_cast<size_t>(certainty)];
}

std::string_view outcome_state_name(OutcomeState state) {
  static constexpr std::string_view kNames[] = {"decided", "undetermined", "cannot_split",
                                                "too_many_unknowns"};
  return kNames[static_cast<size_t>(state)];
}

Result<Outcome> CompiledModel::determine(std::string_view decision, const Givens& givens,
                                         const DetermineOptions& options) const {
  const auto index = find_decision(decision);
  if (!index) {
    return Error(ErrorCode::kNotFound,
                 model().source_name() + ": no decision is called '" + std::string(decision) + "'");
  }
  return Determination(*this, *index, options).run(givens);
}

std::vector<Diagnostic> CompiledModel::check_tables() const {
  std::map<uint32_t, Unknown> unknowns;
  for (uint32_t slot = 0; slot < program_->slots.size(); ++slot) {
    if (program_->slots[slot].source == SlotSource::kInput) unknowns.emplace(slot, Unknown{});
  }
  std::vector<Diagnostic> out;
  std::set<ExpressionId> seen;
  for (uint32_t i = 0; i < program_->decisions.size(); ++i) {
    for (const OpaqueExpression& opaque : find_opaque(*program_, i, unknowns)) {
      if (!seen.insert(opaque.expression).second) continue;
      const ExpressionPlace& place = program_->places[opaque.expression];
      Diagnostic diagnostic = program_->diagnostic_at(
          place.decision, DiagnosticCode::kUnsupported,
          fmt::format("`{}` can't be split when unknown: {}",
                      program_->expression(opaque.expression).text, opaque.reason));
      diagnostic.severity = Severity::kWarning;
      diagnostic.element_id = place.element_id;
      diagnostic.line = place.position.line;
      diagnostic.column = place.position.column;
      out.push_back(std::move(diagnostic));
    }
  }
  return out;
}

const MergedDecision* Outcome::find(std::string_view decision_name) const {
  const auto index = model.find_decision(decision_name);
  for (const MergedDecision& one : trace) {
    if (index && one.decision == *index) return &one;
  }
  return nullptr;
}

const OutputOutcome* Outcome::output(std::string_view name) const {
  for (const OutputOutcome& one : outputs) {
    if (one.name == name) return &one;
  }
  return nullptr;
}

}  // namespace chuhai::dmn
