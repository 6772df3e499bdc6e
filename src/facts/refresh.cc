#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "facts/facts.h"
#include "facts/import_rows.h"
#include "facts/journalled.h"
#include "facts/layers.h"
#include "facts/repository.h"
#include "facts/source.h"
#include "facts/stamps.h"
#include "facts/touched.h"
#include "store/transaction.h"

namespace chuhai::facts {
namespace {

// The event log beyond the cursor: how far it goes, and whose totals changed.
struct Pending {
  std::map<int, int64_t> positions;  // by lane
  std::set<std::string, std::less<>> codes;
  bool everything = false;
};

Result<Pending> read_pending(store::Store& store) {
  Pending pending;
  CHUHAI_RETURN_IF_ERROR(
      journal::for_each_event(store, kStage, [&](const journal::Event& event) -> Status {
        pending.positions[event.lane] = event.position;
        if (pending.everything) return {};
        auto codes = touched_codes(event);
        if (!codes) {
          pending.everything = true;
        } else {
          for (std::string& code : *codes) pending.codes.insert(std::move(code));
        }
        return {};
      }));
  return pending;
}

class Refresh {
 public:
  Refresh(const TotalsSource& source, store::Store& store, const Catalogue& catalogue,
          const registry::Registry& registry, const registry::RateTable& rates,
          const journal::Act& act, const OnProgress& progress, bool always)
      : source_(source),
        store_(store),
        catalogue_(catalogue),
        registry_(registry),
        rates_(rates_of(rates)),
        act_(act),
        progress_(progress),
        rate_table_(rates.name()),
        rates_stamp_(stamp_of(rates)),
        always_(always) {}

  Result<RefreshSummary> run();

 private:
  Status compare_stamps();
  Status record_refresh();
  Status find_last_entry();
  Status read_totals(const Pending& pending);
  Status read_totals_of(std::string_view code);
  Status write_totals_layer(const Pending& pending);
  Status write_paper_layer();
  Status advance(const Pending& pending);
  Status list_unmatched();

  const TotalsSource& source_;
  store::Store& store_;
  const Catalogue& catalogue_;
  const registry::Registry& registry_;
  const Rates rates_;
  const journal::Act& act_;
  const OnProgress& progress_;
  const std::string rate_table_;
  const std::string rates_stamp_;
  const bool always_;
  bool rates_changed_ = false, registry_changed_ = false, catalogue_changed_ = false;
  int64_t last_batch_ = 0;
  journal::EntryKey last_entry_;
  std::map<Subject, SubjectTotals> totals_;
  RefreshSummary summary_;
};

Status Refresh::compare_stamps() {
  CHUHAI_ASSIGN_OR_RETURN(const std::string rates, load_stamp(store_, kRatesStamp));
  CHUHAI_ASSIGN_OR_RETURN(const std::string registry, load_stamp(store_, kRegistryStamp));
  CHUHAI_ASSIGN_OR_RETURN(const std::string catalogue, load_stamp(store_, kCatalogueStamp));
  rates_changed_ = rates != rates_stamp_;
  registry_changed_ = registry != stamp_of(registry_);
  catalogue_changed_ = catalogue != stamp_of(catalogue_);
  return {};
}

// Facts follow what came in, at a time that nothing else in the journal tells.
Status Refresh::record_refresh() {
  CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store_, act_));
  CHUHAI_RETURN_IF_ERROR(append_catalogue(store_, batch, catalogue_));
  journal::NewEntry entry;
  entry.kind = kRefreshEntry;
  entry.parameters = under_catalogue(Json::object().set("rate_table", rate_table_), catalogue_);
  entry.record = journal::whole_record(entry.parameters);
  const auto appended = batch.append(entry);
  if (!appended.ok()) return appended.error();
  return batch.finish();
}

// The newest input when these versions are made; it stands as the entry of those from totals.
Status Refresh::find_last_entry() {
  CHUHAI_ASSIGN_OR_RETURN(const std::string batch, load_stamp(store_, kBatchStamp));
  for (const char digit : batch) last_batch_ = last_batch_ * 10 + (digit - '0');
  const int64_t after = std::max<int64_t>(last_batch_ - 1, 0);
  return journal::for_each_entry(store_, after, "", [&](const journal::Entry& entry) -> Status {
    if (entry.kind == kRefreshEntry || entry.kind == kCatalogueEntry) return {};
    last_batch_ = entry.batch;
    last_entry_ = entry.key;
    return {};
  });
}

Status Refresh::read_totals_of(std::string_view code) {
  return source_.for_each_total(
      store_, code, [&](const clearance::TotalKey& key, const clearance::Total& total) -> Status {
        SubjectTotals& totals = totals_[on_file(registry_, {"enterprise", key.subject})];
        if (std::find(totals.codes.begin(), totals.codes.end(), key.subject) ==
            totals.codes.end()) {
          totals.codes.push_back(key.subject);
          std::sort(totals.codes.begin(), totals.codes.end());
        }
        // A key whose documents have all been taken back says nothing any more.
        if (total.documents == 0 && total.amount == Amount5Sum()) return {};
        totals.amounts[total_name(key.kind, key.form)].push_back(
            {.year = key.year,
             .month = key.month,
             .mode = key.mode,
             .destination = key.destination,
             .currency = key.currency,
             .amount = total.amount,
             .documents_by_destination = total.documents_by_destination,
             .documents_once = total.documents_once});
        return {};
      });
}

