#include "synthetic/synthetic.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <fstream>
#include <memory>
#include <set>

#include "base/credit_code.h"
#include "base/file.h"
#include "clearance/clearance.h"
#include "csv/csv.h"
#include "documents/decode.h"
#include "registry/codes.h"
#include "store/test_store.h"
#include "synthetic/goods.h"
#include "synthetic/large.h"
#include "synthetic/story.h"
#include "synthetic/year.h"

namespace chuhai::synthetic {
namespace {

namespace fs = std::filesystem;

// Generated years in a folder that goes with the test; the same options are generated once.
class SyntheticTest : public ::testing::Test {
 protected:
  struct Generated {
    fs::path folder;
    Json manifest;
  };

  static void SetUpTestSuite() {
    root_ = fs::temp_directory_path() / fmt::format("chuhai_synthetic_{}", getpid());
    fs::remove_all(root_);
  }
  static void TearDownTestSuite() { fs::remove_all(root_); }

  static Generated make(uint64_t seed, int year, int parcels, std::string_view name) {
    GenerateOptions options{seed, year, parcels, root_ / name};
    auto manifest = generate(options, nullptr);
    EXPECT_TRUE(manifest.ok()) << (manifest.ok() ? "" : manifest.error().message());
    return {options.out, manifest.ok() ? std::move(manifest).value() : Json()};
  }
  static const Generated& first() {
    static const Generated generated = make(7, 2023, 300, "first");
    return generated;
  }
  static const Generated& second() {
    static const Generated generated = make(7, 2024, 300, "second");
    return generated;
  }
  static csv::CsvTable table(const fs::path& path) {
    return csv::parse_csv(read_file(path).value(), path.string()).value();
  }
  static int64_t number(const Json& json, std::string_view name) {
    const Json* found = json.find(name);
    return found == nullptr ? 0 : std::stoll(found->as_number()->text);
  }

