#include "policy/awards.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "csv/csv.h"
#include "registry/codes.h"
#include "store/transaction.h"

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

 private:
  const csv::CsvTable& table_;
  const csv::CsvRow& row_;
  std::vector<csv::RefusedLine>& refused_;
  bool ok_ = true;
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
  }
}

void read_year(LineReader& line, Award& award) {
  const auto year = Period::parse(line.cell("year"));
  constexpr int kYearMin = 2000;
  constexpr int kYearMax = 2100;
  if (!year.ok() || line.cell("year").size() != 4 || year.value().from().year() < kYearMin ||
      year.value().from().year() > kYearMax) {
    line.refuse("year", "应为四位年份", "must be a year of four digits");
    return;
  }
  award.year = year.value().from().year();
}

std::optional<Award> read_line(const csv::CsvTable& table, const csv::CsvRow& row,
                               std::vector<csv::RefusedLine>& refused) {
  LineReader line(table, row, refused);
  Award award;
  award.id = line.cell("id");
  if (award.id.empty()) line.refuse("id", "不能为空", "must not be empty");
  read_subject(line, award);
  award.measure = line.cell("measure");
  if (!is_measure_id(award.measure)) line.refuse("measure", "应如 M01.1", "must be like M01.1");
  read_year(line, award);
  read_amount(line, award);
  read_payer(line, award);
  award.paper = line.cell("paper");
  if (award.paper.empty()) line.refuse("paper", "应写明文件或付款单号", "must name the paper");
  if (const std::string paid_on = line.cell("paid_on"); !paid_on.empty()) {
    const auto date = Date::parse(paid_on);
    if (date.ok()) {
      award.paid_on = date.value();
    } else {
      line.refuse("paid_on", "应为日期，如 2024-06-30", "must be a date like 2024-06-30");
    }
  }
  return line.ok() ? std::optional(std::move(award)) : std::nullopt;
}

bool same_content(const Award& a, const Award& b) {
  return a.subject == b.subject && a.measure == b.measure && a.year == b.year &&
         a.amount == b.amount && a.payer == b.payer && a.paper == b.paper && a.paid_on == b.paid_on;
}

struct OnFile {
  Award award;
  int64_t version = 0;
};

Result<std::map<std::string, OnFile>> read_register(store::Store& store,
                                                    std::optional<Instant> known_at) {
  std::map<std::string, OnFile> awards;
  const int64_t limit = known_at ? known_at->millis() : INT64_MAX;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT id, version, subject_kind, subject_id, measure, year, amount_fen, payer, paper, "
      "paid_on, entry_lane, entry_position FROM policy_award WHERE recorded_at <= :known_at "
      "ORDER BY id, version",
      {{"known_at", limit}}, [&](const store::Row& row) -> Status {
        OnFile& on_file = awards[std::string(row.text(0))];
        on_file.version = row.int64(1);
        Award& award = on_file.award;
        award.id = row.text(0);
        award.subject = {std::string(row.text(2)), std::string(row.text(3))};
        award.measure = row.text(4);
        award.year = static_cast<int>(row.int64(5));
        award.amount = Money::cny_fen(row.int64(6));
        award.payer = row.text(7);
        award.paper = row.text(8);
        award.paid_on.reset();
        if (!row.is_null(9)) award.paid_on = Date::from_days(static_cast<int32_t>(row.int64(9)));
        award.entry = {static_cast<int>(row.int64(10)), row.int64(11)};
        return {};
      }));
  return awards;
}

