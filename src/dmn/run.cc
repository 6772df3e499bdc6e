#include "dmn/run.h"

#include <fmt/format.h>

#include "dmn/interpreter.h"

namespace chuhai::dmn {

namespace {

bool is_allowed(const Value& value, const Type& type) {
  if (value.is_null()) return true;
  if (type.allowed != nullptr && !interpret(*type.allowed, Frame{nullptr, &value}).is_true()) {
    return false;
  }
  if (value.as_list() != nullptr && type.item != nullptr) {
    for (const Value& item : *value.as_list()) {
      if (!is_allowed(item, *type.item)) return false;
    }
  }
  return true;
}

}  // namespace

Value admit(const Program& program, uint32_t slot, Value value,
            std::vector<Diagnostic>& diagnostics) {
  const Slot& declared = program.slots[slot];
  const auto report = [&](DiagnosticCode code, std::string message) {
    diagnostics.push_back({Severity::kError, code, program.model.source_name(),
                           declared.position.line, declared.position.column, declared.element_id,
                           declared.name, std::move(message)});
    return Value();
  };
  std::optional<Value> conforming = conform(value, declared.type);
  if (!conforming) {
    return report(DiagnosticCode::kTypeMismatch,
                  fmt::format("{} is not of type {}: null in its place", value.to_feel(),
                              declared.type.name));
  }
  if (!is_allowed(*conforming, declared.type)) {
    return report(DiagnosticCode::kNotAllowed,
                  fmt::format("{} is none of the allowed values of {}: null in its place",
                              value.to_feel(), declared.type.name));
  }
  return std::move(*conforming);
}

Run::Run(const Program& program, std::vector<Value> slots, std::vector<uint8_t> supplied,
         RunOptions options)
    : program_(program),
      slots_(std::move(slots)),
      supplied_(std::move(supplied)),
      options_(options),
      needed_(program.decisions.size()),
      unresolved_slots_(program.slots.size()),
      decisions_(program.decisions.size()) {}

bool Run::is_unresolved(ExpressionId id) const {
  if (options_.opaque == nullptr) return false;
  if ((*options_.opaque)[id] != 0) return true;
  if (!any_unresolved_) return false;
  for (const uint32_t slot : program_.expression(id).slots) {
    if (unresolved_slots_[slot] != 0) return true;
  }
  return false;
}

Value Run::value_of(ExpressionId id, const Value* subject) const {
  return interpret(program_.expression(id), Frame{slots_.data(), subject});
}

// What a supplied decision would have needed isn't evaluated.
void Run::mark_needed(uint32_t decision) {
  const std::vector<uint32_t>& order = program_.decisions[decision].order;
  for (const uint32_t index : order) needed_[index] = 0;
  needed_[decision] = 1;
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    if (needed_[*at] == 0 || supplied_[*at] != 0) continue;
    for (const uint32_t required : program_.decisions[*at].required) needed_[required] = 1;
  }
}

const DecisionRun& Run::evaluate(uint32_t decision) {
  mark_needed(decision);
  any_unresolved_ = false;
  for (const uint32_t index : program_.decisions[decision].order) {
    DecisionRun& run = decisions_[index];
    run.is_done = needed_[index] != 0;
    run.is_unresolved = false;
    run.unresolved_outputs.clear();
    unresolved_slots_[program_.decisions[index].slot] = 0;
    if (needed_[index] == 0) continue;
    if (supplied_[index] != 0) {
      run.result = slots_[program_.decisions[index].slot];
      continue;
    }
    evaluate_one(index);
  }
  return decisions_[decision];
}

void Run::evaluate_one(uint32_t index) {
  const CompiledDecision& decision = program_.decisions[index];
  DecisionRun& run = decisions_[index];
  run.result = Value();
  if (decision.is_broken) {
    diagnostics_.push_back(program_.diagnostic_at(
        index, DiagnosticCode::kModel, "the decision has errors (see the model's): null"));
  } else {
    if (decision.table) {
      evaluate_table(index);
    } else if (decision.literal != kNoExpression) {
      run.is_unresolved = is_unresolved(decision.literal);
      if (!run.is_unresolved) run.result = value_of(decision.literal);
    }
  }
  run.result = checked(std::move(run.result), decision.type, index, "the result");
  slots_[decision.slot] = run.result;
  if (run.is_unresolved || !run.unresolved_outputs.empty()) {
    unresolved_slots_[decision.slot] = 1;
    any_unresolved_ = true;
  }
}

