// Named settings of the documents stage.
#pragma once

#include "base/amount5.h"

namespace chuhai::documents {

struct Settings {
  // documents.total_price_tolerance: totalPrice may be off qty × price by this much as a finding;
  // more refuses (contracts: 0.01).
  Amount5 total_price_tolerance = Amount5::from_units(1'000);
};

}  // namespace chuhai::documents
