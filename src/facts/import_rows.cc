#include "facts/import_rows.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

#include "base/credit_code.h"
#include "base/text.h"
#include "registry/codes.h"

namespace chuhai::facts {
namespace {

constexpr std::array<std::string_view, 7> kEvidenceColumns = {
    "subject", "fact", "basis", "period", "amount", "paper", "accepted_by"};
constexpr std::array<std::string_view, 6> kHistoryColumns = {"subject", "fact",  "year",
                                                             "basis",   "value", "paper"};
constexpr std::array<std::string_view, 4> kEvidenceOptional = {"unit", "accepted_on", "destination",
                                                               "mode"};
constexpr std::array<std::string_view, 3> kHistoryOptional = {"unit", "accepted_by", "accepted_on"};

template <typename Range>
bool contains(const Range& range, std::string_view text) {
  return std::find(range.begin(), range.end(), text) != range.end();
}

bool is_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Plain digits with an optional fraction: no sign, exponent or grouping. Decimals without trailing
// zeros, or nullopt.
std::optional<size_t> decimals_of(std::string_view text) {
  const size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  if (!is_digits(whole) || (point != std::string_view::npos && !is_digits(fraction))) {
    return std::nullopt;
  }
  while (fraction.ends_with('0')) fraction.remove_suffix(1);
  return fraction.size();
}

constexpr size_t kPaperMax = 1000;  // code points
// More than any enterprise or province turns over in a year: a figure beyond it is a slip.
constexpr int64_t kAmountMax = 1'000'000'000'000'000;

bool is_too_long(std::string_view utf8) {
  size_t points = 0;
  for (const char c : utf8) points += (static_cast<unsigned char>(c) & 0xc0U) != 0x80 ? 1 : 0;
  return points > kPaperMax;
}

// The beginning of a cell, for a refusal to show.
std::string shown_cell(std::string_view utf8) {
  constexpr size_t kShownBytes = 300;
  if (utf8.size() <= kShownBytes) return std::string(utf8);
  size_t end = kShownBytes;
  while (end > 0 && (static_cast<unsigned char>(utf8[end]) & 0xc0U) == 0x80) --end;
  return std::string(utf8.substr(0, end)) + "…";
}

// The customs code of a country given by customs code or ISO alpha-3; empty when unknown.
std::string_view customs_country(std::string_view code) {
  if (registry::find_code(registry::CodeTable::kCountry, code) != nullptr) return code;
  for (const registry::Code& country : registry::all_codes(registry::CodeTable::kCountry)) {
    if (!code.empty() && registry::iso_country_of(country.code) == code) return country.code;
  }
  return "";
}

}  // namespace

struct RowReader::Draft {
  bool good = true;
  Paper paper;
  const FactDefinition* fact = nullptr;
  const BasisDefinition* basis = nullptr;
  std::vector<Period> periods;
};

Subject on_file(const registry::Registry& registry, const Subject& subject) {
  if (subject.kind != "enterprise") return subject;
  const registry::Enterprise* enterprise = registry.enterprise_by_code(subject.id);
  return enterprise == nullptr ? subject : Subject{"enterprise", enterprise->id};
}

bool is_on_file(const registry::Registry& registry, const Subject& subject) {
  if (subject.kind == "enterprise") return registry.enterprise_by_code(subject.id) != nullptr;
  if (subject.kind == "warehouse") return registry.warehouse(subject.id) != nullptr;
  return true;
}

Status check_columns(const csv::CsvTable& table, RowKind kind) {
  const bool evidence = kind == RowKind::kEvidence;
  CHUHAI_RETURN_IF_ERROR(
      evidence ? table.require_columns(std::span<const std::string_view>(kEvidenceColumns))
               : table.require_columns(std::span<const std::string_view>(kHistoryColumns)));
  for (const std::string& column : table.header()) {
    const bool known =
        evidence ? contains(kEvidenceColumns, column) || contains(kEvidenceOptional, column)
                 : contains(kHistoryColumns, column) || contains(kHistoryOptional, column);
    if (known) continue;
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}: unknown column \"{}\"; the columns are {}[,{}]",
                             table.source_name(), column,
                             evidence ? fmt::format("{}", fmt::join(kEvidenceColumns, ","))
                                      : fmt::format("{}", fmt::join(kHistoryColumns, ",")),
                             evidence ? fmt::format("{}", fmt::join(kEvidenceOptional, ","))
                                      : fmt::format("{}", fmt::join(kHistoryOptional, ","))));
  }
  return {};
}

