// Runs tests/feel/*.feel: expression -> value, as described in tests/feel/README.md.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "base/text.h"
#include "dmn/interpreter.h"
#include "dmn/parser.h"

namespace chuhai::dmn {
namespace {

struct Variables {
  Scope scope;
  std::vector<Value> slots;
};

// The value's FEEL text, or "!code" when it can't be parsed.
std::string outcome(const ParseResult& parsed, const Variables& variables, const Value* subject) {
  if (!parsed.expression) {
    for (const ParseFault& fault : parsed.faults) {
      if (fault.severity == Severity::kError) {
        return "!" + std::string(diagnostic_code_name(fault.code));
      }
    }
    return "!no fault";
  }
  return interpret(*parsed.expression, Frame{variables.slots.data(), subject}).to_feel();
}

std::string outcome(std::string_view text, const Variables& variables) {
  return outcome(parse_expression(text, variables.scope), variables, nullptr);
}

Value value_of(std::string_view text, const Variables& variables) {
  const ParseResult parsed = parse_expression(text, variables.scope);
  EXPECT_TRUE(parsed.expression) << text;
  if (!parsed.expression) return Value();
  return interpret(*parsed.expression, Frame{variables.slots.data(), nullptr});
}

// `test value : tests`
std::string test_outcome(std::string_view line, const Variables& variables) {
  const size_t colon = line.find(" : ");
  const Value subject = value_of(line.substr(5, colon - 5), variables);
  const Type type = subject.is_null() ? Type{} : Type::of(subject.kind());
  return outcome(parse_unary_tests(line.substr(colon + 3), variables.scope, type), variables,
                 &subject);
}

int run_file(const std::filesystem::path& path) {
  std::ifstream file(path);
  Variables variables;
  int cases = 0;
  int number = 0;
  for (std::string raw; std::getline(file, raw);) {
    ++number;
    const std::string_view line = trim(raw);
    if (line.empty()) variables = Variables();
    if (line.empty() || line.starts_with('#')) continue;
    if (line.starts_with("with ")) {
      const size_t equals = line.rfind(" = ");
      const Value value = value_of(line.substr(equals + 3), variables);
      const Type type = value.is_null() ? Type{} : Type::of(value.kind());
      variables.scope.add(line.substr(5, equals - 5), static_cast<uint32_t>(variables.slots.size()),
                          type);
      variables.slots.push_back(value);
      continue;
    }
    const size_t arrow = line.rfind(" -> ");
    if (arrow == std::string_view::npos) {
      ADD_FAILURE() << path << ":" << number << ": no ' -> '";
      continue;
    }
    ++cases;
    const std::string_view left = trim(line.substr(0, arrow));
    const std::string_view right = trim(line.substr(arrow + 4));
    const std::string found =
        left.starts_with("test ") ? test_outcome(left, variables) : outcome(left, variables);
    const std::string expected =
        right.starts_with('!') ? std::string(right) : value_of(right, variables).to_feel();
    EXPECT_EQ(found, expected) << path << ":" << number << ": " << line;
  }
  return cases;
}

TEST(Feel, Files) {
  const std::filesystem::path folder = std::filesystem::path(CHUHAI_SOURCE_DIR) / "tests/feel";
  int cases = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() == ".feel") cases += run_file(entry.path());
  }
  EXPECT_GE(cases, 150);
  RecordProperty("cases", cases);
}

}  // namespace
}  // namespace chuhai::dmn
