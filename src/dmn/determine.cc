#include "dmn/determine.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dmn/lexer.h"
#include "dmn/merged_trace.h"
#include "dmn/program.h"
#include "dmn/questions.h"
#include "dmn/run.h"
#include "dmn/split.h"

namespace chuhai::dmn {

namespace {

Diagnostic cannot_split(const Program& program, const OpaqueExpression& opaque,
                        std::string_view what) {
  const ExpressionPlace& place = program.places[opaque.expression];
  Diagnostic out = program.diagnostic_at(
      place.decision, DiagnosticCode::kUnsupported,
      fmt::format("`{}` {}: {}", program.expression(opaque.expression).text, what, opaque.reason));
  out.severity = Severity::kWarning;
  out.element_id = place.element_id;
  out.line = place.position.line;
  out.column = place.position.column;
  return out;
}

class Determination {
 public:
  Determination(const CompiledModel& model, uint32_t decision, const DetermineOptions& options)
      : program_(model.program()),
        options_(options),
        out_{model, decision},
        slots_(program_.slots.size()),
        supplied_(program_.decisions.size()),
        trace_(program_, decision, split_) {}

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
    trace_.start();
    std::vector<size_t> at(split_.inputs.size(), 0);
    results_.reserve(out_.boxes);
    for (uint64_t box = 0; box < out_.boxes; ++box) {
      for (size_t i = 0; i < at.size(); ++i) {
        run.slots()[split_.inputs[i].slot] = split_.inputs[i].boxes[at[i]].representative;
      }
      results_.push_back(result_of(run.evaluate(out_.decision)));
      trace_.count(run);
      keep_diagnostics(run);
      for (size_t i = at.size(); i-- > 0;) {  // the last input changes fastest
        if (++at[i] < split_.inputs[i].boxes.size()) break;
        at[i] = 0;
      }
    }
    out_.trace = trace_.merged(run, out_.boxes, unknowns_);
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
      out_.places.push_back(cannot_split(program_, opaque, "can't be split"));
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
    BoxAxis axis{1, results_.size()};
    for (const SplitInput& input : split_.inputs) {
      axis.count = input.boxes.size();
      axis.stride /= axis.count;
      if (matters(results_, axis)) add_question(input, settled(results_, axis));
    }
    sort_questions();
  }

  void add_question(const SplitInput& input, const std::vector<int32_t>& settled) {
    out_.questions.push_back(question_of(input, program_.slots[input.slot].name, costs_[input.slot],
                                         settled, distinct_.values()));
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
  TraceMerger trace_;
  BoxResults results_;
  DistinctValues distinct_;
  std::vector<DistinctValues> output_values_;
  std::vector<uint8_t> output_open_;
  std::set<std::string> seen_;
  std::set<uint32_t> open_slots_;
};

}  // namespace

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
      out.push_back(cannot_split(*program_, opaque, "can't be split when unknown"));
    }
  }
  return out;
}

}  // namespace chuhai::dmn
