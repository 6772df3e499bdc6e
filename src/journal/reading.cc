// Reading entries and their bytes back.
#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "journal/archive.h"
#include "journal/journal.h"

namespace chuhai::journal {
namespace {

using store::Blob;
using store::Row;
using store::Store;

// Entries are read so many at a time, so that a callback may write to the store.
constexpr int kEntriesAtOnce = 500;

std::string name_of(EntryKey key) {
  return fmt::format("journal entry {}:{}", key.lane, key.position);
}

Status read_digest(std::string_view bytes, Digest* digest) {
  if (bytes.size() != digest->bytes.size()) {
    return Error(ErrorCode::kCorrupt, "a digest in the journal isn't one");
  }
  std::copy(bytes.begin(), bytes.end(), digest->bytes.begin());
  return {};
}

// Columns in the order of the statements below.
Result<Entry> entry_of(const Row& row) {
  Entry entry;
  entry.key = {static_cast<int>(row.int64(0)), row.int64(1)};
  entry.batch = row.int64(2);
  entry.ordinal = static_cast<int>(row.int64(3));
  entry.kind = row.text(4);
  entry.source_name = row.text(5);
  entry.parameters = row.text(6);
  entry.act = {Instant::from_millis(row.int64(7)), std::string(row.text(8))};
  CHUHAI_RETURN_IF_ERROR(read_digest(row.bytes(9), &entry.digest));
  if (!row.is_null(11)) entry.first = EntryKey{static_cast<int>(row.int64(10)), row.int64(11)};
  return entry;
}

Result<std::optional<PackedRecord>> read_archived(Store& store, EntryKey key) {
  std::optional<PackedRecord> found;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT format_version, digest, signature_verdict, original_size, bytes, cuts "
                  "FROM journal_archive WHERE lane = :lane AND position = :position",
                  {{"lane", key.lane}, {"position", key.position}}, [&](const Row& row) -> Status {
                    PackedRecord& archived = found.emplace();
                    archived.format_version = static_cast<int>(row.int64(0));
                    archived.signature_verdict = static_cast<SignatureVerdict>(row.int64(2));
                    archived.original_size = row.int64(3);
                    archived.bytes = row.bytes(4);
                    archived.cuts = row.bytes(5);
                    return read_digest(row.bytes(1), &archived.digest);
                  }));
  return found;
}

}  // namespace

Result<PackedRecord> read_packed(Store& store, EntryKey key) {
  CHUHAI_ASSIGN_OR_RETURN(auto archived, read_archived(store, key));
  if (!archived) {
    CHUHAI_ASSIGN_OR_RETURN(const Entry entry, read_entry(store, key));
    if (entry.first) {
      CHUHAI_ASSIGN_OR_RETURN(archived, read_archived(store, *entry.first));
    }
  }
  if (!archived) return Error(ErrorCode::kCorrupt, name_of(key) + " has no bytes");
  if (archived->format_version == kFormatVersion) return std::move(*archived);
  return Error(
      archived->format_version > kFormatVersion ? ErrorCode::kUnsupported : ErrorCode::kCorrupt,
      fmt::format("{} is in archive format {}, this program reads {}", name_of(key),
                  archived->format_version, kFormatVersion));
}

Result<ArchiveRecord> unpack(const PackedRecord& packed) {
  ArchiveRecord record{.digest = packed.digest, .signature_verdict = packed.signature_verdict};
  CHUHAI_ASSIGN_OR_RETURN(record.cuts, decode_cuts(packed.cuts));
  const uint64_t cut_size = original_size(0, record.cuts);
  const auto whole_size = static_cast<uint64_t>(packed.original_size);
  if (packed.original_size < 0 || whole_size < cut_size) {
    return Error(ErrorCode::kCorrupt, "less than was cut from it");
  }
  CHUHAI_ASSIGN_OR_RETURN(record.bytes, decompress(packed.bytes, whole_size - cut_size));
  // Of cut bytes the digest can only be attested.
  if (record.cuts.empty() && crypto::sha256(record.bytes) != packed.digest) {
    return Error(ErrorCode::kCorrupt, "the bytes don't match their digest");
  }
  return record;
}

