// SQLite behind store.h: one file, write-ahead log, every commit synced. Internal to the folder.
// One connection, used by one thread at a time; other threads and processes open their own.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "store/sqlite_statement.h"
#include "store/store.h"

namespace chuhai::store {

inline constexpr std::string_view kSqliteFileName = "chuhai.db";
// "Chuh": tells our files from other SQLite files.
inline constexpr int64_t kSqliteApplicationId = 0x43687568;
// Of the file's own layout (page format, settings); a stage's tables have their migrations.
inline constexpr int64_t kSqliteLayoutVersion = 1;
inline constexpr int64_t kSqlitePageBytes = 8192;
inline constexpr int64_t kSqliteCacheBytesMax = 256 << 20;

struct SqliteOptions {
  int busy_timeout_ms_max = 10'000;
};

class SqliteStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(const std::filesystem::path& folder, OpenMode mode,
                                             const SqliteOptions& options = {});
  ~SqliteStore() override;

  Status migrate(std::span<const Migration> migrations) override;
  Result<Transaction> begin() override;
  Result<Transaction> begin_reading() override;
  bool is_in_transaction() const override { return in_transaction_; }
  Result<int64_t> execute(std::string_view sql, const Parameters& parameters) override;
  Status query(std::string_view sql, const Parameters& parameters,
               const RowCallback& callback) override;
  Result<std::unique_ptr<BulkAppend>> bulk_append(std::string_view table,
                                                  std::span<const std::string_view> columns,
                                                  bool on_conflict_do_nothing) override;
  std::string_view engine_name() const override { return "sqlite"; }

  // For SqliteBulkAppend: a statement that may run now, and one that ran and failed.
  Result<StatementCache::Lease> take(std::string_view sql);
  Error fail(Error error);

 private:
  SqliteStore() = default;
  Status connect(const std::filesystem::path& file, OpenMode mode, const SqliteOptions& options);
  Status create_schema();
  Status check_identity();
  Status configure();
  Status run(const std::string& sql);
  Result<int64_t> number(std::string_view sql);
  Status check_usable() const;
  Status commit() override;
  void rollback() override;

  sqlite3* database_ = nullptr;
  std::unique_ptr<StatementCache> statements_;
  Result<Transaction> begin_as(const std::string& sql);

  bool in_transaction_ = false;
  bool only_reads_ = false;  // the open transaction
  // The first failure in the open transaction. As on PostgreSQL, nothing more can be done in it.
  std::optional<std::string> failure_;
};

}  // namespace chuhai::store