Value Run::checked(Value value, const Type& type, uint32_t index, std::string_view what) {
  if (value.is_null() || (type.kind == Kind::kAny && type.allowed == nullptr)) return value;
  std::optional<Value> conforming = conform(value, type);
  if (!conforming) {
    diagnostics_.push_back(
        program_.diagnostic_at(index, DiagnosticCode::kTypeMismatch,
                               fmt::format("{} {} is not of type {}: null in its place", what,
                                           value.to_feel(), type.name)));
    return Value();
  }
  if (!is_allowed(*conforming, type)) {
    diagnostics_.push_back(program_.diagnostic_at(
        index, DiagnosticCode::kNotAllowed,
        fmt::format("{} {} is none of the allowed values of {}: null in its place", what,
                    value.to_feel(), type.name)));
    return Value();
  }
  return std::move(*conforming);
}

// False when an input's value is outside its inputValues, or can't be told to be inside.
bool Run::evaluate_inputs(const CompiledTable& table, uint32_t index) {
  DecisionRun& run = decisions_[index];
  run.table.inputs.resize(table.inputs.size());
  bool all_allowed = true;
  for (size_t i = 0; i < table.inputs.size(); ++i) {
    const CompiledInput& input = table.inputs[i];
    Value& value = run.table.inputs[i];
    const bool unresolved = is_unresolved(input.expression);
    value = unresolved ? Value() : value_of(input.expression);
    if (input.allowed == kNoExpression) continue;
    if (unresolved || is_unresolved(input.allowed)) {
      run.is_unresolved = true;
    } else if (value.is_null()) {
      continue;
    } else if (!value_of(input.allowed, &value).is_true()) {
      diagnostics_.push_back(program_.diagnostic_at(
          index, DiagnosticCode::kNotAllowed,
          fmt::format("the input {} = {} is none of its inputValues: the table gives null",
                      program_.expression(input.expression).text, value.to_feel())));
      all_allowed = false;
    }
  }
  return all_allowed;
}

CellOutcome Run::cell(const CompiledTable& table, const DecisionRun& run, size_t rule,
                      size_t input) {
  const ExpressionId id = table.cell(rule, input);
  if (id == kNoExpression) return CellOutcome::kHeld;
  if (is_unresolved(id) || is_unresolved(table.inputs[input].expression)) {
    return CellOutcome::kUnresolved;
  }
  const Value held = value_of(id, &run.table.inputs[input]);
  if (held.as_boolean() == nullptr) return CellOutcome::kNull;
  return held.is_true() ? CellOutcome::kHeld : CellOutcome::kFailed;
}

RuleState Run::rule(const CompiledTable& table, DecisionRun& run, size_t rule) {
  RuleState state = RuleState::kMatched;
  for (size_t i = 0; i < table.inputs.size(); ++i) {
    const CellOutcome outcome = cell(table, run, rule, i);
    if (options_.trace) run.table.cells[rule * table.inputs.size() + i] = outcome;
    if (outcome == CellOutcome::kHeld) continue;
    if (outcome == CellOutcome::kUnresolved) {
      if (state == RuleState::kMatched) state = RuleState::kUnresolved;
      continue;
    }
    state = RuleState::kFailed;
    if (!options_.trace) break;
  }
  return state;
}

