// The unknown mode by example. The exhaustive comparison is determine_random_test.cc.
#include "dmn/determine.h"

#include <gtest/gtest.h>

#include "dmn/test_model.h"

namespace chuhai::dmn {
namespace {

Value decimal(std::string_view text) { return Value(Decimal::parse(text).value()); }

CompiledModel first_time() {
  return load_test_model(CHUHAI_SOURCE_DIR, "first_time.dmn", {{"门槛", Kind::kNumber}});
}

Givens known() {
  return {{"年交易额", Given::known(200000000)},
          {"以前各年最高", Given::known(0)},
          {"登记地", Given::known("湖南")},
          {"规模", Given::known("小型")},
          {"门槛", Given::known(100000000)}};
}

Outcome outcome_of(const Givens& givens, std::string decide_on = "outcome") {
  auto found = first_time().determine("奖励", givens, DetermineOptions{std::move(decide_on)});
  EXPECT_TRUE(found.ok()) << found.error().message();
  return std::move(found).value();
}

// "input: condition → result; …" of each question, one a line.
std::string questions(const Outcome& outcome) {
  std::string out;
  for (const Question& question : outcome.questions) {
    out += question.input + ":";
    for (const Answer& answer : question.answers) {
      out += fmt::format(" [{}] {}", answer.condition, answer.result.to_feel());
    }
    out += question.always_settles ? " !\n" : "\n";
  }
  return out;
}

TEST(Determine, WithoutUnknownsItIsPlainFeel) {
  const Outcome outcome = outcome_of(known(), "");
  EXPECT_EQ(outcome.state, OutcomeState::kDecided);
  EXPECT_EQ(outcome.boxes, 1u);
  EXPECT_EQ(outcome.result.to_feel(), R"({"outcome": "符合", "ceiling": 200000})");
  Givens absent = known();
  absent["年交易额"] = Given::known(Value());
  EXPECT_EQ(outcome_of(absent).result, Value("不符合"));
}

TEST(Determine, OutcomesOfTheExample) {
  struct Case {
    std::string what;
    std::map<std::string, Given> changes;
    OutcomeState state;
    std::string possible;
    std::string questions;
  };
  using enum OutcomeState;
  const std::vector<Case> cases{
      {"turnover unknown",
       {{"年交易额", Given::not_known()}},
       kUndetermined,
       R"(["不符合", "符合"])",
       "年交易额: [< 100000000] \"不符合\" [>= 100000000] \"符合\" !\n"},
      {"a lower bound past the threshold decides for it",
       {{"年交易额", Given::at_least(100000000)}},
       kDecided,
       R"(["符合"])",
       ""},
      {"a lower bound just under it doesn't",
       {{"年交易额", Given::at_least(decimal("99999999.99"))}},
       kUndetermined,
       R"(["不符合", "符合"])",
       "年交易额: [< 100000000] \"不符合\" [>= 100000000] \"符合\" !\n"},
      {"an open lower bound at it",
       {{"年交易额", Given::between({100000000, false}, {200000000, true})}},
       kDecided,
       R"(["符合"])",
       ""},
      {"one false condition decides against whatever is unknown",
       {{"年交易额", Given::not_known()},
        {"以前各年最高", Given::not_known()},
        {"登记地", Given::known("湖北")}},
       kDecided,
       R"(["不符合"])",
       ""},
      {"an unknown history isn't 'not met'",
       {{"以前各年最高", Given::not_known()}},
       kUndetermined,
       R"(["符合", "不符合"])",
       "以前各年最高: [< 100000000] \"符合\" [>= 100000000] \"不符合\" !\n"},
      {"cheapest first, each with what settles at once",
       {{"年交易额", Given::not_known(3)},
        {"以前各年最高", Given::not_known(2)},
        {"登记地", Given::not_known(1)}},
       kUndetermined,
       R"(["不符合", "符合"])",
       "登记地: [not(\"湖南\")] \"不符合\"\n以前各年最高: [>= 100000000] \"不符合\"\n"
       "年交易额: [< 100000000] \"不符合\"\n"},
      {"what doesn't matter isn't asked",
       {{"规模", Given::not_known()}, {"年交易额", Given::not_known()}},
       kUndetermined,
       R"(["不符合", "符合"])",
       "年交易额: [< 100000000] \"不符合\" [>= 100000000] \"符合\" !\n"},
  };
  for (const Case& one : cases) {
    Givens givens = known();
    for (const auto& [name, given] : one.changes) givens[name] = given;
    const Outcome outcome = outcome_of(givens);
    EXPECT_EQ(outcome.state, one.state) << one.what;
    EXPECT_EQ(Value(outcome.possible).to_feel(), one.possible) << one.what;
    EXPECT_EQ(questions(outcome), one.questions) << one.what;
  }
}

TEST(Determine, TheWholeResultMayDifferWhereTheChosenOutputDoesNot) {
  Givens givens = known();
  givens["规模"] = Given::not_known();
  EXPECT_EQ(outcome_of(givens, "outcome").state, OutcomeState::kDecided);
  const Outcome whole = outcome_of(givens, "");
  EXPECT_EQ(whole.state, OutcomeState::kUndetermined);
  EXPECT_EQ(questions(whole),
            "规模: [\"微型\", \"小型\", \"中型\"] {\"outcome\": \"符合\", \"ceiling\": 200000} "
            "[\"大型\"] {\"outcome\": \"符合\", \"ceiling\": 1000000} !\n");
  EXPECT_TRUE(whole.output("outcome")->decided);
  EXPECT_FALSE(whole.output("ceiling")->decided);
}

TEST(Determine, MergedTraceTellsWhatHoldsInAllBoxes) {
  Givens givens = known();
  givens["年交易额"] = Given::not_known();
  const Outcome outcome = outcome_of(givens);
  const MergedTable& table = *outcome.find("奖励")->table;
  using enum Certainty;
  EXPECT_EQ(table.cells, (std::vector<Certainty>{kSometimes, kAlways, kAlways, kSometimes, kAlways,
                                                 kAlways, kAlways, kAlways, kAlways}));
  EXPECT_EQ(table.matched, (std::vector<Certainty>{kSometimes, kSometimes, kAlways}));
  EXPECT_EQ(table.decisive, (std::vector<Certainty>{kSometimes, kSometimes, kNever}));
  EXPECT_FALSE(table.inputs[0]);
  EXPECT_EQ(table.inputs[2], Value("湖南"));
  EXPECT_EQ(outcome.find("首次达到")->results, std::vector<Value>{true});
  EXPECT_NE(outcome.to_json().to_string().find(R"("test":">= 门槛","holds":"sometimes")"),
            std::string::npos);
}

// Numbers x, y; string s; a table of outputs with `cells` "x | y | s | output".
CompiledModel xys(const std::vector<std::string>& rows, std::string_view policy = "FIRST") {
  std::string body;
  std::string needs;
  std::string clauses;
  for (const std::string_view name : {"x", "y", "s"}) {
    body += fmt::format("<inputData id='{0}' name='{0}'><variable typeRef='{1}'/></inputData>",
                        name, name == "s" ? "string" : "number");
    needs += fmt::format(
        "<informationRequirement><requiredInput href='#{}'/></informationRequirement>", name);
    clauses +=
        fmt::format("<input><inputExpression><text>{}</text></inputExpression></input>", name);
  }
  std::string rules;
  for (const std::string& row : rows) {
    rules += "<rule>";
    std::string_view rest = row;
    for (int i = 0; i < 4; ++i) {
      const size_t bar = std::min(rest.find(" | "), rest.size());
      const std::string_view tag = i < 3 ? "inputEntry" : "outputEntry";
      rules += fmt::format("<{0}><text><![CDATA[{1}]]></text></{0}>", tag, rest.substr(0, bar));
      rest.remove_prefix(std::min(bar + 3, rest.size()));
    }
    rules += "</rule>";
  }
  return compile_test_model(body + "<decision id='d' name='d'>" + needs +
                            fmt::format("<decisionTable hitPolicy='{}'>", policy) + clauses +
                            "<output/>" + rules + "</decisionTable></decision>");
}

TEST(Determine, WhatCannotBeSplitIsNeverDecidedByGuess) {
  struct Case {
    std::vector<std::string> rows;
    OutcomeState state;
    size_t places;
  };
  using enum OutcomeState;
  const std::vector<Case> cases{
      {{"> y | - | - | 1", "- | - | - | 2"}, kCannotSplit, 1},
      {{"? + 1 > 5 | - | - | 1", "- | - | - | 2"}, kCannotSplit, 1},
      {{"- | - | - | x"}, kCannotSplit, 1},
      // another cell of the rule fails anyway, or an earlier rule has it
      {{"> y | - | \"never\" | 1", "- | - | - | 2"}, kDecided, 0},
      {{"- | - | \"k\" | 1", "> y | - | - | 2"}, kDecided, 0},
      // sure of two results, whatever the third
      {{"> y | > 5 | - | 1", "- | <= 3 | - | 2", "- | - | - | 3"}, kUndetermined, 1},
      {{"-  | - | - | if x > 3 then 1 else 2"}, kUndetermined, 0},
      {{"-  | - | - | if x > 3 then 1 else 1"}, kDecided, 0},
  };
  for (const Case& one : cases) {
    const CompiledModel model = xys(one.rows);
    ASSERT_FALSE(model.has_errors());
    const Outcome outcome =
        model
            .determine(
                "d",
                {{"x", Given::not_known()}, {"y", Given::not_known()}, {"s", Given::known("k")}},
                {})
            .value();
    EXPECT_EQ(outcome.state, one.state) << one.rows[0];
    EXPECT_EQ(outcome.places.size(), one.places) << one.rows[0];
  }
  // known, it's ordinary
  EXPECT_EQ(xys(cases[0].rows)
                .determine("d", {{"x", Given::not_known()}, {"y", Given::known(5)}}, {})
                .value()
                .state,
            kUndetermined);
}

TEST(Determine, CheckTablesListsPlaces) {
  EXPECT_TRUE(xys({">= 5 | [1..3], > 7 | \"a\", \"b\" | 1"}).check_tables().empty());
  const auto found = xys({"> y | - | - | x", "- | - | - | 2"}).check_tables();
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].message.find("compared with"), std::string::npos);
  EXPECT_GT(found[0].line, 0);
  const auto example = first_time().check_tables();
  EXPECT_TRUE(example.empty()) << example[0].to_string();
}

