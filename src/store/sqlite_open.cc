// Opening and creating the file: what is refused, and the connection's settings.
#include <fmt/format.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/sql_text.h"
#include "store/sqlite_store.h"

namespace chuhai::store {
namespace {

namespace fs = std::filesystem;

Error no_store(const fs::path& folder, std::string_view why) {
  return Error(ErrorCode::kNotFound,
               fmt::format("{}: {}; make a store with `chuhai init`", folder.string(), why));
}

Error io(const fs::path& path, std::string_view why) {
  return Error(ErrorCode::kIo, fmt::format("{}: {}", path.string(), why));
}

Error already(const fs::path& file) {
  return Error(ErrorCode::kAlreadyExists,
               fmt::format("{} is there already: choose another folder", file.filename().string()));
}

// The folder is there and can be written in; the log and the lock live beside the file.
Status check_folder(const fs::path& folder, OpenMode mode) {
  std::error_code code;
  const fs::file_status status = fs::status(folder, code);
  if (status.type() == fs::file_type::not_found && mode == OpenMode::kExisting) {
    return no_store(folder, "no such folder");
  }
  if (status.type() == fs::file_type::not_found) {
    fs::create_directories(folder, code);
    if (code) return io(folder, code.message());
  } else if (status.type() == fs::file_type::none) {
    return io(folder, code.message());
  } else if (status.type() != fs::file_type::directory) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{} isn't a folder: a store is one", folder.string()));
  }
  if (access(folder.c_str(), W_OK | X_OK) != 0) return io(folder, "can't write in this folder");
  return {};
}

Status check_file(const fs::path& folder, const fs::path& file) {
  std::error_code code;
  const auto bytes = fs::file_size(file, code);
  if (code == std::errc::no_such_file_or_directory) return no_store(folder, "no store here");
  if (code) return io(file, code.message());
  if (access(file.c_str(), R_OK | W_OK) != 0) return io(file, "can't be read and written");
  if (bytes > 0) return {};
  const auto log_bytes = fs::file_size(fs::path(file).concat("-wal"), code);
  if (!code && log_bytes > 0) {
    return Error(ErrorCode::kCorrupt,
                 fmt::format("{} is empty but its log isn't: restore a copy", file.string()));
  }
  return no_store(folder, "a store that was never finished");
}

}  // namespace

Result<std::unique_ptr<Store>> SqliteStore::open(const fs::path& folder, OpenMode mode,
                                                 const SqliteOptions& options) {
  const fs::path file = folder / kSqliteFileName;
  CHUHAI_RETURN_IF_ERROR(check_folder(folder, mode));
  if (mode == OpenMode::kExisting) CHUHAI_RETURN_IF_ERROR(check_file(folder, file));
  std::unique_ptr<SqliteStore> store(new SqliteStore());
  if (auto status = store->connect(file, mode, options); !status.ok()) {
    // Whatever is in the way isn't ours to judge when a new store was asked for.
    if (mode == OpenMode::kCreate && status.error().code() == ErrorCode::kCorrupt) {
      return already(file);
    }
    return status.take_error().with_context(file.string());
  }
  return std::unique_ptr<Store>(std::move(store));
}

Status SqliteStore::connect(const fs::path& file, OpenMode mode, const SqliteOptions& options) {
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (mode == OpenMode::kCreate ? SQLITE_OPEN_CREATE : 0);
  if (sqlite3_open_v2(file.c_str(), &database_, flags, nullptr) != SQLITE_OK) {
    return sqlite_error(database_, "open");
  }
  statements_ = std::make_unique<StatementCache>(database_);
  sqlite3_busy_timeout(database_, options.busy_timeout_ms_max);
  // "x" is a name, never a string; nothing may write the file's pages behind SQL.
  for (const int option : {SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL}) {
    sqlite3_db_config(database_, option, 0, nullptr);
  }
  sqlite3_db_config(database_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  if (mode == OpenMode::kCreate) CHUHAI_RETURN_IF_ERROR(create_schema());
  CHUHAI_RETURN_IF_ERROR(check_identity());
  return configure();
}

// In one transaction, so that a store is there or isn't: killed before the end, the file is empty
// and can be made again.
Status SqliteStore::create_schema() {
  CHUHAI_RETURN_IF_ERROR(run(fmt::format("PRAGMA page_size = {}", kSqlitePageBytes)));
  CHUHAI_RETURN_IF_ERROR(run("BEGIN EXCLUSIVE"));
  CHUHAI_ASSIGN_OR_RETURN(const int64_t used,
                          number("SELECT (SELECT count(*) FROM sqlite_schema) + "
                                 "(SELECT application_id <> 0 FROM pragma_application_id)"));
  if (used != 0) {
    rollback();
    return already(sqlite3_db_filename(database_, "main"));
  }
  return run(fmt::format("PRAGMA application_id = {}; PRAGMA user_version = {}; COMMIT",
                         kSqliteApplicationId, kSqliteLayoutVersion));
}

Status SqliteStore::check_identity() {
  CHUHAI_ASSIGN_OR_RETURN(const int64_t id, number("PRAGMA application_id"));
  CHUHAI_ASSIGN_OR_RETURN(const int64_t version, number("PRAGMA user_version"));
  if (id != kSqliteApplicationId) {
    return Error(ErrorCode::kFailedPrecondition, "an SQLite file of another program, not a store");
  }
  if (version > kSqliteLayoutVersion) {
    return Error(ErrorCode::kUnsupported,
                 fmt::format("layout {} of the store is newer than this program's {}: use a newer "
                             "chuhai",
                             version, kSqliteLayoutVersion));
  }
  if (sqlite3_db_readonly(database_, "main") != 0) return Error(ErrorCode::kIo, "is read-only");
  return {};
}

Status SqliteStore::configure() {
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA journal_mode = WAL"));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA synchronous = FULL"));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA foreign_keys = ON"));
  CHUHAI_RETURN_IF_ERROR(run(fmt::format("PRAGMA cache_size = -{}", kSqliteCacheBytesMax >> 10)));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA temp_store = MEMORY"));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA trusted_schema = OFF"));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA cell_size_check = ON"));
  // As PostgreSQL has it.
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA case_sensitive_like = ON"));
  // 32 MiB of log between checkpoints: a batch's pages are written home once, not once a commit.
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA wal_autocheckpoint = 4096"));
  CHUHAI_RETURN_IF_ERROR(run("PRAGMA journal_size_limit = 67108864"));
  CHUHAI_ASSIGN_OR_RETURN(auto mode, SqliteStatement::prepare(database_, "PRAGMA journal_mode"));
  CHUHAI_ASSIGN_OR_RETURN(const bool row, mode->step());
  if (row && mode->row().text(0) == "wal") return {};
  return Error(ErrorCode::kIo, "the file system can't hold SQLite's write-ahead log");
}

}  // namespace chuhai::store
