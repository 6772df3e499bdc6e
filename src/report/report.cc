#include "report/report.h"

#include <array>

#include "base/money.h"
#include "base/text.h"
#include "report/html.h"
#include "report/sections.h"

namespace chuhai::report {

extern const std::string_view kPageCss;
extern const std::string_view kPageScript;

namespace {

std::string page(const Findings& findings, const std::string& body) {
  std::string ribbon;
  if (findings.synthetic)
    ribbon = "<div class=\"ribbon\" role=\"note\"><b>" +
             both("合成数据 · 海关为模拟 · 汇率与标准为示例",
                  "Synthetic data · customs simulated · rates and scales are examples") +
             "</b></div>";
  return fmt::format(
      "<!doctype html>\n<html lang=\"zh-CN\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\">"
      "<title>出海 Chuhai · 政策兑现报告</title>\n<style>\n{}</style></head><body>\n{}"
      "<header class=\"top\"><div class=\"brand\">出海<span>Chuhai</span></div>"
      "<div class=\"language\"><button id=\"language\" "
      "type=\"button\">English</button></div></header>\n"
      "<svg width=\"0\" height=\"0\" style=\"position:absolute\" aria-hidden=\"true\"><defs>"
      "<pattern id=\"hatch\" width=\"4\" height=\"4\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><rect width=\"4\" height=\"4\" fill=\"var(--amber-2)\"/>"
      "<rect width=\"2\" height=\"4\" fill=\"var(--amber)\"/></pattern></defs></svg>\n"
      "<main>\n{}</main>\n<script>\n{}</script>\n</body></html>\n",
      kPageCss, ribbon, body, kPageScript);
}

}  // namespace

Result<std::string> make_html(store::Store& store, const facts::Catalogue& catalogue,
                              const ReportOptions& options) {
  CHUHAI_ASSIGN_OR_RETURN(const Findings findings, collect(store, catalogue, options));
  std::string body = head_section(findings);
  body += figures_section(findings);
  body += documents_section(findings);
  body += facts_section(findings);
  for (const YearFindings& year : findings.years) body += measures_section(year);
  for (const YearFindings& year : findings.years) body += entitlements_section(year);
  body += notes_section(findings);
  return page(findings, body);
}

}  // namespace chuhai::report
