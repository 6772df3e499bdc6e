// Files that are written and read piece by piece, for what doesn't fit in memory.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

// Written beside the path and renamed by commit(), so a reader never sees half a file; without
// commit() nothing is left.
class FileWriter {
 public:
  static Result<FileWriter> create(const std::filesystem::path& path);
  FileWriter(FileWriter&& other) noexcept;
  FileWriter& operator=(FileWriter&&) = delete;
  ~FileWriter();

  Status write(std::string_view bytes);
  // Syncs and renames; must be the last call. kIo.
  Status commit();

 private:
  FileWriter(std::filesystem::path path, std::filesystem::path beside, int descriptor)
      : path_(std::move(path)), beside_(std::move(beside)), descriptor_(descriptor) {}
  Status flush();

  std::filesystem::path path_, beside_;
  int descriptor_;
  std::string buffer_;
};

class FileReader {
 public:
  // kNotFound or kIo.
  static Result<FileReader> open(const std::filesystem::path& path);
  FileReader(FileReader&& other) noexcept;
  FileReader& operator=(FileReader&&) = delete;
  ~FileReader();

  // The next line without its '\n'. kCorrupt when the file ends before one, or it is longer than
  // `bytes_max`.
  Result<std::string> line(size_t bytes_max);
  // Exactly so many bytes; kCorrupt when the file ends before.
  Result<std::string> bytes(size_t size);
  // Up to so many bytes; empty at the end of the file.
  Result<std::string> some(size_t size_max);
  uint64_t offset() const { return offset_; }  // of what is read next
  const std::filesystem::path& path() const { return path_; }

 private:
  FileReader(std::filesystem::path path, int descriptor)
      : path_(std::move(path)), descriptor_(descriptor) {}
  // Reads more into the buffer; false at the end of the file.
  Result<bool> fill();
  std::string take(size_t size);

  std::filesystem::path path_;
  int descriptor_;
  std::string buffer_;
  size_t begin_ = 0;  // of what isn't taken yet
  uint64_t offset_ = 0;
};

}  // namespace chuhai