Status write_award(store::Store& store, const journal::Entry& entry, const Award& award,
                   int64_t version) {
  const store::Value paid_on =
      award.paid_on ? store::Value(int64_t{award.paid_on->days_since_epoch()}) : store::Value();
  CHUHAI_ASSIGN_OR_RETURN(
      [[maybe_unused]] const int64_t written,
      store.execute(
          "INSERT INTO policy_award (id, version, subject_kind, subject_id, measure, year, "
          "amount_fen, payer, paper, paid_on, recorded_at, entry_lane, entry_position) VALUES "
          "(:id, :version, :kind, :subject, :measure, :year, :amount, :payer, :paper, :paid_on, "
          ":recorded_at, :lane, :position)",
          {{"id", award.id},
           {"version", version},
           {"kind", award.subject.kind},
           {"subject", award.subject.id},
           {"measure", award.measure},
           {"year", award.year},
           {"amount", award.amount.minor()},
           {"payer", award.payer},
           {"paper", award.paper},
           {"paid_on", paid_on},
           {"recorded_at", entry.act.at.millis()},
           {"lane", entry.key.lane},
           {"position", entry.key.position}}));
  return {};
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

bool is_on_file(const registry::Registry& registry, const facts::Subject& subject) {
  if (subject.kind == kNobody) return true;
  if (subject.kind == "enterprise") return registry.enterprise(subject.id) != nullptr;
  return subject.kind == "warehouse" && registry.warehouse(subject.id) != nullptr;
}

Result<AwardImportReport> apply_table(store::Store& store, const journal::Entry& entry,
                                      const csv::CsvTable& table) {
  AwardImportReport report;
  report.import.kind = "awards";
  report.import.source_name = entry.source_name;
  CHUHAI_ASSIGN_OR_RETURN(const auto registry, registry::Registry::load(store));
  CHUHAI_ASSIGN_OR_RETURN(auto on_file, read_register(store, std::nullopt));
  std::map<std::string, size_t> seen;
  auto& refused = report.import.refused;
  for (const csv::CsvRow& row : table.rows()) {
    auto award = read_line(table, row, refused);
    if (!award) continue;
    const auto [first, fresh] = seen.emplace(award->id, row.line);
    if (!fresh) {
      refused.push_back(
          {row.line, "id", award->id,
           fmt::format("与第 {} 行编号重复 / same id as line {}", first->second, first->second)});
      continue;
    }
    if (!is_on_file(registry, award->subject))
      report.unmatched.push_back(award->subject.to_string());
    OnFile& known = on_file[award->id];
    if (known.version > 0 && same_content(known.award, *award)) {
      ++report.import.unchanged;
      continue;
    }
    CHUHAI_RETURN_IF_ERROR(write_award(store, entry, *award, ++known.version));
    ++report.import.taken;
  }
  for (const csv::CsvBadRow& row : table.bad_rows()) {
    refused.push_back({row.line, "", "", "无法读取本行 / " + row.reason});
  }
  std::stable_sort(refused.begin(), refused.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  std::sort(report.unmatched.begin(), report.unmatched.end());
  report.unmatched.erase(std::unique(report.unmatched.begin(), report.unmatched.end()),
                         report.unmatched.end());
  report.import.repeat = entry.first.has_value() && report.import.taken == 0;
  return report;
}

}  // namespace

Coverage::Coverage(const std::vector<Award>& awards,
                   const std::function<bool(const facts::Subject&)>& is_on_file) {
  for (const Award& award : awards) {
    if (award.subject.kind != kNobody && !is_on_file(award.subject)) continue;
    covered_.emplace(award.payer, award.measure, award.year);
  }
}

bool Coverage::covers(std::string_view payer, std::string_view measure, int year) const {
  return covered_.count({std::string(payer), std::string(measure), year}) != 0;
}

Result<AwardImportReport> apply_awards(store::Store& store, const journal::Entry& entry,
                                       std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_sheet(entry.source_name, csv));
  return apply_table(store, entry, table);
}

// Not journal::record: the same sheet may hold lines that were refused before and are right now.
Result<AwardImportReport> import_awards(store::Store& store, const journal::Act& act,
                                        std::string_view source_name, std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_sheet(source_name, csv));
  journal::NewEntry input;
  input.kind = "awards";
  input.source_name = source_name;
  input.parameters = "{}";
  input.record.digest = crypto::sha256(csv);
  input.record.bytes = csv;
  AwardImportReport report;
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store, act));
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, batch.append(input));
    CHUHAI_ASSIGN_OR_RETURN(report, apply_table(store, entry, table));
    return batch.finish();
  }));
  return report;
}

Result<std::vector<Award>> all_awards(store::Store& store, std::optional<Instant> known_at) {
  CHUHAI_ASSIGN_OR_RETURN(auto on_file, read_register(store, known_at));
  std::vector<Award> awards;
  for (auto& [id, item] : on_file) awards.push_back(std::move(item.award));
  return awards;
}

Result<std::vector<Award>> awards_of(store::Store& store, const facts::Subject& subject) {
  CHUHAI_ASSIGN_OR_RETURN(std::vector<Award> awards, all_awards(store, std::nullopt));
  std::erase_if(awards, [&](const Award& award) { return award.subject != subject; });
  std::stable_sort(awards.begin(), awards.end(),
                   [](const Award& a, const Award& b) { return a.year < b.year; });
  return awards;
}

}  // namespace chuhai::policy
