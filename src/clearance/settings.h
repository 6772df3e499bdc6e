// Named settings of clearance.
#pragma once

#include "base/time.h"
#include "documents/settings.h"

namespace chuhai::clearance {

struct Settings {
  documents::Settings documents;
  // clearance.incomplete_after_days: an unmatched document is shown as incomplete when the journal's
  // clock is this many days past its appTime.
  int incomplete_after_days = 7;
  // clearance.receipt_required_until: list exports need receipt-of-money data for orders before this
  // day (announcement 2024 no. 167 ended it on 15 December 2024).
  Date receipt_required_until = Date::from_days(20'072);  // 2024-12-15
};

}  // namespace chuhai::clearance
