// What is SQLite's own: its file, its settings.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <fstream>

#include "store/store_fixture.h"

namespace chuhai::store {
namespace {

namespace fs = std::filesystem;

// In a folder, whatever the environment names.
class SqliteTest : public StoreTest {
 protected:
  void create() {
    store_ = opened(Store::open(folder_.string(), OpenMode::kCreate));
    ASSERT_NE(store_, nullptr);
  }
  void create_pairs() {
    create();
    migrate(
        "CREATE TABLE store_pair (k {text} NOT NULL, n {int}, b {blob}, PRIMARY KEY (k)) {table}");
  }
  std::unique_ptr<Store> second() {
    return opened(SqliteStore::open(folder_, OpenMode::kExisting, {.busy_timeout_ms_max = 50}));
  }
  fs::path file() const { return folder_ / "chuhai.db"; }
};

TEST_F(SqliteTest, OpensWhatItMade) {
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kExisting), kNotFound);
  EXPECT_CODE(Store::open((folder_ / "none").string(), OpenMode::kExisting), kNotFound);
  create();
  EXPECT_EQ(store_->engine_name(), "sqlite");
  store_.reset();
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kCreate), kAlreadyExists);
  EXPECT_NE(opened(Store::open(folder_.string(), OpenMode::kExisting)), nullptr);
  EXPECT_NE(opened(Store::open((folder_ / "a" / "b").string(), OpenMode::kCreate)), nullptr);
}

TEST_F(SqliteTest, RefusesWhatIsNoFolder) {
  std::ofstream(folder_ / "plain") << "text";
  for (const OpenMode mode : {OpenMode::kCreate, OpenMode::kExisting}) {
    EXPECT_CODE(Store::open((folder_ / "plain").string(), mode), kInvalidArgument);
  }
  EXPECT_CODE(Store::open((folder_ / "plain" / "below").string(), OpenMode::kCreate), kIo);
}

TEST_F(SqliteTest, RefusesOtherFiles) {
  sqlite3* foreign = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &foreign), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(foreign, "CREATE TABLE x (a)", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(foreign);
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kExisting), kFailedPrecondition);
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kCreate), kAlreadyExists);
  std::ofstream(file(), std::ios::trunc) << std::string(20'000, 'x');
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kExisting), kCorrupt);
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kCreate), kAlreadyExists);
}

TEST_F(SqliteTest, AnEmptyFileIsAnUnfinishedInit) {
  std::ofstream(file(), std::ios::trunc) << "";
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kExisting), kNotFound);
  create();
  create_directories(folder_ / "lost");
  std::ofstream(folder_ / "lost" / "chuhai.db") << "";
  std::ofstream(folder_ / "lost" / "chuhai.db-wal") << "log";
  EXPECT_CODE(Store::open((folder_ / "lost").string(), OpenMode::kExisting), kCorrupt);
}

TEST_F(SqliteTest, RefusesANewerLayout) {
  create();
  store_.reset();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(raw, "PRAGMA user_version = 2", nullptr, nullptr, nullptr), SQLITE_OK);
  sqlite3_close(raw);
  EXPECT_CODE(Store::open(folder_.string(), OpenMode::kExisting), kUnsupported);
}

TEST_F(SqliteTest, ADamagedPageIsCorrupt) {
  create_pairs();
  {
    auto transaction = store_->begin();
    for (int i = 0; i < 2000; ++i) ASSERT_TRUE(put(*store_, std::to_string(i), i).ok());
    ASSERT_TRUE(transaction->commit().ok());
  }
  store_.reset();
  std::fstream raw(file(), std::ios::in | std::ios::out | std::ios::binary);
  const auto bytes = static_cast<int64_t>(fs::file_size(file()));
  for (int64_t page = 2; page * kSqlitePageBytes < bytes; ++page) {
    raw.seekp(page * kSqlitePageBytes);
    raw << std::string(64, '\xff');
  }
  raw.close();
  store_ = second();
  EXPECT_CODE(store_->query("SELECT k, n FROM store_pair ORDER BY k", {},
                            [](const Row&) -> Status { return {}; }),
              kCorrupt);
}

TEST_F(SqliteTest, SettingsHold) {
  create_pairs();
  store_.reset();
  sqlite3* raw = nullptr;
  ASSERT_EQ(sqlite3_open(file().c_str(), &raw), SQLITE_OK);
  const auto text_of = [&](const char* sql) {
    std::string text;
    sqlite3_exec(
        raw, sql,
        [](void* out, int, char** values, char**) {
          *static_cast<std::string*>(out) = values[0];
          return 0;
        },
        &text, nullptr);
    return text;
  };
  EXPECT_EQ(text_of("PRAGMA journal_mode"), "wal");
  EXPECT_EQ(text_of("PRAGMA page_size"), "8192");
  EXPECT_EQ(text_of("PRAGMA application_id"), std::to_string(kSqliteApplicationId));
  EXPECT_EQ(text_of("SELECT group_concat(strict || wr) FROM pragma_table_list "
                    "WHERE name IN ('store_pair', 'store_migration')"),
            "10,11");
  sqlite3_close(raw);
  store_ = second();
  int64_t matches = -1;
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  ASSERT_TRUE(store_
                  ->query("SELECT count(*) FROM store_pair WHERE k LIKE 'A'", {},
                          [&](const Row& row) -> Status {
                            matches = row.int64(0);
                            return {};
                          })
                  .ok());
  EXPECT_EQ(matches, 0);
}

// A fraction never gets in; PostgreSQL would round it, so the storage rules have no decimal
// literal.
TEST_F(SqliteTest, AFractionIsRefused) {
  create_pairs();
  EXPECT_CODE(store_->execute("INSERT INTO store_pair (k, n) VALUES ('a', 1.5)"), kOutOfRange);
}

}  // namespace
}  // namespace chuhai::store
