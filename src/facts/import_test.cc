#include "facts/facts_fixture.h"
#include "facts/repository.h"

namespace chuhai::facts {
namespace {

using Shown = std::map<std::string, std::string>;

class Import : public FactsTest {
 protected:
  void SetUp() override {
    FactsTest::SetUp();
    put_on_file({{a_, "4301960001"}, {b_, ""}});
  }
  const std::string a_ = credit_code(1), b_ = credit_code(2), unknown_ = credit_code(3);
};

TEST_F(Import, RefusesLineByLine) {
  struct Case {
    std::string row;
    const char* column;
  };
  const Case kCases[] = {
      {a_ + ",turnovers,statement,2023,5,CNY,S1,,,,", "fact"},
      {a_ + ",turnover,statements,2023,5,CNY,S1,,,,", "basis"},
      {a_ + ",turnover,customs_sheet,2023,5,CNY,S1,,,,", "basis"},
      {a_ + ",turnover,zone_platform,2023,5,CNY,S1,,,,", "basis"},
      {"warehouse:W,"
       "turnover,statement,2023,5,CNY,S1,,,,",
       "subject"},
      {"91430100MA0000000X,turnover,statement,2023,5,CNY,S1,,,,", "subject"},
      {",turnover,statement,2023,5,CNY,S1,,,,", "subject"},
      {a_ + ",turnover,statement,2023-13,5,CNY,S1,,,,", "period"},
      {a_ + ",turnover,statement,,5,CNY,S1,,,,", "period"},
      {a_ + ",turnover,statement,2023,5.001,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,-5,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,1e5,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,\"1,000\",CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,5.,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,<5,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,99999999999999999999999999,CNY,S1,,,,", "amount"},
      {a_ + ",turnover,statement,2023,5,USD,S1,,,,", "unit"},
      {a_ + ",turnover,statement,2023,5,CNY,,,,,", "paper"},
      {a_ + ",turnover,statement,2023,5,CNY,S1,长沙市商务局,,,", "accepted_on"},
      {a_ + ",turnover,statement,2023,5,CNY,S1,,2023-12-31,,", "accepted_by"},
      {a_ + ",turnover,statement,2023,5,CNY,S1,长沙市商务局,2024-02-30,,", "accepted_on"},
      {a_ + ",turnover,statement,2023,5,CNY,S1,长沙市商务局,2024-01-02,,", "accepted_on"},
      {a_ + ",turnover,statement,2023,5,CNY,S1,,,502,", "destination"},
      {a_ + ",import_export,customs_sheet,2023,5,CNY,S1,,,ZZZ,", "destination"},
      {a_ + ",jobs,register,2023,5.5,people,S1,,,,", "amount"},
      {"enterprise:" + a_ + ",recognition,register,2023,2,yes_no,S1,,,,", "amount"},
  };
  std::string rows;
  for (const Case& one : kCases) rows += one.row + "\n";
  rows += a_ + ",turnover,statement,2023,5.00,CNY,S9,,,,\n";
  rows += "too,few\n";
  const auto report = evidence(rows);
  EXPECT_EQ(report.taken, 1u);
  ASSERT_EQ(report.refused.size(), std::size(kCases) + 1);
  for (size_t i = 0; i < std::size(kCases); ++i) {
    EXPECT_EQ(report.refused[i].column, kCases[i].column) << kCases[i].row;
    EXPECT_EQ(report.refused[i].line, i + 2) << kCases[i].row;
    EXPECT_FALSE(report.refused[i].reason.empty());
  }
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S9", "=5 claim"}}));
}

TEST_F(Import, RefusesAFileAsAWhole) {
  const journal::Act when = act();
  for (const char* csv :
       {"", "subject,fact\nA,b\n", "\xff\xfe",
        "subject,fact,basis,period,amount,unit,paper,accepted_by,accepted_on,x\n"}) {
    EXPECT_CODE(import_evidence(*store_, shipped_catalogue(), when, "e.csv", csv),
                kInvalidArgument);
    EXPECT_CODE(import_history(*store_, shipped_catalogue(), when, "h.csv", csv), kInvalidArgument);
  }
  int entries = 0;
  EXPECT_OK(journal::for_each_entry(*store_, 0, "evidence", [&](const journal::Entry&) -> Status {
    ++entries;
    return {};
  }));
  EXPECT_EQ(entries, 0);
}

TEST_F(Import, AStatementIsAClaimUntilARowAcceptsIt) {
  const std::string claim = a_ + ",turnover,statement,2023,120000000,CNY,S1,,,,\n";
  const std::string accepted =
      a_ + ",turnover,statement,2023,120000000,CNY,S1,长沙市商务局 王,2023-12-31,,\n";
  EXPECT_EQ(evidence(claim).taken, 1u);
  const Instant before = now_;
  const Shown as_claim = {{"turnover/2023/statement/paper=S1", "=120000000 claim"}};
  const Shown as_accepted = {{"turnover/2023/statement/paper=S1", "=120000000"}};
  EXPECT_EQ(facts(a_), as_claim);
  EXPECT_EQ(evidence(accepted).taken, 1u);
  EXPECT_EQ(facts(a_), as_accepted);
  EXPECT_EQ(facts(a_, before), as_claim);
  EXPECT_EQ(facts(a_, before.plus_millis(-1)), Shown{});
  // The claim sent once more doesn't take the acceptance back; another figure does.
  const auto again = evidence(claim + "\n\n");
  EXPECT_EQ(again.taken, 0u);
  EXPECT_EQ(again.unchanged, 1u);
  EXPECT_EQ(facts(a_), as_accepted);
  EXPECT_EQ(evidence(a_ + ",turnover,statement,2023,110000000,CNY,S1,,,,\n").taken, 1u);
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S1", "=110000000 claim"}}));
}

TEST_F(Import, NothingIsAcceptedLaterThanTheDayOfTheImport) {
  const std::string row = a_ + ",turnover,2021,statement,5,H1,省厅,";
  const std::string header = "subject,fact,year,basis,value,paper,accepted_by,accepted_on\n";
  const auto import_on = [&](std::string_view accepted_on) {
    return import_history(*store_, shipped_catalogue(), act(), "h.csv",
                          header + row + std::string(accepted_on) + "\n");
  };
  const auto refused = import_on("2024-01-02");
  ASSERT_TRUE(refused.ok()) << refused.error().message();
  ASSERT_EQ(refused->refused.size(), 1u);
  const csv::RefusedLine& line = refused->refused[0];
  EXPECT_EQ(line.line, 2u);
  EXPECT_EQ(line.column, "accepted_on");
  EXPECT_EQ(line.value, "2024-01-02");
  EXPECT_NE(line.reason.find("2024-01-01"), std::string::npos) << line.reason;
  EXPECT_NE(line.reason.find("import the row once it is accepted"), std::string::npos);
  // The day of the act counts in UTC+8: 2024-01-01, though in UTC it is the last of December.
  EXPECT_EQ(now_.to_string().substr(0, 10), "2024-01-01");
  // The same bytes a day later are right.
  now_ = now_.plus_millis(86'400'000);
  const auto again = import_on("2024-01-02");
  EXPECT_EQ(again->taken, 1u);
  EXPECT_FALSE(again->repeat);
  EXPECT_TRUE(again->refused.empty());
  EXPECT_TRUE(import_on("2024-01-03")->refused.size() == 1);
  EXPECT_EQ(import_on("2024-01-01")->taken, 1u) << "a correction";
}

TEST_F(Import, PlainColumnsAreEnough) {
  const auto report =
      import_evidence(*store_, shipped_catalogue(), act(), "e.csv",
                      "subject,fact,basis,period,amount,paper,accepted_by\n" + a_ +
                          ",turnover,statement,2023,5,S1,长沙市商务局\n" + a_ +
                          ",turnover,statement,2023,6,S2,\n" + a_ + ",jobs,register,2023,7,R1,\n");
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_TRUE(report->refused.empty());
  EXPECT_EQ(report->taken, 3u);
  EXPECT_EQ(report->claims, 1u);
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S1", "=5"},
                              {"turnover/2023/statement/paper=S2", "=6 claim"},
                              {"jobs/2023/register/paper=R1", "=7"}}));
  const auto all = facts_of(*store_, Subject::parse(a_).value());
  for (const Fact& fact : *all) EXPECT_EQ(fact.unit, fact.fact == "jobs" ? "people" : "CNY");
}

