// Trade records: spreadsheets through a mapping. One command is one batch, since the rows of an
// order may lie in several files.
#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "base/file.h"
#include "base/json.h"
#include "base/text.h"
#include "clearance/parcel_id.h"
#include "clearance/session.h"
#include "clearance/trade_replay.h"
#include "crypto/digest.h"
#include "documents/mapping.h"
#include "store/transaction.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::Finding;
using documents::NamedFile;
using documents::TradeRecords;

constexpr std::string_view kRowRefusedRule = "trade_record.row";

struct TradeFile {
  std::string name;
  std::string bytes;
  // Of the entry that holds the bytes: a repeat's rows are the first entry's rows.
  journal::EntryKey rows;
  bool repeat = false;
  journal::EntryKey entry;
};

Result<std::vector<TradeFile>> read_files(const std::vector<std::filesystem::path>& paths) {
  std::vector<TradeFile> files;
  for (const std::filesystem::path& path : paths) {
    CHUHAI_ASSIGN_OR_RETURN(std::string bytes, read_file(path));
    files.push_back({printable_name(path.generic_string()), std::move(bytes), {}, false, {}});
  }
  return files;
}

Result<TradeRecords> records_of(std::string_view yaml, std::string_view mapping_name,
                                const std::vector<TradeFile>& files) {
  CHUHAI_ASSIGN_OR_RETURN(const documents::Mapping mapping,
                          documents::parse_mapping(yaml, mapping_name));
  std::vector<NamedFile> named;
  for (const TradeFile& file : files) named.push_back({file.name, file.bytes});
  CHUHAI_ASSIGN_OR_RETURN(TradeRecords records, documents::apply_mapping(mapping, named));
  for (const Document& document : records.documents)
    if (document.locator.ordinal >= kOrdinalEnd)
      return Error(ErrorCode::kOutOfRange,
                   "a file of trade records may hold 2,097,152 rows: split it");
  return records;
}

journal::NewEntry new_entry(std::string_view kind, std::string_view name, std::string bytes,
                            std::string parameters) {
  journal::NewEntry entry;
  entry.kind = kind;
  entry.source_name = name;
  entry.parameters = std::move(parameters);
  entry.record.digest = crypto::sha256(bytes);
  entry.record.bytes = std::move(bytes);
  return entry;
}

// Calls back with each run of documents of one file, in the mapping's order.
Status for_each_run(TradeRecords& records, const std::vector<TradeFile>& files,
                    const std::function<Status(size_t, std::vector<Document>&)>& callback) {
  for (size_t first = 0; first < records.documents.size();) {
    const size_t file = records.origins[first].file;
    std::vector<Document> run;
    while (first < records.documents.size() && records.origins[first].file == file) {
      run.push_back(std::move(records.documents[first++]));
      run.back().locator.entry = files[file].rows;
    }
    CHUHAI_RETURN_IF_ERROR(callback(file, run));
  }
  return {};
}

// What a file's verdict says.
struct FileVerdict {
  int documents = 0;
  int accepted = 0;
  std::vector<Finding> findings;
};

Finding row_finding(const documents::RefusedRow& row) {
  Finding finding;
  finding.severity = documents::Severity::kDocumentRefused;
  finding.rule = kRowRefusedRule;
  finding.code = "100";
  finding.message = row.file;
  finding.field_path = fmt::format("line {}: {}", row.line, row.column);
  finding.value = row.value;
  finding.text_zh = "该行无法读取：" + row.reason;
  finding.text_en = row.reason;
  return finding;
}

class TradeBatch {
 public:
  TradeBatch(Session& session, std::string_view mapping, std::vector<TradeFile>& files,
             TradeRecords& records)
      : session_(session),
        mapping_(mapping),
        files_(files),
        records_(records),
        verdicts_(files.size()) {}

  Status write(Session::Writing& writing, std::string_view yaml) {
    session_.summary.documents_read += records_.documents.size();
    CHUHAI_RETURN_IF_ERROR(append_entries(writing, yaml));
    CHUHAI_RETURN_IF_ERROR(write_refused_rows(writing));
    CHUHAI_RETURN_IF_ERROR(
        for_each_run(records_, files_, [&](size_t file, std::vector<Document>& run) -> Status {
          FileVerdict& verdict = verdicts_[file];
          verdict.documents += static_cast<int>(run.size());
          CHUHAI_ASSIGN_OR_RETURN(
              const int accepted,
              session_.apply(writing, run, {mapping_, files_[file].name, files_[file].repeat},
                             &verdict.findings));
          verdict.accepted += accepted;
          return {};
        }));
    return write_verdicts(writing);
  }

