#include "registry/import.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/file.h"
#include "registry/kinds.h"
#include "registry/rates.h"
#include "registry/test_store.h"

namespace chuhai::registry {
namespace {

using ::testing::HasSubstr;

constexpr std::string_view kWarehouseHeader =
    "id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic\n";
constexpr std::string_view kRecognitionHeader = "subject_kind,subject,kind,level,from,to,paper\n";
constexpr std::string_view kLinkHeader = "enterprise,other,kind,paper\n";
constexpr std::string_view kZoneHeader = "city,name_zh,from,to,paper\n";
constexpr std::string_view kRateHeader = "table,source,currency,month,cny,example\n";

// A line of a kind, with the column it is refused for and a piece of the reason; "" is taken.
struct LineCase {
  const char* kind;
  std::string line;
  const char* column;
  const char* reason = "";
};

// On file are enterprises 1, 2 and 3 (not 9) and warehouse W.
std::vector<LineCase> enterprise_cases() {
  const std::string a = test_code(1);
  const std::string n = test_code(9);
  const std::string enterprise = n + ",,甲,,seller,small,430121,1,2019-01-01,,2020-01-01,0";
  const auto with = [&](std::string_view from, std::string_view to) {
    std::string line = enterprise;
    return line.replace(line.find(from), from.size(), to);
  };
  std::string wrong_check = n;
  wrong_check.back() = n.back() == '1' ? '2' : '1';
  return {
      {"enterprises", enterprise, ""},
      {"enterprises", with("430121", ""), ""},
      {"enterprises", with("small", "大型"), ""},
      {"enterprises", with("small", ""), ""},
      {"enterprises", with("seller", " platform ; seller;seller"), ""},
      {"enterprises", with("seller", ""), ""},
      {"enterprises", with("2019-01-01,,", "2019-01-01,2019-01-01,"), ""},
      {"enterprises", with(n, ""), "id", "必填"},
      {"enterprises", with(n, "123"), "id"},
      {"enterprises", with(n, "91430100MAIIIIIIIII"), "id"},
      {"enterprises", with(n + ",", a + ",123"), "customs_code"},
      {"enterprises", with(n + ",", a + ",abcdefghij"), "customs_code"},
      {"enterprises", with(n + ",", n + ",0000000001"), "customs_code", "belongs to"},
      {"enterprises", with("甲", ""), "name_zh"},
      {"enterprises", with("甲", "  "), "name_zh"},
      {"enterprises", with("seller", "seler"), "roles", "seller"},
      {"enterprises", with("small", "tiny"), "size_class"},
      {"enterprises", with("430121", "430199"), "region"},
      {"enterprises", with("430121", "4301"), "region"},
      {"enterprises", with("430121", "长沙县"), "region"},
      {"enterprises", with(",1,2019", ",-1,2019"), "registered_capital"},
      {"enterprises", with(",1,2019", ",1.234,2019"), "registered_capital"},
      {"enterprises", with(",1,2019", ",\"1,000\",2019"), "registered_capital"},
      {"enterprises", with(",1,2019", ",99999999999999999999,2019"), "registered_capital"},
      {"enterprises", with("2019-01-01", "2019-02-29"), "established"},
      {"enterprises", with("2019-01-01", "2019/1/1"), "established"},
      {"enterprises", with("2019-01-01,,", "2019-01-01,2018-12-31,"), "deregistered"},
      {"enterprises", with("2020-01-01", ""), "valid_from"},
      {"enterprises", with("2020-01-01", "soon"), "valid_from"},
      {"enterprises", with("01-01,0", "01-01,maybe"), "synthetic"},
      {"enterprises", enterprise + ",more", "", "无法读取"},
      {"enterprises", with(n, wrong_check), "id", "校验码"},
  };
}

std::vector<LineCase> link_and_warehouse_cases() {
  const std::string a = test_code(1);
  const std::string b = test_code(2);
  const std::string n = test_code(9);
  return {
      {"links", fmt::format("{},{},related,p", a, b), ""},
      {"links", fmt::format("{},{},predecessor,", a, b), ""},
      {"links", fmt::format("{},{},related,", a, n), "other", "导入企业"},
      {"links", fmt::format("{},{},related,", n, a), "enterprise"},
      {"links", fmt::format("{},{},related,", a, a), "other"},
      {"links", fmt::format("{},{},friend,", a, b), "kind"},
      {"links", fmt::format(",{},related,", b), "enterprise"},
      {"warehouses", fmt::format("X,仓,,{},USA,3000.50,2023-01-01,0", a), ""},
      {"warehouses", fmt::format("X,仓,,{},USA,,2023-01-01,0", a), ""},
      {"warehouses", fmt::format(",仓,,{},USA,,2023-01-01,0", a), "id"},
      {"warehouses", fmt::format("X,,,{},USA,,2023-01-01,0", a), "name_zh"},
      {"warehouses", fmt::format("X,仓,,{},USA,,2023-01-01,0", n), "owner"},
      {"warehouses", fmt::format("X,仓,,{},US,,2023-01-01,0", a), "country"},
      {"warehouses", fmt::format("X,仓,,{},502,,2023-01-01,0", a), "country"},
      {"warehouses", fmt::format("X,仓,,{},USA,0,2023-01-01,0", a), "area_m2"},
      {"warehouses", fmt::format("X,仓,,{},USA,-3,2023-01-01,0", a), "area_m2"},
      {"warehouses", fmt::format("X,仓,,{},USA,big,2023-01-01,0", a), "area_m2"},
      {"warehouses", fmt::format("X,仓,,{},USA,,,0", a), "valid_from"},
  };
}

std::vector<LineCase> dated_cases() {
  const std::string a = test_code(1);
  const std::string n = test_code(9);
  return {
      {"recognitions", fmt::format("enterprise,{},leading,,2023-01-01,,p", a), ""},
      {"recognitions", "warehouse,W,public_overseas_warehouse,provincial,2023-01-01,2024-01-01,",
       ""},
      {"recognitions", "park,P1,cbec_park,,2023-01-01,,", ""},
      {"recognitions", "park,P\x1fQ,cbec_park,,2023-01-01,,", "subject", "control"},
      {"recognitions", "park,P1,\"cbec\npark\",,2023-01-01,,", "kind", "control"},
      {"recognitions", fmt::format("enterprise,{},leading,,2023-01-01,,p", n), "subject"},
      {"recognitions", "warehouse,V,public_overseas_warehouse,,2023-01-01,,", "subject"},
      {"recognitions", ",W,public_overseas_warehouse,,2023-01-01,,", "subject_kind"},
      {"recognitions", "warehouse,,public_overseas_warehouse,,2023-01-01,,", "subject"},
      {"recognitions", "warehouse,W,,,2023-01-01,,", "kind"},
      {"recognitions", "warehouse,W,k,,,,", "from"},
      {"recognitions", "warehouse,W,k,,2023-01-01,2023-01-01,", "to"},
      {"recognitions", "warehouse,W,k,,2023-01-01,2022-12-31,", "to"},
      {"recognitions", "warehouse,W,k,,2023-01-01,2023-13-01,", "to"},
      {"recognitions", "warehouse,W,old,provincial,2020-06-01,2020-07-01,", "from", "重叠"},
      {"recognitions", "warehouse,W,old,provincial,2019-06-01,2020-01-02,", "from", "overlaps"},
      {"recognitions", "warehouse,W,old,provincial,2019-06-01,,", "from", "overlaps"},
      {"recognitions", "warehouse,W,old,provincial,2021-01-01,,", ""},
      {"recognitions", "warehouse,W,old,provincial,2019-06-01,2020-01-01,", ""},
      {"recognitions", "warehouse,W,old,national,2020-06-01,,", ""},
      {"zones", "4301,长沙市,2018-07-24,,p", ""},
      {"zones", "4399,某市,2018-07-24,,p", "city"},
      {"zones", "430121,长沙县,2018-07-24,,p", "city"},
      {"zones", ",长沙市,2018-07-24,,p", "city"},
      {"zones", "4301,,2018-07-24,,p", "name_zh"},
      {"zones", "4301,长沙市,,,p", "from"},
      {"zones", "4301,长\u0085沙,2018-07-24,,p", "name_zh", "control"},
      {"zones", "4301,长\u009f沙,2018-07-24,,p", "name_zh", "control"},
      {"zones", "4301,长\u202a沙,2018-07-24,,p", "name_zh", "control"},
      {"zones", "4301,长\u202e沙,2018-07-24,,p", "name_zh", "direction"},
      {"zones", "4301,长\u2066沙,2018-07-24,,p", "name_zh", "方向"},
      {"zones", "4301,长沙,2018-07-24,,p\u2069q", "paper", "control"},
      {"zones", "4301,长\u00a0\u2029\u202f\u2065\u206a𠀀沙,2018-07-24,,p", ""},
  };
}

std::vector<LineCase> rate_cases() {
  return {
      {"rates", "t,s,USD,2023-01,6.7604,1", ""},
      {"rates", "t,s,502,2023-01,6.7604,", ""},
      {"rates", "t,s,BRL,2023-01,1.3,0", ""},
      {"rates", ",s,USD,2023-01,6.7604,1", "table"},
      {"rates", "t,,USD,2023-01,6.7604,1", "source"},
      {"rates", "t,s,,2023-01,6.7604,1", "currency"},
      {"rates", "t,s,ZZZ,2023-01,6.7604,1", "currency"},
      {"rates", "t,s,CNY,2023-01,1,1", "currency"},
      {"rates", "t,s,USD,,6.7604,1", "month"},
      {"rates", "t,s,USD,2023,6.7604,1", "month"},
      {"rates", "t,s,USD,2023-1,6.7604,1", "month"},
      {"rates", "t,s,USD,2023-13,6.7604,1", "month"},
      {"rates", "t,s,USD,202301,6.7604,1", "month"},
      {"rates", "t,s,USD,2023-01,0,1", "cny"},
      {"rates", "t,s,USD,2023-01,-6,1", "cny"},
      {"rates", "t,s,USD,2023-01,six,1", "cny"},
      {"rates", "t,s,USD,2023-01,0.000000001,1", ""},
      {"rates", "t,s,USD,2023-01,1e9,1", ""},
      {"rates", "t,s,USD,2023-01,0.00000000099999999,1", "cny", "between"},
      {"rates", "t,s,USD,2023-01,1000000000.01,1", "cny", "between"},
      {"rates", "t,s,USD,2023-01,1e6000,1", "cny", "between"},
      {"rates", "t,s,USD,2023-01,1e-6000,1", "cny", "between"},
      {"rates", "t,s,USD,2023-01,,1", "cny"},
      {"rates", "t,s,USD,2023-01,6,x", "example"},
  };
}

class LinesTest : public RegistryTest {
 protected:
  void put_on_file() {
    take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + enterprise_line(2) +
                            enterprise_line(3));
    take("warehouses",
         std::string(kWarehouseHeader) + "W,仓,," + test_code(1) + ",USA,,2019-01-01,0\n");
    take("recognitions",
         "subject_kind,subject,kind,level,from,to,paper\n"
         "warehouse,W,old,provincial,2020-01-01,2021-01-01,p\n");
  }
  ImportReport import_any(std::string_view kind, std::string_view csv) {
    auto report = kind == "rates" ? import_rates(*store_, act("2024-01-02"), "x.csv", csv)
                                  : import_csv(*store_, act("2024-01-02"), kind, "x.csv", csv);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message());
    return report.ok() ? std::move(report).value() : ImportReport();
  }
  // Takes back what was recorded on 2024-01-02, so that no case sees another's rows.
  void undo(std::string_view kind) {
    const std::string_view table = find_kind(kind)->table;
    const store::Parameters at = {{"at", act("2024-01-02").at.millis()}};
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(
        store_->execute(fmt::format("DELETE FROM {} WHERE recorded_at = :at", table), at).ok());
    ASSERT_TRUE(store_
                    ->execute(fmt::format("UPDATE {} SET superseded_at = NULL, "
                                          "superseded_lane = NULL, superseded_position = NULL "
                                          "WHERE superseded_at = :at",
                                          table),
                              at)
                    .ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
};

TEST_F(LinesTest, TakenOrRefusedWithColumnValueAndReason) {
  put_on_file();
  std::vector<LineCase> cases = enterprise_cases();
  for (const auto& more : {link_and_warehouse_cases(), dated_cases(), rate_cases()}) {
    cases.insert(cases.end(), more.begin(), more.end());
  }
  for (const LineCase& c : cases) {
    SCOPED_TRACE(c.kind + std::string(": ") + c.line);
    const std::string csv = header_of(*find_kind(c.kind)) + "\n" + c.line + "\n";
    const std::string before = export_csv(*store_, c.kind).value();
    const ImportReport report = import_any(c.kind, csv);
    const bool taken = std::string_view(c.column).empty() && std::string_view(c.reason).empty();
    EXPECT_EQ(report.taken, taken ? 1u : 0u);
    EXPECT_EQ(report.refused.size(), taken ? 0u : 1u) << report.to_json().to_pretty_string();
    if (taken) {
      undo(c.kind);
    } else if (!report.refused.empty()) {
      EXPECT_EQ(report.refused[0].line, 2u);
      EXPECT_EQ(report.refused[0].column, c.column);
      EXPECT_THAT(report.refused[0].reason, HasSubstr(c.reason));
      EXPECT_THAT(report.refused[0].reason, HasSubstr(" / "));
    }
    EXPECT_EQ(export_csv(*store_, c.kind).value(), before);
  }
}

TEST_F(LinesTest, CellsHaveALimitInCharacters) {
  const auto text = [](size_t length) {
    std::string out;
    for (size_t i = 0; i < length; ++i) out += "沙";
    return out;
  };
  const std::string header = header_of(*find_kind("zones")) + "\n";
  EXPECT_EQ(import_any("zones", header + "4301," + text(1000) + ",2018-07-24,,p\n").taken, 1u);
  undo("zones");
  for (const size_t length : {size_t{1001}, size_t{300000}}) {
    const ImportReport report =
        import_any("zones", header + "4301," + text(length) + ",2018-07-24,,p\n");
    EXPECT_EQ(report.taken, 0u);
    ASSERT_EQ(report.refused.size(), 1u);
    EXPECT_EQ(report.refused[0].column, "name_zh");
    EXPECT_EQ(report.refused[0].value, text(100) + "…");
    EXPECT_THAT(report.refused[0].reason, HasSubstr("at most 1000"));
  }
}

TEST_F(RegistryTest, EveryWrongColumnOfALineIsNamed) {
  const ImportReport report =
      import("enterprises",
             std::string(kEnterpriseHeader) + enterprise_line(1) + "x,y,,,z,tiny,9,a,b,c,d,e\n");
  EXPECT_EQ(report.taken, 1u);
  EXPECT_EQ(report.refused_line_count(), 1u);
  std::map<std::string, std::string> values;
  for (const csv::RefusedLine& refused : report.refused) {
    EXPECT_EQ(refused.line, 3u);
    values[refused.column] = refused.value;
  }
  const std::map<std::string, std::string> expected = {{"id", "x"},
                                                       {"customs_code", "y"},
                                                       {"name_zh", ""},
                                                       {"roles", "z"},
                                                       {"size_class", "tiny"},
                                                       {"region", "9"},
                                                       {"registered_capital", "a"},
                                                       {"established", "b"},
                                                       {"deregistered", "c"},
                                                       {"valid_from", "d"},
                                                       {"synthetic", "e"}};
  EXPECT_EQ(values, expected);
}

TEST_F(RegistryTest, CheckCharacterNamesTheRightOne) {
  std::string code = test_code(4);
  const std::string right(1, code.back());
  code.back() = right == "A" ? 'B' : 'A';
  std::string line = enterprise_line(4);
  line.replace(0, code.size(), code);
  const ImportReport report = import("enterprises", std::string(kEnterpriseHeader) + line);
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].value, code);
  EXPECT_THAT(report.refused[0].reason, HasSubstr("give " + right));
}

