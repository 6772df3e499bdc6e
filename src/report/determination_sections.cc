// Outcomes by measure, and each determination as a ladder.
#include <algorithm>
#include <span>

#include "base/money.h"
#include "base/text.h"
#include "report/html.h"
#include "report/sections.h"

namespace chuhai::report {
namespace {

using policy::Condition;
using policy::Determination;
using policy::Outcome;

int rank(Outcome outcome) {
  return outcome == Outcome::kMet ? 0 : outcome == Outcome::kCannotTell ? 1 : 2;
}

bool is_held(const Determination& one) { return one.legal_state != "in_force"; }

struct MeasureRow {
  policy::Text title;
  std::string legal_state;
  policy::Text legal_note;
  bool held = false;
  int64_t met = 0, cannot_tell = 0, not_met = 0;
};

std::map<std::string, MeasureRow> by_measure(const YearFindings& year) {
  std::map<std::string, MeasureRow> rows;
  for (const Determination& one : year.determinations) {
    MeasureRow& row = rows[one.measure];
    row.title = one.measure_title;
    row.legal_state = one.legal_state;
    row.legal_note = one.legal_note;
    row.held = is_held(one);
    row.met += one.outcome == Outcome::kMet;
    row.cannot_tell += one.outcome == Outcome::kCannotTell;
    row.not_met += one.outcome == Outcome::kNotMet;
  }
  return rows;
}

std::string_view before(std::string_view text, std::string_view mark) {
  return text.substr(0, text.find(mark));
}

std::vector<BarRow> causes(const YearFindings& year) {
  std::map<std::string, BarRow> by_question;
  for (const Determination& one : year.determinations) {
    if (one.outcome != Outcome::kCannotTell || one.asks.empty()) continue;
    const policy::Ask& first = one.asks.front();
    BarRow& row = by_question[first.input];
    row.label = {std::string(before(first.question.zh, "：")),
                 std::string(before(first.question.en, ":"))};
    ++row.value;
    row.shown = std::to_string(row.value);
  }
  std::vector<BarRow> rows;
  for (auto& [input, row] : by_question) rows.push_back(row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const BarRow& a, const BarRow& b) { return a.value > b.value; });
  return rows;
}

std::string rung(Condition::State state) {
  switch (state) {
    case Condition::State::kHolds:
      return "<i class=\"holds\"></i>";
    case Condition::State::kFails:
      return "<i></i>";
    case Condition::State::kMayHold:
    case Condition::State::kUnknown:
      return "<i class=\"open\"></i>";
  }
  return "";
}

// With its heading, which a telephone doesn't show above the column.
std::string to_threshold(const Condition& condition) {
  if (condition.to_threshold.zh.empty()) return "";
  return fmt::format("<span class=\"heading\">{} </span>{}", both("还差", "still to show"),
                     both(condition.to_threshold));
}

std::string conditions_table(const Determination& one) {
  std::string html = fmt::format(
      "<table class=\"steps\"><thead><tr><th></th><th>{}</th><th "
      "class=\"right\">{}</th><th>{}</th><th>{}</th>"
      "<th class=\"right\">{}</th></tr></thead><tbody>\n",
      both("条件", "condition"), both("现值", "value"), both("口径", "basis"),
      both("证据", "evidence"), both("还差", "still to show"));
  for (const Condition& condition : one.conditions) {
    const std::string basis =
        condition.basis.zh.empty()
            ? ""
            : fmt::format("<span class=\"basis\">{}</span>", both(condition.basis));
    html += fmt::format(
        "<tr><td class=\"rung\">{}</td><td>{}</td><td class=\"right\">{}</td><td>{}</td><td>{}</td>"
        "<td class=\"right\">{}</td></tr>\n",
        rung(condition.state), both(condition.label), both(condition.value), basis,
        both(condition.evidence), to_threshold(condition));
  }
  return html + "</tbody></table>";
}

std::string asks_box(const Determination& one) {
  if (one.asks.empty()) return "";
  std::string html = "<div class=\"ask\">";
  for (size_t i = 0; i < one.asks.size(); ++i) {
    html +=
        fmt::format("<div><b>{}</b> {}", i == 0 ? both("先问", "ask first") : both("再问", "then"),
                    both(one.asks[i].question));
    for (const policy::Text& answer : one.asks[i].answers)
      html += fmt::format("<br>&emsp;→ {}", both(answer));
    html += "</div>";
  }
  return html + "</div>";
}

std::string lines(const std::vector<policy::Text>& texts, std::string_view zh,
                  std::string_view en) {
  std::string html;
  for (const policy::Text& text : texts)
    html += fmt::format("<div><span class=\"quiet\">{}</span> {}</div>", both(zh, en), both(text));
  return html;
}

// Outcome, ceiling, amount and legal state: four separate values.
std::string values_list(const Determination& one) {
  std::string html = "<dl>";
  const auto add = [&](std::string_view zh, std::string_view en, std::string_view value,
                       const std::string& note) {
    html += fmt::format("<dt>{}</dt><dd><b>{}</b>{}</dd>", both(zh, en), value, note);
  };
  if (one.ceiling)
    add("上限（元）", "ceiling (yuan)", one.ceiling->to_display_string(), both(one.ceiling_note));
  if (one.outcome == Outcome::kMet) {
    const std::string amount =
        one.amount ? one.amount->to_display_string() : both("无法确定", "not determinable");
    add("金额（元）", "amount (yuan)", amount,
        fmt::format("<span class=\"{}\">{}</span>", one.scale_is_example ? "example" : "",
                    both(one.amount_note)));
  }
  html += fmt::format("<dt>{}</dt><dd>{}</dd>", both("支付", "paid by"), both(one.payer_name));
  html += fmt::format(
      "<dt>{}</dt><dd><span class=\"{}\">{}</span> {}<br>{}</dd>", both("效力", "legal state"),
      is_held(one) ? "held" : "", both(legal_state_text(one.legal_state)),
      both("按 " + one.as_of.to_string(), "as of " + one.as_of.to_string()), both(one.legal_note));
  html += fmt::format("<dt>{}</dt><dd>{}</dd></dl>", both("依据", "law"), both(one.law));
  return html;
}

std::string ladder(const Determination& one) {
  std::string rule;
  if (one.rule.row > 0)
    rule = both(fmt::format("{}「{}」第 {} 行", one.rule.model, one.rule.table.zh, one.rule.row),
                fmt::format("{} \"{}\" row {}", one.rule.model, one.rule.table.en, one.rule.row));
  std::string more = lines(one.history, "此前", "before");
  more += lines(one.readings, "解释口径", "reading");
  more += lines(one.notes, "说明", "note");
  if (!rule.empty())
    more +=
        fmt::format("<div><span class=\"quiet\">{}</span> {}</div>", both("规则", "rule"), rule);
  constexpr size_t kCommandsMax = 3;
  for (const std::string& command :
       std::span(one.check_commands).first(std::min(kCommandsMax, one.check_commands.size())))
    more += fmt::format("<div><span class=\"quiet\">{}</span> <code>{}</code></div>",
                        both("查证", "check"), escape_markup(command));
  return fmt::format(
      "<div class=\"ladder\"><div><p class=\"said\">{}</p>{}{}<div "
      "class=\"more\">{}</div></div>{}</div>",
      both(one.reason), conditions_table(one), asks_box(one), more, values_list(one));
}

std::string determination_row(const Determination& one, bool open) {
  const std::string amount = one.amount ? one.amount->to_display_string()
                             : one.outcome == Outcome::kMet
                                 ? both("金额无法确定", "not determinable")
                                 : std::string();
  return fmt::format(
      "<details id=\"{}-{}-{}\"{}><summary><span>{}</span><span>{}</span><span>{}<br>"
      "<span class=\"quiet\">{}</span></span><span>{}</span><span class=\"right\">{}</span>"
      "<span class=\"right\">{}{}</span><span>{}</span></summary>{}</details>\n",
      one.measure, escape_markup(one.subject.id), one.year, open ? " open" : "",
      outcome_mark(one.outcome), one.measure, both(one.subject_name), escape_markup(one.subject.id),
      both(one.reason), one.ceiling ? one.ceiling->to_display_string() : "", amount,
      one.scale_is_example
          ? "<br><span class=\"example\">" + both("示例标准", "example scale") + "</span>"
          : "",
      is_held(one)
          ? fmt::format("<span class=\"held\">{}</span>", both(legal_state_text(one.legal_state)))
          : "",
      ladder(one));
}

}  // namespace

