// Messages in: read, decoded (ahead, on a second thread), and applied strictly in file order.
#include <future>
#include <limits>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "clearance/clearance.h"
#include "clearance/session.h"
#include "crypto/digest.h"
#include "store/transaction.h"

namespace chuhai::clearance {
namespace {

using documents::Decoded;
using documents::Finding;
using documents::Severity;

struct PreparedFile {
  std::string name;
  journal::ArchiveRecord record;
  Decoded decoded;
};

// Everything about a file that needs no store.
Result<PreparedFile> prepare(const std::filesystem::path& path, std::string bytes,
                             const documents::Settings& settings) {
  PreparedFile file;
  file.name = printable_name(path.generic_string());
  file.record.digest = crypto::sha256(bytes);
  file.decoded = documents::decode_message(bytes, settings);
  file.record.cuts = file.decoded.cuts;
  file.record.bytes =
      file.record.cuts.empty() ? std::move(bytes) : documents::redact(bytes, file.record.cuts);
  return file;
}

struct PreparedBatch {
  size_t first = 0;  // of the files, in the order given
  std::vector<PreparedFile> files;
  size_t end() const { return first + files.size(); }
};

// As many files from `first` on as the limits allow.
Result<PreparedBatch> prepare_batch(const std::vector<std::filesystem::path>& files, size_t first,
                                    const documents::Settings& settings,
                                    const IntakeLimits& limits) {
  PreparedBatch batch{first, {}};
  size_t bytes_read = 0;
  while (batch.end() < files.size() && batch.files.size() < limits.files_max &&
         bytes_read < limits.bytes_max) {
    const std::filesystem::path& path = files[batch.end()];
    CHUHAI_ASSIGN_OR_RETURN(std::string bytes, read_file(path));
    bytes_read += bytes.size();
    CHUHAI_ASSIGN_OR_RETURN(PreparedFile file, prepare(path, std::move(bytes), settings));
    batch.files.push_back(std::move(file));
  }
  return batch;
}

const Finding* first_refusal(const Decoded& decoded, Severity severity, int ordinal) {
  for (const Finding& finding : decoded.findings)
    if (finding.severity == severity && finding.document == ordinal) return &finding;
  return nullptr;
}

Status refuse(Session& session, Session::Writing& writing, const documents::Locator& locator,
              const Decoded::Refused* refused, const Finding* finding) {
  const std::string_view rule = finding != nullptr ? std::string_view(finding->rule) : "unknown";
  ++session.summary.refused_by_rule[std::string(rule)];
  VerdictWriter::Refusal row{locator, 0, rule, "", "", "", ""};
  if (finding != nullptr) row.code = finding->code;
  if (refused != nullptr) {
    row.kind = static_cast<int>(refused->kind);
    row.document_key = refused->key;
    row.ebc_code = refused->ebc_code;
    row.order_no = refused->order_no;
  }
  return writing.verdicts.refusal(row);
}

// The refusals that the documents stage has found.
Status write_refusals(Session& session, Session::Writing& writing, const journal::Entry& entry,
                      const Decoded& decoded) {
  if (decoded.refused) {
    ++session.summary.messages_refused;
    const Finding* first = nullptr;
    for (const Finding& finding : decoded.findings)
      if (finding.severity == Severity::kMessageRefused && first == nullptr) first = &finding;
    return refuse(session, writing, {entry.key, -1}, nullptr, first);
  }
  for (const Decoded::Refused& refused : decoded.refused_documents) {
    ++session.summary.documents_refused;
    const Finding* finding = first_refusal(decoded, Severity::kDocumentRefused, refused.ordinal);
    CHUHAI_RETURN_IF_ERROR(
        refuse(session, writing, {entry.key, refused.ordinal}, &refused, finding));
  }
  return {};
}

Status take_file(Session& session, Session::Writing& writing, PreparedFile& file) {
  journal::NewEntry added;
  added.kind = kMessageEntry;
  added.source_name = file.name;
  added.record = std::move(file.record);
  CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, writing.batch.append(added));
  ++session.summary.files;
  session.summary.documents_read += static_cast<size_t>(file.decoded.document_count);
  if (entry.first) {  // the first verdict stands
    ++session.summary.repeats;
    session.note_repeat(*entry.first);
    return {};
  }
  Decoded& decoded = file.decoded;
  ++session.summary.messages;
  ++session.summary
        .by_message_type[decoded.message_type.empty() ? "unknown" : decoded.message_type];
  CHUHAI_RETURN_IF_ERROR(write_refusals(session, writing, entry, decoded));
  for (documents::Document& document : decoded.documents) document.locator.entry = entry.key;
  CHUHAI_ASSIGN_OR_RETURN(const int accepted,
                          session.apply(writing, decoded.documents,
                                        {"", decoded.message_guid, false}, &decoded.findings));
  return writing.verdicts.verdict({entry.key, decoded.message_type, decoded.refused,
                                   decoded.document_count, accepted, &decoded.findings});
}

// Decodes a batch while the one before is applied. At most two batches are in memory.
class Decoder {
 public:
  Decoder(const std::vector<std::filesystem::path>& files, const documents::Settings& settings,
          const IntakeLimits& limits)
      : files_(files), settings_(settings), limits_(limits) {
    start();
  }