TEST_F(Import, CountsTheLinesThatAreClaims) {
  const std::string claim = a_ + ",turnover,statement,2023,5,CNY,S1,,,,\n";
  auto report = evidence(claim + a_ + ",turnover,statement,2023,6,CNY,S2,局,2024-01-01,,\n" + a_ +
                         ",import_export,customs_sheet,2023,5,CNY,S3,,,,\n" + a_ +
                         ",turnover,statement,2023,x,CNY,S4,,,,\n");
  EXPECT_EQ(report.claims, 1u);
  EXPECT_EQ(report.to_json().find("claims")->as_number()->text, "1");
  EXPECT_EQ(report.to_json().find("taken")->as_number()->text, "3");
  // One that was accepted since is no claim any more, though the line doesn't say so.
  EXPECT_EQ(evidence(a_ + ",turnover,statement,2023,5,CNY,S1,局,2024-01-01,,\n").claims, 0u);
  EXPECT_EQ(evidence(claim + "\n").claims, 0u);
  // A span of years is one line.
  const auto of_years =
      history(a_ + ",turnover,2018-2020,statement,<5,H1,\n" + a_ +
              ",turnover,2021,statement,5,H1,省厅\n" + a_ + ",turnover,2022,zone_platform,5,H1,\n");
  EXPECT_EQ(of_years.claims, 1u);
  EXPECT_EQ(of_years.taken, 3u);
}

