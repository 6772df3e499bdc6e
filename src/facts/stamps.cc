#include "facts/stamps.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "crypto/digest.h"

namespace chuhai::facts {

// The version of the computation itself: raise it when the same inputs give other facts.
constexpr int kComputationVersion = 1;

std::string stamp_of(const registry::RateTable& table) {
  crypto::Sha256 digest;
  digest.update(table.name()).update("\n");
  for (const auto& [key, rate] : table.rates()) {
    digest.update(fmt::format("{}\t{}\t{}\t{}\n", rate.currency.code(), rate.year, rate.month,
                              rate.cny.to_string()));
  }
  return digest.finish().hex();
}

std::string stamp_of(const registry::Registry& registry) {
  crypto::Sha256 digest;
  for (const auto& [id, enterprise] : registry.enterprises()) {
    digest.update(id).update("\t").update(enterprise.customs_code).update("\n");
  }
  return digest.finish().hex();
}

std::string stamp_of(const Catalogue& catalogue) {
  crypto::Sha256 digest;
  digest.update(fmt::format("{}\n", kComputationVersion));
  for (const FactDefinition& fact : catalogue.facts()) {
    digest.update(fmt::format("{}\t{}\t{}\t{}\t{}\n", fact.id, fact.unit,
                              fmt::join(fact.subject_kinds, ","), fact.adds_up_over_time,
                              fmt::join(fact.dimensions, ",")));
    for (const Proof& proof : fact.proofs) {
      const std::string total =
          proof.computed ? proof.computed->total + "/" + proof.computed->form : "";
      digest.update(fmt::format("\t{}\t{}\t{}\t{}\n", proof.basis, total,
                                static_cast<int>(proof.papers),
                                bound_name(catalogue.basis(proof.basis)->bound)));
    }
  }
  return digest.finish().hex();
}

}  // namespace chuhai::facts
