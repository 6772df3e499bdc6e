// The relational store: SQLite embedded in a folder (default), or PostgreSQL by its address.
// Portable SQL only, written to the storage rules of ARCHITECTURE.md; sqlite3 and libpq appear
// nowhere else.
//
//   CHUHAI_ASSIGN_OR_RETURN(auto store, Store::open("./chuhai-data", OpenMode::kExisting));
//   CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, store->begin());
//   CHUHAI_RETURN_IF_ERROR(store->execute(
//       "DELETE FROM store_note WHERE id = :id", {{"id", id}}));
//   CHUHAI_RETURN_IF_ERROR(transaction.commit());
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace chuhai::store {

struct Blob {
  std::string_view bytes;
};

// A bound value. Views must outlive the call they are bound in.
using Value = std::variant<std::monostate, int64_t, std::string_view, Blob>;

struct Parameter {
  Parameter(std::string_view name, std::monostate) : name(name) {}
  Parameter(std::string_view name, int64_t value) : name(name), value(value) {}
  Parameter(std::string_view name, int value) : name(name), value(int64_t{value}) {}
  Parameter(std::string_view name, std::string_view value) : name(name), value(value) {}
  Parameter(std::string_view name, const std::string& value)
      : name(name), value(std::string_view(value)) {}
  Parameter(std::string_view name, const char* value)
      : name(name), value(std::string_view(value)) {}
  Parameter(std::string_view name, Blob value) : name(name), value(value) {}
  Parameter(std::string_view name, Value value) : name(name), value(value) {}
  std::string_view name;
  Value value;
};
using Parameters = std::vector<Parameter>;

// One row of a result, valid during the callback only.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual int64_t int64(int column) const = 0;           // 0 when null
  virtual std::string_view text(int column) const = 0;   // empty when null
  virtual std::string_view bytes(int column) const = 0;  // empty when null
};
using RowCallback = std::function<Status(const Row&)>;

class Store;

// Rolls back when it goes out of scope uncommitted. Not nestable.
class Transaction {
 public:
  Transaction(Transaction&& o) noexcept;
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Status commit();
  void rollback();

 private:
  friend class Store;
  explicit Transaction(Store* store) : store_(store) {}
  Store* store_;
};

// Rows for one table, appended in one call: multi-row INSERT or COPY underneath. Fill row by row:
//   append.int64(lane).int64(position).blob(bytes).end_row();
// `on_conflict_do_nothing` makes a replay harmless.
class BulkAppend {
 public:
  virtual ~BulkAppend() = default;
  virtual BulkAppend& int64(int64_t value) = 0;
  virtual BulkAppend& text(std::string_view value) = 0;
  virtual BulkAppend& blob(std::string_view value) = 0;
  virtual BulkAppend& null() = 0;
  virtual Status end_row() = 0;
  virtual Status finish() = 0;  // must be called; nothing is promised before
};

// A step of a stage's schema. In `sql`, {int} {text} {blob} are the engine's column types, {table}
// ends a CREATE TABLE and {key_table} ends one whose rows live in their primary key (small rows,
// point reads). Several statements are separated by ';'.
struct Migration {
  std::string_view stage;
  int version;  // 1, 2, … per stage
  std::string_view name;
  std::string_view sql;
};

enum class OpenMode { kCreate, kExisting };

bool is_postgres_address(std::string_view address);
// The address as it may be shown: without a password.
std::string shown_address(std::string_view address);

class Store {
 public:
  // `address`: a folder (SQLite file chuhai.db inside it), or postgresql://… as libpq takes it,
  // with
  // `?schema=NAME` for a schema of its own. kCreate makes the folder or schema, and kAlreadyExists
  // when a store is there; kExisting gives kNotFound with advice to run `chuhai init`. kUnavailable
  // when no server answers.
  static Result<std::unique_ptr<Store>> open(std::string_view address, OpenMode mode);
  virtual ~Store() = default;

  // Applies those not yet applied, in order, each in a transaction; kCorrupt when an applied
  // migration's text has changed, kUnsupported when the store is newer than this binary.
  virtual Status migrate(std::span<const Migration> migrations) = 0;

  // Write transaction: writers take turns on both engines, and see all that was committed before
  // them. kUnavailable when another writer holds the turn for over ten seconds.
  virtual Result<Transaction> begin() = 0;
  // A transaction that only reads: all its queries see the store as it was at one moment, whatever
  // others commit meanwhile. Writing in it fails. It never waits.
  virtual Result<Transaction> begin_reading() = 0;
  virtual bool is_in_transaction() const = 0;
  // One statement; parameters are named ":name" in the SQL and all must be given. Prepared
  // statements are cached by their text. Returns the number of changed rows.
  virtual Result<int64_t> execute(std::string_view sql, const Parameters& parameters = {}) = 0;
  // Calls back for each row; an error of the callback ends the query and is returned.
  virtual Status query(std::string_view sql, const Parameters& parameters,
                       const RowCallback& callback) = 0;
  virtual Result<std::unique_ptr<BulkAppend>> bulk_append(std::string_view table,
                                                          std::span<const std::string_view> columns,
                                                          bool on_conflict_do_nothing) = 0;
  virtual std::string_view engine_name() const = 0;  // "sqlite", "postgresql"

 protected:
  Transaction opened_transaction() { return Transaction(this); }  // for the engines' begin()

 private:
  friend class Transaction;
  virtual Status commit() = 0;
  virtual void rollback() = 0;
};

}  // namespace chuhai::store