void Run::evaluate_table(uint32_t index) {
  const CompiledTable& table = *program_.decisions[index].table;
  DecisionRun& run = decisions_[index];
  if (options_.trace) {
    run.table.cells.assign(table.cells.size(), CellOutcome::kNotTried);
    run.table.rules.assign(table.rules, RuleState::kNotTried);
  }
  run.table.decisive = kNoRule;
  run.table.rules_tried = 0;
  const bool inputs_allowed = evaluate_inputs(table, index);
  if (!inputs_allowed && !options_.all_rules) return;
  uint32_t matched = 0;
  int32_t first_matched = kNoRule;
  int32_t first_unresolved = kNoRule;
  const bool stops_at_hit = table.hit_policy == HitPolicy::kFirst && !options_.all_rules;
  for (uint32_t i = 0; i < table.rules; ++i) {
    const RuleState state = rule(table, run, i);
    ++run.table.rules_tried;
    if (options_.trace) run.table.rules[i] = state;
    const auto number = static_cast<int32_t>(i);
    if (state == RuleState::kUnresolved && first_unresolved == kNoRule) first_unresolved = number;
    if (state != RuleState::kMatched) continue;
    ++matched;
    if (first_matched == kNoRule) first_matched = number;
    if (stops_at_hit && first_unresolved == kNoRule) break;
  }
  if (!inputs_allowed) {
    run.is_unresolved = false;  // null whatever the rest
    return;
  }
  if (run.is_unresolved) {
    run.table.decisive = kUnresolvedRule;
    return;
  }
  choose(table, index, matched, first_matched, first_unresolved);
}

// By the hit policy; an unresolved rule leaves the choice open unless it can't matter.
void Run::choose(const CompiledTable& table, uint32_t index, uint32_t matched,
                 int32_t first_matched, int32_t first_unresolved) {
  DecisionRun& run = decisions_[index];
  if (table.hit_policy == HitPolicy::kUnique && matched > 1) {
    if (options_.trace || !options_.all_rules) {
      std::string numbers;
      for (size_t i = 0; i < run.table.rules.size(); ++i) {
        if (run.table.rules[i] != RuleState::kMatched) continue;
        numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", i + 1);
      }
      diagnostics_.push_back(
          program_.diagnostic_at(index, DiagnosticCode::kNotUnique,
                                 fmt::format("hit policy UNIQUE, but {} rules match{}{}: null",
                                             matched, numbers.empty() ? "" : ": ", numbers)));
    }
    return;
  }
  const bool may_change =
      first_unresolved != kNoRule && (table.hit_policy == HitPolicy::kUnique ||
                                      first_matched == kNoRule || first_unresolved < first_matched);
  if (may_change) {
    run.is_unresolved = true;
    run.table.decisive = kUnresolvedRule;
    return;
  }
  run.table.decisive = first_matched;
  outputs(table, index, first_matched);
}

// Of the rule, or the defaults when there's none.
void Run::outputs(const CompiledTable& table, uint32_t index, int32_t rule) {
  DecisionRun& run = decisions_[index];
  Value::Context context;
  bool has_default = false;
  for (size_t i = 0; i < table.outputs.size(); ++i) {
    const CompiledOutput& output = table.outputs[i];
    const ExpressionId id =
        rule == kNoRule ? output.default_entry : table.entry(static_cast<size_t>(rule), i);
    Value value;
    if (id != kNoExpression) {
      has_default = true;
      if (is_unresolved(id) || (output.allowed != kNoExpression && is_unresolved(output.allowed))) {
        run.unresolved_outputs.resize(table.outputs.size());
        run.unresolved_outputs[i] = 1;
      } else {
        value = checked(value_of(id), output.type, index, "the output");
        if (!value.is_null() && output.allowed != kNoExpression &&
            !value_of(output.allowed, &value).is_true()) {
          diagnostics_.push_back(program_.diagnostic_at(
              index, DiagnosticCode::kNotAllowed,
              fmt::format("the output {} is none of its outputValues: null in its place",
                          value.to_feel())));
          value = Value();
        }
      }
    }
    context.emplace_back(output.name, std::move(value));
  }
  if (rule == kNoRule && !has_default) return;
  if (context.size() == 1) {
    run.result = std::move(context[0].second);
    if (!run.unresolved_outputs.empty()) run.is_unresolved = true;
  } else {
    run.result = Value(std::move(context));
  }
}

}  // namespace chuhai::dmn
