// The archive's formats: compressed bytes and the list of cuts. Internal to the folder; README.md
// has them as a contract.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "journal/journal.h"

namespace chuhai::journal {

// Of one input, before cutting and compression. Refused above it, on writing and on reading.
inline constexpr uint64_t kArchiveBytesMax = uint64_t{1} << 30;

// Compresses at zstd level 1 with a checksum; keeps its working memory from one to the next.
class Compressor {
 public:
  Compressor();
  ~Compressor();
  Compressor(const Compressor&) = delete;
  Compressor& operator=(const Compressor&) = delete;
  // Valid until the next call. kIo when zstd fails.
  Result<std::string_view> compress(std::string_view bytes);

 private:
  struct Context;
  std::unique_ptr<Context> context_;
  std::string buffer_;
};

// kCorrupt unless `packed` is one whole frame that holds exactly `size` bytes.
Result<std::string> decompress(std::string_view packed, uint64_t size);

// Empty for no cuts.
std::string encode_cuts(const std::vector<Cut>& cuts);
Result<std::vector<Cut>> decode_cuts(std::string_view bytes);

// Bytes of the input as received: those kept and those cut.
uint64_t original_size(uint64_t kept_bytes, const std::vector<Cut>& cuts);

// kInvalidArgument unless the cuts are in order, apart, not empty, named, and within the original;
// kOutOfRange above kArchiveBytesMax. The digest isn't computed again: that would cost as much as
// the compression; reading verifies it.
Status check_record(const ArchiveRecord& record);

}  // namespace chuhai::journal
