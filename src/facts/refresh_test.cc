#include "facts/facts_fixture.h"

namespace chuhai::facts {
namespace {

using Shown = std::map<std::string, std::string>;

class RefreshTest : public FactsTest {
 protected:
  // The evidence of every fact on file adds up and counts.
  void expect_evidence_of_all() {
    std::vector<std::string> ids;
    EXPECT_OK(for_each_fact(*store_, [&](const Fact& fact) -> Status {
      ids.push_back(fact.id);
      return {};
    }));
    for (const std::string& id : ids) {
      const auto found = evidence_for("fact:" + id);
      ASSERT_TRUE(found.ok()) << found.error().message();
      EXPECT_EQ(found->documents, found->fact.evidence_count) << id;
    }
  }
  const std::string a_ = credit_code(1), b_ = credit_code(2);
};

TEST_F(RefreshTest, FactsByYearModeAndDestination) {
  put_on_file({{a_, "4301960001"}});
  import_rates("test,某行,USD,2023-03,6.8,no\ntest,某行,USD,2023-05,7.1234,no\n");
  clearance_.order(a_, 2023, 3, "100.001", 1);
  clearance_.order(a_, 2023, 3, "10", 2, "B", "502");
  clearance_.order("4301960001", 2023, 5, "10.00001", 3, "B", "502");
  clearance_.order(a_, 2024, 1, "7", 4, "W");
  clearance_.list_line(a_, 2023, 3, "5", 5, "502");
  clearance_.list_line(a_, 2023, 3, "6", 5, "116");
  clearance_.list_line(a_, 2023, 3, "1", 5, "116", "502");
  clearance_.list_line(a_, 2023, 3, "2", 6, "116");
  announce();
  const RefreshSummary summary = refresh();
  EXPECT_EQ(summary.subjects, 1u);
  EXPECT_TRUE(summary.unmatched_codes.empty());
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/zone_platform", ">=239.23"},
                              {"turnover/2023/zone_platform/mode=B", ">=139.23"},
                              {"turnover/2023/zone_platform/mode=E", ">=100"},
                              {"turnover/2024/zone_platform", ">=7"},
                              {"turnover/2024/zone_platform/mode=W", ">=7"},
                              {"import_export/2023/customs_lists", ">=19.8"},
                              {"import_export/2023/customs_lists/mode=9610", ">=19.8"},
                              {"import_export/2023/customs_lists/dest=116", ">=14.8"},
                              {"import_export/2023/customs_lists/dest=502", ">=5"}}));
  expect_evidence_of_all();
  const auto lists = evidence_for("import_export/" + a_ + "/2023/customs_lists");
  ASSERT_TRUE(lists.ok()) << lists.error().message();
  EXPECT_EQ(lists->documents, 2);
  EXPECT_EQ(lists->items.size(), 4u);
  const auto turnover = evidence_for("turnover/" + a_ + "/2023");
  ASSERT_TRUE(turnover.ok()) << turnover.error().message();
  ASSERT_EQ(turnover->conversions.size(), 3u);
  EXPECT_EQ(turnover->conversions[1].currency, "USD");
  EXPECT_EQ(turnover->conversions[1].cny->to_string(), "68");
  EXPECT_EQ(turnover->conversions[1].rate_source, "某行");
}

