#include "policy/awards.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/award_lines.h"
#include "store/transaction.h"

namespace chuhai::policy {
namespace {

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

bool is_on_file(const registry::Registry& registry, const facts::Subject& subject) {
  if (subject.kind == kNobody) return true;
  if (subject.kind == "enterprise") return registry.enterprise(subject.id) != nullptr;
  return subject.kind == "warehouse" && registry.warehouse(subject.id) != nullptr;
}

SheetScope scope_of(const Award& award) { return {award.payer, award.measure, award.year}; }

struct RefusedScope {
  size_t line = 0;
  std::string id;                   // empty when it can't be read
  std::optional<SheetScope> scope;  // nullopt: whatever the sheet speaks about
};

// One payment sheet while it is taken.
class SheetImport {
 public:
  SheetImport(store::Store& store, const journal::Entry& entry, const csv::CsvTable& table)
      : store_(store), entry_(entry), table_(table) {}
  Result<AwardImportReport> run();

 private:
  Status take_row(const csv::CsvRow& row, const MeasureRules& rules,
                  const registry::Registry& registry);
  Status take(const Award& award);
  void sort_report();
  Status close_gaps();
  Status write_gaps();

  store::Store& store_;
  const journal::Entry& entry_;
  const csv::CsvTable& table_;
  AwardImportReport report_;
  std::map<std::string, OnFile> on_file_;
  std::map<std::string, size_t> seen_;
  std::set<SheetScope> scopes_;  // the sheet speaks about
  std::vector<RefusedScope> gaps_;
  std::set<std::string> right_;  // ids of lines that were right
};

Status SheetImport::take_row(const csv::CsvRow& row, const MeasureRules& rules,
                             const registry::Registry& registry) {
  auto& refused = report_.import.refused;
  const ReadLine line = read_line(table_, row, rules, entry_.act.at.date(), refused);
  const Award& award = line.award;
  const auto scope = line.has_scope ? std::optional(scope_of(award)) : std::nullopt;
  if (scope) scopes_.insert(*scope);
  if (!line.ok) {
    gaps_.push_back({row.line, award.id, scope});
    return {};
  }
  const auto [first, fresh] = seen_.emplace(award.id, row.line);
  if (!fresh) {
    refused.push_back(
        {row.line, "id", award.id,
         fmt::format("与第 {} 行编号重复 / same id as line {}", first->second, first->second)});
    gaps_.push_back({row.line, "", scope});  // the id is another line's
    return {};
  }
  if (!is_on_file(registry, award.subject)) report_.unmatched.push_back(award.subject.to_string());
  return take(award);
}

// A repeated sheet is as old as its first import: what came after it stands.
Status SheetImport::take(const Award& award) {
  OnFile& known = on_file_[award.id];
  const bool stands = entry_.first.has_value() && known.version > 0;
  if (!stands) right_.insert(award.id);
  if (stands || (known.version > 0 && same_content(known.award, award))) {
    ++report_.import.unchanged;
    return {};
  }
  CHUHAI_RETURN_IF_ERROR(write_award(store_, entry_, award, ++known.version));
  ++report_.import.taken;
  return {};
}

void SheetImport::sort_report() {
  auto& refused = report_.import.refused;
  std::stable_sort(refused.begin(), refused.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  auto& unmatched = report_.unmatched;
  std::sort(unmatched.begin(), unmatched.end());
  unmatched.erase(std::unique(unmatched.begin(), unmatched.end()), unmatched.end());
}

// Lines that came right: their id is on file, or a sheet of the same name is whole and speaks of
// the same.
Status SheetImport::close_gaps() {
  struct Open {
    journal::EntryKey key;
    int64_t line = 0;
    SheetScope scope;
  };
  std::vector<Open> closed;
  CHUHAI_RETURN_IF_ERROR(store_.query(
      "SELECT entry_lane, entry_position, line, payer, measure, year, source_name, award_id FROM "
      "policy_sheet_gap WHERE closed_at IS NULL",
      {}, [&](const store::Row& row) -> Status {
        Open open{
            {static_cast<int>(row.int64(0)), row.int64(1)},
            row.int64(2),
            {std::string(row.text(3)), std::string(row.text(4)), static_cast<int>(row.int64(5))}};
        const std::string id(row.text(7));
        const bool whole =
            gaps_.empty() && row.text(6) == entry_.source_name && scopes_.count(open.scope) != 0;
        if (id.empty() ? whole : right_.count(id) != 0) closed.push_back(std::move(open));
        return {};
      }));
  for (const Open& open : closed) {
    CHUHAI_ASSIGN_OR_RETURN(
        [[maybe_unused]] const int64_t changed,
        store_.execute("UPDATE policy_sheet_gap SET closed_at = :at WHERE entry_lane = :lane AND "
                       "entry_position = :position AND line = :line AND payer = :payer AND "
                       "measure = :measure AND year = :year",
                       {{"at", entry_.act.at.millis()},
                        {"lane", open.key.lane},
                        {"position", open.key.position},
                        {"line", open.line},
                        {"payer", open.scope.payer},
                        {"measure", open.scope.measure},
                        {"year", open.scope.year}}));
  }
  return {};
}

// Under the key of the sheet's first import: a repeat's lines are open by it already, or were
// closed by what came after it. Before gaps were kept it left none.
Status SheetImport::write_gaps() {
  const journal::EntryKey key = entry_.first.value_or(entry_.key);
  std::set<int64_t> there;
  CHUHAI_RETURN_IF_ERROR(store_.query(
      "SELECT line FROM policy_sheet_gap WHERE entry_lane = :lane "
      "AND entry_position = :position",
      {{"lane", key.lane}, {"position", key.position}}, [&](const store::Row& row) -> Status {
        there.insert(row.int64(0));
        return {};
      }));
  for (const RefusedScope& gap : gaps_) {
    const auto on_file = on_file_.find(gap.id);
    const bool came_right =
        entry_.first && on_file != on_file_.end() && on_file->second.version > 0;
    if (came_right || there.count(static_cast<int64_t>(gap.line)) != 0) continue;
    std::set<SheetScope> scopes = scopes_;
    if (gap.scope) scopes = {*gap.scope};
    std::string reason;
    for (const csv::RefusedLine& refused : report_.import.refused) {
      if (refused.line == gap.line && reason.empty()) reason = refused.reason;
    }
    for (const SheetScope& scope : scopes) {
      CHUHAI_ASSIGN_OR_RETURN(
          [[maybe_unused]] const int64_t written,
          store_.execute("INSERT INTO policy_sheet_gap (entry_lane, entry_position, line, payer, "
                         "measure, year, source_name, award_id, reason, recorded_at, closed_at) "
                         "VALUES (:lane, :position, :line, :payer, :measure, :year, :source, :id, "
                         ":reason, :at, :closed)",
                         {{"lane", key.lane},
                          {"position", key.position},
                          {"line", static_cast<int64_t>(gap.line)},
                          {"payer", scope.payer},
                          {"measure", scope.measure},
                          {"year", scope.year},
                          {"source", entry_.source_name},
                          {"id", gap.id},
                          {"reason", reason},
                          {"at", entry_.act.at.millis()},
                          {"closed", store::Value()}}));
    }
  }
  return {};
}

Result<AwardImportReport> SheetImport::run() {
  report_.import.kind = "awards";
  report_.import.source_name = entry_.source_name;
  CHUHAI_ASSIGN_OR_RETURN(const MeasureRules rules, rules_of(entry_));
  CHUHAI_ASSIGN_OR_RETURN(const auto registry, registry::Registry::load(store_));
  CHUHAI_ASSIGN_OR_RETURN(on_file_, read_register(store_, std::nullopt));
  for (const csv::CsvRow& row : table_.rows()) {
    CHUHAI_RETURN_IF_ERROR(take_row(row, rules, registry));
  }
  for (const csv::CsvBadRow& row : table_.bad_rows()) {
    report_.import.refused.push_back({row.line, "", "", "无法读取本行 / " + row.reason});
    gaps_.push_back({row.line, "", std::nullopt});
  }
  sort_report();
  CHUHAI_RETURN_IF_ERROR(close_gaps());
  CHUHAI_RETURN_IF_ERROR(write_gaps());
  report_.import.repeat = entry_.first.has_value() && report_.import.taken == 0;
  return std::move(report_);
}

}  // namespace

Coverage::Coverage(const std::vector<Award>& awards, const std::set<SheetScope>& gaps,
                   const std::function<bool(const facts::Subject&)>& is_on_file)
    : gaps_(gaps) {
  for (const Award& award : awards) {
    covered_.insert(scope_of(award));
    if (award.subject.kind != kNobody && !is_on_file(award.subject)) gaps_.insert(scope_of(award));
  }
}

bool Coverage::covers(std::string_view payer, std::string_view measure, int year) const {
  const SheetScope scope{std::string(payer), std::string(measure), year};
  return covered_.count(scope) != 0 && gaps_.count(scope) == 0;
}

bool Coverage::has_gap(std::string_view payer, std::string_view measure, int year) const {
  return gaps_.count({std::string(payer), std::string(measure), year}) != 0;
}

Result<std::set<SheetScope>> sheet_gaps(store::Store& store, std::optional<Instant> known_at) {
  std::set<SheetScope> gaps;
  const int64_t limit = known_at ? known_at->millis() : INT64_MAX;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT payer, measure, year FROM policy_sheet_gap WHERE recorded_at <= :known_at "
      "AND (closed_at IS NULL OR closed_at > :known_at)",
      {{"known_at", limit}}, [&](const store::Row& row) -> Status {
        gaps.insert(
            {std::string(row.text(0)), std::string(row.text(1)), static_cast<int>(row.int64(2))});
        return {};
      }));
  return gaps;
}

