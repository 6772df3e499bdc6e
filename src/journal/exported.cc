// The journal as a file (README.md, "Exported journal, version 1"): a first line that names the
// format; records, each a header line of JSON with the bytes that it announces; a last line with
// the counts and, at its end, the digest of everything before that.
#include <fmt/format.h>

#include <charconv>

#include "base/file_stream.h"
#include "base/json.h"
#include "journal/archive.h"
#include "journal/source.h"

namespace chuhai::journal {
namespace {

constexpr std::string_view kFirstLine = "chuhai-journal 1";
constexpr std::string_view kDigestMember = ",\"sha256\":";
constexpr size_t kLineMax = 1 << 20;

// ---- writing

class Writing {
 public:
  Writing(FileWriter file, ExportReport& report) : file_(std::move(file)), report_(report) {}

  Status put(std::string_view bytes) {
    digest_.update(bytes);
    report_.bytes += bytes.size();
    return file_.write(bytes);
  }
  Status put_batch(const SourceBatch& batch);
  Status put_entry(const SourceEntry& entry);
  Status finish();

 private:
  FileWriter file_;
  crypto::Sha256 digest_;
  ExportReport& report_;
};

Json key_json(EntryKey key) { return Json::array().push(key.lane).push(key.position); }

Status Writing::put_batch(const SourceBatch& batch) {
  Json header = Json::object();
  header.set("batch", batch.number)
      .set("at", batch.act.at.millis())
      .set("by", batch.act.by)
      .set("entries", static_cast<int64_t>(batch.entries.size()));
  ++report_.batches;
  CHUHAI_RETURN_IF_ERROR(put(header.to_string() + "\n"));
  for (const SourceEntry& entry : batch.entries) CHUHAI_RETURN_IF_ERROR(put_entry(entry));
  return {};
}

Status Writing::put_entry(const SourceEntry& source) {
  const Entry& entry = source.entry;
  Json header = Json::object();
  header.set("key", key_json(entry.key))
      .set("kind", entry.kind)
      .set("name", entry.source_name)
      .set("parameters", entry.parameters)
      .set("digest", entry.digest.hex());
  if (entry.first) header.set("first", key_json(*entry.first));
  if (source.archived) {
    const PackedRecord& packed = *source.archived;
    header.set("format", packed.format_version)
        .set("signature", static_cast<int64_t>(packed.signature_verdict))
        .set("size", packed.original_size)
        .set("bytes", static_cast<int64_t>(packed.bytes.size()))
        .set("cuts", static_cast<int64_t>(packed.cuts.size()));
  }
  ++report_.entries;
  CHUHAI_RETURN_IF_ERROR(put(header.to_string() + "\n"));
  if (!source.archived) return {};
  CHUHAI_RETURN_IF_ERROR(put(source.archived->bytes));
  CHUHAI_RETURN_IF_ERROR(put(source.archived->cuts));
  return put("\n");
}

Status Writing::finish() {
  Json last = Json::object();
  last.set("batches", report_.batches).set("entries", report_.entries);
  std::string counts = last.to_string();
  counts.pop_back();  // the brace: the digest goes on in the same object
  CHUHAI_RETURN_IF_ERROR(put(counts));
  report_.digest = digest_.finish();
  CHUHAI_RETURN_IF_ERROR(
      file_.write(fmt::format("{}\"{}\"}}\n", kDigestMember, report_.digest.hex())));
  return file_.commit();
}

// ---- reading

std::optional<int64_t> whole_number(const Json* json) {
  const Json::Number* number = json == nullptr ? nullptr : json->as_number();
  if (number == nullptr) return std::nullopt;
  int64_t value = 0;
  const char* const end = number->text.data() + number->text.size();
  const auto parsed = std::from_chars(number->text.data(), end, value);
  if (parsed.ec != std::errc() || parsed.ptr != end) return std::nullopt;
  return value;
}

// A header's members; after the first that is missing or of another type, failed() is true.
class Members {
 public:
  explicit Members(const Json& json) : json_(json) {}
  int64_t number(std::string_view name, int64_t min, int64_t max) {
    const auto value = whole_number(json_.find(name));
    failed_ = failed_ || !value || *value < min || *value > max;
    return failed_ ? min : *value;
  }
  std::string text(std::string_view name) {
    const Json* json = json_.find(name);
    const std::string* value = json == nullptr ? nullptr : json->as_string();
    failed_ = failed_ || value == nullptr;
    return failed_ ? std::string() : *value;
  }
  EntryKey key(std::string_view name) {
    const Json* json = json_.find(name);
    const Json::Array* pair = json == nullptr ? nullptr : json->as_array();
    if (pair != nullptr && pair->size() == 2) {
      const auto lane = whole_number(&(*pair)[0]), position = whole_number(&(*pair)[1]);
      if (lane && position && *lane >= 0 && *lane<kLaneCount&& * position> 0)
        return {static_cast<int>(*lane), *position};
    }
    failed_ = true;
    return {};
  }
  bool has(std::string_view name) const { return json_.find(name) != nullptr; }
  bool failed() const { return failed_; }