int intake_lane(const Digest& digest) {
  static_assert(kLaneCount == 1024, "the last ten bits of the digest");
  return (digest.bytes[30] & 3) << 8 | digest.bytes[31];
}

Result<std::string> read_bytes(Store& store, EntryKey key) {
  CHUHAI_ASSIGN_OR_RETURN(const PackedRecord archived, read_packed(store, key));
  auto record = unpack(archived);
  if (!record.ok()) return record.take_error().with_context(name_of(key));
  return std::move(record->bytes);
}

Result<std::vector<Cut>> read_cuts(Store& store, EntryKey key) {
  CHUHAI_ASSIGN_OR_RETURN(const PackedRecord archived, read_packed(store, key));
  auto cuts = decode_cuts(archived.cuts);
  if (!cuts.ok()) return cuts.take_error().with_context(name_of(key));
  return cuts;
}

Result<Entry> read_entry(Store& store, EntryKey key) {
  std::optional<Entry> found;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT lane, position, batch, ordinal, kind, source_name, parameters, recorded_at, actor, "
      "digest, first_lane, first_position FROM journal_entry "
      "WHERE lane = :lane AND position = :position",
      {{"lane", key.lane}, {"position", key.position}}, [&](const Row& row) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(found, entry_of(row));
        return {};
      }));
  if (!found) return Error(ErrorCode::kNotFound, name_of(key) + " isn't there");
  return std::move(*found);
}

Status for_each_entry(Store& store, int64_t after_batch, std::string_view kind,
                      const std::function<Status(const Entry&)>& callback) {
  int64_t batch = after_batch;
  int64_t ordinal = std::numeric_limits<int64_t>::max();
  while (true) {
    std::vector<Entry> entries;
    CHUHAI_RETURN_IF_ERROR(store.query(
        "SELECT lane, position, batch, ordinal, kind, source_name, parameters, recorded_at, actor, "
        "digest, first_lane, first_position FROM journal_entry "
        "WHERE (batch, ordinal) > (:batch, :ordinal) AND (:kind = '' OR kind = :kind) "
        "ORDER BY batch, ordinal LIMIT :limit",
        {{"batch", batch}, {"ordinal", ordinal}, {"kind", kind}, {"limit", kEntriesAtOnce}},
        [&](const Row& row) -> Status {
          CHUHAI_ASSIGN_OR_RETURN(Entry entry, entry_of(row));
          entries.push_back(std::move(entry));
          return {};
        }));
    for (const Entry& entry : entries) CHUHAI_RETURN_IF_ERROR(callback(entry));
    if (entries.size() < static_cast<size_t>(kEntriesAtOnce)) return {};
    batch = entries.back().batch;
    ordinal = entries.back().ordinal;
  }
}

Status for_each_entry_of(Store& store, int64_t batch,
                         const std::function<Status(const Entry&)>& callback) {
  return store.query(
      "SELECT lane, position, batch, ordinal, kind, source_name, parameters, recorded_at, actor, "
      "digest, first_lane, first_position FROM journal_entry "
      "WHERE batch = :batch ORDER BY ordinal",
      {{"batch", batch}}, [&](const Row& row) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(const Entry entry, entry_of(row));
        return callback(entry);
      });
}

Result<std::optional<EntryKey>> find_by_digest(Store& store, const Digest& digest,
                                               std::string_view kind) {
  std::optional<EntryKey> found;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT lane, position FROM journal_entry "
                  "WHERE lane = :lane AND digest = :digest AND (:kind = '' OR kind = :kind) "
                  "AND first_position IS NULL ORDER BY position LIMIT 1",
                  {{"lane", intake_lane(digest)}, {"digest", Blob{digest.view()}}, {"kind", kind}},
                  [&](const Row& row) -> Status {
                    found = EntryKey{static_cast<int>(row.int64(0)), row.int64(1)};
                    return {};
                  }));
  return found;
}

}  // namespace chuhai::journal
