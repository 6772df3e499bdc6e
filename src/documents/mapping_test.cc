#include "documents/mapping.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "documents/message_fixture.h"

namespace chuhai::documents {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::string mapping_file(const std::string& name) {
  return read_bytes(std::filesystem::path(CHUHAI_SOURCE_DIR) / "mappings" / name);
}

size_t count(const TradeRecords& records, DocumentKind kind) {
  return static_cast<size_t>(
      std::count_if(records.documents.begin(), records.documents.end(),
                    [&](const Document& document) { return document.kind == kind; }));
}

TEST(TemplateMapping, TakesItsExample) {
  const Mapping mapping = parse_mapping(mapping_file("template.yaml"), "template.yaml").value();
  const std::string csv = mapping_file("template-example.csv");
  const NamedFile files[] = {{"folder/template-example.csv", csv}};
  const TradeRecords records = apply_mapping(mapping, files).value();
  EXPECT_THAT(records.refused, IsEmpty());
  EXPECT_EQ(count(records, DocumentKind::kOrder), 3u);
  EXPECT_EQ(count(records, DocumentKind::kReceipt), 4u);
  EXPECT_EQ(count(records, DocumentKind::kWaybill), 2u);
  const Document& order = records.documents.at(1);
  EXPECT_EQ(order.order_no, "A-1002");
  EXPECT_EQ(order.form, Form::kTradeRecord);
  EXPECT_EQ(order.ebc_code, "EXAMPLE-SELLER");
  EXPECT_EQ(order.ebp_name, "Example Market");
  EXPECT_EQ(order.goods_value.to_string(), "80");
  EXPECT_EQ(order.currency, "EUR");
  EXPECT_EQ(order.order_type, 'E');
  EXPECT_EQ(order.app_time, Instant::parse("2024-05-06T10:05:00+08:00").value());
  EXPECT_EQ(order.locator.ordinal, 1);
  EXPECT_EQ(records.origins.at(1).line, 3u);
  EXPECT_EQ(records.origins.at(1).rows, 2u);
  const Document& second_payment = records.documents.at(5);
  EXPECT_EQ(second_payment.pay_no, "PAY-3");
  EXPECT_EQ(second_payment.amount.to_string(), "25");
  EXPECT_EQ(second_payment.locator.ordinal, 2);
  const Document& third_payment = records.documents.at(6);
  EXPECT_EQ(third_payment.pay_no, "PAY-4");
  EXPECT_EQ(third_payment.currency, "EUR");
  EXPECT_EQ(third_payment.app_time, order.app_time);
  const Document& waybill = records.documents.at(8);
  EXPECT_EQ(waybill.logistics_no, "EX0002");
  EXPECT_EQ(waybill.app_time, Instant::parse("2024-05-08T08:15:00+08:00").value());
}

constexpr std::string_view kHeader =
    "order_no,order_time,platform,goods_value,freight,currency,paid_amount,pay_no,carrier,"
    "waybill_no,shipped_at\n";

struct RowCase {
  const char* rows;
  size_t documents;
  const char* refused;  // "line column value" of the only refusal, or ""
};

class TemplateRow : public testing::TestWithParam<RowCase> {};
INSTANTIATE_TEST_SUITE_P(
    Rows, TemplateRow,
    testing::Values(
        RowCase{"A,2024-01-01 00:00,P,1,0,USD,1,p,c,w,2024-01-02\n", 3, ""},
        RowCase{"A,2024-01-01,P,1,0,USD,,,,,\n", 1, ""},
        RowCase{"A,2024-01-01,P,,,USD,5,,,,\n", 1, ""}, RowCase{"A,2024-01-01,P,,,,,,,,\n", 0, ""},
        RowCase{",2024-01-01,P,1,0,USD,,,,,\n", 0, "2 order_no "},
        RowCase{"A,2024-02-30,P,1,0,USD,,,,,\n", 0, "2 order_time 2024-02-30"},
        RowCase{"A,01/02/2024,P,1,0,USD,,,,,\n", 0, "2 order_time 01/02/2024"},
        RowCase{"A,,P,1,0,USD,,,,,\n", 0, "2 order_time "},
        RowCase{"A,2024-01-01,P,\"1,000.00\",0,USD,,,,,\n", 0, "2 goods_value 1,000.00"},
        RowCase{"A,2024-01-01,P,1.234567,0,USD,,,,,\n", 0, "2 goods_value 1.234567"},
        RowCase{"A,2024-01-01,P,-1,0,USD,,,,,\n", 0, "2 goods_value -1"},
        RowCase{"A,2024-01-01,P,1,,USD,,,,,\n", 1, ""},
        RowCase{"A,2024-01-01,,1,,USD,,,,,\n", 1, ""},
        RowCase{"A,2024-01-01,P,1,x,USD,,,,,\n", 0, "2 freight x"},
        RowCase{"A,2024-01-01,P,1,-1,USD,,,,,\n", 0, "2 freight -1"},
        RowCase{"A,2024-01-01,P,1,0,USD,1,p,,,\nA,,,,,,2,q,,,\n", 3, ""},
        RowCase{"A,2024-01-01,P,1,0,USD,1,p,,,\nA,,,,,USD,2,,,,\n", 3, ""},
        RowCase{"A,,P,1,0,USD,,,,,\nA,,,,,,2,q,,,\n", 0, "2 order_time 3 order_time "},
        RowCase{"A,2024-01-01,P,1,0,502,,,,,\n", 0, "2 currency 502"},
        RowCase{"A,2024-01-01,P,1,0,usd,,,,,\n", 0, "2 currency usd"},
        RowCase{"A,2024-01-01,P,1,0,,,,,,\n", 0, "2 currency "},
        RowCase{"A,2024-01-01,P,1,0,USD,x,,,,\n", 1, "2 paid_amount x"},
        RowCase{"A,2024-01-01,P,1,0,USD,,,,,\nA,2024-01-01,P,2,0,USD,,,,,\n", 0, "3 goods_value 2"},
        RowCase{"A,2024-01-01,P,1,0,USD\n", 0, "2  "}));

TEST_P(TemplateRow, IsTakenOrRefused) {
  const Mapping mapping = parse_mapping(mapping_file("template.yaml"), "template.yaml").value();
  const std::string csv = std::string(kHeader) + GetParam().rows;
  const NamedFile files[] = {{"a.csv", csv}};
  const TradeRecords records = apply_mapping(mapping, files).value();
  EXPECT_THAT(records.documents, SizeIs(GetParam().documents)) << GetParam().rows;
  EXPECT_EQ(records.origins.size(), records.documents.size());
  std::string refused;
  for (const RefusedRow& row : records.refused) {
    if (!refused.empty() && refused.back() != ' ') refused += ' ';
    refused += std::to_string(row.line) + " " + row.column + " " + row.value;
    EXPECT_FALSE(row.reason.empty());
    EXPECT_EQ(row.file, "a.csv");
  }
  EXPECT_EQ(refused, GetParam().refused) << GetParam().rows;
}

constexpr std::string_view kJoined = R"(
name: joined
time_zone: "-03:00"
constants: {ebc_code: X, currency: BRL}
sources:
  heads: {file: "h?.csv", key: id}
  lines: {file: "lines.csv", key: order}
records:
  order:
    rows: lines
    per: key
    fields: {app_time: heads.at, goods_value: sum(price + extra - off), freight: heads.freight}
)";

