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
  PaperFile(store::Store& store, const registry::Registry& registry, const journal::Entry& entry)
      : store_(store), registry_(registry), entry_(entry) {}

  struct Taken {
    bool added = false;     // a version; else the paper on file says the same, or stays as it is
    bool is_claim = false;  // as it stands now: a statement nobody has accepted
  };
  Result<Taken> take(Paper paper) {
    CHUHAI_ASSIGN_OR_RETURN(Known* const known, papers_of(paper.subject));
    said_.try_emplace(paper.subject.to_string() + "\n" + key_of(paper), paper);
    paper.version = 1;
    paper.recorded_at = entry_.act.at;
    paper.entry = entry_.key;
    auto [found, is_new] = known->try_emplace(key_of(paper), paper);
    if (!is_new) {
      const Paper& before = found->second;
      keep_acceptance(before, paper);
      // What a repeat says was said before, and has perhaps been corrected since.
      const bool stands = entry_.first && before.entry != entry_.key;
      if (stands || same_content(before, paper)) return Taken{false, !before.usable};
      paper.version = before.version + 1;
      found->second = paper;
    }
    touched_.insert(paper.subject);
    const bool is_claim = !paper.usable;
    added_.push_back(std::move(paper));
    return Taken{true, is_claim};
  }

  // The line of this file that gives another figure for one of these papers: nothing says which of
  // the two is right.
  std::optional<int> contradicted(const std::vector<Paper>& papers) const {
    for (const Paper& paper : papers) {
      const auto said = said_.find(paper.subject.to_string() + "\n" + key_of(paper));
      if (said != said_.end() && !same_figure(said->second, paper)) return said->second.line;
    }
    return std::nullopt;
  }

  std::vector<Paper>& added() { return added_; }
  const std::set<Subject>& touched() const { return touched_; }

 private:
  using Known = std::map<std::string, Paper, std::less<>>;

  // Those on file and those of this file so far.
  Result<Known*> papers_of(const Subject& subject) {
    const auto found = by_subject_.find(subject);
    if (found != by_subject_.end()) return &found->second;
    CHUHAI_ASSIGN_OR_RETURN(
        std::vector<Paper> papers,
        load_papers_of(store_, subject.kind, codes_of_papers(registry_, subject)));
    Known& known = by_subject_[subject];
    for (Paper& paper : papers) {
      std::string key = key_of(paper);
      known.emplace(std::move(key), std::move(paper));
    }
    return &known;
  }

  static bool same_figure(const Paper& a, const Paper& b) {
    return a.value == b.value && a.bound == b.bound && a.bound_exclusive == b.bound_exclusive;
  }

  // The same figure without its acceptance doesn't take the acceptance back.
  static void keep_acceptance(const Paper& before, Paper& paper) {
    if (!paper.accepted_by.empty() || !same_figure(before, paper) ||
        before.history != paper.history) {
      return;
    }
    paper.accepted_by = before.accepted_by;
    paper.accepted_on = before.accepted_on;
    paper.usable = before.usable;
  }

  static std::string key_of(const Paper& paper) {
    return fmt::format("{}\n{}\n{}\n{}\n{}\n{}", paper.fact, paper.basis, paper.period.to_string(),
                       paper.mode, paper.destination, paper.paper);
  }

  store::Store& store_;
  const registry::Registry& registry_;
  const journal::Entry& entry_;
  std::map<Subject, Known> by_subject_;
  std::map<std::string, Paper, std::less<>>
      said_;  // by subject and key: the first line of the file
  std::set<Subject> touched_;
  std::vector<Paper> added_;
};

// The lines of the file, one after the other, into `file` and the report.
Status read_lines(const registry::Registry& registry, RowReader& reader, const csv::CsvTable& table,
                  PaperFile& file, PaperReport& report, const OnProgress& progress) {
  constexpr size_t kLinesPerCall = 5'000;
  std::set<std::string> unmatched;
  Progress at{Progress::Step::kLines, 0, table.rows().size()};
  for (const csv::CsvRow& row : table.rows()) {
    bool taken = false, any = false, is_claim = false;
    std::vector<Paper> papers = reader.read(row, report.refused);
    if (const auto line = file.contradicted(papers)) {
      reader.refuse_contradiction(*line);
      papers.clear();
    }
    for (Paper& paper : papers) {
      any = true;
      if (!is_on_file(registry, paper.subject)) unmatched.insert(paper.subject.to_string());
      CHUHAI_ASSIGN_OR_RETURN(const PaperFile::Taken one, file.take(std::move(paper)));
      taken = taken || one.added;
      is_claim = is_claim || one.is_claim;
    }
    report.taken += taken ? 1 : 0;
    report.unchanged += any && !taken ? 1 : 0;
    report.claims += is_claim ? 1 : 0;
    if (++at.done % kLinesPerCall == 0 && progress) progress(at);
  }
  if (progress) progress(at);
  report.unmatched.assign(unmatched.begin(), unmatched.end());
  return {};
}

