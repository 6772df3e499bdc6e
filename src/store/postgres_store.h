// PostgreSQL behind store.h: one database (or one schema of it) is a store. Internal to the folder.
// One connection, used by one thread at a time; other threads and processes open their own.
//
// Writers take turns, as on SQLite: a write transaction first locks the one row of store_identity.
// Every later statement of it then sees all that was committed before (read committed), so what a
// stage reads before it writes stays true until its commit. docs/adr/0006 says why.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>

#include "store/postgres_connection.h"
#include "store/postgres_rows.h"
#include "store/store.h"

namespace chuhai::store {

// Of the store's own tables; a stage's tables have their migrations.
inline constexpr int64_t kPostgresLayoutVersion = 1;

class PostgresStore final : public Store {
 public:
  static Result<std::unique_ptr<Store>> open(std::string_view address, OpenMode mode,
                                             const PostgresOptions& options = {});

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
  std::string_view engine_name() const override { return "postgresql"; }

  // For PostgresBulkAppend.
  // The types of the columns, as the server has them.
  Result<std::vector<uint32_t>> column_types(std::string_view table,
                                             std::span<const std::string_view> columns);
  // Writes rows in the binary form of COPY, into the table or beside it when a conflict does
  // nothing. `columns` is a list with commas.
  Status copy(std::string_view table, const std::string& columns, bool on_conflict_do_nothing,
              std::string_view rows);
  Error fail(Error error);

 private:
  explicit PostgresStore(std::unique_ptr<PostgresConnection> connection)
      : connection_(std::move(connection)) {}
  Status create_schema();
  Status check_identity();
  Status check_usable() const;
  // The connection is free and, outside a transaction, up.
  Status make_ready();
  // `statements` on a connection that is up, once more when it turns out to be lost.
  Result<std::string> begin_with(const std::string& begin, const std::string& first);
  Status end(bool keep);
  Status commit_on_server();
  Result<bool> was_committed();
  Result<int64_t> execute_now(std::string_view sql, const Parameters& parameters);
  Status start_query(std::string_view sql, const Parameters& parameters);
  Status query_now(std::string_view sql, const Parameters& parameters, const RowCallback& callback);
  Result<std::string> staging_table(std::string_view table, const std::string& columns);
  Status commit() override;
  void rollback() override;

  std::unique_ptr<PostgresConnection> connection_;
  bool in_transaction_ = false;
  std::string
      transaction_id_;  // of the open transaction, as the server counts them; "" if it reads
  // The first failure in the open transaction: nothing more can be done in it.
  std::optional<std::string> failure_;
  PostgresRows* running_ = nullptr;  // the query whose rows are being read
  // Temporary tables of this connection by what they stand beside; those of the open transaction
  // go with it.
  std::map<std::string, std::string, std::less<>> staging_;
  std::vector<std::string> new_staging_;
  std::map<std::string, std::vector<uint32_t>, std::less<>> column_types_;
};

}  // namespace chuhai::store
