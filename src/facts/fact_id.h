// Fact ids as people see and type them:
//   turnover/enterprise:91…/2023/zone_platform
// then, where they apply: /mode=E, /dest=502, and one of /paper=…, /months, /months=highest.
// '/' and '%' and white space inside a part are written as %XX, a period's '/' as "..". The prefix
// "fact:" is accepted, and so is a subject without its kind (an enterprise).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "facts/fact.h"

namespace chuhai::facts {

// How a fact is made up; the last part of its id, since each is a fact of its own.
enum class Composition {
  kTotals = 0,         // of clearance's totals
  kOnePaper = 1,       // "/paper=…": what one paper states
  kPapersAddedUp = 2,  // parts of the period added up
  kMonths = 3,         // "/months": a year from month papers, each month's lowest figure
  kMonthsHighest = 4,  // "/months=highest": there when two figures of a month differ
};

// Fact::id from the fact's other members.
std::string make_fact_id(const Fact& fact, Composition composition);

// An id as typed: `basis` may be missing, and the dimensions; then it names the only fact that
// fits.
struct FactIdParts {
  std::string fact;
  Subject subject;
  Period period = Period::year(2000).value();
  std::string basis;
  std::string rest;  // from the dimensions on, as typed: "/mode=E", "/paper=…"
};
Result<FactIdParts> parse_fact_id(std::string_view text);
// The canonical text without "fact:": what Fact::id begins with, or is.
std::string canonical_text(const FactIdParts& parts);

}  // namespace chuhai::facts
