#include "policy/table_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

std::optional<Decimal> operand(std::string_view text, const dmn::Givens& parameters) {
  const std::string_view name = trim(text);
  if (const auto found = parameters.find(name); found != parameters.end()) {
    const Decimal* number = found->second.value.as_number();
    return number ? std::optional(*number) : std::nullopt;
  }
  const auto number = Decimal::parse(name);
  return number.ok() ? std::optional(number.value()) : std::nullopt;
}

int weight(dmn::Certainty certainty) {
  return certainty == dmn::Certainty::kAlways ? 2 : certainty == dmn::Certainty::kSometimes ? 1 : 0;
}

}  // namespace

std::optional<Threshold> threshold_of(std::string_view cell, const dmn::Givens& parameters) {
  using facts::Comparison;
  static constexpr std::pair<std::string_view, Comparison> kOperators[] = {
      {">=", Comparison::kAtLeast},
      {"<=", Comparison::kAtMost},
      {">", Comparison::kAbove},
      {"<", Comparison::kBelow}};
  const std::string_view test = trim(cell);
  for (const auto& [sign, comparison] : kOperators) {
    if (test.substr(0, sign.size()) != sign) continue;
    const auto value = operand(test.substr(sign.size()), parameters);
    if (!value) return std::nullopt;
    return Threshold{comparison, *value};
  }
  return std::nullopt;
}

std::string cell_in_words(std::string_view cell, const dmn::Givens& parameters) {
  const std::string_view test = trim(cell);
  if (test == "-" || test.empty()) return {};
  std::string resolved(test);
  for (const auto& [name, given] : parameters) {
    const size_t at = resolved.find(name);
    if (at == std::string::npos) continue;
    if (const Decimal* number = given.value.as_number()) {
      resolved.replace(at, name.size(), number->to_string());
    }
  }
  const std::string shown = shown_test(resolved);
  return shown.rfind("= ", 0) == 0 ? shown.substr(2) : shown;
}

std::vector<size_t> met_rules(const dmn::DecisionTable& table) {
  std::vector<size_t> rules;
  for (size_t i = 0; i < table.rules.size(); ++i) {
    if (trim(table.rules[i].outputs[0].text) == "\"met\"") rules.push_back(i);
  }
  return rules;
}

JudgedCell best_cell(const dmn::DecisionTable& table, const dmn::MergedTable& merged,
                     size_t input) {
  JudgedCell best;
  int best_score = -1;
  for (const size_t rule : met_rules(table)) {
    int score = weight(merged.matched[rule]) * 100 + weight(merged.cell(rule, input)) * 10;
    for (size_t i = 0; i < merged.inputs.size(); ++i) score += weight(merged.cell(rule, i));
    if (score <= best_score) continue;
    best_score = score;
    best = {rule, merged.cell(rule, input)};
  }
  return best;
}

Text condition_label(const PackInput& input, const dmn::DecisionTable& table, size_t column,
                     const JudgedCell& cell, const dmn::Givens& parameters) {
  const std::string_view chosen = trim(table.rules[cell.rule].inputs[column].text);
  if (chosen == "true") return input.label;
  if (chosen == "false") return input.fails;
  std::vector<std::string> tests = {cell_in_words(chosen, parameters)};
  if (cell.certainty != dmn::Certainty::kAlways) {
    for (const size_t rule : met_rules(table)) {
      std::string test = cell_in_words(table.rules[rule].inputs[column].text, parameters);
      if (std::find(tests.begin(), tests.end(), test) == tests.end())
        tests.push_back(std::move(test));
    }
  }
  return {fmt::format("{} {}", input.label.zh, fmt::join(tests, " 或 ")),
          fmt::format("{} {}", input.label.en, fmt::join(tests, " or "))};
}

}  // namespace chuhai::policy
