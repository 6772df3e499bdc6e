// The words of explanations, in both languages, against golden files (rewritten with
// UPDATE_GOLDEN=1), and that a stored determination reads back to the same words.
#include <cstdlib>

#include "policy/cases.h"
#include "policy/policy_test_support.h"

namespace chuhai::policy {
namespace {

struct Example {
  const char* file;
  const char* measure;
  const char* subject;
  const char* yaml;
};

constexpr const char* kMetByLowerBound = R"(
name: {zh: 例, en: example}
year: 2023
enterprises:
  91430300MA4EXMPL01:
    name: {zh: 云溪跨境电商有限公司, en: "Yunxi CBEC Co., Ltd."}
    established: 2018-03-01
facts:
  - {of: 91430300MA4EXMPL01, fact: turnover, year: 2018-2021, basis: statement, bound: below, value: 100000000, paper: 报表-2018-2021, accepted_by: 湘潭市商务局, history: true}
  - {of: 91430300MA4EXMPL01, fact: turnover, year: 2022, basis: statement, value: 61200000, paper: 报表-2022, accepted_by: 湘潭市商务局, history: true}
  - {of: 91430300MA4EXMPL01, fact: turnover, year: 2023, basis: zone_platform, bound: lower, value: 104312870.55, count: 26114}
)";

constexpr const char* kMetAndHeld = R"(
name: {zh: 例, en: example}
year: 2024
example_scales: true
enterprises:
  91430100MA4EXMPL02: {name: {zh: 麓山优品有限公司, en: "Lushan Goods Co., Ltd."}, established: 2023-06-01, region: "430104"}
facts:
  - {of: 91430100MA4EXMPL02, fact: turnover, year: 2023, basis: statement, value: 45000000, paper: S-1, accepted_by: 长沙市商务局}
  - {of: 91430100MA4EXMPL02, fact: turnover, year: 2024, basis: statement, value: 100000000, paper: S-2, accepted_by: 长沙市商务局}
  - {of: 91430100MA4EXMPL02, fact: import_export, year: 2024, basis: customs_sheet, value: 62500000.00, paper: HG-2024-12}
awards: [{to: "*", measure: M01.1, year: 2023, amount: 0, payer: "4301"}]
)";

constexpr const char* kCannotTell = R"(
name: {zh: 例, en: example}
year: 2024
enterprises:
  91430300MA4EXMPL03:
    name: {zh: 涟水电商有限公司, en: "Lianshui E-Commerce Co., Ltd."}
    established: 2021-01-15
    linked: [91430300MA4EXMPL04]
  91430300MA4EXMPL04: {name: {zh: 涟水贸易有限公司, en: "Lianshui Trade Co., Ltd."}, established: 2019-01-15, deregistered: 2021-03-01}
facts:
  - {of: 91430300MA4EXMPL03, fact: turnover, year: 2022, basis: statement, value: 40000000, paper: S-22, accepted_by: 湘潭市商务局, history: true}
  - {of: 91430300MA4EXMPL03, fact: turnover, year: 2024, basis: zone_platform, bound: lower, value: 88750000.50, count: 21800}
  - {of: 91430300MA4EXMPL03, fact: turnover, year: 2024, basis: statement, accepted: false, value: 120000000}
)";

constexpr const char* kDisagree = R"(
name: {zh: 例, en: example}
year: 2023
enterprises:
  91430300MA4EXMPL05: {name: {zh: 昭山科技有限公司, en: "Zhaoshan Tech Co., Ltd."}, established: 2023-01-15}
facts:
  - {of: 91430300MA4EXMPL05, fact: turnover, year: 2023, basis: zone_platform, bound: lower, value: 120000000, count: 30000}
  - {of: 91430300MA4EXMPL05, fact: turnover, year: 2023, basis: statement, value: 110000000, paper: S-23, accepted_by: 湘潭市商务局}
)";

constexpr const char* kShort = R"(
name: {zh: 例, en: example}
year: 2023
enterprises:
  91430300MA4EXMPL06: {name: {zh: 韶峰电商有限公司, en: "Shaofeng E-Commerce Co., Ltd."}, established: 2023-01-15}
facts:
  - {of: 91430300MA4EXMPL06, fact: turnover, year: 2023, basis: statement, value: 99998766.00, paper: S-23, accepted_by: 湘潭市商务局}
)";

constexpr const char* kCapped = R"(
name: {zh: 例, en: example}
year: 2025
enterprises:
  91430600MA4EXMPL07: {name: {zh: 岳阳海运有限公司, en: Yueyang Haiyun Co.}, established: 2015-01-15, region: "430602", linked: [91430600MA4EXMPL08]}
  91430600MA4EXMPL08: {name: {zh: 岳阳海仓有限公司, en: Yueyang Haicang Co.}, established: 2016-01-15, region: "430602"}
