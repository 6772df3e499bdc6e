// The unknown mode against brute force: random tables over a small world, where an own evaluator
// goes through every completion. The world: numbers -2, -1.5 … 7 (constants and bounds are whole,
// so every piece between cut points has a point of the grid), strings a, b, c, one below, between
// and above them, booleans, null.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "dmn/determine.h"
#include "dmn/interpreter.h"
#include "dmn/parser.h"
#include "dmn/test_model.h"

namespace chuhai::dmn {
namespace {

constexpr int kNull = 1000;
constexpr int kFirstHalf = -4;  // numbers are counted in halves
constexpr int kLastHalf = 14;

enum class World { kNumber, kString, kBoolean };

using Random = std::mt19937_64;
int pick(Random& random, int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random);
}
bool chance(Random& random, int percent) { return pick(random, 1, 100) <= percent; }

// Counted in halves too: "" a ax b bx c cx.
std::string letters(int value) {
  if (value < 0) return "";
  return std::string(1, static_cast<char>('a' + value / 2)) + (value % 2 != 0 ? "x" : "");
}

std::string feel(World world, int value) {
  if (value == kNull) return "null";
  if (world == World::kNumber) {
    return fmt::format("{}{}", value < 0 ? "-" : "",
                       fmt::format("{}{}", std::abs(value) / 2, value % 2 != 0 ? ".5" : ""));
  }
  if (world == World::kString) return "\"" + letters(value) + "\"";
  return value != 0 ? "true" : "false";
}

Value to_value(World world, int value) {
  if (value == kNull) return Value();
  if (world == World::kNumber) return Value(Decimal::scaled(value * 5, -1).value());
  if (world == World::kString) return Value(letters(value));
  return Value(value != 0);
}

std::vector<int> grid(World world) {
  std::vector<int> out;
  const int low = world == World::kNumber ? kFirstHalf : world == World::kString ? -1 : 0;
  const int high = world == World::kNumber ? kLastHalf : world == World::kString ? 5 : 1;
  for (int i = low; i <= high; ++i) out.push_back(i);
  return out;
}

int constant(Random& random, World world) {
  if (world == World::kNumber) return 2 * pick(random, 0, 5);
  return world == World::kString ? 2 * pick(random, 0, 2) : pick(random, 0, 1);
}

using Truth = std::optional<bool>;

// One cell.
struct Test {
  enum class Kind { kAny, kCompare, kInterval, kOneOf, kNotOneOf, kNull, kAgainst };
  Kind kind = Kind::kAny;
  int op = 0;  // < <= > >= = !=
  std::vector<int> values;
  bool low_closed = true;
  bool high_closed = true;
  size_t against = 0;  // another input

