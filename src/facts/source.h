// Where refresh and evidence read clearance's totals and documents from: clearance itself, or
// totals held in memory in tests.
#pragma once

#include <functional>
#include <string_view>

#include "base/result.h"
#include "clearance/clearance.h"
#include "facts/facts.h"
#include "store/store.h"

namespace chuhai::facts {

struct TotalsSource {
  std::function<Status(
      store::Store&, std::string_view,
      const std::function<Status(const clearance::TotalKey&, const clearance::Total&)>&)>
      for_each_total;
  std::function<Status(store::Store&, clearance::TotalKind, std::string_view, int, documents::Form,
                       const std::function<Status(const clearance::EvidenceDocument&)>&)>
      for_each_evidence;
};

// As refresh and evidence_of (facts.h), from `source`.
Result<RefreshSummary> refresh_from(const TotalsSource& source, store::Store& store,
                                    const Catalogue& catalogue, std::string_view rate_table,
                                    const journal::Act& act, const OnProgress& progress = {},
                                    bool always = false);
Result<Evidence> evidence_from(const TotalsSource& source, store::Store& store,
                               std::string_view fact_id);

}  // namespace chuhai::facts
