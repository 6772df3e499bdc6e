// The award register and stored determinations, on a real store.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "base/credit_code.h"
#include "base/text.h"
#include "facts/facts.h"
#include "policy/awards.h"
#include "policy/policy_test_support.h"
#include "registry/import.h"
#include "store/test_store.h"

namespace chuhai::policy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kHeader = "id,subject,measure,year,amount,payer,paper,paid_on\n";

class PolicyStore : public ::testing::Test {
 protected:
  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 fmt::format("chuhai_policy_{}_{}", getpid(),
                             ::testing::UnitTest::GetInstance()->current_test_info()->name());
    std::filesystem::remove_all(directory_);
    store_ = store::Store::open(store::test_address(directory_), store::OpenMode::kCreate).value();
    for (const auto& migrations : {journal::migrations(), registry::migrations(),
                                   facts::migrations(), policy::migrations()}) {
      ASSERT_TRUE(store_->migrate(migrations).ok());
    }
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(directory_);
  }

  journal::Act act(const char* at) { return {Instant::parse(at).value(), "tester"}; }
  std::string code(std::string first17) {
    return first17 + std::string(1, CreditCode::check_character(first17).value());
  }
  void import_enterprise() {
    id_ = code("91430300MA4CHUHA1");
    import_state(id_, "2023-01-10", {});
  }
  // A state of the enterprise from that day; a seller in Xiangtan unless `changed` says else.
  void import_state(const std::string& id, const std::string& from,
                    const std::map<std::string, std::string>& changed) {
    const std::string csv =
        registry::export_csv(*store_, "enterprises").value();  // its header, in the right order
    std::string row;
    const std::string header = csv.substr(0, csv.find('\n'));
    std::map<std::string, std::string> cells = {
        {"id", id},           {"name_zh", "测试企业"},       {"roles", "seller"},
        {"region", "430302"}, {"established", "2023-01-10"}, {"valid_from", from}};
    for (const auto& [column, value] : changed) cells[column] = value;
    for (const std::string_view column : split(header, ',')) {
      const auto cell = cells.find(std::string(trim(column)));
      row += (row.empty() ? "" : ",") + (cell == cells.end() ? std::string() : cell->second);
    }
    const auto report = registry::import_csv(*store_, act("2023-12-01"), "enterprises", "e.csv",
                                             header + "\n" + row + "\n");
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_EQ(report.value().taken, 1u) << report.value().to_json().to_string() << header;
  }
  void import_statement(const char* at, const char* amount, const char* paper) {
    const auto report = facts::import_evidence(
        *store_, shipped_catalogue(), act(at), std::string(paper) + ".csv",
        "subject,fact,basis,period,amount,unit,paper,accepted_by,accepted_on\nenterprise:" + id_ +
            ",turnover,statement,2023," + amount + ",CNY," + paper + ",湘潭市商务局,2024-02-01\n");
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_EQ(report.value().taken, 1u) << report.value().to_json().to_string();
  }
  void take(std::string_view kind, const std::string& csv) {
    const auto report = registry::import_csv(*store_, act("2023-12-02"), kind, "r.csv", csv);
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_TRUE(report.value().refused.empty()) << report.value().to_json().to_string();
  }
  // Determined and stored as of that day; the subject's determination among them.
  Determination determined(const std::string& subject, const std::string& measure,
                           const char* as_of) {
    DetermineOptions options;
    options.year = 2023;
    options.as_of = Date::parse(as_of).value();
    const auto all =
        determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-12-01"));
    EXPECT_TRUE(all.ok()) << (all.ok() ? "" : all.error().message());
    if (!all.ok()) return {};
    for (const Determination& each : all.value()) {
      if (each.subject.id == subject && each.measure == measure) return each;
    }
    ADD_FAILURE() << "no " << measure << " of " << subject << " as of " << as_of;
    return {};
  }
  std::vector<std::string> stored_bodies() {
    std::vector<std::string> bodies;
    EXPECT_TRUE(store_
                    ->query("SELECT measure, subject_id, version, recorded_at, actor, body FROM "
                            "policy_determination ORDER BY measure, subject_id, version",
                            {},
                            [&](const store::Row& row) -> Status {
                              bodies.push_back(fmt::format("{} {} {} {} {} {}", row.text(0),
                                                           row.text(1), row.int64(2), row.int64(3),
                                                           row.text(4), row.text(5)));
                              return {};
                            })
                    .ok());
    return bodies;
  }
  int64_t versions() {
    int64_t count = 0;
    EXPECT_TRUE(store_
                    ->query("SELECT count(*) FROM policy_determination", {},
                            [&](const store::Row& row) -> Status {
                              count = row.int64(0);
                              return {};
                            })
                    .ok());
    return count;
  }
  Result<std::vector<Determination>> determine_2023(const char* at) {
    DetermineOptions options;
    options.year = 2023;
    return determine(*store_, shipped_pack(), shipped_catalogue(), options, act(at));
  }

  std::filesystem::path directory_;
  std::unique_ptr<store::Store> store_;
  std::string id_;
};

