// Parser: FEEL text to the typed tree. One parser object reads one text. What FEEL has and this
// version lacks is told as kUnsupported, with the place; so is what isn't FEEL, as kSyntax.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/diagnostic.h"
#include "dmn/expression.h"
#include "dmn/lexer.h"

namespace chuhai::dmn {

struct ParseFault {
  DiagnosticCode code = DiagnosticCode::kSyntax;
  Severity severity = Severity::kError;
  size_t offset = 0;  // in the text
  std::string message;
};

struct ParseResult {
  std::optional<Expression> expression;  // none when a fault is an error
  std::vector<ParseFault> faults;        // at most one error; warnings
};

// An expression (grammar rule 1).
ParseResult parse_expression(std::string_view text, const Scope& scope);
// Unary tests (rule 13) of a value of type `subject`; `-` and nothing give the constant true.
ParseResult parse_unary_tests(std::string_view text, const Scope& scope, const Type& subject);

}  // namespace chuhai::dmn
