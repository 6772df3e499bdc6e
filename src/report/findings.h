// What the report says, gathered from the stages before it is set in HTML.
#pragma once

#include <array>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "clearance/clearance.h"
#include "facts/fact.h"
#include "policy/determination.h"
#include "registry/registry.h"
#include "report/report.h"

namespace chuhai::report {

struct CityRow {
  std::string code;
  policy::Text name;
  int64_t enterprises = 0;
  int64_t orders = 0;  // documents behind the turnover facts
  Money turnover;      // proven by zone platform orders: a lower bound
};

struct BasisRow {
  std::string fact_id, basis_id;  // the catalogue's
  policy::Text fact, basis;
  facts::Bound bound = facts::Bound::kExact;
  int64_t subjects = 0;
  int64_t facts = 0;
  int64_t documents = 0;
  int64_t unknown = 0;  // no value: a rate is missing
  int64_t claims = 0;   // statements not accepted
};

struct YearFindings {
  int year = 0;
  std::vector<policy::Determination> determinations;
  std::vector<CityRow> cities;           // by turnover, highest first
  std::vector<int64_t> orders_by_month;  // 12
  std::vector<int64_t> lists_by_month;   // 12, by time of release
};

struct Findings {
  ReportOptions options;
  bool synthetic = false;
  int64_t inputs = 0;  // journal entries
  int64_t repeats = 0;
  std::map<std::string, int64_t> inputs_by_kind;
  int64_t enterprises = 0, warehouses = 0;
  clearance::ExceptionCounts exceptions;
  int64_t facts = 0;            // with those by mode and destination
  std::vector<BasisRow> bases;  // without them
  std::vector<YearFindings> years;
};

// kFailedPrecondition when one of the years has no determinations; without years, what the store
// holds.
Result<Findings> collect(store::Store& store, const facts::Catalogue& catalogue,
                         const ReportOptions& options);

}  // namespace chuhai::report
