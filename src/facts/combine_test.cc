#include "facts/combine.h"

#include "base/text.h"
#include "facts/facts_fixture.h"

namespace chuhai::facts {
namespace {

// "zone_platform >= 5", "statement = 5 claim", "statement < 100", "zone_platform ?".
Fact parse_fact(std::string_view text) {
  Fact fact;
  fact.fact = "turnover";
  fact.subject = {"enterprise", "A"};
  fact.period = period("2023");
  const auto words = split(text, ' ');
  fact.basis = words[0];
  if (words[1] == "?") {
    fact.unknown_reason = "no rate";
    return fact;
  }
  fact.bound = words[1] == "=" ? Bound::kExact : words[1][0] == '>' ? Bound::kLower : Bound::kUpper;
  fact.bound_exclusive = words[1] == "<" || words[1] == ">";
  fact.value = decimal(words[2]);
  fact.usable = words.size() < 4;
  return fact;
}

Combined combined_of(std::string_view facts, std::string_view accepted) {
  std::vector<Fact> all;
  for (const auto one : split(facts, ';')) {
    if (!trim(one).empty()) all.push_back(parse_fact(trim(one)));
  }
  std::vector<std::string> bases;
  for (const auto basis : split(accepted, ' ')) bases.emplace_back(basis);
  return combine(all, bases);
}

std::string shown(const Combined& combined) {
  switch (combined.state) {
    case Combined::State::kUnknown:
      return "unknown";
    case Combined::State::kDisagree:
      return "disagree";
    case Combined::State::kExact:
      return fmt::format("= {} by {}", combined.lower->value.to_string(), combined.basis);
    case Combined::State::kInterval:
      break;
  }
  const auto& [lower, upper] = std::tie(combined.lower, combined.upper);
  return fmt::format("{}{}, {}{} by {}", lower && !lower->open ? "[" : "(",
                     lower ? lower->value.to_string() : "", upper ? upper->value.to_string() : "",
                     upper && !upper->open ? "]" : ")", combined.basis);
}

struct Case {
  const char* facts;
  const char* expected;
};
constexpr const char* kOrder = "zone_platform platform_settlement statement tax_return";

TEST(Combine, Table) {
  const Case kCases[] = {
      {"", "unknown"},
      {"zone_platform ?", "unknown"},
      {"statement = 5 claim", "unknown"},
      {"register = 5", "unknown"},
      {"zone_platform >= 5", "[5, ) by zone_platform"},
      // Never added, the greatest holds; of equals the first in the pack's order is named.
      {"zone_platform >= 5; platform_settlement >= 7", "[7, ) by platform_settlement"},
      {"platform_settlement >= 7; zone_platform >= 7", "[7, ) by zone_platform"},
      {"platform_settlement > 7; zone_platform >= 7", "(7, ) by platform_settlement"},
      {"zone_platform >= 5; statement = 9", "= 9 by statement"},
      {"zone_platform >= 9; statement = 9", "= 9 by statement"},
      {"zone_platform >= 9.01; statement = 9", "disagree"},
      {"zone_platform > 9; statement = 9", "disagree"},
      {"zone_platform >= 10; statement = 9 claim", "[10, ) by zone_platform"},
      {"zone_platform >= 10; register = 9", "[10, ) by zone_platform"},
      {"tax_return = 9.00; statement = 9", "= 9 by statement"},
      {"tax_return = 9.01; statement = 9", "disagree"},
      {"statement = 9; statement = 8", "disagree"},
      {"statement < 100", "(, 100) by statement"},
      {"statement < 100; tax_return <= 100", "(, 100) by statement"},
      {"zone_platform >= 60; statement < 100", "[60, 100) by zone_platform"},
      {"zone_platform >= 100; statement < 100", "disagree"},
      {"zone_platform >= 100; statement <= 100", "= 100 by zone_platform"},
      {"statement = 100; tax_return < 100", "disagree"},
      {"statement = 99; tax_return < 100", "= 99 by statement"},
      {"zone_platform ?; statement = 3", "= 3 by statement"},
  };
  for (const Case& one : kCases) {
    EXPECT_EQ(shown(combined_of(one.facts, kOrder)), one.expected) << one.facts;
  }
}

TEST(Combine, ListsWhatWasConsideredAndWhy) {
  const Combined combined = combined_of(
      "register = 5; statement = 7 claim; platform_settlement ?; platform_settlement >= 2; "
      "zone_platform >= 3",
      kOrder);
  std::vector<std::pair<std::string, Combined::Use>> uses;
  for (const auto& item : combined.considered) uses.emplace_back(item.fact.basis, item.use);
  using Use = Combined::Use;
  const std::vector<std::pair<std::string, Use>> expected = {{"zone_platform", Use::kUsed},
                                                             {"platform_settlement", Use::kNoValue},
                                                             {"platform_settlement", Use::kAgrees},
                                                             {"statement", Use::kClaim},
                                                             {"register", Use::kBasisNotAccepted}};
  EXPECT_EQ(uses, expected);
}

TEST(Combine, DisagreementNamesBothSides) {
  const Combined combined = combined_of("zone_platform >= 12; statement = 9", kOrder);
  ASSERT_EQ(combined.state, Combined::State::kDisagree);
  EXPECT_FALSE(combined.lower || combined.upper);
  for (const auto& item : combined.considered) EXPECT_EQ(item.use, Combined::Use::kContradicts);
  for (const std::string* reason : {&combined.reason_zh, &combined.reason_en}) {
    EXPECT_NE(reason->find("≥ 12"), std::string::npos) << *reason;
    EXPECT_NE(reason->find("statement 9"), std::string::npos) << *reason;
  }
}

struct DecisionCase {
  const char* facts;
  Comparison comparison;
  const char* threshold;
  const char* expected;  // "holds zone_platform", "fails …", "open"
};

TEST(Combine, FirstDecidingBasis) {
  using enum Comparison;
  const DecisionCase kCases[] = {
      {"zone_platform >= 100; statement = 120", kAtLeast, "100", "holds zone_platform"},
      {"zone_platform >= 99; statement = 120", kAtLeast, "100", "holds statement"},
      {"zone_platform >= 99; platform_settlement >= 100; statement = 120", kAtLeast, "100",
       "holds platform_settlement"},
      {"zone_platform >= 99.99", kAtLeast, "100", "open"},
      {"zone_platform >= 60; statement = 99.99", kAtLeast, "100", "fails statement"},
      {"statement < 100", kAtLeast, "100", "fails statement"},
      {"statement <= 100", kAtLeast, "100", "open"},
      {"zone_platform >= 100", kAbove, "100", "open"},
      {"zone_platform > 100", kAbove, "100", "holds zone_platform"},
      {"statement = 100", kAbove, "100", "fails statement"},
      {"statement < 100", kBelow, "100", "holds statement"},
      {"zone_platform >= 100", kBelow, "100", "fails zone_platform"},
      {"statement = 100", kAtMost, "100", "holds statement"},
      {"zone_platform > 100", kAtMost, "100", "fails zone_platform"},
      {"statement = 120 claim", kAtLeast, "100", "open"},
      {"zone_platform >= 130; statement = 120", kAtLeast, "100", "open"},
  };
  for (const DecisionCase& one : kCases) {
    const auto decision =
        first_deciding(combined_of(one.facts, kOrder), one.comparison, decimal(one.threshold));
    const std::string shown =
        decision ? (decision->holds ? "holds " : "fails ") + decision->basis : "open";
    EXPECT_EQ(shown, one.expected) << one.facts << " / " << one.threshold;
  }
}

}  // namespace
}  // namespace chuhai::facts