TEST(Mapping, JoinsFilesAndAddsRows) {
  const Mapping mapping = parse_mapping(kJoined, "j").value();
  const std::string one = "id,at,freight\n1,2017-11-27 19:09:02,1.5\n";
  const std::string two = "id,at,freight\n2,2017-11-27T19:09:02Z,0\n";
  const std::string lines =
      "order,price,extra,off\n1,10,1,0.5\n2,5,0,0\n1,20.25,0,0\n3,1,1,0\n2,1,x,0\n";
  const NamedFile files[] = {
      {"h1.csv", one}, {"other.csv", one}, {"lines.csv", lines}, {"h2.csv", two}};
  const TradeRecords records = apply_mapping(mapping, files).value();
  ASSERT_THAT(records.documents, SizeIs(1));
  const Document& order = records.documents[0];
  EXPECT_EQ(order.goods_value.to_string(), "30.75");
  EXPECT_EQ(order.freight.to_string(), "1.5");
  EXPECT_EQ(order.app_time, Instant::parse("2017-11-27T22:09:02Z").value());
  EXPECT_EQ(records.origins[0].file, 2u);
  EXPECT_EQ(records.origins[0].rows, 2u);
  ASSERT_THAT(records.refused, SizeIs(2));
  EXPECT_EQ(records.refused[0].column, "extra");
  EXPECT_EQ(records.refused[0].line, 6u);
  EXPECT_THAT(records.refused[1].reason, HasSubstr("source heads"));
  EXPECT_EQ(records.refused[1].line, 5u);
  EXPECT_THAT(records.unused_files, testing::ElementsAre("other.csv"));
}