TEST(Determine, TooManyBoxesAreCountedNotEvaluated) {
  std::string cell;
  for (int i = 0; i < 50; ++i) cell += fmt::format("{}{}", i == 0 ? "" : ", ", i);
  const CompiledModel model = xys({cell + " | " + cell + " | - | 1"});
  const Givens givens{
      {"x", Given::not_known(2)}, {"y", Given::not_known(1)}, {"s", Given::known("k")}};
  const Outcome outcome = model.determine("d", givens, {}).value();
  EXPECT_EQ(outcome.state, OutcomeState::kTooManyUnknowns);
  EXPECT_EQ(outcome.boxes, 101u * 101u);
  ASSERT_EQ(outcome.questions.size(), 2u);
  EXPECT_EQ(outcome.questions[0].input, "y");
  DetermineOptions options;
  options.boxes_max = 101 * 101;
  EXPECT_EQ(model.determine("d", givens, options).value().state, OutcomeState::kUndetermined);
}

TEST(Determine, CountsHaveNoValuesBetween) {
  const CompiledModel model = xys({"> 19 | - | - | 1", "- | - | - | 2"});
  Given count = Given::between({19, false}, {20, true});
  EXPECT_EQ(model.determine("d", {{"x", count}}, {}).value().state, OutcomeState::kDecided);
  count = Given::between({18, false}, {20, false});
  EXPECT_EQ(model.determine("d", {{"x", count}}, {}).value().state, OutcomeState::kUndetermined);
  count.unknown->scale = 0;
  EXPECT_EQ(model.determine("d", {{"x", count}}, {}).value().result, Value(2));
}

