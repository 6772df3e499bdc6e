// The report for an official: one self-contained HTML page in Chinese and English with its charts
// as inline SVG.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "facts/fact.h"
#include "policy/determination.h"
#include "store/store.h"

namespace chuhai::report {

struct ReportOptions {
  std::vector<int> years;  // determined years to show, oldest first
  Instant at;              // printed as the time of making
  std::string by;
};

// From what the store holds: intake and exceptions, facts by basis, determinations by measure, the
// enterprises' entitlements with explanations, what is missing, legal states, readings.
Result<std::string> make_html(store::Store& store, const facts::Catalogue& catalogue,
                              const ReportOptions& options);

}  // namespace chuhai::report