std::string measures_section(const YearFindings& year) {
  std::string table = fmt::format(
      "<table class=\"many\"><thead><tr><th>{}</th><th></th><th>{}</th><th class=\"right\">●</th>"
      "<th class=\"right\">◐</th><th class=\"right\">○</th><th>{}</th></tr></thead><tbody>\n",
      both("条款", "measure"), both("构成", "outcomes"), both("效力", "legal state"));
  for (const auto& [measure, row] : by_measure(year))
    table += fmt::format(
        "<tr><td>{}</td><td>{}</td><td>{}</td><td class=\"right met\">{}</td>"
        "<td class=\"right cannot-tell\">{}</td><td class=\"right\">{}</td>"
        "<td><span class=\"{}\" title=\"{}\">{}</span></td></tr>\n",
        measure, both(row.title), outcome_bar(row.met, row.cannot_tell, row.not_met, 160), row.met,
        row.cannot_tell, row.not_met, row.held ? "held" : "",
        escape_markup(row.legal_note.zh + " / " + row.legal_note.en),
        both(legal_state_text(row.legal_state)));
  table += "</tbody></table>";
  return fmt::format(
      "<div class=\"columns\"><div class=\"paper\"><h3>{}</h3>{}</div>"
      "<div class=\"paper\"><h3>{}</h3>{}</div></div>\n",
      both(fmt::format("{} 年判定", year.year), fmt::format("Determinations, {}", year.year)),
      table,
      both("为何无法判定：首先要问的事实", "Causes of \"cannot tell\": the fact to ask for first"),
      bar_chart(causes(year), {"无法判定的原因", "Causes of cannot tell"}));
}

std::string entitlements_section(const YearFindings& year) {
  std::vector<const Determination*> rows;
  for (const Determination& one : year.determinations) rows.push_back(&one);
  std::stable_sort(rows.begin(), rows.end(), [](const Determination* a, const Determination* b) {
    return rank(a->outcome) < rank(b->outcome);
  });
  std::string html = fmt::format(
      "<section class=\"wide\"><h2>{}</h2><p><input class=\"filter\" type=\"search\" "
      "aria-label=\"筛选 / filter\" placeholder=\"企业、信用代码、条款 · enterprise, code, "
      "measure\"></p>"
      "<div class=\"paper\">\n",
      both(fmt::format("{} 年：谁有权得到什么，为什么", year.year),
           fmt::format("{}: who is entitled to what, and why", year.year)));
  // One of each outcome is open, as an example of how to read the rest.
  int last_rank = -1;
  for (const Determination* one : rows) {
    html += determination_row(*one, rank(one->outcome) != last_rank);
    last_rank = rank(one->outcome);
  }
  return html + "</div></section>\n";
}

}  // namespace chuhai::report
