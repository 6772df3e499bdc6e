// The words of explanations, in both languages, against golden files (rewritten with
// UPDATE_GOLDEN=1), and that a stored determination reads back to the same words.
#include <cstdlib>

#include "policy/cases.h"
#include "policy/policy_test_support.h"

namespace chuhai::policy {
namespace {

std::filesystem::path golden_dir() { return source_dir() / "src/policy/golden"; }

struct Example {
  const char* file;
  const char* measure;
  const char* subject;
  const char* world;  // a case in golden/
};

constexpr Example kExamples[] = {
    {"met_by_lower_bound", "M01.1", "91430300MA4EXMPL01", "met_by_lower_bound.yaml"},
    {"met_and_held", "M01.1", "91430100MA4EXMPL02", "met_and_held.yaml"},
    {"cannot_tell", "M01.1", "91430300MA4EXMPL03", "cannot_tell.yaml"},
    {"bases_disagree", "M01.1", "91430300MA4EXMPL05", "disagree.yaml"},
    {"short_of_threshold", "M01.1", "91430300MA4EXMPL06", "short.yaml"},
    {"cut_by_cap", "M07.1", "W2", "capped.yaml"},
    {"not_met_by_cap", "M07.1", "W4", "capped.yaml"},
    {"years_missing", "M01.1", "91430300MA4EXMPL11", "gaps.yaml"},
    {"reached_before", "M01.1", "91430300MA4EXMPL12", "reached.yaml"},
    {"for_which_warehouse", "M07.1", "W1", "payee.yaml"},
    {"awarded_in_full", "M07.1", "W9", "awarded.yaml"},
};

Determination determination_of(const Example& example) {
  const auto yaml = read_file(golden_dir() / example.world);
  EXPECT_TRUE(yaml.ok()) << example.world;
  auto all = determine_case(shipped_pack(), shipped_catalogue(), yaml.value());
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
      const auto path = golden_dir() / (std::string(example.file) + "." + suffix + ".txt");
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

// "Highest earlier" is checked by the paper of the year that is named, whatever years come before
// it.
TEST(Explain, TheFirstCheckIsOfTheYearThatDecides) {
  const Determination d = determination_of({"", "M01.1", "91430300MA4EXMPL12", "reached.yaml"});
  std::vector<std::string> earlier;
  for (const std::string& command : d.check_commands) {
    if (command.find("/2023/") == std::string::npos) earlier.push_back(command);
  }
  ASSERT_FALSE(earlier.empty());
  EXPECT_NE(earlier.front().find("/2022/"), std::string::npos) << earlier.front();
}

TEST(Explain, OnlyTheReasonThatHoldsIsNamed) {
  const Determination d = determination_of({"", "M01.1", "91430300MA4EXMPL12", "reached.yaml"});
  EXPECT_EQ(d.outcome, Outcome::kNotMet);
  EXPECT_EQ(d.reason.zh, "以前年度已达到门槛，不是首次");
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
