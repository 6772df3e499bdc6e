#include "dmn/parser.h"

#include "dmn/recursive_descent.h"

namespace chuhai::dmn {

bool is_sign(const Token& token, std::string_view sign) {
  return token.kind == TokenKind::kSign && token.text == sign;
}

bool is_word(const Token& token, std::string_view word) {
  return token.kind == TokenKind::kWord && token.text == word;
}

std::optional<Op> comparison_of(const Token& token) {
  if (token.kind != TokenKind::kSign) return std::nullopt;
  if (token.text == "=") return Op::kEqual;
  if (token.text == "!=") return Op::kNotEqual;
  if (token.text == "<") return Op::kLess;
  if (token.text == "<=") return Op::kLessOrEqual;
  if (token.text == ">") return Op::kGreater;
  if (token.text == ">=") return Op::kGreaterOrEqual;
  return std::nullopt;
}

ParseResult Parser::expression() {
  const uint32_t root = disjunction();
  return finish(root);
}

ParseResult Parser::unary_tests(const Type& subject) {
  subject_ = &subject;
  const Token first = operand();
  if (first.kind == TokenKind::kEnd) return finish(constant(Value(true), 0, 0));
  if (is_sign(first, "-") && lexer_.operator_at(first.end).kind == TokenKind::kEnd) {
    at_ = first.end;
    return finish(constant(Value(true), first.begin, first.end));
  }
  return finish(tests());
}

bool Parser::accept_sign(std::string_view sign) {
  const Token token = next_operator();
  if (failed_ || !is_sign(token, sign)) return false;
  at_ = token.end;
  return true;
}

bool Parser::accept_word(std::string_view word) {
  const Token token = next_operator();
  if (failed_ || !is_word(token, word)) return false;
  at_ = token.end;
  return true;
}

void Parser::expect_sign(std::string_view sign) {
  if (!accept_sign(sign)) {
    fail(next_operator(), "expected '" + std::string(sign) + "'");
  }
}

uint32_t Parser::fail(const Token& token, std::string message, DiagnosticCode code) {
  if (failed_) return 0;
  failed_ = true;
  if (token.kind == TokenKind::kBad) {
    message = token.text;
    code = DiagnosticCode::kSyntax;
  } else if (code == DiagnosticCode::kSyntax) {
    message +=
        token.kind == TokenKind::kEnd
            ? ", found the end"
            : ", found '" + std::string(text_.substr(token.begin, token.end - token.begin)) + "'";
  }
  tree_.faults().push_back({code, Severity::kError, token.begin, std::move(message)});
  return 0;
}

uint32_t Parser::unsupported(const Token& token, std::string_view what) {
  return fail(token, std::string(what) + " is not supported yet", DiagnosticCode::kUnsupported);
}

bool Parser::chain_on(int& turns, const Token& token) {
  if (++turns <= kChainMax) return true;
  fail(token, "the chain of operators is too long");
  return false;
}

bool Parser::chain_word(std::string_view word, int& turns) {
  const Token token = next_operator();
  return accept_word(word) && chain_on(turns, token);
}

bool Parser::failed_for_good() {
  return failed_ && tree_.faults().back().code != DiagnosticCode::kSyntax;
}

void Parser::rewind(const Mark& to) {
  at_ = to.at;
  depth_ = to.depth;
  tree_.rewind(to.tree);
  failed_ = false;
}

ParseResult Parser::finish(uint32_t root) {
  if (!failed_) {
    const Token rest = next_operator();
    if (rest.kind != TokenKind::kEnd) fail(rest, "expected an operator or the end");
  }
  ParseResult out;
  out.faults = std::move(tree_.faults());
  if (!failed_) out.expression = tree_.take(root);
  return out;
}

uint32_t Parser::added(std::optional<uint32_t> node) {
  return node ? *node : fail(next_operator(), "the expression is too long");
}

uint32_t Parser::constant(Value value, size_t begin, size_t end) {
  if (failed_) return 0;
  Node node;
  node.type = value.kind();
  node.constant = std::move(value);
  node.begin = static_cast<uint32_t>(begin);
  node.end = static_cast<uint32_t>(end);
  return added(tree_.add(std::move(node)));
}

uint32_t Parser::subject(size_t begin, size_t end) {
  if (failed_) return 0;
  Node node;
  node.op = Op::kSubject;
  node.type = subject_ == nullptr ? Kind::kAny : subject_->kind;
  node.begin = static_cast<uint32_t>(begin);
  node.end = static_cast<uint32_t>(end);
  return added(tree_.add(std::move(node)));
}

uint32_t Parser::make(Op op, std::vector<uint32_t> children, size_t begin, Node node) {
  if (failed_) return 0;
  node.op = op;
  node.children = std::move(children);
  node.begin = static_cast<uint32_t>(begin);
  node.end = static_cast<uint32_t>(at_);
  return added(tree_.make(std::move(node)));
}

void Parser::remember_components(uint32_t node, const Type* type) {
  if (!failed_) tree_.remember_components(node, type);
}

ParseResult parse_expression(std::string_view text, const Scope& scope) {
  return Parser(text, scope).expression();
}

ParseResult parse_unary_tests(std::string_view text, const Scope& scope, const Type& subject) {
  return Parser(text, scope).unary_tests(subject);
}

}  // namespace chuhai::dmn
