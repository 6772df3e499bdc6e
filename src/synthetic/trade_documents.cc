#include "synthetic/trade_documents.h"

#include <fmt/format.h>

#include "base/amount5.h"
#include "clearance/simulator.h"

namespace chuhai::synthetic {
namespace {

using documents::DocumentKind;
using documents::MessageWriter;

constexpr std::string_view kNowhere = "998";  // neither a currency, a unit nor a country
constexpr std::string_view kNoCustoms = "9999";
constexpr std::string_view kKilogram = "035";
constexpr std::string_view kAir = "5";
constexpr std::string_view kCarton = "2";
constexpr std::string_view kTotal = "3";  // marks of freight and insurance: a total
constexpr int64_t kUnitsPerHundredth = Amount5::kUnitsPerOne / 100;
constexpr int64_t kUnitsPerGram = Amount5::kUnitsPerOne / 1000;

Amount5 hundredths(int64_t value) { return Amount5::from_units(value * kUnitsPerHundredth); }
Amount5 whole(int64_t value) { return Amount5::from_units(value * Amount5::kUnitsPerOne); }
Amount5 kilograms(int64_t grams) { return Amount5::from_units(grams * kUnitsPerGram); }

std::string_view one(const char& character) { return {&character, 1}; }

void write_head(MessageWriter& writer, const std::string& guid, char type, Instant at,
                char status) {
  writer.field("guid", guid);
  writer.field("appType", one(type));
  writer.field("appTime", at);
  writer.field("appStatus", one(status));
}

void write_platform(MessageWriter& writer, const Trade& trade, bool blank_name = false) {
  writer.field("ebpCode", trade.platform->id);
  writer.field("ebpName", blank_name ? std::string_view() : trade.platform->name_zh);
}

void write_seller(MessageWriter& writer, const Trade& trade) {
  writer.field("ebcCode", trade.seller->id);
  writer.field("ebcName", trade.seller->name_zh);
}

bool is_blank(const Trade& trade, int which) {
  return trade.plant == Plant::kEmptyText && trade.plant_number % 3 == which;
}

std::string item_no(const Trade& trade, const TradeLine& line) {
  return fmt::format("SYN{:03}-{}", trade.seller_index + 1, line.goods->hs.substr(0, 6));
}

void write_order_lines(MessageWriter& writer, const Trade& trade, std::string_view currency) {
  int number = 0;
  for (const TradeLine& line : trade.lines) {
    writer.begin_line();
    writer.field("gnum", ++number);
    writer.field("itemNo", item_no(trade, line));
    writer.field("itemName", line.goods->zh);
    writer.field("unit", trade.plant == Plant::kWrongUnit ? kNowhere : line.goods->unit);
    writer.field("currency", currency);
    writer.field("qty", whole(line.quantity));
    writer.field("price", hundredths(line.price));
    writer.field("totalPrice", hundredths(line.total()));
  }
}

void write_list_head(MessageWriter& writer, const Trade& trade) {
  write_head(writer, trade.guids[3], '1', trade.list_time, '2');
  const std::string_view customs = trade.plant == Plant::kWrongCustoms ? kNoCustoms : trade.customs;
  writer.field("customsCode", customs);
  write_platform(writer, trade);
  writer.field("orderNo", trade.order_no);
  writer.field("logisticsCode", trade.carrier->id);
  writer.field("logisticsName", trade.carrier->name_zh);
  writer.field("logisticsNo", trade.logistics_no);
  writer.field("copNo", trade.cop_no);
  writer.field("ieFlag", "E");
  writer.field("portCode", customs);
  writer.field("ieDate", trade.released);
  writer.field("statisticsFlag", trade.simplified ? "A" : "B");
  writer.field("agentCode", trade.agent->id);
  writer.field("agentName", trade.agent->name_zh);
  write_seller(writer, trade);
  writer.field("ownerCode", trade.seller->id);
  writer.field("ownerName", trade.seller->name_zh);
  if (trade.bonded) {
    writer.field("iacCode", trade.agent->id);
    writer.field("iacName", trade.agent->name_zh);
    writer.field("emsNo", fmt::format("SYN-EMS-{}", trade.customs));
  }
  writer.field("tradeMode", trade.bonded ? "1210" : "9610");
}

void write_list_transport(MessageWriter& writer, const Trade& trade) {
  writer.field("trafMode", kAir);
  writer.field("country", trade.plant == Plant::kWrongCountry ? kNowhere : trade.country);
  writer.field("POD", trade.country);
  writer.field("freight", hundredths(trade.freight));
  writer.field("fCurrency", trade.currency);
  writer.field("fFlag", kTotal);
  writer.field("insuredFee", Amount5());
  writer.field("iCurrency", trade.currency);
  writer.field("iFlag", kTotal);
  writer.field("wrapType", kCarton);
  writer.field("packNo", 1);
  writer.field("grossWeight", kilograms(trade.grams + 150));
  writer.field("netWeight", kilograms(trade.grams));
}

}  // namespace

OrderForm first_form(const Trade& trade) {
  OrderForm form;
  form.app_time = trade.order_time;
  form.guid = trade.guids[0];
  return form;
}

void write_order(MessageWriter& writer, const Trade& trade, const OrderForm& form) {
  const std::string_view currency =
      trade.plant == Plant::kWrongCurrency ? kNowhere : trade.currency;
  writer.begin_document();
  const size_t guid_length = form.fault == SchemaFault::kShortGuid ? 35 : 36;
  write_head(writer, form.guid.substr(0, guid_length), form.app_type, form.app_time,
             trade.plant == Plant::kHeld ? '1' : '2');
  writer.field("orderType", one(trade.order_type));
  writer.field("orderNo", trade.order_no);
  write_platform(writer, trade, is_blank(trade, 0));
  write_seller(writer, trade);
  const int64_t value = trade.goods_value();
  if (form.fault == SchemaFault::kTooManyDecimals) {
    writer.field("goodsValue", fmt::format("{}.{:02}0001", value / 100, value % 100));
  } else if (form.fault != SchemaFault::kMissingElement) {
    writer.field("goodsValue", hundredths(value));
  }
  writer.field("freight", hundredths(trade.freight + form.more_freight));
  writer.field("currency", currency);
  write_order_lines(writer, trade, currency);
}

void write_receipt(MessageWriter& writer, const Trade& trade) {
  writer.begin_document();
  write_head(writer, trade.guids[1], '1', trade.receipt_time, '2');
  write_platform(writer, trade);
  write_seller(writer, trade);
  writer.field("orderNo", trade.order_no);
  writer.field("payCode", trade.payer->id);
  writer.field("payName", is_blank(trade, 1) ? std::string_view() : trade.payer->name_zh);
  writer.field("payNo", trade.pay_no);
  writer.field("charge", hundredths(trade.charge));
  writer.field("currency", trade.currency);
  writer.field("accountingDate", trade.receipt_time);
}

void write_waybill(MessageWriter& writer, const Trade& trade) {
  writer.begin_document();
  write_head(writer, trade.guids[2], '1', trade.waybill_time, '2');
  writer.field("logisticsCode", trade.carrier->id);
  writer.field("logisticsName", trade.carrier->name_zh);
  writer.field("logisticsNo", trade.logistics_no);
  writer.field("freight", hundredths(trade.freight));
  writer.field("insuredFee", Amount5());
  writer.field("currency", trade.currency);
  writer.field("grossWeight", kilograms(trade.grams + 150));
  writer.field("packNo", 1);
  writer.field("goodsInfo", trade.lines.front().goods->zh);
  write_seller(writer, trade);
  writer.field("ebcTelephone", "00000000000");
}

void write_list(MessageWriter& writer, const Trade& trade) {
  writer.begin_document();
  write_list_head(writer, trade);
  write_list_transport(writer, trade);
  int number = 0;
  for (const TradeLine& line : trade.lines) {
    const bool dearer = trade.plant == Plant::kGoodsValueDiffers && number == 0;
    const int64_t price = line.price + (dearer ? 100 : 0);
    writer.begin_line();
    writer.field("gnum", ++number);
    writer.field("itemNo", item_no(trade, line));
    if (trade.bonded) writer.field("itemRecordNo", fmt::format("SYN-REC-{}", line.goods->hs));
    writer.field("itemName", line.goods->zh);
    writer.field("gcode", line.goods->hs);
    writer.field("gname", line.goods->zh);
    writer.field("gmodel", is_blank(trade, 2) ? std::string_view() : line.goods->model);
    writer.field("barCode", "无");
    writer.field("country", trade.country);
    writer.field("currency", trade.currency);
    writer.field("qty", whole(line.quantity));
    writer.field("qty1", kilograms(line.quantity * line.goods->grams));
    writer.field("unit", line.goods->unit);
    writer.field("unit1", kKilogram);
    writer.field("price", hundredths(price));
    writer.field("totalPrice", hundredths(price * line.quantity));
  }
}

AnswerPlan plan_answer(const Trade& trade, DocumentKind about) {
  static constexpr int64_t kStoredAfter = 90'000;  // milliseconds
  AnswerPlan plan;
  documents::Document& answer = plan.answer;
  answer.kind = DocumentKind::kReturn;
  answer.about = about;
  answer.ebp_code = trade.platform->id;
  answer.ebc_code = trade.seller->id;
  answer.order_no = trade.order_no;
  answer.pay_no = trade.pay_no;
  answer.logistics_code = trade.carrier->id;
  answer.logistics_no = trade.logistics_no;
  const Instant sent = about == DocumentKind::kOrder     ? trade.order_time
                       : about == DocumentKind::kReceipt ? trade.receipt_time
                       : about == DocumentKind::kWaybill ? trade.waybill_time
                                                         : trade.list_time;
  plan.stored = sent.plus_millis(kStoredAfter);
  if (about != DocumentKind::kList) return plan;
  answer.agent_code = trade.agent->id;
  answer.cop_no = trade.cop_no;
  answer.pre_no = trade.pre_no;
  answer.invt_no = trade.invt_no;
  answer.statistics_flag = trade.simplified ? 'A' : 'B';
  plan.concluded = trade.concluded;
  plan.released = trade.released;
  plan.cleared = trade.cleared;
  plan.is_released = is_released(trade);
  plan.is_late = trade.plant == Plant::kLateReceipt;
  return plan;
}

documents::Document answer_of(const AnswerPlan& plan, std::string_view status, Instant at,
                              std::string guid) {
  const std::string_view words = status == "2"     ? "申报中 being declared"
                                 : status == "120" ? "海关入库 stored"
                                 : status == "399" ? "海关审结 concluded"
                                 : status == "800" ? "放行 released"
                                                   : "结关 cleared";
  documents::Document answer = plan.answer;
  answer.guid = std::move(guid);
  answer.return_status = status;
  answer.return_time = at;
  answer.return_info = fmt::format("{}{}", clearance::kSimulatedCustoms, words);
  return answer;
}

}  // namespace chuhai::synthetic
