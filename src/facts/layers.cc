#include "facts/layers.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "facts/import_rows.h"

namespace chuhai::facts {

std::string total_name(clearance::TotalKind kind, documents::Form form) {
  return std::string(kind == clearance::TotalKind::kTurnover ? "turnover" : "import_export") +
         (form == documents::Form::kMessage ? "/message" : "/trade_record");
}

std::string total_name(const Computation& computation) {
  return computation.total + "/" + computation.form;
}

Result<std::vector<Paper>> load_papers_of(store::Store& store, std::string_view kind,
                                          const std::vector<std::string>& codes) {
  const auto key = [](const Paper& paper) {
    return std::tie(paper.fact, paper.basis, paper.period, paper.mode, paper.destination,
                    paper.paper);
  };
  std::vector<Paper> papers;
  for (const std::string& code : codes) {
    CHUHAI_ASSIGN_OR_RETURN(std::vector<Paper> of_code,
                            load_papers(store, {std::string(kind), code}));
    std::move(of_code.begin(), of_code.end(), std::back_inserter(papers));
  }
  if (codes.size() < 2) return papers;
  // The same paper under both codes is one paper: the one recorded last.
  std::vector<Paper> once;
  std::stable_sort(papers.begin(), papers.end(),
                   [&](const Paper& a, const Paper& b) { return key(a) < key(b); });
  for (Paper& paper : papers) {
    paper.subject = {std::string(kind), codes.front()};
    if (once.empty() || !same_key(once.back(), paper)) {
      once.push_back(std::move(paper));
    } else if (paper.recorded_at > once.back().recorded_at) {
      once.back() = std::move(paper);
    }
  }
  return once;
}

std::vector<std::string> codes_of_papers(const registry::Registry& registry,
                                         const Subject& subject) {
  std::vector<std::string> codes = {subject.id};
  const auto* enterprise = subject.kind == "enterprise" ? registry.enterprise(subject.id) : nullptr;
  if (enterprise != nullptr && !enterprise->customs_code.empty())
    codes.push_back(enterprise->customs_code);
  return codes;
}

Status derive_paper_layer(store::Store& store, const Catalogue& catalogue,
                          const registry::Registry& registry, const Subject& subject,
                          FactWriter& writer, Changes* changes) {
  std::vector<std::string> codes;
  if (on_file(registry, subject) == subject) {
    codes = codes_of_papers(registry, subject);
    if (codes.size() > 1) {
      CHUHAI_ASSIGN_OR_RETURN(const std::vector<Paper> by_customs_code,
                              load_papers(store, {subject.kind, codes.back()}));
      if (by_customs_code.empty()) codes.pop_back();
    }
  }
  CHUHAI_ASSIGN_OR_RETURN(const std::vector<Paper> papers,
                          load_papers_of(store, subject.kind, codes));
  std::vector<StoredFact> derived;
  for (PaperFact& fact : facts_from_papers(catalogue, subject, papers)) {
    derived.push_back(
        {.fact = std::move(fact.fact), .composition = fact.composition, .codes = codes});
  }
  CHUHAI_ASSIGN_OR_RETURN(const Changes made,
                          writer.replace(subject, Layer::kPapers, std::move(derived)));
  if (changes != nullptr) {
    changes->written += made.written;
    changes->unchanged += made.unchanged;
  }
  return {};
}

std::vector<StoredFact> derive_totals_layer(const Catalogue& catalogue, const Subject& subject,
                                            const SubjectTotals& totals, const Rates& rates) {
  std::vector<StoredFact> derived;
  for (const FactDefinition& definition : catalogue.facts()) {
    if (std::find(definition.subject_kinds.begin(), definition.subject_kinds.end(), subject.kind) ==
        definition.subject_kinds.end()) {
      continue;
    }
    for (const Proof& proof : definition.proofs) {
      if (!proof.computed) continue;
      const auto amounts = totals.amounts.find(total_name(*proof.computed));
      if (amounts == totals.amounts.end()) continue;
      const FactFrame frame{.definition = &definition,
                            .proof = &proof,
                            .bound = catalogue.basis(proof.basis)->bound,
                            .decimals = catalogue.unit(definition.unit)->decimals,
                            .subject = subject};
      for (Fact& fact : facts_from_totals(frame, amounts->second, rates)) {
        derived.push_back({.fact = std::move(fact),
                           .composition = Composition::kTotals,
                           .total = amounts->first,
                           .codes = totals.codes,
                           .rate_table = rates.table});
      }
    }
  }
  return derived;
}

Rates rates_of(const registry::RateTable& table) {
  return {.table = table.name(),
          .find = [&table](Currency currency, int year, int month) -> std::optional<RateUsed> {
            const registry::Rate* rate = table.find(currency, year, month);
            if (rate == nullptr) return std::nullopt;
            return RateUsed{.cny = rate->cny, .source = rate->source};
          }};
}

}  // namespace chuhai::facts