TEST_F(RegistryTest, SecondLineOfOneKeyAndDateIsRefused) {
  const ImportReport report =
      import("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) +
                                enterprise_line(1, "2021-01-01") +
                                enterprise_line(1, "2020-01-01", "large"));
  EXPECT_EQ(report.taken, 2u);
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].line, 4u);
  EXPECT_EQ(report.refused[0].value, test_code(1));
  EXPECT_THAT(report.refused[0].reason, HasSubstr("line 2"));
  EXPECT_EQ(load().enterprise(test_code(1))->size_class, SizeClass::kSmall);
}

TEST_F(RegistryTest, OneCustomsCodeHasOneOwnerWithinAFile) {
  std::string second = enterprise_line(2);
  second.replace(second.find("0000000002"), 10, "0000000001");
  const ImportReport report =
      import("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + second);
  EXPECT_EQ(report.taken, 1u);
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].column, "customs_code");
}

TEST_F(RegistryTest, RelatedTheOtherWayRoundIsTheSameLink) {
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + enterprise_line(2));
  const std::string a = test_code(1);
  const std::string b = test_code(2);
  const ImportReport report =
      import("links", std::string(kLinkHeader) + a + "," + b + ",related,p\n" + b + "," + a +
                          ",related,p\n" + a + "," + b + ",predecessor,\n" + b + "," + a +
                          ",predecessor,\n");
  EXPECT_EQ(report.taken, 3u);  // predecessors have a direction
  ASSERT_EQ(report.refused.size(), 1u);
  EXPECT_EQ(report.refused[0].line, 3u);
}

