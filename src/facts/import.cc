#include <fmt/format.h>

#include <map>
#include <set>

#include "facts/facts.h"
#include "facts/import_rows.h"
#include "facts/layers.h"
#include "facts/repository.h"

namespace chuhai::facts {
namespace {

// The newest papers of the subjects that a file touches, and the versions it adds.
class PaperFile {
 public:
  PaperFile(store::Store& store, const journal::Entry& entry) : store_(store), entry_(entry) {}

  // True when a version is added, false when the paper on file says the same.
  Result<bool> take(Paper paper) {
    auto found = by_subject_.find(paper.subject);
    if (found == by_subject_.end()) {
      CHUHAI_ASSIGN_OR_RETURN(std::vector<Paper> papers, load_papers(store_, paper.subject));
      found = by_subject_.emplace(paper.subject, Known{}).first;
      for (Paper& known : papers) {
        std::string key = key_of(known);
        found->second.emplace(std::move(key), std::move(known));
      }
    }
    paper.version = 1;
    paper.recorded_at = entry_.act.at;
    paper.entry = entry_.key;
    auto [known, is_new] = found->second.try_emplace(key_of(paper), paper);
    if (!is_new) {
      const Paper& before = known->second;
      // The same figure without its acceptance doesn't take the acceptance back.
      if (paper.accepted_by.empty() && before.value == paper.value && before.bound == paper.bound &&
          before.bound_exclusive == paper.bound_exclusive && before.history == paper.history) {
        paper.accepted_by = before.accepted_by;
        paper.accepted_on = before.accepted_on;
        paper.usable = before.usable;
      }
      if (same_content(before, paper)) return false;
      paper.version = before.version + 1;
      known->second = paper;
    }
    touched_.insert(paper.subject);
    added_.push_back(std::move(paper));
    return true;
  }

  std::vector<Paper>& added() { return added_; }
  const std::set<Subject>& touched() const { return touched_; }

 private:
  using Known = std::map<std::string, Paper, std::less<>>;

  static std::string key_of(const Paper& paper) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", paper.fact, paper.basis, paper.period.to_string(),
                       paper.mode, paper.destination, paper.paper);
  }

  store::Store& store_;
  const journal::Entry& entry_;
  std::map<Subject, Known> by_subject_;
  std::set<Subject> touched_;
  std::vector<Paper> added_;
};

// Writes the papers of the file and the facts of the subjects they touch.
Result<HistoryReport> apply(store::Store& store, const Catalogue& catalogue,
                            const journal::Entry& entry, RowKind kind, const csv::CsvTable& table) {
  HistoryReport report;
  report.import.kind = kind == RowKind::kEvidence ? "evidence" : "history";
  report.import.source_name = entry.source_name;
  CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
  RowReader reader(catalogue, registry, table, kind);
  PaperFile file(store, entry);
  std::set<std::string> unmatched;
  for (const csv::CsvRow& row : table.rows()) {
    bool taken = false, any = false;
    for (Paper& paper : reader.read(row, report.import.refused)) {
      any = true;
      if (!is_on_file(registry, paper.subject)) unmatched.insert(paper.subject.to_string());
      CHUHAI_ASSIGN_OR_RETURN(const bool added, file.take(std::move(paper)));
      taken = taken || added;
    }
    report.import.taken += taken ? 1 : 0;
    report.import.unchanged += any && !taken ? 1 : 0;
  }
  for (const csv::CsvBadRow& row : table.bad_rows()) {
    report.import.refused.push_back({row.line, "", "", "无法读取本行 / " + row.reason});
  }
  std::stable_sort(report.import.refused.begin(), report.import.refused.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  report.unmatched.assign(unmatched.begin(), unmatched.end());
  CHUHAI_RETURN_IF_ERROR(append_papers(store, file.added()));
  FactWriter writer(store, entry.act.at, entry.key);
  for (const Subject& subject : file.touched()) {
    CHUHAI_RETURN_IF_ERROR(derive_paper_layer(store, catalogue, registry, subject, writer));
  }
  CHUHAI_RETURN_IF_ERROR(writer.finish());
  return report;
}

Result<HistoryReport> import_file(store::Store& store, const Catalogue& catalogue,
                                  const journal::Act& act, RowKind kind,
                                  std::string_view source_name, std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, csv::parse_csv(csv, source_name));
  CHUHAI_RETURN_IF_ERROR(check_columns(table, kind));
  journal::NewEntry input;
  input.kind = kind == RowKind::kEvidence ? "evidence" : "history";
  input.source_name = source_name;
  input.parameters = "{}";
  input.record = journal::whole_record(std::string(csv));
  HistoryReport report;
  CHUHAI_ASSIGN_OR_RETURN(
      const journal::Recorded recorded,
      journal::record(store, act, input, [&](const journal::Entry& entry) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(report, apply(store, catalogue, entry, kind, table));
        return {};
      }));
  if (recorded.repeat) {
    report.import.kind = input.kind;
    report.import.source_name = source_name;
    report.import.repeat = true;
  }
  return report;
}

}  // namespace

Result<registry::ImportReport> import_evidence(store::Store& store, const Catalogue& catalogue,
                                               const journal::Act& act,
                                               std::string_view source_name, std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(HistoryReport report,
                          import_file(store, catalogue, act, RowKind::kEvidence, source_name, csv));
  return std::move(report.import);
}

Result<HistoryReport> import_history(store::Store& store, const Catalogue& catalogue,
                                     const journal::Act& act, std::string_view source_name,
                                     std::string_view csv) {
  return import_file(store, catalogue, act, RowKind::kHistory, source_name, csv);
}

Result<registry::ImportReport> apply_entry(store::Store& store, const Catalogue& catalogue,
                                           const journal::Entry& entry, std::string_view bytes) {
  if (entry.kind != "evidence" && entry.kind != "history") {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("an entry of kind \"{}\" is not for facts", entry.kind));
  }
  const RowKind kind = entry.kind == "evidence" ? RowKind::kEvidence : RowKind::kHistory;
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, csv::parse_csv(bytes, entry.source_name));
  CHUHAI_RETURN_IF_ERROR(check_columns(table, kind));
  CHUHAI_ASSIGN_OR_RETURN(HistoryReport report, apply(store, catalogue, entry, kind, table));
  return std::move(report.import);
}

}  // namespace chuhai::facts