Status Refresh::read_totals(const Pending& pending) {
  if (pending.everything) return read_totals_of("");
  // A subject is computed as a whole: under its credit code and its customs code.
  std::set<std::string> codes;
  for (const std::string& code : pending.codes) {
    codes.insert(code);
    if (const auto* enterprise = registry_.enterprise_by_code(code)) {
      codes.insert(enterprise->id);
      if (!enterprise->customs_code.empty()) codes.insert(enterprise->customs_code);
    }
    totals_[on_file(registry_, {"enterprise", code})];
  }
  for (const std::string& code : codes) CHUHAI_RETURN_IF_ERROR(read_totals_of(code));
  return {};
}

Status Refresh::write_totals_layer(const Pending& pending) {
  if (pending.everything) {
    // Subjects that had facts and have no totals now (their code was put on file) lose them.
    CHUHAI_ASSIGN_OR_RETURN(const auto before, fact_subjects(store_, Layer::kTotals));
    for (const Subject& subject : before) totals_[subject];
  }
  FactWriter writer(store_, act_.at, last_entry_);
  size_t done = 0;
  for (const auto& [subject, totals] : totals_) {
    CHUHAI_ASSIGN_OR_RETURN(
        const Changes changes,
        writer.replace(subject, Layer::kTotals,
                       derive_totals_layer(catalogue_, subject, totals, rates_)));
    summary_.facts_written += changes.written;
    summary_.facts_unchanged += changes.unchanged;
    if (progress_) progress_({Progress::Step::kSubjects, ++done, totals_.size()});
  }
  summary_.subjects = totals_.size();
  return writer.finish();
}

// Papers wait for no event: only a catalogue that counts otherwise, or an enterprise put on file
// whose papers came under its customs code, makes their facts differ.
Status Refresh::write_paper_layer() {
  if (!catalogue_changed_ && !registry_changed_) return {};
  CHUHAI_ASSIGN_OR_RETURN(const auto with_papers, paper_subjects(store_));
  constexpr size_t kCreditCodeLength = 18;
  const bool by_customs_code =
      std::any_of(with_papers.begin(), with_papers.end(), [](const Subject& subject) {
        return subject.kind == "enterprise" && subject.id.size() != kCreditCodeLength;
      });
  if (!catalogue_changed_ && !by_customs_code) return {};
  CHUHAI_ASSIGN_OR_RETURN(const auto before, fact_subjects(store_, Layer::kPapers));
  std::set<Subject> subjects(before.begin(), before.end());
  for (const Subject& subject : with_papers) {
    subjects.insert(subject);
    subjects.insert(on_file(registry_, subject));
  }
  FactWriter writer(store_, act_.at, last_entry_);
  Changes changes;
  for (const Subject& subject : subjects) {
    CHUHAI_RETURN_IF_ERROR(
        derive_paper_layer(store_, catalogue_, registry_, subject, writer, &changes));
  }
  summary_.facts_written += changes.written;
  summary_.facts_unchanged += changes.unchanged;
  return writer.finish();
}

Status Refresh::advance(const Pending& pending) {
  for (const auto& [lane, position] : pending.positions) {
    CHUHAI_RETURN_IF_ERROR(journal::advance_cursor(store_, kStage, lane, position));
  }
  CHUHAI_RETURN_IF_ERROR(save_stamp(store_, kRatesStamp, rates_stamp_));
  CHUHAI_RETURN_IF_ERROR(save_stamp(store_, kRegistryStamp, stamp_of(registry_)));
  CHUHAI_RETURN_IF_ERROR(save_stamp(store_, kCatalogueStamp, stamp_of(catalogue_)));
  return save_stamp(store_, kBatchStamp, fmt::format("{}", last_batch_));
}

Status Refresh::list_unmatched() {
  CHUHAI_ASSIGN_OR_RETURN(const auto subjects, fact_subjects(store_, Layer::kTotals));
  for (const Subject& subject : subjects) {
    if (!is_on_file(registry_, subject)) summary_.unmatched_codes.push_back(subject.id);
  }
  return {};
}

Result<RefreshSummary> Refresh::run() {
  CHUHAI_RETURN_IF_ERROR(compare_stamps());
  CHUHAI_ASSIGN_OR_RETURN(Pending pending, read_pending(store_));
  const bool changed = rates_changed_ || registry_changed_ || catalogue_changed_;
  if (changed) pending.everything = true;
  if (changed || !pending.positions.empty() || always_) {
    CHUHAI_RETURN_IF_ERROR(record_refresh());
    CHUHAI_RETURN_IF_ERROR(find_last_entry());
    CHUHAI_RETURN_IF_ERROR(read_totals(pending));
    CHUHAI_RETURN_IF_ERROR(write_totals_layer(pending));
    CHUHAI_RETURN_IF_ERROR(write_paper_layer());
    CHUHAI_RETURN_IF_ERROR(advance(pending));
  }
  CHUHAI_RETURN_IF_ERROR(list_unmatched());
  return std::move(summary_);
}

}  // namespace

Result<RefreshSummary> refresh_from(const TotalsSource& source, store::Store& store,
                                    const Catalogue& catalogue, std::string_view rate_table,
                                    const journal::Act& act, const OnProgress& progress,
                                    bool always) {
  RefreshSummary summary;
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
    CHUHAI_ASSIGN_OR_RETURN(const registry::RateTable rates,
                            registry::RateTable::load(store, rate_table));
    CHUHAI_ASSIGN_OR_RETURN(
        summary, Refresh(source, store, catalogue, registry, rates, act, progress, always).run());
    return {};
  }));
  return summary;
}

}  // namespace chuhai::facts
