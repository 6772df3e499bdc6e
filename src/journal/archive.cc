#include "journal/archive.h"

#include <fmt/format.h>
#include <zstd.h>

#include <algorithm>
#include <limits>

#include "base/check.h"

namespace chuhai::journal {
namespace {

constexpr int kLevel = 1;
constexpr char kCutsVersion = 1;

Error corrupt(std::string_view why) {
  return Error(ErrorCode::kCorrupt, fmt::format("archived bytes don't hold what was written: {}; "
                                                "restore a copy of the store",
                                                why));
}

void put_varint(uint64_t value, std::string* out) {
  while (value >= 0x80) {
    out->push_back(static_cast<char>((value & 0x7f) | 0x80));
    value >>= 7;
  }
  out->push_back(static_cast<char>(value));
}

// Reads within bounds; after the first failure everything reads as 0.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) {}

  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 63; shift += 7) {
      if (rest_.empty()) break;
      const auto byte = static_cast<unsigned char>(rest_[0]);
      rest_.remove_prefix(1);
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return fail();
  }
  std::string_view bytes(uint64_t size) {
    if (size > rest_.size()) size = fail();
    const std::string_view taken = rest_.substr(0, size);
    rest_.remove_prefix(taken.size());
    return taken;
  }
  size_t left() const { return rest_.size(); }
  bool failed() const { return failed_; }

 private:
  uint64_t fail() {
    failed_ = true;
    rest_ = {};
    return 0;
  }
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace

struct Compressor::Context {
  ZSTD_CCtx* zstd = ZSTD_createCCtx();
};

Compressor::Compressor() : context_(std::make_unique<Context>()) {
  CHECK(context_->zstd != nullptr, "no memory for zstd");
  ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context_->zstd, ZSTD_c_checksumFlag, 1);
}

Compressor::~Compressor() { ZSTD_freeCCtx(context_->zstd); }

Result<std::string_view> Compressor::compress(std::string_view bytes) {
  const size_t bound = ZSTD_compressBound(bytes.size());
  if (buffer_.size() < bound) buffer_.resize(bound);
  const size_t size =
      ZSTD_compress2(context_->zstd, buffer_.data(), buffer_.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(size)) {
    return Error(ErrorCode::kIo, fmt::format("zstd: {}", ZSTD_getErrorName(size)));
  }
  return std::string_view(buffer_).substr(0, size);
}

Result<std::string> decompress(std::string_view packed, uint64_t size) {
  // The size is asked of the frame first, so that a wrong one reserves no memory.
  if (size > kArchiveBytesMax) return corrupt("a size beyond the limit");
  if (ZSTD_getFrameContentSize(packed.data(), packed.size()) != size) return corrupt("wrong size");
  if (ZSTD_findFrameCompressedSize(packed.data(), packed.size()) != packed.size()) {
    return corrupt("not one whole frame");
  }
  std::string bytes(size, '\0');
  const size_t got = ZSTD_decompress(bytes.data(), bytes.size(), packed.data(), packed.size());
  if (ZSTD_isError(got)) return corrupt(ZSTD_getErrorName(got));
  if (got != size) return corrupt("wrong size");
  return bytes;
}

std::string encode_cuts(const std::vector<Cut>& cuts) {
  if (cuts.empty()) return {};
  std::vector<std::string_view> fields;
  std::vector<size_t> field_of;
  for (const Cut& cut : cuts) {
    const auto found = std::find(fields.begin(), fields.end(), cut.field);
    field_of.push_back(static_cast<size_t>(found - fields.begin()));
    if (found == fields.end()) fields.push_back(cut.field);
  }
  std::string out(1, kCutsVersion);
  put_varint(fields.size(), &out);
  for (const std::string_view field : fields) {
    put_varint(field.size(), &out);
    out += field;
  }
  put_varint(cuts.size(), &out);
  uint64_t end = 0;
  for (size_t i = 0; i < cuts.size(); ++i) {
    put_varint(cuts[i].offset - end, &out);
    put_varint(cuts[i].length, &out);
    put_varint(field_of[i], &out);
    end = uint64_t{cuts[i].offset} + cuts[i].length;
  }
  return out;
}

Result<std::vector<Cut>> decode_cuts(std::string_view bytes) {
  std::vector<Cut> cuts;
  if (bytes.empty()) return cuts;
  Reader reader(bytes);
  const uint64_t version = reader.varint();
  if (!reader.failed() && version > kCutsVersion) {
    return Error(ErrorCode::kUnsupported,
                 fmt::format("cuts of format {}: use a newer chuhai", version));
  }
  std::vector<std::string> fields;
  for (uint64_t count = reader.varint(); count > 0 && !reader.failed(); --count) {
    fields.emplace_back(reader.bytes(reader.varint()));
  }
  uint64_t end = 0;
  for (uint64_t count = reader.varint(); count > 0 && !reader.failed(); --count) {
    const uint64_t gap = reader.varint();
    const uint64_t length = reader.varint();
    const uint64_t field = reader.varint();
    if (gap > kArchiveBytesMax || length > kArchiveBytesMax || field >= fields.size() ||
        end + gap + length > kArchiveBytesMax) {
      return corrupt("a cut beyond the bytes");
    }
    cuts.push_back(
        {static_cast<uint32_t>(end + gap), static_cast<uint32_t>(length), fields[field]});
    end += gap + length;
  }
  if (version != kCutsVersion || reader.failed() || reader.left() > 0 || cuts.empty()) {
    return corrupt("the list of cuts can't be read");
  }
  return cuts;
}

uint64_t original_size(uint64_t kept_bytes, const std::vector<Cut>& cuts) {
  for (const Cut& cut : cuts) kept_bytes += cut.length;
  return kept_bytes;
}

ArchiveRecord whole_record(std::string bytes) {
  const Digest digest = crypto::sha256(bytes);
  return {.digest = digest, .bytes = std::move(bytes), .cuts = {}};
}

Status check_record(const ArchiveRecord& record) {
  const uint64_t size = original_size(record.bytes.size(), record.cuts);
  if (size > kArchiveBytesMax) {
    return Error(
        ErrorCode::kOutOfRange,
        fmt::format("an input of {} bytes, the limit is {}: split it", size, kArchiveBytesMax));
  }
  uint64_t end = 0;
  uint64_t cut_before = 0;
  for (const Cut& cut : record.cuts) {
    if (cut.offset < end || cut.length == 0 || cut.field.empty() ||
        cut.offset - cut_before > record.bytes.size()) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("cut of {} bytes at {} (\"{}\") is out of order, empty, unnamed or "
                               "beyond the input",
                               cut.length, cut.offset, cut.field));
    }
    end = uint64_t{cut.offset} + cut.length;
    cut_before += cut.length;
  }
  return {};
}

}  // namespace chuhai::journal