 private:
  Status append_entries(Session::Writing& writing, std::string_view yaml) {
    const auto mapping_entry = new_entry(kMappingEntry, mapping_, std::string(yaml), "{}");
    Json parameters = Json::object();
    parameters.set("mapping", mapping_).set("mappingDigest", mapping_entry.record.digest.hex());
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry unused, writing.batch.append(mapping_entry));
    (void)unused;
    for (TradeFile& file : files_) {
      CHUHAI_ASSIGN_OR_RETURN(
          const journal::Entry entry,
          writing.batch.append(
              new_entry(kTradeEntry, file.name, std::move(file.bytes), parameters.to_string())));
      file.entry = entry.key;
      file.rows = entry.first.value_or(entry.key);
      file.repeat = entry.first.has_value();
      ++session_.summary.files;
      ++(file.repeat ? session_.summary.repeats : session_.summary.messages);
      if (!file.repeat) ++session_.summary.by_message_type["trade " + std::string(mapping_)];
    }
    return {};
  }

  Status write_refused_rows(Session::Writing& writing) {
    std::set<std::pair<size_t, size_t>> seen;  // a row is refused once, for its first reason
    for (const documents::RefusedRow& row : records_.refused) {
      size_t file = 0;
      while (file + 1 < files_.size() && files_[file].name != row.file) ++file;
      const bool repeat = files_[file].repeat;  // told in the first verdict: only counted again
      if (!repeat) verdicts_[file].findings.push_back(row_finding(row));
      if (!seen.insert({file, row.line}).second) continue;
      IntakeSummary& summary = session_.summary;
      ++(repeat ? summary.repeated.documents_refused : summary.documents_refused);
      ++(repeat ? summary.repeated.refused_by_rule
                : summary.refused_by_rule)[std::string(kRowRefusedRule)];
      if (repeat) continue;
      const std::string key = fmt::format("{} line {}", row.file, row.line);
      CHUHAI_RETURN_IF_ERROR(
          writing.verdicts.refusal({{files_[file].entry, static_cast<int>(row.line)},
                                    0,
                                    kRowRefusedRule,
                                    "100",
                                    key,
                                    "",
                                    ""}));
    }
    return {};
  }

  Status write_verdicts(Session::Writing& writing) {
    const std::string type = "trade " + std::string(mapping_);
    for (size_t i = 0; i < files_.size(); ++i) {
      if (files_[i].repeat) continue;
      CHUHAI_RETURN_IF_ERROR(
          writing.verdicts.verdict({files_[i].entry, type, false, verdicts_[i].documents,
                                    verdicts_[i].accepted, &verdicts_[i].findings}));
    }
    return {};
  }

  Session& session_;
  std::string_view mapping_;
  std::vector<TradeFile>& files_;
  TradeRecords& records_;
  std::vector<FileVerdict> verdicts_;
};

}  // namespace

Status replay_trade_batch(store::Store& store, State& state,
                          const std::vector<journal::Entry>& entries) {
  std::string yaml, mapping;
  std::vector<TradeFile> files;
  for (const journal::Entry& entry : entries) {
    CHUHAI_ASSIGN_OR_RETURN(std::string bytes, journal::read_bytes(store, entry.key));
    if (entry.kind == kMappingEntry) {
      yaml = std::move(bytes);
      mapping = entry.source_name;
    } else {
      files.push_back({entry.source_name, std::move(bytes), entry.first.value_or(entry.key),
                       entry.first.has_value(), entry.key});
    }
  }
  CHUHAI_ASSIGN_OR_RETURN(TradeRecords records, records_of(yaml, mapping, files));
  return for_each_run(records, files, [&](size_t, std::vector<Document>& run) {
    return apply_documents(state.matcher, run, mapping, [](const Applied&) { return Status(); });
  });
}

Result<IntakeSummary> intake_trade_records(
    store::Store& store, const Settings& settings, const journal::Act& act,
    std::string_view mapping_yaml, std::string_view mapping_name,
    const std::vector<std::filesystem::path>& paths,
    const std::function<void(const IntakeProgress&)>& progress) {
  // Read and understood before anything is opened; again from the files for another attempt, since
  // writing consumes them.
  std::vector<TradeFile> files;
  TradeRecords records;
  std::vector<std::string> unused;
  const auto read = [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(files, read_files(paths));
    CHUHAI_ASSIGN_OR_RETURN(records, records_of(mapping_yaml, mapping_name, files));
    unused = std::move(records.unused_files);
    if (unused.empty()) return {};
    // A file that the mapping isn't about is no input: it is named, and not journalled.
    std::erase_if(files, [&](const TradeFile& file) {
      return std::find(unused.begin(), unused.end(), file.name) != unused.end();
    });
    CHUHAI_ASSIGN_OR_RETURN(records, records_of(mapping_yaml, mapping_name, files));
    return {};
  };
  CHUHAI_RETURN_IF_ERROR(read());
  CHUHAI_ASSIGN_OR_RETURN(const auto session, Session::open(store, settings, act, {}));
  bool is_again = false;
  CHUHAI_RETURN_IF_ERROR(store::with_retries({}, [&]() -> Status {
    if (std::exchange(is_again, true)) {
      session->summary = IntakeSummary{};
      CHUHAI_RETURN_IF_ERROR(read());
    }
    TradeBatch batch(*session, mapping_name, files, records);
    return session->write_batch(
        [&](Session::Writing& writing) { return batch.write(writing, mapping_yaml); });
  }));
  CHUHAI_RETURN_IF_ERROR(session->close());
  session->summary.files_unused = unused;
  if (progress) progress({files.size(), files.size(), session->summary.documents});
  return session->summary;
}

}  // namespace chuhai::clearance
