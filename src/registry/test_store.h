// A store in a folder of its own, and acts at given days, for the tests of this folder.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <memory>
#include <string>

#include "base/credit_code.h"
#include "journal/journal.h"
#include "registry/import.h"
#include "registry/registry.h"
#include "store/test_store.h"

namespace chuhai::registry {

class RegistryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    folder_ = std::filesystem::temp_directory_path() /
              fmt::format("chuhai_registry_{}_{}", getpid(), test->name());
    std::filesystem::remove_all(folder_);
    store_ = store::Store::open(store::test_address(folder_), store::OpenMode::kCreate).value();
    ASSERT_TRUE(store_->migrate(journal::migrations()).ok());
    ASSERT_TRUE(store_->migrate(migrations()).ok());
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  static journal::Act act(std::string_view day) {
    return {Instant::start_of(Date::parse(day).value()), "tester"};
  }

  ImportReport import(std::string_view kind, std::string_view csv,
                      std::string_view day = "2024-01-01") {
    auto report = import_csv(*store_, act(day), kind, "test.csv", csv);
    EXPECT_TRUE(report.ok()) << (report.ok() ? "" : report.error().message());
    return report.ok() ? std::move(report).value() : ImportReport();
  }
  // Every line must be taken.
  void take(std::string_view kind, std::string_view csv, std::string_view day = "2024-01-01") {
    const ImportReport report = import(kind, csv, day);
    EXPECT_TRUE(report.refused.empty()) << report.to_json().to_string();
    EXPECT_GT(report.taken, 0u);
  }
  Registry load(const View& view = {}) {
    auto registry = Registry::load(*store_, view);
    EXPECT_TRUE(registry.ok()) << (registry.ok() ? "" : registry.error().message());
    return std::move(registry).value();
  }
  int64_t count(std::string_view sql) {
    int64_t rows = -1;
    EXPECT_TRUE(store_
                    ->query(sql, {},
                            [&](const store::Row& row) -> Status {
                              rows = row.int64(0);
                              return {};
                            })
                    .ok());
    return rows;
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
};

// A valid credit code made from a number.
inline std::string test_code(int n) {
  const std::string first17 = fmt::format("91430100MA{:07}", n);
  return first17 + CreditCode::check_character(first17).value();
}

inline constexpr std::string_view kEnterpriseHeader =
    "id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,established,"
    "deregistered,valid_from,synthetic\n";

// A right enterprise line for test_code(n).
inline std::string enterprise_line(int n, std::string_view valid_from = "2020-01-01",
                                   std::string_view size = "small") {
  return fmt::format(
      "{},{:010},企业{},Enterprise {},seller,{},430121,1000000.00,2019-05-06,,{},1\n", test_code(n),
      n, n, n, size, valid_from);
}

}  // namespace chuhai::registry