TEST_F(PolicyStore, AwardsAreTakenOrRefusedLineByLine) {
  import_enterprise();
  const std::string other = code("91430300MA4CHUHA2");
  const std::string csv = std::string(kHeader) + "P1,enterprise:" + id_ +
                          ",M01.1,2023,200000.00,4303,单1,2024-06-28\n" +
                          "P2,*,M01.2,2023,0,430300,单1,\n" + "P3," + other +
                          ",M01.1,2023,100000,province,单2,2024-06-28\n" +
                          "P4,*,M01.1,2023,5,4303,单1,\n"  // nobody with money
                          "P5,enterprise:" +
                          id_ +
                          ",M01.1,2023,0,4303,单1,\n"  // an award of nothing
                          "P6,enterprise:" +
                          id_ +
                          ",M1,2023,5,4303,单1,\n"
                          "P7,enterprise:" +
                          id_ +
                          ",M01.1,23,5,4303,单1,\n"
                          "P8,enterprise:" +
                          id_ +
                          ",M01.1,2023,5,9999,单1,\n"
                          "P9,enterprise:" +
                          id_ +
                          ",M01.1,2023,5.001,4303,单1,\n"
                          "P10,enterprise:" +
                          id_ +
                          ",M01.1,2023,5,4303,,\n"
                          "P11,enterprise:" +
                          id_ +
                          ",M01.1,2023,5,4303,单1,2024-02-30\n"
                          ",enterprise:" +
                          id_ +
                          ",M01.1,2023,5,4303,单1,\n"
                          "P1,enterprise:" +
                          id_ + ",M01.1,2023,5,4303,单1,\n";  // id again
  const auto report = import_awards(*store_, act("2024-07-01"), "pay.csv", csv);
  ASSERT_TRUE(report.ok()) << report.error().message();
  EXPECT_EQ(report.value().import.taken, 3u);
  std::vector<std::pair<size_t, std::string>> refused;
  for (const auto& line : report.value().import.refused)
    refused.emplace_back(line.line, line.column);
  EXPECT_EQ(refused, (std::vector<std::pair<size_t, std::string>>{{5, "amount"},
                                                                  {6, "amount"},
                                                                  {7, "measure"},
                                                                  {8, "year"},
                                                                  {9, "payer"},
                                                                  {10, "amount"},
                                                                  {11, "paper"},
                                                                  {12, "paid_on"},
                                                                  {13, "id"},
                                                                  {14, "id"}}));
  EXPECT_THAT(report.value().unmatched, ElementsAre("enterprise:" + other));
  const auto awards = awards_of(*store_, {"enterprise", id_});
  ASSERT_EQ(awards.value().size(), 1u);
  EXPECT_EQ(awards.value()[0].amount, Money::cny_fen(20'000'000));
  EXPECT_EQ(awards.value()[0].paid_on->to_string(), "2024-06-28");
  const Coverage coverage(all_awards(*store_, std::nullopt).value(), {},
                          [&](const facts::Subject& subject) { return subject.id == id_; });
  EXPECT_FALSE(coverage.covers("province", "M01.1", 2023));  // its only line is of nobody on file
  EXPECT_TRUE(coverage.covers("4303", "M01.2", 2023));
  EXPECT_TRUE(coverage.covers("4303", "M01.1", 2023));
  EXPECT_FALSE(coverage.covers("4303", "M07.1", 2023));
  EXPECT_FALSE(coverage.covers("4303", "M01.2", 2024));
}

