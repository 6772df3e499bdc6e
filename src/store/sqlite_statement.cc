#include "store/sqlite_statement.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "store/sql_text.h"

namespace chuhai::store {
namespace {

// Far more than a program has texts; reached only by SQL that is built, which is then not kept.
constexpr size_t kCachedStatementsMax = 512;

ErrorCode constraint_code(int extended, std::string_view message) {
  switch (extended) {
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_ROWID:
      return ErrorCode::kAlreadyExists;
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return ErrorCode::kFailedPrecondition;
    case SQLITE_CONSTRAINT_DATATYPE:
      // No one can bind a REAL, so one that turns up is an integer sum that overflowed.
      return message.find("store REAL") != std::string_view::npos ? ErrorCode::kOutOfRange
                                                                  : ErrorCode::kInvalidArgument;
    default:
      return ErrorCode::kInvalidArgument;
  }
}

ErrorCode error_code(int extended, std::string_view message) {
  switch (extended & 0xff) {
    case SQLITE_BUSY:
      return extended == SQLITE_BUSY_SNAPSHOT ? ErrorCode::kConflict : ErrorCode::kUnavailable;
    case SQLITE_LOCKED:
    case SQLITE_INTERRUPT:
    case SQLITE_NOMEM:
      return ErrorCode::kUnavailable;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return ErrorCode::kCorrupt;
    case SQLITE_CONSTRAINT:
      return constraint_code(extended, message);
    case SQLITE_TOOBIG:
      return ErrorCode::kOutOfRange;
    case SQLITE_ERROR:
      return message == "integer overflow" ? ErrorCode::kOutOfRange : ErrorCode::kInvalidArgument;
    case SQLITE_MISMATCH:
    case SQLITE_RANGE:
    case SQLITE_AUTH:
      return ErrorCode::kInvalidArgument;
    default:
      return ErrorCode::kIo;
  }
}

Error wrong(std::string_view sql, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{} in \"{}\"", why, shown_sql(sql)));
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}

  bool is_null(int column) const override { return type(column) == SQLITE_NULL; }
  int64_t int64(int column) const override {
    const int found = type(column);
    CHECK(found == SQLITE_INTEGER || found == SQLITE_NULL, "int64() of a column of another type");
    return sqlite3_column_int64(statement_, column);
  }
  std::string_view text(int column) const override {
    const int found = type(column);
    CHECK(found == SQLITE_TEXT || found == SQLITE_NULL, "text() of a column of another type");
    return view(column);
  }
  std::string_view bytes(int column) const override {
    const int found = type(column);
    CHECK(found != SQLITE_INTEGER, "bytes() of an integer column");
    return view(column);
  }

 private:
  int type(int column) const {
    CHECK(column >= 0 && column < sqlite3_column_count(statement_), "no such column in the row");
    return sqlite3_column_type(statement_, column);
  }
  std::string_view view(int column) const {
    const void* bytes = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const char*>(bytes), static_cast<size_t>(size)};
  }
  sqlite3_stmt* statement_;
};

}  // namespace

Error sqlite_error(sqlite3* database, std::string_view sql) {
  const std::string_view message = sqlite3_errmsg(database);
  const int extended = sqlite3_extended_errcode(database);
  const ErrorCode code = error_code(extended, message);
  std::string text = fmt::format("{} (SQLite {}) in \"{}\"", message, extended, shown_sql(sql));
  if (code == ErrorCode::kUnavailable) text += ": another writer holds the store, try again";
  if (code == ErrorCode::kCorrupt) text += ": the store's file is damaged, restore a copy";
  return Error(code, std::move(text));
}

SqliteStatement::SqliteStatement(sqlite3* database, sqlite3_stmt* statement, std::string_view sql)
    : database_(database),
      statement_(statement),
      sql_(sql),
      row_(std::make_unique<SqliteRow>(statement)) {
  const int count = sqlite3_bind_parameter_count(statement);
  for (int i = 1; i <= count; ++i) {
    const char* name = sqlite3_bind_parameter_name(statement, i);
    names_.push_back(name != nullptr && name[0] == ':' ? std::string(name + 1) : std::string());
  }
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(statement_); }

