#include "store/postgres_store.h"

#include <fmt/format.h>
#include <libpq-fe.h>
#include <stdlib.h>

#include <chrono>
#include <thread>

#include "base/log.h"
#include "store/migration.h"
#include "store/postgres_bulk_append.h"
#include "store/postgres_text.h"
#include "store/sql_text.h"

namespace chuhai::store {
namespace {

// COLLATE "C" orders and compares text by its bytes, as SQLite does.
constexpr Dialect kPostgresDialect{.int_type = "bigint",
                                   .text_type = "text COLLATE \"C\"",
                                   .blob_type = "bytea",
                                   .table_end = "",
                                   .key_table_end = ""};

// How long the outcome of a commit is asked for after the connection was lost.
constexpr int kOutcomeAttempts = 60;
constexpr std::chrono::milliseconds kOutcomePause(500);

}  // namespace

Status PostgresStore::migrate(std::span<const Migration> migrations) {
  return apply_migrations(*this, kPostgresDialect, migrations);
}

Status PostgresStore::check_usable() const {
  if (!in_transaction_ || !failure_) return {};
  return Error(
      ErrorCode::kFailedPrecondition,
      fmt::format("the transaction has failed and can only be rolled back: {}", *failure_));
}

Error PostgresStore::fail(Error error) {
  if (in_transaction_ && !failure_) failure_ = error.message();
  return error;
}

Status PostgresStore::make_ready() {
  if (running_ != nullptr) std::exchange(running_, nullptr)->keep_rest();
  if (in_transaction_ || connection_->is_up()) return {};
  staging_.clear();
  return connection_->reconnect();
}

// Begins on the server; the value of the first statement in it.
Result<std::string> PostgresStore::begin_with(const std::string& begin, const std::string& first) {
  if (in_transaction_) {
    return Error(ErrorCode::kFailedPrecondition, "a transaction is open: they don't nest");
  }
  const auto start = [&]() -> Result<std::string> {
    CHUHAI_RETURN_IF_ERROR(make_ready());
    CHUHAI_RETURN_IF_ERROR(connection_->run(begin));
    return connection_->value(first);
  };
  Result<std::string> started = start();
  // A connection that was lost while nothing was going on is no reason to fail.
  if (!started.ok() && !connection_->is_up()) started = start();
  if (!started.ok() && connection_->is_up()) (void)connection_->run("ROLLBACK");
  if (!started.ok()) return started.take_error();
  in_transaction_ = true;
  failure_.reset();
  return started;
}

Result<Transaction> PostgresStore::begin() {
  CHUHAI_ASSIGN_OR_RETURN(
      transaction_id_,
      begin_with("BEGIN", "SELECT pg_current_xact_id()::text FROM store_identity FOR UPDATE"));
  Transaction transaction = opened_transaction();
  if (!transaction_id_.empty()) return transaction;
  return Error(ErrorCode::kCorrupt, "store_identity is empty: restore a copy of the database");
}

Result<Transaction> PostgresStore::begin_reading() {
  CHUHAI_ASSIGN_OR_RETURN([[maybe_unused]] const std::string layout,
                          begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
                                     "SELECT layout FROM store_identity"));
  transaction_id_.clear();
  return opened_transaction();
}

// The server may have committed before the connection went; it knows the transaction's number.
Result<bool> PostgresStore::was_committed() {
  Status status;
  for (int attempt = 0; attempt < kOutcomeAttempts; ++attempt) {
    if (attempt > 0) std::this_thread::sleep_for(kOutcomePause);
    status = connection_->reconnect();
    if (!status.ok()) continue;
    staging_.clear();
    CHUHAI_ASSIGN_OR_RETURN(
        const std::string outcome,
        connection_->value(
            fmt::format("SELECT coalesce(pg_xact_status('{}'), 'unknown')", transaction_id_)));
    if (outcome == "committed") return true;
    if (outcome == "aborted") return false;
  }
  return Error(ErrorCode::kIo,
               "the connection was lost at the end of a transaction, and whether it was committed "
               "can't be found out: look what is there before doing it again");
}

Status PostgresStore::commit_on_server() {
  auto done = connection_->run("COMMIT");
  if (done.ok()) {
    // PostgreSQL answers ROLLBACK to the COMMIT of a failed transaction.
    if (std::string_view(PQcmdStatus(done->get())) == "COMMIT") return {};
    return Error(ErrorCode::kConflict, "PostgreSQL rolled the transaction back at its end");
  }
  if (connection_->is_up() || transaction_id_.empty()) return done.take_error();
  log(LogLevel::kWarning, "store", "the connection was lost at a commit; asking for its outcome");
  CHUHAI_ASSIGN_OR_RETURN(const bool committed, was_committed());
  if (committed) return {};
  return done.take_error();
}