TEST_F(PolicyStore, TheSameSheetAgainChangesNothingAndACorrectionIsANewVersion) {
  import_enterprise();
  const std::string row = "P1,enterprise:" + id_ + ",M01.1,2023,";
  const std::string first = kHeader + row + "200000,4303,单1,\n";
  ASSERT_EQ(import_awards(*store_, act("2024-07-01"), "a.csv", first).value().import.taken, 1u);
  const auto again = import_awards(*store_, act("2024-07-02"), "a.csv", first).value();
  EXPECT_EQ(again.import.taken, 0u);
  EXPECT_EQ(again.import.unchanged, 1u);
  EXPECT_TRUE(again.import.repeat);
  const std::string corrected = kHeader + row + "180000,4303,单1,\n";
  ASSERT_EQ(import_awards(*store_, act("2024-08-01"), "b.csv", corrected).value().import.taken, 1u);
  const auto amount = [&](std::optional<Instant> known_at) {
    return all_awards(*store_, known_at).value().at(0).amount.minor();
  };
  EXPECT_EQ(amount(std::nullopt), 18'000'000);
  EXPECT_EQ(amount(Instant::parse("2024-07-15").value()), 20'000'000);
}

TEST_F(PolicyStore, ARepeatedOldSheetDoesNotUndoItsCorrection) {
  import_enterprise();
  const std::string row = "P1,enterprise:" + id_ + ",M01.1,2023,";
  const std::string old = kHeader + row + "200000,4303,单1,\n";
  const std::string corrected = kHeader + row + "180000,4303,单1,\n";
  ASSERT_TRUE(import_awards(*store_, act("2024-07-01"), "a.csv", old).ok());
  ASSERT_TRUE(import_awards(*store_, act("2024-08-01"), "b.csv", corrected).ok());
  const auto again = import_awards(*store_, act("2024-09-01"), "a.csv", old).value();
  EXPECT_EQ(again.import.taken, 0u);
  EXPECT_EQ(again.import.unchanged, 1u);
  EXPECT_EQ(all_awards(*store_, std::nullopt).value().at(0).amount.minor(), 18'000'000);
}

TEST_F(PolicyStore, LinesThatCannotBeAreRefused) {
  import_enterprise();
  const std::string own = "enterprise:" + id_;
  struct Row {
    std::string cells;
    const char* column;  // nullptr: taken
  };
  const Row rows[] = {
      {own + ",M01.1,2023,1000000000000.00,4303,p,", nullptr},
      {own + ",M01.1,2023,1000000000000.01,4303,p,", "amount"},
      {own + ",M01.1,2023,92233720368547758.07,4303,p,", "amount"},
      {own + ",M01.1,2023,5,4303,p,2024-07-01", nullptr},
      {own + ",M01.1,2023,5,4303,p,2024-07-02", "paid_on"},  // still to come
      {own + ",M07.9,2023,5,4303,p,", "measure"},
      {own + ",M01.1,2023,5,province,p,", "payer"},
      {"warehouse:W1,M01.1,2023,5,4303,p,", "subject"},
      {own + ",M07.1,2023,5,4303,p,", nullptr},  // the payee
      {"*,M07.1,2023,0,province,p,", "payer"},
  };
  for (size_t i = 0; i < std::size(rows); ++i) {
    const std::string csv = fmt::format("{}P{},{}\n", kHeader, i, rows[i].cells);
    const auto report =
        import_awards(*store_, act("2024-07-01"), fmt::format("{}.csv", i), csv, &shipped_pack());
    ASSERT_TRUE(report.ok()) << report.error().message();
    const auto& refused = report.value().import.refused;
    if (rows[i].column == nullptr) {
      EXPECT_TRUE(refused.empty()) << rows[i].cells;
    } else {
      ASSERT_EQ(refused.size(), 1u) << rows[i].cells;
      EXPECT_EQ(refused[0].column, rows[i].column) << rows[i].cells;
    }
  }
}

