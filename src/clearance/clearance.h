// Clearance's use cases: intake of messages and trade records up to durable parcels, and reading
// parcels, exceptions and totals back.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "clearance/parcel.h"
#include "clearance/settings.h"
#include "documents/decode.h"
#include "journal/journal.h"
#include "store/store.h"

namespace chuhai::clearance {

std::span<const store::Migration> migrations();

struct IntakeProgress {
  size_t files_done = 0;
  size_t files_total = 0;
  size_t documents = 0;
};

// What a command took in. A byte-identical repeat takes nothing in, and gets its first verdict
// again: that is in `repeated`, so that nothing is counted twice.
struct IntakeSummary {
  size_t files = 0;
  size_t messages = 0;
  size_t repeats = 0;         // byte-identical files
  size_t documents_read = 0;  // in all files, whatever became of them: for rates
  size_t messages_refused = 0;
  size_t documents = 0;  // accepted
  size_t documents_refused = 0;
  size_t documents_repeated = 0;  // same identity, same content
  size_t not_yet_handled = 0;     // changes, deletions, older appTime: archived, not applied
  size_t held = 0;                // appStatus 1: archived, proves nothing (finding document.held)
  size_t in_future = 0;    // findings document.future: a file's documents dated later than the act
  size_t transitions = 0;  // customs' answers taken in (part of `documents`)
  size_t parcels_written = 0;
  size_t parcels_open = 0;  // still waiting when the command ended
  std::map<std::string, size_t> by_message_type;
  std::map<std::string, size_t> refused_by_rule;
  std::vector<std::string> files_unused;  // that the mapping isn't about: not journalled
  // The verdicts on repeats. `documents`: of messages, those that were accepted the first time; of
  // trade records they are among `documents_repeated`.
  struct Repeated {
    size_t messages_refused = 0;
    size_t documents = 0;
    size_t documents_refused = 0;
    size_t not_yet_handled = 0;
    size_t held = 0;
    size_t in_future = 0;
    std::map<std::string, size_t> refused_by_rule;
  };
  Repeated repeated;
  // Messages, documents and rows refused, by this command or the first time: the same for the same
  // files.
  size_t refused_again_or_now() const {
    return messages_refused + documents_refused + repeated.messages_refused +
           repeated.documents_refused;
  }
  Json to_json() const;  // "repeated" only when there are repeats
};

// Takes files in: archive, checks, matching, totals, events; one transaction per batch. Files are
// taken in the order given. Safe to run again after a crash or with the same files.
Result<IntakeSummary> intake_messages(store::Store& store, const Settings& settings,
                                      const journal::Act& act,
                                      const std::vector<std::filesystem::path>& files,
                                      const std::function<void(const IntakeProgress&)>& progress);
// Spreadsheets through a mapping (documents/mapping.h), as trade records.
Result<IntakeSummary> intake_trade_records(
    store::Store& store, const Settings& settings, const journal::Act& act,
    std::string_view mapping_yaml, std::string_view mapping_name,
    const std::vector<std::filesystem::path>& files,
    const std::function<void(const IntakeProgress&)>& progress);

// Everything that goes by a key: order number ("ebcCode/orderNo" or orderNo alone), waybill
// ("logisticsCode/logisticsNo" or its number), list (copNo, preNo or invtNo). Newest versions.
Result<std::vector<Parcel>> find_parcels(store::Store& store, std::string_view key);

struct ExceptionCounts {
  size_t orders = 0;  // parcels, by order key
  size_t complete = 0;
  size_t waiting = 0;  // incomplete, but within the waiting time: in no `missing` entry yet
  std::map<std::string, size_t> missing;  // by parts_key
  std::map<std::string, size_t> amounts;  // by amount class
  std::map<std::string, size_t> refused;  // by rule
  std::map<std::string, size_t> other;    // further reasons, e.g. goods_value_differs
  Json to_json() const;                   // the form documented for `exceptions --by reason --json`
};
Result<ExceptionCounts> count_exceptions(store::Store& store);
Status for_each_exception(store::Store& store, std::string_view reason,
                          const std::function<Status(const Exception&)>& callback);

// What the checks and the matching said of a message or file, as stored with its verdict: refusals
// and findings, in the order in which the files were taken in. `finding` has severity, rule, code,
// message, document (0-based, -1 for the whole), field_path, value, text_zh, text_en.
struct StoredFinding {
  journal::EntryKey entry;
  int64_t batch = 0;  // (batch, ordinal): the place in the journal's order
  int ordinal = 0;
  std::string source_name;
  std::string message_type;
  Json finding;
};
Status for_each_finding(store::Store& store,
                        const std::function<Status(const StoredFinding&)>& callback);

// Totals by document effects, summed over lanes.
enum class TotalKind { kTurnover = 1, kImportExport = 2 };
struct TotalKey {
  TotalKind kind = TotalKind::kTurnover;
  std::string subject;  // ebcCode as in the documents
  documents::Form form = documents::Form::kMessage;
  int year = 0;
  int month = 0;
  std::string mode;         // order type E, B, W; or trade mode 9610 …
  std::string destination;  // customs country code of list lines; "" for orders
  std::string currency;     // as in the documents (customs code, or ISO for trade records)
  auto operator<=>(const TotalKey&) const = default;
};
struct Total {
  Amount5Sum amount;
  int64_t documents = 0;  // orders, or lists, with at least one amount under this key
  // A list may have lines under several keys. Counted once a list and destination, and once a list:
  // summed over the keys of a subject they give the number of distinct documents.
  int64_t documents_by_destination = 0;
  int64_t documents_once = 0;
  bool operator==(const Total&) const = default;
};
Status for_each_total(store::Store& store, std::string_view subject_or_empty,
                      const std::function<Status(const TotalKey&, const Total&)>& callback);
// The documents whose amounts add up to a total (evidence), in a stable order.
struct EvidenceDocument {
  TotalKey key;
  documents::Locator locator;
  int lane = 0;
  ParcelId parcel;
  std::string order_no;
  std::string document_key;  // order number; list: preNo / copNo
  Instant at;                // appTime, or time of release
  Amount5Sum amount;  // under `key`: a list with lines under several keys is given once for each
};
Status for_each_evidence(store::Store& store, TotalKind kind, std::string_view subject, int year,
                         documents::Form form,
                         const std::function<Status(const EvidenceDocument&)>& callback);

}  // namespace chuhai::clearance
