// Which parts a parcel should have. Pure.
#pragma once

#include "clearance/parcel.h"
#include "clearance/settings.h"

namespace chuhai::clearance {

// Trade records: payment, goods, carrier. Messages, by customs.md 3:
// - retail order (orderType E): goods, carrier, list; and payment for orders (else lists) before
//   `receipt_required_until` (announcement 2024 no. 167);
// - B and W orders (9710, 9810): goods; they may go by declaration form, so a list isn't expected,
//   but a list that is there expects its waybill. The receipt of money is optional;
// - a list whose order is missing: by its trade mode, as if the order were there;
// - only a receipt of money: goods (the order would say what else).
Parts expected_parts(const Parcel& parcel, const Settings& settings);

}  // namespace chuhai::clearance