TEST_F(PolicyStore, ASheetWithRefusedOrUnmatchedLinesProvesNothing) {
  import_enterprise();
  const std::string own = "enterprise:" + id_;
  const auto covers = [&](const char* measure, int year, std::optional<Instant> known_at = {}) {
    const auto gaps = sheet_gaps(*store_, known_at);
    EXPECT_TRUE(gaps.ok());
    return Coverage(all_awards(*store_, known_at).value(), gaps.value(),
                    [&](const facts::Subject& subject) { return subject.id == id_; })
        .covers("4303", measure, year);
  };
  const auto import = [&](const char* at, const char* name, const std::string& rows) {
    ASSERT_TRUE(import_awards(*store_, act(at), name, kHeader + rows, &shipped_pack()).ok());
  };
  // A refused line whose scope can be read leaves that scope open.
  const std::string others = "P1,*,M01.2,2023,0,4303,s,\nP2,*,M01.1,2024,0,4303,s,\n";
  const std::string sheet =
      others + "P3," + own + ",M01.1,2023,-5,4303,s,\nP4,*,M01.1,2023,0,4303,s,\n";
  import("2024-07-01", "a.csv", sheet);
  EXPECT_FALSE(covers("M01.1", 2023));
  EXPECT_TRUE(covers("M01.2", 2023));
  EXPECT_TRUE(covers("M01.1", 2024));
  import("2024-07-02", "a.csv", sheet);  // again: nothing came right
  EXPECT_FALSE(covers("M01.1", 2023));
  import("2024-07-03", "b.csv", "P3," + own + ",M01.1,2023,5,4303,s,\n");  // its id comes right
  EXPECT_TRUE(covers("M01.1", 2023));
  EXPECT_FALSE(covers("M01.1", 2023, Instant::parse("2024-07-02T12:00:00").value()));
  import("2024-07-04", "a.csv", sheet);  // the old sheet again doesn't open it anew
  EXPECT_TRUE(covers("M01.1", 2023));

  // Where the year (or the measure, or the payer) can't be read, all that the sheet speaks of is
  // open; a line without an id comes right with a whole sheet of the same name.
  import("2024-07-05", "c.csv", "P6,*,M07.1,2023,0,4303,s,\n," + own + ",M01.1,20x3,5,4303,s,\n");
  EXPECT_FALSE(covers("M07.1", 2023));
  EXPECT_TRUE(covers("M01.1", 2023));
  import("2024-07-06", "d.csv", "P8,*,M07.1,2023,0,4303,s,\n");  // another sheet
  EXPECT_FALSE(covers("M07.1", 2023));
  import("2024-07-07", "c.csv", "P6,*,M07.1,2023,0,4303,s,\nP7,*,M01.1,2023,0,4303,s,\n");
  EXPECT_TRUE(covers("M07.1", 2023));

  // A line of nobody on the registry may be anybody's.
  import("2024-07-08", "e.csv", "P9," + code("91430300MA4CHUHA2") + ",M01.2,2023,5,4303,s,\n");
  EXPECT_FALSE(covers("M01.2", 2023));
}