TEST_F(Import, AByteIdenticalFileIsARepeatAndTellsTheSameAgain) {
  const std::string rows = a_ + ",turnover,statement,2023,5,CNY,S1,,,,\n" + a_ +
                           ",turnover,statement,2023,x,CNY,S2,,,,\n";
  const auto first = evidence(rows);
  EXPECT_FALSE(first.repeat);
  const Shown before = facts(a_);
  const auto again = evidence(rows);
  EXPECT_TRUE(again.repeat);
  EXPECT_EQ(again.taken, 0u);
  EXPECT_EQ(again.unchanged, 1u);
  EXPECT_EQ(again.claims, 1u);
  EXPECT_EQ(again.refused, first.refused);
  EXPECT_EQ(facts(a_), before);
}

TEST_F(Import, ARepeatTakesWhatIsRightNowAndUndoesNothing) {
  const std::string customs_code = "4301960002";
  const std::string rows = a_ + ",turnover,2021,statement,5,H1,省厅\n" + customs_code +
                           ",turnover,2021,statement,7,H2,省厅\n" + unknown_ +
                           ",turnover,2021,statement,8,H3,省厅\n";
  const auto first = history(rows);
  EXPECT_EQ(first.taken, 3u);
  EXPECT_EQ(first.unmatched,
            (std::vector<std::string>{"enterprise:" + customs_code, "enterprise:" + unknown_}));
  // H1 is corrected by another file; the repeat leaves the correction, and lists the unmatched.
  EXPECT_EQ(history(a_ + ",turnover,2021,statement,6,H1,省厅\n").taken, 1u);
  auto again = history(rows);
  EXPECT_TRUE(again.repeat);
  EXPECT_EQ(again.unchanged, 3u);
  EXPECT_EQ(again.unmatched, first.unmatched);
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2021/statement/paper=H1", "=6 history"}}));
  // Once the enterprise is on file, its line is matched, and the paper is there once.
  put_on_file({{credit_code(9), customs_code}});
  again = history(rows);
  EXPECT_EQ(again.unmatched, std::vector<std::string>{"enterprise:" + unknown_});
  refresh();
  EXPECT_EQ(facts(credit_code(9)), (Shown{{"turnover/2021/statement/paper=H2", "=7 history"}}));
  const auto found = evidence_for("turnover/" + credit_code(9) + "/2021");
  ASSERT_TRUE(found.ok()) << found.error().message();
  EXPECT_EQ(found->items.size(), 1u);
}

