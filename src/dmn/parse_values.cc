// Values: what operators stand between.
#include "dmn/later_functions.h"
#include "dmn/recursive_descent.h"

namespace chuhai::dmn {

namespace {

constexpr int kStepsMax = 100000;  // values read, those read again included

}  // namespace

uint32_t Parser::primary() {
  const Token token = operand();
  if (++steps_ > kStepsMax) return fail(token, "the expression is too long");
  switch (token.kind) {
    case TokenKind::kNumber:
      return number(token);
    case TokenKind::kString:
      at_ = token.end;
      return constant(Value(token.text), token.begin, token.end);
    case TokenKind::kAtString:
      return at_literal(token);
    case TokenKind::kName:
      return variable(token);
    case TokenKind::kSubject:
      if (subject_ == nullptr) return fail(token, "'?' stands only in unary tests");
      at_ = token.end;
      return subject(token.begin, token.end);
    case TokenKind::kWord:
      return word(token);
    case TokenKind::kSign:
      return bracketed(token);
    default:
      return fail(token, "expected a value");
  }
}

uint32_t Parser::number(const Token& token) {
  const auto value = Decimal::parse(token.text);
  if (!value.ok()) return fail(token, "expected a number within decimal128");
  at_ = token.end;
  return constant(Value(*value), token.begin, token.end);
}

uint32_t Parser::at_literal(const Token& token) {
  const auto date = Date::parse(token.text);
  if (date.ok()) {
    at_ = token.end;
    return constant(Value(*date), token.begin, token.end);
  }
  const bool later = token.text.find(':') != std::string::npos || token.text.starts_with('P') ||
                     token.text.starts_with("-P");
  if (later) return unsupported(token, "a time or duration literal");
  return fail(token, "expected a date, time or duration after '@'");
}

uint32_t Parser::variable(const Token& token) {
  at_ = token.end;
  if (failed_) return 0;
  Node node;
  node.op = Op::kSlot;
  node.slot = token.symbol->slot;
  node.type = token.symbol->type.kind;
  node.begin = static_cast<uint32_t>(token.begin);
  node.end = static_cast<uint32_t>(token.end);
  const uint32_t index = added(tree_.add(std::move(node)));
  remember_components(index, &token.symbol->type);
  return index;
}

uint32_t Parser::word(const Token& token) {
  const auto literal = [&](Value value) {
    at_ = token.end;
    return constant(std::move(value), token.begin, token.end);
  };
  if (token.text == "true") return literal(Value(true));
  if (token.text == "false") return literal(Value(false));
  if (token.text == "null") return literal(Value());
  if (token.text == "if") return conditional(token);
  const bool called = is_sign(lexer_.operator_at(token.end), "(");
  if (token.text == "not" && called) return call_not(token);
  if (token.text == "date" && called) return call_date(token);
  if (token.text == "for") return unsupported(token, "'for'");
  if (token.text == "some" || token.text == "every") {
    return unsupported(token, "'" + token.text + "'");
  }
  if (token.text == "function") return unsupported(token, "a function definition");
  if (is_keyword(token.text)) return fail(token, "expected a value");
  return unknown_word(token);
}

uint32_t Parser::unknown_word(const Token& token) {
  const std::string_view rest = text_.substr(token.begin);
  for (const std::string_view name : later_functions()) {
    const size_t length = match_name(rest, name);
    if (length == 0 || !is_sign(lexer_.operator_at(token.begin + length), "(")) continue;
    return unsupported(token, "the function '" + std::string(name) + "'");
  }
  return fail(token, "no variable or function '" + token.text + "' is in scope",
              DiagnosticCode::kUnknownName);
}

uint32_t Parser::conditional(const Token& token) {
  at_ = token.end;
  const uint32_t condition = disjunction();
  if (!failed_ && !accept_word("then")) return fail(next_operator(), "expected 'then'");
  const uint32_t yes = disjunction();
  if (!failed_ && !accept_word("else")) return fail(next_operator(), "expected 'else'");
  const uint32_t no = disjunction();
  return make(Op::kIf, {condition, yes, no}, token.begin);
}

// Arguments in parentheses, positional.
std::vector<uint32_t> Parser::arguments(const Token& name) {
  at_ = name.end;
  expect_sign("(");
  std::vector<uint32_t> out;
  if (accept_sign(")")) return out;
  do {
    const Token first = operand();
    if (first.kind == TokenKind::kWord && is_sign(lexer_.operator_at(first.end), ":")) {
      unsupported(first, "a named argument");
      return out;
    }
    out.push_back(disjunction());
  } while (accept_sign(","));
  expect_sign(")");
  return out;
}

uint32_t Parser::call_not(const Token& token) {
  std::vector<uint32_t> given = arguments(token);
  if (failed_) return 0;
  if (given.size() != 1) return constant(Value(), token.begin, at_);
  return make(Op::kNot, std::move(given), token.begin);
}

uint32_t Parser::call_date(const Token& token) {
  std::vector<uint32_t> given = arguments(token);
  if (failed_) return 0;
  if (given.size() == 1) return make(Op::kDateOfText, std::move(given), token.begin);
  if (given.size() == 3) return make(Op::kDateOfParts, std::move(given), token.begin);
  return constant(Value(), token.begin, at_);  // wrong arguments: null (10.3.2.13.1)
}

uint32_t Parser::bracketed(const Token& token) {
  if (token.text == "{") return unsupported(token, "a context");
  if (token.text == "(" || token.text == "[" || token.text == "]") {
    if (++depth_ > kDepthMax) return fail(token, "the expression is nested too deeply");
    at_ = token.end;
    const uint32_t out = token.text == "(" ? parenthesised(token) : list_or_range(token);
    --depth_;
    return out;
  }
  return fail(token, "expected a value");
}

uint32_t Parser::parenthesised(const Token& open) {
  if (comparison_of(operand())) return unsupported(open, "a range such as (< 5) as a value");
  const bool was_in_test = in_test_;
  in_test_ = false;
  const uint32_t value = disjunction();
  in_test_ = was_in_test;
  if (accept_sign("..")) return range_after(value, open);
  expect_sign(")");
  return value;
}

uint32_t Parser::list_or_range(const Token& open) {
  const bool was_in_test = in_test_;
  in_test_ = false;
  std::vector<uint32_t> items;
  if (open.text == "[" && accept_sign("]")) {
    in_test_ = was_in_test;
    return make(Op::kList, {}, open.begin);
  }
  items.push_back(disjunction());
  in_test_ = was_in_test;
  if (accept_sign("..")) return range_after(items[0], open);
  if (open.text == "]") return fail(next_operator(), "expected '..' of a range");
  while (accept_sign(",")) items.push_back(disjunction());
  expect_sign("]");
  return make(Op::kList, std::move(items), open.begin);
}

uint32_t Parser::range_after(uint32_t low, const Token& open) {
  // `]1..5[`: the closing bracket must not be read as a filter on 5
  const bool was_in_open_range = in_open_range_;
  in_open_range_ = true;
  const uint32_t high = additive();
  in_open_range_ = was_in_open_range;
  Node node;
  node.low_closed = open.text == "[";
  const Token close = next_operator();
  if (!is_sign(close, ")") && !is_sign(close, "]") && !is_sign(close, "[")) {
    return fail(close, "expected the end of a range");
  }
  node.high_closed = close.text == "]";
  at_ = close.end;
  return make(Op::kRange, {low, high}, open.begin, std::move(node));
}

}  // namespace chuhai::dmn