TEST_F(PolicyStore, AFileWithoutItsColumnsWritesNothing) {
  const auto report = import_awards(*store_, act("2024-07-01"), "a.csv", "id,subject\nP1,*\n");
  ASSERT_FALSE(report.ok());
  EXPECT_EQ(report.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_TRUE(all_awards(*store_, std::nullopt).value().empty());
}

TEST_F(PolicyStore, DeterminationsAreVersionsAndCanBeReplayed) {
  import_enterprise();
  import_statement("2024-02-10", "99999999.99", "S-1");
  const auto first = determine_2023("2024-03-31T09:00:00");
  ASSERT_TRUE(first.ok()) << first.error().message();
  ASSERT_EQ(first.value().size(), 2u);  // M01.1 and M01.2; there is no warehouse
  EXPECT_EQ(first.value()[0].measure, "M01.1");
  EXPECT_EQ(first.value()[0].outcome, Outcome::kNotMet);
  EXPECT_EQ(versions(), 2);
  ASSERT_TRUE(determine_2023("2024-04-01T09:00:00").ok());
  EXPECT_EQ(versions(), 2);  // nothing new

  import_statement("2024-05-01", "100000000.00", "S-1");  // corrects the same paper
  const auto second = determine_2023("2024-05-02T09:00:00");
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second.value()[0].outcome, Outcome::kMet);
  EXPECT_NE(second.value()[0].facts_digest, first.value()[0].facts_digest);
  const auto found = find_determination(*store_, {"enterprise", id_}, "M01.1", 2023);
  ASSERT_TRUE(found.ok()) << found.error().message();
  EXPECT_EQ(found.value().outcome, Outcome::kMet);
  EXPECT_EQ(found.value().known_at.to_string(), "2024-05-02T09:00:00+08:00");
  EXPECT_EQ(explain(found.value(), Language::kChinese),
            explain(second.value()[0], Language::kChinese));

  const int64_t before = versions();
  DetermineOptions replay;
  replay.year = 2023;
  replay.known_at = Instant::parse("2024-03-31T09:00:00").value();
  const auto as_then =
      determine(*store_, shipped_pack(), shipped_catalogue(), replay, act("2024-06-01"));
  ASSERT_TRUE(as_then.ok());
  EXPECT_EQ(as_then.value()[0].outcome, Outcome::kNotMet);
  EXPECT_EQ(as_then.value()[0].facts_digest, first.value()[0].facts_digest);
  EXPECT_EQ(versions(), before);  // a replay stores nothing
}

TEST_F(PolicyStore, ALaterAsOfIsHeldAndANewVersion) {
  import_enterprise();
  import_statement("2024-02-10", "120000000", "S-1");
  ASSERT_TRUE(determine_2023("2024-03-31").ok());
  DetermineOptions options;
  options.year = 2023;
  options.as_of = Date::of(2024, 9, 1).value();
  const auto later =
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-09-01"));
  ASSERT_TRUE(later.ok());
  EXPECT_EQ(later.value()[0].outcome, Outcome::kMet);
  EXPECT_EQ(later.value()[0].legal_state, "held");
  EXPECT_EQ(find_determination(*store_, {"enterprise", id_}, "M01.1", 2023).value().legal_state,
            "held");
}

TEST_F(PolicyStore, TheRegistryIsThatOfTheAsOfDay) {
  import_enterprise();
  import_state(id_, "2024-04-15", {{"region", "330106"}});  // moves to another province
  import_statement("2024-02-10", "120000000", "S-1");
  const Determination before = determined(id_, "M01.1", "2024-04-14");
  EXPECT_EQ(before.outcome, Outcome::kMet);
  EXPECT_EQ(before.payer, "4303");
  const Determination after = determined(id_, "M01.1", "2024-04-15");
  EXPECT_EQ(after.outcome, Outcome::kNotMet);
  EXPECT_EQ(after.rule.rule_id, "m01_1_not_in_hunan");
  EXPECT_EQ(determined(id_, "M01.1", "2024-04-14").outcome, Outcome::kMet);  // the order is nothing
}

