#include "store/sqlite_bulk_append.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "store/sql_text.h"

namespace chuhai::store {
namespace {

constexpr size_t kRowsPerStatement = 64;
// 64 rows of SQLite's most columns (2,000) stay under its most placeholders (250,000 on Debian);
// 32 columns stay under the 32,766 of other builds.
constexpr size_t kColumnsMax = 500;

std::string insert_sql(const std::string& head, const std::string& tail, size_t columns,
                       size_t rows) {
  std::string row = "(?";
  for (size_t i = 1; i < columns; ++i) row += ",?";
  row += ")";
  std::string sql = head;
  for (size_t i = 0; i < rows; ++i) sql += (i == 0 ? "" : ",") + row;
  return sql + tail;
}

}  // namespace

Result<std::unique_ptr<BulkAppend>> SqliteBulkAppend::make(
    SqliteStore& store, std::string_view table, std::span<const std::string_view> columns,
    bool on_conflict_do_nothing) {
  const bool plain =
      is_plain_name(table) && std::all_of(columns.begin(), columns.end(), is_plain_name);
  if (!plain || columns.empty() || columns.size() > kColumnsMax) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("appending to \"{}\": names must be plain, columns 1 to {}", table,
                             kColumnsMax));
  }
  std::string head = fmt::format("INSERT INTO {} ({}) VALUES ", table, fmt::join(columns, ", "));
  std::string tail = on_conflict_do_nothing ? " ON CONFLICT DO NOTHING" : "";
  return std::unique_ptr<BulkAppend>(
      new SqliteBulkAppend(store, std::move(head), std::move(tail), columns.size()));
}

SqliteBulkAppend::SqliteBulkAppend(SqliteStore& store, std::string head, std::string tail,
                                   size_t columns)
    : store_(store),
      columns_(columns),
      one_row_sql_(insert_sql(head, tail, columns, 1)),
      many_rows_sql_(insert_sql(head, tail, columns, kRowsPerStatement)) {
  cells_.reserve(columns * kRowsPerStatement);
}

BulkAppend& SqliteBulkAppend::add(Kind kind, std::string_view value) {
  cells_.push_back({kind, static_cast<int64_t>(value.size()), bytes_.size()});
  bytes_ += value;
  return *this;
}

BulkAppend& SqliteBulkAppend::int64(int64_t value) {
  cells_.push_back({Kind::kInt64, value, 0});
  return *this;
}
BulkAppend& SqliteBulkAppend::text(std::string_view value) { return add(Kind::kText, value); }
BulkAppend& SqliteBulkAppend::blob(std::string_view value) { return add(Kind::kBlob, value); }
BulkAppend& SqliteBulkAppend::null() { return add(Kind::kNull, {}); }

Value SqliteBulkAppend::value_of(const Cell& cell) const {
  const auto view = [&] {
    return std::string_view(bytes_).substr(cell.offset, static_cast<size_t>(cell.number));
  };
  switch (cell.kind) {
    case Kind::kInt64:
      return cell.number;
    case Kind::kText:
      return view();
    case Kind::kBlob:
      return Blob{view()};
    case Kind::kNull:
      break;
  }
  return std::monostate{};
}

Status SqliteBulkAppend::insert(const std::string& sql, size_t first_row, size_t rows) {
  CHUHAI_ASSIGN_OR_RETURN(auto statement, store_.take(sql));
  const size_t first_cell = first_row * columns_;
  for (size_t i = 0; i < rows * columns_; ++i) {
    auto bound = statement->bind(static_cast<int>(i) + 1, value_of(cells_[first_cell + i]));
    if (!bound.ok()) return store_.fail(bound.take_error());
  }
  auto row = statement->step();
  if (!row.ok()) return store_.fail(row.take_error());
  return {};
}

Status SqliteBulkAppend::end_row() {
  if (failed_ || finished_ || cells_.size() % columns_ != 0) {
    failed_ = true;
    return store_.fail(
        Error(ErrorCode::kInvalidArgument,
              fmt::format("a row without its {} values, or after a failure, in \"{}\"", columns_,
                          shown_sql(one_row_sql_))));
  }
  if (cells_.size() < columns_ * kRowsPerStatement) return {};
  Status status = insert(many_rows_sql_, 0, kRowsPerStatement);
  failed_ = !status.ok();
  cells_.clear();
  bytes_.clear();
  return status;
}

Status SqliteBulkAppend::finish() {
  const size_t rows = cells_.size() / columns_;
  if (cells_.size() % columns_ != 0) failed_ = true;
  if (failed_ || finished_) {
    return store_.fail(
        Error(ErrorCode::kInvalidArgument,
              fmt::format("finish() after a failure, twice, or within a row, in \"{}\"",
                          shown_sql(one_row_sql_))));
  }
  finished_ = true;
  for (size_t i = 0; i < rows; ++i) CHUHAI_RETURN_IF_ERROR(insert(one_row_sql_, i, 1));
  return {};
}

}  // namespace chuhai::store
