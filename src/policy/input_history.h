// "First time" needs every earlier year of the enterprise, its predecessors and its related
// enterprises (R12): the highest yearly figure, or what is known of it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "facts/combine.h"
#include "policy/inputs.h"

namespace chuhai::policy {

// The year's figure on the pack's bases. An upper bound stated for several years together ("none of
// them reached T") counts for each. A statement accepted after the as-of day is a claim.
facts::Combined year_figure(const InputContext& context, const std::string& enterprise,
                            const std::string& fact, int year);

// A statement that doesn't count: nobody has accepted it, or only after the as-of day.
Text claim_words(const InputContext& context, const facts::Fact& claim);

// The highest yearly figure lies in [lower, upper]; no upper end while any year is missing.
struct EarlierYears {
  std::optional<Decimal> lower;
  std::optional<Decimal> upper;
  bool upper_open = false;
  Text shown;    // "61,200,000.00（2022 年）"
  Text missing;  // which years of whom, or the day of establishment
  Text evidence;
  std::vector<std::string> bases;
  std::vector<facts::Fact> facts;  // the figures looked at
  std::vector<Text> notes;
  std::vector<std::string> digest_lines;
  bool is_exact() const { return lower && upper && !upper_open && *lower == *upper; }
};
EarlierYears earlier_years(const InputContext& context, const std::string& fact);

// An award as a line of the facts digest.
std::string award_line(const Award& award);

}  // namespace chuhai::policy