Result<AwardImportReport> apply_awards(store::Store& store, const journal::Entry& entry,
                                       std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_sheet(entry.source_name, csv));
  return SheetImport(store, entry, table).run();
}

namespace {

// Not journal::record: the same sheet may hold lines that were refused before and are right now.
Result<AwardImportReport> take_sheet(store::Store& store, const journal::Act& act,
                                     std::string_view source_name, std::string_view csv,
                                     std::string parameters) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_sheet(source_name, csv));
  journal::NewEntry input;
  input.kind = kAwardsKind;
  input.source_name = source_name;
  input.parameters = std::move(parameters);
  input.record = journal::whole_record(std::string(csv));
  AwardImportReport report;
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store, act));
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, batch.append(input));
    CHUHAI_ASSIGN_OR_RETURN(report, SheetImport(store, entry, table).run());
    return batch.finish();
  }));
  return report;
}

}  // namespace

Result<AwardImportReport> import_awards(store::Store& store, const journal::Act& act,
                                        std::string_view source_name, std::string_view csv,
                                        const Pack* pack) {
  return take_sheet(store, act, source_name, csv, rules_json(pack));
}

Result<AwardImportReport> import_awards_again(store::Store& store, const journal::Act& act,
                                              const journal::Entry& entry, std::string_view csv) {
  return take_sheet(store, act, entry.source_name, csv, entry.parameters);
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
