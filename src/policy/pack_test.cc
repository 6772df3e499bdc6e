// The pack loads as a whole or not at all, and every mistake is named with its file and line.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "policy/cases.h"
#include "policy/policy_test_support.h"

namespace chuhai::policy {
namespace {

using ::testing::HasSubstr;

// A copy of the shipped pack with one text replaced in one file.
class PackCopy {
 public:
  explicit PackCopy(const std::string& name)
      : directory_(std::filesystem::temp_directory_path() /
                   fmt::format("chuhai_pack_{}_{}", getpid(), name)) {
    std::filesystem::remove_all(directory_);
    std::filesystem::copy(pack_dir(), directory_, std::filesystem::copy_options::recursive);
  }
  ~PackCopy() { std::filesystem::remove_all(directory_); }
  const std::filesystem::path& directory() const { return directory_; }

  void replace(const std::string& file, const std::string& from, const std::string& to) {
    std::string text = read_file(directory_ / file).value();
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos) << file << " has no " << from;
    ASSERT_TRUE(write_file(directory_ / file, text.replace(at, from.size(), to)).ok());
  }

 private:
  std::filesystem::path directory_;
};

TEST(PackLoad, ShippedPackNamesItsLawAndMeasures) {
  const Pack& pack = shipped_pack();
  EXPECT_EQ(pack.id(), "hunan/cbec/2023-9");
  EXPECT_EQ(pack.contents().document_number, "湘政办发〔2023〕9号");
  EXPECT_EQ(pack.digest().size(), 64u);
  std::vector<std::string> ids;
  for (const auto& measure : pack.measures()) ids.push_back(measure.id);
  EXPECT_EQ(ids, (std::vector<std::string>{"M01.1", "M01.2", "M07.1"}));
  for (const char* id :
       {"R1", "R2", "R3", "R4", "R5", "R6", "R9", "R12", "R17", "R23", "R24", "R25", "R27"}) {
    EXPECT_EQ(pack.contents().readings.count(id), 1u) << id;
  }
  EXPECT_TRUE(pack.contents().scales.at(0).example);
}

struct Mistake {
  const char* name;
  const char* file;
  const char* from;
  const char* to;
  const char* said;  // part of the message
};

constexpr Mistake kMistakes[] = {
    {"unknown key", "pack.yaml",
     "rate_table:", "rate_tabel: x\nrate_table:", "unknown key rate_tabel"},
    {"missing key", "pack.yaml", "rate_table: example-monthly", "", "rate_table is missing"},
    {"key twice", "pack.yaml", "rate_table:", "rate_table: x\nrate_table:", "is there twice"},
    {"no yaml", "pack.yaml", "id: hunan", "id: [hunan", "pack.yaml:"},
    {"bad date", "pack.yaml", "issued: 2023-03-03", "issued: 2023-02-30", "must be a date"},
    {"unknown fact", "pack.yaml", "fact: turnover", "fact: turnovers", "no fact turnovers"},
    {"unknown basis", "pack.yaml", "[zone_platform,", "[zone_plattform,", "no basis"},
    {"unknown model", "pack.yaml", "model: growth.dmn", "model: grow.dmn", "no model grow.dmn"},
    {"unknown decision", "pack.yaml", "decision: first_reach_100m", "decision: first",
     "no decision first"},
    {"unknown reading", "pack.yaml", "readings: [R3, R5, R25]", "readings: [R3, R99]",
     "no reading R99"},
    {"choice not computed", "pack.yaml", "value: legal_person}]", "value: group}]",
     "this version computes legal_person, not group"},
    {"choice not offered", "pack.yaml", "value: both}]", "value: neither}]", "none of the choices"},
    {"setting missing", "pack.yaml",
     "first_award_year:", "first_award_yeer:", "setting first_award_year is missing"},
    {"reason without words", "pack.yaml",
     "below_threshold:", "below_treshold:", "no words for reason"},
    {"state without a why", "pack.yaml", "state: in_force", "state: suspended", "needs a note"},
    {"parameter missing", "parameters.yaml", "m01_1_ceiling:", "m01_1_cieling:", "growth.dmn:"},
    {"cap parameter missing", "parameters.yaml",
     "m07_1_joint_cap:", "m07_1_cap:", "no parameter m07_1_joint_cap"},
    {"number", "parameters.yaml", "value: 5000000", "value: five", "must be a number"},
    {"cell not FEEL", "growth.dmn", "<text>&lt; m01_1_turnover_threshold</text>",
     "<text>&lt; &lt; 1</text>", "growth.dmn:"},
    {"nothing feeds an input", "growth.dmn", "<text>turnover</text>", "<text>turnovers</text>",
     "growth.dmn"},
    {"outcome misspelt", "growth.dmn", "<text>\"met\"</text>", "<text>\"meet\"</text>",
     "growth.dmn"},
    {"scale of no measure", "scales/example-city.yaml", "M01.1:", "M01.9:", "no measure M01.9"},
};

TEST(PackLoad, EveryMistakeIsNamed) {
  for (const Mistake& mistake : kMistakes) {
    PackCopy copy("mistake");
    copy.replace(mistake.file, mistake.from, mistake.to);
    const auto pack = Pack::load(copy.directory(), shipped_catalogue());
    ASSERT_FALSE(pack.ok()) << mistake.name;
    EXPECT_EQ(pack.error().code(), ErrorCode::kInvalidArgument) << mistake.name;
    EXPECT_THAT(pack.error().message(), HasSubstr(mistake.said)) << mistake.name;
  }
}

TEST(PackLoad, MistakesAreAllListedWithTheirLines) {
  PackCopy copy("two");
  copy.replace("pack.yaml", "issued: 2023-03-03", "issued: tomorrow");
  copy.replace("pack.yaml", "cost: 40", "cost: dear");
  const auto pack = Pack::load(copy.directory(), shipped_catalogue());
  ASSERT_FALSE(pack.ok());
  EXPECT_THAT(pack.error().message(), HasSubstr("pack.yaml:6: pack.yaml.document.issued"));
  EXPECT_THAT(pack.error().message(), HasSubstr("highest_earlier_turnover.cost"));
}

TEST(PackLoad, AFileNobodyNamesIsRefused) {
  PackCopy copy("stray");
  ASSERT_TRUE(write_file(copy.directory() / "old.dmn", "<definitions/>").ok());
  const auto pack = Pack::load(copy.directory(), shipped_catalogue());
  ASSERT_FALSE(pack.ok());
  EXPECT_THAT(pack.error().message(), HasSubstr("old.dmn"));
}

TEST(PackLoad, TheDigestIsOverTheLawAndNotItsCases) {
  PackCopy copy("digest");
  const auto digest = [&] {
    return Pack::load(copy.directory(), shipped_catalogue()).value()->digest();
  };
  EXPECT_EQ(digest(), shipped_pack().digest());
  copy.replace("cases/growth.yaml", "one fen short", "a fen short");
  EXPECT_EQ(digest(), shipped_pack().digest());
  copy.replace("parameters.yaml", "value: 200000}", "value: 200001}");
  EXPECT_NE(digest(), shipped_pack().digest());
}

TEST(LegalState, ByDate) {
  const PackContents& pack = shipped_pack().contents();
  struct Row {
    const char* measure;
    const char* on;
    const char* state;
  };
  constexpr Row kRows[] = {
      {"M01.1", "2023-03-02", "not_yet_in_force"},
      {"M01.1", "2023-03-03", "in_force"},
      {"M01.1", "2024-07-31", "in_force"},
      {"M01.1", "2024-08-01", "held"},
      {"M01.2", "2025-12-31", "held"},
      {"M01.2", "2026-01-01", "continuation_not_set"},
      {"M07.1", "2024-08-01", "in_force"},
      {"M07.1", "2025-12-31", "in_force"},
      {"M07.1", "2026-01-01", "continuation_not_set"},
  };
  for (const Row& row : kRows) {
    const LegalState state =
        legal_state(pack, pack.measures.find(row.measure)->second, Date::parse(row.on).value());
    EXPECT_EQ(state.state, row.state) << row.measure << " " << row.on;
    EXPECT_EQ(state.note.zh.empty(), state.state == "in_force");
  }
}

TEST(LegalState, AReviewConclusionLiftsAndADecisionContinues) {
  PackCopy copy("states");
  copy.replace("pack.yaml", "review_conclusions: []",
               "review_conclusions: [{measures: [M01.1], number: 审〔2025〕1号, date: 2025-02-01, "
               "office: 省市场监管局, file: review.pdf}]");
  copy.replace(
      "pack.yaml", "decisions: []",
      "decisions: [{from: 2026-01-01, to: 2027-01-01, paper: 文〔2025〕9号, by: 省商务厅}]");
  const auto loaded = Pack::load(copy.directory(), shipped_catalogue());
  ASSERT_TRUE(loaded.ok()) << loaded.error().message();
  const PackContents& pack = loaded.value()->contents();
  const auto state = [&](const char* measure, const char* on) {
    return legal_state(pack, pack.measures.find(measure)->second, Date::parse(on).value()).state;
  };
  EXPECT_EQ(state("M01.1", "2025-01-31"), "held");
  EXPECT_EQ(state("M01.1", "2025-02-01"), "in_force");
  EXPECT_EQ(state("M01.2", "2025-02-01"), "held");
  EXPECT_EQ(state("M01.1", "2026-06-01"), "in_force");
  EXPECT_EQ(state("M01.2", "2026-06-01"), "held");
  EXPECT_EQ(state("M07.1", "2027-01-01"), "continuation_not_set");
}

// The ceiling never stands in for a number that is no amount of money.
TEST(Scale, ANumberThatIsNoAmountGivesNone) {
  constexpr std::string_view kCase = R"(
name: {zh: 例, en: example}
year: 2023
example_scales: true
enterprises: {A: {established: 2023-01-10}}
facts:
  - {of: A, fact: turnover, year: 2023, basis: statement, value: 130000000}
  - {of: A, fact: import_export, year: 2023, basis: customs_lists, value: 90000000}
)";
  const std::pair<const char*, const char*> rows[] = {
      {"200000", "200000.00"},
      {"150000.009", "150000.00"},
      {"-5", ""},
      {"1000000000000000000000000000000", ""},
  };
  for (const auto& [number, amount] : rows) {
    PackCopy copy("scale");
    const std::string cell = "<outputEntry id=\"award_100m_4_o\"><text>";
    copy.replace("scales/example-city.dmn", cell + "200000", cell + number);
    const auto pack = Pack::load(copy.directory(), shipped_catalogue());
    ASSERT_TRUE(pack.ok()) << pack.error().message();
    const auto all = determine_case(*pack.value(), shipped_catalogue(), std::string(kCase));
    ASSERT_TRUE(all.ok()) << all.error().message();
    const Determination& d = all.value().front();
    ASSERT_EQ(d.measure, "M01.1");
    EXPECT_EQ(d.amount ? d.amount->to_string() : "", amount) << number;
  }
}

}  // namespace
}  // namespace chuhai::policy
