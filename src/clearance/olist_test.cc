// The orders of the Olist data set, where they are present: counts that everybody can check.
#include <gtest/gtest.h>

#include <cstdlib>
#include <set>

#include "base/file.h"
#include "clearance/clearance.h"
#include "clearance/example_messages.h"
#include "store/test_store.h"

namespace chuhai::clearance {
namespace {

std::filesystem::path shared_folder() {
  const char* const named = std::getenv("CHUHAI_SHARED");
  return named != nullptr ? std::filesystem::path(named)
                          : std::filesystem::path(CHUHAI_SOURCE_DIR) / ".." / "shared";
}

TEST(Olist, CountsAreExactAndTakingAgainChangesNothing) {
  const std::filesystem::path folder = shared_folder() / "data" / "olist";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no " << folder << ": set CHUHAI_SHARED";
  const auto yaml =
      read_file(std::filesystem::path(CHUHAI_SOURCE_DIR) / "mappings" / "olist.yaml").value();
  TemporaryFolder temporary;
  const auto store =
      store::Store::open(store::test_address(temporary.path() / "store"), store::OpenMode::kCreate)
          .value();
  for (const auto migrations : {journal::migrations(), clearance::migrations()})
    EXPECT_OK(store->migrate(migrations));
  const journal::Act act{Instant::start_of(Date::of(2024, 1, 1).value()), "test"};
  const auto files = list_files(folder).value();
  const auto first = intake_trade_records(*store, {}, act, yaml, "olist", files, nullptr);
  ASSERT_TRUE(first.ok()) << first.error().message();
  EXPECT_EQ(first->parcels_open, 0u);
  const std::string expected =
      R"({"orders":14618,"complete":13732,"missing":{"carrier":505,"goods_carrier":381},)"
      R"("amounts":{"equal":14161,"over":39,"within_0.01":32,"within_0.05":5},"refused":{}})";
  EXPECT_EQ(count_exceptions(*store).value().to_json().to_string(), expected);

  const auto again = intake_trade_records(*store, {}, act, yaml, "olist", files, nullptr);
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_EQ(again->documents, 0u);
  // Orders, items and payments; of the rest of the folder nothing is kept.
  EXPECT_EQ(again->repeats, 3u);
  EXPECT_EQ(again->files_unused.size(), files.size() - 3);
  EXPECT_EQ(again->parcels_written, 0u);
  EXPECT_EQ(count_exceptions(*store).value().to_json().to_string(), expected);

  // Replayed from the journal alone, nothing counts twice.
  EXPECT_OK(store->execute("UPDATE clearance_checkpoint SET watermark = 0 WHERE lane = 0"));
  EXPECT_EQ(count_exceptions(*store).value().to_json().to_string(), expected);

  // Trade records prove turnover only, and their evidence adds up.
  std::map<int, Amount5Sum> by_year, evidence;
  EXPECT_OK(for_each_total(*store, "OLIST", [&](const TotalKey& key, const Total& total) {
    EXPECT_EQ(key.kind, TotalKind::kTurnover);
    EXPECT_EQ(key.form, documents::Form::kTradeRecord);
    EXPECT_EQ(key.currency, "BRL");
    by_year[key.year] += total.amount;
    return Status();
  }));
  for (const auto& [year, sum] : by_year)
    EXPECT_OK(for_each_evidence(*store, TotalKind::kTurnover, "OLIST", year,
                                documents::Form::kTradeRecord,
                                [&, y = year](const EvidenceDocument& document) {
                                  evidence[y] += document.amount;
                                  return Status();
                                }));
  EXPECT_EQ(evidence, by_year);
}

}  // namespace
}  // namespace chuhai::clearance
