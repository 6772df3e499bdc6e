#include "base/text.h"
#include "facts/facts_fixture.h"

namespace chuhai::facts {
namespace {

TEST(Catalogue, TheShippedOneHasWhatTheContractsName) {
  const Catalogue& catalogue = shipped_catalogue();
  struct Case {
    const char* basis;
    Bound bound;
    bool needs_acceptance;
  };
  for (const Case& one : {Case{"zone_platform", Bound::kLower, false},
                          {"platform_settlement", Bound::kLower, false},
                          {"customs_lists", Bound::kLower, false},
                          {"customs_declarations", Bound::kLower, false},
                          {"customs_sheet", Bound::kExact, false},
                          {"statement", Bound::kExact, true},
                          {"tax_return", Bound::kExact, false},
                          {"register", Bound::kExact, false},
                          {"fx_receipts", Bound::kLower, false}}) {
    const BasisDefinition* basis = catalogue.basis(one.basis);
    ASSERT_NE(basis, nullptr) << one.basis;
    EXPECT_EQ(basis->bound, one.bound) << one.basis;
    EXPECT_EQ(basis->needs_acceptance, one.needs_acceptance) << one.basis;
  }
  for (const FactDefinition& fact : catalogue.facts()) {
    EXPECT_FALSE(fact.name_zh.empty() || fact.name_en.empty()) << fact.id;
    EXPECT_FALSE(fact.bases.empty()) << fact.id;
  }
  const FactDefinition* turnover = catalogue.fact("turnover");
  ASSERT_NE(turnover, nullptr);
  EXPECT_EQ(turnover->bases,
            (std::vector<std::string>{"zone_platform", "platform_settlement", "statement"}));
  EXPECT_EQ(turnover->proof("zone_platform")->computed->total, "turnover");
  EXPECT_EQ(catalogue.fact("import_export")->proof("customs_declarations")->papers,
            PaperUse::kAddUp);
  EXPECT_EQ(catalogue.fact("nothing"), nullptr);
}

// Each edit of the shipped text makes it wrong in the line it is made in.
TEST(Catalogue, RefusesWithTheLine) {
  struct Case {
    const char* from;
    const char* to;
    const char* says;
  };
  const Case kCases[] = {
      {"    bound: lower\n", "    bounds: lower\n", "unknown key"},
      {"    bound: exact\n", "    bound: exactly\n", "one of"},
      {"    acceptance: needed\n", "    acceptance: perhaps\n", "one of"},
      {"decimals: 0", "decimals: 7", "one of"},
      {"    unit: CNY\n", "    unit: EUR\n", "isn't defined"},
      {"      - basis: customs_lists\n", "      - basis: customs_list\n", "isn't defined"},
      {"    dimensions: [mode]\n", "    dimensions: [month]\n", "unknown dimension"},
      {"subject_kinds: [enterprise, park]", "subject_kinds: [park, park]", "twice"},
      {"    over_time: adds_up\n", "    over_time: sometimes\n", "one of"},
      {"{total: import_export,", "{total: imports,", "one of"},
      {"  - id: import_export\n", "  - id: turnover\n", "defined twice"},
      {"papers: add_up\n", "papers: add_up\n        papers: each\n", "twice"},
      {"format: 1", "format: 2", "one of"},
      {"format: 1", "format: [1", ""},
      {"        computed: {total: turnover, form: message}\n",
       "        computed: {total: turnover, form: message}\n        papers: add_up\n", "add up"},
      {"        computed: {total: import_export, form: message}\n", "", "computed, or comes"},
  };
  const std::string shipped = shipped_yaml();
  for (const Case& one : kCases) {
    std::string text = shipped;
    const size_t at = text.find(one.from);
    ASSERT_NE(at, std::string::npos) << one.from;
    text.replace(at, std::string_view(one.from).size(), one.to);
    const auto parsed = Catalogue::parse(text, "f.yaml");
    ASSERT_FALSE(parsed.ok()) << one.to;
    EXPECT_EQ(parsed.error().code(), ErrorCode::kInvalidArgument);
    const std::string& message = parsed.error().message();
    EXPECT_NE(message.find(one.says), std::string::npos) << message;
    const auto line = 1 + std::count(shipped.begin(), shipped.begin() + at, '\n');
    // A map's missing or conflicting key is reported where the map begins.
    int reported = 0;
    ASSERT_EQ(sscanf(message.c_str(), "f.yaml:%d:", &reported), 1) << message;
    EXPECT_NEAR(reported, line, 3) << message;
  }
}

TEST(Catalogue, RefusesWhatIsNoCatalogue) {
  for (const char* text :
       {"", "- a", "format: 1", "format: 1\n---\nformat: 1", "a: &x [*x", "\t"}) {
    EXPECT_CODE(Catalogue::parse(text, "f.yaml"), kInvalidArgument);
  }
}

TEST(Subject, ParsesKindAndId) {
  const std::pair<const char*, const char*> kCases[] = {{"enterprise:91X", "enterprise:91X"},
                                                        {"warehouse:W-1", "warehouse:W-1"},
                                                        {"91X", "enterprise:91X"},
                                                        {"park:a:b", "park:a:b"},
                                                        {"", ""},
                                                        {"park:", ""},
                                                        {":91X", ""},
                                                        {"Park:1", ""},
                                                        {"park:a b", ""},
                                                        {"park:a\nb", ""}};
  for (const auto& [text, expected] : kCases) {
    const auto subject = Subject::parse(text);
    EXPECT_EQ(subject.ok() ? subject->to_string() : "", expected) << text;
  }
}

}  // namespace
}  // namespace chuhai::facts
