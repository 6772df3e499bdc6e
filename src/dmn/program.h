// Program: the compiled form. Every expression has a number, every variable a slot; a decision
// knows the decisions it needs in order. Immutable after compile. Internal to dmn.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/diagnostic.h"
#include "dmn/evaluate.h"
#include "dmn/expression.h"
#include "dmn/model.h"
#include "dmn/type.h"

namespace chuhai::dmn {

using ExpressionId = uint32_t;
constexpr ExpressionId kNoExpression = UINT32_MAX;

enum class SlotSource : uint8_t { kInput, kParameter, kDecision };

struct Slot {
  std::string name;
  Type type;
  SlotSource source = SlotSource::kInput;
  uint32_t index = 0;  // into the model's inputs or decisions, or the parameters
  std::string element_id;
  SourcePosition position;
};

struct CompiledInput {
  ExpressionId expression = kNoExpression;
  ExpressionId allowed = kNoExpression;
  Type type;
};

struct CompiledOutput {
  std::string name;
  Type type;
  ExpressionId allowed = kNoExpression;
  ExpressionId default_entry = kNoExpression;
};

struct CompiledTable {
  HitPolicy hit_policy = HitPolicy::kUnique;
  std::vector<CompiledInput> inputs;
  std::vector<CompiledOutput> outputs;
  std::vector<ExpressionId> cells;    // rules × inputs; kNoExpression: `-`
  std::vector<ExpressionId> entries;  // rules × outputs
  uint32_t rules = 0;

  ExpressionId cell(size_t rule, size_t input) const { return cells[rule * inputs.size() + input]; }
  ExpressionId entry(size_t rule, size_t output) const {
    return entries[rule * outputs.size() + output];
  }
};

struct CompiledDecision {
  uint32_t slot = 0;
  Type type;
  std::vector<uint32_t> required;  // decisions
  std::vector<uint32_t> order;     // all it needs, each after its own needs, itself last
  std::optional<CompiledTable> table;
  ExpressionId literal = kNoExpression;
  bool is_broken = false;  // an error: gives null
  SourcePosition position;
};

// Where an expression stands, for diagnostics.
struct ExpressionPlace {
  uint32_t decision = UINT32_MAX;  // none: of an item definition
  std::string element_id;
  SourcePosition position;
};

class Program {
 public:
  Model model;
  std::vector<Parameter> parameters;
  std::vector<Slot> slots;
  std::map<std::string, uint32_t, std::less<>> slot_of_name;
  std::map<std::string, uint32_t, std::less<>> decision_of_name;
  std::map<std::string, uint32_t, std::less<>> decision_of_id;
  std::vector<CompiledDecision> decisions;
  std::vector<Expression> expressions;
  std::vector<ExpressionPlace> places;  // of each expression
  std::vector<Diagnostic> diagnostics;

  const Expression& expression(ExpressionId id) const { return expressions[id]; }
  Diagnostic diagnostic_at(uint32_t decision, DiagnosticCode code, std::string message) const;
};

}  // namespace chuhai::dmn
