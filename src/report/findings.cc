#include "report/findings.h"

#include <algorithm>
#include <set>

#include "facts/facts.h"
#include "journal/journal.h"
#include "policy/policy.h"
#include "registry/codes.h"

namespace chuhai::report {
namespace {

Status count_inputs(store::Store& store, Findings& findings) {
  return journal::for_each_entry(store, 0, "", [&](const journal::Entry& entry) -> Status {
    ++findings.inputs;
    ++findings.inputs_by_kind[entry.kind];
    findings.repeats += entry.first.has_value();
    return {};
  });
}

// Facts of a whole year without dimensions: the ones that measures use.
bool is_whole_year(const facts::Fact& fact, int year) {
  return fact.mode.empty() && fact.destination.empty() && fact.period == Period::year(year).value();
}

struct BasisCount {
  BasisRow row;
  std::set<facts::Subject> subjects;
};

void count_basis(const facts::Fact& fact, const facts::Catalogue& catalogue,
                 std::map<std::pair<std::string, std::string>, BasisCount>& by_basis) {
  if (!fact.mode.empty() || !fact.destination.empty()) return;
  BasisCount& count = by_basis[{fact.fact, fact.basis}];
  count.row.fact_id = fact.fact;
  count.row.basis_id = fact.basis;
  if (const auto* definition = catalogue.fact(fact.fact))
    count.row.fact = {definition->name_zh, definition->name_en};
  if (const auto* basis = catalogue.basis(fact.basis))
    count.row.basis = {basis->name_zh, basis->name_en};
  count.row.bound = fact.bound;
  count.subjects.insert(fact.subject);
  ++count.row.facts;
  count.row.documents += fact.evidence_count;
  count.row.unknown += !fact.value.has_value();
  count.row.claims += !fact.usable;
}

// Adds an enterprise's proven turnover to its city.
void add_to_city(const facts::Fact& fact, const registry::Registry& registry,
                 std::map<std::string, CityRow>& cities) {
  if (fact.fact != "turnover" || fact.basis != "zone_platform" || !fact.value) return;
  const registry::Enterprise* enterprise = registry.enterprise(fact.subject.id);
  if (enterprise == nullptr) return;
  const registry::Code* city = registry::city_of(enterprise->region);
  const std::string code(city ? city->code : "");
  CityRow& row = cities[code];
  row.code = code;
  row.name = city ? policy::Text{std::string(city->name_zh), std::string(city->name_en)}
                  : policy::Text{"湖南以外", "outside Hunan"};
  ++row.enterprises;
  row.orders += fact.evidence_count;
  const auto money = Money::from(*fact.value, Currency::cny(), Rounding::kDown);
  if (!money.ok()) return;
  const auto sum = row.turnover.plus(*money);
  if (sum.ok()) row.turnover = *sum;
}

Status collect_facts(store::Store& store, const facts::Catalogue& catalogue,
                     const registry::Registry& registry, Findings& findings) {
  std::map<std::pair<std::string, std::string>, BasisCount> by_basis;
  std::vector<std::map<std::string, CityRow>> cities(findings.years.size());
  CHUHAI_RETURN_IF_ERROR(facts::for_each_fact(store, [&](const facts::Fact& fact) -> Status {
    ++findings.facts;
    count_basis(fact, catalogue, by_basis);
    for (size_t i = 0; i < findings.years.size(); ++i)
      if (is_whole_year(fact, findings.years[i].year)) add_to_city(fact, registry, cities[i]);
    return {};
  }));
  for (auto& [key, count] : by_basis) {
    count.row.subjects = static_cast<int64_t>(count.subjects.size());
    findings.bases.push_back(count.row);
  }
  for (size_t i = 0; i < findings.years.size(); ++i) {
    auto& rows = findings.years[i].cities;
    for (auto& [code, row] : cities[i]) rows.push_back(row);
    std::stable_sort(rows.begin(), rows.end(), [](const CityRow& a, const CityRow& b) {
      return a.turnover.minor() > b.turnover.minor();
    });
  }
  return {};
}

Status collect_months(store::Store& store, Findings& findings) {
  if (findings.years.empty()) return {};
  for (YearFindings& year : findings.years) {
    year.orders_by_month.assign(12, 0);
    year.lists_by_month.assign(12, 0);
  }
  return clearance::for_each_total(
      store, "", [&](const clearance::TotalKey& key, const clearance::Total& total) -> Status {
        for (YearFindings& year : findings.years) {
          if (key.year != year.year || key.month < 1 || key.month > 12) continue;
          auto& series = key.kind == clearance::TotalKind::kTurnover ? year.orders_by_month
                                                                     : year.lists_by_month;
          series[key.month - 1] += total.documents;
        }
        return {};
      });
}

}  // namespace

Result<Findings> collect(store::Store& store, const facts::Catalogue& catalogue,
                         const ReportOptions& options) {
  Findings findings;
  findings.options = options;
  CHUHAI_RETURN_IF_ERROR(count_inputs(store, findings));
  CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
  findings.enterprises = static_cast<int64_t>(registry.enterprises().size());
  findings.warehouses = static_cast<int64_t>(registry.warehouses().size());
  for (const auto& [id, enterprise] : registry.enterprises())
    findings.synthetic |= enterprise.synthetic;
  CHUHAI_ASSIGN_OR_RETURN(findings.exceptions, clearance::count_exceptions(store));
  for (const int year : options.years) {
    YearFindings one;
    one.year = year;
    CHUHAI_ASSIGN_OR_RETURN(one.determinations, policy::determinations_of_year(store, year));
    if (one.determinations.empty())
      return Error(
          ErrorCode::kFailedPrecondition,
          fmt::format("nothing is determined for {0}; run `chuhai determine --year {0}` first",
                      year));
    findings.years.push_back(std::move(one));
  }
  CHUHAI_RETURN_IF_ERROR(collect_facts(store, catalogue, registry, findings));
  CHUHAI_RETURN_IF_ERROR(collect_months(store, findings));
  return findings;
}

}  // namespace chuhai::report