Result<std::unique_ptr<SqliteStatement>> SqliteStatement::prepare(sqlite3* database,
                                                                  std::string_view sql) {
  sqlite3_stmt* statement = nullptr;
  const char* tail = nullptr;
  if (sqlite3_prepare_v3(database, sql.data(), static_cast<int>(sql.size()),
                         SQLITE_PREPARE_PERSISTENT, &statement, &tail) != SQLITE_OK) {
    return sqlite_error(database, sql);
  }
  std::unique_ptr<SqliteStatement> prepared(new SqliteStatement(database, statement, sql));
  if (statement == nullptr) return wrong(sql, "no statement");
  const std::string_view rest = sql.substr(static_cast<size_t>(tail - sql.data()));
  if (rest.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
    return wrong(sql, "more than one statement");
  }
  return prepared;
}

Status SqliteStatement::bind(const Parameters& parameters) {
  for (size_t i = 0; i < names_.size(); ++i) {
    if (names_[i].empty()) return wrong(sql_, "a placeholder that isn't \":name\"");
    // Usually in the order of the text, so a long list isn't searched for each.
    auto given = parameters.begin() + static_cast<ptrdiff_t>(std::min(i, parameters.size()));
    if (given == parameters.end() || given->name != names_[i]) {
      given = std::find_if(parameters.begin(), parameters.end(),
                           [&](const Parameter& p) { return p.name == names_[i]; });
    }
    if (given == parameters.end()) {
      return wrong(sql_, fmt::format("no value for :{}", names_[i]));
    }
    CHUHAI_RETURN_IF_ERROR(bind(static_cast<int>(i) + 1, given->value));
  }
  if (parameters.size() == names_.size()) return {};
  for (const Parameter& parameter : parameters) {
    if (std::find(names_.begin(), names_.end(), parameter.name) == names_.end()) {
      return wrong(sql_, fmt::format("a value for :{}, which isn't", parameter.name));
    }
  }
  return wrong(sql_, "a parameter given twice");
}

Status SqliteStatement::bind(int index, const Value& value) {
  // SQLite takes a null pointer for NULL, and a default string_view has one.
  const auto data = [](std::string_view view) { return view.data() != nullptr ? view.data() : ""; };
  int code = SQLITE_OK;
  if (const auto* number = std::get_if<int64_t>(&value)) {
    code = sqlite3_bind_int64(statement_, index, *number);
  } else if (const auto* text = std::get_if<std::string_view>(&value)) {
    if (text->find('\0') != std::string_view::npos || first_invalid_utf8(*text)) {
      return wrong(sql_, fmt::format("text parameter {} isn't UTF-8 or holds a NUL", index));
    }
    code = sqlite3_bind_text64(statement_, index, data(*text), text->size(), SQLITE_STATIC,
                               SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Blob>(&value)) {
    code = sqlite3_bind_blob64(statement_, index, data(blob->bytes), blob->bytes.size(),
                               SQLITE_STATIC);
  } else {
    code = sqlite3_bind_null(statement_, index);
  }
  if (code != SQLITE_OK) return sqlite_error(database_, sql_);
  return {};
}

Result<bool> SqliteStatement::step() {
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_DONE) return false;
  if (code != SQLITE_ROW) return sqlite_error(database_, sql_);
  const int columns = sqlite3_column_count(statement_);
  for (int i = 0; i < columns; ++i) {
    // The store knows no fractions: an integer sum has overflowed.
    if (sqlite3_column_type(statement_, i) == SQLITE_FLOAT) {
      return Error(
          ErrorCode::kOutOfRange,
          fmt::format("column {} isn't an integer of 64 bits in \"{}\"", i, shown_sql(sql_)));
    }
  }
  return true;
}

void SqliteStatement::reset() {
  sqlite3_reset(statement_);
  sqlite3_clear_bindings(statement_);
}

bool SqliteStatement::writes() const { return sqlite3_stmt_readonly(statement_) == 0; }

StatementCache::Lease::~Lease() {
  if (statement_ == nullptr) return;
  statement_->reset();
  if (cache_->statements_.size() >= kCachedStatementsMax) return;
  cache_->statements_.try_emplace(std::move(sql_), std::move(statement_));
}

Result<StatementCache::Lease> StatementCache::take(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) {
    auto node = statements_.extract(found);
    return Lease(this, sql, std::move(node.mapped()));
  }
  CHUHAI_ASSIGN_OR_RETURN(auto statement, SqliteStatement::prepare(database_, sql));
  return Lease(this, sql, std::move(statement));
}

}  // namespace chuhai::store