TEST_F(PolicyStore, AWarehouseIsItsOwnersOfTheAsOfDayAndEndedStatusStaysVisible) {
  const std::string first = code("91430300MA4CHUHA1"), second = code("91430600MA4CHUHA2");
  import_state(first, "2021-01-10", {{"roles", "warehouse_operator"}});
  import_state(second, "2021-01-10",
               {{"roles", "warehouse_operator"}, {"region", "430602"}, {"name_zh", "后业主"}});
  take("warehouses", "id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic\nW1,甲仓,," +
                         first + ",USA,,2021-01-01,0\nW1,甲仓,," + second +
                         ",USA,,2024-06-01,0\nW2,乙仓,," + first + ",USA,,2021-01-01,0\n");
  take("recognitions",
       "subject_kind,subject,kind,level,from,to,paper\n"
       "warehouse,W1,public_overseas_warehouse,provincial,2022-05-01,,R1\n"
       "warehouse,W2,public_overseas_warehouse,provincial,2022-05-01,2023-10-01,R2\n");
  const Determination before = determined("W1", "M07.1", "2024-05-31");
  EXPECT_EQ(before.outcome, Outcome::kMet);
  EXPECT_EQ(before.payer, "4303");
  const Determination after = determined("W1", "M07.1", "2024-06-01");
  EXPECT_EQ(after.payer, "4306");
  EXPECT_THAT(after.subject_name.zh, HasSubstr("后业主"));
  EXPECT_EQ(determined("W2", "M07.1", "2024-05-31").rule.rule_id, "m07_1_withdrawn");
}

TEST_F(PolicyStore, WhoFallsOutOfScopeIsJudgedAgainAndSuperseded) {
  import_enterprise();
  import_state(id_, "2024-04-15", {{"roles", "supplier"}});  // no seller any more
  import_statement("2024-02-10", "120000000", "S-1");
  EXPECT_EQ(determined(id_, "M01.1", "2024-03-31").outcome, Outcome::kMet);
  const Determination after = determined(id_, "M01.1", "2024-04-30");
  EXPECT_EQ(after.outcome, Outcome::kNotMet);
  EXPECT_EQ(after.rule.rule_id, "m01_1_not_cbec");
  EXPECT_EQ(find_determination(*store_, {"enterprise", id_}, "M01.1", 2023).value().outcome,
            Outcome::kNotMet);
}

