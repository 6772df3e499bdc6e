// Messages through the whole stage into a store, and back out.
#include <gmock/gmock.h>

#include <set>

#include "clearance/intake_fixture.h"
#include "clearance/parcels_event.h"
#include "store/comparison.h"

namespace chuhai::clearance {
namespace {

TEST_F(IntakeTest, TakesEverythingInAndAddsItUp) {
  const IntakeSummary summary = take(*store_, files_);
  EXPECT_EQ(summary.files, files_.size());
  EXPECT_EQ(summary.documents, documents_.size());
  EXPECT_EQ(summary.documents_refused + summary.messages_refused + summary.not_yet_handled, 0u);
  EXPECT_EQ(summary.parcels_written, static_cast<size_t>(kParcels));
  EXPECT_EQ(summary.parcels_open, 0u);
  EXPECT_EQ(summary.transitions, static_cast<size_t>(kParcels) * 11);
  const auto counts = count_exceptions(*store_).value();
  EXPECT_EQ(counts.to_json().to_string(),
            R"({"orders":130,"complete":130,"missing":{},"amounts":{"equal":130},"refused":{}})");

  Amount5Sum turnover, exported, turnover_told, exported_told;
  for (const Document& document : documents_) {
    if (document.kind == DocumentKind::kOrder) turnover += document.goods_value;
    for (const auto& line : document.lines)
      if (document.kind == DocumentKind::kList) exported += line.total_price;
  }
  int64_t orders = 0, lists = 0;
  EXPECT_OK(for_each_total(*store_, "", [&](const TotalKey& key, const Total& total) {
    (key.kind == TotalKind::kTurnover ? turnover_told : exported_told) += total.amount;
    (key.kind == TotalKind::kTurnover ? orders : lists) += total.documents_once;
    return Status();
  }));
  EXPECT_EQ(turnover_told, turnover);
  EXPECT_EQ(exported_told, exported);
  EXPECT_EQ(orders, kParcels);
  EXPECT_EQ(lists, kParcels);
}

TEST_F(IntakeTest, EvidenceAddsUpToEveryTotal) {
  take(*store_, {files_.begin(), files_.begin() + static_cast<int>(files_.size() / 2)});
  std::map<TotalKey, Total> totals;
  EXPECT_OK(for_each_total(*store_, "", [&](const TotalKey& key, const Total& total) {
    totals[key] = total;
    return Status();
  }));
  ASSERT_GT(totals.size(), 50u);
  std::set<std::tuple<TotalKind, std::string, int>> subjects;
  for (const auto& [key, total] : totals) subjects.insert({key.kind, key.subject, key.year});
  for (const auto& [kind, subject, year] : subjects) {
    std::map<TotalKey, Total> evidence;
    EXPECT_OK(for_each_evidence(*store_, kind, subject, year, Form::kMessage,
                                [&](const EvidenceDocument& document) {
                                  Total& total = evidence[document.key];
                                  total.amount += document.amount;
                                  ++total.documents;
                                  EXPECT_FALSE(document.document_key.empty());
                                  return Status();
                                }));
    for (const auto& [key, total] : evidence) {
      EXPECT_EQ(total.amount, totals[key].amount);
      EXPECT_EQ(total.documents, totals[key].documents);
      totals.erase(key);
    }
  }
  EXPECT_TRUE(totals.empty()) << totals.size() << " totals without evidence";
}

TEST_F(IntakeTest, AParcelIsFoundByEveryKeyOpenOrWritten) {
  const ExampleParcel example = example_parcel(17);
  for (const bool whole : {false, true}) {
    take(*store_,
         whole ? files_
               : std::vector(files_.begin(), files_.begin() + static_cast<int>(files_.size() / 2)));
    for (const std::string& key :
         {example.order.ebc_code + "/" + example.order.order_no, example.order.order_no,
          example.list.logistics_code + "/" + example.list.logistics_no, example.list.logistics_no,
          example.list.cop_no, example.answers.back().pre_no, example.answers.back().invt_no}) {
      const auto found = find_parcels(*store_, key);
      ASSERT_TRUE(found.ok()) << found.error().message();
      ASSERT_EQ(found->size(), 1u) << key;
      const Parcel& parcel = found->front();
      EXPECT_EQ(parcel.order_no, example.order.order_no);
      EXPECT_TRUE(parcel.complete());
      ASSERT_FALSE(parcel.transitions.empty());
      EXPECT_TRUE(parcel.transitions[0].info.starts_with(kSimulatedCustoms));
      const auto bytes = journal::read_bytes(*store_, parcel.waybill->locator.entry);
      EXPECT_THAT(*bytes, ::testing::HasSubstr(parcel.waybill->logistics_no));
      EXPECT_THAT(*bytes, ::testing::Not(::testing::HasSubstr("88888888"))) << "telephone is cut";
    }
    EXPECT_TRUE(find_parcels(*store_, "nothing")->empty());
    EXPECT_TRUE(find_parcels(*store_, "")->empty());
  }
}

TEST_F(IntakeTest, TakingTheSameFilesAgainChangesNothing) {
  take(*store_, files_);
  const auto before = told(*store_);
  const IntakeSummary again = take(*store_, files_);
  EXPECT_EQ(again.repeats, files_.size());
  EXPECT_EQ(again.documents + again.parcels_written, 0u);
  EXPECT_EQ(differences(before, told(*store_)), "");
  // The same documents in messages of another cut: repeats one by one.
  const IntakeSummary cut = take(*store_, write_messages(folder_.path(), documents_, "b", 7));
  EXPECT_EQ(cut.documents, 0u);
  EXPECT_EQ(cut.documents_repeated, documents_.size());
  EXPECT_EQ(differences(before, told(*store_)), "");
}

TEST_F(IntakeTest, BatchesAndThreadsMakeNoDifference) {
  take(*store_, files_);
  const auto expected = told(*store_);
  int number = 0;
  for (const auto& [files_max, ahead] : {std::pair{1, false}, {3, true}, {50, false}}) {
    const auto other =
        open_store(folder_.path() / std::to_string(number++), store::OpenMode::kCreate);
    IntakeLimits limits;
    limits.files_max = static_cast<size_t>(files_max);
    limits.decode_ahead = ahead;
    limits.batches_per_checkpoint = 5;
    take(*other, files_, limits);
    EXPECT_EQ(differences(expected, told(*other)), "");
  }
}

TEST_F(IntakeTest, WaitingThenIncompleteThenALateReceipt) {
  const ExampleParcel example = example_parcel(500);
  const auto file = [&](std::string_view name, const Document& document) {
    return write(name, document);
  };
  const journal::Act first{example.list.app_time.plus_millis(kExampleDay), "test"};
  take(*store_, {file("o", example.order), file("w", example.waybill), file("l", example.list)}, {},
       first);
  auto counts = count_exceptions(*store_).value();
  EXPECT_EQ(counts.to_json().to_string(),
            R"({"orders":1,"complete":0,"missing":{},"amounts":{},"refused":{},"waiting":1})");
  const IntakeSummary later = take(*store_, {}, {}, kAct);
  EXPECT_EQ(later.parcels_written, 1u);
  counts = count_exceptions(*store_).value();
  EXPECT_EQ(counts.missing, (std::map<std::string, size_t>{{"payment", 1}}));
  std::vector<Exception> exceptions;
  EXPECT_OK(for_each_exception(*store_, "missing", [&](const Exception& exception) {
    exceptions.push_back(exception);
    return Status();
  }));
  ASSERT_EQ(exceptions.size(), 1u);
  EXPECT_EQ(exceptions[0].detail, "payment");
  take(*store_, {file("r", example.receipt)});
  const auto found = find_parcels(*store_, example.order.order_no).value();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].version, 2);
  EXPECT_TRUE(found[0].complete());
  counts = count_exceptions(*store_).value();
  EXPECT_EQ(counts.orders, 1u);
  EXPECT_EQ(counts.complete, 1u);
  EXPECT_TRUE(counts.missing.empty());
}