TEST_F(Import, ARefusedLineIsTakenByTheRepeatOnceItIsRight) {
  // Accepted on a day that is still to come, at first.
  const std::string rows = a_ + ",turnover,statement,2023,5,CNY,S1,局,2024-01-02,,\n";
  EXPECT_EQ(evidence(rows).refused.size(), 1u);
  now_ = now_.plus_millis(86'400'000);
  const auto again = evidence(rows);
  EXPECT_FALSE(again.repeat);
  EXPECT_EQ(again.taken, 1u);
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S1", "=5"}}));
  EXPECT_TRUE(evidence(rows).repeat);
}

TEST_F(Import, LinesOfOneFileThatContradictEachOther) {
  const std::string rows = a_ + ",turnover,statement,2023,5,CNY,S1,局,2023-12-31,,\n" + a_ +
                           ",turnover,statement,2023,6,CNY,S1,局,2023-12-31,,\n" +
                           "4301960001,turnover,statement,2023,7,CNY,S1,,,,\n" + a_ +
                           ",turnover,statement,2023,5.00,CNY,S1,,,,\n" + a_ +
                           ",turnover,statement,2023,6,CNY,S2,,,,\n";
  for (const bool repeat : {false, true}) {
    const auto report = evidence(rows);
    EXPECT_EQ(report.repeat, repeat);
    ASSERT_EQ(report.refused.size(), 2u) << report.to_json().to_pretty_string();
    for (const size_t i : {0, 1}) {
      EXPECT_EQ(report.refused[i].line, 3 + i) << "under the customs code too";
      EXPECT_EQ(report.refused[i].column, "amount");
      EXPECT_NE(report.refused[i].reason.find("contradicts line 2"), std::string::npos);
    }
    EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S1", "=5"},
                                {"turnover/2023/statement/paper=S2", "=6 claim"}}));
  }
  // A span is refused whole when one of its years is contradicted; another file may correct.
  const auto years = history(b_ + ",turnover,2020,statement,5,H1,省厅\n" + b_ +
                             ",turnover,2018-2021,statement,<5,H1,省厅\n");
  ASSERT_EQ(years.refused.size(), 1u);
  EXPECT_EQ(years.refused[0].column, "value");
  EXPECT_EQ(facts(b_), (Shown{{"turnover/2020/statement/paper=H1", "=5 history"}}));
  EXPECT_EQ(history(b_ + ",turnover,2020,statement,<5,H1,省厅\n").taken, 1u);
}