TEST_F(RefreshTest, IsIdempotentAndWritesOnlyWhatChanged) {
  put_on_file({{a_, ""}, {b_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1);
  clearance_.order(b_, 2023, 3, "50", 2);
  announce();
  EXPECT_EQ(refresh().facts_written, 4u);
  const Instant first = now_;
  const RefreshSummary none = refresh();
  EXPECT_EQ(none.facts_written + none.facts_unchanged, 0u);
  clearance_.order(b_, 2023, 4, "50", 3);
  announce();
  const RefreshSummary second = refresh();
  EXPECT_EQ(second.facts_written, 2u);
  EXPECT_EQ(facts(b_)["turnover/2023/zone_platform"], ">=100");
  EXPECT_EQ(facts(b_, first)["turnover/2023/zone_platform"], ">=50");
  expect_evidence_of_all();
}

TEST_F(RefreshTest, ComputesOnlyTheSubjectsThatEventsName) {
  put_on_file({{a_, "4301960001"}, {b_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1);
  clearance_.order(b_, 2023, 3, "50", 2);
  announce({a_, b_});
  refresh();
  clearance_.order("4301960001", 2023, 4, "1", 3);
  clearance_.order(b_, 2023, 4, "1", 4);
  announce({"4301960001"});
  const RefreshSummary summary = refresh();
  EXPECT_EQ(summary.subjects, 1u);
  EXPECT_EQ(facts(a_)["turnover/2023/zone_platform"], ">=101");
  EXPECT_EQ(facts(b_)["turnover/2023/zone_platform"], ">=50");
  announce({b_});
  refresh();
  EXPECT_EQ(facts(b_)["turnover/2023/zone_platform"], ">=51");
  clearance_.documents().clear();
  announce({b_});
  refresh();
  EXPECT_EQ(facts(b_), Shown{});
  EXPECT_EQ(facts(a_)["turnover/2023/zone_platform"], ">=101");
}

TEST_F(RefreshTest, ARateImportMakesTheUnknownKnown) {
  put_on_file({{a_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1, "E", "502");
  announce();
  refresh();
  const std::string missing = "? no rate for USD in 2023-03 in rate table \"test\"";
  EXPECT_EQ(facts(a_)["turnover/2023/zone_platform"], missing);
  expect_evidence_of_all();
  const Instant before = now_;
  import_rates("test,某行,USD,2023-03,6.87654321,no\n");
  EXPECT_CODE(evidence_for("turnover/" + a_ + "/2023"), kFailedPrecondition);
  EXPECT_EQ(refresh().facts_written, 2u);
  EXPECT_EQ(facts(a_)["turnover/2023/zone_platform"], ">=687.65");
  EXPECT_EQ(facts(a_, before)["turnover/2023/zone_platform"], missing);
  import_rates("test,某行,USD,2023-03,6.9,no\n");
  refresh();
  EXPECT_EQ(facts(a_)["turnover/2023/zone_platform"], ">=690");
  expect_evidence_of_all();
}

TEST_F(RefreshTest, CodesNotOnFileKeepTheirFactsAndMoveWhenPutOnFile) {
  put_on_file({{a_, ""}});
  clearance_.order("4301960007", 2023, 3, "100", 1);
  clearance_.order("not a code", 2023, 3, "1", 2);
  announce();
  const RefreshSummary summary = refresh();
  EXPECT_EQ(summary.unmatched_codes, (std::vector<std::string>{"4301960007", "not a code"}));
  EXPECT_EQ(facts("4301960007")["turnover/2023/zone_platform"], ">=100");
  expect_evidence_of_all();
  const Instant before = now_;
  put_on_file({{b_, "4301960007"}});
  clearance_.order(b_, 2023, 4, "11", 3);
  announce();
  EXPECT_EQ(refresh().unmatched_codes, std::vector<std::string>{"not a code"});
  EXPECT_EQ(facts("4301960007"), Shown{});
  EXPECT_EQ(facts("4301960007", before)["turnover/2023/zone_platform"], ">=100");
  EXPECT_EQ(facts(b_)["turnover/2023/zone_platform"], ">=111");
  expect_evidence_of_all();
}

TEST_F(RefreshTest, DocumentsTakenBackTakeTheirFactsAlong) {
  put_on_file({{a_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1, "E");
  clearance_.order(a_, 2023, 3, "100", 2, "B");
  announce();
  refresh();
  clearance_.documents().pop_back();
  announce();
  refresh();
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/zone_platform", ">=100"},
                              {"turnover/2023/zone_platform/mode=E", ">=100"}}));
  clearance_.documents().clear();
  announce();
  refresh();
  EXPECT_EQ(facts(a_), Shown{});
  EXPECT_CODE(evidence_for("turnover/" + a_ + "/2023"), kNotFound);
}

TEST_F(RefreshTest, EvidenceThatDoesNotAddUpIsCorruptOrBehind) {
  put_on_file({{a_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1);
  clearance_.order(a_, 2023, 3, "50", 2);
  announce();
  refresh();
  const std::string id = "turnover/" + a_ + "/2023/zone_platform";
  auto& documents = clearance_.documents();
  documents[1].amount = Amount5Sum::parse("49.99").value();
  EXPECT_CODE(evidence_for(id), kCorrupt);
  announce();
  EXPECT_CODE(evidence_for(id), kFailedPrecondition);
  documents[1].amount = Amount5Sum::parse("50").value();
  EXPECT_OK(evidence_for(id));
  refresh();
  // The same sum from another number of documents.
  documents.push_back(documents[1]);
  documents[1].amount = documents[2].amount = Amount5Sum::parse("25").value();
  documents[2].locator.entry.position = 9;
  EXPECT_CODE(evidence_for(id), kCorrupt);
}

TEST_F(RefreshTest, TradeRecordsAreSettlementAndPapersBesideThem) {
  put_on_file({{a_, ""}});
  clearance_.add({.kind = clearance::TotalKind::kTurnover,
                  .subject = a_,
                  .form = documents::Form::kTradeRecord,
                  .year = 2023,
                  .month = 2,
                  .mode = "",
                  .destination = "",
                  .currency = "CNY"},
                 "70", 1);
  announce();
  refresh();
  evidence(a_ + ",turnover,platform_settlement,2023,90,CNY,P1,,,,\n" + a_ +
           ",turnover,platform_settlement,2023,80,CNY,P2,,,,\n");
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/platform_settlement", ">=70"},
                              {"turnover/2023/platform_settlement/paper=P1", ">=90"},
                              {"turnover/2023/platform_settlement/paper=P2", ">=80"}}));
  expect_evidence_of_all();
  // The full id names the one without a paper.
  const auto found = evidence_for("turnover/" + a_ + "/2023/platform_settlement");
  ASSERT_TRUE(found.ok()) << found.error().message();
  EXPECT_EQ(found->items[0].kind, "trade_order");
}

TEST_F(RefreshTest, NamesTheNewestInputAsEntry) {
  put_on_file({{a_, ""}});
  clearance_.order(a_, 2023, 3, "100", 1);
  announce();
  refresh();
  const auto found = facts_of(*store_, {"enterprise", a_});
  ASSERT_TRUE(found.ok());
  const auto entry = journal::read_entry(*store_, (*found)[0].entry);
  ASSERT_TRUE(entry.ok()) << entry.error().message();
  EXPECT_EQ((*found)[0].recorded_at, now_);
}

}  // namespace
}  // namespace chuhai::facts