TEST_F(RegistryTest, WholeFileRefusedWritesNothing) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"enterprises", ""},
      {"enterprises", "id,name_zh\n"},
      {"enterprises", "\xff\xfe"},
      {"enterprises", std::string(kEnterpriseHeader).insert(0, "surprise,")},
      {"zones", std::string(kEnterpriseHeader)},
      {"rates", std::string(kRateHeader)},  // import_rates takes these
      {"parks", "id\n"},
  };
  for (const auto& [kind, csv] : cases) {
    const auto report = import_csv(*store_, act("2024-01-01"), kind, "x.csv", csv);
    ASSERT_FALSE(report.ok()) << kind << csv;
    EXPECT_EQ(report.error().code(), ErrorCode::kInvalidArgument);
  }
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_entry"), 0);
}

TEST_F(RegistryTest, KindByHeader) {
  EXPECT_EQ(kind_of_header(kEnterpriseHeader).value(), "enterprises");
  EXPECT_EQ(kind_of_header(std::string(kLinkHeader) + "\xff").value(), "links");
  EXPECT_EQ(kind_of_header("paper,to,from,name_zh,city\r\n").value(), "zones");
  EXPECT_EQ(kind_of_header(kRateHeader).value(), "rates");
  for (const char* wrong : {"", "id\n", "enterprise,other,kind,paper,more\n"}) {
    const auto kind = kind_of_header(wrong);
    ASSERT_FALSE(kind.ok());
    EXPECT_EQ(kind.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST_F(RegistryTest, ExportIsTakenBackWordForWord) {
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(2) + enterprise_line(1) +
                          enterprise_line(1, "2022-03-01", "medium") + test_code(3) +
                          ",,\"引号\"\",逗号\",,seller;agent,,,,,,2020-01-01,\n");
  take("links", std::string(kLinkHeader) + test_code(2) + "," + test_code(1) + ",related,p\n" +
                    test_code(3) + "," + test_code(1) + ",predecessor,吸收合并\n");
  take("warehouses", std::string(kWarehouseHeader) + "W1,仓,Shed," + test_code(1) +
                         ",USA,3000.50,2023-01-01,1\nW2,仓,," + test_code(1) +
                         ",DEU,,2023-01-01,\n");
  take("recognitions", std::string(kRecognitionHeader) +
                           "warehouse,W1,public_overseas_warehouse,provincial,2023-01-01,,p\n" +
                           "warehouse,W1,public_overseas_warehouse,provincial,2021-01-01,"
                           "2022-01-01,p\n");
  take("zones", read_file(CHUHAI_SOURCE_DIR "/data/zones/hunan.csv").value());
  ASSERT_EQ(import_rates(*store_, act("2024-01-01"), "r",
                         std::string(kRateHeader) + "t,s,USD,2023-01,6.7604,1\n")
                .value()
                .taken,
            1u);
  for (const char* kind :
       {"enterprises", "links", "warehouses", "recognitions", "zones", "rates"}) {
    const std::string csv = export_csv(*store_, kind).value();
    EXPECT_GT(std::count(csv.begin(), csv.end(), '\n'), 1) << kind;
    // On the same store everything is unchanged …
    const std::string moved = csv + "\n";  // other bytes, same lines
    const auto again = std::string_view(kind) == "rates"
                           ? import_rates(*store_, act("2024-02-01"), "again", moved)
                           : import_csv(*store_, act("2024-02-01"), kind, "again", moved);
    ASSERT_TRUE(again.ok()) << again.error().message();
    EXPECT_EQ(again->taken, 0u) << kind;
    EXPECT_FALSE(again->repeat);
    EXPECT_TRUE(again->refused.empty()) << again->to_json().to_string();
    EXPECT_EQ(again->unchanged + 1, static_cast<size_t>(std::count(csv.begin(), csv.end(), '\n')));
    EXPECT_EQ(export_csv(*store_, kind).value(), csv);
  }
  // … and an empty one gives the same text.
  const auto folder = folder_.string() + "_second";
  std::filesystem::remove_all(folder);
  auto second = store::Store::open(store::test_address(folder), store::OpenMode::kCreate).value();
  ASSERT_TRUE(second->migrate(journal::migrations()).ok());
  ASSERT_TRUE(second->migrate(migrations()).ok());
  for (const std::string_view kind : import_kinds()) {
    const std::string csv = export_csv(*store_, kind).value();
    ASSERT_TRUE(import_csv(*second, act("2024-01-01"), kind, "copy", csv).ok());
    EXPECT_EQ(export_csv(*second, kind).value(), csv);
  }
  second.reset();
  std::filesystem::remove_all(folder);
}

TEST_F(RegistryTest, RepeatDoesNothingUnlessSomethingIsNew) {
  const std::string links =
      std::string(kLinkHeader) + test_code(1) + "," + test_code(2) + ",related,\n";
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1));
  EXPECT_EQ(import("links", links).refused.size(), 1u);
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(2));
  // The same bytes again: now the other enterprise is on file.
  const ImportReport second = import("links", links);
  EXPECT_EQ(second.taken, 1u);
  EXPECT_FALSE(second.repeat);
  const ImportReport third = import("links", links);
  EXPECT_EQ(third.taken, 0u);
  EXPECT_EQ(third.unchanged, 1u);
  EXPECT_TRUE(third.repeat);
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_enterprise_link"), 1);
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_entry"), 5);
}

