// The report's sections, top to bottom.
#pragma once

#include <string>

#include "report/findings.h"

namespace chuhai::report {

std::string head_section(const Findings& findings);
std::string figures_section(const Findings& findings);
std::string documents_section(const Findings& findings);     // what came in, what doesn't match
std::string facts_section(const Findings& findings);         // by basis; turnover by city; months
std::string measures_section(const YearFindings& year);      // outcomes by measure, causes of doubt
std::string entitlements_section(const YearFindings& year);  // each determination, as a ladder
std::string notes_section(const Findings& findings);         // how to read it

}  // namespace chuhai::report
