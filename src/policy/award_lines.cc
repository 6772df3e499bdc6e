#include "policy/award_lines.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/pack_contents.h"
#include "registry/codes.h"

namespace chuhai::policy {
namespace {

constexpr std::array<std::string_view, 8> kColumns = {"id",     "subject", "measure", "year",
                                                      "amount", "payer",   "paper",   "paid_on"};

class LineReader {
 public:
  LineReader(const csv::CsvTable& table, const csv::CsvRow& row,
             std::vector<csv::RefusedLine>& refused)
      : table_(table), row_(row), refused_(refused) {}

  std::string cell(std::string_view column) const {
    return std::string(trim(table_.cell(row_, column).value_or("")));
  }
  void refuse(std::string_view column, std::string_view zh, std::string_view en) {
    refused_.push_back(
        {row_.line, std::string(column), cell(column), fmt::format("{} / {}", zh, en)});
    ok_ = false;
  }
  bool ok() const { return ok_; }
  // What the line speaks about can't be read, or isn't what the measure has.
  void lose_scope() { has_scope_ = false; }
  bool has_scope() const { return has_scope_; }

 private:
  const csv::CsvTable& table_;
  const csv::CsvRow& row_;
  std::vector<csv::RefusedLine>& refused_;
  bool ok_ = true;
  bool has_scope_ = true;
};

bool is_measure_id(std::string_view text) {
  const auto digit = [&](size_t i) { return text[i] >= '0' && text[i] <= '9'; };
  return text.size() == 5 && text[0] == 'M' && digit(1) && digit(2) && text[3] == '.' && digit(4);
}

void read_subject(LineReader& line, Award& award) {
  const std::string text = line.cell("subject");
  if (text == kNobody) {
    award.subject = {std::string(kNobody), ""};
    return;
  }
  auto subject = facts::Subject::parse(text);
  if (subject.ok()) {
    award.subject = std::move(subject).value();
  } else {
    line.refuse("subject", "应为 enterprise:统一社会信用代码、warehouse:登记号 或 *",
                "must be enterprise:CODE, warehouse:NUMBER or *");
  }
}

void read_amount(LineReader& line, Award& award) {
  auto amount = Money::parse(line.cell("amount"), Currency::cny());
  if (!amount.ok() || amount.value().is_negative()) {
    line.refuse("amount", "应为不小于 0 的金额（元，最多两位小数）",
                "must be yuan, not negative, at most two decimals");
    return;
  }
  award.amount = amount.value();
  if (award.amount.minor() > kAwardYuanMax * 100) {
    line.refuse("amount", fmt::format("超过 {} 元", kAwardYuanMax),
                fmt::format("above {} yuan", kAwardYuanMax));
    return;
  }
  const bool nobody = award.subject.kind == kNobody;
  if (nobody && award.amount.minor() != 0) {
    line.refuse("amount", "“*”行表示没有奖励，金额应为 0", "a row of * states no award: 0");
  }
  if (!nobody && award.amount.minor() == 0) {
    line.refuse("amount", "奖励金额应大于 0；没有奖励用“*”行",
                "an award is above 0; state none by *");
  }
}

void read_payer(LineReader& line, Award& award) {
  award.payer = line.cell("payer");
  if (award.payer == "province") return;
  if (award.payer.size() == 6 && award.payer.substr(4) == "00") award.payer.resize(4);
  if (award.payer.size() != 4 ||
      registry::find_code(registry::CodeTable::kRegion, award.payer) == nullptr) {
    line.refuse("payer", "应为 province 或市州的四位区划代码",
                "must be province or a city's four-digit division code");
    line.lose_scope();
  }
}

void read_year(LineReader& line, Award& award) {
  const auto year = Period::parse(line.cell("year"));
  constexpr int kYearMin = 2000;
  constexpr int kYearMax = 2100;
  if (!year.ok() || line.cell("year").size() != 4 || year.value().from().year() < kYearMin ||
      year.value().from().year() > kYearMax) {
    line.refuse("year", "应为四位年份", "must be a year of four digits");
    line.lose_scope();
    return;
  }
  award.year = year.value().from().year();
}

void read_measure(LineReader& line, const MeasureRules& rules, Award& award) {
  award.measure = line.cell("measure");
  const auto rule = rules.find(award.measure);
  if (!is_measure_id(award.measure)) {
    line.refuse("measure", "应如 M01.1", "must be like M01.1");
    line.lose_scope();
  } else if (!rules.empty() && rule == rules.end()) {
    std::vector<std::string_view> ids;
    for (const auto& [id, each] : rules) ids.push_back(id);
    line.refuse("measure", fmt::format("政策包没有此项；有 {}", fmt::join(ids, "、")),
                fmt::format("the pack has no such measure; it has {}", fmt::join(ids, ", ")));
    line.lose_scope();
  }
}

// What the measure can't have: another kind of subject, another kind of payer.
void check_by_measure(LineReader& line, const MeasureRules& rules, const Award& award) {
  const auto found = rules.find(award.measure);
  if (found == rules.end()) return;
  const auto& [payer, kinds] = found->second;
  const std::string& kind = award.subject.kind;
  if (line.ok() && kind != kNobody && std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
    line.refuse("subject", fmt::format("{} 的对象应为 {}", award.measure, fmt::join(kinds, " 或 ")),
                fmt::format("{} is for: {}", award.measure, fmt::join(kinds, ", ")));
    line.lose_scope();
  }
  if (line.ok() && (award.payer == "province") != (payer == "province")) {
    line.refuse("payer",
                fmt::format("{} 由{}支付", award.measure, payer == "province" ? "省级" : "市州"),
                fmt::format("{} is paid by the {}", award.measure, payer));
    line.lose_scope();
  }
}

void read_paid_on(LineReader& line, Date imported_on, Award& award) {
  const std::string paid_on = line.cell("paid_on");
  if (paid_on.empty()) return;
  const auto date = Date::parse(paid_on);
  if (!date.ok()) {
    line.refuse("paid_on", "应为日期，如 2024-06-30", "must be a date like 2024-06-30");
  } else if (imported_on < date.value()) {
    line.refuse("paid_on", fmt::format("晚于导入日 {}", imported_on.to_string()),
                fmt::format("later than {}, when it is imported", imported_on.to_string()));
  } else {
    award.paid_on = date.value();
  }
}

}  // namespace

ReadLine read_line(const csv::CsvTable& table, const csv::CsvRow& row, const MeasureRules& rules,
                   Date imported_on, std::vector<csv::RefusedLine>& refused) {
  LineReader line(table, row, refused);
  Award award;
  award.id = line.cell("id");
  if (award.id.empty()) line.refuse("id", "不能为空", "must not be empty");
  read_subject(line, award);
  read_measure(line, rules, award);
  read_year(line, award);
  read_amount(line, award);
  read_payer(line, award);
  award.paper = line.cell("paper");
  if (award.paper.empty()) line.refuse("paper", "应写明文件或付款单号", "must name the paper");
  read_paid_on(line, imported_on, award);
  check_by_measure(line, rules, award);
  return {std::move(award), line.ok(), line.has_scope()};
}

std::string rules_json(const Pack* pack) {
  if (pack == nullptr) return "{}";
  Json measures = Json::object();
  for (const auto& [id, measure] : pack->contents().measures) {
    Json subjects = Json::array();
    subjects.push(measure.subject);
    if (measure.cap && measure.subject != "enterprise") subjects.push("enterprise");
    measures.set(id,
                 Json::object().set("payer", measure.payer).set("subjects", std::move(subjects)));
  }
  return Json::object().set("measures", std::move(measures)).to_string();
}

Result<MeasureRules> rules_of(const journal::Entry& entry) {
  MeasureRules rules;
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(entry.parameters));
  const Json* measures = json.find("measures");
  if (measures == nullptr || measures->as_object() == nullptr) return rules;
  for (const auto& [id, each] : *measures->as_object()) {
    MeasureRule& rule = rules[id];
    const Json* payer = each.find("payer");
    const Json* subjects = each.find("subjects");
    if (payer == nullptr || payer->as_string() == nullptr || subjects == nullptr ||
        subjects->as_array() == nullptr) {
      return Error(ErrorCode::kCorrupt, "a journalled payment sheet's parameters aren't in form");
    }
    rule.payer = *payer->as_string();
    for (const Json& kind : *subjects->as_array()) {
      if (kind.as_string() != nullptr) rule.subjects.push_back(*kind.as_string());
    }
  }
  return rules;
}

Result<csv::CsvTable> parse_sheet(std::string_view source_name, std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(csv::CsvTable table, csv::parse_csv(csv, source_name));
  CHUHAI_RETURN_IF_ERROR(table.require_columns(kColumns));
  for (const std::string& column : table.header()) {
    if (std::find(kColumns.begin(), kColumns.end(), column) == kColumns.end()) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("{}: unknown column {} (columns: {})", source_name, column,
                               fmt::join(kColumns, ",")));
    }
  }
  return table;
}

}  // namespace chuhai::policy
