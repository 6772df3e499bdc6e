// Analysis: where unknown inputs occur in the expressions behind a decision. Internal to dmn; see
// split.h for the terms.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "dmn/determine.h"
#include "dmn/program.h"
#include "dmn/split.h"

namespace chuhai::dmn {

// The value of this node cuts the slot's values.
struct CutSource {
  uint32_t slot = 0;
  const Expression* expression = nullptr;
  uint32_t node = 0;
  bool is_order = false;  // < <= > >=, ranges; else only equality
};

class Analysis {
 public:
  Analysis(const Program& program, uint32_t decision, const std::vector<uint8_t>& supplied,
           const std::map<uint32_t, Unknown>& unknowns);

  void run();

  // Of unknown slots: the type's kind, or that of what narrows it; kAny when nothing says.
  Kind kind_of(uint32_t slot) const;
  // The values when they are finitely many, else nullopt. Not yet narrowed by tests and bounds.
  std::optional<std::vector<Value>> finite_values(uint32_t slot) const;

  const std::set<uint32_t>& read_slots() const { return read_slots_; }  // unknown ones
  const std::vector<CutSource>& cuts() const { return cuts_; }
  // Tests that every possible value of the slot holds: allowedValues and inputValues.
  const std::map<uint32_t, std::vector<const Expression*>>& domain_tests() const {
    return domain_tests_;
  }
  const std::vector<OpaqueExpression>& opaque() const { return opaque_; }

 private:
  void find_reachable();
  void find_tainted();
  void analyse_decision(uint32_t index);
  void analyse_table(const CompiledTable& table);
  void analyse(ExpressionId id, std::optional<uint32_t> subject = std::nullopt);
  void add_type_test(uint32_t slot);

  // False: the node's value may change within a box.
  bool visit(uint32_t node);
  bool visit_children(const Node& node);
  bool pair(uint32_t left, uint32_t right, bool is_order);
  bool cut(uint32_t slot, uint32_t operand, bool is_order);
  std::optional<uint32_t> free_slot(uint32_t node) const;
  bool is_unknown(uint32_t slot) const { return unknowns_.contains(slot); }
  bool refuse(std::string reason);

  const Program& program_;
  uint32_t decision_;
  const std::vector<uint8_t>& supplied_;
  const std::map<uint32_t, Unknown>& unknowns_;
  std::vector<uint32_t> reachable_;     // decisions, each after its needs
  std::vector<uint8_t> tainted_;        // by slot: depends on an unknown
  std::map<uint32_t, bool> is_finite_;  // unknown slots
  std::set<uint32_t> read_slots_;
  std::vector<CutSource> cuts_;
  std::map<uint32_t, std::vector<const Expression*>> domain_tests_;
  std::vector<OpaqueExpression> opaque_;
  // of the expression under way
  const Expression* expression_ = nullptr;
  std::optional<uint32_t> subject_;
  std::string reason_;
};

}  // namespace chuhai::dmn
