#include "dmn/diagnostic.h"

#include <fmt/format.h>

namespace chuhai::dmn {

std::string_view diagnostic_code_name(DiagnosticCode code) {
  switch (code) {
    case DiagnosticCode::kSyntax:
      return "syntax";
    case DiagnosticCode::kUnsupported:
      return "unsupported";
    case DiagnosticCode::kUnknownName:
      return "unknown_name";
    case DiagnosticCode::kUnknownType:
      return "unknown_type";
    case DiagnosticCode::kModel:
      return "model";
    case DiagnosticCode::kCycle:
      return "cycle";
    case DiagnosticCode::kTypeMismatch:
      return "type_mismatch";
    case DiagnosticCode::kNotAllowed:
      return "not_allowed";
    case DiagnosticCode::kNotUnique:
      return "not_unique";
  }
  return "model";
}

std::string Diagnostic::to_string() const {
  std::string out = source;
  if (line > 0) out += fmt::format(":{}:{}", line, column);
  out += fmt::format(": {} {}: {}", severity == Severity::kError ? "error" : "warning",
                     diagnostic_code_name(code), message);
  if (!element_name.empty() || !element_id.empty()) {
    out += fmt::format(" [{}{}{}]", element_name,
                       element_name.empty() || element_id.empty() ? "" : ", element ", element_id);
  }
  return out;
}

Json Diagnostic::to_json() const {
  Json json = Json::object();
  json.set("severity", severity == Severity::kError ? "error" : "warning");
  json.set("code", diagnostic_code_name(code));
  json.set("source", source);
  if (line > 0) {
    json.set("line", line);
    json.set("column", column);
  }
  json.set("element_id", element_id);
  json.set("element_name", element_name);
  json.set("message", message);
  return json;
}

}  // namespace chuhai::dmn
