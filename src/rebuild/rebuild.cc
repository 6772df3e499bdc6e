#include "rebuild/rebuild.h"

#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <map>

#include "base/json.h"
#include "clearance/rebuild.h"
#include "facts/facts.h"
#include "facts/journalled.h"
#include "journal/settings.h"
#include "policy/policy.h"
#include "registry/import.h"
#include "registry/rates.h"

namespace chuhai::rebuild {
namespace {

using journal::SourceBatch;
using journal::SourceEntry;

// Laws and catalogues as the journal has them, by the digest that entries name them with.
class References {
 public:
  explicit References(const facts::Catalogue* otherwise) : otherwise_(otherwise) {}

  Status see(const SourceEntry& source);
  Result<const facts::Catalogue*> catalogue_of(const journal::Entry& entry) const;
  Result<std::shared_ptr<const policy::Pack>> pack(const std::string& digest,
                                                   const facts::Catalogue& catalogue);

 private:
  const facts::Catalogue* otherwise_;
  const facts::Catalogue* newest_ = nullptr;
  std::map<std::string, facts::Catalogue> catalogues_;
  std::map<std::string, std::string> pack_bytes_;
  std::map<std::string, std::shared_ptr<const policy::Pack>> packs_;
};

Status References::see(const SourceEntry& source) {
  if (!source.archived) return {};
  const bool is_catalogue = source.entry.kind == facts::kCatalogueEntry;
  if (!is_catalogue && source.entry.kind != policy::kPackKind) return {};
  CHUHAI_ASSIGN_OR_RETURN(journal::ArchiveRecord record, journal::unpack(*source.archived));
  if (is_catalogue) {
    CHUHAI_ASSIGN_OR_RETURN(facts::Catalogue catalogue,
                            facts::Catalogue::parse(record.bytes, "the journal's catalogue"));
    const auto [at, fresh] =
        catalogues_.insert_or_assign(source.entry.digest.hex(), std::move(catalogue));
    newest_ = &at->second;
    return {};
  }
  CHUHAI_ASSIGN_OR_RETURN(const Json parameters, Json::parse(source.entry.parameters));
  const Json* digest = parameters.find("digest");
  if (digest == nullptr || digest->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "a journalled pack names no digest");
  pack_bytes_[*digest->as_string()] = std::move(record.bytes);
  return {};
}

Result<const facts::Catalogue*> References::catalogue_of(const journal::Entry& entry) const {
  CHUHAI_ASSIGN_OR_RETURN(const std::string digest, facts::catalogue_digest_of(entry));
  const auto found = catalogues_.find(digest);
  if (found != catalogues_.end()) return &found->second;
  if (!digest.empty())
    return Error(ErrorCode::kCorrupt,
                 fmt::format("the catalogue {} isn't in the journal before it is used", digest));
  if (newest_ != nullptr) return newest_;
  if (otherwise_ != nullptr) return otherwise_;
  return Error(ErrorCode::kFailedPrecondition,
               "the journal names no fact catalogue, and none was given");
}

Result<std::shared_ptr<const policy::Pack>> References::pack(const std::string& digest,
                                                             const facts::Catalogue& catalogue) {
  const auto known = packs_.find(digest);
  if (known != packs_.end()) return known->second;
  const auto bytes = pack_bytes_.find(digest);
  if (bytes == pack_bytes_.end())
    return Error(ErrorCode::kCorrupt,
                 fmt::format("the pack {} isn't in the journal before it is used", digest));
  CHUHAI_ASSIGN_OR_RETURN(auto pack, policy::Pack::from_journal(bytes->second, catalogue));
  return packs_[digest] = std::move(pack);
}

class Rebuild {
 public:
  Rebuild(store::Store& target, const RebuildOptions& options)
      : target_(target), references_(options.catalogue), clearance_(target, options.threads) {}

  Status take(const SourceBatch& batch);
  Status close() { return clearance_.close(); }

 private:
  Status take_kind(const SourceBatch& batch, const SourceEntry& main, const std::string& bytes);
  Status take_setting(const journal::Act& act, const std::string& bytes);
  Status take_determination(const journal::Act& act, const journal::Entry& entry);
  Status take_as_it_is(const SourceBatch& batch);
  Status check_same(const SourceBatch& batch);

  store::Store& target_;
  References references_;
  clearance::Rebuild clearance_;
};

template <typename T>
Status status_of(const Result<T>& result) {
  return result.ok() ? Status() : Status(result.error());
}

Status Rebuild::take_setting(const journal::Act& act, const std::string& bytes) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(bytes));
  const Json* name = json.find("name");
  const Json* value = json.find("value");
  if (name == nullptr || name->as_string() == nullptr || value == nullptr ||
      value->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "a journalled setting isn't in its form");
  return journal::make_setting(target_, act, *name->as_string(), *value->as_string());
}

Status Rebuild::take_determination(const journal::Act& act, const journal::Entry& entry) {
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue* catalogue, references_.catalogue_of(entry));
  CHUHAI_ASSIGN_OR_RETURN(const Json parameters, Json::parse(entry.parameters));
  const Json* digest = parameters.find("pack_digest");
  if (digest == nullptr || digest->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "a journalled determination names no pack");
  CHUHAI_ASSIGN_OR_RETURN(const auto pack, references_.pack(*digest->as_string(), *catalogue));
  return policy::determine_again(target_, *pack, *catalogue, entry, act);
}