TEST_F(Import, NoFigureIsFromTheFuture) {
  struct Case {
    std::string row;
    const char* column;  // "" is taken
  };
  // The act is of 2024-01-01.
  const Case kCases[] = {
      {",turnover,statement,2024,5,CNY,S1,,,,", "period"},
      {",turnover,statement,2023-07-01/2024-07-01,5,CNY,S2,,,,", "period"},
      {",turnover,statement,2024-01-01/2024-01-02,5,CNY,S3,,,,", ""},
      {",turnover,statement,2023,5,CNY,S4,,,,", ""},
      {",import_export,customs_declarations,2024,5,CNY,F1,,,,", ""},
      {",import_export,customs_declarations,2024-02,5,CNY,F2,,,,", "period"},
      {",jobs,register,2024,5,people,R1,,,,", ""},
      {",jobs,register,2025,5,people,R2,,,,", "period"},
      {",turnover,statement,2023,5,CNY,S5,局,2022-12-31,,", "accepted_on"},
      {",turnover,statement,2023,5,CNY,S6,局,2023-01-01,,", ""},
      {",turnover,statement,2023,1000000000000000,CNY,S7,,,,", ""},
      {",turnover,statement,2023,1000000000000000.01,CNY,S8,,,,", "amount"},
      {",turnover,statement,2023,5,CNY," + std::string(1000, 'x') + ",,,,", ""},
      {",turnover,statement,2023,5,CNY," + std::string(1001, 'x') + ",,,,", "paper"},
      {",turnover,statement,2023,5,CNY,S9," + std::string(1001, 'x') + ",2023-12-31,,",
       "accepted_by"},
  };
  for (const Case& one : kCases) {
    const auto report = evidence(a_ + one.row + "\n");
    const bool taken = std::string_view(one.column).empty();
    EXPECT_EQ(report.taken, taken ? 1u : 0u) << one.row;
    ASSERT_EQ(report.refused.size(), taken ? 0u : 1u) << one.row;
    if (taken) continue;
    EXPECT_EQ(report.refused[0].column, one.column) << one.row;
    EXPECT_LE(report.refused[0].value.size(), 310u);
  }
  EXPECT_EQ(history(a_ + ",turnover,2024,statement,<5,H1,省厅\n").refused.size(), 1u);
  EXPECT_EQ(history(a_ + ",turnover,2022-2024,statement,<5,H1,省厅\n").refused.size(), 1u);
  EXPECT_EQ(history(a_ + ",turnover,2022-2023,statement,<5,H1,省厅\n").taken, 1u);
}

TEST_F(Import, SubjectsThatTheRegistryDoesNotHaveAreNamed) {
  const auto report = evidence(unknown_ + ",turnover,statement,2023,5,CNY,S1,,,,\n" + unknown_ +
                               ",turnover,statement,2022,5,CNY,S1,,,,\n" + a_ +
                               ",turnover,statement,2023,5,CNY,S1,,,,\n");
  EXPECT_EQ(report.taken, 3u);
  EXPECT_EQ(report.unmatched, std::vector<std::string>{"enterprise:" + unknown_});
}

TEST_F(Import, ASumIsAcceptedWithTheLastOfItsPapers) {
  std::string rows;
  for (int month = 1; month <= 11; ++month) {
    rows += fmt::format("{},turnover,statement,2023-{:02},1,CNY,M{},甲局,2023-12-0{},,\n", a_,
                        month, month, month % 9 + 1);
  }
  evidence(rows);
  now_ = now_.plus_millis(100 * int64_t{86'400'000});
  evidence(a_ + ",turnover,statement,2023-12,1,CNY,M12,乙局,2024-03-20,,\n");
  const auto year = evidence_for("turnover/" + a_ + "/2023/statement/months");
  ASSERT_TRUE(year.ok()) << year.error().message();
  ASSERT_TRUE(year->fact.accepted_on.has_value());
  EXPECT_EQ(year->fact.accepted_on->to_string(), "2024-03-20");
  EXPECT_EQ(year->fact.accepted_by, "甲局、乙局");
  // A paper whose day nobody wrote down is told of.
  EXPECT_OK(import_evidence(*store_, shipped_catalogue(), act(), "e.csv",
                            "subject,fact,basis,period,amount,paper,accepted_by\n" + b_ +
                                ",turnover,statement,2023-01,1,M1,甲局\n"));
  const std::string months = "turnover/" + b_ + "/2023/statement/months";
  EXPECT_FALSE(evidence_for(months)->fact.accepted_on.has_value());
  EXPECT_EQ(evidence_for(months)->fact.accepted_by, "甲局");
  evidence(b_ + ",turnover,statement,2023-02,1,CNY,M2,甲局,2024-02-03,,\n");
  EXPECT_EQ(evidence_for(months)->fact.accepted_on->to_string(), "2024-02-03");
  EXPECT_NE(evidence_for(months)->fact.accepted_by.find("1 without a day"), std::string::npos);
}