TEST(Mapping, SaysWhichFileOrColumnIsMissing) {
  const Mapping mapping = parse_mapping(kJoined, "j").value();
  const std::string lines = "order,price,extra,off\n1,1,1,1\n";
  const std::string heads = "id,at\n1,2017-11-27\n";
  const NamedFile alone[] = {{"lines.csv", lines}};
  EXPECT_EQ(apply_mapping(mapping, alone).error().code(), ErrorCode::kNotFound);
  const NamedFile both[] = {{"lines.csv", lines}, {"h1.csv", heads}};
  EXPECT_THAT(apply_mapping(mapping, both).error().message(), HasSubstr("no column freight"));
  const NamedFile broken[] = {{"lines.csv", "\xff"}, {"h1.csv", heads}};
  EXPECT_EQ(apply_mapping(mapping, broken).error().code(), ErrorCode::kInvalidArgument);
}

TEST(Mapping, DigestsTellContent) {
  const Mapping mapping = parse_mapping(kJoined, "j").value();
  const std::string heads = "id,at,freight\n1,2017-11-27,0\n";
  const auto digest = [&](const std::string& row) {
    const std::string lines = "order,price,extra,off\n" + row;
    const NamedFile files[] = {{"lines.csv", lines}, {"h1.csv", heads}};
    return apply_mapping(mapping, files).value().documents.at(0).content_digest;
  };
  EXPECT_EQ(digest("1,1,2,0\n"), digest("1,1,2,0\n"));
  EXPECT_NE(digest("1,1,2,0\n"), digest("1,2,1,0\n"));
}

TEST(Mapping, AFurtherRowSaysOnlyWhatIsNew) {
  const Mapping mapping = parse_mapping(mapping_file("template.yaml"), "template.yaml").value();
  const std::string csv =
      std::string(kHeader) + "A,,,,,,2,q,,,\nA,2024-01-01,P,3,0,USD,1,p,,,\nA,,,,,,3,,,,\n";
  const NamedFile files[] = {{"a.csv", csv}};
  const TradeRecords records = apply_mapping(mapping, files).value();
  EXPECT_THAT(records.refused, IsEmpty());
  ASSERT_THAT(records.documents, SizeIs(4));
  for (const Document& document : records.documents) {
    EXPECT_EQ(document.app_time, Instant::parse("2024-01-01T00:00:00+08:00").value());
    EXPECT_EQ(document.currency, "USD");
    EXPECT_EQ(document.ebp_name.empty(), document.kind == DocumentKind::kReceipt);
  }
  EXPECT_EQ(records.documents[1].pay_no, "q");
  EXPECT_EQ(records.documents[2].pay_no, "p");
  EXPECT_EQ(records.documents[3].pay_no, "");  // a payment's number is its own
  EXPECT_EQ(records.documents[3].amount.to_string(), "3");
}

TEST(Mapping, EmptyCellsOfSumsAndOptionalFieldsAreAbsent) {
  std::string yaml(kJoined);
  yaml.replace(yaml.find("heads.freight"), 13, "sum(extra), order_type: lines.off");
  const Mapping mapping = parse_mapping(yaml, "j").value();
  const std::string heads = "id,at\n1,2017-11-27\n";
  const auto apply = [&](const std::string& rows) {
    const std::string lines = "order,price,extra,off\n" + rows;
    const NamedFile files[] = {{"lines.csv", lines}, {"h1.csv", heads}};
    return apply_mapping(mapping, files).value();
  };
  // The sum of goods_value is needed, so its columns hold numbers; freight's needn't.
  EXPECT_THAT(apply("1,1,,0\n").refused, SizeIs(1));
  yaml.replace(yaml.find("price + extra - off"), 19, "price");
  const Mapping loose = parse_mapping(yaml, "j").value();
  const std::string lines = "order,price,extra,off\n1,1,,\n1,1,2,\n";
  const NamedFile files[] = {{"lines.csv", lines}, {"h1.csv", heads}};
  const TradeRecords records = apply_mapping(loose, files).value();
  EXPECT_THAT(records.refused, IsEmpty());
  ASSERT_THAT(records.documents, SizeIs(1));
  EXPECT_EQ(records.documents[0].freight.to_string(), "2");
  EXPECT_EQ(records.documents[0].order_type, '\0');
}

