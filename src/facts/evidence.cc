#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

#include "facts/derive.h"
#include "facts/fact_id.h"
#include "facts/facts.h"
#include "facts/import_rows.h"
#include "facts/layers.h"
#include "facts/repository.h"
#include "facts/source.h"
#include "facts/stamps.h"
#include "registry/codes.h"

namespace chuhai::facts {
namespace {

// The facts that an id as typed fits: the one it names in full, else those it begins; among several
// those of all modes and destinations.
std::vector<const StoredFact*> fitting(const std::vector<StoredFact>& facts,
                                       const FactIdParts& parts) {
  const std::string text = canonical_text(parts);
  std::vector<const StoredFact*> found;
  for (const StoredFact& stored : facts) {
    if (stored.withdrawn) continue;
    if (stored.fact.id == text) return {&stored};
    if (stored.fact.id.starts_with(text + "/")) found.push_back(&stored);
  }
  const bool any_total = std::any_of(found.begin(), found.end(), [](const StoredFact* stored) {
    return stored->fact.mode.empty() && stored->fact.destination.empty();
  });
  if (any_total) {
    std::erase_if(found, [](const StoredFact* stored) {
      return !stored->fact.mode.empty() || !stored->fact.destination.empty();
    });
  }
  return found;
}

Result<StoredFact> find_fact(store::Store& store, std::string_view fact_id) {
  CHUHAI_ASSIGN_OR_RETURN(FactIdParts parts, parse_fact_id(fact_id));
  CHUHAI_ASSIGN_OR_RETURN(std::vector<StoredFact> facts,
                          load_facts(store, parts.subject, std::nullopt));
  auto found = fitting(facts, parts);
  if (found.empty()) {
    CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
    parts.subject = on_file(registry, parts.subject);
    CHUHAI_ASSIGN_OR_RETURN(facts, load_facts(store, parts.subject, std::nullopt));
    found = fitting(facts, parts);
  }
  if (found.size() == 1) return *found.front();
  if (found.empty()) {
    return Error(ErrorCode::kNotFound,
                 fmt::format("no fact {} on file; `chuhai facts {}` lists what is",
                             canonical_text(parts), parts.subject.to_string()));
  }
  std::vector<std::string_view> ids;
  for (const StoredFact* stored : found) ids.push_back(stored->fact.id);
  return Error(
      ErrorCode::kInvalidArgument,
      fmt::format("\"{}\" fits several facts, name one:\n  {}", fact_id, fmt::join(ids, "\n  ")));
}

std::string iso_of(const std::string& currency) {
  const auto iso = registry::currency_of(currency);
  return iso ? std::string(iso->code()) : currency;
}

// What the documents or papers of a fact come to, to be compared with what is stored.
struct Sum {
  std::optional<Decimal> value;
  int64_t documents = 0;
};

Evidence::Item item_of(const clearance::EvidenceDocument& document) {
  const bool list = document.key.kind == clearance::TotalKind::kImportExport;
  const bool trade = document.key.form == documents::Form::kTradeRecord;
  return {.kind = list    ? "list"
                  : trade ? "trade_order"
                          : "order",
          .key = document.document_key,
          .order_no = document.order_no,
          .locator = document.locator,
          .at = document.at,
          .currency = iso_of(document.key.currency),
          .amount = document.amount,
          .mode = document.key.mode,
          .destination = document.key.destination};
}

Result<Sum> gather_documents(const TotalsSource& source, store::Store& store,
                             const StoredFact& stored, Evidence& evidence) {
  using clearance::TotalKind;
  using documents::Form;
  std::map<std::tuple<int, std::string>, MonthAmount> amounts;
  std::set<documents::Locator> documents;
  const int year = stored.fact.period.from().year();
  for (const TotalKind kind : {TotalKind::kTurnover, TotalKind::kImportExport}) {
    for (const Form form : {Form::kMessage, Form::kTradeRecord}) {
      if (total_name(kind, form) != stored.total) continue;
      for (const std::string& code : stored.codes) {
        CHUHAI_RETURN_IF_ERROR(source.for_each_evidence(
            store, kind, code, year, form,
            [&](const clearance::EvidenceDocument& document) -> Status {
              const MonthAmount one{.year = document.key.year,
                                    .month = document.key.month,
                                    .mode = document.key.mode,
                                    .destination = document.key.destination,
                                    .currency = document.key.currency};
              if (!belongs(one, stored.fact)) return {};
              auto& month = amounts.try_emplace({one.month, one.currency}, one).first->second;
              month.amount += document.amount;
              documents.insert(document.locator);
              evidence.items.push_back(item_of(document));
              return {};
            }));
      }
    }
  }
  std::vector<MonthAmount> list;
  for (const auto& [key, month] : amounts) list.push_back(month);
  CHUHAI_ASSIGN_OR_RETURN(const registry::RateTable rates,
                          registry::RateTable::load(store, stored.rate_table));
  Converted converted = convert(list, rates_of(rates));
  evidence.conversions = std::move(converted.conversions);
  Sum sum{.documents = static_cast<int64_t>(documents.size())};
  constexpr int kFenDecimals = 2;
  if (converted.unrounded) {
    sum.value = round_by_bound(*converted.unrounded, stored.fact.bound, kFenDecimals);
  }
  return sum;
}

Result<Sum> gather_papers(store::Store& store, const StoredFact& stored, Evidence& evidence) {
  CHUHAI_ASSIGN_OR_RETURN(const std::vector<Paper> papers,
                          load_papers_of(store, stored.fact.subject.kind, stored.codes));
  Sum sum{.value = Decimal()};
  for (const size_t i : papers_of(stored.fact, stored.composition, papers)) {
    const Paper& paper = papers[i];
    CHUHAI_ASSIGN_OR_RETURN(const Amount5Sum amount, Amount5Sum::parse(paper.value.to_string()));
    if (sum.value) sum.value = sum.value->plus(paper.value);
    ++sum.documents;
    evidence.items.push_back({.kind = "paper",
                              .key = paper.paper,
                              .order_no = "",
                              .locator = {.entry = paper.entry, .ordinal = paper.line},
                              .at = paper.recorded_at,
                              .currency = paper.unit,
                              .amount = amount,
                              .mode = paper.mode,
                              .destination = paper.destination});
  }
  return sum;
}

// Whether inputs have come since the facts were computed; then a difference is no corruption.
Result<bool> is_behind(store::Store& store, const StoredFact& stored) {
  bool events = false;
  const Status read = journal::for_each_event(store, kStage, [&](const journal::Event&) -> Status {
    events = true;
    return Error(ErrorCode::kConflict, "one is enough");
  });
  if (events) return true;
  CHUHAI_RETURN_IF_ERROR(read);
  if (stored.composition != Composition::kTotals) return false;
  CHUHAI_ASSIGN_OR_RETURN(const registry::RateTable rates,
                          registry::RateTable::load(store, stored.rate_table));
  CHUHAI_ASSIGN_OR_RETURN(const std::string stamp, load_stamp(store, kRatesStamp));
  return stamp != stamp_of(rates);
}

std::string shown(const std::optional<Decimal>& value) {
  return value ? value->to_string() : "unknown";
}

// Of one time and key, papers stay in the order of their period, lists in that of their lines.
bool is_earlier(const Evidence::Item& a, const Evidence::Item& b) {
  return std::tie(a.at, a.key) < std::tie(b.at, b.key);
}

}  // namespace

Result<Evidence> evidence_from(const TotalsSource& source, store::Store& store,
                               std::string_view fact_id) {
  CHUHAI_ASSIGN_OR_RETURN(const StoredFact stored, find_fact(store, fact_id));
  Evidence evidence;
  evidence.fact = stored.fact;
  CHUHAI_ASSIGN_OR_RETURN(const Sum sum, stored.composition == Composition::kTotals
                                             ? gather_documents(source, store, stored, evidence)
                                             : gather_papers(store, stored, evidence));
  evidence.documents = sum.documents;
  std::stable_sort(evidence.items.begin(), evidence.items.end(), is_earlier);
  if (sum.value == stored.fact.value && sum.documents == stored.fact.evidence_count) {
    return evidence;
  }
  CHUHAI_ASSIGN_OR_RETURN(const bool behind, is_behind(store, stored));
  if (behind) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("{}: inputs have come since; run `chuhai determine` to bring facts "
                             "up to date",
                             stored.fact.id));
  }
  return Error(ErrorCode::kCorrupt,
               fmt::format("{}: stored {} from {}, the evidence adds up to {} from {}",
                           stored.fact.id, shown(stored.fact.value), stored.fact.evidence_count,
                           shown(sum.value), sum.documents));
}

}  // namespace chuhai::facts
