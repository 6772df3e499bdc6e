// Operators of FEEL, loosest first.
#include "dmn/recursive_descent.h"

namespace chuhai::dmn {

uint32_t Parser::disjunction() {
  if (++depth_ > kDepthMax) return fail(operand(), "the expression is nested too deeply");
  const size_t begin = operand().begin;
  std::vector<uint32_t> operands{conjunction()};
  int turns = 0;
  while (chain_word("or", turns)) operands.push_back(conjunction());
  --depth_;
  return operands.size() == 1 ? operands[0] : make(Op::kOr, std::move(operands), begin);
}

uint32_t Parser::conjunction() {
  const size_t begin = operand().begin;
  std::vector<uint32_t> operands{comparison()};
  int turns = 0;
  while (chain_word("and", turns)) operands.push_back(comparison());
  return operands.size() == 1 ? operands[0] : make(Op::kAnd, std::move(operands), begin);
}

uint32_t Parser::comparison() {
  const size_t begin = operand().begin;
  uint32_t left = additive();
  int turns = 0;
  while (!failed_) {
    const Token token = next_operator();
    const auto op = comparison_of(token);
    const bool goes_on = op || is_word(token, "between") || is_word(token, "in");
    if (goes_on && !chain_on(turns, token)) break;
    if (op) {
      at_ = token.end;
      const uint32_t right = additive();
      left = make(*op, {left, right}, begin);
    } else if (is_word(token, "between")) {
      at_ = token.end;
      const uint32_t low = additive();
      if (!accept_word("and")) return fail(next_operator(), "expected 'and' of 'between'");
      const uint32_t high = additive();
      left = make(Op::kBetween, {left, low, high}, begin);
    } else if (is_word(token, "in")) {
      at_ = token.end;
      left = in_tests(left, begin);
    } else if (is_word(token, "instance")) {
      return unsupported(token, "'instance of'");
    } else {
      break;
    }
  }
  return left;
}

uint32_t Parser::additive() {
  const size_t begin = operand().begin;
  uint32_t left = multiplicative();
  int turns = 0;
  while (!failed_) {
    const Token token = next_operator();
    if (!is_sign(token, "+") && !is_sign(token, "-")) break;
    if (!chain_on(turns, token)) break;
    at_ = token.end;
    const uint32_t right = multiplicative();
    if (tree_.type_of(left) == Kind::kDate || tree_.type_of(right) == Kind::kDate) {
      return unsupported(token, "arithmetic on dates");
    }
    left = make(token.text == "+" ? Op::kAdd : Op::kSubtract, {left, right}, begin);
  }
  return left;
}

uint32_t Parser::multiplicative() {
  const size_t begin = operand().begin;
  uint32_t left = power();
  int turns = 0;
  while (!failed_) {
    const Token token = next_operator();
    if (!is_sign(token, "*") && !is_sign(token, "/")) break;
    if (!chain_on(turns, token)) break;
    at_ = token.end;
    const uint32_t right = power();
    left = make(token.text == "*" ? Op::kMultiply : Op::kDivide, {left, right}, begin);
  }
  return left;
}

// Left-associative, and a minus sign binds tighter: 3**4**5 is 81**5, -3**2 is 9.
uint32_t Parser::power() {
  const size_t begin = operand().begin;
  uint32_t left = negation();
  int turns = 0;
  while (!failed_) {
    const Token token = next_operator();
    if (!accept_sign("**") || !chain_on(turns, token)) break;
    const uint32_t right = negation();
    left = make(Op::kPower, {left, right}, begin);
  }
  return left;
}

uint32_t Parser::negation() {
  const Token token = operand();
  if (!is_sign(token, "-")) return postfix();
  if (++depth_ > kDepthMax) return fail(token, "the expression is nested too deeply");
  at_ = token.end;
  const uint32_t inner = negation();
  --depth_;
  return make(Op::kNegate, {inner}, token.begin);
}

uint32_t Parser::postfix() {
  const size_t begin = operand().begin;
  uint32_t value = primary();
  int turns = 0;
  while (!failed_) {
    const Token token = next_operator();
    if (is_sign(token, "[") && !in_open_range_) return unsupported(token, "a filter");
    if (is_sign(token, "(")) return unsupported(token, "calling a value");
    if (!is_sign(token, ".") || !chain_on(turns, token)) break;
    value = path(value, begin, token);
  }
  return value;
}

uint32_t Parser::path(uint32_t value, size_t begin, const Token& dot) {
  const Type* type = tree_.components_of(value);
  const auto* names = type == nullptr ? nullptr : type->components.get();
  const Token name = lexer_.component_at(dot.end, names);
  if (name.kind != TokenKind::kWord) return fail(name, "expected a name after '.'");
  if (tree_.type_of(value) != Kind::kContext && tree_.type_of(value) != Kind::kAny) {
    return unsupported(dot, "a property of a " + std::string(kind_name(tree_.type_of(value))));
  }
  at_ = name.end;
  Node node;
  node.constant = Value(name.text);
  const Type* found = nullptr;
  if (names != nullptr) {
    for (const auto& [key, component] : *names) {
      if (key == name.text) found = &component;
    }
  }
  if (found != nullptr) node.type = found->kind;
  const uint32_t index = make(Op::kPath, {value}, begin, std::move(node));
  remember_components(index, found);
  return index;
}

}  // namespace chuhai::dmn
