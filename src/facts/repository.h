// The only SQL of facts: versions of facts and of papers, and the stamps of what they were computed
// with. Writers must hold a transaction.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/fact.h"
#include "facts/fact_id.h"
#include "facts/paper.h"
#include "store/store.h"

namespace chuhai::facts {

// A version of a fact with how it came about.
struct StoredFact {
  Fact fact;
  Composition composition = Composition::kOnePaper;
  std::string total;               // kTotals: "turnover/message", …: clearance's totals used
  std::vector<std::string> codes;  // codes in documents, or subjects of papers, that it stands on
  std::string rate_table;          // kTotals
  int64_t version = 0;
  bool withdrawn = false;
};

// Equal but for version, recording time and entry.
bool same_content(const StoredFact& a, const StoredFact& b);

// Newest versions of the subject, withdrawn ones included, by fact id.
Result<std::vector<StoredFact>> load_facts(store::Store& store, const Subject& subject,
                                           std::optional<Instant> known_at);
// Newest versions of all subjects in order of subject and id, without withdrawn ones.
Status scan_facts(store::Store& store, const std::function<Status(const StoredFact&)>& callback);

// What two layers of facts a subject has: computed from totals, and from papers. Each is derived as
// a whole and replaces what was on file.
enum class Layer { kTotals, kPapers };
struct Changes {
  size_t written = 0;  // new versions, withdrawals included
  size_t unchanged = 0;
};
// Gathers versions and appends them at the end.
class FactWriter {
 public:
  // `recorded_at` of every version written. Facts of totals take `entry`; those of papers have
  // theirs.
  FactWriter(store::Store& store, Instant recorded_at, journal::EntryKey entry)
      : store_(store), recorded_at_(recorded_at), entry_(entry) {}
  // `derived` is all there is now in the layer for the subject.
  Result<Changes> replace(const Subject& subject, Layer layer, std::vector<StoredFact> derived);
  Status finish();

 private:
  store::Store& store_;
  Instant recorded_at_;
  journal::EntryKey entry_;
  std::vector<StoredFact> pending_;
};

// Newest versions of the subject's papers, by key.
Result<std::vector<Paper>> load_papers(store::Store& store, const Subject& subject);
Status append_papers(store::Store& store, std::span<const Paper> papers);
Result<std::vector<Subject>> paper_subjects(store::Store& store);
// Subjects with a fact in the layer, now or once.
Result<std::vector<Subject>> fact_subjects(store::Store& store, Layer layer);

Result<std::string> load_stamp(store::Store& store, std::string_view name);  // "" when not set
Status save_stamp(store::Store& store, std::string_view name, std::string_view value);

}  // namespace chuhai::facts