  static fs::path root_;
};
fs::path SyntheticTest::root_;

std::map<std::string, std::string> all_files(const fs::path& folder) {
  std::map<std::string, std::string> files;
  const auto listed = list_files(folder).value();
  for (const fs::path& path : listed)
    files[fs::relative(path, folder).generic_string()] = read_file(path).value();
  return files;
}

TEST_F(SyntheticTest, TheSameOptionsGiveTheSameBytes) {
  const Generated again = make(7, 2023, 300, "again");
  EXPECT_EQ(all_files(first().folder), all_files(again.folder));
}

TEST_F(SyntheticTest, AnotherSeedGivesOtherEnterprisesAndDocuments) {
  const Generated other = make(8, 2023, 300, "other");
  const auto a = all_files(first().folder), b = all_files(other.folder);
  EXPECT_NE(a.at("registry/enterprises.csv"), b.at("registry/enterprises.csv"));
  EXPECT_NE(a.at("messages/000001-CEB303Message-01.xml"),
            b.at("messages/000001-CEB303Message-01.xml"));
}

TEST_F(SyntheticTest, TheRegistryIsTheSameForEveryYearOfASeed) {
  EXPECT_EQ(all_files(first().folder / "registry"), all_files(second().folder / "registry"));
}

TEST_F(SyntheticTest, AFolderThatHoldsAnythingIsLeftAlone) {
  const fs::path folder = root_ / "taken";
  fs::create_directories(folder);
  std::ofstream(folder / "mine.txt") << "mine";
  const auto result = generate({1, 2023, 10, folder}, nullptr);
  ASSERT_FALSE(result.ok());
  EXPECT_EQ(result.error().code(), ErrorCode::kAlreadyExists);
  EXPECT_EQ(all_files(folder).size(), 1u);
}

TEST_F(SyntheticTest, OptionsOutOfRangeAreRefused) {
  for (const GenerateOptions& options :
       {GenerateOptions{1, 1999, 10, root_ / "x"}, GenerateOptions{1, 2023, -1, root_ / "x"}}) {
    const auto result = generate(options, nullptr);
    ASSERT_FALSE(result.ok());
    EXPECT_EQ(result.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST_F(SyntheticTest, NoParcelsAtAllStillMakesALargeSellersYear) {
  const Generated none = make(7, 2023, 0, "none");
  EXPECT_EQ(number(*none.manifest.find("exceptions"), "complete"),
            number(*none.manifest.find("exceptions"), "orders"));
  EXPECT_EQ(none.manifest.find("planted")->as_object()->size(), 1u);  // repeats: 0
}

// What decoding says must be what was planted, and nothing else.
TEST_F(SyntheticTest, DecodingFindsThePlantedFaultsOnly) {
  for (const Generated* year : {&first(), &second()}) {
    std::map<std::string, int64_t> refused;
    std::set<std::string> seen;
    const auto files = list_files(year->folder / "messages").value();
    EXPECT_EQ(static_cast<int64_t>(files.size()), number(year->manifest, "files"));
    for (const fs::path& path : files) {
      const std::string bytes = read_file(path).value();
      if (!seen.insert(bytes).second) continue;  // a repeat
      const auto decoded = documents::decode_message(bytes, {});
      EXPECT_LE(decoded.document_count, 100);
      std::set<int> documents;
      for (const documents::Finding& finding : decoded.findings) {
        ASSERT_NE(finding.severity, documents::Severity::kFinding)
            << path << " " << finding.rule << " " << finding.field_path;
        if (documents.insert(finding.document).second) ++refused[finding.rule];
      }
    }
    const Json& expected = *year->manifest.find("exceptions")->find("refused");
    std::map<std::string, int64_t> wanted;
    for (const auto& [rule, count] : *expected.as_object())
      if (!rule.starts_with("not_yet_handled")) wanted[rule] = std::stoll(count.as_number()->text);
    EXPECT_EQ(refused, wanted);
    EXPECT_EQ(static_cast<int64_t>(files.size() - seen.size()),
              number(*year->manifest.find("planted"), "repeated_message"));
  }
}

TEST_F(SyntheticTest, EveryKindIsPlantedInTheNumberStated) {
  for (const Generated* year : {&first(), &second()}) {
    const Json& planted = *year->manifest.find("planted");
    EXPECT_EQ(planted.as_object()->size(), static_cast<size_t>(kPlantCount));
    for (const auto& [kind, count] : *planted.as_object())
      EXPECT_EQ(count.as_number()->text, "3") << kind;
  }
  EXPECT_EQ(planted_of_each(0), 0);
  EXPECT_EQ(planted_of_each(59), 0);
  EXPECT_EQ(planted_of_each(199), 3);
  EXPECT_EQ(planted_of_each(200), 3);
  EXPECT_EQ(planted_of_each(100'000), 100);
}

// The intake of the stages themselves must come to the manifest's counts.
TEST_F(SyntheticTest, IntakeCountsWhatTheManifestSays) {
  for (const Generated* year : {&first(), &second()}) {
    const fs::path folder = year->folder.string() + "-store";
    auto store = store::Store::open(store::test_address(folder), store::OpenMode::kCreate).value();
    ASSERT_TRUE(store->migrate(journal::migrations()).ok());
    ASSERT_TRUE(store->migrate(clearance::migrations()).ok());
    const journal::Act act{Instant::start_of(Date::of(2026, 3, 1).value()), "test"};
    const auto files = list_files(year->folder / "messages").value();
    const auto summary =
        clearance::intake_messages(*store, clearance::Settings(), act, files, nullptr);
    ASSERT_TRUE(summary.ok()) << summary.error().message();
    EXPECT_EQ(summary->repeats, 3u);
    EXPECT_EQ(summary->documents_repeated, 3u);
    EXPECT_EQ(summary->held, 3u);
    EXPECT_EQ(summary->not_yet_handled, 6u);
    const auto counts = clearance::count_exceptions(*store);
    ASSERT_TRUE(counts.ok()) << counts.error().message();
    EXPECT_EQ(counts->to_json().to_pretty_string(),
              year->manifest.find("exceptions")->to_pretty_string());
  }
}

TEST_F(SyntheticTest, EveryMessageButThePlantedOnesIsValid) {
  const char* const named = std::getenv("CHUHAI_SHARED");
  const fs::path shared =
      named != nullptr ? fs::path(named) : fs::path(CHUHAI_SOURCE_DIR) / ".." / "shared";
  const fs::path schema = shared / "customs/xsd/export-202205.xsd";
  if (!fs::exists(schema)) GTEST_SKIP() << "the official schemas aren't here";
  if (std::system("xmllint --version >/dev/null 2>&1") != 0) GTEST_SKIP() << "no xmllint";
  const fs::path report = root_ / "xmllint.txt";
  const std::string command =
      fmt::format("xmllint --noout --schema '{}' '{}'/messages/*.xml 2>'{}'", schema.string(),
                  first().folder.string(), report.string());
  EXPECT_NE(std::system(command.c_str()), 0);  // the planted ones
  std::set<std::string> valid, invalid;
  std::ifstream lines(report);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with(" validates")) valid.insert(line.substr(0, line.size() - 10));
    if (line.ends_with(" fails to validate")) invalid.insert(line.substr(0, line.size() - 18));
  }
  EXPECT_EQ(invalid.size(), 3u);
  EXPECT_EQ(static_cast<int64_t>(valid.size() + invalid.size()), number(first().manifest, "files"));
}

TEST_F(SyntheticTest, EverybodySaysThatTheyAreSyntheticAndHasAValidCode) {
  const auto enterprises = table(first().folder / "registry/enterprises.csv");
  std::set<std::string> ids, customs_codes, cities;
  ASSERT_GE(enterprises.rows().size(), 60u);
  for (const csv::CsvRow& row : enterprises.rows()) {
    const auto cell = [&](std::string_view column) {
      return std::string(*enterprises.cell(row, column));
    };
    EXPECT_TRUE(CreditCode::parse(cell("id")).ok()) << cell("id");
    EXPECT_EQ(cell("id").substr(2, 6), cell("region"));
    EXPECT_TRUE(ids.insert(cell("id")).second);
    EXPECT_TRUE(customs_codes.insert(cell("customs_code")).second) << cell("customs_code");
    EXPECT_EQ(cell("customs_code").size(), 10u);
    EXPECT_TRUE(registry::is_region(cell("region")));
    EXPECT_NE(cell("name_zh").find("（合成数据）"), std::string::npos);
    EXPECT_TRUE(cell("name_en").ends_with("(synthetic)"));
    EXPECT_EQ(cell("synthetic"), "1");
    if (registry::city_of(cell("region")) != nullptr) cities.insert(cell("region").substr(0, 4));
  }
  EXPECT_EQ(cities.size(), 14u);
}

TEST_F(SyntheticTest, CodesOfGoodsAndMarketsAreOfTheTables) {
  using registry::CodeTable;
  for (const Goods& goods : all_goods()) {
    EXPECT_EQ(goods.hs.size(), 10u);
    EXPECT_NE(registry::find_code(CodeTable::kUnit, goods.unit), nullptr) << goods.unit;
  }
  for (const Market& market : all_markets()) {
    EXPECT_NE(registry::find_code(CodeTable::kCountry, market.country), nullptr);
    EXPECT_NE(registry::find_code(CodeTable::kPort, market.country), nullptr) << market.country;
    EXPECT_NE(registry::find_code(CodeTable::kCurrency, market.currency), nullptr);
  }
  for (const ExampleCurrency& currency : all_currencies())
    EXPECT_EQ(registry::currency_of(currency.customs)->code(), currency.iso);
}

TEST_F(SyntheticTest, RetailListsStayWithinFiveThousandYuan) {
  for (const fs::path& path : list_files(first().folder / "messages").value()) {
    const auto decoded = documents::decode_message(read_file(path).value(), {});
    for (const documents::Document& document : decoded.documents) {
      if (document.kind != documents::DocumentKind::kList) continue;
      const int64_t rate = example_rate(document.currency, 2023, document.app_time.date().month());
      // Units of 10^-5 of the currency, times 10^6 of the rate.
      EXPECT_LE(static_cast<__int128>(document.amount.units()) * rate,
                static_cast<__int128>(5'000) * 100'000 * 1'000'000)
          << document.order_no;
    }
  }
}

TEST_F(SyntheticTest, LargeOrdersAddUpToTheFen) {
  for (const int year : {2023, 2024}) {
    const Province province = make_province(7);
    std::map<size_t, int64_t> sums;
    std::map<size_t, int> counts;
    for (const LargeOrder& order : large_orders(province, 7, year)) {
      EXPECT_GT(order.amount, 0);
      EXPECT_EQ(order.at.year(), year);
      sums[order.seller_index] += order.amount;
      ++counts[order.seller_index];
    }
    for (size_t i = 0; i < province.sellers.size(); ++i) {
      const PartYear story = story_of(province.sellers[i].part, year);
      EXPECT_EQ(sums[i], story.orders) << i;
      EXPECT_EQ(counts[i], story.count) << i;
    }
  }
}

TEST_F(SyntheticTest, HistoryKeepsItsGaps) {
  const Province province = make_province(7);
  const auto years_of = [&](Part part) {
    std::set<int> years;
    for (const HistoryRow& row : history_of(province.with(part), 2023))
      for (int year = row.first; year <= row.last; ++year)
        EXPECT_TRUE(years.insert(year).second) << year;
    return years;
  };
  EXPECT_EQ(years_of(Part::kJustOverByOrders).size(), 8u);  // 2015 to 2022
  EXPECT_TRUE(years_of(Part::kNoHistory).empty());
  const auto gap = years_of(Part::kHistoryGap);
  EXPECT_EQ(gap.size(), 7u);
  EXPECT_FALSE(gap.contains(2020));
  for (const HistoryRow& row : history_of(province.with(Part::kSecondTime), 2023)) {
    if (row.first == 2021) {
      EXPECT_EQ(row.fen, 10'500'000'000);
    }
    if (row.first == 2022) {
      EXPECT_EQ(row.fen, 8'000'000'000);
    }
  }
}

TEST_F(SyntheticTest, TheTelltaleLinesAreThere) {
  const std::string first_year = read_file(first().folder / "notable.txt").value();
  for (const std::string_view outcome : {"met 9", "not_met 9", "cannot_tell 9", "met warehouse:"})
    EXPECT_NE(first_year.find(outcome), std::string::npos) << outcome;
  const std::string second_year = read_file(second().folder / "notable.txt").value();
  EXPECT_TRUE(second_year.starts_with("met 9")) << second_year.substr(0, 40);
}

}  // namespace
}  // namespace chuhai::synthetic
