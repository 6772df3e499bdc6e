// Policy's use cases: load a pack, determine a year, explain, and keep the award register.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/facts.h"
#include "journal/journal.h"
#include "policy/determination.h"
#include "registry/registry.h"
#include "store/store.h"

namespace chuhai::policy {

std::span<const store::Migration> migrations();

struct PackContents;  // policy/pack_contents.h

// A version of a programme's law as data: pack.yaml, models, parameters, readings, legal states,
// scales; read and checked as a whole. policies/hunan/cbec/2023-9/.
class Pack {
 public:
  // kInvalidArgument names file, line where known, and what is wrong.
  static Result<std::shared_ptr<const Pack>> load(const std::filesystem::path& directory,
                                                  const facts::Catalogue& catalogue);
  // Of the bytes of a journal entry of kind "pack": its files without its cases, the same digest.
  static Result<std::shared_ptr<const Pack>> from_journal(std::string_view bytes,
                                                          const facts::Catalogue& catalogue);
  virtual ~Pack() = default;
  virtual const std::string& id() const = 0;      // "hunan/cbec/2023-9"
  virtual const std::string& digest() const = 0;  // SHA-256 over all its files
  virtual std::string rate_table() const = 0;
  struct MeasureInfo {
    std::string id;
    Text title;
    std::string subject_kind;
  };
  virtual std::vector<MeasureInfo> measures() const = 0;
  virtual const PackContents& contents() const = 0;
};

struct DetermineOptions {
  int year = 0;
  std::optional<Date> as_of;           // default 31 March of year + 1
  std::optional<std::string> measure;  // all when absent
  std::optional<facts::Subject> subject;
  // Amounts also by scales that are only marked as examples, which say so.
  bool use_example_scales = false;
  // As known then: what was recorded later is left out, and nothing is stored.
  std::optional<Instant> known_at;
  // What-if: reading setting → choice instead of the pack's; nothing is stored.
  std::map<std::string, std::string> readings;
};
// kFailedPrecondition when the year isn't over on the as-of day, or that day is after the act's.
// Determines and stores (a new version where the result differs), ordered by measure and subject.
// Whoever has a stored determination of the year is judged again, also when nobody else would look
// at it any more. The request is journalled with the pack, in the transaction of its versions.
Result<std::vector<Determination>> determine(store::Store& store, const Pack& pack,
                                             const facts::Catalogue& catalogue,
                                             const DetermineOptions& options,
                                             const journal::Act& act);
inline constexpr std::string_view kDetermineKind = "determine";
inline constexpr std::string_view kPackKind = "pack";
// The projection of a journalled request, for a rebuild; in a transaction the caller holds, when
// the store is as it was before the entry. kFailedPrecondition when `pack` isn't the entry's (its
// parameters name `pack` and `pack_digest`; the journal holds its files).
Status redetermine(store::Store& store, const Pack& pack, const facts::Catalogue& catalogue,
                   const journal::Entry& entry);
// A journalled request asked once more, and journalled again under `act`: for a rebuild into
// another store. As above in all else.
Status determine_again(store::Store& store, const Pack& pack, const facts::Catalogue& catalogue,
                       const journal::Entry& entry, const journal::Act& act);
// Whether anything was ever determined and stored for the year.
Result<bool> has_determinations(store::Store& store, int year);
// The stored determination's newest version; kNotFound with advice.
Result<Determination> find_determination(store::Store& store, const facts::Subject& subject,
                                         std::string_view measure, int year);

// The newest stored determinations of a year, ordered by measure and subject.
Result<std::vector<Determination>> determinations_of_year(store::Store& store, int year);

enum class Language { kChinese, kEnglish };
// Plain text for a terminal, columns aligned. `inputs_since` (the function below) adds that the
// determination may be out of date, and how to renew it.
std::string explain(const Determination& determination, Language language,
                    bool inputs_since = false);
// Whether the journal took inputs after the newest request that gave or confirmed the
// determination: it may come out differently now.
Result<bool> inputs_since(store::Store& store, const Determination& determination);
// kNotFound, with those there are, when the pack has no such measure or has it for another kind of
// subject: nothing to determine or explain.
Status check_measure(const Pack& pack, std::string_view measure, const facts::Subject& subject);
// For lists: "300,000.00", "0.00（已足额）" / "0.00 (awarded in full)", "–" without a ceiling.
Text ceiling_words(const Determination& determination);

// A line of the award register: one award, as a payment sheet has it.
struct Award {
  std::string id;  // the register's id, e.g. the payment sheet's line id
  facts::Subject subject;
  std::string measure;
  int year = 0;  // the year the award is for
  Money amount;
  std::string payer;
  std::string paper;
  std::optional<Date> paid_on;
  journal::EntryKey entry;
};
// More than all of a province's budget: a larger amount is a slip of the pen.
inline constexpr int64_t kAwardYuanMax = 1'000'000'000'000;
struct AwardImportReport {
  registry::ImportReport import;
  std::vector<std::string> unmatched;  // subjects not in the registry
};
// CSV: id,subject,measure,year,amount,payer,paper,paid_on. A row with subject "*" and amount 0
// states that the payer made no award under the measure for that year. With a pack, lines of
// measures that it doesn't have are refused, and those whose payer or subject the measure can't
// have (of a jointly capped measure the owner may be named). A refused line leaves open what its
// sheet speaks about, until it comes right: by its id, or (where it has none that can be read) by a
// sheet of the same name that speaks of the same without any refusal. A byte-identical repeat of a
// sheet changes no line that is on file in some version.
Result<AwardImportReport> import_awards(store::Store& store, const journal::Act& act,
                                        std::string_view source_name, std::string_view csv,
                                        const Pack* pack = nullptr);
inline constexpr std::string_view kAwardsKind = "awards";
// A journalled sheet once more, and journalled again under `act`, by what its entry says of the
// pack's measures: for a rebuild into another store.
Result<AwardImportReport> import_awards_again(store::Store& store, const journal::Act& act,
                                              const journal::Entry& entry, std::string_view csv);
Result<std::vector<Award>> awards_of(store::Store& store, const facts::Subject& subject);

}  // namespace chuhai::policy
