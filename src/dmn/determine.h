// The unknown mode: what a decision gives when some inputs are unknown or only known within bounds.
//
// Each such input is split at its cut points, the values that the tables test it against, into
// boxes: points and the open intervals between them. Within a box no test changes, so one
// representative stands for all of it. Every combination of boxes that the truth may lie in is
// evaluated, up to 4,096 of them; when they agree, that is the result. Exact both ways: an
// undetermined outcome has two completions with different results, unless the state is
// kCannotSplit or kTooManyUnknowns. With no unknown input this is `evaluate`.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "dmn/evaluate.h"
#include "dmn/value.h"

namespace chuhai::dmn {

// One end of an interval: a number, a date or a string.
struct Bound {
  Value value;
  bool closed = true;
};

// What may still be true of an input. All parts narrow it together, as do the declared type, its
// allowedValues, and the inputValues of the tables that test the input itself. It is never null
// unless `may_be_absent`.
struct Unknown {
  std::optional<Bound> lower;  // none: no lower end
  std::optional<Bound> upper;
  std::vector<Value> allowed;  // empty: any of the type
  bool may_be_absent = false;
  std::optional<int> scale;  // numbers only: decimals it can have, 0 for counts
  Kind type = Kind::kAny;    // when the model doesn't declare one
};

struct Given {
  Value value;                     // used when not unknown; null is FEEL's null
  std::optional<Unknown> unknown;  // set: not known
  int64_t cost = 0;                // of finding out; questions come cheapest first

  static Given known(Value value);
  static Given not_known(int64_t cost = 0);
  static Given at_least(Value lower, int64_t cost = 0);
  static Given at_most(Value upper, int64_t cost = 0);
  static Given between(Bound lower, Bound upper, int64_t cost = 0);
};

// By the name of an input data, a parameter or a decision. What is absent is null, not unknown.
using Givens = std::map<std::string, Given, std::less<>>;

struct DetermineOptions {
  // The output component that must agree; empty: the whole result.
  std::string decide_on;
  uint32_t boxes_max = 4096;
};

// If the input is found to satisfy `condition`, the matter is settled with `result`.
struct Answer {
  std::string condition;  // a FEEL unary test: ">= 100000000", "\"a\", \"b\"", "true"
  Value result;           // of decide_on, or the whole
};

struct Question {
  std::string input;
  int64_t cost = 0;
  std::vector<Answer> answers;  // those that settle at once, in the order of the input's values
  bool always_settles = false;  // every possible value settles
};

enum class Certainty : uint8_t {
  kNever,      // in no box
  kAlways,     // in every box
  kSometimes,  // differs
};

std::string_view certainty_name(Certainty certainty);  // "always"…

// A table over all possible boxes; every rule is tried in each, whatever the hit policy.
struct MergedTable {
  std::vector<std::optional<Value>> inputs;  // nullopt: differs among boxes
  std::vector<Certainty> cells;              // held: rules × inputs, row by row
  std::vector<Certainty> matched;            // all cells of the rule held
  std::vector<Certainty> decisive;           // the rule gave the result, by the hit policy

  Certainty cell(size_t rule, size_t input) const {  // both 0-based
    return cells[rule * inputs.size() + input];
  }
};

struct MergedDecision {
  uint32_t decision = 0;       // index into model().decisions()
  std::vector<Value> results;  // distinct, over the boxes
  std::optional<MergedTable> table;
};

// One output component (or the whole result under the name "" when it's no context).
struct OutputOutcome {
  std::string name;
  bool decided = false;
  std::vector<Value> possible;  // one when decided; may be incomplete when it depends on an input
                                // that can't be split
};

enum class OutcomeState : uint8_t {
  kDecided,
  kUndetermined,
  kCannotSplit,      // depends on an input where cut points can't be found: see places
  kTooManyUnknowns,  // more boxes than boxes_max
};

std::string_view outcome_state_name(OutcomeState state);  // "decided"…

struct Outcome {
  CompiledModel model;
  uint32_t decision = 0;
  OutcomeState state = OutcomeState::kUndetermined;
  Value result;                         // when decided: of decide_on, or the whole
  std::vector<Value> possible;          // distinct results of decide_on, or the whole
  std::vector<OutputOutcome> outputs;   // of the whole result, each component
  std::vector<Question> questions;      // the inputs that matter, cheapest first
  uint64_t boxes = 0;                   // how many are possible
  std::vector<Diagnostic> places;       // that can't be split and mattered
  std::vector<Diagnostic> diagnostics;  // of any box, each once
  std::vector<MergedDecision> trace;    // in the order of evaluation

  const MergedDecision* find(std::string_view decision_name) const;
  const OutputOutcome* output(std::string_view name) const;
  Json to_json() const;
};

}  // namespace chuhai::dmn
