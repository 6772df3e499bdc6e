// Key files of the software keystore: their text, and writing, overwriting and reading them so that
// others can't read along and a crash leaves a whole file or none. Internal.
//
//   chuhai key 1
//   SOFTWARE KEYSTORE …
//   id seal-2024
//   purpose seal
//   created 2024-03-31T09:30:00+08:00 li.lei
//   destroyed 2025-04-01T10:00:00+08:00 han.meimei      of a tombstone only
//   key 64 hexadecimal digits                           of a key only
//   sum 64 hexadecimal digits: SM3 of all lines before
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/keystore.h"
#include "crypto/secret.h"

namespace chuhai::crypto {

struct KeyFile {
  KeyRecord record;
  Secret secret;  // empty in a tombstone
};

Secret key_file_text(const KeyRecord& record, const Secret& secret);
// kCorrupt unless it is what key_file_text writes.
Result<KeyFile> parse_key_file(std::string_view text);

// kNotFound; kFailedPrecondition when others than the owner may read it, or it is a link; kIo.
Result<Secret> read_private_file(const std::filesystem::path& path);
// Mode 0600, whole and on the disk when it returns. kAlreadyExists when something is there;
// kConflict when a write of this process's number is under way or was cut short.
Status write_private_file(const std::filesystem::path& path, std::string_view bytes);
// Overwrites the bytes in place, puts that on the disk, and removes the file. No error when it is
// gone already.
Status overwrite_and_remove(const std::filesystem::path& path);

}  // namespace chuhai::crypto