TEST_F(RegistryTest, RepeatDoesNotUndoACorrection) {
  const std::string old = std::string(kEnterpriseHeader) + enterprise_line(1) +
                          enterprise_line(1, "2022-01-01", "medium");
  take("enterprises", old);
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1, "2020-01-01", "large"),
       "2024-01-02");
  const std::string corrected = export_csv(*store_, "enterprises").value();
  const ImportReport again = import("enterprises", old, "2024-01-03");
  EXPECT_EQ(again.taken, 0u);
  EXPECT_EQ(again.unchanged, 2u);
  EXPECT_TRUE(again.repeat);
  EXPECT_EQ(export_csv(*store_, "enterprises").value(), corrected);
  // Other bytes that say the same are a correction.
  EXPECT_EQ(import("enterprises", old + "\n", "2024-01-04").taken, 1u);
  EXPECT_NE(export_csv(*store_, "enterprises").value(), corrected);
}

// The status was ended and followed by another: the first file would overlap it now.
TEST_F(RegistryTest, RepeatOfAnIntervalEndedSince) {
  const std::string park = "park,P1,cbec_park,provincial,";
  const std::string old = std::string(kRecognitionHeader) + park + "2021-01-01,,p\n";
  take("recognitions", old);
  take("recognitions", std::string(kRecognitionHeader) + park + "2021-01-01,2022-01-01,p\n" + park +
                           "2022-01-01,,q\n");
  const std::string corrected = export_csv(*store_, "recognitions").value();
  const ImportReport again = import("recognitions", old);
  EXPECT_TRUE(again.refused.empty()) << again.to_json().to_string();
  EXPECT_TRUE(again.repeat);
  EXPECT_EQ(export_csv(*store_, "recognitions").value(), corrected);
}

