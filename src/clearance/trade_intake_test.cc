// Spreadsheets through the shipped template into a store.
#include "base/file.h"
#include "clearance/intake_fixture.h"
#include "documents/mapping.h"

namespace chuhai::clearance {
namespace {

class TradeIntake : public ::testing::Test {
 protected:
  void SetUp() override {
    store_ = open_store(folder_.path() / "store", store::OpenMode::kCreate);
    template_ =
        read_file(std::filesystem::path(CHUHAI_SOURCE_DIR) / "mappings/template.yaml").value();
    yaml_ = template_;
    const std::string placeholder(documents::kPlaceholderSeller);
    for (size_t at = yaml_.find(placeholder); at != std::string::npos; at = yaml_.find(placeholder))
      yaml_.replace(at, placeholder.size(), "91430100MA4M76GY99");
  }
  std::filesystem::path write(std::string_view name, std::string_view rows) {
    const auto path = folder_.path() / name;
    const std::string header =
        "order_no,order_time,platform,goods_value,freight,currency,pay_no,paid_amount,shipped_at,"
        "carrier,waybill_no\n";
    EXPECT_TRUE(write_file(path, header + std::string(rows)).ok());
    return path;
  }
  IntakeSummary take(const std::vector<std::filesystem::path>& files,
                     std::string_view mapping = "template") {
    auto summary = intake_trade_records(*store_, {}, kAct, yaml_, mapping, files, nullptr);
    EXPECT_TRUE(summary.ok()) << summary.error().message();
    return summary.ok() ? *summary : IntakeSummary{};
  }

  TemporaryFolder folder_;
  std::unique_ptr<store::Store> store_;
  std::string template_;  // as shipped
  std::string yaml_;      // with a seller in it
};

const char* const kRows =
    "A1,2023-05-01 10:00:00,shop,10.00,1.00,USD,P1,11.00,2023-05-02 10:00:00,SF,W1\n"
    "A2,2023-05-01 10:00:00,shop,ten,1.00,USD,P2,11.00,2023-05-02 10:00:00,SF,W2\n"
    "A3,2024-05-01 10:00:00,shop,10.00,1.00,USD,P3,11.00,2023-05-02 10:00:00,SF,W3\n";

TEST_F(TradeIntake, ARepeatRefusesItsRowsAgain) {
  const auto file = write("a.csv", kRows);
  const IntakeSummary first = take({file});
  EXPECT_EQ(first.repeats, 0u);
  EXPECT_EQ(first.documents_refused, 1u);
  EXPECT_EQ(first.refused_by_rule.at("trade_record.row"), 1u);
  EXPECT_GE(first.documents, 6u);
  EXPECT_GE(first.documents_read, first.documents);
  EXPECT_GE(first.in_future, 1u) << "an order of May 2024, taken in at the end of 2023";
  const auto counts = count_exceptions(*store_).value().to_json().to_string();
  size_t findings = 0;
  const auto count = [&](const StoredFinding&) {
    ++findings;
    return Status();
  };
  EXPECT_OK(for_each_finding(*store_, count));
  const size_t findings_first = std::exchange(findings, 0);
  for (int i = 0; i < 2; ++i) {
    const IntakeSummary again = take({file});
    EXPECT_EQ(again.repeats, 1u);
    EXPECT_EQ(again.documents, 0u);
    EXPECT_EQ(again.documents_repeated, first.documents);
    EXPECT_EQ(again.documents_refused, 0u);
    EXPECT_EQ(again.repeated.documents_refused, first.documents_refused);
    EXPECT_EQ(again.repeated.refused_by_rule, first.refused_by_rule);
    EXPECT_EQ(again.repeated.in_future, first.in_future);
    EXPECT_EQ(again.refused_again_or_now(), first.refused_again_or_now());
  }
  EXPECT_EQ(count_exceptions(*store_).value().to_json().to_string(), counts);
  EXPECT_OK(for_each_finding(*store_, count));
  EXPECT_EQ(findings, findings_first) << "the first verdict stays the only one on file";
}

TEST_F(TradeIntake, TheTemplatesPlaceholderIsNoSeller) {
  const auto file = write("a.csv", kRows);
  const auto taken =
      intake_trade_records(*store_, {}, kAct, template_, "template", {file}, nullptr);
  ASSERT_FALSE(taken.ok());
  EXPECT_EQ(taken.error().code(), ErrorCode::kInvalidArgument);
}

// Added up, the same order would prove twice what the seller sold.
TEST_F(TradeIntake, AnotherMappingsRecordOfTheSameOrderIsRefused) {
  const IntakeSummary first = take({write("a.csv", kRows)});
  ASSERT_GT(first.documents, 0u);
  yaml_.replace(yaml_.find("name: template"), 14, "name: anotherx");
  const IntakeSummary repeat = take({write("a.csv", kRows)}, "elsewhere/other.yaml");
  EXPECT_EQ(repeat.documents, 0u);
  EXPECT_EQ(repeat.repeated.refused_by_rule.at("trade_record.other_mapping"), first.documents);
  const IntakeSummary fresh = take({write("b.csv", std::string(kRows) + "\n")}, "other.yaml");
  EXPECT_EQ(fresh.documents, 0u);
  EXPECT_EQ(fresh.refused_by_rule.at("trade_record.other_mapping"), first.documents);
}

}  // namespace
}  // namespace chuhai::clearance