RowReader::RowReader(const Catalogue& catalogue, const registry::Registry& registry,
                     const csv::CsvTable& table, RowKind kind, Date today)
    : catalogue_(catalogue), registry_(registry), table_(table), kind_(kind), today_(today) {}

std::string_view RowReader::cell(const csv::CsvRow& row, std::string_view column) const {
  const auto value = table_.cell(row, column);
  return value ? trim(*value) : std::string_view();
}

void RowReader::refuse(std::string_view column, std::string_view zh, std::string_view en) {
  refused_->push_back({.line = row_->line,
                       .column = std::string(column),
                       .value = shown_cell(cell(*row_, column)),
                       .reason = fmt::format("{} / {}", zh, en)});
}

void RowReader::read_subject(Draft& draft) {
  auto subject = Subject::parse(cell(*row_, "subject"));
  if (!subject.ok()) {
    refuse("subject", "对象写法为 类别:编号，或企业代码", "subjects are KIND:ID, or a code alone");
    draft.good = false;
    return;
  }
  draft.paper.subject = on_file(registry_, *subject);
  if (kind_ == RowKind::kEvidence && subject->kind == "enterprise" &&
      !is_on_file(registry_, *subject) && !is_enterprise_code(subject->id)) {
    refuse("subject", "登记簿中没有，也不是有效的企业代码",
           "neither on file nor a valid enterprise code");
    draft.good = false;
  }
}

void RowReader::read_fact_and_basis(Draft& draft) {
  const std::string_view basis = cell(*row_, "basis");
  draft.fact = catalogue_.fact(cell(*row_, "fact"));
  draft.basis = catalogue_.basis(basis);
  if (draft.fact == nullptr) refuse("fact", "目录中没有此事实", "not a fact of the catalogue");
  if (draft.basis == nullptr) refuse("basis", "目录中没有此口径", "not a basis of the catalogue");
  if (draft.fact == nullptr || draft.basis == nullptr) {
    draft.good = false;
    return;
  }
  draft.paper.fact = draft.fact->id;
  draft.paper.basis = basis;
  draft.paper.unit = draft.fact->unit;
  draft.paper.bound = draft.basis->bound;
  const Proof* proof = draft.fact->proof(basis);
  if (proof == nullptr) {
    refuse(
        "basis",
        fmt::format("「{}」的口径为 {}", draft.fact->name_zh, fmt::join(draft.fact->bases, "、")),
        fmt::format("{} is proved on {}", draft.fact->id, fmt::join(draft.fact->bases, ", ")));
    draft.good = false;
  } else if (kind_ == RowKind::kEvidence && proof->papers == PaperUse::kNone) {
    refuse("basis", "该口径由报文计算，不接受书面材料",
           "this basis is computed from documents, it takes no papers");
    draft.good = false;
  }
  const std::string_view unit = cell(*row_, "unit");
  if (!unit.empty() && unit != draft.fact->unit) {
    refuse("unit", fmt::format("单位应为 {}", draft.fact->unit),
           fmt::format("the unit is {}", draft.fact->unit));
    draft.good = false;
  }
  const std::string& kind = draft.paper.subject.kind;
  if (!kind.empty() && !contains(draft.fact->subject_kinds, kind)) {
    refuse("subject",
           fmt::format("该事实的对象类别为 {}", fmt::join(draft.fact->subject_kinds, "、")),
           fmt::format("{} is a fact of {}", draft.fact->id,
                       fmt::join(draft.fact->subject_kinds, ", ")));
    draft.good = false;
  }
}

void RowReader::read_dimensions(Draft& draft) {
  if (draft.fact == nullptr) return;
  for (const std::string_view dimension : {"mode", "destination"}) {
    const std::string_view value = cell(*row_, dimension);
    if (value.empty()) continue;
    if (!draft.fact->has_dimension(dimension)) {
      refuse(dimension, "该事实不按此维度区分", "the fact isn't told apart by this");
      draft.good = false;
    } else if (dimension == "mode") {
      draft.paper.mode = value;
    } else if (draft.paper.destination = customs_country(value); draft.paper.destination.empty()) {
      refuse(dimension, "不是海关国别代码或 ISO 三字母代码",
             "neither a customs country code nor ISO alpha-3");
      draft.good = false;
    }
  }
}

