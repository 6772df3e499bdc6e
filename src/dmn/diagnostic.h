// Diagnostic: what is wrong with a model or an evaluation, and where. Diagnostics are data; the
// model still loads, and the decision they are about gives null.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"

namespace chuhai::dmn {

enum class Severity : uint8_t { kError, kWarning };

enum class DiagnosticCode : uint8_t {
  kSyntax,        // the expression isn't FEEL
  kUnsupported,   // FEEL or DMN that this version doesn't do yet
  kUnknownName,   // no such variable or function in scope
  kUnknownType,   // typeRef names no type
  kModel,         // structure: missing name, dangling href, cell count…
  kCycle,         // a decision requires itself
  kTypeMismatch,  // a value or expression of another type than declared
  kNotAllowed,    // a value outside allowedValues, inputValues or outputValues
  kNotUnique,     // hit policy UNIQUE, and several rules match
};

std::string_view diagnostic_code_name(DiagnosticCode code);

struct Diagnostic {
  Severity severity = Severity::kError;
  DiagnosticCode code = DiagnosticCode::kModel;
  std::string source;        // as named by the caller of Model::parse
  int line = 0;              // 1-based; 0 when not known
  int column = 0;            // 1-based, in code points
  std::string element_id;    // the DMN element nearest to it: cell, rule, decision…
  std::string element_name;  // of the decision, input or item definition
  std::string message;

  // "growth.dmn:31:12: error unsupported: … [decision 首次达标, element c1]"
  std::string to_string() const;
  Json to_json() const;
};

}  // namespace chuhai::dmn
