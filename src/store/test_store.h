// For the tests of every stage: a store on the engine that the environment names. Without
// CHUHAI_TEST_STORE it is SQLite in the test's folder; with a PostgreSQL address in it, a schema of
// that database, named after the folder and dropped when the test program ends.
#pragma once

#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "base/hash.h"
#include "store/postgres_store.h"
#include "store/sqlite_store.h"
#include "store/store.h"

namespace chuhai::store {

// "" for SQLite.
inline std::string test_server() {
  const char* const named = std::getenv("CHUHAI_TEST_STORE");
  return named == nullptr ? "" : named;
}
inline bool tests_run_on_postgres() { return !test_server().empty(); }

inline std::string address_in_schema(std::string_view server, std::string_view schema) {
  return fmt::format("{}{}schema={}", server,
                     server.find('?') == std::string_view::npos ? '?' : '&', schema);
}

// Drops the schemas of this process's tests at its end. A child of a fork leaves by _exit.
class TestSchemas {
 public:
  static void will_drop(const std::string& schema) {
    static TestSchemas all;
    all.schemas_.insert(schema);
  }
  ~TestSchemas() {
    for (const std::string& schema : schemas_) {
      const auto store = Store::open(address_in_schema(test_server(), schema), OpenMode::kExisting);
      if (store.ok()) (void)(*store)->execute(fmt::format("DROP SCHEMA {} CASCADE", schema));
    }
  }

 private:
  std::set<std::string> schemas_;
};

// The address of the store that a test has "in" the folder.
inline std::string test_address(const std::filesystem::path& folder) {
  if (!tests_run_on_postgres()) return folder.string();
  const std::string schema = fmt::format("test_{:016x}", stable_hash64(folder.string()));
  TestSchemas::will_drop(schema);
  return address_in_schema(test_server(), schema);
}

// An existing store, by a writer that waits for its turn only so long.
inline Result<std::unique_ptr<Store>> open_impatient(const std::filesystem::path& folder,
                                                     int wait_ms_max) {
  if (tests_run_on_postgres()) {
    return PostgresStore::open(test_address(folder), OpenMode::kExisting,
                               {.lock_timeout_ms_max = wait_ms_max});
  }
  return SqliteStore::open(folder, OpenMode::kExisting, {.busy_timeout_ms_max = wait_ms_max});
}

}  // namespace chuhai::store
