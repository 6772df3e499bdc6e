// Whole files, and directory listings in a stable order.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai {

// kNotFound or kIo; kOutOfRange above `bytes_max`.
Result<std::string> read_file(const std::filesystem::path& path, size_t bytes_max = 1u << 30);
// Written beside and renamed, so a reader never sees half a file.
Status write_file(const std::filesystem::path& path, std::string_view bytes);
// Regular files under `path` (or `path` itself when it is a file), sorted by name, recursively.
Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& path);

}  // namespace chuhai