 private:
  const Json& json_;
  bool failed_ = false;
};

class FileSource : public Source {
 public:
  FileSource(FileReader file, int64_t batches) : file_(std::move(file)), batches_(batches) {}

  int64_t batches() const override { return batches_; }
  Result<std::optional<SourceBatch>> next() override;

 private:
  Error malformed(std::string_view what) const {
    return Error(ErrorCode::kCorrupt, fmt::format("{}, before byte {}: {}", file_.path().string(),
                                                  file_.offset(), what));
  }
  Result<Json> header();
  Result<SourceEntry> entry(const SourceBatch& batch);
  Status read_archived(Members& members, SourceEntry& entry);

  FileReader file_;
  const int64_t batches_;
  int64_t given_ = 0;
  int64_t last_batch_ = 0;
};

Result<Json> FileSource::header() {
  CHUHAI_ASSIGN_OR_RETURN(const std::string line, file_.line(kLineMax));
  auto json = Json::parse(line);
  if (!json.ok() || json->as_object() == nullptr) return malformed("no header of a record");
  return json;
}

Status FileSource::read_archived(Members& members, SourceEntry& entry) {
  constexpr auto kMax = static_cast<int64_t>(kArchiveBytesMax);
  PackedRecord packed;
  packed.digest = entry.entry.digest;
  packed.format_version = static_cast<int>(members.number("format", 1, INT32_MAX));
  packed.signature_verdict = static_cast<SignatureVerdict>(members.number("signature", 0, 255));
  packed.original_size = members.number("size", 0, kMax);
  const int64_t bytes = members.number("bytes", 0, 2 * kMax);
  const int64_t cuts = members.number("cuts", 0, kMax);
  if (members.failed()) return malformed("an entry without its bytes' sizes");
  CHUHAI_ASSIGN_OR_RETURN(packed.bytes, file_.bytes(static_cast<size_t>(bytes)));
  CHUHAI_ASSIGN_OR_RETURN(packed.cuts, file_.bytes(static_cast<size_t>(cuts)));
  CHUHAI_ASSIGN_OR_RETURN(const std::string end, file_.bytes(1));
  if (end != "\n") return malformed("the bytes of an entry don't end where they should");
  entry.archived = std::move(packed);
  return {};
}

Result<SourceEntry> FileSource::entry(const SourceBatch& batch) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, header());
  Members members(json);
  SourceEntry source;
  Entry& entry = source.entry;
  entry.batch = batch.number;
  entry.ordinal = static_cast<int>(batch.entries.size());
  entry.act = batch.act;
  entry.key = members.key("key");
  entry.kind = members.text("kind");
  entry.source_name = members.text("name");
  entry.parameters = members.text("parameters");
  auto digest = Digest::parse_hex(members.text("digest"));
  if (members.has("first")) entry.first = members.key("first");
  if (members.failed() || !digest.ok()) return malformed("no entry");
  entry.digest = *digest;
  if (entry.key.lane != intake_lane(entry.digest)) return malformed("an entry in a wrong lane");
  if (!entry.first) CHUHAI_RETURN_IF_ERROR(read_archived(members, source));
  return source;
}

