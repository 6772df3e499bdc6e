// A prepared SQLite statement, its cache, and SQLite's codes as ErrorCodes. Internal to the folder.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace chuhai::store {

// The connection's last failure: the code by the table in README.md, SQLite's words, and `sql`.
Error sqlite_error(sqlite3* database, std::string_view sql);

class SqliteStatement {
 public:
  // kInvalidArgument for what isn't exactly one statement.
  static Result<std::unique_ptr<SqliteStatement>> prepare(sqlite3* database, std::string_view sql);
  ~SqliteStatement();
  SqliteStatement(const SqliteStatement&) = delete;
  SqliteStatement& operator=(const SqliteStatement&) = delete;

  // By name. kInvalidArgument when a name is missing, unknown or given twice, for a placeholder
  // without a name, and for text that isn't UTF-8 or holds a NUL (PostgreSQL would refuse it).
  Status bind(const Parameters& parameters);
  // By position, from 1. The view must live until reset().
  Status bind(int index, const Value& value);

  // True when there is a row.
  Result<bool> step();
  void reset();
  const Row& row() const { return *row_; }
  // Whether the statement could change the database.
  bool writes() const;

 private:
  SqliteStatement(sqlite3* database, sqlite3_stmt* statement, std::string_view sql);

  sqlite3* database_;
  sqlite3_stmt* statement_;
  std::string sql_;
  // Of the placeholders, without ":"; empty when unnamed. Copies: SQLite prepares again after a
  // change of the schema, and its own names move.
  std::vector<std::string> names_;
  std::unique_ptr<Row> row_;
};

// Statements by their text. One in use is out of the cache, so a query within a query's callback
// may use the same text.
class StatementCache {
 public:
  explicit StatementCache(sqlite3* database) : database_(database) {}

  class Lease {
   public:
    Lease(StatementCache* cache, std::string_view sql, std::unique_ptr<SqliteStatement> statement)
        : cache_(cache), sql_(sql), statement_(std::move(statement)) {}
    Lease(Lease&&) = default;
    Lease& operator=(Lease&&) = delete;
    ~Lease();
    SqliteStatement* operator->() { return statement_.get(); }

   private:
    StatementCache* cache_;
    std::string sql_;
    std::unique_ptr<SqliteStatement> statement_;
  };
  Result<Lease> take(std::string_view sql);

 private:
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
  };
  sqlite3* database_;
  std::unordered_map<std::string, std::unique_ptr<SqliteStatement>, TextHash, std::equal_to<>>
      statements_;
};

}  // namespace chuhai::store