TEST_F(PolicyStore, WhoIsNotOnTheRegistryOnTheDayIsLeftOpen) {
  id_ = code("91430300MA4CHUHA1");
  import_state(id_, "2024-02-01", {});
  import_statement("2024-02-10", "120000000", "S-1");
  take("warehouses", "id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic\nW1,甲仓,," +
                         id_ + ",USA,,2024-02-01,0\n");
  take("recognitions",
       "subject_kind,subject,kind,level,from,to,paper\n"
       "warehouse,W1,public_overseas_warehouse,provincial,2022-05-01,,R1\n");
  DetermineOptions options;
  options.year = 2023;
  options.as_of = Date::of(2024, 1, 31).value();
  options.subject = facts::Subject{"enterprise", id_};
  const auto nobody =
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-12-01"));
  ASSERT_FALSE(nobody.ok());  // nothing stands, so there is nothing to judge
  EXPECT_EQ(nobody.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(nobody.error().message(), HasSubstr("not on the registry on 2024-01-31"));
  EXPECT_EQ(determined(id_, "M01.1", "2024-02-28").outcome, Outcome::kMet);
  EXPECT_EQ(determined("W1", "M07.1", "2024-02-28").outcome, Outcome::kMet);
  for (const auto& [subject, measure] :
       {std::pair(id_, "M01.1"), std::pair(std::string("W1"), "M07.1")}) {
    const Determination open = determined(subject, measure, "2024-01-31");
    EXPECT_EQ(open.outcome, Outcome::kCannotTell) << measure;
    EXPECT_FALSE(open.ceiling.has_value());
    EXPECT_THAT(open.reason.en, HasSubstr("not on the registry on 2024-01-31"));
    EXPECT_FALSE(open.asks.empty());
  }
  ASSERT_TRUE(
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-12-02")).ok());
}

TEST_F(PolicyStore, RequestsAreJournalledAndCanBeDeterminedAgain) {
  import_enterprise();
  EXPECT_FALSE(has_determinations(*store_, 2023).value());
  import_statement("2024-02-10", "99999999.99", "S-1");
  ASSERT_TRUE(determine_2023("2024-03-31T09:00:00").ok());
  EXPECT_TRUE(has_determinations(*store_, 2023).value());
  EXPECT_FALSE(has_determinations(*store_, 2024).value());
  const std::vector<std::string> first = stored_bodies();
  DetermineOptions options;
  options.year = 2023;
  options.as_of = Date::of(2024, 9, 1).value();
  options.subject = facts::Subject{"enterprise", id_};
  options.use_example_scales = true;
  ASSERT_TRUE(
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-09-02")).ok());
  const std::vector<std::string> bodies = stored_bodies();
  ASSERT_GT(bodies.size(), first.size());
  options.known_at = Instant::parse("2024-04-01").value();  // a replay isn't journalled
  ASSERT_TRUE(
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-09-03")).ok());

  std::vector<journal::Entry> entries;
  ASSERT_TRUE(journal::for_each_entry(*store_, 0, kDetermineKind,
                                      [&](const journal::Entry& entry) -> Status {
                                        entries.push_back(entry);
                                        return {};
                                      })
                  .ok());
  ASSERT_EQ(entries.size(), 2u);
  const Json asked = Json::parse(entries[1].parameters).value();
  EXPECT_EQ(*asked.find("as_of")->as_string(), "2024-09-01");
  EXPECT_EQ(*asked.find("known_at")->as_string(), "2024-09-02T00:00:00+08:00");
  EXPECT_EQ(*asked.find("subject")->as_string(), "enterprise:" + id_);
  EXPECT_TRUE(asked.find("measure")->is_null());
  EXPECT_EQ(*asked.find("pack_digest")->as_string(), shipped_pack().digest());

  ASSERT_TRUE(store_->execute("DELETE FROM policy_determination").ok());
  std::shared_ptr<const Pack> pack;  // as the journal kept it, once
  ASSERT_TRUE(
      journal::for_each_entry(*store_, 0, "pack", [&](const journal::Entry& entry) -> Status {
        EXPECT_EQ(pack, nullptr);
        pack =
            Pack::from_journal(journal::read_bytes(*store_, entry.key).value(), shipped_catalogue())
                .value();
        return {};
      }).ok());
  ASSERT_NE(pack, nullptr);
  EXPECT_EQ(pack->digest(), shipped_pack().digest());
  for (const journal::Entry& entry : entries) {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction.ok());
    const Status again = redetermine(*store_, *pack, shipped_catalogue(), entry);
    ASSERT_TRUE(again.ok()) << again.error().message();
    ASSERT_TRUE(transaction.value().commit().ok());
  }
  EXPECT_EQ(stored_bodies(), bodies);
  journal::Entry other = entries[0];
  other.parameters.replace(other.parameters.find(shipped_pack().digest()), 4, "0000");
  const Status refused = redetermine(*store_, shipped_pack(), shipped_catalogue(), other);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
}

TEST_F(PolicyStore, InputsSinceADeterminationAreKnown) {
  import_enterprise();
  import_statement("2024-02-10", "99999999.99", "S-1");
  ASSERT_TRUE(determine_2023("2024-03-31T09:00:00").ok());
  const auto found = [&] {
    return find_determination(*store_, {"enterprise", id_}, "M01.1", 2023).value();
  };
  const auto since = [&] { return inputs_since(*store_, found()).value(); };
  EXPECT_EQ(found().determined_by, "tester");
  EXPECT_FALSE(since());
  ASSERT_TRUE(import_awards(*store_, act("2024-04-01"), "a.csv",
                            std::string(kHeader) + "P1,*,M01.2,2023,0,4303,s,\n")
                  .ok());
  EXPECT_TRUE(since());
  EXPECT_THAT(explain(found(), Language::kEnglish, true),
              HasSubstr("run chuhai determine --year 2023 --as-of 2024-03-31"));
  EXPECT_THAT(explain(found(), Language::kEnglish), HasSubstr("2024-03-31, on 2024-03-31T09:00"));
  ASSERT_TRUE(determine_2023("2024-04-02").ok());  // the same result again
  EXPECT_EQ(found().known_at.to_string(), "2024-03-31T09:00:00+08:00");
  EXPECT_FALSE(since());
}

TEST_F(PolicyStore, AMeasureThatThereIsNotIsSaidWithThoseThereAre) {
  const auto none = check_measure(shipped_pack(), "M01.9", {"enterprise", "x"});
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code(), ErrorCode::kNotFound);
  EXPECT_THAT(none.error().message(), HasSubstr("M01.1, M01.2, M07.1"));
  const auto other = check_measure(shipped_pack(), "M07.1", {"enterprise", "x"});
  ASSERT_FALSE(other.ok());
  EXPECT_THAT(other.error().message(), HasSubstr("enterprise: M01.1, M01.2"));
  EXPECT_TRUE(check_measure(shipped_pack(), "M07.1", {"warehouse", "x"}).ok());
}

TEST_F(PolicyStore, WrongRequestsAreRefusedWithTheirReason) {
  import_enterprise();
  struct Row {
    int year;
    const char* measure;
    const char* subject;
    const char* as_of;
    ErrorCode code;
  };
  const std::string own = "enterprise:" + id_;
  const Row rows[] = {
      {2022, nullptr, nullptr, nullptr, ErrorCode::kInvalidArgument},  // before R2's first year
      {2023, "M09.9", nullptr, nullptr, ErrorCode::kInvalidArgument},
      {2023, "M07.1", own.c_str(), nullptr, ErrorCode::kInvalidArgument},
      {2023, nullptr, "warehouse:nowhere", nullptr, ErrorCode::kNotFound},
      {2023, nullptr, nullptr, "2023-03-02", ErrorCode::kFailedPrecondition},
      {2023, nullptr, nullptr, "2023-12-31", ErrorCode::kFailedPrecondition},  // not over
      {2023, nullptr, nullptr, "2024-04-02", ErrorCode::kFailedPrecondition},  // still to come
      {2024, nullptr, nullptr, nullptr, ErrorCode::kFailedPrecondition},
  };
  for (const Row& row : rows) {
    DetermineOptions options;
    options.year = row.year;
    if (row.measure != nullptr) options.measure = row.measure;
    if (row.subject != nullptr) options.subject = facts::Subject::parse(row.subject).value();
    if (row.as_of != nullptr) options.as_of = Date::parse(row.as_of).value();
    const auto all =
        determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-04-01"));
    ASSERT_FALSE(all.ok());
    EXPECT_EQ(all.error().code(), row.code) << all.error().message();
  }
  DetermineOptions options;
  options.year = 2022;
  options.readings["first_award_year"] = "2022";
  EXPECT_FALSE(
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2023-04-01")).ok() &&
      versions() > 0);  // what-if stores nothing
  options.readings = {{"turnover_whose", "group"}};
  options.year = 2023;
  const auto not_computed =
      determine(*store_, shipped_pack(), shipped_catalogue(), options, act("2024-04-01"));
  ASSERT_FALSE(not_computed.ok());
  EXPECT_THAT(not_computed.error().message(), HasSubstr("legal_person"));
  const auto none = find_determination(*store_, {"enterprise", id_}, "M01.1", 2023);
  ASSERT_FALSE(none.ok());
  EXPECT_EQ(none.error().code(), ErrorCode::kNotFound);
}

}  // namespace
}  // namespace chuhai::policy
