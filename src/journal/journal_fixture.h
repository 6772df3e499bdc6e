// What the tests of the folder share: a store in a folder of its own, and short ways to write.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "journal/journal.h"
#include "store/test_store.h"

#define EXPECT_OK(expression)                             \
  do {                                                    \
    const auto& result = (expression);                    \
    ASSERT_TRUE(result.ok()) << result.error().message(); \
  } while (false)

#define EXPECT_CODE(expression, expected)                           \
  do {                                                              \
    const auto& result = (expression);                              \
    ASSERT_FALSE(result.ok()) << #expression;                       \
    EXPECT_EQ(chuhai::error_code_name(result.error().code()),       \
              chuhai::error_code_name(chuhai::ErrorCode::expected)) \
        << result.error().message();                                \
  } while (false)

namespace chuhai::journal {

inline const Act kAct{Instant::from_millis(1'700'000'000'123), "王工"};

inline NewEntry entry_of(std::string_view bytes, std::string_view kind = "message") {
  NewEntry entry{.kind = std::string(kind), .source_name = "a.xml", .parameters = "{}"};
  entry.record = whole_record(std::string(bytes));
  return entry;
}

class JournalTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "chuhai_journal_XXXXXX").string();
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    auto made = store::Store::open(store::test_address(folder_), store::OpenMode::kCreate);
    ASSERT_TRUE(made.ok()) << made.error().message();
    store_ = std::move(made).value();
    EXPECT_OK(store_->migrate(migrations()));
  }
  void TearDown() override {
    store_.reset();
    std::filesystem::remove_all(folder_);
  }

  std::unique_ptr<store::Store> connect(int busy_timeout_ms_max = 10'000) {
    auto opened = store::open_impatient(folder_, busy_timeout_ms_max);
    EXPECT_TRUE(opened.ok()) << opened.error().message();
    return opened.ok() ? std::move(opened).value() : nullptr;
  }

  int64_t number(std::string_view sql) { return number(*store_, sql); }
  static int64_t number(store::Store& store, std::string_view sql) {
    int64_t value = 0;
    const Status status = store.query(sql, {}, [&](const store::Row& row) -> Status {
      value = row.int64(0);
      return {};
    });
    EXPECT_TRUE(status.ok()) << status.error().message();
    return value;
  }

  // Every lane's positions are 1, 2, … up to its head, and every batch has the entries it counts.
  void expect_sound(store::Store& store) {
    for (const char* counted : {"entry", "event"}) {
      EXPECT_EQ(
          number(store, fmt::format("SELECT count(*) FROM (SELECT h.lane FROM journal_head AS h "
                                    "LEFT JOIN journal_{0} AS r ON r.lane = h.lane "
                                    "WHERE h.counter = '{0}' GROUP BY h.lane, h.next HAVING "
                                    "count(r.lane) <> h.next - 1 OR "
                                    "coalesce(max(r.position), 0) <> h.next - 1) AS wrong",
                                    counted)),
          0)
          << counted;
    }
    EXPECT_EQ(number(store,
                     "SELECT count(*) FROM (SELECT b.batch FROM journal_batch AS b "
                     "LEFT JOIN journal_entry AS e ON e.batch = b.batch "
                     "GROUP BY b.batch, b.entries HAVING count(e.lane) <> b.entries) AS wrong"),
              0);
    EXPECT_EQ(number(store,
                     "SELECT count(*) FROM journal_entry AS e LEFT JOIN journal_archive AS a "
                     "ON a.lane = coalesce(e.first_lane, e.lane) "
                     "AND a.position = coalesce(e.first_position, e.position) "
                     "WHERE a.lane IS NULL"),
              0);
  }

  std::filesystem::path folder_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace chuhai::journal
