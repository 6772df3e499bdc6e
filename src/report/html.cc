#include "report/html.h"

#include <algorithm>

#include "base/money.h"
#include "base/text.h"

namespace chuhai::report {

std::string both(std::string_view zh, std::string_view en) {
  return fmt::format("<span class=\"zh\">{}</span><span class=\"en\">{}</span>", escape_markup(zh),
                     escape_markup(en));
}

std::string both(const policy::Text& text) { return both(text.zh, text.en); }

std::string outcome_class(policy::Outcome outcome) {
  switch (outcome) {
    case policy::Outcome::kMet:
      return "met";
    case policy::Outcome::kCannotTell:
      return "cannot-tell";
    case policy::Outcome::kNotMet:
      return "not-met";
  }
  return "";
}

std::string outcome_mark(policy::Outcome outcome) {
  std::string_view shape;
  policy::Text word;
  switch (outcome) {
    case policy::Outcome::kMet:
      shape = "●";
      word = {"符合", "met"};
      break;
    case policy::Outcome::kCannotTell:
      shape = "◐";
      word = {"无法判定", "cannot tell"};
      break;
    case policy::Outcome::kNotMet:
      shape = "○";
      word = {"不符合", "not met"};
      break;
  }
  return fmt::format("<span class=\"outcome {}\">{} {}</span>", outcome_class(outcome), shape,
                     both(word));
}

policy::Text legal_state_text(std::string_view state) {
  static const std::map<std::string_view, policy::Text> kNames = {
      {"in_force", {"有效", "in force"}},
      {"held", {"暂缓", "held"}},
      {"suspended", {"中止", "suspended"}},
      {"replaced", {"被替代", "replaced"}},
      {"expired", {"失效", "expired"}},
      {"continuation_not_set", {"延续未定", "continuation not set"}}};
  const auto found = kNames.find(state);
  if (found != kNames.end()) return found->second;
  return {std::string(state), std::string(state)};
}

std::string bar_chart(const std::vector<BarRow>& rows, policy::Text title) {
  int64_t longest = 1;
  for (const BarRow& row : rows) longest = std::max(longest, row.value);
  std::string html = fmt::format("<div class=\"bars\" role=\"group\" aria-label=\"{} / {}\">\n",
                                 escape_markup(title.zh), escape_markup(title.en));
  for (const BarRow& row : rows) {
    // In tenths of a per cent; whatever isn't nothing shows.
    const int64_t share = std::max<int64_t>(row.value * 1000 / longest, row.value > 0 ? 2 : 0);
    html += fmt::format(
        "<div><span>{}</span><span class=\"track\"><i style=\"width:{}.{}%\"></i></span><b>{}</b>"
        "</div>\n",
        both(row.label), share / 10, share % 10, escape_markup(row.shown));
  }
  return html + "</div>";
}

std::string month_chart(const std::vector<int64_t>& first, const std::vector<int64_t>& second,
                        policy::Text title) {
  constexpr int kHeight = 160, kBase = 136, kStep = 48, kColumn = 18, kWidth = 600;
  int64_t highest = 1;
  for (const auto* series : {&first, &second})
    for (const int64_t value : *series) highest = std::max(highest, value);
  std::string svg =
      fmt::format("<svg viewBox=\"0 0 {} {}\" width=\"100%\" role=\"img\" aria-label=\"{} / {}\">",
                  kWidth, kHeight, escape_markup(title.zh), escape_markup(title.en));
  svg += fmt::format("<text x=\"0\" y=\"20\">{}</text>", group_thousands(std::to_string(highest)));
  const auto column = [&](int month, int64_t value, int offset, std::string_view css) {
    const int64_t height = value * (kBase - 28) / highest;
    svg += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>", css,
                       12 + month * kStep + offset, kBase - height, kColumn, height);
  };
  for (int month = 0; month < 12; ++month) {
    column(month, first[month], 0, "bar");
    column(month, second[month], kColumn + 1, "bar-2");
    svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text>",
                       12 + month * kStep + kColumn, kBase + 20, month + 1);
  }
  svg += fmt::format("<line x1=\"8\" x2=\"{}\" y1=\"{}\" y2=\"{}\" stroke=\"var(--line-2)\"/>",
                     kWidth - 4, kBase, kBase);
  return svg + "</svg>";
}

std::string outcome_bar(int64_t met, int64_t cannot_tell, int64_t not_met, int width) {
  const int64_t all = std::max<int64_t>(met + cannot_tell + not_met, 1);
  const auto share = [&](int64_t part) {
    return part == 0 ? int64_t{0} : std::max<int64_t>(part * width / all, 2);
  };
  return fmt::format(
      "<svg width=\"{0}\" height=\"12\" aria-hidden=\"true\">"
      "<rect class=\"bar-hollow\" x=\"0.5\" y=\"0.5\" width=\"{1}\" height=\"11\"/>"
      "<rect class=\"bar\" x=\"0\" y=\"0\" width=\"{2}\" height=\"12\"/>"
      "<rect class=\"bar-amber\" x=\"{2}\" y=\"0.5\" width=\"{3}\" height=\"11\" "
      "stroke-width=\"{4}\"/></svg>",
      width, width - 1, share(met), share(cannot_tell), cannot_tell > 0 ? 1 : 0);
}

}  // namespace chuhai::report
