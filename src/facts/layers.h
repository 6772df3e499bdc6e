// The two layers of facts, each derived as a whole for a subject and written where it differs: from
// papers, and from clearance's totals.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clearance/clearance.h"
#include "facts/derive.h"
#include "facts/fact.h"
#include "facts/repository.h"
#include "registry/rates.h"
#include "registry/registry.h"
#include "store/store.h"

namespace chuhai::facts {

// Facts of the subject from its papers; an enterprise's include those recorded under its customs
// code before it was on file.
Status derive_paper_layer(store::Store& store, const Catalogue& catalogue,
                          const registry::Registry& registry, const Subject& subject,
                          FactWriter& writer, Changes* changes = nullptr);
// The codes under which an enterprise's papers may lie: its id, and the customs code it has.
std::vector<std::string> codes_of_papers(const registry::Registry& registry,
                                         const Subject& subject);
// All papers behind such facts: of the subjects `codes` of the kind.
Result<std::vector<Paper>> load_papers_of(store::Store& store, std::string_view kind,
                                          const std::vector<std::string>& codes);

// Clearance's totals of one subject, by the proof's computation ("turnover/message").
struct SubjectTotals {
  std::vector<std::string> codes;  // of documents, in order
  std::map<std::string, std::vector<MonthAmount>> amounts;
};
std::string total_name(clearance::TotalKind kind, documents::Form form);
std::string total_name(const Computation& computation);

std::vector<StoredFact> derive_totals_layer(const Catalogue& catalogue, const Subject& subject,
                                            const SubjectTotals& totals, const Rates& rates);

// The rate table as derive.h asks for it; `table` must outlive it.
Rates rates_of(const registry::RateTable& table);

}  // namespace chuhai::facts
