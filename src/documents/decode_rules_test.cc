// The business rules: per rule what it accepts and what it refuses, as a table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/message_fixture.h"
#include "documents/rules.h"

namespace chuhai::documents {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct RuleCase {
  const char* type;
  // "path=value; path=value" set in the example; "+path" adds a copy of the group.
  const char* changes;
  const char* told;  // "" when all is well; several joined by " | "
};

constexpr RuleCase kCases[] = {
    // Empty text that the schema allows.
    {"CEB303Message",
     "Order/OrderHead/orderNo=", "document text.required 100 0 Order/OrderHead/orderNo"},
    {"CEB303Message",
     "Order/OrderHead/orderNo=  ", "document text.required 100 0 Order/OrderHead/orderNo"},
    {"CEB303Message",
     "Order/OrderHead/ebcCode=", "document text.required 100 0 Order/OrderHead/ebcCode"},
    {"CEB303Message", "Order/OrderHead/note=", ""},
    {"CEB303Message",
     "Order/OrderList/itemName=", "document text.required 100 0 Order/OrderList[1]/itemName"},
    {"CEB403Message", "Receipts/payNo=", ""},
    {"CEB403Message", "Receipts/payCode=", ""},
    {"CEB403Message", "Receipts/payName=", "document text.required 100 0 Receipts/payName"},
    {"CEB505Message", "Logistics/goodsInfo=", "document text.required 100 0 Logistics/goodsInfo"},
    {"CEB505Message", "Logistics/ebcCode=", ""},
    {"CEB603Message", "Inventory/InventoryHead/copNo=",
     "document text.required 100 0 Inventory/InventoryHead/copNo"},
    {"CEB603Message", "Inventory/InventoryHead/invtNo=", ""},
    {"CEB304Message", "OrderReturn/orderNo=", "document text.required 100 0 OrderReturn/orderNo"},
    {"CEB304Message", "OrderReturn/returnInfo=", ""},
    // Special-area modes.
    {"CEB603Message", "Inventory/InventoryHead/tradeMode=1210", ""},
    {"CEB603Message", "Inventory/InventoryHead/tradeMode=1210;Inventory/InventoryHead/iacCode=",
     "document text.special_area 100 0 Inventory/InventoryHead/iacCode"},
    {"CEB603Message",
     "Inventory/InventoryHead/tradeMode=1210;Inventory/InventoryList/itemRecordNo=",
     "document text.special_area 100 0 Inventory/InventoryList[1]/itemRecordNo"},
    {"CEB603Message",
     "Inventory/InventoryHead/iacCode=;Inventory/InventoryHead/iacName=;Inventory/InventoryList/"
     "itemRecordNo=",
     ""},
    // Enterprises: ten characters, or a credit code with its check character.
    {"CEB303Message", "Order/OrderHead/ebcCode=430196K001", ""},
    {"CEB303Message", "Order/OrderHead/ebcCode=91430100MA4L8X2K9P",
     "document code.enterprise -10102 0 Order/OrderHead/ebcCode"},
    {"CEB303Message", "Order/OrderHead/ebcCode=430196k001",
     "document code.enterprise -10102 0 Order/OrderHead/ebcCode"},
    {"CEB303Message", "Order/OrderHead/ebcCode=无",
     "document code.enterprise -10102 0 Order/OrderHead/ebcCode"},
    {"CEB303Message", "Order/OrderHead/ebpCode=无", ""},
    {"CEB303Message", "Order/OrderHead/ebpCode=none",
     "document code.enterprise -10102 0 Order/OrderHead/ebpCode"},
    {"CEB603Message", "Inventory/InventoryHead/ownerCode=123",
     "document code.enterprise -10102 0 Inventory/InventoryHead/ownerCode"},
    // Code tables.
    {"CEB303Message", "Order/OrderHead/currency=999;Order/OrderList/currency=999",
     "document code.currency 100 0 Order/OrderHead/currency | document code.currency 100 0 "
     "Order/OrderList[1]/currency"},
    {"CEB303Message", "Order/OrderHead/currency=502;Order/OrderList/currency=502", ""},
    {"CEB303Message", "Order/OrderHead/currency=USD;Order/OrderList/currency=USD",
     "document code.currency 100 0 Order/OrderHead/currency | document code.currency 100 0 "
     "Order/OrderList[1]/currency"},
    {"CEB303Message", "Order/OrderList/unit=aaa",
     "document code.unit 100 0 Order/OrderList[1]/unit"},
    {"CEB603Message", "Inventory/InventoryHead/country=000",
     "document code.country 100 0 Inventory/InventoryHead/country"},
    {"CEB603Message", "Inventory/InventoryHead/customsCode=0001",
     "document code.customs 100 0 Inventory/InventoryHead/customsCode"},
    {"CEB603Message", "Inventory/InventoryHead/trafMode=z",
     "document code.transport 100 0 Inventory/InventoryHead/trafMode"},
    {"CEB603Message", "Inventory/InventoryHead/wrapType=z",
     "document code.packaging 100 0 Inventory/InventoryHead/wrapType"},
    {"CEB603Message", "Inventory/InventoryHead/POD=502", ""},
    {"CEB603Message", "Inventory/InventoryHead/POD=3201", ""},
    {"CEB603Message", "Inventory/InventoryHead/POD=0002",
     "document code.port 100 0 Inventory/InventoryHead/POD"},
    {"CEB603Message", "Inventory/InventoryHead/POD=002",
     "document code.port 100 0 Inventory/InventoryHead/POD"},
    {"CEB603Message", "Inventory/InventoryList/unit2=", ""},
    {"CEB603Message", "Inventory/InventoryList/unit2=zzz",
     "document code.unit 100 0 Inventory/InventoryList[1]/unit2"},
    // Values of the specification.
    {"CEB303Message", "Order/OrderHead/appType=4",
     "document value.not_allowed 100 0 Order/OrderHead/appType"},
    {"CEB303Message", "Order/OrderHead/appType=3", ""},
    {"CEB303Message", "Order/OrderHead/appStatus=3",
     "document value.not_allowed 100 0 Order/OrderHead/appStatus"},
    {"CEB303Message", "Order/OrderHead/orderType=I",
     "document value.not_allowed 100 0 Order/OrderHead/orderType"},
    {"CEB303Message", "Order/OrderHead/orderType=W", ""},
    {"CEB603Message", "Inventory/InventoryHead/ieFlag=I",
     "document value.not_allowed 100 0 Inventory/InventoryHead/ieFlag"},
    {"CEB603Message", "Inventory/InventoryHead/tradeMode=0110",
     "document value.not_allowed 100 0 Inventory/InventoryHead/tradeMode"},
    {"CEB603Message", "Inventory/InventoryHead/tradeMode=9810", ""},
    {"CEB603Message", "Inventory/InventoryHead/statisticsFlag=C",
     "document value.not_allowed 100 0 Inventory/InventoryHead/statisticsFlag"},
    {"CEB604Message", "InventoryReturn/statisticsFlag=1",
     "note value.unexpected  0 InventoryReturn/statisticsFlag"},
    {"CEB303Message", "BaseTransfer/dxpMode=ABC", "note value.unexpected  -1 BaseTransfer/dxpMode"},
    // Times.
    {"CEB303Message", "Order/OrderHead/appTime=20230229120000",
     "document time.invalid 100 0 Order/OrderHead/appTime"},
    {"CEB303Message", "Order/OrderHead/appTime=20240229120000", ""},
    {"CEB303Message", "Order/OrderHead/appTime=20230101240000",
     "document time.invalid 100 0 Order/OrderHead/appTime"},
    {"CEB403Message", "Receipts/accountingDate=2023-01-01 000",
     "document time.invalid 100 0 Receipts/accountingDate"},
    {"CEB603Message", "Inventory/InventoryHead/ieDate=20231301",
     "document time.invalid 100 0 Inventory/InventoryHead/ieDate"},
    {"CEB506Message", "LogisticsReturn/returnTime=2023050715300100x",
     "document time.invalid 100 0 LogisticsReturn/returnTime"},
    // Numbers.
    {"CEB403Message", "Receipts/charge=-1", "document number.negative 100 0 Receipts/charge"},
    {"CEB403Message", "Receipts/charge=0", ""},
    {"CEB505Message", "Logistics/packNo=-1", "document number.negative 100 0 Logistics/packNo"},
    {"CEB403Message", "Receipts/charge=92233720368547.75807", ""},
    {"CEB403Message", "Receipts/charge=92233720368547.75808",
     "document number.beyond_range 100 0 Receipts/charge"},
    {"CEB403Message", "Receipts/charge=9999999999999999999",
     "document number.beyond_range 100 0 Receipts/charge"},
    // Lines.
    {"CEB303Message", "Order/OrderList/gnum=2",
     "document order.line_numbers 100 0 Order/OrderList[1]/gnum"},
    {"CEB303Message", "Order/OrderList/gnum=0",
     "document order.line_numbers 100 0 Order/OrderList[1]/gnum"},
    {"CEB303Message", "+Order/OrderList;Order/OrderHead/goodsValue=93.8",
     "document order.line_number_twice -301002 0 Order/OrderList[2]/gnum"},
    {"CEB303Message", "+Order/OrderList;Order/OrderHead/goodsValue=93.8;Order/OrderList[2]/gnum=2",
     ""},
    {"CEB303Message", "+Order/OrderList;Order/OrderHead/goodsValue=93.8;Order/OrderList[2]/gnum=3",
     "document order.line_numbers 100 0 Order/OrderList[2]/gnum"},
    {"CEB603Message", "+Inventory/InventoryList",
     "document list.line_number_twice 100 0 Inventory/InventoryList[2]/gnum"},
    {"CEB603Message", "Inventory/InventoryList/gnum=7",
     "document list.line_numbers 100 0 Inventory/InventoryList[1]/gnum"},
    // Quantity × price, tolerance 0.01.
    {"CEB303Message", "Order/OrderList/totalPrice=46.91;Order/OrderHead/goodsValue=46.91",
     "note order.total_price  0 Order/OrderList[1]/totalPrice"},
    {"CEB303Message", "Order/OrderList/totalPrice=46.89;Order/OrderHead/goodsValue=46.89",
     "note order.total_price  0 Order/OrderList[1]/totalPrice"},
    {"CEB303Message", "Order/OrderList/totalPrice=46.91001;Order/OrderHead/goodsValue=46.91001",
     "document order.total_price 100 0 Order/OrderList[1]/totalPrice"},
    {"CEB303Message",
     "Order/OrderList/qty=0.00001;Order/OrderList/price=0.5;Order/OrderList/totalPrice=0;Order/"
     "OrderHead/goodsValue=0",
     ""},
    {"CEB603Message", "Inventory/InventoryList/totalPrice=40",
     "document list.total_price 100 0 Inventory/InventoryList[1]/totalPrice"},
    {"CEB303Message", "Order/OrderList/qty=99999999999999;Order/OrderList/price=99999999999999",
     "document number.beyond_range 100 0 Order/OrderList[1]/qty | document number.beyond_range 100 "
     "0 Order/OrderList[1]/price"},
    // Sums and currencies.
    {"CEB303Message", "Order/OrderHead/goodsValue=40",
     "note order.goods_value_sum  0 Order/OrderHead/goodsValue"},
    {"CEB303Message", "Order/OrderList/currency=502",
     "document order.currencies_differ 100 0 Order/OrderList[1]/currency"},
    {"CEB603Message",
     "+Inventory/InventoryList;Inventory/InventoryList[2]/gnum=2;Inventory/InventoryList[2]/"
     "currency=502",
     "note list.currencies_differ  0 Inventory/InventoryList/currency"},
    // Commodity codes.
    {"CEB603Message", "Inventory/InventoryList/gcode=8517******",
     "note value.unexpected  0 Inventory/InventoryList[1]/gcode"},
    {"CEB603Message", "Inventory/InventoryList/gcode=851x000000",
     "document list.commodity_code 100 0 Inventory/InventoryList[1]/gcode"},
    {"CEB603Message",
     "Inventory/InventoryHead/statisticsFlag=B;Inventory/InventoryList/gcode=8517******",
     "document list.commodity_code 100 0 Inventory/InventoryList[1]/gcode"},
    // Unusual things.
    {"CEB303Message", "Order/OrderHead/guid=4cDE1CFD-EDED-46B1-946C-B8022E42FC94",
     "note guid.case  0 Order/OrderHead/guid"},
    {"CEB604Message", "InventoryReturn/returnStatus=1399",
     "note return.status  0 InventoryReturn/returnStatus"},
    {"CEB604Message", "InventoryReturn/returnStatus=-621012", ""},
};

MessageTree changed(const RuleCase& c) {
  MessageTree tree = example(c.type);
  for (const std::string_view change : split(c.changes, ';')) {
    if (change.starts_with('+')) {
      std::vector<Node>& siblings = siblings_of(tree, change.substr(1));
      const Node copy = node_at(tree, change.substr(1));
      siblings.push_back(copy);
      continue;
    }
    const size_t equals = change.find('=');
    node_at(tree, change.substr(0, equals)).text = change.substr(equals + 1);
  }
  return tree;
}

class BusinessRule : public testing::TestWithParam<RuleCase> {};
INSTANTIATE_TEST_SUITE_P(Rules, BusinessRule, testing::ValuesIn(kCases));

TEST_P(BusinessRule, IsTold) {
  const RuleCase& c = GetParam();
  const Decoded decoded = decode(changed(c));
  std::string all;
  for (const std::string& line : told(decoded)) all += (all.empty() ? "" : " | ") + line;
  EXPECT_EQ(all, c.told) << c.type << " " << c.changes;
  EXPECT_FALSE(decoded.refused);
  const bool refused = all.find("document ") != std::string::npos;
  EXPECT_EQ(decoded.documents.size(), refused ? 0u : 1u);
  EXPECT_EQ(decoded.refused_documents.size(), refused ? 1u : 0u);
}

TEST(BusinessRules, OtherDocumentsGoOn) {
  MessageTree tree = example("CEB303Message");
  tree.children.insert(tree.children.begin(), 2, tree.children[0]);
  node_at(tree, "Order[2]/OrderHead/orderType").text = "I";
  node_at(tree, "Order[2]/OrderHead/orderNo").text = "ORDER-2";
  const Decoded decoded = decode(tree);
  ASSERT_EQ(decoded.documents.size(), 2u);
  EXPECT_EQ(decoded.documents[0].locator.ordinal, 0);
  EXPECT_EQ(decoded.documents[1].locator.ordinal, 2);
  ASSERT_EQ(decoded.refused_documents.size(), 1u);
  EXPECT_EQ(decoded.refused_documents[0].ordinal, 1);
  EXPECT_EQ(decoded.refused_documents[0].key, "91430100MA4M76GY99/ORDER-2");
  EXPECT_EQ(decoded.refused_documents[0].order_no, "ORDER-2");
}

TEST(BusinessRules, ToleranceIsASetting) {
  MessageTree tree = example("CEB603Message");
  node_at(tree, "Inventory/InventoryList/totalPrice").text = "46.95";
  Settings settings;
  EXPECT_EQ(decode_message(write_tree(tree), settings).documents.size(), 0u);
  settings.total_price_tolerance = Amount5::from_units(5'000);
  EXPECT_EQ(decode_message(write_tree(tree), settings).documents.size(), 1u);
}

TEST(BusinessRules, FindingSaysEverythingInBothLanguages) {
  MessageTree tree = example("CEB303Message");
  node_at(tree, "Order/OrderHead/orderType").text = "I";
  const Decoded decoded = decode(tree);
  const Finding& f = decoded.findings.at(0);
  EXPECT_EQ(f.message, kExampleGuid);
  EXPECT_EQ(f.value, "I");
  EXPECT_EQ(f.text_zh, "订单类型（orderType）：不是允许的值");
  EXPECT_TRUE(f.text_en.ends_with("(orderType): Not one of the allowed values")) << f.text_en;
  EXPECT_EQ(f.to_json().find("code")->as_string()[0], "100");
}

TEST(BusinessRules, LongValuesAreCutByCharacters) {
  MessageTree tree = example("CEB304Message");
  std::string text;
  for (int i = 0; i < 1001; ++i) text += "长";
  node_at(tree, "OrderReturn/returnInfo").text = text;
  EXPECT_EQ(code_point_count(decode(tree).findings.at(0).value), 80u);
}

TEST(BusinessRules, IdentityRulesHavePublishedCodesWhereThereAreSome) {
  EXPECT_EQ(exists_rule(DocumentKind::kOrder).code, "-301010");
  EXPECT_EQ(older_rule(DocumentKind::kOrder).code, "-301014");
  EXPECT_EQ(exists_rule(DocumentKind::kReceipt).code, "-401007");
  EXPECT_EQ(older_rule(DocumentKind::kReceipt).code, "-401012");
  EXPECT_EQ(exists_rule(DocumentKind::kWaybill).code, "100");
  EXPECT_EQ(older_rule(DocumentKind::kList).code, "100");
}

TEST(Decode, FieldsOfEachKind) {
  const Document order = decode(example("CEB303Message")).documents.at(0);
  EXPECT_EQ(order.app_time, Instant::parse("2023-05-07T15:30:01").value());
  EXPECT_EQ(order.order_type, 'E');
  EXPECT_EQ(order.goods_value.to_string(), "46.9");
  EXPECT_EQ(order.freight.to_string(), "5");
  EXPECT_EQ(order.currency, "142");
  ASSERT_EQ(order.lines.size(), 1u);
  EXPECT_EQ(order.lines[0].gnum, 1);
  EXPECT_EQ(order.lines[0].quantity.to_string(), "2");

  const Document receipt = decode(example("CEB403Message")).documents.at(0);
  EXPECT_EQ(receipt.amount.to_string(), "51.9");
  EXPECT_EQ(receipt.pay_no, "text");
  EXPECT_EQ(receipt.accounting_time, Instant::parse("2023-05-07T15:31:01").value());

  const Document waybill = decode(example("CEB505Message")).documents.at(0);
  EXPECT_EQ(waybill.logistics_no, "text");
  EXPECT_EQ(waybill.freight.to_string(), "5");

  const Document list = decode(example("CEB603Message")).documents.at(0);
  EXPECT_EQ(list.amount.to_string(), "46.9");
  EXPECT_EQ(list.currency, "142");
  EXPECT_EQ(list.trade_mode, "9610");
  EXPECT_EQ(list.statistics_flag, 'A');
  EXPECT_EQ(list.lines.at(0).gcode, "8517130000");
  EXPECT_EQ(list.lines.at(0).country, "502");

  const Document answer = decode(example("CEB604Message")).documents.at(0);
  EXPECT_EQ(answer.kind, DocumentKind::kReturn);
  EXPECT_EQ(answer.about, DocumentKind::kList);
  EXPECT_EQ(answer.return_status, "800");
  EXPECT_EQ(answer.return_time, Instant::parse("2023-05-07T15:30:01.001").value());
  EXPECT_EQ(answer.cop_no, "text");
}

}  // namespace
}  // namespace chuhai::documents