TEST_F(RegistryTest, FailureLeavesNoTrace) {
  const auto report = import_csv(*store_, {Instant(), ""}, "enterprises", "x",
                                 std::string(kEnterpriseHeader) + enterprise_line(1));
  ASSERT_FALSE(report.ok());  // nobody is named as the actor
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_enterprise"), 0);
  EXPECT_EQ(count("SELECT COUNT(*) FROM journal_entry"), 0);
}

// The journal alone gives the same rows.
TEST_F(RegistryTest, RebuildFromTheJournal) {
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1));
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1, "2021-01-01", "large"));
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1, "2020-01-01", "micro"));
  const std::string_view digest =
      "SELECT COUNT(*) + SUM(valid_from + recorded_at + entry_lane * 7 + entry_position * 11 + "
      "COALESCE(superseded_position, 0) * 13 + COALESCE(valid_to, 0)) FROM registry_enterprise";
  const std::string before = export_csv(*store_, "enterprises").value();
  const int64_t rows = count(digest);
  auto transaction = store_->begin();
  ASSERT_TRUE(transaction.ok());
  ASSERT_TRUE(store_->execute("DELETE FROM registry_enterprise").ok());
  std::vector<journal::Entry> entries;
  ASSERT_TRUE(journal::for_each_entry(*store_, 0, "", [&](const journal::Entry& entry) -> Status {
                entries.push_back(entry);
                return {};
              }).ok());
  for (const journal::Entry& entry : entries) {
    const auto report =
        apply_entry(*store_, entry, journal::read_bytes(*store_, entry.key).value());
    ASSERT_TRUE(report.ok()) << report.error().message();
  }
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_EQ(export_csv(*store_, "enterprises").value(), before);
  EXPECT_EQ(count(digest), rows);
}

