// What a parcel adds to the totals, as a pure function of what its documents say: so a total can be
// corrected by taking the old contributions off and adding the new, and evidence is the same
// function.
#pragma once

#include <vector>

#include "clearance/clearance.h"

namespace chuhai::clearance {

struct Contribution {
  TotalKey key;
  Total total;
  documents::Locator locator;
  std::string document_key;
  Instant at;
  bool operator==(const Contribution&) const = default;
};

// Turnover: the order's goodsValue, in the month of its appTime (UTC+8), by orderType E, B, W (a
// trade record has none). Other order types prove nothing.
std::vector<Contribution> order_contributions(const documents::Document& order);
// Import-export: the list's lines by destination and currency, in the month of `released`.
std::vector<Contribution> list_contributions(const documents::Document& list, Instant released);
// Both, for the parcel as it stands.
std::vector<Contribution> contributions_of(const Parcel& parcel);

}  // namespace chuhai::clearance
