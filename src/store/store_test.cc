// What holds on both engines.
#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ctime>
#include <limits>
#include <thread>

#include "store/store_fixture.h"
#include "store/transaction.h"

namespace chuhai::store {
namespace {

using ::testing::ElementsAre;

TEST_F(StoreTest, OpensWhatItMade) {
  EXPECT_CODE(Store::open(address(), OpenMode::kExisting), kNotFound);
  create();
  EXPECT_EQ(store_->engine_name(), tests_run_on_postgres() ? "postgresql" : "sqlite");
  store_.reset();
  EXPECT_CODE(Store::open(address(), OpenMode::kCreate), kAlreadyExists);
  EXPECT_NE(opened(Store::open(address(), OpenMode::kExisting)), nullptr);
  EXPECT_CODE(Store::open("", OpenMode::kCreate), kInvalidArgument);
}

TEST_F(StoreTest, ValuesComeBack) {
  create_pairs();
  const std::string binary("\0\xff'", 3);
  const std::string_view nothing;
  ASSERT_TRUE(store_
                  ->execute("INSERT INTO store_pair (k, n, b) VALUES (:k, :n, :b)",
                            {{"k", "湘品出海"}, {"n", INT64_MIN}, {"b", Blob{binary}}})
                  .ok());
  ASSERT_TRUE(store_
                  ->execute("INSERT INTO store_pair (k, n, b) VALUES (:k, :n, :b)",
                            {{"k", nothing}, {"n", std::monostate{}}, {"b", Blob{nothing}}})
                  .ok());
  std::vector<std::string> seen;
  ASSERT_TRUE(store_
                  ->query("SELECT k, n, b FROM store_pair ORDER BY k", {},
                          [&](const Row& row) -> Status {
                            seen.push_back(fmt::format(
                                "{}|{}{}|{}{}", row.text(0), row.is_null(1) ? "null " : "",
                                row.int64(1), row.is_null(2) ? "null " : "", row.bytes(2)));
                            return {};
                          })
                  .ok());
  EXPECT_THAT(seen, ElementsAre("|null 0|", "湘品出海|-9223372036854775808|" + binary));
}

TEST_F(StoreTest, ParametersAreNamedAndComplete) {
  create_pairs();
  const std::string_view insert = "INSERT INTO store_pair (k, n) VALUES (:k, :n)";
  struct Case {
    std::string_view sql;
    Parameters parameters;
  };
  const std::vector<Case> wrong = {
      {insert, {{"k", "a"}}},
      {insert, {}},
      {insert, {{"k", "a"}, {"m", 1}}},
      {insert, {{"k", "a"}, {"n", 1}, {"m", 1}}},
      {insert, {{"k", "a"}, {"n", 1}, {"n", 2}}},
      {insert, {{"k", std::string_view("a\0b", 3)}, {"n", 1}}},
      {insert, {{"k", "\xc3"}, {"n", 1}}},
      {"INSERT INTO store_pair (k, n) VALUES (?, ?)", {{"k", "a"}, {"n", 1}}},
      {"INSERT INTO store_pair (k, n) VALUES (?1, 1)", {{"1", "a"}}},
      {"INSERT INTO store_pair (k, n) VALUES ($k, 1)", {{"k", "a"}}},
      {"INSERT INTO store_pair (k, n) VALUES ('a', 1); DELETE FROM store_pair", {}},
      {"INSERT INTO store_pair (k, n) VALUES (\"a\", 1)", {}},
      {"", {}},
      {"-- nothing", {}},
      {"SELEC 1", {}},
      {"BEGIN", {}},
      {" commit", {}},
      {"PRAGMA synchronous = OFF", {}},
      {"REPLACE INTO store_pair (k) VALUES ('a')", {}},
  };
  for (const Case& c : wrong) EXPECT_CODE(store_->execute(c.sql, c.parameters), kInvalidArgument);
  EXPECT_EQ(count(*store_), 0);
  // The cached statement is clean after all that, and a name may stand twice in the text.
  ASSERT_TRUE(put(*store_, "a", 5).ok());
  int64_t found = 0;
  ASSERT_TRUE(store_
                  ->query("SELECT n + :x FROM store_pair WHERE n > :x", {{"x", 2}},
                          [&](const Row& row) -> Status {
                            found = row.int64(0);
                            return {};
                          })
                  .ok());
  EXPECT_EQ(found, 7);
}

TEST_F(StoreTest, CountsChangedRows) {
  create_pairs();
  for (const char* key : {"a", "b", "c"}) EXPECT_EQ(put(*store_, key, 1).value(), 1);
  EXPECT_EQ(store_->execute("UPDATE store_pair SET n = 2 WHERE k < :k", {{"k", "c"}}).value(), 2);
  EXPECT_EQ(store_->execute("SELECT k FROM store_pair", {}).value(), 0);
  EXPECT_EQ(
      store_->execute("INSERT INTO store_pair (k) VALUES ('a') ON CONFLICT DO NOTHING").value(), 0);
  EXPECT_EQ(store_->execute("CREATE TABLE t_more (a INTEGER PRIMARY KEY)").value(), 0);
  EXPECT_EQ(store_->execute("DELETE FROM store_pair").value(), 3);
}

TEST_F(StoreTest, ConstraintsHaveTheirCodes) {
  create();
  migrate(R"(CREATE TABLE t_zone (id {int} NOT NULL, PRIMARY KEY (id)) {key_table};
             CREATE TABLE t_site (id {int} NOT NULL, zone {int} NOT NULL REFERENCES t_zone (id),
               size {int} CHECK (size > 0), PRIMARY KEY (id)) {table})");
  ASSERT_TRUE(store_->execute("INSERT INTO t_zone (id) VALUES (1)").ok());
  ASSERT_TRUE(store_->execute("INSERT INTO t_site (id, zone) VALUES (1, 1)").ok());
  EXPECT_CODE(store_->execute("INSERT INTO t_zone (id) VALUES (1)"), kAlreadyExists);
  EXPECT_CODE(store_->execute("INSERT INTO t_site (id, zone) VALUES (2, 9)"), kFailedPrecondition);
  EXPECT_CODE(store_->execute("DELETE FROM t_zone"), kFailedPrecondition);
  EXPECT_CODE(store_->execute("INSERT INTO t_site (id) VALUES (3)"), kInvalidArgument);
  EXPECT_CODE(store_->execute("INSERT INTO t_site (id, zone, size) VALUES (3, 1, 0)"),
              kInvalidArgument);
  EXPECT_CODE(store_->execute("INSERT INTO t_site (id, zone) VALUES ('x', 1)"), kInvalidArgument);
}

// SQLite turns an integer sum that overflows into a fraction; nothing here may ever hold one.
TEST_F(StoreTest, OverflowIsAnError) {
  create_pairs();
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
  ASSERT_TRUE(put(*store_, "high", kMax).ok());
  ASSERT_TRUE(put(*store_, "low", kMin).ok());
  const auto none = [](const Row&) -> Status { return {}; };
  EXPECT_CODE(store_->execute("UPDATE store_pair SET n = n + 1 WHERE k = 'high'"), kOutOfRange);
  EXPECT_CODE(store_->execute("UPDATE store_pair SET n = n - 1 WHERE k = 'low'"), kOutOfRange);
  EXPECT_CODE(store_->query("SELECT n + 1 FROM store_pair WHERE k = 'high'", {}, none),
              kOutOfRange);
  ASSERT_TRUE(put(*store_, "more", 1).ok());
  EXPECT_CODE(store_->query("SELECT sum(n) FROM store_pair WHERE n > 0", {}, none), kOutOfRange);
  EXPECT_CODE(store_->query("SELECT avg(n) FROM store_pair WHERE k = 'more'", {}, none),
              kOutOfRange);
}

TEST_F(StoreTest, TransactionsEnd) {
  create_pairs();
  {
    auto transaction = store_->begin();
    ASSERT_TRUE(transaction.ok());
    ASSERT_TRUE(put(*store_, "dropped", 1).ok());
    EXPECT_CODE(store_->begin(), kFailedPrecondition);
  }
  EXPECT_EQ(count(*store_), 0);
  {
    auto transaction = store_->begin();
    ASSERT_TRUE(put(*store_, "rolled back", 1).ok());
    transaction->rollback();
    ASSERT_TRUE(put(*store_, "by itself", 1).ok());
  }
  EXPECT_EQ(count(*store_), 1);
  {
    auto transaction = store_->begin();
    Transaction moved = std::move(transaction).value();
    ASSERT_TRUE(put(*store_, "kept", 1).ok());
    ASSERT_TRUE(moved.commit().ok());
  }
  store_.reset();
  store_ = second();
  EXPECT_EQ(count(*store_), 2);
}

// As on PostgreSQL: after a failed statement nothing of the transaction can be kept.
TEST_F(StoreTest, AFailureEndsTheTransaction) {
  create_pairs();
  auto transaction = store_->begin();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  EXPECT_CODE(put(*store_, "a", 2), kAlreadyExists);
  EXPECT_CODE(put(*store_, "b", 2), kFailedPrecondition);
  EXPECT_CODE(transaction->commit(), kFailedPrecondition);
  EXPECT_EQ(count(*store_), 0);
  ASSERT_TRUE(put(*store_, "b", 2).ok());
}

TEST_F(StoreTest, AWrongParameterEndsTheTransactionToo) {
  create_pairs();
  const std::string_view insert = "INSERT INTO store_pair (k, n) VALUES (:k, :n)";
  const std::string_view select = "SELECT n FROM store_pair WHERE k = :k";
  const auto ignore = [](const Row&) -> Status { return {}; };
  for (const bool by_query : {false, true}) {
    SCOPED_TRACE(by_query);
    auto transaction = store_->begin();
    ASSERT_TRUE(put(*store_, "a", 1).ok());
    if (by_query) {
      EXPECT_CODE(store_->query(select, {{"k", "\xc3"}}, ignore), kInvalidArgument);
    } else {
      EXPECT_CODE(store_->execute(insert, {{"k", "\xc3"}, {"n", 1}}), kInvalidArgument);
    }
    EXPECT_CODE(put(*store_, "b", 2), kFailedPrecondition);
    EXPECT_CODE(transaction->commit(), kFailedPrecondition);
    EXPECT_EQ(count(*store_), 0);
  }
  // Without a transaction there is nothing to end.
  EXPECT_CODE(store_->execute(insert, {{"k", "\xc3"}, {"n", 1}}), kInvalidArgument);
  EXPECT_TRUE(put(*store_, "b", 2).ok());
}

TEST_F(StoreTest, ACallbackEndsTheQueryAndMayUseTheStore) {
  create_pairs();
  for (const char* key : {"a", "b", "c"}) ASSERT_TRUE(put(*store_, key, 1).ok());
  const std::string_view all = "SELECT k FROM store_pair ORDER BY k";
  std::string seen;
  const auto outer = [&](const Row& row) -> Status {
    if (row.text(0) == "c") return Error(ErrorCode::kConflict, "enough");
    seen += row.text(0);
    return store_->query(all, {}, [&](const Row& inner) -> Status {
      seen += inner.text(0);
      return {};
    });
  };
  EXPECT_CODE(store_->query(all, {}, outer), kConflict);
  EXPECT_EQ(seen, "aabcbabc");
}

TEST_F(StoreTest, TwoConnectionsOneWriter) {
  create_pairs();
  auto other = second();
  auto transaction = store_->begin();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  EXPECT_CODE(other->begin(), kUnavailable);
  EXPECT_CODE(put(*other, "b", 1), kUnavailable);
  EXPECT_EQ(count(*other), 0);  // a reader neither waits nor sees half
  const Migration known{
      "t", 1, "tables",
      "CREATE TABLE store_pair (k {text} NOT NULL, n {int}, b {blob}, PRIMARY KEY (k)) {table}"};
  EXPECT_OK(other->migrate(std::span(&known, 1)));  // nor does whoever finds its tables there
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_EQ(count(*other), 1);
  ASSERT_TRUE(put(*other, "b", 1).ok());
  EXPECT_EQ(count(*store_), 2);
}

TEST_F(StoreTest, AReadingTransactionSeesOneMomentAndWritesNothing) {
  create_pairs();
  auto other = second();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  {
    auto reading = store_->begin_reading();
    ASSERT_TRUE(reading.ok()) << reading.error().message();
    EXPECT_TRUE(store_->is_in_transaction());
    EXPECT_EQ(count(*store_), 1);
    ASSERT_TRUE(put(*other, "b", 1).ok());
    EXPECT_EQ(count(*store_), 1);
    EXPECT_CODE(store_->begin(), kFailedPrecondition);
    ASSERT_TRUE(reading->commit().ok());
  }
  EXPECT_FALSE(store_->is_in_transaction());
  EXPECT_EQ(count(*store_), 2);
  {
    auto reading = store_->begin_reading();
    ASSERT_TRUE(put(*other, "c", 1).ok());
    EXPECT_EQ(count(*store_), 2);  // the moment is that of its beginning
    EXPECT_CODE(put(*store_, "d", 1), kFailedPrecondition);
    EXPECT_CODE(reading->commit(), kFailedPrecondition);
  }
  EXPECT_EQ(count(*store_), 3);
}

TEST_F(StoreTest, ATransactionIsDoneAgainAfterAConflict) {
  create_pairs();
  int attempts = 0;
  const auto body = [&](ErrorCode code, int failures) {
    attempts = 0;
    return run_transaction(*store_,
                           [&, code, failures]() -> Status {
                             CHUHAI_RETURN_IF_ERROR(put(*store_, "a", ++attempts));
                             if (attempts <= failures) return Error(code, "made up");
                             return {};
                           },
                           {.attempts_max = 4, .first_pause_ms = 1});
  };
  EXPECT_CODE(body(ErrorCode::kConflict, 4), kConflict);
  EXPECT_EQ(attempts, 4);
  EXPECT_CODE(body(ErrorCode::kInvalidArgument, 1), kInvalidArgument);
  EXPECT_EQ(attempts, 1);
  EXPECT_EQ(count(*store_), 0);
  EXPECT_OK(body(ErrorCode::kUnavailable, 3));
  EXPECT_EQ(attempts, 4);
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(StoreTest, AWriterWaitsForTheOther) {
  create_pairs();
  auto transaction = store_->begin();
  std::thread waiting([this] {
    auto other = second(10'000);
    EXPECT_TRUE(put(*other, "b", 1).ok());
  });
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  ASSERT_TRUE(transaction->commit().ok());
  waiting.join();
  EXPECT_EQ(count(*store_), 2);
}

TEST_F(StoreTest, BulkAppendWritesEveryRow) {
  create_pairs();
  const std::vector<std::string_view> columns = {"k", "n", "b"};
  int64_t expected = 0;
  for (const int rows : {0, 1, 63, 64, 65, 200}) {
    auto transaction = store_->begin();
    auto append = store_->bulk_append("store_pair", columns, true);
    ASSERT_TRUE(append.ok());
    for (int i = 0; i < rows; ++i) {
      // Built and gone at once: the append keeps its own copy.
      auto& row = (*append)->text(fmt::format("{}-{}", rows, i)).int64(i);
      if (i % 2 == 0)
        row.blob(std::string(i, '\xfe'));
      else
        row.null();
      ASSERT_TRUE((*append)->end_row().ok());
    }
    ASSERT_TRUE((*append)->finish().ok());
    ASSERT_TRUE(transaction->commit().ok());
    expected += rows;
    EXPECT_EQ(count(*store_), expected);
  }
  int64_t wrong = -1;
  ASSERT_TRUE(store_
                  ->query("SELECT count(*) FROM store_pair WHERE "
                          "NOT ((n % 2 = 0 AND length(b) = n) OR (n % 2 = 1 AND b IS NULL))",
                          {},
                          [&](const Row& row) -> Status {
                            wrong = row.int64(0);
                            return {};
                          })
                  .ok());
  EXPECT_EQ(wrong, 0);
}

TEST_F(StoreTest, BulkAppendRefusesWhatItMust) {
  create_pairs();
  const std::vector<std::string_view> columns = {"k", "n"};
  EXPECT_CODE(store_->bulk_append("store_pair", columns, false), kFailedPrecondition);
  auto transaction = store_->begin();
  EXPECT_CODE(store_->bulk_append("store_pair; DROP", columns, false), kInvalidArgument);
  EXPECT_CODE(store_->bulk_append("store_pair", {}, false), kInvalidArgument);
  struct Case {
    const char* name;
    ErrorCode code;
    std::function<Status(BulkAppend&)> rows;
  };
  const std::vector<Case> cases = {
      {"short row", ErrorCode::kInvalidArgument,
       [](BulkAppend& a) { return a.text("k").end_row(); }},
      {"unended row", ErrorCode::kInvalidArgument,
       [](BulkAppend& a) { return a.text("k").finish(); }},
      {"repeat", ErrorCode::kAlreadyExists,
       [](BulkAppend& a) -> Status {
         CHUHAI_RETURN_IF_ERROR(a.text("k").int64(1).end_row());
         CHUHAI_RETURN_IF_ERROR(a.text("k").int64(1).end_row());
         return a.finish();
       }},
      {"not UTF-8", ErrorCode::kInvalidArgument,
       [](BulkAppend& a) -> Status {
         CHUHAI_RETURN_IF_ERROR(a.text("\xff").int64(1).end_row());
         return a.finish();
       }},
      {"twice", ErrorCode::kInvalidArgument,
       [](BulkAppend& a) -> Status {
         CHUHAI_RETURN_IF_ERROR(a.finish());
         return a.finish();
       }},
  };
  for (const Case& c : cases) {
    transaction->rollback();
    Result<Transaction> attempt = store_->begin();
    ASSERT_TRUE(attempt.ok());
    auto append = store_->bulk_append("store_pair", columns, false);
    ASSERT_TRUE(append.ok());
    const Status status = c.rows(**append);
    ASSERT_FALSE(status.ok()) << c.name;
    EXPECT_EQ(error_code_name(status.error().code()), error_code_name(c.code)) << c.name;
    EXPECT_CODE(attempt->commit(), kFailedPrecondition);
  }
  EXPECT_EQ(count(*store_), 0);
}

TEST_F(StoreTest, MigrationsAreAppliedOnceInOrder) {
  create();
  const std::string_view first =
      "-- a ';' in a comment\nCREATE TABLE t_one (a {int}, PRIMARY KEY (a)) {table};\n"
      "INSERT INTO t_one (a) VALUES (length('{int};''x'));";
  const std::vector<Migration> both = {
      {"t", 1, "one", first},
      {"u", 1, "other stage", "CREATE TABLE u_one (a {text}, PRIMARY KEY (a)) {key_table}"},
      {"t", 2, "two", "ALTER TABLE t_one ADD COLUMN b {blob}; UPDATE t_one SET a = a + 100"},
  };
  const std::vector<Migration> older = {both[0], both[1]};
  EXPECT_OK(store_->migrate(older));
  EXPECT_OK(store_->migrate(both));
  EXPECT_OK(store_->migrate(both));
  store_.reset();
  store_ = second();
  EXPECT_OK(store_->migrate(both));
  int64_t value = 0;
  ASSERT_TRUE(store_
                  ->query("SELECT a, b FROM t_one", {},
                          [&](const Row& row) -> Status {
                            value = row.int64(0);
                            return {};
                          })
                  .ok());
  EXPECT_EQ(value, 108);
  EXPECT_EQ(count(*store_, "store_migration"), 3);
  EXPECT_CODE(store_->migrate(older), kUnsupported);
  std::vector<Migration> altered = both;
  altered[0].sql = "CREATE TABLE t_one (a {int}, PRIMARY KEY (a)) {table}";
  EXPECT_CODE(store_->migrate(altered), kCorrupt);
}

TEST_F(StoreTest, AMigrationIsAllOrNothing) {
  create();
  const auto apply = [&](int version, std::string_view sql) {
    const std::vector<Migration> list = {{"t", version, "x", sql}};
    return store_->migrate(list);
  };
  const std::string_view good = "CREATE TABLE t_one (a {int}, PRIMARY KEY (a)) {table}";
  EXPECT_CODE(apply(1, std::string(good) + "; CREATE TABLE broken ("), kInvalidArgument);
  EXPECT_CODE(apply(1, std::string(good) + "; INSERT INTO t_one (a) VALUES ('x')"),
              kInvalidArgument);
  EXPECT_CODE(apply(2, good), kInvalidArgument);
  for (const char* malformed :
       {"CREATE TABLE t ({number})", "SELECT 'x", "SELECT 1 /* x", "{int", "", " ; -- nothing"}) {
    EXPECT_CODE(apply(1, malformed), kInvalidArgument);
  }
  EXPECT_OK(apply(1, good));
  EXPECT_EQ(count(*store_, "store_migration"), 1);
}

// Not a test: `--gtest_also_run_disabled_tests --gtest_filter=*AppendThroughput`.
TEST_F(StoreTest, DISABLED_AppendThroughput) {
  constexpr int kRows = 500'000;
  create();
  migrate(
      "CREATE TABLE t_keyed (lane {int} NOT NULL, id {int} NOT NULL, name {text} NOT NULL, "
      "body {blob} NOT NULL, PRIMARY KEY (lane, id)) {table};"
      "CREATE TABLE t_again (lane {int} NOT NULL, id {int} NOT NULL, name {text} NOT NULL, "
      "body {blob} NOT NULL, PRIMARY KEY (lane, id)) {table}");
  const std::vector<std::string_view> columns = {"lane", "id", "name", "body"};
  const std::string body(200, 'x');
  for (const bool does_nothing : {false, true}) {
    timespec begin, end;
    clock_gettime(CLOCK_MONOTONIC, &begin);
    auto transaction = store_->begin();
    auto append = store_->bulk_append(does_nothing ? "t_again" : "t_keyed", columns, does_nothing);
    ASSERT_TRUE(append.ok());
    for (int i = 0; i < kRows; ++i) {
      (*append)->int64(i * 7 % 1024).int64(i).text("4301961001/SO2023").blob(body);
      ASSERT_TRUE((*append)->end_row().ok());
    }
    ASSERT_TRUE((*append)->finish().ok());
    ASSERT_TRUE(transaction->commit().ok());
    clock_gettime(CLOCK_MONOTONIC, &end);
    const auto millis =
        (end.tv_sec - begin.tv_sec) * 1000 + (end.tv_nsec - begin.tv_nsec) / 1'000'000;
    printf("%s%s: %ld rows/s\n", std::string(store_->engine_name()).c_str(),
           does_nothing ? ", a conflict does nothing" : "", kRows * 1000L / millis);
  }
}

}  // namespace
}  // namespace chuhai::store