// An input without a projection of its own (the making of the store): journalled, nothing else.
Status Rebuild::take_as_it_is(const SourceBatch& batch) {
  CHUHAI_ASSIGN_OR_RETURN(store::Transaction transaction, target_.begin());
  CHUHAI_ASSIGN_OR_RETURN(journal::Batch again, journal::Batch::open(target_, batch.act));
  for (const SourceEntry& source : batch.entries)
    CHUHAI_RETURN_IF_ERROR(status_of(again.append(journal::entry_again(source))));
  CHUHAI_RETURN_IF_ERROR(again.finish());
  return transaction.commit();
}

Status Rebuild::take_kind(const SourceBatch& batch, const SourceEntry& main,
                          const std::string& bytes) {
  const journal::Entry& entry = main.entry;
  const std::string& kind = entry.kind;
  if (kind.starts_with("registry."))
    return status_of(
        registry::import_csv(target_, batch.act, kind.substr(9), entry.source_name, bytes));
  if (kind == "rates")
    return status_of(registry::import_rates(target_, batch.act, entry.source_name, bytes));
  if (kind == policy::kAwardsKind)
    return status_of(policy::import_awards_again(target_, batch.act, entry, bytes));
  if (kind == "setting") return take_setting(batch.act, bytes);
  if (kind == policy::kDetermineKind) return take_determination(batch.act, entry);
  if (kind == "init" || kind == policy::kPackKind) return take_as_it_is(batch);
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue* catalogue, references_.catalogue_of(entry));
  if (kind == "evidence")
    return status_of(
        facts::import_evidence(target_, *catalogue, batch.act, entry.source_name, bytes));
  if (kind == "history")
    return status_of(
        facts::import_history(target_, *catalogue, batch.act, entry.source_name, bytes));
  if (kind == facts::kRefreshEntry) return facts::refresh_again(target_, *catalogue, entry);
  return Error(ErrorCode::kUnsupported,
               fmt::format("inputs of kind '{}' are unknown to this version", kind));
}

// What was written must stand where it stood: later entries point to it.
Status Rebuild::check_same(const SourceBatch& batch) {
  size_t i = 0;
  Status status = journal::for_each_entry_of(
      target_, batch.number, [&](const journal::Entry& written) -> Status {
        const bool same = i < batch.entries.size() && batch.entries[i].entry.key == written.key &&
                          batch.entries[i].entry.digest == written.digest &&
                          batch.entries[i].entry.first == written.first;
        ++i;
        if (same) return {};
        return Error(ErrorCode::kCorrupt,
                     fmt::format("taken in again, entry {} of batch {} comes out otherwise: the "
                                 "journal is damaged, or this version journals differently",
                                 written.ordinal, batch.number));
      });
  if (status.ok() && i != batch.entries.size())
    return Error(ErrorCode::kCorrupt, fmt::format("batch {} has {} entries and came out with {}",
                                                  batch.number, batch.entries.size(), i));
  return status;
}

Status Rebuild::take(const SourceBatch& batch) {
  if (batch.entries.empty()) return take_as_it_is(batch);
  for (const SourceEntry& source : batch.entries) CHUHAI_RETURN_IF_ERROR(references_.see(source));
  if (clearance::Rebuild::is_ours(batch.entries.front().entry.kind)) {
    CHUHAI_RETURN_IF_ERROR(clearance_.take(batch));
    return check_same(batch);
  }
  // The catalogue or the pack that a batch begins with is journalled by whoever takes it in.
  const SourceEntry& main = batch.entries.back();
  CHUHAI_ASSIGN_OR_RETURN(const std::string bytes, journal::bytes_of(main, target_));
  CHUHAI_RETURN_IF_ERROR(take_kind(batch, main, bytes));
  return check_same(batch);
}

Status check_empty(store::Store& target) {
  CHUHAI_ASSIGN_OR_RETURN(const auto last, journal::last_batch(target));
  if (!last) return {};
  return Error(ErrorCode::kFailedPrecondition,
               "a rebuild goes into a new store; this one's journal holds something already");
}

}  // namespace

Result<RebuildReport> rebuild(journal::Source& source, store::Store& target,
                              const RebuildOptions& options) {
  CHUHAI_RETURN_IF_ERROR(check_empty(target));
  Rebuild again(target, options);
  RebuildReport report;
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const auto batch, source.next());
    if (!batch) break;
    Status status = again.take(*batch);
    if (!status.ok())
      return status.take_error().with_context(fmt::format("journal batch {}", batch->number));
    ++report.batches;
    report.entries += static_cast<int64_t>(batch->entries.size());
    if (options.progress) options.progress(report.batches, source.batches());
  }
  CHUHAI_RETURN_IF_ERROR(again.close());
  return report;
}

Result<ComparisonReport> compare(store::Store& live, store::Store& shadow,
                                 std::span<const store::Migration> migrations) {
  CHUHAI_ASSIGN_OR_RETURN(const auto tables, store::tables_of(migrations));
  ComparisonReport report;
  for (const store::TableDefinition& table : tables) {
    int64_t shown = 0;
    CHUHAI_ASSIGN_OR_RETURN(
        const store::TableComparison compared,
        store::compare_table(live, shadow, table, [&](const store::Difference& difference) {
          if (shown++ < kShownPerTable) report.differences.push_back(difference);
        }));
    report.different += compared.different;
    report.tables.push_back(compared);
  }
  return report;
}

}  // namespace chuhai::rebuild
