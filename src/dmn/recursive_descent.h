// Recursive descent: the parser's state and one function for each level of FEEL's grammar (DMN 1.5,
// 10.3.1.2). A function gives the node it made, or 0 once failed. Entry points are in parser.h.
//
//   parser.cc              tokens, faults, the end
//   parse_unary_tests.cc   `> 5, "a"`, and what stands after `in`
//   parse_operators.cc     or, and, comparisons, arithmetic, paths: loosest first
//   parse_values.cc        literals, names, `if`, calls, lists, ranges
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/lexer.h"
#include "dmn/parser.h"
#include "dmn/tree_builder.h"

namespace chuhai::dmn {

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope)
      : lexer_(text, scope), text_(text), tree_(text) {}

  ParseResult expression();
  ParseResult unary_tests(const Type& subject);

 private:
  // What a reading that is given up goes back to.
  struct Mark {
    size_t at = 0;
    TreeBuilder::Mark tree;
    int depth = 0;
  };

  // --- text ---
  Token operand() const { return lexer_.operand_at(at_); }
  Token next_operator() const { return lexer_.operator_at(at_); }
  bool accept_sign(std::string_view sign);
  bool accept_word(std::string_view word);
  void expect_sign(std::string_view sign);
  uint32_t fail(const Token& token, std::string message,
                DiagnosticCode code = DiagnosticCode::kSyntax);
  uint32_t unsupported(const Token& token, std::string_view what);
  // Failed, and another reading of the text wouldn't help: what it says isn't supported.
  bool failed_for_good();
  // Counts one operator of a chain; false, and failed, at one too many.
  bool chain_on(int& turns, const Token& token);
  // Reads the word as the next operator of a chain.
  bool chain_word(std::string_view word, int& turns);
  Mark mark() const { return {at_, tree_.mark(), depth_}; }
  void rewind(const Mark& to);
  ParseResult finish(uint32_t root);

  // --- tree ---
  uint32_t added(std::optional<uint32_t> node);
  uint32_t constant(Value value, size_t begin, size_t end);
  uint32_t subject(size_t begin, size_t end);
  uint32_t make(Op op, std::vector<uint32_t> children, size_t begin, Node node = {});
  void remember_components(uint32_t node, const Type* type);

  // --- unary tests ---
  uint32_t tests();
  bool at_test_end() const;
  uint32_t test_list();
  uint32_t test();
  uint32_t in_tests(uint32_t value, size_t begin);

  // --- operators ---
  uint32_t disjunction();
  uint32_t conjunction();
  uint32_t comparison();
  uint32_t additive();
  uint32_t multiplicative();
  uint32_t power();
  uint32_t negation();
  uint32_t postfix();
  uint32_t path(uint32_t value, size_t begin, const Token& dot);

  // --- values ---
  uint32_t primary();
  uint32_t number(const Token& token);
  uint32_t at_literal(const Token& token);
  uint32_t variable(const Token& token);
  uint32_t word(const Token& token);
  uint32_t unknown_word(const Token& token);
  uint32_t conditional(const Token& token);
  std::vector<uint32_t> arguments(const Token& name);
  uint32_t call_not(const Token& token);
  uint32_t call_date(const Token& token);
  uint32_t bracketed(const Token& token);
  uint32_t parenthesised(const Token& open);
  uint32_t list_or_range(const Token& open);
  uint32_t range_after(uint32_t low, const Token& open);

  Lexer lexer_;
  std::string_view text_;
  TreeBuilder tree_;
  const Type* subject_ = nullptr;
  size_t at_ = 0;
  int depth_ = 0;
  int steps_ = 0;
  bool failed_ = false;
  bool in_test_ = false;  // after `in`: a test ends before `and` and `or`
  bool in_open_range_ = false;
};

bool is_sign(const Token& token, std::string_view sign);
bool is_word(const Token& token, std::string_view word);
// `=`, `!=`, `<`, `<=`, `>`, `>=`.
std::optional<Op> comparison_of(const Token& token);

}  // namespace chuhai::dmn
