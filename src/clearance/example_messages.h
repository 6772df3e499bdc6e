// For the tests of this folder: documents written as messages into a folder.
#pragma once

#include <fstream>

#include "clearance/example_parcels.h"

namespace chuhai::clearance {

inline void write_common(documents::MessageWriter& writer, const documents::Document& document) {
  writer.field("guid", document.guid);
  writer.field("appType", std::string(1, document.app_type));
  writer.field("appTime", document.app_time);
  writer.field("appStatus", std::string(1, document.app_status));
}

inline void write_parties(documents::MessageWriter& writer, const documents::Document& document) {
  writer.field("ebpCode", document.ebp_code);
  writer.field("ebpName", "湘品出海平台");
  writer.field("ebcCode", document.ebc_code);
  writer.field("ebcName", "示例企业");
}

inline void write_order(documents::MessageWriter& writer, const documents::Document& order) {
  write_common(writer, order);
  writer.field("orderType", std::string(1, order.order_type));
  writer.field("orderNo", order.order_no);
  write_parties(writer, order);
  writer.field("goodsValue", order.goods_value);
  writer.field("freight", order.freight);
  writer.field("currency", order.currency);
  for (const documents::Line& line : order.lines) {
    writer.begin_line();
    writer.field("gnum", line.gnum);
    writer.field("itemNo", "IT-1");
    writer.field("itemName", "手机壳");
    writer.field("unit", "011");
    writer.field("currency", line.currency);
    writer.field("qty", line.quantity);
    writer.field("price", line.total_price);
    writer.field("totalPrice", line.total_price);
  }
}

inline void write_receipt(documents::MessageWriter& writer, const documents::Document& receipt) {
  write_common(writer, receipt);
  write_parties(writer, receipt);
  writer.field("orderNo", receipt.order_no);
  writer.field("payCode", receipt.pay_code);
  writer.field("payName", "示例支付");
  if (!receipt.pay_no.empty()) writer.field("payNo", receipt.pay_no);
  writer.field("charge", receipt.amount);
  writer.field("currency", receipt.currency);
  writer.field("accountingDate", receipt.accounting_time);
}

inline void write_waybill(documents::MessageWriter& writer, const documents::Document& waybill) {
  write_common(writer, waybill);
  writer.field("logisticsCode", waybill.logistics_code);
  writer.field("logisticsName", "示例物流");
  writer.field("logisticsNo", waybill.logistics_no);
  writer.field("freight", Amount5());
  writer.field("insuredFee", Amount5());
  writer.field("currency", "142");
  writer.field("grossWeight", Amount5::from_units(50'000));
  writer.field("packNo", 1);
  writer.field("goodsInfo", "手机壳");
  writer.field("ebcTelephone", "0731-88888888");
}

inline void write_list_head(documents::MessageWriter& writer, const documents::Document& list) {
  write_common(writer, list);
  writer.field("customsCode", list.customs_code);
  writer.field("ebpCode", list.ebp_code);
  writer.field("ebpName", "湘品出海平台");
  writer.field("orderNo", list.order_no);
  writer.field("logisticsCode", list.logistics_code);
  writer.field("logisticsName", "示例物流");
  writer.field("logisticsNo", list.logistics_no);
  writer.field("copNo", list.cop_no);
  writer.field("ieFlag", "E");
  writer.field("portCode", "4900");
  writer.field("ieDate", "20230302");
  writer.field("statisticsFlag", std::string(1, list.statistics_flag));
  for (const std::string_view party : {"agent", "ebc", "owner"}) {
    writer.field(std::string(party) + "Code", party == "agent" ? list.agent_code : list.ebc_code);
    writer.field(std::string(party) + "Name", "示例企业");
  }
  writer.field("tradeMode", list.trade_mode);
  writer.field("trafMode", "5");
  writer.field("trafName", "CZ3000");
  writer.field("voyageNo", "CZ3000");
  writer.field("billNo", "784-1");
  writer.field("country", list.country);
  writer.field("POD", "3201");
  for (const auto& [amount, currency, flag] : {std::array{"freight", "fCurrency", "fFlag"},
                                               std::array{"insuredFee", "iCurrency", "iFlag"}}) {
    writer.field(amount, Amount5());
    writer.field(currency, "142");
    writer.field(flag, "3");
  }
  writer.field("wrapType", "2");
  writer.field("packNo", 1);
  writer.field("grossWeight", Amount5::from_units(50'000));
  writer.field("netWeight", Amount5::from_units(40'000));
}

inline void write_list(documents::MessageWriter& writer, const documents::Document& list) {
  write_list_head(writer, list);
  for (const documents::Line& line : list.lines) {
    writer.begin_line();
    writer.field("gnum", line.gnum);
    writer.field("itemNo", "IT-1");
    writer.field("gcode", line.gcode);
    writer.field("gname", "手机壳");
    writer.field("gmodel", "塑料");
    writer.field("barCode", "无");
    writer.field("country", line.country);
    writer.field("currency", line.currency);
    writer.field("qty", line.quantity);
    writer.field("qty1", line.quantity);
    writer.field("unit", "011");
    writer.field("unit1", "011");
    writer.field("price", line.total_price);
    writer.field("totalPrice", line.total_price);
  }
}

inline Result<std::string> write_message(std::span<const documents::Document> documents,
                                         std::string_view guid) {
  using documents::DocumentKind;
  const documents::Document& first = documents.front();
  if (first.kind == DocumentKind::kReturn) return write_returns(documents, guid);
  static constexpr std::array<std::string_view, 5> kTypes = {"", "CEB303Message", "CEB403Message",
                                                             "CEB505Message", "CEB603Message"};
  documents::MessageWriter writer(kTypes[static_cast<size_t>(first.kind)], guid);
  for (const documents::Document& document : documents) {
    writer.begin_document();
    if (document.kind == DocumentKind::kOrder) write_order(writer, document);
    if (document.kind == DocumentKind::kReceipt) write_receipt(writer, document);
    if (document.kind == DocumentKind::kWaybill) write_waybill(writer, document);
    if (document.kind == DocumentKind::kList) write_list(writer, document);
  }
  return writer.finish({"4301960AB1", "湘品出海平台", "DXP", "DXPLGS0000000001", ""});
}

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "chuhai_clearance_XXXXXX").string();
    CHECK(mkdtemp(pattern.data()) != nullptr, "no temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// Documents as messages of up to `per_message` of one kind, in the documents' order; file names
// sort in the order of writing.
inline std::vector<std::filesystem::path> write_messages(
    const std::filesystem::path& folder, const std::vector<documents::Document>& documents,
    std::string_view prefix, size_t per_message = 100) {
  std::vector<std::filesystem::path> files;
  for (size_t first = 0; first < documents.size();) {
    size_t end = first;
    while (end < documents.size() && end - first < per_message &&
           documents[end].kind == documents[first].kind &&
           documents[end].about == documents[first].about)
      ++end;
    const std::string guid = simulated_guid(stable_hash64(prefix), files.size());
    auto bytes = write_message({documents.data() + first, end - first}, guid);
    CHECK(bytes.ok(), bytes.ok() ? "" : bytes.error().message());
    char name[64];
    snprintf(name, sizeof name, "%s-%05zu.xml", std::string(prefix).c_str(), files.size());
    files.push_back(folder / name);
    // Not write_file: a test's messages needn't survive the loss of power.
    CHECK((std::ofstream(files.back(), std::ios::binary) << *bytes).good(), "can't write");
    first = end;
  }
  return files;
}

}  // namespace chuhai::clearance
