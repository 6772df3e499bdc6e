#include "clearance/parcel_codec.h"

#include <algorithm>
#include <tuple>

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Form;
using documents::Line;

void encode_lines(const std::vector<Line>& lines, ByteWriter& writer) {
  writer.varint(lines.size());
  for (const Line& line : lines) {
    writer.varint(static_cast<uint64_t>(line.gnum));
    writer.text(line.gcode);
    writer.text(line.country);
    writer.text(line.currency);
    writer.amount(line.quantity);
    writer.amount(line.total_price);
  }
}

std::vector<Line> decode_lines(ByteReader& reader) {
  std::vector<Line> lines;
  const uint64_t count = reader.varint();
  for (uint64_t i = 0; i < count && reader.ok(); ++i) {
    Line line;
    line.gnum = static_cast<int>(reader.varint());
    line.gcode = reader.text();
    line.country = reader.text();
    line.currency = reader.text();
    line.quantity = reader.amount();
    line.total_price = reader.amount();
    lines.push_back(std::move(line));
  }
  return lines;
}

void encode_order(const Document& order, ByteWriter& writer) {
  writer.text(order.ebp_code);
  writer.u8(static_cast<uint8_t>(order.order_type));
  writer.amount(order.goods_value);
  writer.amount(order.freight);
  writer.text(order.currency);
  encode_lines(order.lines, writer);
}

void decode_order(ByteReader& reader, Document* order) {
  order->ebp_code = reader.text();
  order->order_type = static_cast<char>(reader.u8());
  order->goods_value = reader.amount();
  order->freight = reader.amount();
  order->currency = reader.text();
  order->lines = decode_lines(reader);
}

void encode_receipt(const Document& receipt, ByteWriter& writer) {
  writer.text(receipt.ebp_code);
  writer.text(receipt.pay_code);
  writer.text(receipt.pay_no);
  writer.amount(receipt.amount);
  writer.text(receipt.currency);
  writer.instant(receipt.accounting_time);
}

void decode_receipt(ByteReader& reader, Document* receipt) {
  receipt->ebp_code = reader.text();
  receipt->pay_code = reader.text();
  receipt->pay_no = reader.text();
  receipt->amount = reader.amount();
  receipt->currency = reader.text();
  receipt->accounting_time = reader.instant();
}

void encode_waybill(const Document& waybill, ByteWriter& writer) {
  writer.text(waybill.ebc_code);
  writer.text(waybill.logistics_code);
  writer.text(waybill.logistics_no);
  writer.amount(waybill.freight);
  writer.text(waybill.currency);
}

void decode_waybill(ByteReader& reader, Document* waybill) {
  waybill->ebc_code = reader.text();
  waybill->logistics_code = reader.text();
  waybill->logistics_no = reader.text();
  waybill->freight = reader.amount();
  waybill->currency = reader.text();
}

void encode_list(const Document& list, ByteWriter& writer) {
  for (const std::string* text :
       {&list.ebp_code, &list.logistics_code, &list.logistics_no, &list.agent_code, &list.cop_no,
        &list.pre_no, &list.invt_no, &list.customs_code, &list.trade_mode, &list.country,
        &list.currency})
    writer.text(*text);
  writer.u8(static_cast<uint8_t>(list.statistics_flag));
  writer.amount(list.amount);
  encode_lines(list.lines, writer);
}

void decode_list(ByteReader& reader, Document* list) {
  for (std::string* text :
       {&list->ebp_code, &list->logistics_code, &list->logistics_no, &list->agent_code,
        &list->cop_no, &list->pre_no, &list->invt_no, &list->customs_code, &list->trade_mode,
        &list->country, &list->currency})
    *text = reader.text();
  list->statistics_flag = static_cast<char>(reader.u8());
  list->amount = reader.amount();
  list->lines = decode_lines(reader);
}

}  // namespace

void encode_document(const Document& document, std::string& out) {
  ByteWriter writer(out);
  writer.u8(static_cast<uint8_t>(document.kind));
  writer.locator(document.locator);
  writer.hash(document.content_digest);
  writer.instant(document.app_time);
  switch (document.kind) {
    case DocumentKind::kOrder:
      return encode_order(document, writer);
    case DocumentKind::kReceipt:
      return encode_receipt(document, writer);
    case DocumentKind::kWaybill:
      return encode_waybill(document, writer);
    case DocumentKind::kList:
      return encode_list(document, writer);
    case DocumentKind::kReturn:
      CHECK(false, "a return is a transition");
  }
}