warehouses:
  W1: {owner: 91430600MA4EXMPL07, recognised: 2022-01-10}
  W2: {owner: 91430600MA4EXMPL07, recognised: 2022-02-10}
  W3: {owner: 91430600MA4EXMPL07, recognised: 2022-03-10}
  W4: {owner: 91430600MA4EXMPL07, recognised: 2022-04-10, name: {zh: 洛杉矶四号仓, en: Los Angeles Warehouse 4}}
  W5: {owner: 91430600MA4EXMPL07, recognised: 2022-05-10}
  R1: {owner: 91430600MA4EXMPL08, recognised: 2022-05-10}
awards:
  - {to: W1, measure: M07.1, year: 2023, amount: 600000, payer: "4306"}
  - {to: W2, measure: M07.1, year: 2023, amount: 600000, payer: "4306"}
  - {to: W3, measure: M07.1, year: 2023, amount: 600000, payer: "4306"}
  - {to: W4, measure: M07.1, year: 2023, amount: 600000, payer: "4306"}
  - {to: W5, measure: M07.1, year: 2023, amount: 600000, payer: "4306"}
  - {to: W1, measure: M07.1, year: 2024, amount: 300000, payer: "4306"}
  - {to: W2, measure: M07.1, year: 2024, amount: 300000, payer: "4306"}
  - {to: W3, measure: M07.1, year: 2024, amount: 300000, payer: "4306"}
  - {to: W4, measure: M07.1, year: 2024, amount: 300000, payer: "4306"}
  - {to: W5, measure: M07.1, year: 2024, amount: 300000, payer: "4306"}
)";

constexpr Example kExamples[] = {
    {"met_by_lower_bound", "M01.1", "91430300MA4EXMPL01", kMetByLowerBound},
    {"met_and_held", "M01.1", "91430100MA4EXMPL02", kMetAndHeld},
    {"cannot_tell", "M01.1", "91430300MA4EXMPL03", kCannotTell},
    {"bases_disagree", "M01.1", "91430300MA4EXMPL05", kDisagree},
    {"short_of_threshold", "M01.1", "91430300MA4EXMPL06", kShort},
    {"cut_by_cap", "M07.1", "W2", kCapped},
    {"not_met_by_cap", "M07.1", "W4", kCapped},
};

Determination determination_of(const Example& example) {
  auto all = determine_case(shipped_pack(), shipped_catalogue(), example.yaml);
  EXPECT_TRUE(all.ok()) << all.error().message();
  for (const Determination& each : all.value()) {
    if (each.measure == example.measure && each.subject.id == example.subject) return each;
  }
  ADD_FAILURE() << example.file << ": no such determination";
  return {};
}

// Digests change with every edit of the pack; the words are what is golden.
std::string without_digests(const std::string& text) {
  const size_t zh = text.rfind("\n  摘要"), en = text.rfind("\n  digests");
  const size_t cut = zh != std::string::npos ? zh : en;
  return text.substr(0, cut + 1);
}

TEST(Explain, WordsAreGolden) {
  const bool update = std::getenv("UPDATE_GOLDEN") != nullptr;
  for (const Example& example : kExamples) {
    const Determination determination = determination_of(example);
    for (const auto& [language, suffix] :
         {std::pair(Language::kChinese, "zh"), std::pair(Language::kEnglish, "en")}) {
      const auto path =
          source_dir() / "src/policy/golden" / (std::string(example.file) + "." + suffix + ".txt");
      const std::string text = without_digests(explain(determination, language));
      if (update) {
        ASSERT_TRUE(write_file(path, text).ok());
        continue;
      }
      const auto golden = read_file(path);
      ASSERT_TRUE(golden.ok()) << golden.error().message();
      EXPECT_EQ(text, golden.value()) << path;
    }
  }
}

TEST(Explain, StoredAndReadBackSaysTheSame) {
  for (const Example& example : kExamples) {
    const Determination determination = determination_of(example);
    const auto json = Json::parse(determination.to_json().to_string());
    ASSERT_TRUE(json.ok());
    const auto back = Determination::from_json(json.value());
    ASSERT_TRUE(back.ok()) << back.error().message();
    EXPECT_EQ(back.value().to_json(), determination.to_json());
    EXPECT_EQ(explain(back.value(), Language::kChinese),
              explain(determination, Language::kChinese));
  }
}

TEST(Explain, ATornBodyIsCorrupt) {
  Json json = determination_of(kExamples[0]).to_json();
  json.set("outcome", "perhaps");
  const auto back = Determination::from_json(json);
  ASSERT_FALSE(back.ok());
  EXPECT_EQ(back.error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace chuhai::policy
