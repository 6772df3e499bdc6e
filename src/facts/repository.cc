#include "facts/repository.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"

namespace chuhai::facts {
namespace {

using store::Row;

// The order of the columns in every statement and append below.
constexpr std::array<std::string_view, 29> kFactColumns = {
    "subject_kind",   "subject",         "fact_id",     "version",       "fact",
    "basis",          "period_from",     "period_to",   "mode",          "destination",
    "bound",          "bound_exclusive", "value",       "unit",          "unknown_reason",
    "evidence_count", "paper",           "accepted_by", "accepted_on",   "usable",
    "history",        "composition",     "total",       "codes",         "rate_table",
    "withdrawn",      "recorded_at",     "entry_lane",  "entry_position"};
constexpr std::array<std::string_view, 22> kPaperColumns = {
    "subject_kind",    "subject",   "fact",        "basis",
    "period_from",     "period_to", "mode",        "destination",
    "paper",           "version",   "value",       "bound",
    "bound_exclusive", "unit",      "accepted_by", "accepted_on",
    "usable",          "history",   "recorded_at", "entry_lane",
    "entry_position",  "line"};

constexpr std::string_view kFactKeyOrder = "ORDER BY subject_kind, subject, fact_id, version";
constexpr std::string_view kPaperKeyOrder =
    "ORDER BY fact, basis, period_from, period_to, mode, destination, paper, version";

Date date_at(const Row& row, int column) {
  return Date::from_days(static_cast<int32_t>(row.int64(column)));
}
std::optional<Date> optional_date_at(const Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return date_at(row, column);
}
Bound bound_at(const Row& row, int column) { return static_cast<Bound>(row.int64(column)); }

Result<StoredFact> read_fact(const Row& row) {
  StoredFact stored;
  Fact& fact = stored.fact;
  fact.subject = {std::string(row.text(0)), std::string(row.text(1))};
  fact.id = row.text(2);
  stored.version = row.int64(3);
  fact.fact = row.text(4);
  fact.basis = row.text(5);
  CHUHAI_ASSIGN_OR_RETURN(fact.period, Period::of(date_at(row, 6), date_at(row, 7)));
  fact.mode = row.text(8);
  fact.destination = row.text(9);
  fact.bound = bound_at(row, 10);
  fact.bound_exclusive = row.int64(11) != 0;
  if (!row.is_null(12)) {
    CHUHAI_ASSIGN_OR_RETURN(fact.value, Decimal::parse(row.text(12)));
  }
  fact.unit = row.text(13);
  fact.unknown_reason = row.text(14);
  fact.evidence_count = row.int64(15);
  fact.paper = row.text(16);
  fact.accepted_by = row.text(17);
  fact.accepted_on = optional_date_at(row, 18);
  fact.usable = row.int64(19) != 0;
  fact.history = row.int64(20) != 0;
  stored.composition = static_cast<Composition>(row.int64(21));
  stored.total = row.text(22);
  if (!row.text(23).empty()) {
    for (const std::string_view code : split(row.text(23), '\n')) stored.codes.emplace_back(code);
  }
  stored.rate_table = row.text(24);
  stored.withdrawn = row.int64(25) != 0;
  fact.recorded_at = Instant::from_millis(row.int64(26));
  fact.entry = {static_cast<int>(row.int64(27)), row.int64(28)};
  return stored;
}

Status append_fact(store::BulkAppend& append, const StoredFact& stored) {
  const Fact& fact = stored.fact;
  append.text(fact.subject.kind).text(fact.subject.id).text(fact.id).int64(stored.version);
  append.text(fact.fact).text(fact.basis);
  append.int64(fact.period.from().days_since_epoch()).int64(fact.period.to().days_since_epoch());
  append.text(fact.mode).text(fact.destination);
  append.int64(static_cast<int64_t>(fact.bound)).int64(fact.bound_exclusive ? 1 : 0);
  if (fact.value) {
    append.text(fact.value->to_string());
  } else {
    append.null();
  }
  append.text(fact.unit).text(fact.unknown_reason).int64(fact.evidence_count);
  append.text(fact.paper).text(fact.accepted_by);
  if (fact.accepted_on) {
    append.int64(fact.accepted_on->days_since_epoch());
  } else {
    append.null();
  }
  append.int64(fact.usable ? 1 : 0).int64(fact.history ? 1 : 0);
  append.int64(static_cast<int64_t>(stored.composition)).text(stored.total);
  append.text(fmt::format("{}", fmt::join(stored.codes, "\n"))).text(stored.rate_table);
  append.int64(stored.withdrawn ? 1 : 0).int64(fact.recorded_at.millis());
  append.int64(fact.entry.lane).int64(fact.entry.position);
  return append.end_row();
}

Result<Paper> read_paper(const Row& row) {
  Paper paper;
  paper.subject = {std::string(row.text(0)), std::string(row.text(1))};
  paper.fact = row.text(2);
  paper.basis = row.text(3);
  CHUHAI_ASSIGN_OR_RETURN(paper.period, Period::of(date_at(row, 4), date_at(row, 5)));
  paper.mode = row.text(6);
  paper.destination = row.text(7);
  paper.paper = row.text(8);
  paper.version = row.int64(9);
  CHUHAI_ASSIGN_OR_RETURN(paper.value, Decimal::parse(row.text(10)));
  paper.bound = bound_at(row, 11);
  paper.bound_exclusive = row.int64(12) != 0;
  paper.unit = row.text(13);
  paper.accepted_by = row.text(14);
  paper.accepted_on = optional_date_at(row, 15);
  paper.usable = row.int64(16) != 0;
  paper.history = row.int64(17) != 0;
  paper.recorded_at = Instant::from_millis(row.int64(18));
  paper.entry = {static_cast<int>(row.int64(19)), row.int64(20)};
  paper.line = static_cast<int>(row.int64(21));
  return paper;
}

Status append_paper(store::BulkAppend& append, const Paper& paper) {
  append.text(paper.subject.kind).text(paper.subject.id).text(paper.fact).text(paper.basis);
  append.int64(paper.period.from().days_since_epoch());
  append.int64(paper.period.to().days_since_epoch());
  append.text(paper.mode).text(paper.destination).text(paper.paper).int64(paper.version);
  append.text(paper.value.to_string()).int64(static_cast<int64_t>(paper.bound));
  append.int64(paper.bound_exclusive ? 1 : 0).text(paper.unit).text(paper.accepted_by);
  if (paper.accepted_on) {
    append.int64(paper.accepted_on->days_since_epoch());
  } else {
    append.null();
  }
  append.int64(paper.usable ? 1 : 0).int64(paper.history ? 1 : 0);
  append.int64(paper.recorded_at.millis()).int64(paper.entry.lane).int64(paper.entry.position);
  append.int64(paper.line);
  return append.end_row();
}

bool in_layer(const StoredFact& stored, Layer layer) {
  return (stored.composition == Composition::kTotals) == (layer == Layer::kTotals);
}

}  // namespace

bool same_content(const StoredFact& a, const StoredFact& b) {
  const Fact &x = a.fact, &y = b.fact;
  return x.id == y.id && x.subject == y.subject && x.bound == y.bound &&
         x.bound_exclusive == y.bound_exclusive && x.value == y.value && x.unit == y.unit &&
         x.unknown_reason == y.unknown_reason && x.evidence_count == y.evidence_count &&
         x.accepted_by == y.accepted_by && x.accepted_on == y.accepted_on && x.usable == y.usable &&
         x.history == y.history && a.composition == b.composition && a.total == b.total &&
         a.codes == b.codes && a.rate_table == b.rate_table && a.withdrawn == b.withdrawn;
}

Result<std::vector<StoredFact>> load_facts(store::Store& store, const Subject& subject,
                                           std::optional<Instant> known_at) {
  static const std::string kSql =
      fmt::format("SELECT {} FROM facts_fact WHERE subject_kind = :kind AND subject = :subject {}",
                  fmt::join(kFactColumns, ", "), kFactKeyOrder);
  std::vector<StoredFact> facts;
  CHUHAI_RETURN_IF_ERROR(store.query(kSql, {{"kind", subject.kind}, {"subject", subject.id}},
                                     [&](const Row& row) -> Status {
                                       if (known_at && row.int64(26) > known_at->millis())
                                         return {};
                                       CHUHAI_ASSIGN_OR_RETURN(StoredFact fact, read_fact(row));
                                       if (!facts.empty() && facts.back().fact.id == fact.fact.id)
                                         facts.pop_back();
                                       facts.push_back(std::move(fact));
                                       return {};
                                     }));
  return facts;
}

Status scan_facts(store::Store& store, const std::function<Status(const StoredFact&)>& callback) {
  static const std::string kSql =
      fmt::format("SELECT {} FROM facts_fact {}", fmt::join(kFactColumns, ", "), kFactKeyOrder);
  std::optional<StoredFact> last;
  const auto pass_on = [&]() -> Status {
    if (!last || last->withdrawn) return {};
    return callback(*last);
  };
  CHUHAI_RETURN_IF_ERROR(store.query(kSql, {}, [&](const Row& row) -> Status {
    CHUHAI_ASSIGN_OR_RETURN(StoredFact fact, read_fact(row));
    if (last && (last->fact.subject != fact.fact.subject || last->fact.id != fact.fact.id)) {
      CHUHAI_RETURN_IF_ERROR(pass_on());
    }
    last = std::move(fact);
    return {};
  }));
  return pass_on();
}

Result<Changes> FactWriter::replace(const Subject& subject, Layer layer,
                                    std::vector<StoredFact> derived) {
  CHUHAI_ASSIGN_OR_RETURN(std::vector<StoredFact> stored,
                          load_facts(store_, subject, std::nullopt));
  std::map<std::string_view, const StoredFact*> on_file;
  for (const StoredFact& fact : stored) on_file.emplace(fact.fact.id, &fact);
  Changes changes;
  for (StoredFact& fact : derived) {
    const auto found = on_file.find(fact.fact.id);
    fact.version = found == on_file.end() ? 1 : found->second->version + 1;
    if (found != on_file.end()) {
      const bool same = same_content(*found->second, fact);
      on_file.erase(found);
      if (same) {
        ++changes.unchanged;
        continue;
      }
    }
    fact.fact.recorded_at = recorded_at_;
    if (layer == Layer::kTotals) fact.fact.entry = entry_;
    pending_.push_back(std::move(fact));
    ++changes.written;
  }
  for (const auto& [id, gone] : on_file) {
    if (gone->withdrawn || !in_layer(*gone, layer)) continue;
    StoredFact fact = *gone;
    ++fact.version;
    fact.withdrawn = true;
    fact.fact.recorded_at = recorded_at_;
    fact.fact.entry = entry_;
    pending_.push_back(std::move(fact));
    ++changes.written;
  }
  return changes;
}

Status FactWriter::finish() {
  if (pending_.empty()) return {};
  CHUHAI_ASSIGN_OR_RETURN(auto append, store_.bulk_append("facts_fact", kFactColumns, false));
  for (const StoredFact& fact : pending_) CHUHAI_RETURN_IF_ERROR(append_fact(*append, fact));
  pending_.clear();
  return append->finish();
}

Result<std::vector<Paper>> load_papers(store::Store& store, const Subject& subject) {
  static const std::string kSql =
      fmt::format("SELECT {} FROM facts_paper WHERE subject_kind = :kind AND subject = :subject {}",
                  fmt::join(kPaperColumns, ", "), kPaperKeyOrder);
  std::vector<Paper> papers;
  CHUHAI_RETURN_IF_ERROR(store.query(kSql, {{"kind", subject.kind}, {"subject", subject.id}},
                                     [&](const Row& row) -> Status {
                                       CHUHAI_ASSIGN_OR_RETURN(Paper paper, read_paper(row));
                                       if (!papers.empty() && same_key(papers.back(), paper))
                                         papers.pop_back();
                                       papers.push_back(std::move(paper));
                                       return {};
                                     }));
  return papers;
}

Status append_papers(store::Store& store, std::span<const Paper> papers) {
  if (papers.empty()) return {};
  CHUHAI_ASSIGN_OR_RETURN(auto append, store.bulk_append("facts_paper", kPaperColumns, false));
  for (const Paper& paper : papers) CHUHAI_RETURN_IF_ERROR(append_paper(*append, paper));
  return append->finish();
}

namespace {
Result<std::vector<Subject>> subjects(store::Store& store, std::string_view sql,
                                      const store::Parameters& parameters) {
  std::vector<Subject> found;
  CHUHAI_RETURN_IF_ERROR(store.query(sql, parameters, [&](const Row& row) -> Status {
    found.push_back({std::string(row.text(0)), std::string(row.text(1))});
    return {};
  }));
  return found;
}
}  // namespace

Result<std::vector<Subject>> paper_subjects(store::Store& store) {
  return subjects(store,
                  "SELECT DISTINCT subject_kind, subject FROM facts_paper "
                  "ORDER BY subject_kind, subject",
                  {});
}

Result<std::vector<Subject>> fact_subjects(store::Store& store, Layer layer) {
  const std::string_view sql =
      layer == Layer::kTotals
          ? "SELECT DISTINCT subject_kind, subject FROM facts_fact WHERE composition = 0 "
            "ORDER BY subject_kind, subject"
          : "SELECT DISTINCT subject_kind, subject FROM facts_fact WHERE composition <> 0 "
            "ORDER BY subject_kind, subject";
  return subjects(store, sql, {});
}

Result<std::string> load_stamp(store::Store& store, std::string_view name) {
  std::string value;
  CHUHAI_RETURN_IF_ERROR(store.query("SELECT value FROM facts_stamp WHERE name = :name",
                                     {{"name", name}}, [&](const Row& row) -> Status {
                                       value = row.text(0);
                                       return {};
                                     }));
  return value;
}

Status save_stamp(store::Store& store, std::string_view name, std::string_view value) {
  auto changed = store.execute(
      "INSERT INTO facts_stamp AS t (name, value) VALUES (:name, :value) "
      "ON CONFLICT (name) DO UPDATE SET value = excluded.value",
      {{"name", name}, {"value", value}});
  if (!changed.ok()) return changed.take_error();
  return {};
}

}  // namespace chuhai::facts
