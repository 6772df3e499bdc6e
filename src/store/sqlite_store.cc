#include "store/sqlite_store.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "store/migration.h"
#include "store/sql_text.h"
#include "store/sqlite_bulk_append.h"

namespace chuhai::store {
namespace {

constexpr Dialect kSqliteDialect{.int_type = "INTEGER",
                                 .text_type = "TEXT",
                                 .blob_type = "BLOB",
                                 .table_end = "STRICT",
                                 .key_table_end = "WITHOUT ROWID, STRICT"};

// Transactions go through begin(), and the rest isn't portable.
Status check_allowed(std::string_view sql) {
  constexpr std::array<std::string_view, 12> kRefused = {
      "BEGIN",  "COMMIT", "END",    "ROLLBACK", "SAVEPOINT", "RELEASE",
      "PRAGMA", "ATTACH", "DETACH", "VACUUM",   "REINDEX",   "REPLACE"};
  const std::string word = first_word(sql);
  if (std::find(kRefused.begin(), kRefused.end(), word) == kRefused.end()) return {};
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("{} isn't for callers of the store in \"{}\"", word, shown_sql(sql)));
}

}  // namespace

SqliteStore::~SqliteStore() {
  statements_.reset();
  sqlite3_close_v2(database_);
}

Status SqliteStore::migrate(std::span<const Migration> migrations) {
  return apply_migrations(*this, kSqliteDialect, migrations);
}

Status SqliteStore::run(const std::string& sql) {
  if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK) return {};
  return sqlite_error(database_, sql);
}

Result<int64_t> SqliteStore::number(std::string_view sql) {
  CHUHAI_ASSIGN_OR_RETURN(auto statement, SqliteStatement::prepare(database_, sql));
  CHUHAI_ASSIGN_OR_RETURN(const bool row, statement->step());
  return row ? statement->row().int64(0) : 0;
}

// A transaction that failed, or that SQLite itself rolled back (disk full), takes nothing more: the
// next statement would otherwise be committed by itself.
Status SqliteStore::check_usable() const {
  if (!in_transaction_ || (!failure_ && sqlite3_get_autocommit(database_) == 0)) return {};
  return Error(ErrorCode::kFailedPrecondition,
               fmt::format("the transaction has failed and can only be rolled back: {}",
                           failure_.value_or("rolled back by the engine")));
}

Error SqliteStore::fail(Error error) {
  if (in_transaction_ && !failure_) failure_ = error.message();
  return error;
}

Result<StatementCache::Lease> SqliteStore::take(std::string_view sql) {
  CHUHAI_RETURN_IF_ERROR(check_usable());
  auto lease = statements_->take(sql);
  if (!lease.ok()) return fail(lease.take_error());
  if (in_transaction_ && only_reads_ && (*lease)->writes()) {
    return fail(Error(ErrorCode::kFailedPrecondition,
                      fmt::format("the transaction only reads, in \"{}\"", shown_sql(sql))));
  }
  return lease;
}

Result<Transaction> SqliteStore::begin_as(const std::string& sql) {
  if (in_transaction_) {
    return Error(ErrorCode::kFailedPrecondition, "a transaction is open: they don't nest");
  }
  CHUHAI_RETURN_IF_ERROR(run(sql));
  in_transaction_ = true;
  only_reads_ = false;
  failure_.reset();
  return opened_transaction();
}

Result<Transaction> SqliteStore::begin() { return begin_as("BEGIN IMMEDIATE"); }

Result<Transaction> SqliteStore::begin_reading() {
  CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, begin_as("BEGIN"));
  // The moment is that of the first reading, so there must be one.
  CHUHAI_RETURN_IF_ERROR(number("SELECT count(*) FROM sqlite_schema"));
  only_reads_ = true;
  return transaction;
}

Status SqliteStore::commit() {
  Status status = check_usable();
  if (status.ok()) status = run("COMMIT");
  if (!status.ok()) rollback();
  in_transaction_ = false;
  failure_.reset();
  return status;
}

void SqliteStore::rollback() {
  // There is nothing to do about a failure: the log's unfinished end is never read.
  if (sqlite3_get_autocommit(database_) == 0) (void)run("ROLLBACK");
  in_transaction_ = false;
  failure_.reset();
}

Result<int64_t> SqliteStore::execute(std::string_view sql, const Parameters& parameters) {
  CHUHAI_RETURN_IF_ERROR(check_allowed(sql));
  CHUHAI_ASSIGN_OR_RETURN(auto statement, take(sql));
  Status bound = statement->bind(parameters);
  if (!bound.ok()) return fail(bound.take_error());
  const int64_t before = sqlite3_total_changes64(database_);
  while (true) {
    auto row = statement->step();
    if (!row.ok()) return fail(row.take_error());
    if (!*row) break;
  }
  // The count of the last INSERT, UPDATE or DELETE stays when the statement is something else.
  return sqlite3_total_changes64(database_) == before ? 0 : sqlite3_changes64(database_);
}

Status SqliteStore::query(std::string_view sql, const Parameters& parameters,
                          const RowCallback& callback) {
  CHUHAI_RETURN_IF_ERROR(check_allowed(sql));
  CHUHAI_ASSIGN_OR_RETURN(auto statement, take(sql));
  Status bound = statement->bind(parameters);
  if (!bound.ok()) return fail(bound.take_error());
  while (true) {
    auto row = statement->step();
    if (!row.ok()) return fail(row.take_error());
    if (!*row) return {};
    CHUHAI_RETURN_IF_ERROR(callback(statement->row()));
  }
}

Result<std::unique_ptr<BulkAppend>> SqliteStore::bulk_append(
    std::string_view table, std::span<const std::string_view> columns,
    bool on_conflict_do_nothing) {
  CHUHAI_RETURN_IF_ERROR(check_usable());
  if (!in_transaction_) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("appending to {} needs an open transaction", table));
  }
  return SqliteBulkAppend::make(*this, table, columns, on_conflict_do_nothing);
}

}  // namespace chuhai::store
