#include "store/migration.h"

#include <fmt/format.h>

#include <map>
#include <optional>

#include "base/hash.h"

namespace chuhai::store {
namespace {

constexpr std::string_view kMigrationTable = R"(
  CREATE TABLE IF NOT EXISTS store_migration (
    stage {text} NOT NULL, version {int} NOT NULL, name {text} NOT NULL, digest {text} NOT NULL,
    PRIMARY KEY (stage, version)
  ) {key_table})";

std::string digest_of(const Migration& migration) {
  const Hash128 hash = stable_hash128(migration.sql);
  return fmt::format("{:016x}{:016x}", hash.high, hash.low);
}

// Versions must be 1, 2, … in the order given, so that every store has gone the same way.
Result<std::map<std::string_view, int>> newest_versions(std::span<const Migration> migrations) {
  std::map<std::string_view, int> newest;
  for (const Migration& migration : migrations) {
    int& version = newest[migration.stage];
    if (migration.stage.empty() || migration.version != version + 1) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("migration {} of stage \"{}\" stands where {} was due",
                               migration.version, migration.stage, version + 1));
    }
    version = migration.version;
  }
  return newest;
}

Result<std::optional<std::string>> applied_digest(Store& store, const Migration& migration) {
  std::optional<std::string> digest;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT digest FROM store_migration WHERE stage = :stage AND version = :version",
      {{"stage", migration.stage}, {"version", migration.version}}, [&](const Row& row) -> Status {
        digest = std::string(row.text(0));
        return {};
      }));
  return digest;
}

Status check_not_newer(Store& store, const std::map<std::string_view, int>& newest) {
  return store.query(
      "SELECT stage, max(version) FROM store_migration GROUP BY stage", {},
      [&](const Row& row) -> Status {
        const auto known = newest.find(row.text(0));
        if (known == newest.end() || row.int64(1) <= known->second) return {};
        return Error(ErrorCode::kUnsupported,
                     fmt::format("the store's tables of stage {} are at version {}, this program "
                                 "knows {}: use a newer chuhai",
                                 row.text(0), row.int64(1), known->second));
      });
}

// True when there is nothing to do.
Result<bool> check_applied(Store& store, const Migration& migration) {
  CHUHAI_ASSIGN_OR_RETURN(const auto digest, applied_digest(store, migration));
  if (digest && *digest != digest_of(migration)) {
    return Error(ErrorCode::kCorrupt,
                 fmt::format("migration {} of stage {} ({}) was applied to this store with another "
                             "text: a migration is final, write a new one",
                             migration.version, migration.stage, migration.name));
  }
  return digest.has_value();
}

Status apply_one(Store& store, const Dialect& dialect, const Migration& migration) {
  CHUHAI_ASSIGN_OR_RETURN(const auto statements, migration_statements(migration.sql, dialect));
  CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, store.begin());
  // Somebody else may have applied it while this one waited for the lock.
  CHUHAI_ASSIGN_OR_RETURN(const bool done, check_applied(store, migration));
  if (done) return {};
  for (const std::string& statement : statements) {
    CHUHAI_RETURN_IF_ERROR(store.execute(statement));
  }
  CHUHAI_RETURN_IF_ERROR(
      store.execute("INSERT INTO store_migration (stage, version, name, digest) "
                    "VALUES (:stage, :version, :name, :digest)",
                    {{"stage", migration.stage},
                     {"version", migration.version},
                     {"name", migration.name},
                     {"digest", digest_of(migration)}}));
  return transaction.commit();
}

}  // namespace

Status apply_migrations(Store& store, const Dialect& dialect,
                        std::span<const Migration> migrations) {
  CHUHAI_ASSIGN_OR_RETURN(const auto newest, newest_versions(migrations));
  Status read = check_not_newer(store, newest);
  if (!read.ok() && read.error().code() == ErrorCode::kInvalidArgument) {
    // There is no such table yet. To make it if it isn't there would wait for a writer each time.
    CHUHAI_ASSIGN_OR_RETURN(const auto table, migration_statements(kMigrationTable, dialect));
    CHUHAI_RETURN_IF_ERROR(store.execute(table.front()));
    read = check_not_newer(store, newest);
  }
  if (!read.ok()) return read;
  for (const Migration& migration : migrations) {
    CHUHAI_ASSIGN_OR_RETURN(const bool done, check_applied(store, migration));
    if (done) continue;
    if (auto status = apply_one(store, dialect, migration); !status.ok()) {
      return status.take_error().with_context(fmt::format(
          "migration {} of stage {} ({})", migration.version, migration.stage, migration.name));
    }
  }
  return {};
}

}  // namespace chuhai::store
