#include "dmn/analysis.h"

#include <algorithm>

namespace chuhai::dmn {

namespace {

// The constants of tests that are nothing but values: `"a", "b"`.
std::optional<std::vector<Value>> enumerated(const Expression& tests) {
  std::vector<uint32_t> alternatives{tests.root};
  if (tests.top().op == Op::kOr) alternatives = tests.top().children;
  std::vector<Value> values;
  for (const uint32_t index : alternatives) {
    const Node& node = tests.node(index);
    const bool is_equality = node.op == Op::kMatches || node.op == Op::kEqual;
    if (!is_equality || tests.node(node.children[0]).op != Op::kSubject) return std::nullopt;
    const Node& operand = tests.node(node.children[1]);
    if (operand.op != Op::kConstant || operand.truth_if_boolean) return std::nullopt;
    if (operand.constant.as_range() != nullptr || operand.constant.is_null()) return std::nullopt;
    if (const Value::List* list = operand.constant.as_list()) {
      const bool has_range = std::any_of(list->begin(), list->end(), [](const Value& item) {
        return item.as_range() != nullptr || item.is_null();
      });
      if (has_range) return std::nullopt;
      values.insert(values.end(), list->begin(), list->end());
    } else {
      values.push_back(operand.constant);
    }
  }
  return values;
}

bool is_splittable(Kind kind) {
  return kind == Kind::kNumber || kind == Kind::kString || kind == Kind::kDate;
}

template <typename Visit>
void each_expression(const CompiledDecision& decision, const Visit& visit) {
  if (decision.literal != kNoExpression) visit(decision.literal);
  if (!decision.table) return;
  const auto visit_if = [&](ExpressionId id) {
    if (id != kNoExpression) visit(id);
  };
  for (const CompiledInput& input : decision.table->inputs) {
    visit_if(input.expression);
    visit_if(input.allowed);
  }
  for (const CompiledOutput& output : decision.table->outputs) {
    visit_if(output.allowed);
    visit_if(output.default_entry);
  }
  for (const ExpressionId id : decision.table->cells) visit_if(id);
  for (const ExpressionId id : decision.table->entries) visit_if(id);
}

}  // namespace

Analysis::Analysis(const Program& program, uint32_t decision, const std::vector<uint8_t>& supplied,
                   const std::map<uint32_t, Unknown>& unknowns)
    : program_(program),
      decision_(decision),
      supplied_(supplied),
      unknowns_(unknowns),
      tainted_(program.slots.size()) {}

Kind Analysis::kind_of(uint32_t slot) const {
  const Unknown& unknown = unknowns_.at(slot);
  const Kind declared = program_.slots[slot].type.kind;
  if (declared != Kind::kAny) return declared;
  if (unknown.type != Kind::kAny) return unknown.type;
  if (unknown.lower) return unknown.lower->value.kind();
  if (unknown.upper) return unknown.upper->value.kind();
  return unknown.allowed.empty() ? Kind::kAny : unknown.allowed.front().kind();
}

std::optional<std::vector<Value>> Analysis::finite_values(uint32_t slot) const {
  const Unknown& unknown = unknowns_.at(slot);
  if (!unknown.allowed.empty()) return unknown.allowed;
  if (kind_of(slot) == Kind::kBoolean) return std::vector<Value>{true, false};
  if (unknown.lower && unknown.upper && unknown.lower->closed && unknown.upper->closed &&
      unknown.lower->value == unknown.upper->value) {
    return std::vector<Value>{unknown.lower->value};
  }
  const Type& type = program_.slots[slot].type;
  return type.allowed == nullptr ? std::nullopt : enumerated(*type.allowed);
}

void Analysis::run() {
  for (const auto& [slot, unknown] : unknowns_) is_finite_[slot] = finite_values(slot).has_value();
  find_reachable();
  find_tainted();
  for (const uint32_t index : reachable_) analyse_decision(index);
  for (const uint32_t slot : read_slots_) add_type_test(slot);
}

void Analysis::find_reachable() {
  const std::vector<uint32_t>& order = program_.decisions[decision_].order;
  std::vector<uint8_t> needed(program_.decisions.size());
  needed[decision_] = 1;
  for (auto at = order.rbegin(); at != order.rend(); ++at) {
    if (needed[*at] == 0 || supplied_[*at] != 0) continue;
    reachable_.push_back(*at);
    for (const uint32_t required : program_.decisions[*at].required) needed[required] = 1;
  }
  std::reverse(reachable_.begin(), reachable_.end());
}

void Analysis::find_tainted() {
  for (const auto& [slot, unknown] : unknowns_) tainted_[slot] = 1;
  for (const uint32_t index : reachable_) {
    const CompiledDecision& decision = program_.decisions[index];
    if (decision.is_broken) continue;
    each_expression(decision, [&](ExpressionId id) {
      for (const uint32_t slot : program_.expression(id).slots) {
        if (tainted_[slot] != 0) tainted_[decision.slot] = 1;
        if (is_unknown(slot)) read_slots_.insert(slot);
      }
    });
  }
}

void Analysis::analyse_decision(uint32_t index) {
  const CompiledDecision& decision = program_.decisions[index];
  if (decision.is_broken) return;
  if (decision.literal != kNoExpression && !decision.table) analyse(decision.literal);
  if (decision.table) analyse_table(*decision.table);
}

void Analysis::analyse_table(const CompiledTable& table) {
  std::vector<std::optional<uint32_t>> subjects;
  for (const CompiledInput& input : table.inputs) {
    expression_ = &program_.expression(input.expression);
    subject_.reset();
    subjects.push_back(free_slot(expression_->root));
    if (!subjects.back()) analyse(input.expression);
    if (input.allowed == kNoExpression) continue;
    const size_t before = opaque_.size();
    analyse(input.allowed, subjects.back());
    // also of inputs that are enumerated: only a plain variable is narrowed
    const Node& top = program_.expression(input.expression).top();
    if (opaque_.size() == before && top.op == Op::kSlot && is_unknown(top.slot)) {
      const Expression& allowed = program_.expression(input.allowed);
      const bool depends = std::any_of(allowed.slots.begin(), allowed.slots.end(),
                                       [&](uint32_t slot) { return tainted_[slot] != 0; });
      if (!depends) domain_tests_[top.slot].push_back(&allowed);
    }
  }
  for (size_t rule = 0; rule < table.rules; ++rule) {
    for (size_t i = 0; i < table.inputs.size(); ++i) {
      if (table.cell(rule, i) != kNoExpression) analyse(table.cell(rule, i), subjects[i]);
    }
    for (size_t i = 0; i < table.outputs.size(); ++i) {
      if (table.entry(rule, i) != kNoExpression) analyse(table.entry(rule, i));
    }
  }
  for (const CompiledOutput& output : table.outputs) {
    if (output.allowed != kNoExpression) analyse(output.allowed);
    if (output.default_entry != kNoExpression) analyse(output.default_entry);
  }
}

void Analysis::analyse(ExpressionId id, std::optional<uint32_t> subject) {
  expression_ = &program_.expression(id);
  subject_ = subject;
  reason_.clear();
  if (visit(expression_->root)) return;
  OpaqueExpression opaque{id, reason_, {}};
  for (const uint32_t slot : expression_->slots) {
    if (is_unknown(slot)) opaque.slots.push_back(slot);
  }
  if (subject) opaque.slots.push_back(*subject);
  opaque_.push_back(std::move(opaque));
}

// The declared type's allowedValues narrow the input and cut it.
void Analysis::add_type_test(uint32_t slot) {
  const Type& type = program_.slots[slot].type;
  if (type.allowed == nullptr) return;
  expression_ = type.allowed.get();
  subject_ = is_finite_.at(slot) ? std::nullopt : std::optional<uint32_t>(slot);
  // one that can't be cut isn't used: more completions than there are, never fewer
  if (visit(expression_->root)) domain_tests_[slot].push_back(type.allowed.get());
}

bool Analysis::refuse(std::string reason) {
  if (reason_.empty()) reason_ = std::move(reason);
  return false;
}

std::optional<uint32_t> Analysis::free_slot(uint32_t node) const {
  const Node& at = expression_->node(node);
  if (at.op == Op::kSubject) return subject_;
  if (at.op != Op::kSlot || !is_unknown(at.slot) || is_finite_.at(at.slot)) return std::nullopt;
  return at.slot;
}

bool Analysis::visit_children(const Node& node) {
  return std::all_of(node.children.begin(), node.children.end(),
                     [this](uint32_t child) { return visit(child); });
}

bool Analysis::visit(uint32_t index) {
  const Node& node = expression_->node(index);
  if (is_comparison(node.op)) {
    const bool is_order = node.op != Op::kEqual && node.op != Op::kNotEqual;
    return pair(node.children[0], node.children[1], is_order);
  }
  switch (node.op) {
    case Op::kSlot:
    case Op::kSubject: {
      const auto slot = free_slot(index);
      if (!slot) return true;
      return refuse("'" + program_.slots[*slot].name +
                    "' is used otherwise than in a test against a value");
    }
    case Op::kMatches: {
      const Node& operand = expression_->node(node.children[1]);
      if (operand.op != Op::kRange) return pair(node.children[0], node.children[1], false);
      return pair(node.children[0], operand.children[0], true) &&
             pair(node.children[0], operand.children[1], true);
    }
    case Op::kBetween:
      return pair(node.children[0], node.children[1], true) &&
             pair(node.children[0], node.children[2], true);
    case Op::kIn: {
      const auto outer = subject_;
      const auto tested = free_slot(node.children[0]);
      if (!tested && !visit(node.children[0])) return false;
      subject_ = tested;
      const bool held = visit(node.children[1]);
      subject_ = outer;
      return held;
    }
    default:
      return visit_children(node);
  }
}

bool Analysis::pair(uint32_t left, uint32_t right, bool is_order) {
  const auto free_left = free_slot(left);
  const auto free_right = free_slot(right);
  if (free_left && free_right) {
    return refuse("'" + program_.slots[*free_left].name + "' and '" +
                  program_.slots[*free_right].name + "' are compared with each other");
  }
  if (free_left) return visit(right) && cut(*free_left, right, is_order);
  if (free_right) return visit(left) && cut(*free_right, left, is_order);
  return visit(left) && visit(right);
}

bool Analysis::cut(uint32_t slot, uint32_t operand, bool is_order) {
  if (!is_splittable(kind_of(slot))) {
    return refuse("'" + program_.slots[slot].name + "' is of type " +
                  std::string(kind_name(kind_of(slot))) + ", which can't be split");
  }
  std::vector<uint32_t> rest{operand};
  while (!rest.empty()) {
    const Node& node = expression_->node(rest.back());
    rest.pop_back();
    if (node.op == Op::kSubject) {
      return refuse("'" + program_.slots[slot].name + "' is compared with another input");
    }
    if (node.op == Op::kSlot && tainted_[node.slot] != 0) {
      return refuse("'" + program_.slots[slot].name + "' is compared with '" +
                    program_.slots[node.slot].name + "', which isn't known either");
    }
    rest.insert(rest.end(), node.children.begin(), node.children.end());
  }
  cuts_.push_back({slot, expression_, operand, is_order});
  return true;
}

}  // namespace chuhai::dmn