Result<std::optional<SourceBatch>> FileSource::next() {
  if (given_ == batches_) return std::optional<SourceBatch>();
  CHUHAI_ASSIGN_OR_RETURN(const Json json, header());
  Members members(json);
  std::optional<SourceBatch> batch;
  batch.emplace().number = members.number("batch", last_batch_ + 1, INT64_MAX);
  batch->act = {Instant::from_millis(members.number("at", INT64_MIN, INT64_MAX)),
                members.text("by")};
  const int64_t entries = members.number("entries", 0, INT32_MAX);
  if (members.failed()) return malformed("no batch in its place");
  for (int64_t i = 0; i < entries; ++i) {
    CHUHAI_ASSIGN_OR_RETURN(SourceEntry entry, this->entry(*batch));
    batch->entries.push_back(std::move(entry));
  }
  last_batch_ = batch->number;
  ++given_;
  return batch;
}

struct LastLine {
  int64_t batches = 0;
  Digest digest;
};

// The end of the file, whose beginning nobody has looked at yet.
Result<LastLine> read_last_line(std::string_view line, const std::filesystem::path& path) {
  auto json = Json::parse(line);
  if (json.ok() && json->as_object() != nullptr) {
    Members members(*json);
    LastLine last;
    last.batches = members.number("batches", 0, INT64_MAX);
    auto digest = Digest::parse_hex(members.text("sha256"));
    if (!members.failed() && digest.ok()) {
      last.digest = *digest;
      return last;
    }
  }
  return Error(ErrorCode::kCorrupt,
               path.string() + " has no last line with counts and digest: it isn't whole");
}

// Streams through the file once: digests all but its last line, which it returns.
Result<LastLine> check_file(const std::filesystem::path& path) {
  CHUHAI_ASSIGN_OR_RETURN(FileReader file, FileReader::open(path));
  constexpr size_t kPiece = 1 << 20;
  crypto::Sha256 digest;
  std::string held;  // what may be the last line: everything behind the last '\n' but one
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const std::string piece, file.some(kPiece));
    if (piece.empty()) break;
    held += piece;
    const size_t before = held.size() < 2 ? std::string::npos : held.rfind('\n', held.size() - 2);
    if (before == std::string::npos) continue;
    digest.update(std::string_view(held).substr(0, before + 1));
    held.erase(0, before + 1);
  }
  CHUHAI_ASSIGN_OR_RETURN(const LastLine last, read_last_line(held, path));
  digest.update(std::string_view(held).substr(0, held.find(kDigestMember)));
  if (last.digest == digest.finish()) return last;
  return Error(ErrorCode::kCorrupt, path.string() + " doesn't match its digest: copy it again");
}

}  // namespace

Result<ExportReport> write_export(Source& source, const std::filesystem::path& path) {
  CHUHAI_ASSIGN_OR_RETURN(FileWriter file, FileWriter::create(path));
  ExportReport report;
  Writing writing(std::move(file), report);
  CHUHAI_RETURN_IF_ERROR(writing.put(fmt::format("{}\n", kFirstLine)));
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const auto batch, source.next());
    if (!batch) break;
    CHUHAI_RETURN_IF_ERROR(writing.put_batch(*batch));
  }
  CHUHAI_RETURN_IF_ERROR(writing.finish());
  return report;
}

Result<std::unique_ptr<Source>> source_of_file(const std::filesystem::path& path) {
  CHUHAI_ASSIGN_OR_RETURN(FileReader file, FileReader::open(path));
  auto first = file.line(kFirstLine.size() + 8);
  if (!first.ok() || !first->starts_with("chuhai-journal "))
    return Error(ErrorCode::kCorrupt, path.string() + " is no exported journal");
  if (*first != kFirstLine)
    return Error(ErrorCode::kUnsupported,
                 fmt::format("{} is '{}', this program reads '{}': use a newer chuhai",
                             path.string(), *first, kFirstLine));
  CHUHAI_ASSIGN_OR_RETURN(const LastLine last, check_file(path));
  return std::unique_ptr<Source>(std::make_unique<FileSource>(std::move(file), last.batches));
}

}  // namespace chuhai::journal