TEST_F(IntakeTest, RefusalsAreKeptWithTheirVerdict) {
  const ExampleParcel example = example_parcel(501);
  Document duplicate = example.order;
  duplicate.freight = Amount5();
  Document change = example.order;
  change.app_type = '2';
  Document held = example.list;
  held.app_status = '1';
  ASSERT_TRUE(write_file(folder_.path() / "bad.xml", "<x>").ok());
  const IntakeSummary summary =
      take(*store_, {write("o", example.order), write("d", duplicate), write("c", change),
                     write("h", held), folder_.path() / "bad.xml"});
  EXPECT_EQ(summary.messages_refused, 1u);
  EXPECT_EQ(summary.documents_refused, 1u);
  EXPECT_EQ(summary.not_yet_handled, 1u);
  EXPECT_EQ(summary.held, 1u);
  const auto counts = count_exceptions(*store_).value();
  EXPECT_EQ(counts.refused.size(), 3u);
  EXPECT_EQ(counts.refused.at("order.duplicate"), 1u);
  EXPECT_EQ(counts.refused.at("not_yet_handled.change"), 1u);
  std::string findings;
  EXPECT_OK(store_->query("SELECT findings FROM clearance_verdict", {},
                          [&](const store::Row& row) -> Status {
                            findings += row.text(0);
                            return {};
                          }));
  EXPECT_THAT(findings, ::testing::HasSubstr("-301010"));
  EXPECT_THAT(findings, ::testing::HasSubstr("document.held"));
}