void RowReader::read_periods(Draft& draft) {
  auto period = Period::parse(cell(*row_, "period"));
  if (period.ok()) {
    draft.periods = {*period};
    return;
  }
  refuse("period", "期间写法：2023、2023-04 或 2023-01-01/2023-03-04",
         "a period is 2023, 2023-04 or 2023-01-01/2023-03-04");
  draft.good = false;
}

void RowReader::read_years(Draft& draft) {
  const std::string_view text = cell(*row_, "year");
  const bool span = text.size() == 9 && text[4] == '-';
  const std::string_view first = text.substr(0, 4), last = span ? text.substr(5) : first;
  if ((text.size() != 4 && !span) || !is_digits(first) || !is_digits(last) || first > last ||
      first < "1949") {
    refuse("year", "年份写法：2019 或 2018-2022", "a year is 2019, or a span 2018-2022");
    draft.good = false;
    return;
  }
  const auto number = [](std::string_view digits) {
    int value = 0;
    for (const char c : digits) value = value * 10 + (c - '0');
    return value;
  };
  for (int year = number(first); year <= number(last); ++year) {
    if (auto period = Period::year(year); period.ok()) draft.periods.push_back(*period);
  }
}

void RowReader::read_value(Draft& draft) {
  if (draft.fact == nullptr || draft.basis == nullptr) return;
  const std::string_view column = kind_ == RowKind::kEvidence ? "amount" : "value";
  std::string_view text = cell(*row_, column);
  const UnitDefinition* unit = catalogue_.unit(draft.fact->unit);
  if (kind_ == RowKind::kHistory && text.starts_with('<')) {
    text = trim(text.substr(1));
    draft.paper.bound = Bound::kUpper;
    draft.paper.bound_exclusive = true;
    if (draft.basis->bound == Bound::kLower) {
      refuse(column, "该口径只能证明下限，不能说明未达到",
             "this basis proves only lower bounds: it can't show that a value was not reached");
      draft.good = false;
      return;
    }
  } else if (draft.periods.size() > 1) {
    refuse("year", "金额只能对应一个年份", "a figure is of one year");
    draft.good = false;
    return;
  }
  if (unit->kind == UnitKind::kYesNo) {
    if (text == "yes" || text == "true" || text == "是") text = "1";
    if (text == "no" || text == "false" || text == "否") text = "0";
  }
  const auto decimals = decimals_of(text);
  auto value = Decimal::parse(text);
  constexpr size_t kLengthMax = 25;
  if (!decimals || !value.ok() || text.size() > kLengthMax ||
      (unit->kind == UnitKind::kYesNo && *value > Decimal::from_int(1))) {
    refuse(column, "不是可用的数值（不带符号、千分位）",
           "not a usable figure (digits, no sign, no grouping)");
    draft.good = false;
  } else if (static_cast<int>(*decimals) > unit->decimals) {
    refuse(column, fmt::format("小数位数多于 {}", unit->decimals),
           fmt::format("more than {} decimals", unit->decimals));
    draft.good = false;
  } else if (*value > Decimal::from_int(kAmountMax)) {
    refuse(column, "超出范围：至多 1,000,000,000,000,000（10^15）",
           "out of range: at most 1,000,000,000,000,000 (10^15)");
    draft.good = false;
  } else {
    draft.paper.value = *value;
  }
}

void RowReader::read_paper(Draft& draft) {
  draft.paper.paper = cell(*row_, "paper");
  for (const std::string_view column : {"paper", "accepted_by"}) {
    if (!is_too_long(cell(*row_, column))) continue;
    refuse(column, fmt::format("至多 {} 个字符", kPaperMax),
           fmt::format("at most {} characters", kPaperMax));
    draft.good = false;
  }
  if (!draft.paper.paper.empty()) return;
  refuse("paper", "缺少文号", "the paper is missing");
  draft.good = false;
}