Status PostgresStore::end(bool keep) {
  Status status;
  if (keep) status = commit_on_server();
  if (!keep && connection_->is_up()) (void)connection_->run("ROLLBACK");
  if (!keep || !status.ok()) {
    for (const std::string& name : new_staging_) staging_.erase(name);
  }
  new_staging_.clear();
  in_transaction_ = false;
  failure_.reset();
  return status;
}

Status PostgresStore::commit() {
  if (running_ != nullptr) std::exchange(running_, nullptr)->keep_rest();
  Status usable = check_usable();
  Status ended = end(usable.ok());
  return usable.ok() ? std::move(ended) : std::move(usable);
}

void PostgresStore::rollback() {
  if (running_ != nullptr) std::exchange(running_, nullptr)->keep_rest();
  (void)end(false);
}

Result<int64_t> PostgresStore::execute_now(std::string_view sql, const Parameters& parameters) {
  CHUHAI_RETURN_IF_ERROR(make_ready());
  CHUHAI_ASSIGN_OR_RETURN(const PostgresStatement* const statement, connection_->prepare(sql));
  CHUHAI_RETURN_IF_ERROR(connection_->send(sql, *statement, parameters, false));
  int64_t changed = 0;
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const PostgresResult result, connection_->next(sql));
    if (result == nullptr) break;
    changed = strtoll(PQcmdTuples(result.get()), nullptr, 10);
  }
  return is_postgres_read(sql) ? 0 : changed;
}

Result<int64_t> PostgresStore::execute(std::string_view sql, const Parameters& parameters) {
  CHUHAI_RETURN_IF_ERROR(check_postgres_statement(sql));
  CHUHAI_RETURN_IF_ERROR(check_usable());
  if (in_transaction_ || is_postgres_read(sql)) {
    auto changed = execute_now(sql, parameters);
    if (!changed.ok()) return fail(changed.take_error());
    return changed;
  }
  CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, begin());
  CHUHAI_ASSIGN_OR_RETURN(const int64_t changed, execute_now(sql, parameters));
  CHUHAI_RETURN_IF_ERROR(transaction.commit());
  return changed;
}

Status PostgresStore::start_query(std::string_view sql, const Parameters& parameters) {
  CHUHAI_RETURN_IF_ERROR(make_ready());
  CHUHAI_ASSIGN_OR_RETURN(const PostgresStatement* const statement, connection_->prepare(sql));
  return connection_->send(sql, *statement, parameters, true);
}

Status PostgresStore::query_now(std::string_view sql, const Parameters& parameters,
                                const RowCallback& callback) {
  Status started = start_query(sql, parameters);
  if (!started.ok()) return fail(started.take_error());
  PostgresRows rows(*connection_, sql);
  running_ = &rows;
  Status status;
  while (true) {
    auto row = rows.step();
    if (!row.ok()) status = fail(row.take_error());
    if (!row.ok() || !*row) break;
    status = callback(rows.row());
    if (!status.ok()) break;
  }
  // Another query within the callback has had the connection, and this one's rest is in memory.
  if (running_ == &rows) {
    running_ = nullptr;
    rows.drop_rest();
  }
  return status;
}

Status PostgresStore::query(std::string_view sql, const Parameters& parameters,
                            const RowCallback& callback) {
  CHUHAI_RETURN_IF_ERROR(check_postgres_statement(sql));
  CHUHAI_RETURN_IF_ERROR(check_usable());
  if (in_transaction_ || is_postgres_read(sql)) return query_now(sql, parameters, callback);
  CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, begin());
  CHUHAI_RETURN_IF_ERROR(query_now(sql, parameters, callback));
  return transaction.commit();
}

Result<std::unique_ptr<BulkAppend>> PostgresStore::bulk_append(
    std::string_view table, std::span<const std::string_view> columns,
    bool on_conflict_do_nothing) {
  CHUHAI_RETURN_IF_ERROR(check_usable());
  if (!in_transaction_) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("appending to {} needs an open transaction", table));
  }
  return PostgresBulkAppend::make(*this, table, columns, on_conflict_do_nothing);
}

}  // namespace chuhai::store
