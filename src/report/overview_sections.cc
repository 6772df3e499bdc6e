// Head, key figures, documents, facts and notes.
#include "base/money.h"
#include "base/text.h"
#include "report/html.h"
#include "report/sections.h"

namespace chuhai::report {
namespace {

std::string grouped(int64_t number) { return group_thousands(std::to_string(number)); }

// 8412 of 10000 -> "84.1 %", rounded down; exact by integers.
std::string percent(int64_t part, int64_t whole) {
  if (whole == 0) return "–";
  const int64_t tenths = part * 1000 / whole;
  return fmt::format("{}.{} %", tenths / 10, tenths % 10);
}

std::string figure(std::string_view number, std::string_view label, std::string_view note) {
  return fmt::format("<div><b>{}</b><span>{}</span><span class=\"note\">{}</span></div>\n", number,
                     label, note);
}

struct Outcomes {
  int64_t met = 0, cannot_tell = 0, not_met = 0;
};

Outcomes outcomes_of(const Findings& findings) {
  Outcomes counts;
  for (const YearFindings& year : findings.years)
    for (const policy::Determination& one : year.determinations) {
      counts.met += one.outcome == policy::Outcome::kMet;
      counts.cannot_tell += one.outcome == policy::Outcome::kCannotTell;
      counts.not_met += one.outcome == policy::Outcome::kNotMet;
    }
  return counts;
}

// Names of the parts of missing keys and of other reasons, for people.
policy::Text reason_text(std::string_view key) {
  static const std::map<std::string_view, policy::Text> kNames = {
      {"payment", {"收款单", "receipt of money"}},
      {"goods", {"订单", "order"}},
      {"carrier", {"运单", "waybill"}},
      {"list", {"清单", "list"}}};
  policy::Text text;
  for (const std::string_view part : split(key, '_')) {
    const auto found = kNames.find(part);
    if (found == kNames.end()) return {std::string(key), std::string(key)};
    text.zh += (text.zh.empty() ? "缺" : "、") + found->second.zh;
    text.en += (text.en.empty() ? "no " : ", no ") + found->second.en;
  }
  return text;
}

// Kinds of journalled inputs, for people.
policy::Text input_text(const std::string& kind) {
  static const std::map<std::string_view, policy::Text> kNames = {
      {"message", {"报文", "messages"}},
      {"trade", {"表格（贸易记录）", "spreadsheets (trade records)"}},
      {"evidence", {"证据表", "evidence"}},
      {"history", {"往年数字", "earlier years' figures"}},
      {"awards", {"往年兑付表", "earlier awards and payments"}},
      {"rates", {"汇率表", "exchange rates"}},
      {"pack", {"政策包", "policy packs"}},
      {"determine", {"判定", "determinations asked for"}},
      {"init", {"建库", "store made"}},
      {"catalogue", {"事实目录", "fact catalogues"}},
      {"facts.refresh", {"事实更新", "facts brought up to date"}},
      {"setting", {"设置", "settings"}},
      {"mapping", {"表格映射", "spreadsheet mappings"}},
      {"clearance.deadline", {"等待期届满", "waiting times that passed"}},
      {"registry.enterprises", {"企业登记", "registry: enterprises"}},
      {"registry.links", {"关联与承继", "registry: related and predecessors"}},
      {"registry.warehouses", {"海外仓登记", "registry: warehouses"}},
      {"registry.recognitions", {"认定名单", "registry: recognitions"}},
      {"registry.zones", {"综试区", "registry: pilot zones"}}};
  const auto found = kNames.find(kind);
  return found != kNames.end() ? found->second : policy::Text{kind, kind};
}

policy::Text other_reason_text(const std::string& reason) {
  static const std::map<std::string_view, policy::Text> kNames = {
      {"goods_value_differs", {"订单与清单货值不同", "order's and list's value differ"}},
      {"waybill_without_list", {"运单没有清单", "waybill without a list"}},
      {"currencies_differ", {"币制不同", "currencies differ"}},
      {"line_numbers_differ", {"商品项不对应", "lines don't correspond"}}};
  const auto found = kNames.find(reason);
  return found != kNames.end() ? found->second : policy::Text{reason, reason};
}

std::vector<BarRow> exception_rows(const clearance::ExceptionCounts& counts) {
  std::vector<BarRow> rows;
  const auto add = [&](policy::Text label, size_t number) {
    rows.push_back(
        {std::move(label), static_cast<int64_t>(number), grouped(static_cast<int64_t>(number))});
  };
  for (const auto& [key, number] : counts.missing) add(reason_text(key), number);
  static const std::map<std::string_view, policy::Text> kAmounts = {
      {"within_0.01", {"金额相差不超过 0.01", "amounts differ by ≤ 0.01"}},
      {"within_0.05", {"金额相差不超过 0.05", "amounts differ by ≤ 0.05"}},
      {"over", {"金额相差超过 0.05", "amounts differ by > 0.05"}}};
  for (const auto& [key, number] : counts.amounts)
    if (const auto found = kAmounts.find(key); found != kAmounts.end()) add(found->second, number);
  for (const auto& [key, number] : counts.other) add(other_reason_text(key), number);
  for (const auto& [rule, number] : counts.refused) {
    const policy::Text what = rule_text(rule);
    const bool refused = !rule.starts_with("not_yet_handled.");
    add({(refused ? "退单：" : "") + what.zh, (refused ? "refused: " : "") + what.en}, number);
  }
  return rows;
}

std::string_view bound_zh(facts::Bound bound) {
  return bound == facts::Bound::kLower ? "下限" : bound == facts::Bound::kUpper ? "上限" : "确数";
}

std::string_view bound_en(facts::Bound bound) {
  return bound == facts::Bound::kLower   ? "lower bound"
         : bound == facts::Bound::kUpper ? "upper bound"
                                         : "exact";
}

std::string basis_table(const Findings& findings) {
  std::string html = fmt::format(
      "<table class=\"many\"><thead><tr><th>{}</th><th>{}</th><th class=\"right\">{}</th>"
      "<th class=\"right\">{}</th><th class=\"right\">{}</th></tr></thead><tbody>\n",
      both("事实", "fact"), both("口径", "basis"), both("主体", "subjects"),
      both("事实数", "facts"), both("单证或凭据", "documents or papers"));
  for (const BasisRow& row : findings.bases) {
    std::string remark;
    if (row.unknown > 0)
      remark += " " + both(fmt::format("{} 个缺汇率", row.unknown),
                           fmt::format("{} without a rate", row.unknown));
    if (row.claims > 0)
      remark += " " + both(fmt::format("{} 个未采信", row.claims),
                           fmt::format("{} not accepted", row.claims));
    html += fmt::format(
        "<tr><td>{}</td><td><span class=\"basis\">{} | {}</span>{}</td><td class=\"right\">{}</td>"
        "<td class=\"right\">{}</td><td class=\"right\">{}</td></tr>\n",
        both(row.fact), both(row.basis), both(bound_zh(row.bound), bound_en(row.bound)), remark,
        grouped(row.subjects), grouped(row.facts), grouped(row.documents));
  }
  return html + "</tbody></table>";
}

std::string city_panel(const YearFindings& year) {
  std::vector<BarRow> rows;
  for (const CityRow& city : year.cities) {
    const int64_t whole_yuan = city.turnover.minor() / 100;
    rows.push_back({city.name, whole_yuan, grouped(whole_yuan / 10'000)});
  }
  return fmt::format("<div class=\"paper\"><h3>{} <span class=\"basis\">{}</span></h3>{}</div>\n",
                     both(fmt::format("{} 年各市州已证实交易额（万元）", year.year),
                          fmt::format("Turnover proven, by city, {} (10,000 yuan)", year.year)),
                     both("线上平台订单 | 下限", "zone platform | lower bound"),
                     bar_chart(rows, {"各市州交易额", "Turnover by city"}));
}

std::string month_panel(const YearFindings& year) {
  return fmt::format(
      "<div class=\"paper\"><h3>{}</h3>{}<p class=\"small quiet\">{}</p></div>\n",
      both(fmt::format("{} 年各月订单与放行清单", year.year),
           fmt::format("Orders and released lists by month, {}", year.year)),
      month_chart(year.orders_by_month, year.lists_by_month,
                  {"各月订单与清单", "Orders and lists by month"}),
      both(
          "深色：订单，按报送时间；浅色：清单，按首次放行时间（海关为模拟时以模拟回执计）。",
          "Dark: orders, by time of filing. Light: lists, by time of first release (from simulated "
          "receipts where customs is simulated)."));
}

}  // namespace

std::string head_section(const Findings& findings) {
  std::string years;
  for (const int year : findings.options.years)
    years += (years.empty() ? "" : " · ") + std::to_string(year);
  return fmt::format(
      "<div class=\"head\"><h1>{}</h1><div class=\"facts\">{}<br>{}</div></div>\n",
      both("跨境电商政策兑现报告 " + years, "Cross-border e-commerce: entitlements " + years),
      both("湘政办发〔2023〕9号", "Hunan document 2023 no. 9 (湘政办发〔2023〕9号)"),
      both(fmt::format("制表 {} · {}", findings.options.by, findings.options.at.to_string()),
           fmt::format("made by {} at {}", findings.options.by, findings.options.at.to_string())));
}

std::string figures_section(const Findings& findings) {
  const auto orders = static_cast<int64_t>(findings.exceptions.orders);
  const auto complete = static_cast<int64_t>(findings.exceptions.complete);
  const Outcomes outcomes = outcomes_of(findings);
  std::string html = "<div class=\"figures\">\n";
  html += figure(grouped(findings.inputs), both("件输入已登账", "inputs journalled"),
                 both(fmt::format("其中 {} 件为完全重复", grouped(findings.repeats)),
                      fmt::format("{} of them byte-identical repeats", grouped(findings.repeats))));
  html += figure(
      grouped(orders), both("个包裹（订单）", "parcels (orders)"),
      both("单证齐全 " + percent(complete, orders), "complete: " + percent(complete, orders)));
  html += figure(grouped(findings.enterprises), both("家企业", "enterprises"),
                 both(fmt::format("海外仓 {} 座", findings.warehouses),
                      fmt::format("{} overseas warehouses", findings.warehouses)));
  html += figure(grouped(outcomes.met), outcome_mark(policy::Outcome::kMet),
                 both("项判定", "determinations"));
  html += figure(grouped(outcomes.cannot_tell), outcome_mark(policy::Outcome::kCannotTell),
                 both("项判定，各列所缺", "each says what is missing"));
  html += figure(grouped(outcomes.not_met), outcome_mark(policy::Outcome::kNotMet),
                 both("项判定", "determinations"));
  return html + "</div>\n";
}

std::string documents_section(const Findings& findings) {
  std::string inputs = "<table><tbody>\n";
  for (const auto& [kind, number] : findings.inputs_by_kind)
    inputs += fmt::format("<tr><td>{}</td><td class=\"right\">{}</td></tr>\n",
                          both(input_text(kind)), grouped(number));
  inputs += "</tbody></table>";
  return fmt::format(
      "<div class=\"columns\"><div class=\"paper\"><h3>{}</h3>{}</div>\n"
      "<div class=\"paper\"><h3>{}</h3>{}</div></div>\n",
      both("收到什么", "What came in"), inputs,
      both("对不上的单证", "What doesn't match, or was refused"),
      bar_chart(exception_rows(findings.exceptions), {"异常与退单", "Exceptions and refusals"}));
}

std::string facts_section(const Findings& findings) {
  std::string html =
      fmt::format("<section class=\"wide\"><div class=\"paper\"><h3>{}</h3>{}</div></section>\n",
                  both("已成立的事实，按口径；各口径从不相加",
                       "Facts established, by basis; bases are never added"),
                  basis_table(findings));
  for (const YearFindings& year : findings.years)
    html += "<div class=\"columns\">" + city_panel(year) + month_panel(year) + "</div>\n";
  return html;
}

std::string notes_section(const Findings& findings) {
  std::string html = fmt::format("<section class=\"wide\"><div class=\"paper\"><h3>{}</h3><ul>",
                                 both("怎样读这份报告", "How to read this"));
  const auto add = [&](std::string_view zh, std::string_view en) {
    html += fmt::format("<li class=\"small\">{}</li>\n", both(zh, en));
  };
  add("上限不是金额：文件只写“最高”时，没有公布标准就无法确定金额。",
      "A ceiling is not an amount: where the text says \"at most\" and no scale is published, the "
      "amount is not determinable.");
  add("下限表示单证已证实的部分；下限已过门槛即可判定，未过门槛不等于不符合。",
      "A lower bound is what the documents prove. One that passes the threshold decides; one that "
      "doesn't is not \"not met\".");
  add("无法判定会列出所缺事实、由谁提供，以及各种答复的结果。",
      "\"Cannot tell\" names the missing facts, who can supply them, and what each answer would "
      "decide.");
  add("效力状态按所注日期，与结果并列，不代替结果。",
      "The legal state is taken at the date shown; it stands beside the outcome, never in its "
      "place.");
  if (findings.synthetic)
    add("本页企业、单证、证据均为合成；海关回执为模拟；汇率与奖励标准为示例，均非湖南公布。",
        "Enterprises, documents and evidence on this page are synthetic; customs' receipts are "
        "simulated; rates and scales are examples and none is Hunan's.");
  return html + "</ul></div></section>\n";
}

}  // namespace chuhai::report