Document decode_document(ByteReader& reader) {
  Document document;
  document.kind = static_cast<DocumentKind>(reader.u8());
  document.locator = reader.locator();
  document.content_digest = reader.hash();
  document.app_time = reader.instant();
  switch (document.kind) {
    case DocumentKind::kOrder:
      decode_order(reader, &document);
      break;
    case DocumentKind::kReceipt:
      decode_receipt(reader, &document);
      break;
    case DocumentKind::kWaybill:
      decode_waybill(reader, &document);
      break;
    case DocumentKind::kList:
      decode_list(reader, &document);
      break;
    default:
      document.kind = DocumentKind::kReturn;  // not such a body: the caller refuses it
  }
  return document;
}

void encode_transition(const Parcel::Transition& transition, std::string& out) {
  ByteWriter writer(out);
  writer.u8(static_cast<uint8_t>(transition.about));
  writer.text(transition.status);
  writer.instant(transition.at);
  writer.locator(transition.locator);
  writer.varint(transition.about_key);
}

Parcel::Transition decode_transition(ByteReader& reader) {
  Parcel::Transition transition;
  transition.about = static_cast<DocumentKind>(reader.u8());
  transition.status = reader.text();
  transition.at = reader.instant();
  transition.locator = reader.locator();
  transition.about_key = static_cast<uint32_t>(reader.varint());
  return transition;
}

void add_document(Document document, Parcel* parcel) {
  document.form = parcel->form;
  if (document.kind != DocumentKind::kWaybill || parcel->form == Form::kTradeRecord) {
    document.ebc_code = parcel->ebc_code;
    document.order_no = parcel->order_no;
  }
  switch (document.kind) {
    case DocumentKind::kOrder:
      parcel->order = std::move(document);
      break;
    case DocumentKind::kReceipt:
      parcel->receipts.push_back(std::move(document));
      break;
    case DocumentKind::kWaybill:
      parcel->waybill = std::move(document);
      break;
    case DocumentKind::kList:
      parcel->list = std::move(document);
      break;
    case DocumentKind::kReturn:
      break;
  }
}

void sort_parcel(Parcel* parcel) {
  std::sort(parcel->receipts.begin(), parcel->receipts.end(),
            [](const Document& a, const Document& b) {
              return std::tie(a.pay_code, a.pay_no) < std::tie(b.pay_code, b.pay_no);
            });
  std::sort(parcel->transitions.begin(), parcel->transitions.end(),
            [](const Parcel::Transition& a, const Parcel::Transition& b) {
              return std::tie(a.at, a.about, a.status, a.about_key) <
                     std::tie(b.at, b.about, b.status, b.about_key);
            });
}

size_t encode_documents_of(const Parcel& parcel, std::string& out) {
  size_t number = 0;
  const auto add = [&](const Document& document) {
    encode_document(document, out);
    ++number;
  };
  if (parcel.order) add(*parcel.order);
  for (const Document& receipt : parcel.receipts) add(receipt);
  if (parcel.waybill) add(*parcel.waybill);
  if (parcel.list) add(*parcel.list);
  return number;
}

size_t encode_transitions_of(const Parcel& parcel, std::string& out) {
  for (const Parcel::Transition& transition : parcel.transitions)
    encode_transition(transition, out);
  return parcel.transitions.size();
}

std::string encode_parcel(const Parcel& parcel) {
  std::string out;
  out.reserve(640);
  ByteWriter writer(out);
  writer.u8(kBodyVersion);
  writer.u8(static_cast<uint8_t>(parcel.form));
  writer.text(parcel.mapping);
  writer.text(parcel.ebc_code);
  writer.text(parcel.order_no);
  writer.u8(parcel.expected_parts);
  std::string packed;
  packed.reserve(512);
  writer.varint(encode_documents_of(parcel, packed));
  out += packed;
  writer.varint(parcel.transitions.size());
  encode_transitions_of(parcel, out);
  return out;
}

Result<Parcel> decode_parcel(std::string_view body) {
  ByteReader reader(body);
  const auto corrupt = [] {
    return Error(ErrorCode::kCorrupt, "a parcel's body isn't in the form of body version 1");
  };
  if (reader.u8() != kBodyVersion) return corrupt();
  Parcel parcel;
  parcel.form = static_cast<Form>(reader.u8());
  parcel.mapping = reader.text();
  parcel.ebc_code = reader.text();
  parcel.order_no = reader.text();
  parcel.expected_parts = reader.u8();
  const uint64_t documents = reader.varint();
  for (uint64_t i = 0; i < documents && reader.ok(); ++i) {
    Document document = decode_document(reader);
    if (document.kind == DocumentKind::kReturn) return corrupt();
    add_document(std::move(document), &parcel);
  }
  const uint64_t transitions = reader.varint();
  for (uint64_t i = 0; i < transitions && reader.ok(); ++i)
    parcel.transitions.push_back(decode_transition(reader));
  if (!reader.ok() || !reader.at_end()) return corrupt();
  return parcel;
}

}  // namespace chuhai::clearance