// A pattern of many stars that fits nowhere is told at once.
TEST(Mapping, PatternsOfManyStars) {
  std::string yaml(kJoined);
  const auto found = [&](const std::string& pattern, const std::string& name) {
    std::string own = yaml;
    own.replace(own.find("h?.csv"), 6, pattern);
    const std::string heads = "id,at,freight\n1,2017-11-27,0\n";
    const std::string lines = "order,price,extra,off\n1,1,1,1\n";
    const NamedFile files[] = {{name, heads}, {"lines.csv", lines}};
    return apply_mapping(parse_mapping(own, "j").value(), files).ok();
  };
  const std::string many = "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b";
  EXPECT_FALSE(found(many, std::string(200, 'a')));
  EXPECT_TRUE(found(many, std::string(200, 'a') + "b"));
  EXPECT_TRUE(found("**h**", "h"));
  EXPECT_TRUE(found("h*?1", "hh1"));
  EXPECT_FALSE(found("h?1", "h1"));
  EXPECT_TRUE(found("*ab", "aab"));
  EXPECT_FALSE(found("h", "hh"));
}

TEST(Mapping, DigestsKeepFieldsApart) {
  const std::string heads = "id,at,freight\n1,2017-11-27,0\n";
  const auto digest = [&](const std::string& constants, const std::string& fields,
                          const std::string& row) {
    std::string yaml(kJoined);
    yaml.replace(yaml.find("ebc_code: X"), 11, constants);
    yaml.replace(yaml.find("sum(price + extra - off)"), 24, fields);
    const std::string lines = "order,price,extra,off\n" + row;
    const NamedFile files[] = {{"lines.csv", lines}, {"h1.csv", heads}};
    return apply_mapping(parse_mapping(yaml, "j").value(), files)
        .value()
        .documents.at(0)
        .content_digest;
  };
  const std::string names = "price, ebc_name: extra, ebp_name: off";
  EXPECT_NE(digest("ebc_code: X", names, "1,1,a|b,c\n"),
            digest("ebc_code: X", names, "1,1,a,b|c\n"));
  EXPECT_NE(digest("ebc_code: X", "price, ebc_name: extra", "1,1,a,0\n"),
            digest("ebc_code: X", "price, ebp_name: extra", "1,1,a,0\n"));
  EXPECT_NE(digest("ebc_code: X, freight: 1", "price", "1,1,0,0\n"),
            digest("ebc_code: Y, freight: 1", "price", "1,1,0,0\n"));
  std::string one(kJoined), two(kJoined);
  for (std::string* yaml : {&one, &two})
    yaml->replace(yaml->find(", freight: heads.freight"), 24, "");
  one.replace(one.find("ebc_code: X"), 11, "ebc_code: X, freight: 1");
  two.replace(two.find("ebc_code: X"), 11, "ebc_code: X, freight: 2");
  const std::string lines = "order,price,extra,off\n1,1,0,0\n";
  const NamedFile files[] = {{"lines.csv", lines}, {"h1.csv", heads}};
  EXPECT_NE(
      apply_mapping(parse_mapping(one, "j").value(), files).value().documents.at(0).content_digest,
      apply_mapping(parse_mapping(two, "j").value(), files).value().documents.at(0).content_digest);
}

struct YamlCase {
  const char* from;
  const char* to;
  const char* says;
};

class WrongMapping : public testing::TestWithParam<YamlCase> {};
INSTANTIATE_TEST_SUITE_P(
    Yaml, WrongMapping,
    testing::Values(YamlCase{"name: joined", "nam: joined", "'nam' is unknown"},
                    YamlCase{"name: joined", "title_en: x", "'name' is missing"},
                    YamlCase{"-03:00", "-3", "no offset"},
                    YamlCase{"-03:00", "+15:00", "no offset"},
                    YamlCase{"-03:00", "+-8:00", "no offset"},
                    YamlCase{"-03:00", "+08:-1", "no offset"},
                    YamlCase{"-03:00", "+14:01", "no offset"},
                    YamlCase{"ebc_code: X", "ebc_code: [X]", "one value"},
                    YamlCase{"ebc_code: X", "freight: -1", "negative"},
                    YamlCase{"ebc_code: X", "freight: x", ""},
                    YamlCase{"ebc_code: X", "currency: USD", "'currency' is there twice"},
                    YamlCase{"name: joined", "name: a\nname: b", "'name' is there twice"},
                    YamlCase{"  lines: {", "  heads: {", "'heads' is there twice"},
                    YamlCase{"{app_time: heads.at", "{app_time: a, app_time: heads.at", "twice"},
                    YamlCase{"heads.at", "[heads.at]", "a column is expected"},
                    YamlCase{"per: key", "per: week", "row or key"},
                    YamlCase{"per: key", "per: row", "needs 'per: key'"},
                    YamlCase{"rows: lines", "rows: line", "no source 'line'"},
                    YamlCase{"heads.at", "head.at", "no source 'head'"},
                    YamlCase{"app_time: heads.at,", "", "needs 'app_time'"},
                    YamlCase{"goods_value", "amount", "no field 'amount'"},
                    YamlCase{"sum(price + extra - off)", "sum(price + )", "column is missing"},
                    YamlCase{"sum(price", "sum(heads.freight", "own rows"},
                    YamlCase{"heads.at", "heads.at + heads.freight", "only amounts"},
                    YamlCase{"ebc_code: X", "colour: X", "no field 'colour'"},
                    YamlCase{"  order:", "  invoice:", "'invoice' is unknown"},
                    YamlCase{"constants: {", "constants: [", ""}));