TEST_F(IntakeTest, ARepeatGetsItsFirstVerdictAgain) {
  const ExampleParcel example = example_parcel(501);
  Document duplicate = example.order, change = example.order, held = example.list;
  duplicate.freight = Amount5();
  change.app_type = '2';
  held.app_status = '1';
  Document wrong = example_parcel(502).order;
  wrong.currency = "998";
  ASSERT_TRUE(write_file(folder_.path() / "bad.xml", "<x>").ok());
  const std::vector<std::filesystem::path> files = {
      write("o", example.order), write("d", duplicate), write("c", change),
      write("h", held),          write("w", wrong),     folder_.path() / "bad.xml"};
  const IntakeSummary first = take(*store_, files);
  const auto counts = count_exceptions(*store_).value().to_json().to_string();
  const auto verdicts = [](const auto& one) {
    return std::tuple(one.messages_refused, one.documents, one.documents_refused,
                      one.not_yet_handled, one.held, one.in_future, one.refused_by_rule);
  };
  EXPECT_EQ(first.messages_refused, 1u);
  EXPECT_EQ(first.documents_refused, 2u);
  EXPECT_EQ(first.not_yet_handled, 1u);
  EXPECT_EQ(first.held, 1u);
  EXPECT_EQ(first.documents_read, 5u);
  const IntakeSummary again = take(*store_, files);
  EXPECT_EQ(again.repeats, files.size());
  EXPECT_EQ(verdicts(again.repeated), verdicts(first));
  EXPECT_EQ(verdicts(again), verdicts(IntakeSummary()));
  EXPECT_EQ(again.documents_read, first.documents_read);
  EXPECT_EQ(again.refused_again_or_now(), first.refused_again_or_now());
  EXPECT_EQ(count_exceptions(*store_).value().to_json().to_string(), counts);
  // Twice within one command, in a store of its own.
  const auto other = open_store(folder_.path() / "twice", store::OpenMode::kCreate);
  std::vector twice = files;
  twice.insert(twice.end(), files.begin(), files.end());
  const IntakeSummary both = take(*other, twice);
  EXPECT_EQ(both.repeats, files.size());
  EXPECT_EQ(verdicts(both), verdicts(first));
  EXPECT_EQ(verdicts(both.repeated), verdicts(first));
  EXPECT_EQ(count_exceptions(*other).value().to_json().to_string(), counts);
}

