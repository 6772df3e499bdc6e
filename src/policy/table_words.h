// A decision table's cells as conditions in words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/determine.h"
#include "facts/combine.h"
#include "policy/inputs.h"

namespace chuhai::policy {

// "≥ T", "> T", "< T" or "≤ T" against a number or a parameter.
struct Threshold {
  facts::Comparison comparison = facts::Comparison::kAtLeast;
  Decimal value;
};
std::optional<Threshold> threshold_of(std::string_view cell, const dmn::Givens& parameters);

// The cell's test with parameters replaced by their values: "≥ 100,000,000", "2–3", "" for "-".
std::string cell_in_words(std::string_view cell, const dmn::Givens& parameters);

// The rules whose outcome is "met", 0-based.
std::vector<size_t> met_rules(const dmn::DecisionTable& table);

struct JudgedCell {
  size_t rule = 0;  // the "met" rule that comes nearest
  dmn::Certainty certainty = dmn::Certainty::kNever;
};
// Of the input's cells in the "met" rules: the most certain, of the rule nearest to matching.
JudgedCell best_cell(const dmn::DecisionTable& table, const dmn::MergedTable& merged, size_t input);

// "2023 年交易额 ≥ 100,000,000", "登记在湖南", "未领取过本项奖励".
Text condition_label(const PackInput& input, const dmn::DecisionTable& table, size_t column,
                     const JudgedCell& cell, const dmn::Givens& parameters);

}  // namespace chuhai::policy