TEST_F(Import, EvidenceComesInTheOrderOfTime) {
  evidence(a_ + ",import_export,customs_declarations,2023-02,1,CNY,F9,,,,\n");
  evidence(a_ + ",import_export,customs_declarations,2023-01,1,CNY,F5,,,,\n" + a_ +
           ",import_export,customs_declarations,2023-03,1,CNY,F1,,,,\n");
  const auto found = evidence_for("import_export/" + a_ + "/2023/customs_declarations");
  ASSERT_TRUE(found.ok()) << found.error().message();
  std::string keys;
  for (const auto& item : found->items) keys += item.key + " ";
  EXPECT_EQ(keys, "F9 F1 F5 ");
}

TEST_F(Import, TellsHowFarItHasCome) {
  std::string rows;
  for (int i = 0; i < 12'000; ++i) {
    rows += fmt::format("{},import_export,customs_declarations,2023-01,1,CNY,F{},,,,\n",
                        i % 2 == 0 ? a_ : b_, i);
  }
  std::vector<std::string> told;
  const OnProgress tell = [&](const Progress& at) {
    told.push_back(fmt::format("{} {}/{}", at.step == Progress::Step::kLines ? "lines" : "subjects",
                               at.done, at.total));
  };
  const std::string header =
      "subject,fact,basis,period,amount,unit,paper,accepted_by,accepted_on,destination,mode\n";
  EXPECT_OK(import_evidence(*store_, shipped_catalogue(), act(), "e.csv", header + rows, tell));
  EXPECT_EQ(told, (std::vector<std::string>{"lines 5000/12000", "lines 10000/12000",
                                            "lines 12000/12000", "subjects 1/2", "subjects 2/2"}));
}

TEST_F(Import, TwoExactPapersStayTwoFacts) {
  evidence(a_ + ",turnover,statement,2023,5,CNY,S1,局,2023-12-31,,\n" + a_ +
           ",turnover,statement,2023,6,CNY,S2,局,2023-12-31,,\n");
  EXPECT_EQ(facts(a_), (Shown{{"turnover/2023/statement/paper=S1", "=5"},
                              {"turnover/2023/statement/paper=S2", "=6"}}));
  EXPECT_CODE(evidence_for("fact:turnover/" + a_ + "/2023"), kInvalidArgument);
  EXPECT_CODE(evidence_for("turnover/" + a_ + "/2023/statement"), kInvalidArgument);
  const auto one = evidence_for("turnover/" + a_ + "/2023/statement/paper=S2");
  ASSERT_TRUE(one.ok()) << one.error().message();
  ASSERT_EQ(one->items.size(), 1u);
  EXPECT_EQ(one->items[0].kind, "paper");
  EXPECT_EQ(one->items[0].key, "S2");
  EXPECT_EQ(one->items[0].amount.to_string(), "6");
}

