#include "facts/facts.h"

#include "facts/source.h"

namespace chuhai::facts {
namespace {

const TotalsSource& clearance_source() {
  static const TotalsSource kSource{clearance::for_each_total, clearance::for_each_evidence};
  return kSource;
}

}  // namespace

Result<RefreshSummary> refresh(store::Store& store, const Catalogue& catalogue,
                               std::string_view rate_table, const journal::Act& act,
                               const OnProgress& progress) {
  return refresh_from(clearance_source(), store, catalogue, rate_table, act, progress, false);
}

Status refresh_again(store::Store& store, const Catalogue& catalogue, const journal::Entry& entry) {
  CHUHAI_ASSIGN_OR_RETURN(const Json parameters, Json::parse(entry.parameters));
  const Json* table = parameters.find("rate_table");
  if (table == nullptr || table->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "a journalled refresh of facts names no rate table");
  const auto summary =
      refresh_from(clearance_source(), store, catalogue, *table->as_string(), entry.act, {}, true);
  return summary.ok() ? Status() : Status(summary.error());
}

Result<Evidence> evidence_of(store::Store& store, std::string_view fact_id) {
  return evidence_from(clearance_source(), store, fact_id);
}

}  // namespace chuhai::facts