// Figures from the future: of a period that hasn't begun, or, where the figure grows with time and
// says what it came to, that isn't over. A lower bound tells of the days so far, a state of a day.
void RowReader::check_periods(Draft& draft) {
  const std::string_view column = kind_ == RowKind::kEvidence ? "period" : "year";
  const bool whole = draft.fact != nullptr && draft.basis != nullptr &&
                     draft.fact->adds_up_over_time && draft.basis->bound == Bound::kExact;
  for (const Period& period : draft.periods) {
    if (period.from() <= today_ && (!whole || period.to() <= today_.plus_days(1))) continue;
    refuse(column,
           fmt::format("期间 {} 在本次操作之日 {} {}：请改正期间，或待期间结束之后再导入",
                       period.to_string(), today_.to_string(),
                       period.from() > today_ ? "尚未开始" : "尚未结束"),
           fmt::format("on {}, the day of this import, {} {}: correct the period, or import the "
                       "row once it has ended",
                       today_.to_string(), period.to_string(),
                       period.from() > today_ ? "hasn't begun" : "isn't over"));
    draft.good = false;
    return;
  }
}

void RowReader::refuse_contradiction(int line) {
  refuse(kind_ == RowKind::kEvidence ? "amount" : "value",
         fmt::format("与第 {} 行矛盾：同一文件号、同一期间，数值不同；只留正确的一行", line),
         fmt::format("contradicts line {}: the same paper and period with another figure; keep the "
                     "right one",
                     line));
}

void RowReader::read_acceptance(Draft& draft) {
  draft.paper.accepted_by = cell(*row_, "accepted_by");
  const bool by = !draft.paper.accepted_by.empty();
  const std::string_view on = cell(*row_, "accepted_on");
  if (!on.empty()) read_acceptance_day(draft, on);
  const bool no_day = by && on.empty() && table_.has_column("accepted_on") &&
                      kind_ == RowKind::kEvidence;  // the column is there and says nothing
  if (no_day || (!by && !on.empty())) {
    refuse(by ? "accepted_on" : "accepted_by", "采信人与采信日期须同时给出",
           "acceptance needs both who and when");
    draft.good = false;
  }
  if (draft.basis != nullptr) draft.paper.usable = by || !draft.basis->needs_acceptance;
}

// Nobody can have accepted a paper on a day that is still to come when the file is taken in.
void RowReader::read_acceptance_day(Draft& draft, std::string_view on) {
  auto date = Date::parse(on);
  if (!date.ok()) {
    refuse("accepted_on", "日期写法：2024-03-31", "a date is 2024-03-31");
    draft.good = false;
  } else if (*date > today_) {
    refuse("accepted_on",
           fmt::format("采信日期晚于本次操作之日 {}：请改正日期，或待采信之后再导入",
                       today_.to_string()),
           fmt::format("accepted later than the day of this import, {}: correct the date, or "
                       "import the row once it is accepted",
                       today_.to_string()));
    draft.good = false;
  } else if (!draft.periods.empty() && *date < draft.periods.front().from()) {
    refuse("accepted_on",
           fmt::format("采信日期早于期间的开始 {}", draft.periods.front().from().to_string()),
           fmt::format("accepted before the period begins, on {}",
                       draft.periods.front().from().to_string()));
    draft.good = false;
  } else {
    draft.paper.accepted_on = *date;
  }
}

std::vector<Paper> RowReader::read(const csv::CsvRow& row, std::vector<csv::RefusedLine>& refused) {
  row_ = &row;
  refused_ = &refused;
  Draft draft;
  draft.paper.history = kind_ == RowKind::kHistory;
  draft.paper.line = static_cast<int>(row.line);
  read_subject(draft);
  read_fact_and_basis(draft);
  read_dimensions(draft);
  if (kind_ == RowKind::kEvidence) {
    read_periods(draft);
  } else {
    read_years(draft);
  }
  check_periods(draft);
  read_value(draft);
  read_paper(draft);
  read_acceptance(draft);
  std::vector<Paper> papers;
  if (!draft.good) return papers;
  for (const Period& period : draft.periods) {
    papers.push_back(draft.paper);
    papers.back().period = period;
  }
  return papers;
}

}  // namespace chuhai::facts