  static Truth compare(int op, int a, int b) {
    if (op >= 4) return (a == b) == (op == 4);
    if (a == kNull || b == kNull) return std::nullopt;
    return op == 0 ? a < b : op == 1 ? a <= b : op == 2 ? a > b : a >= b;
  }
  Truth holds(int x, const std::vector<int>& inputs) const {
    switch (kind) {
      case Kind::kAny:
        return true;
      case Kind::kNull:
        return x == kNull;
      case Kind::kCompare:
        return compare(op, x, values[0]);
      case Kind::kAgainst:
        return compare(op, x, inputs[against]);
      case Kind::kInterval:
        if (x == kNull) return std::nullopt;
        return (low_closed ? x >= values[0] : x > values[0]) &&
               (high_closed ? x <= values[1] : x < values[1]);
      default: {
        const bool in = std::find(values.begin(), values.end(), x) != values.end();
        return kind == Kind::kOneOf ? in : !in;
      }
    }
  }
  std::string text(World world) const {
    static constexpr std::string_view kOps[] = {"<", "<=", ">", ">=", "=", "!="};
    switch (kind) {
      case Kind::kAny:
        return "-";
      case Kind::kNull:
        return "null";
      case Kind::kCompare:
        return fmt::format("{} {}", kOps[op], feel(world, values[0]));
      case Kind::kAgainst:
        return fmt::format("{} i{}", kOps[op], against);
      case Kind::kInterval:
        return fmt::format("{}{}..{}{}", low_closed ? '[' : '(', feel(world, values[0]),
                           feel(world, values[1]), high_closed ? ']' : ')');
      default: {
        std::string list;
        for (const int value : values) {
          list += fmt::format("{}{}", list.empty() ? "" : ", ", feel(world, value));
        }
        return kind == Kind::kOneOf ? list : "not(" + list + ")";
      }
    }
  }
};

Test random_test(Random& random, World world) {
  Test test;
  const int kind = pick(random, 0, 9);
  if (kind <= 2) return test;
  if (kind == 3 && chance(random, 30)) {
    test.kind = Test::Kind::kNull;
  } else if (world != World::kBoolean && kind <= 6) {
    test.kind = Test::Kind::kCompare;
    test.op =
        world == World::kString && chance(random, 80) ? pick(random, 4, 5) : pick(random, 0, 5);
    test.values = {constant(random, world)};
  } else if (world == World::kNumber && kind == 7) {
    test.kind = Test::Kind::kInterval;
    test.values = {constant(random, world), constant(random, world)};
    std::sort(test.values.begin(), test.values.end());
    test.low_closed = chance(random, 50);
    test.high_closed = chance(random, 50);
  } else {
    test.kind = chance(random, 70) ? Test::Kind::kOneOf : Test::Kind::kNotOneOf;
    for (int i = pick(random, 1, 2); i > 0; --i) test.values.push_back(constant(random, world));
  }
  return test;
}

struct RandomTable {
  bool is_first = true;
  bool has_default = false;
  std::vector<size_t> columns;  // inputs
  std::vector<std::vector<Test>> rules;
  std::vector<int> outputs;  // strings a–c
};

// inputs i0… · `first`: a table giving a string · `flag`: a literal · `root`: a table over inputs,
// first and flag with two outputs, `outcome` and `extra`.
struct RandomModel {
  std::vector<World> worlds;  // of the inputs, then first (string) and flag (boolean)
  RandomTable first;
  Test flag_left;   // of input flag_inputs[0]
  Test flag_right;  // of input flag_inputs[1]
  size_t flag_inputs[2] = {0, 0};
  bool flag_is_and = true;
  RandomTable root;
  bool has_against = false;
  CompiledModel compiled = compile_test_model("");

