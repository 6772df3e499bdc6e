#include "clearance/expectation.h"

namespace chuhai::clearance {
namespace {

bool is_retail(const Parcel& parcel) {
  if (parcel.order) return parcel.order->order_type != 'B' && parcel.order->order_type != 'W';
  return parcel.list->trade_mode != "9710" && parcel.list->trade_mode != "9810";
}

}  // namespace

Parts expected_parts(const Parcel& parcel, const Settings& settings) {
  if (parcel.form == documents::Form::kTradeRecord) return kPayment | kGoods | kCarrier;
  if (!parcel.order && !parcel.list) return kGoods;
  if (!is_retail(parcel)) return parcel.list ? kGoods | kCarrier | kList : kGoods;
  const Instant at = parcel.order ? parcel.order->app_time : parcel.list->app_time;
  Parts parts = kGoods | kCarrier | kList;
  if (at < Instant::start_of(settings.receipt_required_until)) parts |= kPayment;
  return parts;
}

}  // namespace chuhai::clearance
