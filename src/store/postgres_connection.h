// One connection to a PostgreSQL server: its prepared statements, its settings, and SQLSTATEs as
// ErrorCodes. Internal to the folder; libpq appears in its .cc files only.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

struct pg_conn;
struct pg_result;

namespace chuhai::store {

struct PostgresAddress {
  std::string connection;  // what libpq takes: the address without our own parameter
  std::string schema;      // of `?schema=…`; empty: the server's search_path decides
};
// kInvalidArgument when the schema's name isn't plain (store/sql_text.h).
Result<PostgresAddress> parse_postgres_address(std::string_view address);

struct PostgresOptions {
  int lock_timeout_ms_max = 10'000;
};

struct PostgresResultClear {
  void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, PostgresResultClear>;

// The code by the table in README.md, of an SQLSTATE.
ErrorCode postgres_error_code(std::string_view state);

struct PostgresStatement {
  std::string name;                // of the prepared statement; empty for one that isn't kept
  std::vector<std::string> names;  // of the parameters $1, $2 …
  std::vector<uint32_t> types;     // of the parameters, as the server has inferred them
};

class PostgresConnection {
 public:
  static Result<std::unique_ptr<PostgresConnection>> open(const PostgresAddress& address,
                                                          const PostgresOptions& options);
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  // False after the connection was lost.
  bool is_up() const;
  // Connects again after a loss; prepared statements and temporary tables are gone.
  Status reconnect();

  // One or several statements without parameters; the last one's result, in text.
  Result<PostgresResult> run(const std::string& sql);
  // The first value of the first row, "" when there is none.
  Result<std::string> value(const std::string& sql);

  // Prepared once per text; the reference holds until the next prepare(). Statements that change
  // tables make the server forget all others.
  Result<const PostgresStatement*> prepare(std::string_view sql);
  // Sends with the values; results are read with next(). kInvalidArgument as in Store::execute.
  Status send(std::string_view sql, const PostgresStatement& statement,
              const Parameters& parameters, bool row_by_row);
  // nullptr at the end. An error of the server is returned after the rest was read.
  Result<PostgresResult> next(std::string_view sql);

  // COPY … FROM STDIN in its binary form; `rows` without header and trailer. The number of rows.
  Status copy(const std::string& sql, std::string_view rows);

  void forget_statements();
  // Of the connection's last failure, or of the result's.
  Error error(const pg_result* result, std::string_view sql);
  std::string_view schema() const { return address_.schema; }

 private:
  PostgresConnection(PostgresAddress address, PostgresOptions options)
      : address_(std::move(address)), options_(options) {}
  Status connect();
  Status configure();

  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };

  PostgresAddress address_;
  PostgresOptions options_;
  pg_conn* connection_ = nullptr;
  std::unordered_map<std::string, PostgresStatement, TextHash, std::equal_to<>> statements_;
  PostgresStatement unkept_;
  int64_t prepared_ = 0;
};

}  // namespace chuhai::store