  Result<PreparedBatch> next() {
    Result<PreparedBatch> batch = ahead_.get();
    if (batch.ok() && !batch->files.empty()) {
      next_ = batch->end();
      start();
    }
    return batch;
  }

 private:
  void start() {
    const auto policy = limits_.decode_ahead ? std::launch::async : std::launch::deferred;
    ahead_ = std::async(
        policy, [this, first = next_] { return prepare_batch(files_, first, settings_, limits_); });
  }

  const std::vector<std::filesystem::path>& files_;
  size_t next_ = 0;
  documents::Settings settings_;
  IntakeLimits limits_;
  std::future<Result<PreparedBatch>> ahead_;  // last: joined before the rest goes
};

// Again from the files when another writer was in the way or the connection was lost: applying
// consumes what was decoded, and a file may have changed.
Status write_files(Session& session, PreparedBatch batch,
                   const std::vector<std::filesystem::path>& files,
                   const documents::Settings& settings) {
  const IntakeSummary before = session.summary;
  IntakeLimits same_files = session.limits();
  same_files.files_max = batch.files.size();
  same_files.bytes_max = std::numeric_limits<size_t>::max();
  bool is_again = false;
  return store::with_retries({}, [&]() -> Status {
    if (std::exchange(is_again, true)) {
      session.summary = before;
      CHUHAI_ASSIGN_OR_RETURN(batch, prepare_batch(files, batch.first, settings, same_files));
    }
    return session.write_batch([&](Session::Writing& writing) -> Status {
      for (PreparedFile& file : batch.files) {
        CHUHAI_RETURN_IF_ERROR(take_file(session, writing, file));
      }
      return {};
    });
  });
}

}  // namespace

Result<IntakeSummary> intake_messages_limited(
    store::Store& store, const Settings& settings, const journal::Act& act,
    const std::vector<std::filesystem::path>& files,
    const std::function<void(const IntakeProgress&)>& progress, const IntakeLimits& limits) {
  CHUHAI_ASSIGN_OR_RETURN(const auto session, Session::open(store, settings, act, limits));
  Decoder decoder(files, settings.documents, limits);
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(PreparedBatch batch, decoder.next());
    if (batch.files.empty()) break;
    CHUHAI_RETURN_IF_ERROR(write_files(*session, std::move(batch), files, settings.documents));
    if (progress) progress({session->summary.files, files.size(), session->summary.documents});
  }
  CHUHAI_RETURN_IF_ERROR(session->close());
  return session->summary;
}

Result<IntakeSummary> intake_messages(store::Store& store, const Settings& settings,
                                      const journal::Act& act,
                                      const std::vector<std::filesystem::path>& files,
                                      const std::function<void(const IntakeProgress&)>& progress) {
  return intake_messages_limited(store, settings, act, files, progress, IntakeLimits{});
}

}  // namespace chuhai::clearance
