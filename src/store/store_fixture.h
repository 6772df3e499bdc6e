// For the tests of the folder: a store of a test's own on the engine that test_store.h chooses.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "store/test_store.h"

namespace chuhai::store {

class StoreTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "chuhai_store_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static std::unique_ptr<Store> opened(Result<std::unique_ptr<Store>> result) {
    EXPECT_TRUE(result.ok()) << result.error().message();
    return result.ok() ? std::move(result).value() : nullptr;
  }
  void create() {
    store_ = opened(Store::open(address(), OpenMode::kCreate));
    ASSERT_NE(store_, nullptr);
  }
  std::unique_ptr<Store> second(int busy_timeout_ms_max = 50) {
    return opened(open_impatient(folder_, busy_timeout_ms_max));
  }
  std::string address() const { return test_address(folder_); }

  void migrate(std::string_view sql) {
    const Migration migration{"t", 1, "tables", sql};
    const Status status = store_->migrate(std::span(&migration, 1));
    ASSERT_TRUE(status.ok()) << status.error().message();
  }
  void create_pairs() {
    create();
    migrate(
        "CREATE TABLE store_pair (k {text} NOT NULL, n {int}, b {blob}, PRIMARY KEY (k)) {table}");
  }

  int64_t count(Store& store, std::string_view table = "store_pair") {
    int64_t rows = -1;
    const Status status = store.query("SELECT count(*) FROM " + std::string(table), {},
                                      [&](const Row& row) -> Status {
                                        rows = row.int64(0);
                                        return {};
                                      });
    EXPECT_TRUE(status.ok()) << status.error().message();
    return rows;
  }
  Result<int64_t> put(Store& store, std::string_view key, int64_t number) {
    return store.execute("INSERT INTO store_pair (k, n) VALUES (:k, :n)",
                         {{"k", key}, {"n", number}});
  }

  std::filesystem::path folder_;
  std::unique_ptr<Store> store_;
};

#define EXPECT_OK(expression)                             \
  do {                                                    \
    const auto result = (expression);                     \
    ASSERT_TRUE(result.ok()) << result.error().message(); \
  } while (false)

#define EXPECT_CODE(expression, expected)                                                   \
  do {                                                                                      \
    const auto result = (expression);                                                       \
    ASSERT_FALSE(result.ok()) << #expression;                                               \
    EXPECT_EQ(error_code_name(result.error().code()), error_code_name(ErrorCode::expected)) \
        << result.error().message();                                                        \
  } while (false)

}  // namespace chuhai::store
