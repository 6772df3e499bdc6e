// The journal: every outside input with its bytes, its time and its actor, before it is
// acknowledged. Everything else is a projection of it.
//
// An entry is keyed (intake lane, position): the lane is the SHA-256 of its bytes modulo 1,024, the
// position comes from the lane's head row. Batches are numbered from one head row, so (batch,
// ordinal) is the order in which inputs took effect, whatever the lane; a rebuild follows it.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "store/store.h"

namespace chuhai::journal {

using crypto::Digest;

// Who did it and when; given with every command that records.
struct Act {
  Instant at;
  std::string by;
  // Chosen by the client for one act, so that doing it once more is known for what it is; "" for
  // none.
  std::string id;
};

struct EntryKey {
  int lane = 0;
  int64_t position = 0;
  auto operator<=>(const EntryKey&) const = default;
};

// A personal field cut out of a message: where it stood in the original bytes.
struct Cut {
  uint32_t offset = 0;  // bytes into the original
  uint32_t length = 0;
  std::string field;  // "Logistics/ebcTelephone"
};

enum class SignatureVerdict { kNotChecked = 0, kAbsent = 1 };  // later: verified, failed…

// What is kept of an input's bytes. Format version 1: `bytes` zstd level 1.
struct ArchiveRecord {
  Digest digest;  // of the original bytes
  SignatureVerdict signature_verdict = SignatureVerdict::kNotChecked;
  std::string bytes;  // redacted: the original without the cuts
  std::vector<Cut> cuts;
};

// An archive record in its stored form: the compressed frame and the encoded cuts.
struct PackedRecord {
  int format_version = 1;
  Digest digest;  // of the original bytes
  SignatureVerdict signature_verdict = SignatureVerdict::kNotChecked;
  int64_t original_size = 0;  // kept and cut bytes together
  std::string bytes;
  std::string cuts;
};
// kCorrupt when it doesn't hold what was written; kUnsupported for a later format.
Result<ArchiveRecord> unpack(const PackedRecord& packed);

// Of an input that is kept whole: digests the bytes, no cuts.
ArchiveRecord whole_record(std::string bytes);

struct NewEntry {
  std::string kind;  // "message", "trade", "registry.enterprise", "evidence", "determine", …
  std::string source_name;  // file name as given
  std::string parameters;   // JSON text: what else the command was told (mapping name …)
  ArchiveRecord record;
  // A record that is packed already (a rebuild's) is stored as it is, byte by byte.
  const PackedRecord* packed = nullptr;
};

struct Entry {
  EntryKey key;
  int64_t batch = 0;
  int ordinal = 0;
  std::string kind;
  std::string source_name;
  std::string parameters;
  Act act;
  Digest digest;
  std::optional<EntryKey> first;  // set on a byte-identical repeat: the entry that holds the bytes
};

inline constexpr int kFormatVersion = 1;

int intake_lane(const Digest& digest);

// Schema of this stage; every stage has such a function (the CLI applies all in flow order).
std::span<const store::Migration> migrations();

// A batch being written: all in one store transaction that the caller holds.
class Batch {
 public:
  // Takes the next batch number. The caller must hold a Transaction on `store` until commit.
  // kAlreadyExists when a batch of the act's id was committed before: all of it is there.
  static Result<Batch> open(store::Store& store, const Act& act);
  int64_t number() const { return number_; }
  // Appends the entry and its bytes; a byte-identical earlier entry of the same kind makes this one
  // a repeat: it is journalled with `first` set and no bytes. Within one batch too.
  Result<Entry> append(const NewEntry& entry);
  // Appends an event to the lane's log (position from its head row).
  Status append_event(int lane, std::string_view kind, std::string_view payload);
  // Must be called before the transaction commits: writes what was gathered.
  Status finish();

 private:
  Batch(store::Store& store, Act act, int64_t number);
  struct State;
  std::shared_ptr<State> state_;
  int64_t number_;
};

// One input outside the intake path: transaction, entry, `apply` (which writes the projection under
// the entry's key), commit. The usual way for registry edits, rates, evidence, history, packs. When
// the bytes are a repeat of an entry of the same kind, `repeat` is true, and `apply` is called only
// if asked for: what was refused then may be right now. Done again when another writer was in the
// way or the connection was lost (store/transaction.h), so `apply` may be called several times.
enum class OnRepeat { kLeaveAlone, kApplyAgain };
struct Recorded {
  Entry entry;
  bool repeat = false;
};
Result<Recorded> record(store::Store& store, const Act& act, const NewEntry& entry,
                        const std::function<Status(const Entry&)>& apply,
                        OnRepeat on_repeat = OnRepeat::kLeaveAlone);

// The newest batch and who wrote it when; nullopt in an empty journal. An act that is to be
// recorded at an earlier time than that goes back in time: allowed, and worth a remark.
struct LastBatch {
  int64_t number = 0;
  Act act;
};
Result<std::optional<LastBatch>> last_batch(store::Store& store);

// Reading back.
// The redacted bytes; a repeat's are those of the entry it repeats. kCorrupt when they don't hold
// what was written: the checksum, the size, and (where nothing was cut) the digest are verified.
Result<std::string> read_bytes(store::Store& store, EntryKey key);
// As stored; a repeat's is that of the entry it repeats.
Result<PackedRecord> read_packed(store::Store& store, EntryKey key);
Result<Entry> read_entry(store::Store& store, EntryKey key);
Result<std::vector<Cut>> read_cuts(store::Store& store, EntryKey key);
// Entries of batches > after_batch, in journal order; of the kind when not empty.
Status for_each_entry(store::Store& store, int64_t after_batch, std::string_view kind,
                      const std::function<Status(const Entry&)>& callback);
// Those of one batch, in their order.
Status for_each_entry_of(store::Store& store, int64_t batch,
                         const std::function<Status(const Entry&)>& callback);
Result<std::optional<EntryKey>> find_by_digest(store::Store& store, const Digest& digest,
                                               std::string_view kind);

struct Event {
  int lane = 0;
  int64_t position = 0;
  int64_t batch = 0;
  std::string kind;
  std::string payload;
};
// Events beyond the stage's cursor in every lane, lane by lane in order of position.
Status for_each_event(store::Store& store, std::string_view stage,
                      const std::function<Status(const Event&)>& callback);
// Moves the stage's cursor of the lane forwards (never back), in the caller's transaction.
Status advance_cursor(store::Store& store, std::string_view stage, int lane, int64_t position);

}  // namespace chuhai::journal
