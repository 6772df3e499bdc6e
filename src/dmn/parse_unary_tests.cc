// Unary tests: what a cell of a table holds, and what stands after `in`.
#include "dmn/recursive_descent.h"

namespace chuhai::dmn {

uint32_t Parser::tests() {
  const Token first = operand();
  if (is_word(first, "not") && is_sign(lexer_.operator_at(first.end), "(")) {
    const Mark before = mark();
    at_ = first.end;
    accept_sign("(");
    const uint32_t inner = test_list();
    if (accept_sign(")") && at_test_end()) return make(Op::kNot, {inner}, first.begin);
    if (failed_for_good()) return 0;
    // `not(a) and b`: an expression after all
    rewind(before);
  }
  return test_list();
}

bool Parser::at_test_end() const {
  const Token token = next_operator();
  return token.kind == TokenKind::kEnd || is_sign(token, ")");
}

uint32_t Parser::test_list() {
  const size_t begin = operand().begin;
  std::vector<uint32_t> alternatives{test()};
  while (accept_sign(",")) alternatives.push_back(test());
  if (alternatives.size() == 1) return alternatives[0];
  return make(Op::kOr, std::move(alternatives), begin);
}

uint32_t Parser::test() {
  const Token first = operand();
  if (const auto op = comparison_of(first)) {
    const uint32_t left = subject(first.begin, first.end);
    at_ = first.end;
    const uint32_t right = additive();
    return make(*op, {left, right}, first.begin);
  }
  const size_t nodes = tree_.size();
  const uint32_t value = in_test_ ? additive() : disjunction();
  if (failed_) return 0;
  if (tree_.reads_subject(nodes)) return value;
  Node node;
  const Node& top = tree_.node(value);
  node.truth_if_boolean =
      is_boolean_expression(top.op) || (top.op == Op::kConstant && top.truth_if_boolean);
  const uint32_t left = subject(first.begin, first.begin);
  return make(Op::kMatches, {left, value}, first.begin, node);
}

// After `in`: one test, or several in parentheses.
uint32_t Parser::in_tests(uint32_t value, size_t begin) {
  const Type* outer = subject_;
  const bool was_in_test = in_test_;
  const Type type = Type::of(tree_.type_of(value));
  subject_ = &type;
  in_test_ = true;
  uint32_t test_node = 0;
  const Token open = operand();
  bool listed = false;
  if (is_sign(open, "(")) {
    const Mark before = mark();
    at_ = open.end;
    test_node = test_list();
    listed = accept_sign(")");
    if (!listed && !failed_for_good()) {
      rewind(before);  // `(1..5)`: a range
    }
  }
  if (!listed) test_node = test();
  in_test_ = was_in_test;
  subject_ = outer;
  return make(Op::kIn, {value, test_node}, begin);
}

}  // namespace chuhai::dmn
