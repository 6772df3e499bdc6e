#include "facts/derive.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "facts/fact_id.h"
#include "facts/facts_fixture.h"

namespace chuhai::facts {
namespace {

Amount5Sum sum_of(std::string_view text) { return Amount5Sum::parse(text).value(); }

Rates usd_rates() {
  return {.table = "test",
          .find = [](Currency currency, int year, int month) -> std::optional<RateUsed> {
            if (currency.code() != "USD" || year != 2023 || month > 6) return std::nullopt;
            return RateUsed{.cny = decimal(month % 2 == 0 ? "6.7213" : "7.0001"), .source = "bank"};
          }};
}

FactFrame frame(std::string_view fact, std::string_view basis, Bound bound) {
  const FactDefinition* definition = shipped_catalogue().fact(fact);
  return {.definition = definition,
          .proof = definition->proof(basis),
          .bound = bound,
          .decimals = 2,
          .subject = {"enterprise", "A"}};
}

MonthAmount month(int month, std::string_view amount, std::string_view currency,
                  std::string_view mode = "E", std::string_view destination = "") {
  return {.year = 2023,
          .month = month,
          .mode = std::string(mode),
          .destination = std::string(destination),
          .currency = std::string(currency),
          .amount = sum_of(amount),
          .documents_by_destination = 1,
          .documents_once = 1};
}

TEST(Derive, RoundsOnceInTheDirectionOfTheBound) {
  struct Case {
    std::vector<MonthAmount> amounts;
    const char *lower, *exact, *upper;
  };
  const Case kCases[] = {
      {{month(1, "10.005", "142")}, "10", "10", "10.01"},
      {{month(1, "10.015", "142")}, "10.01", "10.02", "10.02"},
      {{month(1, "10.01", "CNY")}, "10.01", "10.01", "10.01"},
      // 0.004 + 0.004 + 0.004: rounding each would lose it all.
      {{month(1, "0.004", "142"), month(2, "0.004", "142"), month(3, "0.004", "142")},
       "0.01",
       "0.01",
       "0.02"},
      // 7.0001 + 6.7213 = 13.7214
      {{month(1, "1", "502"), month(2, "1", "USD")}, "13.72", "13.72", "13.73"},
      {{month(1, "99999999.99999", "142")}, "99999999.99", "100000000", "100000000"},
  };
  for (const Case& one : kCases) {
    for (const auto& [bound, expected] : {std::pair{Bound::kLower, one.lower},
                                          {Bound::kExact, one.exact},
                                          {Bound::kUpper, one.upper}}) {
      const auto facts =
          facts_from_totals(frame("turnover", "zone_platform", bound), one.amounts, usd_rates());
      ASSERT_EQ(facts[0].id, "turnover/enterprise:A/2023/zone_platform");
      ASSERT_TRUE(facts[0].value) << facts[0].unknown_reason;
      EXPECT_EQ(facts[0].value->to_string(), expected) << bound_name(bound);
    }
  }
}

TEST(Derive, WithoutARateTheValueIsUnknownAndSaysWhich) {
  const std::vector<MonthAmount> amounts = {month(1, "5", "142"), month(7, "3", "502", "B"),
                                            month(8, "0", "502", "B")};
  const auto facts =
      facts_from_totals(frame("turnover", "zone_platform", Bound::kLower), amounts, usd_rates());
  ASSERT_EQ(facts.size(), 3u);
  EXPECT_FALSE(facts[0].value);
  EXPECT_EQ(facts[0].unknown_reason, "no rate for USD in 2023-07 in rate table \"test\"");
  EXPECT_EQ(facts[0].evidence_count, 3);
  EXPECT_EQ(facts[1].id, "turnover/enterprise:A/2023/zone_platform/mode=B");
  EXPECT_FALSE(facts[1].value);
  EXPECT_EQ(shown(facts[2]), ">=5");
  const auto unheard = facts_from_totals(frame("turnover", "zone_platform", Bound::kLower),
                                         std::vector{month(1, "5", "XX9")}, usd_rates());
  EXPECT_FALSE(unheard[0].value);
  EXPECT_NE(unheard[0].unknown_reason.find("XX9"), std::string::npos);
}

TEST(Derive, SumsBeyond64BitsStayExactAndBeyond34DigitsAreUnknown) {
  const std::string nines = "92233720368547.75807";
  MonthAmount many = month(1, nines, "142");
  many.amount = Amount5Sum::from_units(many.amount.units() * 1'000'003);
  auto facts = facts_from_totals(frame("turnover", "zone_platform", Bound::kLower),
                                 std::vector{many, month(2, "0.00001", "142")}, usd_rates());
  ASSERT_TRUE(facts[0].value);
  // 9223372036854775807 × 1000003 = 9223399706970886371327421 units, and one more
  EXPECT_EQ(facts[0].value->to_string(), "92233997069708863713.27");
  MonthAmount beyond = many;
  beyond.amount = Amount5Sum::from_units(((__int128{1} << 126) | 1));
  facts = facts_from_totals(frame("turnover", "zone_platform", Bound::kLower), std::vector{beyond},
                            usd_rates());
  EXPECT_FALSE(facts[0].value);
  EXPECT_NE(facts[0].unknown_reason.find("beyond exact"), std::string::npos);
}

TEST(Derive, DimensionsFollowTheCatalogue) {
  const std::vector<MonthAmount> amounts = {month(1, "5", "142", "9610", "502"),
                                            month(2, "6", "142", "9610", "344")};
  std::vector<std::string> ids;
  for (const Fact& fact : facts_from_totals(frame("import_export", "customs_lists", Bound::kLower),
                                            amounts, usd_rates())) {
    ids.push_back(fact.id.substr(fact.id.find("customs_lists")) + " " + shown(fact));
  }
  EXPECT_EQ(ids,
            (std::vector<std::string>{"customs_lists >=11", "customs_lists/mode=9610 >=11",
                                      "customs_lists/dest=344 >=6", "customs_lists/dest=502 >=5"}));
}

// Amounts by mode, unrounded, add up to the amount of all; and the rounded lower bounds never
// exceed.
RC_GTEST_PROP(Derive, ModesAddUpToAll, ()) {
  std::vector<MonthAmount> amounts;
  const int count = *rc::gen::inRange(1, 30);
  for (int i = 0; i < count; ++i) {
    MonthAmount one = month(*rc::gen::inRange(1, 7), "0", *rc::gen::element("142", "502", "USD"),
                            *rc::gen::element("E", "B", "W"));
    one.amount = Amount5Sum::from_units(*rc::gen::inRange<int64_t>(0, int64_t{1} << 53));
    amounts.push_back(one);
  }
  const auto all = convert(amounts, usd_rates());
  RC_ASSERT(all.unrounded.has_value());
  Decimal by_mode;
  for (const char* mode : {"E", "B", "W"}) {
    std::vector<MonthAmount> own;
    for (const auto& amount : amounts) {
      if (amount.mode == mode) own.push_back(amount);
    }
    by_mode = by_mode.plus(*convert(own, usd_rates()).unrounded).value();
  }
  RC_ASSERT(by_mode == *all.unrounded);
  const auto facts =
      facts_from_totals(frame("turnover", "zone_platform", Bound::kLower), amounts, usd_rates());
  RC_ASSERT(*facts[0].value <= *all.unrounded);
  RC_ASSERT(facts[0].value->plus(decimal("0.01")).value() > *all.unrounded);
  Decimal rounded;
  for (size_t i = 1; i < facts.size(); ++i) rounded = rounded.plus(*facts[i].value).value();
  RC_ASSERT(rounded <= *facts[0].value);
}

TEST(FactId, RoundTrips) {
  Fact fact;
  fact.fact = "turnover";
  fact.subject = {"enterprise", "91/430%1"};
  fact.period = period("2023-01-01/2023-03-04");
  fact.basis = "statement";
  fact.mode = "E";
  fact.paper = "湘商函〔2024〕3号/附 1";
  const std::string id = make_fact_id(fact, Composition::kOnePaper);
  EXPECT_EQ(id,
            "turnover/enterprise:91%2F430%251/2023-01-01..2023-03-04/statement/mode=E/"
            "paper=湘商函〔2024〕3号%2F附%201");
  for (const std::string& typed : {id, "fact:" + id}) {
    const auto parts = parse_fact_id(typed);
    ASSERT_TRUE(parts.ok()) << parts.error().message();
    EXPECT_EQ(canonical_text(*parts), id);
    EXPECT_EQ(parts->subject, fact.subject);
  }
  EXPECT_EQ(canonical_text(*parse_fact_id("fact:turnover/91X/2023")),
            "turnover/enterprise:91X/2023");
  for (const char* text :
       {"", "fact:", "turnover", "turnover/91X", "turnover//2023", "turnover/91X/23",
        "turnover/91%2/2023", "turnover/91%/2023", "turnover/9%zz/2023"}) {
    EXPECT_CODE(parse_fact_id(text), kInvalidArgument);
  }
}

}  // namespace
}  // namespace chuhai::facts
