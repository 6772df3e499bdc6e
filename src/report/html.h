// Small pieces of the page: bilingual text, outcome marks, bars. Everything that comes from data is
// escaped here.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "policy/determination.h"

namespace chuhai::report {

// Both languages; the page shows one at a time. Escapes.
std::string both(std::string_view zh, std::string_view en);
std::string both(const policy::Text& text);

// The shape and word of an outcome: ● met, ◐ cannot tell, ○ not met.
std::string outcome_mark(policy::Outcome outcome);
std::string outcome_class(policy::Outcome outcome);

// The legal state's word: 有效 / in force, 暂缓 / held…
policy::Text legal_state_text(std::string_view state);

// What a documents' rule finds wrong: 总价不等于…; the id itself when the stage has no such rule.
policy::Text rule_text(std::string_view id);

struct BarRow {
  policy::Text label;
  int64_t value = 0;
  std::string shown;  // the figure as printed
};
// Horizontal bars with label and figure, as text that wraps; the longest fills the width.
std::string bar_chart(const std::vector<BarRow>& rows, policy::Text title);
// Two series by month, 1..12, as columns side by side.
std::string month_chart(const std::vector<int64_t>& first, const std::vector<int64_t>& second,
                        policy::Text title);
// met | cannot tell | not met as one bar of the given width in pixels.
std::string outcome_bar(int64_t met, int64_t cannot_tell, int64_t not_met, int width);

}  // namespace chuhai::report