TEST_P(WrongMapping, IsRefused) {
  std::string yaml(kJoined);
  yaml.replace(yaml.find(GetParam().from), std::string(GetParam().from).size(), GetParam().to);
  const Result<Mapping> mapping = parse_mapping(yaml, "j.yaml");
  ASSERT_FALSE(mapping.ok());
  EXPECT_EQ(mapping.error().code(), ErrorCode::kInvalidArgument);
  EXPECT_THAT(mapping.error().message(), HasSubstr(GetParam().says));
  EXPECT_THAT(mapping.error().message(), HasSubstr("j.yaml"));
}

// What is known of the Olist files, counted on the records.
TEST(OlistMapping, GivesTheKnownCounts) {
  const auto folder = shared_folder() / "data/olist";
  std::vector<std::string> bytes;
  std::vector<std::string> names = {"olist_customers.csv", "olist_orders.csv",
                                    "olist_order_items.csv", "olist_order_payments.csv"};
  for (const std::string& name : names) bytes.push_back(read_bytes(folder / name));
  if (bytes[1].empty()) GTEST_SKIP() << "needs the shared folder";
  std::vector<NamedFile> files;
  for (size_t i = 0; i < names.size(); ++i) files.push_back({names[i], bytes[i]});
  const Mapping mapping = parse_mapping(mapping_file("olist.yaml"), "olist.yaml").value();
  const TradeRecords records = apply_mapping(mapping, files).value();
  EXPECT_THAT(records.refused, IsEmpty());
  EXPECT_THAT(records.unused_files, testing::ElementsAre("olist_customers.csv"));

  struct Sides {
    std::optional<int64_t> goods, money;
    bool carrier = false;
  };
  std::map<std::string, Sides> orders;
  std::set<std::pair<std::string, std::string>> payments;
  for (const Document& d : records.documents) {
    EXPECT_EQ(d.ebc_code, "OLIST");
    Sides& sides = orders[d.order_no];
    if (d.kind == DocumentKind::kOrder) {
      EXPECT_FALSE(sides.goods.has_value());
      sides.goods = d.goods_value.units() + d.freight.units();
    } else if (d.kind == DocumentKind::kReceipt) {
      EXPECT_EQ(d.currency, "BRL");
      EXPECT_TRUE(payments.emplace(d.order_no, d.pay_no).second);
      sides.money = sides.money.value_or(0) + d.amount.units();
    } else {
      sides.carrier = true;
    }
  }
  std::map<std::string, int> counts;
  for (const auto& [key, sides] : orders) {
    ++counts["orders"];
    const bool complete = sides.goods && sides.money && sides.carrier;
    std::string missing;
    if (!sides.money) missing += "payment ";
    if (!sides.goods) missing += "goods ";
    if (!sides.carrier) missing += "carrier ";
    ++counts[complete ? "complete" : missing];
    if (!sides.goods || !sides.money) continue;
    const int64_t off = std::abs(*sides.goods - *sides.money);
    ++counts[off == 0       ? "equal"
             : off <= 1'000 ? "within_0.01"
             : off <= 5'000 ? "within_0.05"
                            : "over"];
  }
  const std::map<std::string, int> known = {
      {"orders", 14'618}, {"complete", 13'732}, {"carrier ", 505},  {"goods carrier ", 381},
      {"equal", 14'161},  {"within_0.01", 32},  {"within_0.05", 5}, {"over", 39}};
  EXPECT_EQ(counts, known);
}

}  // namespace
}  // namespace chuhai::documents
