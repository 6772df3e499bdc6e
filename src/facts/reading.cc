#include <algorithm>
#include <tuple>

#include "facts/facts.h"
#include "facts/repository.h"

namespace chuhai::facts {

Result<std::vector<Fact>> facts_of(store::Store& store, const Subject& subject,
                                   std::optional<Instant> known_at) {
  CHUHAI_ASSIGN_OR_RETURN(std::vector<StoredFact> stored, load_facts(store, subject, known_at));
  std::vector<Fact> facts;
  for (StoredFact& one : stored) {
    if (!one.withdrawn) facts.push_back(std::move(one.fact));
  }
  std::sort(facts.begin(), facts.end(), [](const Fact& a, const Fact& b) {
    return std::tie(a.fact, a.period, a.basis, a.mode, a.destination, a.id) <
           std::tie(b.fact, b.period, b.basis, b.mode, b.destination, b.id);
  });
  return facts;
}

Status for_each_fact(store::Store& store, const std::function<Status(const Fact&)>& callback) {
  return scan_facts(store, [&](const StoredFact& stored) { return callback(stored.fact); });
}

}  // namespace chuhai::facts