TEST_F(Import, DeclarationsAddUpToALowerBound) {
  std::string rows;
  for (int form = 0; form < 50; ++form) {
    rows +=
        fmt::format("{},import_export,customs_declarations,2023-{:02},1000000.10,CNY,F{},,,{},\n",
                    a_, form % 3 + 1, form, form % 2 == 0 ? "502" : "JPN");
  }
  EXPECT_EQ(evidence(rows).taken, 50u);
  // A form corrected, not added.
  EXPECT_EQ(evidence(a_ + ",import_export,customs_declarations,2023-01,1,CNY,F0,,,502,\n").taken,
            1u);
  Shown all = facts(a_);
  EXPECT_EQ(all["import_export/2023/customs_declarations"], ">=49000005.9");
  EXPECT_EQ(all["import_export/2023/customs_declarations/dest=502"], ">=24000003.4");
  EXPECT_EQ(all["import_export/2023/customs_declarations/dest=116"], ">=25000002.5");
  EXPECT_EQ(all["import_export/2023-01/customs_declarations"], ">=16000002.6");
  EXPECT_EQ(all.size(), 12u);
  for (const auto& [id, value] : all) {
    std::string full = id;
    full.insert(full.find('/') + 1, a_ + "/");
    const auto found = evidence_for(full);
    ASSERT_TRUE(found.ok()) << found.error().message();
    EXPECT_EQ(found->documents, found->fact.evidence_count);
    EXPECT_EQ(found->items.size(), static_cast<size_t>(found->documents));
  }
}

TEST_F(Import, PartsOfOnePaperAreNotAddedTwice) {
  evidence(a_ + ",import_export,customs_declarations,2023,100,CNY,F1,,,,\n" + a_ +
           ",import_export,customs_declarations,2023,60,CNY,F1,,,502,\n" + a_ +
           ",import_export,customs_declarations,2023,40,CNY,F1,,,116,\n");
  Shown all = facts(a_);
  EXPECT_EQ(all["import_export/2023/customs_declarations"], ">=100");
  EXPECT_EQ(all["import_export/2023/customs_declarations/dest=502"], ">=60");
}

std::string sheet(const std::string& code, int months, std::string_view paper = "海关表") {
  std::string rows;
  for (int month = 1; month <= months; ++month) {
    rows += fmt::format("{},import_export,customs_sheet,2023-{:02},{}.05,CNY,{},,,,\n", code, month,
                        month, paper);
  }
  return rows;
}

TEST_F(Import, TwelveMonthsMakeAYearAndElevenALowerBound) {
  evidence(sheet(a_, 11));
  Shown all = facts(a_);
  EXPECT_EQ(all.size(), 12u);
  EXPECT_EQ(all["import_export/2023/customs_sheet/months"], ">=66.55");
  EXPECT_EQ(all["import_export/2023-03/customs_sheet/paper=海关表"], "=3.05");
  const Instant eleven = now_;
  evidence(sheet(a_, 12));
  EXPECT_EQ(facts(a_)["import_export/2023/customs_sheet/months"], "=78.6");
  EXPECT_EQ(facts(a_, eleven)["import_export/2023/customs_sheet/months"], ">=66.55");
  const auto year = evidence_for("import_export/" + a_ + "/2023/customs_sheet");
  ASSERT_TRUE(year.ok()) << year.error().message();
  EXPECT_EQ(year->items.size(), 12u);
  // A second sheet that says otherwise about one month: two years that disagree.
  evidence(a_ + ",import_export,customs_sheet,2023-07,8,CNY,更正表,,,,\n");
  all = facts(a_);
  EXPECT_EQ(all["import_export/2023/customs_sheet/months"], "=78.6");
  EXPECT_EQ(all["import_export/2023/customs_sheet/months=highest"], "=79.55");
}

TEST_F(Import, AStateDoesNotAddUpOverMonths) {
  evidence(a_ + ",jobs,register,2023-01,5,people,R1,,,,\n" + a_ +
           ",jobs,register,2023-02,6,people,R1,,,,\n");
  EXPECT_EQ(facts(a_), (Shown{{"jobs/2023-01/register/paper=R1", "=5"},
                              {"jobs/2023-02/register/paper=R1", "=6"}}));
}

