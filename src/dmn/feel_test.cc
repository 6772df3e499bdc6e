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

std::string repeated(std::string_view first, std::string_view more, int terms) {
  std::string out(first);
  for (int i = 1; i < terms; ++i) out += more;
  return out;
}

Scope one_variable() {
  Scope scope;
  scope.add("x", 0, Type{});
  return scope;
}

constexpr std::string_view kChains[] = {"+x",
                                        "-x",
                                        "*x",
                                        "/x",
                                        "**x",
                                        "=x",
                                        "!=x",
                                        "<x",
                                        "<=x",
                                        ">x",
                                        ">=x",
                                        ".y",
                                        " and x",
                                        " or x",
                                        " between 1 and x",
                                        " in x",
                                        "+1",
                                        "*x-x",
                                        "+x.y",
                                        " in (x)",
                                        "+(x)",
                                        " or x and x",
                                        " in (1, x, [x..9])"};

TEST(Parser, AChainTooLongIsRefusedAtItsPlace) {
  const Scope scope = one_variable();
  for (const std::string_view more : kChains) {
    SCOPED_TRACE(more);
    const ParseResult parsed = parse_expression(repeated("x", more, 60000), scope);
    EXPECT_FALSE(parsed.expression);
    ASSERT_FALSE(parsed.faults.empty());  // warnings may come before
    const ParseFault& fault = parsed.faults.back();
    EXPECT_EQ(fault.severity, Severity::kError);
    EXPECT_NE(fault.message.find("too long"), std::string::npos) << fault.message;
    EXPECT_GE(fault.offset, 450 * more.size());
    EXPECT_LE(fault.offset, 2 + 1001 * more.size());
    const ParseResult tests =
        parse_unary_tests("> 1, " + repeated("x", more, 60000), scope, Type::of(Kind::kNumber));
    EXPECT_FALSE(tests.expression);
  }
  const ParseResult filters = parse_expression(repeated("x", "[1]", 60000), scope);
  EXPECT_FALSE(filters.expression);
  ASSERT_EQ(filters.faults.size(), 1u);
  EXPECT_EQ(filters.faults[0].offset, 1u);
}

TEST(Parser, AChainWithinTheLimitIsRead) {
  const Scope scope = one_variable();
  const Value one(1);
  const ParseResult parsed = parse_expression(repeated("x", "+x", 1001), scope);
  ASSERT_TRUE(parsed.expression);
  EXPECT_EQ(interpret(*parsed.expression, Frame{&one, nullptr}), Value(1001));
  const ParseResult longer = parse_expression(repeated("x", "+x", 1002), scope);
  EXPECT_FALSE(longer.expression);
  ASSERT_EQ(longer.faults.size(), 1u);
  EXPECT_EQ(longer.faults[0].offset, 2001u);  // the operator that is one too many
}

// Each chain is within the limit, but the tree of them all isn't.
TEST(Parser, ChainsWithinChainsAreRefused) {
  std::string text = "x";
  for (int i = 0; i < 60; ++i) text = "(" + text + ")" + repeated("", "+x", 900);
  const ParseResult parsed = parse_expression(text, one_variable());
  EXPECT_FALSE(parsed.expression);
  ASSERT_EQ(parsed.faults.size(), 1u);
  EXPECT_NE(parsed.faults[0].message.find("too long"), std::string::npos);
}

// `(…)` after `in` and `not(…)` are read as tests first, then as an expression: what the first
// reading told isn't told again, and what it knew of its nodes is forgotten.
TEST(Parser, AReadingGivenUpLeavesNothing) {
  const Scope plain = one_variable();
  const ParseResult warned = parse_expression("x in ((1 = \"a\")..2)", plain);
  EXPECT_EQ(warned.faults.size(), 1u);

  Type inner;
  inner.kind = Kind::kContext;
  inner.components = std::make_shared<std::vector<Type::Component>>(
      std::vector<Type::Component>{{"a b", Type::of(Kind::kNumber)}});
  Scope scope;
  scope.add("c", 0, inner);
  scope.add("x", 1, Type{});
  // The first reading knows node 2 or so as `c`; in the second that is the literal's.
  const ParseResult again = parse_unary_tests("not(c.a b > 1) and x > 2", scope, Type{});
  EXPECT_TRUE(again.expression);
  EXPECT_TRUE(again.faults.empty());
}

// A text as FEEL writes it is one line of printable characters, and reads back as it was.
TEST(Value, ATextsFeelReadsBack) {
  for (const std::string text :
       {"plain", "\"quoted\" \\ back", "a\nb\r\tc", "\x01\x1f\x7f", "湘品出海"}) {
    const std::string feel = Value(text).to_feel();
    for (const char c : feel) EXPECT_GE(static_cast<unsigned char>(c), 0x20) << feel;
    const ParseResult read = parse_expression(feel, Scope());
    ASSERT_TRUE(read.expression) << feel;
    EXPECT_EQ(read.expression->top().constant, Value(text)) << feel;
  }
}

}  // namespace
}  // namespace chuhai::dmn
