// A journal read in order, batch after batch: a store's, or an exported file's. What a rebuild is
// fed with.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"

namespace chuhai::journal {

struct SourceEntry {
  Entry entry;
  // As archived; nullopt for a repeat, whose bytes came before.
  std::optional<PackedRecord> archived;
};

struct SourceBatch {
  int64_t number = 0;
  Act act;
  std::vector<SourceEntry> entries;
};

class Source {
 public:
  virtual ~Source() = default;
  virtual int64_t batches() const = 0;  // in all
  // The next batch; nullopt behind the last. kCorrupt when numbers or counts don't fit.
  virtual Result<std::optional<SourceBatch>> next() = 0;
};

// The journal as the store has it when this is called; batches that come later aren't read. The
// store must outlive the source and may be written to meanwhile.
Result<std::unique_ptr<Source>> source_of(store::Store& store);
// Of a file that write_export has written. Checked as a whole before this returns: kCorrupt when it
// is no such file, ends early or doesn't match its digest; kUnsupported for a newer format.
Result<std::unique_ptr<Source>> source_of_file(const std::filesystem::path& path);

struct ExportReport {
  int64_t batches = 0, entries = 0;
  uint64_t bytes = 0;
  Digest digest;  // of the file up to its last line, as that line has it
};
// Writes the journal to a file in the form of README.md ("Exported journal, version 1").
Result<ExportReport> write_export(Source& source, const std::filesystem::path& path);

}  // namespace chuhai::journal
