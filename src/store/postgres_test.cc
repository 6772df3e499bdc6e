// What is PostgreSQL's own. Tests that need a server are skipped where the environment names none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdio.h>
#include <unistd.h>

#include <limits>
#include <thread>

#include "store/postgres_text.h"
#include "store/postgres_value.h"
#include "store/store_fixture.h"
#include "store/transaction.h"

namespace chuhai::store {
namespace {

TEST(PostgresText, PlaceholdersGetNumbers) {
  struct Case {
    std::string_view sql;
    std::string expected;  // "" for an error
    std::vector<std::string> names;
  };
  const std::vector<Case> cases = {
      {"SELECT 1", "SELECT 1", {}},
      {"SELECT :a, :b, :a", "SELECT $1, $2, $1", {"a", "b"}},
      {"SELECT :a_1+:B", "SELECT $1+$2", {"a_1", "B"}},
      {"SELECT ':a' || \":b\" || :c", "SELECT ':a' || \":b\" || $1", {"c"}},
      {"SELECT 'it''s :a', :b", "SELECT 'it''s :a', $1", {"b"}},
      {"SELECT :a -- :b ?\n, 1;", "SELECT $1  , 1", {"a"}},
      {"SELECT :a /* :b; $1 */;; ", "SELECT $1   ", {"a"}},
      {"SELECT 1 --", "SELECT 1  ", {}},
      {"SELECT a::text", "", {}},
      {"SELECT :", "", {}},
      {"SELECT ?", "", {}},
      {"SELECT $1", "", {}},
      {"SELECT @a", "", {}},
      {"SELECT 'a", "", {}},
      {"SELECT \"a", "", {}},
      {"SELECT /* a", "", {}},
      {"SELECT 1; SELECT 2", "", {}},
      {"SELECT 1; ''", "", {}},
      {"", "", {}},
      {" ; ", "", {}},
      {"-- SELECT 1", "", {}},
  };
  for (const Case& c : cases) {
    const auto text = postgres_text(c.sql);
    EXPECT_EQ(text.ok(), !c.expected.empty()) << c.sql;
    if (!text.ok()) continue;
    EXPECT_EQ(text->sql, c.expected);
    EXPECT_EQ(text->names, c.names);
  }
}

std::string numeric(int digits, int weight, int sign, int scale, const std::vector<int>& words) {
  std::string bytes;
  for (const int word : {digits, weight, sign, scale}) {
    put_big_endian(static_cast<uint64_t>(word), 2, &bytes);
  }
  for (const int word : words) put_big_endian(static_cast<uint64_t>(word), 2, &bytes);
  return bytes;
}

TEST(PostgresValue, IntegersOfNumerics) {
  constexpr int kMinus = 0x4000;
  constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
  EXPECT_EQ(integer_of_numeric(numeric(0, 0, 0, 0, {})), 0);
  EXPECT_EQ(integer_of_numeric(numeric(1, 0, 0, 0, {7})), 7);
  EXPECT_EQ(integer_of_numeric(numeric(1, 1, 0, 0, {3})), 30'000);
  EXPECT_EQ(integer_of_numeric(numeric(2, 1, kMinus, 0, {3, 21})), -30'021);
  EXPECT_EQ(integer_of_numeric(numeric(5, 4, 0, 0, {922, 3372, 368, 5477, 5807})), kMax);
  EXPECT_EQ(integer_of_numeric(numeric(5, 4, 0, 0, {922, 3372, 368, 5477, 5808})), std::nullopt);
  EXPECT_EQ(integer_of_numeric(numeric(5, 4, kMinus, 0, {922, 3372, 368, 5477, 5808})), -kMax - 1);
  EXPECT_EQ(integer_of_numeric(numeric(5, 4, kMinus, 0, {922, 3372, 368, 5477, 5809})),
            std::nullopt);
  EXPECT_EQ(integer_of_numeric(numeric(1, 5, 0, 0, {1})), std::nullopt);
  EXPECT_EQ(integer_of_numeric(numeric(1, 0, 0, 16, {1})), std::nullopt);     // an average
  EXPECT_EQ(integer_of_numeric(numeric(0, 0, 0xc000, 0, {})), std::nullopt);  // NaN
  EXPECT_EQ(integer_of_numeric(numeric(2, 0, 0, 0, {1, 2})), std::nullopt);
  EXPECT_EQ(integer_of_numeric(numeric(2, 1, 0, 0, {1})), std::nullopt);
  EXPECT_EQ(integer_of_numeric("abc"), std::nullopt);
}

TEST(PostgresValue, BigEndian) {
  for (const int64_t number :
       {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{-300}, std::numeric_limits<int64_t>::max(),
        std::numeric_limits<int64_t>::min()}) {
    std::string bytes;
    put_big_endian(static_cast<uint64_t>(number), 8, &bytes);
    EXPECT_EQ(signed_big_endian(bytes), number);
  }
  EXPECT_EQ(signed_big_endian("\xff\xfe"), -2);
  EXPECT_EQ(signed_big_endian("\x01"), 1);
}

TEST(PostgresCodes, OfSqlStates) {
  const std::vector<std::pair<const char*, ErrorCode>> cases = {
      {"08006", ErrorCode::kUnavailable},
      {"57P01", ErrorCode::kUnavailable},
      {"40001", ErrorCode::kConflict},
      {"40P01", ErrorCode::kConflict},
      {"23505", ErrorCode::kAlreadyExists},
      {"23503", ErrorCode::kFailedPrecondition},
      {"23502", ErrorCode::kInvalidArgument},
      {"23514", ErrorCode::kInvalidArgument},
      {"22003", ErrorCode::kOutOfRange},
      {"22021", ErrorCode::kInvalidArgument},
      {"25P02", ErrorCode::kFailedPrecondition},
      {"25006", ErrorCode::kFailedPrecondition},
      {"42601", ErrorCode::kInvalidArgument},
      {"42501", ErrorCode::kIo},
      {"53100", ErrorCode::kIo},
      {"53300", ErrorCode::kUnavailable},
      {"54000", ErrorCode::kOutOfRange},
      {"55P03", ErrorCode::kUnavailable},
      {"57014", ErrorCode::kUnavailable},
      {"XX001", ErrorCode::kCorrupt},
      {"XX000", ErrorCode::kIo},
      {"58030", ErrorCode::kIo},
  };
  for (const auto& [state, code] : cases) {
    EXPECT_EQ(error_code_name(postgres_error_code(state)), error_code_name(code)) << state;
  }
}

TEST(PostgresAddresses, AreParsedAndShown) {
  const auto parsed = [](std::string_view address) {
    const auto result = parse_postgres_address(address);
    return result.ok() ? result->connection + " " + result->schema : "refused";
  };
  EXPECT_EQ(parsed("postgresql://h/d"), "postgresql://h/d ");
  EXPECT_EQ(parsed("postgresql://h/d?schema=a_1"), "postgresql://h/d a_1");
  EXPECT_EQ(parsed("postgresql://h/d?host=/x&schema=a&sslmode=require"),
            "postgresql://h/d?host=/x&sslmode=require a");
  EXPECT_EQ(parsed("postgresql://h/d?schema=a;b"), "refused");
  EXPECT_EQ(parsed("postgresql://h/d?schema="), "refused");
  EXPECT_EQ(shown_address("./folder"), "./folder");
  EXPECT_EQ(shown_address("postgresql://h/d?schema=a"), "postgresql://h/d?schema=a");
  EXPECT_EQ(shown_address("postgresql://u@h:5432/d"), "postgresql://u@h:5432/d");
  EXPECT_EQ(shown_address("postgresql://u:s:e/c@h/d"), "postgresql://u:s:e/c@h/d");
  EXPECT_EQ(shown_address("postgresql://u:secret@h:1/d"), "postgresql://u@h:1/d");
  EXPECT_EQ(shown_address("postgresql://u:secret@h"), "postgresql://u@h");
  EXPECT_EQ(shown_address("postgresql://h/d?user=u&password=secret&schema=a"),
            "postgresql://h/d?user=u&password=***&schema=a");
}

TEST(PostgresAddresses, NobodyThere) {
  EXPECT_CODE(Store::open("postgresql:///none?host=/nowhere", OpenMode::kExisting), kUnavailable);
}

class PostgresTest : public StoreTest {
 protected:
  void SetUp() override {
    StoreTest::SetUp();
    if (!tests_run_on_postgres()) GTEST_SKIP() << "no PostgreSQL server: see tools/postgres.sh";
  }
  std::string schema() const { return parse_postgres_address(address())->schema; }
  static int64_t number(Store& store, std::string_view sql) {
    int64_t value = -1;
    const Status status = store.query(sql, {}, [&](const Row& row) -> Status {
      value = row.int64(0);
      return {};
    });
    EXPECT_TRUE(status.ok()) << status.error().message();
    return value;
  }
  // Ends the connection of `victim` from another one.
  void cut_off(Store& victim) {
    const int64_t process = number(victim, "SELECT pg_backend_pid() AS p FROM store_identity");
    auto other = second();
    EXPECT_EQ(number(*other, fmt::format("SELECT count(*) FROM store_identity "
                                         "WHERE pg_terminate_backend({}, 5000)",
                                         process)),
              1);
  }
};

TEST_F(PostgresTest, RefusesWhatIsNoStore) {
  create_pairs();
  ASSERT_TRUE(store_->execute("UPDATE store_identity SET layout = 2").ok());
  EXPECT_CODE(Store::open(address(), OpenMode::kExisting), kUnsupported);
  ASSERT_TRUE(store_->execute("UPDATE store_identity SET layout = 1, application = 5").ok());
  EXPECT_CODE(Store::open(address(), OpenMode::kExisting), kFailedPrecondition);
  ASSERT_TRUE(store_->execute("UPDATE store_identity SET application = 1130919272").ok());
  const std::string foreign = schema() + "_f";
  ASSERT_TRUE(store_->execute("CREATE SCHEMA " + foreign).ok());
  ASSERT_TRUE(store_->execute("CREATE TABLE " + foreign + ".t (a bigint)").ok());
  const std::string there = address_in_schema(test_server(), foreign);
  EXPECT_CODE(Store::open(there, OpenMode::kExisting), kFailedPrecondition);
  EXPECT_CODE(Store::open(there, OpenMode::kCreate), kAlreadyExists);
  ASSERT_TRUE(store_->execute("DROP SCHEMA " + foreign + " CASCADE").ok());
}

TEST_F(PostgresTest, RefusesAnotherEncoding) {
  create();
  const std::string name = schema() + "_latin";
  // CREATE DATABASE can't stand in a transaction, so it goes by another way than the store's.
  const auto server = parse_postgres_address(address());
  auto raw = PostgresConnection::open(*server, {});
  ASSERT_TRUE(raw.ok()) << raw.error().message();
  const auto made = (*raw)->run(
      fmt::format("CREATE DATABASE {} ENCODING 'SQL_ASCII' TEMPLATE template0 LOCALE 'C'", name));
  ASSERT_TRUE(made.ok()) << made.error().message();
  std::string other = server->connection;
  const size_t path = other.find('/', other.find("//") + 2) + 1;
  other.replace(path, std::min(other.find('?'), other.size()) - path, name);
  EXPECT_CODE(Store::open(other, OpenMode::kCreate), kFailedPrecondition);
  EXPECT_TRUE((*raw)->run("DROP DATABASE " + name).ok());
}

// What is one order of bytes on SQLite is one here, whatever the database's locale.
TEST_F(PostgresTest, TextIsOrderedByItsBytes) {
  create_pairs();
  for (const char* key : {"b", "A", "a", "B", "中", "é", "_", "a b", "ab"}) {
    ASSERT_TRUE(put(*store_, key, 1).ok());
  }
  std::string seen;
  ASSERT_TRUE(store_
                  ->query("SELECT k FROM store_pair ORDER BY k", {},
                          [&](const Row& row) -> Status {
                            seen += std::string(row.text(0)) + " ";
                            return {};
                          })
                  .ok());
  EXPECT_EQ(seen, "A B _ a a b ab b é 中 ");
  EXPECT_EQ(number(*store_, "SELECT count(*) FROM store_pair WHERE k < 'a'"), 3);
}

TEST_F(PostgresTest, ATransactionOnALostConnectionIsDoneAgain) {
  create_pairs();
  int attempts = 0;
  const Status status = run_transaction(
      *store_,
      [&]() -> Status {
        if (++attempts <= 2) cut_off(*store_);
        return put(*store_, "a", attempts).ok() ? Status()
                                                : Status(Error(ErrorCode::kUnavailable, "cut off"));
      },
      {.first_pause_ms = 1});
  ASSERT_TRUE(status.ok()) << status.error().message();
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(number(*store_, "SELECT sum(n) FROM store_pair"), 3);
}

TEST_F(PostgresTest, ALossOutsideATransactionIsOneFailure) {
  create_pairs();
  cut_off(*store_);
  // begin() knows that nothing was going on, and connects again by itself.
  auto transaction = store_->begin();
  ASSERT_TRUE(transaction.ok()) << transaction.error().message();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  ASSERT_TRUE(transaction->commit().ok());
  cut_off(*store_);
  (void)store_->execute("SELECT k FROM store_pair");
  EXPECT_EQ(count(*store_), 1);
}

TEST_F(PostgresTest, ACommitOnALostConnectionIsNotKept) {
  create_pairs();
  auto transaction = store_->begin();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  cut_off(*store_);
  EXPECT_CODE(transaction->commit(), kUnavailable);
  EXPECT_EQ(count(*store_), 0);
}

// A server of its own, since all its commits are held up.
class OwnServer {
 public:
  explicit OwnServer(const std::filesystem::path& folder) : folder_(folder) {
    const std::string output = run("start");
    address_ = output.substr(0, output.find('\n'));
  }
  ~OwnServer() { run("stop"); }
  const std::string& address() const { return address_; }
  std::unique_ptr<PostgresConnection> connect() const {
    auto connection = PostgresConnection::open(*parse_postgres_address(address_), {});
    EXPECT_TRUE(connection.ok()) << connection.error().message();
    return connection.ok() ? std::move(connection).value() : nullptr;
  }

 private:
  std::string run(std::string_view verb) const {
    const std::string command =
        fmt::format("{}/tools/postgres.sh {} {}", CHUHAI_SOURCE_DIR, verb, folder_.string());
    std::string output;
    FILE* const pipe = popen(command.c_str(), "r");
    for (int byte = fgetc(pipe); byte != EOF; byte = fgetc(pipe)) {
      output += static_cast<char>(byte);
    }
    EXPECT_EQ(pclose(pipe), 0) << command;
    return output;
  }
  std::filesystem::path folder_;
  std::string address_;
};

// The server commits, and the answer never comes: it waits for a standby that isn't there, and its
// process is ended meanwhile.
TEST_F(PostgresTest, ACommitWhoseAnswerWasLostIsFoundOut) {
  const OwnServer server(folder_.string() + "_server");
  store_ = opened(Store::open(server.address(), OpenMode::kCreate));
  ASSERT_NE(store_, nullptr);
  migrate(
      "CREATE TABLE store_pair (k {text} NOT NULL, n {int}, b {blob}, PRIMARY KEY (k)) {table}");
  auto transaction = store_->begin();
  ASSERT_TRUE(put(*store_, "a", 1).ok());
  auto operations = server.connect();
  const auto set_standby = [&](const std::string& statement) {
    EXPECT_TRUE(operations->run(statement).ok());
    EXPECT_TRUE(operations->run("SELECT pg_reload_conf()").ok());
  };
  set_standby("ALTER SYSTEM SET synchronous_standby_names = 'nobody'");
  std::thread operating([&] {
    const std::string end =
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE wait_event = "
        "'SyncRep'";
    std::string ended = "0";
    while (ended == "0") ended = operations->value(end).value();
    set_standby("ALTER SYSTEM RESET synchronous_standby_names");
  });
  usleep(500'000);  // until every process of the server has read its settings again
  const Status status = transaction->commit();
  operating.join();
  EXPECT_TRUE(status.ok()) << status.error().message();
  EXPECT_EQ(count(*store_), 1);
  ASSERT_TRUE(put(*store_, "b", 1).ok());
  store_.reset();
}

TEST_F(PostgresTest, LargeRepeatsAreStagedAndPassedOver) {
  create_pairs();
  const std::vector<std::string_view> columns = {"k", "n", "b"};
  const std::string filler(3'000, 'x');
  for (const int round : {1, 2}) {
    auto transaction = store_->begin();
    auto append = store_->bulk_append("store_pair", columns, true);
    ASSERT_TRUE(append.ok());
    for (int i = 0; i < 3'000; ++i) {
      (*append)->text(std::to_string(i % 2'500)).int64(i).blob(filler);
      ASSERT_TRUE((*append)->end_row().ok());
    }
    ASSERT_TRUE((*append)->finish().ok());
    // The first round's staging table goes with its transaction.
    if (round == 1) transaction->rollback();
    EXPECT_TRUE(round == 1 || transaction->commit().ok());
    EXPECT_EQ(count(*store_), round == 1 ? 0 : 2'500);
  }
  EXPECT_EQ(number(*store_, "SELECT count(*) FROM store_pair WHERE n >= 2500"), 0);
}

TEST_F(PostgresTest, AppendsRefuseValuesOfAnotherType) {
  create_pairs();
  const std::vector<std::string_view> columns = {"k", "n"};
  const std::vector<std::string_view> unknown = {"k", "nothing"};
  auto transaction = store_->begin();
  EXPECT_CODE(store_->bulk_append("store_pair", unknown, false), kInvalidArgument);
  transaction->rollback();
  for (const bool wrong_first : {true, false}) {
    auto again = store_->begin();
    auto append = store_->bulk_append("store_pair", columns, false);
    ASSERT_TRUE(append.ok());
    if (wrong_first) {
      (*append)->int64(1).int64(1);
    } else {
      (*append)->text("a").text("1");
    }
    EXPECT_CODE((*append)->end_row(), kInvalidArgument);
    EXPECT_CODE(again->commit(), kFailedPrecondition);
  }
  EXPECT_EQ(count(*store_), 0);
}

TEST_F(PostgresTest, ParametersOfAnotherTypeAreRefused) {
  create_pairs();
  const std::string_view insert = "INSERT INTO store_pair (k, n, b) VALUES (:k, :n, :b)";
  EXPECT_CODE(store_->execute(insert, {{"k", 1}, {"n", 1}, {"b", Blob{"x"}}}), kInvalidArgument);
  EXPECT_CODE(store_->execute(insert, {{"k", "a"}, {"n", "1"}, {"b", Blob{"x"}}}),
              kInvalidArgument);
  EXPECT_CODE(store_->execute(insert, {{"k", "a"}, {"n", 1}, {"b", "x"}}), kInvalidArgument);
  EXPECT_CODE(store_->execute("UPDATE store_pair SET n = 1 WHERE n = length(k) + :n",
                              {{"n", int64_t{1} << 40}}),
              kOutOfRange);
}

}  // namespace
}  // namespace chuhai::store