TEST_F(IntakeTest, DocumentsDatedLaterThanTheirIntakeAreRemarkedOn) {
  const ExampleParcel example = example_parcel(3);
  const Instant sent = example.order.app_time;
  const auto path = write("o", example.order);
  const auto take_at = [&](std::string_view name, Instant at, int tolerance) {
    const auto store = open_store(folder_.path() / name, store::OpenMode::kCreate);
    Settings settings;
    settings.clock_tolerance_minutes = tolerance;
    const auto summary =
        intake_messages_limited(*store, settings, {at, "test"}, {path}, nullptr, {});
    EXPECT_TRUE(summary.ok()) << summary.error().message();
    EXPECT_EQ(summary->documents, 1u) << "a finding refuses nothing";
    std::vector<std::string> told;
    const Status read = for_each_finding(*store, [&](const StoredFinding& stored) {
      told.push_back(*stored.finding.find("rule")->as_string() + " " +
                     *stored.finding.find("value")->as_string() + " " + stored.source_name);
      return Status();
    });
    EXPECT_TRUE(read.ok());
    EXPECT_EQ(told.size(), summary->in_future);
    return told;
  };
  using Told = std::vector<std::string>;
  const std::string finding = "document.future " + sent.to_string() + " " + path.string();
  EXPECT_EQ(take_at("a", sent.plus_millis(-10 * 60'000), 10), Told{});
  EXPECT_EQ(take_at("b", sent.plus_millis(-10 * 60'000 - 1), 10), Told{finding});
  EXPECT_EQ(take_at("c", sent.plus_millis(-10 * 60'000), 0), Told{finding});
  EXPECT_EQ(take_at("d", sent, 0), Told{});
}

TEST_F(IntakeTest, FindingsAreInTheOrderOfTheJournal) {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> names;
  for (int i = 0; i < 40; ++i) {
    Document held = example_parcel(i).order;
    held.app_status = '1';
    files.push_back(write(fmt::format("h{:02}", i), held));
    names.push_back(files.back().string());
  }
  IntakeLimits limits;
  limits.files_max = 7;
  take(*store_, files, limits);
  std::vector<std::string> told;
  std::vector<std::pair<int64_t, int>> places;
  EXPECT_OK(for_each_finding(*store_, [&](const StoredFinding& stored) {
    told.push_back(stored.source_name);
    places.emplace_back(stored.batch, stored.ordinal);
    EXPECT_EQ(stored.message_type, "CEB303Message");
    return Status();
  }));
  EXPECT_EQ(told, names);
  EXPECT_TRUE(std::is_sorted(places.begin(), places.end()));
}

TEST_F(IntakeTest, EventsTellWhichTotalsChanged) {
  take(*store_, files_);
  std::set<std::pair<int, ParcelId>> parcels;
  std::set<Touched> touched, expected;
  EXPECT_OK(journal::for_each_event(*store_, "test", [&](const journal::Event& event) -> Status {
    EXPECT_EQ(event.kind, kParcelsEvent);
    CHUHAI_ASSIGN_OR_RETURN(const ParcelsEvent parsed, parse_parcels_event(event.payload));
    parcels.insert(parsed.parcels.begin(), parsed.parcels.end());
    touched.insert(parsed.touched.begin(), parsed.touched.end());
    return {};
  }));
  EXPECT_OK(for_each_total(*store_, "", [&](const TotalKey& key, const Total&) {
    expected.insert({key.kind, key.form, key.subject, key.year});
    return Status();
  }));
  EXPECT_EQ(parcels.size(), static_cast<size_t>(kParcels));
  EXPECT_EQ(touched, expected);
}

TEST_F(IntakeTest, TwoIntakesAtOnceDontMixUp) {
  auto whole = open_store(folder_.path() / "whole", store::OpenMode::kCreate);
  take(*whole, files_);
  // What the first one holds in memory is overtaken by the second, batch by batch.
  const Settings settings;
  auto one = Session::open(*store_, settings, kAct, {}).value();
  const size_t half = files_.size() / 2;
  take(*store_, {files_.begin(), files_.begin() + static_cast<ptrdiff_t>(half)});
  EXPECT_OK(one->write_batch([](Session::Writing&) { return Status(); }));
  EXPECT_EQ(one->state().matcher.open_parcels(),
            recover(*store_, {}).value()->matcher.open_parcels());
  take(*store_, {files_.begin() + static_cast<ptrdiff_t>(half), files_.end()});
  EXPECT_OK(one->close());
  EXPECT_EQ(differences(told(*whole), told(*store_)), "");
}

TEST_F(IntakeTest, BothEnginesHoldTheSameRows) {
  if (!store::tests_run_on_postgres()) GTEST_SKIP() << "no PostgreSQL server: tools/postgres.sh";
  const auto sqlite =
      store::Store::open((folder_.path() / "file").string(), store::OpenMode::kCreate).value();
  for (const auto migrations : {journal::migrations(), clearance::migrations()})
    EXPECT_OK(sqlite->migrate(migrations));
  IntakeLimits limits;
  limits.files_max = 100;
  take(*sqlite, files_, limits);
  take(*store_, files_, limits);
  for (const auto migrations : {journal::migrations(), clearance::migrations()}) {
    for (const store::TableDefinition& table : store::tables_of(migrations).value()) {
      const auto compared =
          store::compare_table(*sqlite, *store_, table, [&](const store::Difference& one) {
            ADD_FAILURE() << one.table << " " << one.key << " " << one.column << ": " << one.left
                          << " / " << one.right;
          });
      EXPECT_TRUE(compared.ok()) << compared.error().message();
    }
  }
}

// The client got no answer to its act, and sends it again: batches that are there are passed over.
TEST_F(IntakeTest, AnActSentAgainIsDoneOnce) {
  take(*store_, files_);
  const auto expected = told(*store_);
  const auto other = open_store(folder_.path() / "again", store::OpenMode::kCreate);
  journal::Act act = kAct;
  act.id = "client 1";
  IntakeLimits limits;
  limits.files_max = 15;
  limits.stop_after_batches = 3;
  (void)intake_messages_limited(*other, {}, act, files_, nullptr, limits);
  limits.stop_after_batches = -1;
  const IntakeSummary rest = take(*other, files_, limits, act);
  EXPECT_EQ(rest.files, files_.size() - 3 * 15);
  EXPECT_EQ(rest.repeats, 0u);
  EXPECT_EQ(differences(expected, told(*other)), "");
  EXPECT_EQ(take(*other, files_, limits, act).files, 0u);
  EXPECT_EQ(differences(expected, told(*other)), "");
}

TEST_F(IntakeTest, HostileAmountsDontOverflowTheTotals) {
  std::vector<Document> orders;
  for (int i = 0; i < 50; ++i) {
    Document order = example_parcel(i * 50).order;
    order.app_time = kExampleStart;
    order.order_type = 'B';
    order.goods_value = Amount5::from_units(INT64_MAX);
    order.lines.resize(1);
    order.lines[0].total_price = order.goods_value;
    orders.push_back(order);
  }
  take(*store_, write_messages(folder_.path(), orders, "h", 3));
  Amount5Sum sum;
  EXPECT_OK(for_each_total(*store_, orders[0].ebc_code, [&](const TotalKey&, const Total& total) {
    sum += total.amount;
    return Status();
  }));
  EXPECT_EQ(sum.units(), static_cast<__int128>(INT64_MAX) * 50);
}

}  // namespace
}  // namespace chuhai::clearance
