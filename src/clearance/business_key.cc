#include "clearance/business_key.h"

#include <algorithm>

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;

std::string_view form_text(documents::Form form) {
  return form == documents::Form::kMessage ? "m" : "t";
}

}  // namespace

Hash128 order_key(documents::Form form, std::string_view ebc_code, std::string_view order_no) {
  return stable_hash128({"order", form_text(form), ebc_code, order_no});
}

Hash128 waybill_key(std::string_view logistics_code, std::string_view logistics_no) {
  return stable_hash128({"waybill", logistics_code, logistics_no});
}

Hash128 list_key(std::string_view agent_code, std::string_view cop_no) {
  return stable_hash128({"list", agent_code, cop_no});
}

Hash128 order_number_key(std::string_view order_no) {
  return stable_hash128({"orderNo", order_no});
}

Hash128 waybill_number_key(std::string_view logistics_no) {
  return stable_hash128({"logisticsNo", logistics_no});
}

Hash128 list_number_key(std::string_view number) { return stable_hash128({"listNo", number}); }

Hash128 subject_key(TotalKind kind, documents::Form form, std::string_view subject, int year) {
  return stable_hash128({kind == TotalKind::kTurnover ? "turnover" : "import-export",
                         form_text(form), subject, std::to_string(year)});
}

int parcel_lane(std::string_view ebc_code, std::string_view order_no) {
  return lane_of(stable_hash128({ebc_code, order_no}));
}

int waybill_lane(std::string_view logistics_code, std::string_view logistics_no) {
  return lane_of(waybill_key(logistics_code, logistics_no));
}

uint32_t list_return_key(std::string_view agent_code, std::string_view cop_no) {
  // Never 0, which stands for "no key".
  return static_cast<uint32_t>(list_key(agent_code, cop_no).high) | 1u;
}

uint32_t return_key(const Document& document) {
  const DocumentKind about =
      document.kind == DocumentKind::kReturn ? document.about : document.kind;
  switch (about) {
    case DocumentKind::kList:
      return list_return_key(document.agent_code, document.cop_no);
    case DocumentKind::kReceipt:
      return static_cast<uint32_t>(stable_hash64(document.pay_no)) | 1u;
    default:
      return 0;
  }
}

std::vector<Hash128> keys_of(const Parcel& parcel, const std::vector<Contribution>& contributions) {
  std::vector<Hash128> keys = {order_key(parcel.form, parcel.ebc_code, parcel.order_no),
                               order_number_key(parcel.order_no)};
  const auto add_waybill = [&](const Document& document) {
    if (document.logistics_no.empty()) return;
    keys.push_back(waybill_key(document.logistics_code, document.logistics_no));
    keys.push_back(waybill_number_key(document.logistics_no));
  };
  if (parcel.waybill) add_waybill(*parcel.waybill);
  if (parcel.list) {
    const Document& list = *parcel.list;
    add_waybill(list);
    keys.push_back(list_key(list.agent_code, list.cop_no));
    for (const std::string* number : {&list.cop_no, &list.pre_no, &list.invt_no})
      if (!number->empty()) keys.push_back(list_number_key(*number));
  }
  for (const Contribution& contribution : contributions) {
    const TotalKey& key = contribution.key;
    keys.push_back(subject_key(key.kind, key.form, key.subject, key.year));
  }
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return keys;
}

}  // namespace chuhai::clearance