TEST_F(Import, HistoryOfYears) {
  const auto report = history(
      a_ + ",turnover,2018-2022,statement,<100000000,H1,省厅\n" + b_ +
      ",turnover,2021,statement,61200000,H2,省厅\n" + b_ + ",turnover,2020,statement,5,H2,\n" +
      unknown_ + ",turnover,2021,zone_platform,3,H3,\n" + a_ +
      ",turnover,2018-2022,statement,5,H4,省厅\n" + a_ +
      ",turnover,2022-2018,statement,<5,H4,省厅\n" + a_ + ",turnover,2021,zone_platform,<5,H4,\n" +
      a_ + ",turnover,21,statement,<5,H4,省厅\n");
  EXPECT_EQ(report.taken, 4u);
  ASSERT_EQ(report.refused.size(), 4u);
  EXPECT_EQ(report.refused[0].column, "year");
  EXPECT_EQ(report.refused[1].column, "year");
  EXPECT_EQ(report.refused[2].column, "value");
  EXPECT_EQ(report.refused[3].column, "year");
  EXPECT_EQ(report.unmatched, std::vector<std::string>{"enterprise:" + unknown_});
  Shown expected;
  for (int year = 2018; year <= 2022; ++year) {
    expected[fmt::format("turnover/{}/statement/paper=H1", year)] = "<100000000 history";
  }
  EXPECT_EQ(facts(a_), expected);
  EXPECT_EQ(facts(b_), (Shown{{"turnover/2020/statement/paper=H2", "=5 claim history"},
                              {"turnover/2021/statement/paper=H2", "=61200000 history"}}));
  EXPECT_EQ(facts(unknown_), (Shown{{"turnover/2021/zone_platform/paper=H3", ">=3 history"}}));
}

TEST_F(Import, PapersUnderACustomsCodeFollowTheEnterpriseOntoFile) {
  EXPECT_EQ(evidence("4301960001,turnover,statement,2023,5,CNY,S1,,,,\n").taken, 1u);
  EXPECT_EQ(facts(a_).size(), 1u);
  EXPECT_EQ(evidence("4301960002,turnover,statement,2023,7,CNY,S2,局,2023-12-31,,\n").taken, 1u);
  EXPECT_EQ(facts("4301960002").size(), 1u);
  refresh();
  put_on_file({{credit_code(9), "4301960002"}});
  refresh();
  EXPECT_EQ(facts("4301960002"), Shown{});
  EXPECT_EQ(facts(credit_code(9)), (Shown{{"turnover/2023/statement/paper=S2", "=7"}}));
  const auto found = evidence_for("turnover/4301960002/2023");
  ASSERT_TRUE(found.ok()) << found.error().message();
  EXPECT_EQ(found->items.size(), 1u);
}

TEST_F(Import, AHundredThousandLines) {
  std::string rows;
  for (int i = 0; i < 100'000; ++i) {
    rows += fmt::format("{},import_export,customs_declarations,2023-{:02},12.34,CNY,F{},,,502,\n",
                        credit_code(i % 500), i % 12 + 1, i);
  }
  EXPECT_EQ(evidence(rows).taken, 100'000u);
  EXPECT_EQ(facts(credit_code(7))["import_export/2023/customs_declarations"], ">=2468");
}

TEST_F(Import, AppliesAJournalledFileAgain) {
  const std::string csv = "subject,fact,basis,period,amount,unit,paper,accepted_by,accepted_on\n" +
                          a_ + ",turnover,statement,2023,5,CNY,S1,,\n";
  EXPECT_OK(import_evidence(*store_, shipped_catalogue(), act(), "e.csv", csv));
  std::vector<journal::Entry> entries;
  EXPECT_OK(
      journal::for_each_entry(*store_, 0, "evidence", [&](const journal::Entry& entry) -> Status {
        entries.push_back(entry);
        return {};
      }));
  ASSERT_EQ(entries.size(), 1u);
  auto transaction = store_->begin();
  ASSERT_TRUE(transaction.ok());
  const auto report = apply_entry(*store_, shipped_catalogue(), entries[0],
                                  *journal::read_bytes(*store_, entries[0].key));
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report->unchanged, 1u);
}

}  // namespace
}  // namespace chuhai::facts
