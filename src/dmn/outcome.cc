// The values that determine() takes and gives.
#include "dmn/determine.h"

namespace chuhai::dmn {

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
