// CompiledModel: a model whose names are resolved, expressions parsed and types inferred; immutable
// and shareable between threads (a handle: copies are cheap). `evaluate` is plain FEEL for one set
// of inputs, with a trace; `determine` (determine.h) is the same under partial knowledge.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "dmn/diagnostic.h"
#include "dmn/model.h"
#include "dmn/value.h"

namespace chuhai::dmn {

class Program;
struct Given;
struct DetermineOptions;
struct Outcome;

// A name that expressions may use beside the model's own: a threshold, a date, a setting. Its value
// is given at evaluation like an input's. A model that declares the name as input data needs none.
struct Parameter {
  std::string name;
  Kind type = Kind::kAny;
};

// By the name of an input data, a parameter or a decision (then it overrides the decision). What is
// absent is null.
using Inputs = std::map<std::string, Value, std::less<>>;

enum class CellOutcome : uint8_t {
  kNotTried,  // the hit policy had its rule before
  kHeld,
  kFailed,
  kNull,        // the test gave null (null input, another type): counts as not held
  kUnresolved,  // in determine only: depends on an input that can't be split
};

std::string_view cell_outcome_name(CellOutcome outcome);  // "held"…

// What one table did. Its texts are in model().decisions()[decision].table.
struct TableTrace {
  std::vector<Value> inputs;       // of each input expression
  std::vector<CellOutcome> cells;  // rules × inputs, row by row
  std::vector<uint32_t> matched;   // numbers of the rules that matched, 1-based, in table order
  uint32_t rules_tried = 0;

  CellOutcome cell(size_t rule, size_t input) const {  // both 0-based
    return cells[rule * inputs.size() + input];
  }
};

struct DecisionTrace {
  uint32_t decision = 0;  // index into model().decisions()
  bool supplied = false;  // overridden by the caller, not evaluated
  Value result;
  std::optional<TableTrace> table;  // none for a literal expression
};

struct Evaluation;

enum class Tracing : uint8_t { kOff, kOn };

class CompiledModel {
 public:
  // Never fails as a whole: see diagnostics().
  static CompiledModel compile(Model model, std::vector<Parameter> parameters = {});

  const Model& model() const;
  // The model's and the compiler's. A decision with an error gives null.
  const std::vector<Diagnostic>& diagnostics() const;
  bool has_errors() const;

  // By name, else by id; nullopt when there's none.
  std::optional<uint32_t> find_decision(std::string_view name_or_id) const;

  // kNotFound: no such decision; kInvalidArgument: an input of no known name.
  Result<Evaluation> evaluate(std::string_view decision, const Inputs& inputs,
                              Tracing tracing = Tracing::kOn) const;

  // See determine.h.
  Result<Outcome> determine(std::string_view decision,
                            const std::map<std::string, Given, std::less<>>& givens,
                            const DetermineOptions& options) const;

  // Places where an input, if it were unknown, couldn't be split (arithmetic on it, comparison with
  // another input): determine answers "cannot split" when it depends on one. Code kUnsupported,
  // severity warning.
  std::vector<Diagnostic> check_tables() const;

  const Program& program() const { return *program_; }

 private:
  explicit CompiledModel(std::shared_ptr<const Program> program) : program_(std::move(program)) {}
  std::shared_ptr<const Program> program_;
};

struct Evaluation {
  CompiledModel model;
  uint32_t decision = 0;
  Value result;
  std::vector<DecisionTrace> trace;     // in the order of evaluation; empty without tracing
  std::vector<Diagnostic> diagnostics;  // of this evaluation: not unique, wrong type, not allowed

  // The trace of that decision, or nullptr.
  const DecisionTrace* find(std::string_view decision_name) const;
  // Result, diagnostics, and the trace with all texts.
  Json to_json() const;
};

}  // namespace chuhai::dmn
