// The lines of a payment sheet: read strictly, and held against the measures of a pack.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "csv/csv.h"
#include "policy/awards.h"

namespace chuhai::policy {

// kInvalidArgument when it lacks a column or has one that isn't a payment sheet's.
Result<csv::CsvTable> parse_sheet(std::string_view source_name, std::string_view csv);

// What a pack says of its measures, as the entry's parameters keep it.
struct MeasureRule {
  std::string payer;                  // "city" | "province"
  std::vector<std::string> subjects;  // kinds
};
using MeasureRules = std::map<std::string, MeasureRule, std::less<>>;

std::string rules_json(const Pack* pack);
// Empty where the sheet was imported without a pack.
Result<MeasureRules> rules_of(const journal::Entry& entry);

struct ReadLine {
  Award award;  // as far as it can be read
  bool ok = false;
  bool has_scope = false;
};

// What is wrong with it is added to `refused`, by column. A payment later than `imported_on` is.
ReadLine read_line(const csv::CsvTable& table, const csv::CsvRow& row, const MeasureRules& rules,
                   Date imported_on, std::vector<csv::RefusedLine>& refused);

}  // namespace chuhai::policy
