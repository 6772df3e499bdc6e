#include "dmn/tree_builder.h"

#include <algorithm>

#include "dmn/interpreter.h"

namespace chuhai::dmn {

bool is_boolean_expression(Op op) {
  return is_comparison(op) || op == Op::kAnd || op == Op::kOr || op == Op::kNot ||
         op == Op::kBetween || op == Op::kIn;
}

std::optional<uint32_t> TreeBuilder::add(Node node) {
  uint32_t height = 0;
  for (const uint32_t child : node.children) height = std::max(height, heights_[child] + 1);
  if (height > kHeightMax) return std::nullopt;
  tree_.nodes.push_back(std::move(node));
  heights_.push_back(height);
  return static_cast<uint32_t>(tree_.nodes.size() - 1);
}

std::optional<uint32_t> TreeBuilder::make(Node node) {
  const Op op = node.op;
  node.type = infer(node);
  const bool foldable =
      op != Op::kPath &&
      std::all_of(node.children.begin(), node.children.end(),
                  [&](uint32_t child) { return tree_.nodes[child].op == Op::kConstant; });
  const std::optional<uint32_t> index = add(std::move(node));
  if (!index || !foldable) return index;
  Value value = interpret_node(tree_, *index, Frame{});
  if (op == Op::kRange && value.is_null()) return index;  // [1..null]: tests of it are null
  Node& folded = tree_.nodes[*index];
  folded.truth_if_boolean = is_boolean_expression(op);
  folded.op = Op::kConstant;
  folded.children.clear();
  heights_[*index] = 0;
  folded.type = value.kind();
  folded.constant = std::move(value);
  return index;
}

const Type* TreeBuilder::components_of(uint32_t node) const {
  return node < types_.size() ? types_[node] : nullptr;
}

void TreeBuilder::remember_components(uint32_t node, const Type* type) {
  if (type == nullptr) return;
  if (types_.size() <= node) types_.resize(node + 1, nullptr);
  types_[node] = type;
}

bool TreeBuilder::reads_subject(size_t first) const {
  return std::any_of(tree_.nodes.begin() + static_cast<std::ptrdiff_t>(first), tree_.nodes.end(),
                     [](const Node& node) { return node.op == Op::kSubject; });
}

void TreeBuilder::rewind(const Mark& to) {
  tree_.nodes.resize(to.nodes);
  heights_.resize(to.nodes);
  if (types_.size() > to.nodes) types_.resize(to.nodes);
  faults_.resize(to.faults);
}

Expression TreeBuilder::take(uint32_t root) {
  tree_.root = root;
  for (const Node& node : tree_.nodes) {
    if (node.op == Op::kSlot) tree_.slots.push_back(node.slot);
  }
  std::sort(tree_.slots.begin(), tree_.slots.end());
  tree_.slots.erase(std::unique(tree_.slots.begin(), tree_.slots.end()), tree_.slots.end());
  return std::move(tree_);
}

Kind TreeBuilder::type_of(uint32_t node) const {
  return node < tree_.nodes.size() ? tree_.nodes[node].type : Kind::kAny;
}

Kind TreeBuilder::infer(const Node& node) {
  switch (node.op) {
    case Op::kAdd:
      warn_mismatch(node, "both sides of '+' must be numbers or strings");
      return type_of(node.children[0]) == type_of(node.children[1]) ? type_of(node.children[0])
                                                                    : Kind::kAny;
    case Op::kNegate:
    case Op::kSubtract:
    case Op::kMultiply:
    case Op::kDivide:
    case Op::kPower:
      return Kind::kNumber;
    case Op::kIf:
      return type_of(node.children[1]) == type_of(node.children[2]) ? type_of(node.children[1])
                                                                    : Kind::kAny;
    case Op::kList:
      return Kind::kList;
    case Op::kRange:
      return Kind::kRange;
    case Op::kDateOfText:
    case Op::kDateOfParts:
      return Kind::kDate;
    case Op::kPath:
      return node.type;
    case Op::kMatches:
      warn_mismatch(node, "the test is never true");
      return Kind::kBoolean;
    default:
      if (is_comparison(node.op)) warn_mismatch(node, "the comparison is always null");
      return Kind::kBoolean;
  }
}

// Both types are known, scalar and different.
void TreeBuilder::warn_mismatch(const Node& node, std::string_view consequence) {
  const auto scalar = [](Kind kind) {
    return kind >= Kind::kBoolean && kind <= Kind::kYearsAndMonthsDuration;
  };
  const Kind left = type_of(node.children[0]);
  const Kind right = type_of(node.children[1]);
  if (!scalar(left) || !scalar(right) || left == right || node.truth_if_boolean) return;
  faults_.push_back({DiagnosticCode::kTypeMismatch, Severity::kWarning,
                     tree_.nodes[node.children[1]].begin,
                     std::string(kind_name(left)) + " against " + std::string(kind_name(right)) +
                         ": " + std::string(consequence)});
}

}  // namespace chuhai::dmn
