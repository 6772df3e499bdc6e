#include "store/postgres_bulk_append.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <libpq-fe.h>

#include <algorithm>

#include "store/postgres_value.h"
#include "store/sql_text.h"

namespace chuhai::store {
namespace {

constexpr size_t kCopyColumnsMax = 500;
constexpr size_t kCopyBytesAtOnce = 4 << 20;
constexpr uint64_t kCopyNull = 0xffff'ffff;

}  // namespace

Result<std::unique_ptr<BulkAppend>> PostgresBulkAppend::make(
    PostgresStore& store, std::string_view table, std::span<const std::string_view> columns,
    bool on_conflict_do_nothing) {
  const bool plain =
      is_plain_name(table) && std::all_of(columns.begin(), columns.end(), is_plain_name);
  if (!plain || columns.empty() || columns.size() > kCopyColumnsMax) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("appending to \"{}\": names must be plain, columns 1 to {}", table,
                             kCopyColumnsMax));
  }
  CHUHAI_ASSIGN_OR_RETURN(auto types, store.column_types(table, columns));
  return std::unique_ptr<BulkAppend>(
      new PostgresBulkAppend(store, table, fmt::format("{}", fmt::join(columns, ", ")),
                             std::move(types), on_conflict_do_nothing));
}

PostgresBulkAppend::PostgresBulkAppend(PostgresStore& store, std::string_view table,
                                       std::string columns, std::vector<uint32_t> types,
                                       bool on_conflict_do_nothing)
    : store_(store),
      table_(table),
      columns_(std::move(columns)),
      types_(std::move(types)),
      on_conflict_do_nothing_(on_conflict_do_nothing) {}

// Begins the row when this is its first cell. False when the cell can't be taken.
bool PostgresBulkAppend::next_is(bool fits) {
  if (cells_ == 0) put_big_endian(types_.size(), 2, &rows_);
  if (cells_++ >= types_.size()) return false;
  is_mismatched_ |= !fits;
  return fits;
}

void PostgresBulkAppend::put_bytes(std::string_view value) {
  put_big_endian(value.size(), 4, &rows_);
  rows_ += value;
}

BulkAppend& PostgresBulkAppend::int64(int64_t value) {
  if (next_is(cells_ < types_.size() && types_[cells_] == postgres_type::kInt8)) {
    put_big_endian(8, 4, &rows_);
    put_big_endian(static_cast<uint64_t>(value), 8, &rows_);
  }
  return *this;
}

BulkAppend& PostgresBulkAppend::text(std::string_view value) {
  if (next_is(cells_ < types_.size() && is_postgres_text(types_[cells_]))) put_bytes(value);
  return *this;
}

BulkAppend& PostgresBulkAppend::blob(std::string_view value) {
  if (next_is(cells_ < types_.size() && types_[cells_] == postgres_type::kBytea)) put_bytes(value);
  return *this;
}

BulkAppend& PostgresBulkAppend::null() {
  if (next_is(true)) put_big_endian(kCopyNull, 4, &rows_);
  return *this;
}

Error PostgresBulkAppend::refuse(std::string_view why) {
  failed_ = true;
  return store_.fail(Error(ErrorCode::kInvalidArgument,
                           fmt::format("{}, appending to {} ({})", why, table_, columns_)));
}

Status PostgresBulkAppend::flush() {
  if (rows_.empty()) return {};
  Status status = store_.copy(table_, columns_, on_conflict_do_nothing_, rows_);
  failed_ = !status.ok();
  rows_.clear();
  return status;
}

Status PostgresBulkAppend::end_row() {
  if (is_mismatched_) return refuse("a value of another type than its column's");
  if (failed_ || finished_ || cells_ != types_.size()) {
    return refuse(fmt::format("a row without its {} values, or after a failure", types_.size()));
  }
  cells_ = 0;
  return rows_.size() < kCopyBytesAtOnce ? Status() : flush();
}

Status PostgresBulkAppend::finish() {
  if (failed_ || finished_ || cells_ != 0) {
    return refuse("finish() after a failure, twice, or within a row");
  }
  finished_ = true;
  return flush();
}

Result<std::vector<uint32_t>> PostgresStore::column_types(
    std::string_view table, std::span<const std::string_view> columns) {
  const std::string sql = fmt::format("SELECT {} FROM {} LIMIT 0", fmt::join(columns, ", "), table);
  const auto read = [&]() -> Result<std::vector<uint32_t>> {
    CHUHAI_RETURN_IF_ERROR(make_ready());
    CHUHAI_ASSIGN_OR_RETURN(const PostgresStatement* const statement, connection_->prepare(sql));
    CHUHAI_RETURN_IF_ERROR(connection_->send(sql, *statement, {}, false));
    std::vector<uint32_t> types;
    while (true) {
      CHUHAI_ASSIGN_OR_RETURN(const PostgresResult result, connection_->next(sql));
      if (result == nullptr) return types;
      for (int i = 0; i < PQnfields(result.get()); ++i) types.push_back(PQftype(result.get(), i));
    }
  };
  if (const auto known = column_types_.find(sql); known != column_types_.end()) {
    return known->second;
  }
  auto types = read();
  if (!types.ok()) return fail(types.take_error());
  column_types_.emplace(sql, *types);
  return types;
}

// A temporary table has no key, so a repeat within the rows is passed over as well.
Result<std::string> PostgresStore::staging_table(std::string_view table,
                                                 const std::string& columns) {
  const std::string key = fmt::format("{} {}", table, columns);
  if (const auto known = staging_.find(key); known != staging_.end()) return known->second;
  const std::string name = fmt::format("store_staging_{}", staging_.size() + 1);
  CHUHAI_RETURN_IF_ERROR(connection_->run(fmt::format("DROP TABLE IF EXISTS pg_temp.{}", name)));
  CHUHAI_RETURN_IF_ERROR(connection_->run(fmt::format(
      "CREATE TEMPORARY TABLE {} AS SELECT {} FROM {} WITH NO DATA", name, columns, table)));
  staging_.emplace(key, name);
  new_staging_.push_back(key);
  return name;
}

Status PostgresStore::copy(std::string_view table, const std::string& columns,
                           bool on_conflict_do_nothing, std::string_view rows) {
  const auto write = [&]() -> Status {
    CHUHAI_RETURN_IF_ERROR(make_ready());
    if (!on_conflict_do_nothing) {
      return connection_->copy(
          fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table, columns), rows);
    }
    CHUHAI_ASSIGN_OR_RETURN(const std::string staging, staging_table(table, columns));
    CHUHAI_RETURN_IF_ERROR(connection_->copy(
        fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", staging, columns), rows));
    CHUHAI_RETURN_IF_ERROR(connection_->run(
        fmt::format("INSERT INTO {0} ({1}) SELECT {1} FROM {2} ON CONFLICT DO NOTHING; "
                    "TRUNCATE {2}",
                    table, columns, staging)));
    return {};
  };
  CHUHAI_RETURN_IF_ERROR(check_usable());
  Status status = write();
  if (!status.ok()) return fail(status.take_error());
  return status;
}

}  // namespace chuhai::store