// Writes the papers of the file and the facts of the subjects they touch.
Result<PaperReport> apply(store::Store& store, const Catalogue& catalogue,
                          const journal::Entry& entry, RowKind kind, const csv::CsvTable& table,
                          const OnProgress& progress) {
  PaperReport report;
  report.kind = kind == RowKind::kEvidence ? "evidence" : "history";
  report.source_name = entry.source_name;
  CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
  RowReader reader(catalogue, registry, table, kind, entry.act.at.date());
  PaperFile file(store, registry, entry);
  CHUHAI_RETURN_IF_ERROR(read_lines(registry, reader, table, file, report, progress));
  std::vector<csv::RefusedLine>& refused = report.refused;
  for (const csv::CsvBadRow& row : table.bad_rows()) {
    refused.push_back({row.line, "", "", "无法读取本行 / " + row.reason});
  }
  std::stable_sort(refused.begin(), refused.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  report.repeat = entry.first.has_value() && report.taken == 0;
  CHUHAI_RETURN_IF_ERROR(append_papers(store, file.added()));
  FactWriter writer(store, entry.act.at, entry.key);
  Progress at{Progress::Step::kSubjects, 0, file.touched().size()};
  for (const Subject& subject : file.touched()) {
    CHUHAI_RETURN_IF_ERROR(derive_paper_layer(store, catalogue, registry, subject, writer));
    ++at.done;
    if (progress) progress(at);
  }
  CHUHAI_RETURN_IF_ERROR(writer.finish());
  return report;
}

Result<PaperReport> import_file(store::Store& store, const Catalogue& catalogue,
                                const journal::Act& act, RowKind kind, std::string_view source_name,
                                std::string_view csv, const OnProgress& progress) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, csv::parse_csv(csv, source_name));
  CHUHAI_RETURN_IF_ERROR(check_columns(table, kind));
  journal::NewEntry input;
  input.kind = kind == RowKind::kEvidence ? "evidence" : "history";
  input.source_name = source_name;
  input.parameters = "{}";
  input.record = journal::whole_record(std::string(csv));
  PaperReport report;
  const auto apply_it = [&](const journal::Entry& entry) -> Status {
    CHUHAI_ASSIGN_OR_RETURN(report, apply(store, catalogue, entry, kind, table, progress));
    return {};
  };
  CHUHAI_RETURN_IF_ERROR(
      journal::record(store, act, input, apply_it, journal::OnRepeat::kApplyAgain));
  return report;
}

}  // namespace

Json PaperReport::to_json() const {
  return registry::ImportReport::to_json().set("claims", uint64_t{claims});
}

Result<PaperReport> import_evidence(store::Store& store, const Catalogue& catalogue,
                                    const journal::Act& act, std::string_view source_name,
                                    std::string_view csv, const OnProgress& progress) {
  return import_file(store, catalogue, act, RowKind::kEvidence, source_name, csv, progress);
}

Result<PaperReport> import_history(store::Store& store, const Catalogue& catalogue,
                                   const journal::Act& act, std::string_view source_name,
                                   std::string_view csv, const OnProgress& progress) {
  return import_file(store, catalogue, act, RowKind::kHistory, source_name, csv, progress);
}

Result<PaperReport> apply_entry(store::Store& store, const Catalogue& catalogue,
                                const journal::Entry& entry, std::string_view bytes) {
  if (entry.kind != "evidence" && entry.kind != "history") {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("an entry of kind \"{}\" is not for facts", entry.kind));
  }
  const RowKind kind = entry.kind == "evidence" ? RowKind::kEvidence : RowKind::kHistory;
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, csv::parse_csv(bytes, entry.source_name));
  CHUHAI_RETURN_IF_ERROR(check_columns(table, kind));
  return apply(store, catalogue, entry, kind, table, {});
}

}  // namespace chuhai::facts