TEST(Determine, AbsentOnlyIfItMayBe) {
  const CompiledModel model = xys({"null | - | - | 1", "- | - | - | 2"});
  Given x = Given::not_known();
  EXPECT_EQ(model.determine("d", {{"x", x}}, {}).value().result, Value(2));
  x.unknown->may_be_absent = true;
  const Outcome outcome = model.determine("d", {{"x", x}}, {}).value();
  EXPECT_EQ(questions(outcome), "x: [null] 1 [!= null] 2 !\n");
}

TEST(Determine, InputValuesAndUnknownDecisionsNarrow) {
  const std::string body =
      "<inputData id='s' name='s'><variable typeRef='string'/></inputData>"
      "<decision id='k' name='k'><variable typeRef='boolean'/><informationRequirement>"
      "<requiredInput href='#s'/></informationRequirement><literalExpression><text>s = \"x\""
      "</text></literalExpression></decision>"
      "<decision id='d' name='d'><informationRequirement><requiredInput href='#s'/>"
      "</informationRequirement><informationRequirement><requiredDecision href='#k'/>"
      "</informationRequirement><decisionTable hitPolicy='FIRST'>"
      "<input><inputExpression><text>s</text></inputExpression>"
      "<inputValues><text>\"x\", \"y\", \"z\"</text></inputValues></input>"
      "<input><inputExpression><text>k</text></inputExpression></input><output/>"
      "<rule><inputEntry><text>\"x\", \"y\"</text></inputEntry><inputEntry><text>-</text>"
      "</inputEntry><outputEntry><text>1</text></outputEntry></rule>"
      "<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>true</text></inputEntry>"
      "<outputEntry><text>1</text></outputEntry></rule>"
      "<rule><inputEntry><text>-</text></inputEntry><inputEntry><text>-</text></inputEntry>"
      "<outputEntry><text>2</text></outputEntry></rule></decisionTable></decision>";
  const CompiledModel model = compile_test_model(body);
  ASSERT_FALSE(model.has_errors());
  const Outcome outcome = model.determine("d", {{"s", Given::not_known()}}, {}).value();
  EXPECT_EQ(outcome.boxes, 3u);  // no "any other": inputValues exclude it
  EXPECT_EQ(questions(outcome), "s: [\"x\", \"y\"] 1 [\"z\"] 2 !\n");
  const Outcome supplied =
      model.determine("d", {{"s", Given::known("z")}, {"k", Given::not_known()}}, {}).value();
  EXPECT_EQ(questions(supplied), "k: [true] 1 [false] 2 !\n");
}

TEST(Determine, WrongGivensAreRefused) {
  const CompiledModel model = xys({"> 5 | - | - | 1"});
  const auto code = [&](const Givens& givens, DetermineOptions options = {}) {
    return model.determine("d", givens, options).error().code();
  };
  EXPECT_EQ(code({{"z", Given::not_known()}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({{"x", Given::at_least("a")}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(code({{"x", Given::between({5, true}, {4, true})}}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(model.determine("no", {}, {}).error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(first_time().determine("奖励", {}, DetermineOptions{"no"}).error().code(),
            ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace chuhai::dmn
