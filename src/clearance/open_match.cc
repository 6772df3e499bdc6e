#include "clearance/open_match.h"

#include <algorithm>

#include "clearance/business_key.h"
#include "clearance/parcel_codec.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;

Error corrupt_open() {
  return Error(ErrorCode::kCorrupt, "a row of clearance_open isn't in its form, version 1");
}

// The figures beside the packed documents, from the documents.
void note_document(const Document& document, OpenParcel* open) {
  note_part(document, open);
  if (document.kind != DocumentKind::kList) return;
  open->list_millis = document.app_time.millis();
  open->list_return_key = return_key(document);
  open->list = list_key(document.agent_code, document.cop_no);
  open->waybill = waybill_key(document.logistics_code, document.logistics_no);
}

void note_all(OpenParcel* open) {
  open->key = order_key(open->form, open->ebc_code, open->order_no);
  find_document(*open, [&](const Document& document) {
    note_document(document, open);
    return false;
  });
  recount_customs(open);
}

}  // namespace

void note_part(const Document& document, OpenParcel* open) {
  switch (document.kind) {
    case DocumentKind::kOrder:
      open->present |= kGoods;
      break;
    case DocumentKind::kReceipt:
      open->present |= kPayment;
      break;
    case DocumentKind::kWaybill:
      open->present |= kCarrier;
      open->waybill_millis = document.app_time.millis();
      break;
    case DocumentKind::kList:
      open->present |= kList;
      break;
    case DocumentKind::kReturn:
      break;
  }
}

Parcel unpack(const OpenParcel& open) {
  Parcel parcel;
  parcel.id = open.id;
  parcel.lane = open.lane;
  parcel.version = open.version;
  parcel.form = open.form;
  parcel.mapping = open.mapping;
  parcel.ebc_code = open.ebc_code;
  parcel.order_no = open.order_no;
  ByteReader documents(open.documents);
  while (!documents.at_end()) add_document(decode_document(documents), &parcel);
  ByteReader transitions(open.transitions);
  while (!transitions.at_end()) parcel.transitions.push_back(decode_transition(transitions));
  if (parcel.list && open.numbers_key == open.list_return_key) {
    parcel.list->pre_no = std::max(parcel.list->pre_no, open.pre_no);
    parcel.list->invt_no = std::max(parcel.list->invt_no, open.invt_no);
  }
  sort_parcel(&parcel);
  return parcel;
}

OpenParcel reopen(const Parcel& parcel) {
  OpenParcel open;
  open.id = parcel.id;
  open.lane = parcel.lane;
  open.version = parcel.version;
  open.form = parcel.form;
  open.mapping = parcel.mapping;
  open.ebc_code = parcel.ebc_code;
  open.order_no = parcel.order_no;
  encode_documents_of(parcel, open.documents);
  encode_transitions_of(parcel, open.transitions);
  note_all(&open);
  if (parcel.list) open.counted_release = open.customs.released_millis();
  open.known_keys = keys_of(parcel, contributions_of(parcel));
  open.old_body = encode_parcel(parcel);
  return open;
}

Document unpack_document(const OpenWaybill& open) {
  ByteReader reader(open.document);
  return decode_document(reader);
}

bool find_document(const OpenParcel& open, const std::function<bool(const Document&)>& visit) {
  ByteReader reader(open.documents);
  while (!reader.at_end())
    if (visit(decode_document(reader))) return true;
  return false;
}

bool has_transition(const std::string& transitions, const Parcel::Transition& transition) {
  ByteReader reader(transitions);
  while (!reader.at_end()) {
    const Parcel::Transition one = decode_transition(reader);
    if (one.at == transition.at && one.about == transition.about &&
        one.about_key == transition.about_key && one.status == transition.status)
      return true;
  }
  return false;
}

void recount_customs(OpenParcel* open) {
  open->customs = {};
  ByteReader reader(open->transitions);
  while (!reader.at_end()) {
    const Parcel::Transition one = decode_transition(reader);
    if (one.about != DocumentKind::kList) continue;
    if (open->list_return_key != 0 && one.about_key != open->list_return_key) continue;
    open->customs.add(one.status, one.at);
  }
}

std::string encode_open(const OpenParcel& open) {
  std::string out;
  ByteWriter writer(out);
  writer.u8(1);
  writer.u8(static_cast<uint8_t>(open.form));
  writer.text(open.mapping);
  writer.text(open.ebc_code);
  writer.text(open.order_no);
  writer.text(open.documents);
  writer.text(open.transitions);
  writer.zigzag(open.newest_millis);
  writer.zigzag(open.counted_release);
  writer.text(open.pre_no);
  writer.text(open.invt_no);
  writer.varint(open.numbers_key);
  return out;
}

std::string encode_open(const OpenWaybill& open) {
  std::string out;
  ByteWriter writer(out);
  writer.u8(1);
  writer.text(open.logistics_code);
  writer.text(open.logistics_no);
  writer.text(open.document);
  writer.text(open.transitions);
  writer.zigzag(open.millis);
  return out;
}

Result<OpenParcel> decode_open_parcel(int lane, ParcelId id, std::string_view body) {
  ByteReader reader(body);
  if (reader.u8() != 1) return corrupt_open();
  OpenParcel open;
  open.id = id;
  open.lane = lane;
  open.form = static_cast<documents::Form>(reader.u8());
  open.mapping = reader.text();
  open.ebc_code = reader.text();
  open.order_no = reader.text();
  open.documents = reader.text();
  open.transitions = reader.text();
  open.newest_millis = reader.zigzag();
  open.counted_release = reader.zigzag();
  open.pre_no = reader.text();
  open.invt_no = reader.text();
  open.numbers_key = static_cast<uint32_t>(reader.varint());
  if (!reader.ok() || !reader.at_end()) return corrupt_open();
  note_all(&open);
  open.checkpointed = true;
  open.checkpoint_stale = false;
  return open;
}

Result<OpenWaybill> decode_open_waybill(int lane, ParcelId id, std::string_view body) {
  ByteReader reader(body);
  if (reader.u8() != 1) return corrupt_open();
  OpenWaybill open;
  open.id = id;
  open.lane = lane;
  open.logistics_code = reader.text();
  open.logistics_no = reader.text();
  open.document = reader.text();
  open.transitions = reader.text();
  open.millis = reader.zigzag();
  if (!reader.ok() || !reader.at_end()) return corrupt_open();
  open.key = waybill_key(open.logistics_code, open.logistics_no);
  open.checkpointed = true;
  open.checkpoint_stale = false;
  return open;
}

}  // namespace chuhai::clearance
