// Facts' use cases: refresh from clearance's totals, import of other evidence and of history,
// reading.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "clearance/clearance.h"
#include "facts/fact.h"
#include "registry/import.h"
#include "registry/rates.h"
#include "registry/registry.h"
#include "store/store.h"

namespace chuhai::facts {

// How far a long piece of work has come, in lines of the file or in subjects whose facts are
// written.
struct Progress {
  enum class Step { kLines, kSubjects };
  Step step = Step::kLines;
  size_t done = 0;
  size_t total = 0;
};
// Called now and then, and at the end of each step; may be empty.
using OnProgress = std::function<void(const Progress&)>;

struct RefreshSummary {
  size_t subjects = 0;
  size_t facts_written = 0;
  size_t facts_unchanged = 0;
  std::vector<std::string> unmatched_codes;  // ebcCodes of documents with no enterprise on file
};
// Brings facts up to date with the event log (own cursor), at the rate table of that name.
// Idempotent; writes new versions only where a value changed.
Result<RefreshSummary> refresh(store::Store& store, const Catalogue& catalogue,
                               std::string_view rate_table, const journal::Act& act,
                               const OnProgress& progress = {});

// What came of a file of papers.
struct PaperReport : registry::ImportReport {
  // Lines, taken or unchanged, whose statement nobody has accepted: shown as claims and not used.
  size_t claims = 0;
  // Subjects of lines, taken or unchanged, that the registry doesn't have, each once.
  std::vector<std::string> unmatched;
  Json to_json() const;  // the import's, with "claims"
};

// A journalled evidence or history file applied again (rebuild), in the caller's transaction.
Result<PaperReport> apply_entry(store::Store& store, const Catalogue& catalogue,
                                const journal::Entry& entry, std::string_view bytes);

// Both imports: a file is one journal entry; each line is taken or refused on its own. A later row
// with the same subject, fact, basis, period, dimensions and paper corrects the earlier one; one
// that adds the acceptance accepts it, and one that leaves it out with the same figure doesn't undo
// it; within a file a line that contradicts an earlier one is refused. Nothing is accepted later
// than the act's day, nor before its period begins; no period begins later than the act's day, and
// an exact figure that adds up over time is of a period that has ended. Amounts are 0 to 10^15,
// with no more decimals than the unit has; papers have at most 1,000 characters; the destination is
// a customs country code or ISO alpha-3. kInvalidArgument when the file can't be read as a whole
// (encoding, header).
//
// The same bytes again are journalled as a repeat and looked at again: a line that was refused
// before may be right now, and what is refused or unmatched is listed again. Papers on file are
// left as they stand, so a repeat doesn't undo what corrected it since.
//
// evidence CSV: subject,fact,basis,period,amount,paper,accepted_by
// [,unit][,accepted_on][,destination][,mode]. Without `unit` the figure is in the unit that the
// catalogue gives the fact. Rows whose subject isn't in the registry are taken and listed as
// unmatched, here and in history.
Result<PaperReport> import_evidence(store::Store& store, const Catalogue& catalogue,
                                    const journal::Act& act, std::string_view source_name,
                                    std::string_view csv, const OnProgress& progress = {});
// history CSV: subject,fact,year,basis,value,paper[,unit][,accepted_by][,accepted_on]. year may be
// "2019", "2018-2022"; value an amount, or "<100000000" for "none reached". A statement on an exact
// basis that needs acceptance is used only with accepted_by.
Result<PaperReport> import_history(store::Store& store, const Catalogue& catalogue,
                                   const journal::Act& act, std::string_view source_name,
                                   std::string_view csv, const OnProgress& progress = {});

// Newest versions as known at `known_at` (nullopt: now), ordered by fact, period, basis.
Result<std::vector<Fact>> facts_of(store::Store& store, const Subject& subject,
                                   std::optional<Instant> known_at = std::nullopt);
Status for_each_fact(store::Store& store, const std::function<Status(const Fact&)>& callback);

// The documents (or papers) behind one fact: their amounts add up to it and their number is its
// evidence_count; checked, kCorrupt when they don't.
struct Evidence {
  Fact fact;
  struct Item {
    std::string kind;  // "order", "list", "trade_order", "paper"
    std::string key;   // order number, list number, paper
    std::string order_no;
    documents::Locator locator;
    Instant at;
    std::string currency;  // ISO
    Amount5Sum amount;     // in that currency
    std::string mode, destination;
  };
  std::vector<Item> items;
  struct Conversion {  // per month and currency
    int year, month;
    std::string currency;
    Amount5Sum amount;
    std::optional<Decimal> rate;
    std::string rate_source;
    std::optional<Decimal> cny;
  };
  std::vector<Conversion> conversions;
  // Distinct documents: a list with lines of several destinations or currencies is several items.
  int64_t documents = 0;
};
// `fact_id` as printed by `facts` and `explain`, with or without "fact:". Without its basis, or
// without the paper, it names the only fact that fits; kInvalidArgument lists them when there are
// several, kNotFound when there is none. kFailedPrecondition when facts are behind the event log.
Result<Evidence> evidence_of(store::Store& store, std::string_view fact_id);

}  // namespace chuhai::facts