  size_t input_count() const { return worlds.size() - 2; }
};

struct RootResult {
  int outcome = kNull;  // kNull with no hit, or not unique
  int rule = -1;
  bool operator<(const RootResult& o) const {
    return std::tie(outcome, rule) < std::tie(o.outcome, o.rule);
  }
  bool operator==(const RootResult&) const = default;
};

RootResult run_table(const RandomTable& table, const std::vector<int>& values) {
  int hit = -1;
  int hits = 0;
  for (size_t i = 0; i < table.rules.size(); ++i) {
    bool all = true;
    for (size_t j = 0; j < table.columns.size() && all; ++j) {
      all = table.rules[i][j].holds(values[table.columns[j]], values).value_or(false);
    }
    if (!all) continue;
    ++hits;
    if (hit < 0) hit = static_cast<int>(i);
  }
  if (hits > 1 && !table.is_first) return {kNull, -2};
  if (hit >= 0) return {table.outputs[static_cast<size_t>(hit)], hit};
  return {table.has_default ? 4 : kNull, -1};
}

// Adds first and flag to the inputs' values.
void complete(const RandomModel& model, std::vector<int>& values) {
  const size_t count = model.input_count();
  values.resize(count + 2);
  values[count] = run_table(model.first, values).outcome;
  const Truth left = model.flag_left.holds(values[model.flag_inputs[0]], values);
  const Truth right = model.flag_right.holds(values[model.flag_inputs[1]], values);
  const bool deciding = !model.flag_is_and;
  values[count + 1] = left && right ? static_cast<int>(!deciding) : kNull;
  if (left == deciding || right == deciding) values[count + 1] = static_cast<int>(deciding);
}

RootResult oracle(const RandomModel& model, std::vector<int>& values) {
  complete(model, values);
  return run_table(model.root, values);
}

RandomTable random_table(Random& random, const std::vector<World>& worlds, size_t available,
                         bool may_compare, bool& has_against) {
  RandomTable table;
  table.is_first = chance(random, 60);
  table.has_default = chance(random, 30);
  for (size_t i = 0; i < available; ++i) {
    if (chance(random, 75)) table.columns.push_back(i);
  }
  for (int i = pick(random, 1, 4); i > 0; --i) {
    std::vector<Test> tests;
    for (const size_t column : table.columns) {
      tests.push_back(random_test(random, worlds[column]));
      if (!may_compare || !chance(random, 10) || column == 0) continue;
      if (worlds[column] != World::kNumber || worlds[0] != World::kNumber) continue;
      tests.back() = Test{Test::Kind::kAgainst, pick(random, 0, 5), {}, true, true, 0};
      has_against = true;
    }
    table.rules.push_back(std::move(tests));
    table.outputs.push_back(2 * pick(random, 0, 2));
  }
  return table;
}

std::string name_of(const RandomModel& model, size_t index) {
  const size_t count = model.input_count();
  return index < count ? fmt::format("i{}", index) : index == count ? "first" : "flag";
}

std::string table_xml(const RandomModel& model, const RandomTable& table, bool is_root) {
  std::string xml =
      fmt::format("<decisionTable hitPolicy='{}'>", table.is_first ? "FIRST" : "UNIQUE");
  for (const size_t column : table.columns) {
    xml += fmt::format("<input><inputExpression><text>{}</text></inputExpression></input>",
                       name_of(model, column));
  }
  const std::string fallback =
      table.has_default ? "<defaultOutputEntry><text>\"c\"</text></defaultOutputEntry>" : "";
  xml += fmt::format("<output name='outcome'>{}</output>", fallback);
  if (is_root) xml += "<output name='extra'/>";
  for (size_t i = 0; i < table.rules.size(); ++i) {
    xml += "<rule>";
    for (size_t j = 0; j < table.columns.size(); ++j) {
      xml += fmt::format("<inputEntry><text><![CDATA[{}]]></text></inputEntry>",
                         table.rules[i][j].text(model.worlds[table.columns[j]]));
    }
    xml += "<outputEntry><text>" + feel(World::kString, table.outputs[i]) + "</text></outputEntry>";
    if (is_root) xml += fmt::format("<outputEntry><text>{}</text></outputEntry>", i);
    xml += "</rule>";
  }
  return xml + "</decisionTable>";
}

RandomModel random_model(Random& random) {
  RandomModel model;
  const int inputs = pick(random, 2, 4);
  for (int i = 0; i < inputs; ++i) {
    model.worlds.push_back(i == 0 ? World::kNumber : static_cast<World>(pick(random, 0, 2)));
  }
  model.worlds.push_back(World::kString);
  model.worlds.push_back(World::kBoolean);
  const auto count = static_cast<size_t>(inputs);
  bool ignored = false;
  model.first = random_table(random, model.worlds, count, false, ignored);
  for (size_t& input : model.flag_inputs) {
    input = static_cast<size_t>(pick(random, 0, inputs - 1));
  }
  model.flag_left = random_test(random, model.worlds[model.flag_inputs[0]]);
  model.flag_right = random_test(random, model.worlds[model.flag_inputs[1]]);
  model.flag_is_and = chance(random, 50);
  model.root = random_table(random, model.worlds, count + 2, chance(random, 25), model.has_against);

  std::string xml;
  std::string needs;
  static constexpr std::string_view kTypes[] = {"number", "string", "boolean"};
  for (size_t i = 0; i < count; ++i) {
    xml += fmt::format("<inputData id='i{0}' name='i{0}'><variable typeRef='{1}'/></inputData>", i,
                       kTypes[static_cast<size_t>(model.worlds[i])]);
    needs += fmt::format(
        "<informationRequirement><requiredInput href='#i{}'/></informationRequirement>", i);
  }
  const auto part = [&](const Test& test, size_t input) {
    const std::string text = test.text(model.worlds[input]);
    return text == "-" ? "true" : fmt::format("i{} in ({})", input, text);
  };
  xml += fmt::format("<decision id='first' name='first'>{}{}</decision>", needs,
                     table_xml(model, model.first, false));
  // `not(…)` isn't a test after `in`; said by the operator instead
  const auto flag_part = [&](const Test& test, size_t input) {
    if (test.kind != Test::Kind::kNotOneOf) return part(test, input);
    Test positive = test;
    positive.kind = Test::Kind::kOneOf;
    return "not(" + part(positive, input) + ")";
  };
  xml += fmt::format(
      "<decision id='flag' name='flag'>{}<literalExpression><text><![CDATA[{} {} {}]]></text>"
      "</literalExpression></decision>",
      needs, flag_part(model.flag_left, model.flag_inputs[0]), model.flag_is_and ? "and" : "or",
      flag_part(model.flag_right, model.flag_inputs[1]));
  xml += fmt::format(
      "<decision id='root' name='root'>{}<informationRequirement><requiredDecision href='#first'/>"
      "</informationRequirement><informationRequirement><requiredDecision href='#flag'/>"
      "</informationRequirement>{}</decision>",
      needs, table_xml(model, model.root, true));
  model.compiled = compile_test_model(xml);
  EXPECT_FALSE(model.compiled.has_errors()) << model.compiled.diagnostics()[0].to_string();
  return model;
}

// What is given of one input, and its completions on the grid.
struct RandomGiven {
  Given given;
  std::vector<int> completions;
};

// `whole`: a known number is whole too, since it may be a cut point of another.
RandomGiven random_given(Random& random, World world, bool known, bool whole) {
  RandomGiven out;
  const std::vector<int> all = grid(world);
  if (known) {
    int value = all[static_cast<size_t>(pick(random, 0, static_cast<int>(all.size()) - 1))];
    if (whole && world == World::kNumber) value = 2 * pick(random, -1, 6);
    if (chance(random, 10)) value = kNull;
    return {Given::known(to_value(world, value)), {value}};
  }
  out.given = Given::not_known(pick(random, 0, 3));
  Unknown& unknown = *out.given.unknown;
  out.completions = all;
  if (world == World::kNumber && chance(random, 50)) {
    int low = 2 * pick(random, -1, 5);
    int high = 2 * pick(random, -1, 5);
    if (low > high) std::swap(low, high);
    if (chance(random, 60)) unknown.lower = Bound{to_value(world, low), chance(random, 60)};
    if (chance(random, 60)) unknown.upper = Bound{to_value(world, high), chance(random, 60)};
    std::erase_if(out.completions, [&](int v) {
      return (unknown.lower && (v < low || (v == low && !unknown.lower->closed))) ||
             (unknown.upper && (v > high || (v == high && !unknown.upper->closed)));
    });
  }
  if (world == World::kNumber && chance(random, 25)) {
    unknown.scale = 0;
    std::erase_if(out.completions, [](int v) { return v % 2 != 0; });
  }
  if (chance(random, 15)) {
    std::vector<int> allowed;
    for (const int value : out.completions) {
      if (chance(random, 40)) allowed.push_back(value);
    }
    if (!allowed.empty()) {
      out.completions = allowed;
      for (const int value : allowed) unknown.allowed.push_back(to_value(world, value));
    }
  }
  if (chance(random, 15)) {
    unknown.may_be_absent = true;
    out.completions.push_back(kNull);
  }
  return out;
}

struct Counts {
  int decided = 0;
  int undetermined = 0;
  int cannot_split = 0;
  int refused = 0;
  int answers = 0;
};

// All completions with their results, the last input fastest.
struct BruteForce {
  std::vector<std::vector<int>> completions;
  std::vector<RootResult> results;
};

BruteForce brute_force(const RandomModel& model, const std::vector<RandomGiven>& givens) {
  BruteForce out;
  std::vector<size_t> at(givens.size(), 0);
  while (true) {
    std::vector<int> values;
    for (size_t i = 0; i < givens.size(); ++i) values.push_back(givens[i].completions[at[i]]);
    out.results.push_back(oracle(model, values));
    out.completions.push_back(std::move(values));
    size_t i = givens.size();
    while (i > 0 && ++at[i - 1] == givens[i - 1].completions.size()) at[--i] = 0;
    if (i == 0) return out;
  }
}

Value expected_value(const RootResult& result, bool whole, bool has_default) {
  const Value outcome = to_value(World::kString, result.outcome);
  if (!whole) return outcome;
  if (result.rule == -2 || (result.rule == -1 && !has_default)) return Value();
  const Value extra = result.rule < 0 ? Value() : Value(result.rule);
  return Value(Value::Context{{"outcome", outcome}, {"extra", extra}});
}

bool contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

// Every answer holds, and every value that settles has one; asked are those that matter.
void check_questions(const RandomModel& model, const std::vector<RandomGiven>& givens,
                     const BruteForce& brute, const std::vector<Value>& expected,
                     const Outcome& outcome, Counts& counts) {
  size_t stride = brute.results.size();
  for (size_t i = 0; i < givens.size(); ++i) {
    const size_t count = givens[i].completions.size();
    stride /= count;
    bool matters = false;
    for (size_t k = 0; k < expected.size(); ++k) {
      const size_t box = (k / stride) % count;
      if (box > 0 && !(expected[k] == expected[k - box * stride])) matters = true;
    }
    const std::string name = name_of(model, i);
    const auto question = std::find_if(outcome.questions.begin(), outcome.questions.end(),
                                       [&](const Question& one) { return one.input == name; });
    ASSERT_EQ(question != outcome.questions.end(), matters) << name;
    if (!matters) continue;
    bool all_settle = true;
    for (size_t box = 0; box < count; ++box) {
      std::optional<Value> only;
      bool settles = true;
      for (size_t k = 0; k < expected.size(); ++k) {
        if ((k / stride) % count != box) continue;
        if (!only) only = expected[k];
        settles = settles && *only == expected[k];
      }
      all_settle = all_settle && settles;
      const Value subject = to_value(model.worlds[i], givens[i].completions[box]);
      std::optional<Value> answered;
      for (const Answer& answer : question->answers) {
        const auto parsed = parse_unary_tests(answer.condition, Scope(), Type{});
        ASSERT_TRUE(parsed.expression) << answer.condition;
        if (!interpret(*parsed.expression, Frame{nullptr, &subject}).is_true()) continue;
        ASSERT_FALSE(answered) << "two answers for " << subject.to_feel();
        answered = answer.result;
        ++counts.answers;
      }
      ASSERT_EQ(answered.has_value(), settles)
          << name << " = " << subject.to_feel() << ": " << outcome.to_json().to_string();
      if (!settles) continue;
      ASSERT_EQ(*answered, *only);
    }
    ASSERT_EQ(question->always_settles, all_settle) << name;
  }
}

void check_trace(const RandomModel& model, const BruteForce& brute, const Outcome& outcome) {
  const MergedTable& merged = *outcome.find("root")->table;
  const RandomTable& table = model.root;
  for (size_t rule = 0; rule < table.rules.size(); ++rule) {
    size_t decisive = 0;
    for (const RootResult& result : brute.results) {
      decisive += result.rule == static_cast<int>(rule) ? 1 : 0;
    }
    const auto certainty = [&](size_t yes) {
      return yes == 0                      ? Certainty::kNever
             : yes == brute.results.size() ? Certainty::kAlways
                                           : Certainty::kSometimes;
    };
    ASSERT_EQ(merged.decisive[rule], certainty(decisive));
    for (size_t j = 0; j < table.columns.size(); ++j) {
      size_t held = 0;
      for (const std::vector<int>& values : brute.completions) {
        held += table.rules[rule][j].holds(values[table.columns[j]], values).value_or(false);
      }
      ASSERT_EQ(merged.cell(rule, j), certainty(held))
          << "rule " << rule << " cell " << j << " of " << outcome.to_json().to_string();
    }
  }
}

void check_case(const RandomModel& model, Random& random, Counts& counts) {
  std::vector<RandomGiven> givens;
  Givens named;
  int unknowns_left = chance(random, 15) ? 0 : pick(random, 1, 2) + (chance(random, 10) ? 1 : 0);
  for (size_t i = 0; i < model.input_count(); ++i) {
    const bool known = unknowns_left == 0 || chance(random, 35);
    if (!known) --unknowns_left;
    givens.push_back(random_given(random, model.worlds[i], known, model.has_against));
    named[name_of(model, i)] = givens.back().given;
  }
  const bool whole = chance(random, 40);
  DetermineOptions options;
  if (!whole) options.decide_on = "outcome";
  const auto found = model.compiled.determine("root", named, options);
  const bool is_empty = std::any_of(givens.begin(), givens.end(),
                                    [](const RandomGiven& one) { return one.completions.empty(); });
  if (!found.ok() || is_empty) {
    // refused only if nothing is possible; an input that isn't read needn't be noticed
    ASSERT_TRUE(is_empty) << found.error().message();
    ++counts.refused;
    return;
  }
  const Outcome& outcome = *found;
  const BruteForce brute = brute_force(model, givens);
  std::vector<Value> expected;
  std::vector<Value> distinct;
  for (const RootResult& result : brute.results) {
    expected.push_back(expected_value(result, whole, model.root.has_default));
    if (!contains(distinct, expected.back())) distinct.push_back(expected.back());
  }
  const auto tell = [&] { return outcome.to_json().to_string(); };
  if (outcome.state == OutcomeState::kDecided) {
    ++counts.decided;
    ASSERT_EQ(distinct.size(), 1u) << tell();
    ASSERT_EQ(distinct[0], outcome.result) << tell();
  } else if (outcome.state == OutcomeState::kUndetermined) {
    ++counts.undetermined;
    ASSERT_GT(distinct.size(), 1u) << tell();
    for (const Value& value : outcome.possible) ASSERT_TRUE(contains(distinct, value)) << tell();
  } else {
    ASSERT_EQ(outcome.state, OutcomeState::kCannotSplit);
    ASSERT_TRUE(model.has_against) << tell();
    ++counts.cannot_split;
  }
  if (model.has_against) return;  // what follows is exact only without opaque places
  ASSERT_EQ(outcome.possible.size(), distinct.size()) << tell();
  if (outcome.state == OutcomeState::kUndetermined) {
    check_questions(model, givens, brute, expected, outcome, counts);
  }
  check_trace(model, brute, outcome);
  // and the plain evaluator on one completion
  const size_t one = static_cast<size_t>(pick(random, 0, static_cast<int>(expected.size()) - 1));
  Inputs inputs;
  for (size_t i = 0; i < givens.size(); ++i) {
    inputs[name_of(model, i)] = to_value(model.worlds[i], brute.completions[one][i]);
  }
  const Value plain = model.compiled.evaluate("root", inputs, Tracing::kOff).value().result;
  ASSERT_EQ(plain, expected_value(brute.results[one], true, model.root.has_default)) << tell();
}

TEST(Determine, EqualsBruteForce) {
  Random random(20230303);
  Counts counts;
  constexpr int kModels = 1000;
  constexpr int kCases = 100;
  for (int i = 0; i < kModels; ++i) {
    const RandomModel model = random_model(random);
    for (int j = 0; j < kCases; ++j) {
      SCOPED_TRACE(fmt::format("model {} case {}", i, j));
      check_case(model, random, counts);
      if (testing::Test::HasFatalFailure()) return;
    }
  }
  fmt::print("decided {}, undetermined {}, cannot split {}, nothing possible {}; answers {}\n",
             counts.decided, counts.undetermined, counts.cannot_split, counts.refused,
             counts.answers);
  // each branch has been tried
  EXPECT_GT(counts.decided, 10000);
  EXPECT_GT(counts.undetermined, 10000);
  EXPECT_GT(counts.cannot_split, 200);
  EXPECT_GT(counts.answers, 10000);
}

}  // namespace
}  // namespace chuhai::dmn
