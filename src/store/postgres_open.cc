// Opening and creating a store in a PostgreSQL database: what is refused, and the store's own
// table.
#include <fmt/format.h>
#include <libpq-fe.h>
#include <stdlib.h>

#include "store/postgres_store.h"

namespace chuhai::store {
namespace {

// "Chuh", as in an SQLite file's application_id.
constexpr int64_t kPostgresApplication = 0x43687568;

}  // namespace

Result<std::unique_ptr<Store>> PostgresStore::open(std::string_view address, OpenMode mode,
                                                   const PostgresOptions& options) {
  CHUHAI_ASSIGN_OR_RETURN(const PostgresAddress parsed, parse_postgres_address(address));
  CHUHAI_ASSIGN_OR_RETURN(auto connection, PostgresConnection::open(parsed, options));
  std::unique_ptr<PostgresStore> store(new PostgresStore(std::move(connection)));
  const auto prepare = [&]() -> Status {
    if (mode == OpenMode::kCreate) CHUHAI_RETURN_IF_ERROR(store->create_schema());
    return store->check_identity();
  };
  if (auto status = prepare(); !status.ok()) {
    return status.take_error().with_context(shown_address(address));
  }
  return std::unique_ptr<Store>(std::move(store));
}

// In one transaction, so that a store is there or isn't.
Status PostgresStore::create_schema() {
  const std::string schema(connection_->schema());
  if (!schema.empty()) {
    CHUHAI_RETURN_IF_ERROR(connection_->run(fmt::format("CREATE SCHEMA IF NOT EXISTS {}", schema)));
  }
  CHUHAI_ASSIGN_OR_RETURN(
      const std::string used,
      connection_->value("SELECT count(*) FROM pg_class AS c JOIN pg_namespace AS n "
                         "ON n.oid = c.relnamespace WHERE n.nspname = current_schema()"));
  const auto already = [] {
    return Error(ErrorCode::kAlreadyExists,
                 "tables are there already: choose another database or schema");
  };
  if (used != "0") return already();
  auto made = connection_->run(
      fmt::format("BEGIN; CREATE TABLE store_identity (application bigint PRIMARY KEY, "
                  "layout bigint NOT NULL); INSERT INTO store_identity (application, layout) "
                  "VALUES ({}, {}); COMMIT",
                  kPostgresApplication, kPostgresLayoutVersion));
  if (made.ok()) return {};
  Error error = made.take_error();
  (void)connection_->run("ROLLBACK");
  // Somebody else was quicker.
  CHUHAI_ASSIGN_OR_RETURN(const std::string table,
                          connection_->value("SELECT to_regclass('store_identity')"));
  return table.empty() ? std::move(error) : already();
}

Status PostgresStore::check_identity() {
  CHUHAI_ASSIGN_OR_RETURN(
      const std::string table,
      connection_->value("SELECT CASE WHEN count(*) = 0 THEN 'empty' WHEN "
                         "bool_or(c.relname = 'store_identity') THEN 'ours' ELSE 'foreign' END "
                         "FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace "
                         "WHERE n.nspname = current_schema()"));
  if (table == "empty") {
    return Error(ErrorCode::kNotFound, "no store here; make a store with `chuhai init`");
  }
  const Error foreign(ErrorCode::kFailedPrecondition,
                      "a database of another program, not a store: choose another database or "
                      "schema (?schema=…)");
  if (table != "ours") return foreign;
  CHUHAI_ASSIGN_OR_RETURN(
      const std::string layout,
      connection_->value(fmt::format("SELECT layout FROM store_identity WHERE application = {}",
                                     kPostgresApplication)));
  if (layout.empty()) return foreign;
  const int64_t version = strtoll(layout.c_str(), nullptr, 10);
  if (version > kPostgresLayoutVersion) {
    return Error(ErrorCode::kUnsupported,
                 fmt::format("layout {} of the store is newer than this program's {}: use a newer "
                             "chuhai",
                             version, kPostgresLayoutVersion));
  }
  return {};
}

}  // namespace chuhai::store
