#include "clearance/parcel.h"

#include <algorithm>

#include "clearance/business_key.h"
#include "clearance/customs_status.h"

namespace chuhai::clearance {
namespace {

using documents::Document;

constexpr std::pair<Part, std::string_view> kPartNames[] = {
    {kPayment, "payment"}, {kGoods, "goods"}, {kCarrier, "carrier"}, {kList, "list"}};

// 0.01 and 0.05 in 10^-5 units: the bounds of the amount classes.
constexpr int64_t kUnits001 = 1'000;
constexpr int64_t kUnits005 = 5'000;

}  // namespace

std::string parts_key(Parts parts) {
  std::string key;
  for (const auto& [part, name] : kPartNames) {
    if ((parts & part) == 0) continue;
    if (!key.empty()) key += '_';
    key += name;
  }
  return key;
}

std::string_view amount_class_name(AmountClass amount_class) {
  switch (amount_class) {
    case AmountClass::kEqual:
      return "equal";
    case AmountClass::kWithin001:
      return "within_0.01";
    case AmountClass::kWithin005:
      return "within_0.05";
    case AmountClass::kOver:
      return "over";
    case AmountClass::kNotComparable:
      break;
  }
  return "not_comparable";
}

Parts Parcel::present() const {
  Parts parts = 0;
  if (!receipts.empty()) parts |= kPayment;
  if (order) parts |= kGoods;
  if (waybill) parts |= kCarrier;
  if (list) parts |= kList;
  return parts;
}

AmountClass Parcel::amount_class() const {
  if (!order || receipts.empty()) return AmountClass::kNotComparable;
  Amount5Sum difference;
  difference += order->goods_value;
  difference += order->freight;
  for (const Document& receipt : receipts) {
    if (receipt.currency != order->currency) return AmountClass::kNotComparable;
    difference -= receipt.amount;
  }
  const __int128 units = difference.units() < 0 ? -difference.units() : difference.units();
  if (units == 0) return AmountClass::kEqual;
  if (units <= kUnits001) return AmountClass::kWithin001;
  if (units <= kUnits005) return AmountClass::kWithin005;
  return AmountClass::kOver;
}

CustomsStatus Parcel::customs() const {
  CustomsProgress progress;
  const uint32_t key = list ? list_return_key(list->agent_code, list->cop_no) : 0;
  for (const Transition& transition : transitions) {
    if (transition.about != documents::DocumentKind::kList) continue;
    // An answer about another list of the same order says nothing about this one.
    if (key != 0 && transition.about_key != 0 && transition.about_key != key) continue;
    progress.add(transition.status, transition.at);
  }
  return progress.status();
}

}  // namespace chuhai::clearance