TEST_F(RegistryTest, ReportAsJson) {
  const ImportReport report = import(
      "zones", std::string(kZoneHeader) + "4301,长沙,2018-07-24,,\n" + "4399,?,2018-07-24,,\n");
  const Json json = report.to_json();
  EXPECT_EQ(json.find("taken")->as_number()->text, "1");
  EXPECT_EQ(json.find("refused")->as_array()->size(), 1u);
  EXPECT_EQ(*json.find("refused")->as_array()->front().find("column")->as_string(), "city");
  EXPECT_EQ(json.find("refused")->as_array()->front().find("line")->as_number()->text, "3");
}

TEST_F(RegistryTest, HundredThousandLines) {
  static constexpr int kLines = 100'000;
  std::string csv(kEnterpriseHeader);
  for (int n = 0; n < kLines; ++n) csv += enterprise_line(n);
  const auto timed = [](std::string_view what, const auto& run) {
    const auto start = std::chrono::steady_clock::now();
    run();
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    fmt::print("{}: {} ms for {} enterprises\n", what, ms.count(), kLines);
  };
  timed("import", [&] { EXPECT_EQ(import("enterprises", csv).taken, size_t{kLines}); });
  timed("import again", [&] { EXPECT_EQ(import("enterprises", csv).unchanged, size_t{kLines}); });
  timed("import of one", [&] {
    const std::string one = std::string(kEnterpriseHeader) + enterprise_line(7, "2021-01-01");
    EXPECT_EQ(import("enterprises", one).taken, 1u);
  });
  timed("load", [&] { EXPECT_EQ(load().enterprises().size(), size_t{kLines}); });
  timed("export", [&] { EXPECT_GT(export_csv(*store_, "enterprises")->size(), csv.size() / 2); });
}

}  // namespace
}  // namespace chuhai::registry
