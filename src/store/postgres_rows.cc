#include "store/postgres_rows.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include "base/check.h"
#include "store/postgres_value.h"
#include "store/sql_text.h"

namespace chuhai::store {

const PostgresRow::Cell& PostgresRow::cell(int column) const {
  CHECK(column >= 0 && static_cast<size_t>(column) < cells_.size(), "no such column in the row");
  return cells_[static_cast<size_t>(column)];
}

int64_t PostgresRow::int64(int column) const {
  const Cell& found = cell(column);
  CHECK(!found.is_there || kinds_[static_cast<size_t>(column)] == Kind::kNumber,
        "int64() of a column of another type");
  return found.number;
}

std::string_view PostgresRow::text(int column) const {
  const Cell& found = cell(column);
  CHECK(!found.is_there || kinds_[static_cast<size_t>(column)] == Kind::kText,
        "text() of a column of another type");
  return found.bytes;
}

std::string_view PostgresRow::bytes(int column) const {
  const Cell& found = cell(column);
  CHECK(!found.is_there || kinds_[static_cast<size_t>(column)] != Kind::kNumber,
        "bytes() of an integer column");
  return found.bytes;
}

Status PostgresRows::read_kinds(const pg_result* result) {
  for (int i = 0; i < PQnfields(result); ++i) {
    const uint32_t type = PQftype(result, i);
    PostgresRow::Kind kind = PostgresRow::Kind::kNumber;
    if (is_postgres_text(type)) {
      kind = PostgresRow::Kind::kText;
    } else if (type == postgres_type::kBytea) {
      kind = PostgresRow::Kind::kBytes;
    } else if (!is_postgres_integer(type) && type != postgres_type::kNumeric &&
               type != postgres_type::kFloat4 && type != postgres_type::kFloat8) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("column {} is of PostgreSQL's type {}, which a store doesn't know, "
                               "in \"{}\"",
                               i, type, shown_sql(sql_)));
    }
    types_.push_back(type);
    row_.kinds_.push_back(kind);
  }
  row_.cells_.resize(types_.size());
  return {};
}

Status PostgresRows::read_cells(const pg_result* result) {
  if (types_.empty()) CHUHAI_RETURN_IF_ERROR(read_kinds(result));
  for (int i = 0; i < static_cast<int>(types_.size()); ++i) {
    const auto at = static_cast<size_t>(i);
    PostgresRow::Cell& cell = row_.cells_[at];
    cell = {};
    if (PQgetisnull(result, 0, i) != 0) continue;
    cell.is_there = true;
    const std::string_view bytes(PQgetvalue(result, 0, i),
                                 static_cast<size_t>(PQgetlength(result, 0, i)));
    if (row_.kinds_[at] != PostgresRow::Kind::kNumber) {
      cell.bytes = bytes;
    } else if (is_postgres_integer(types_[at])) {
      cell.number = signed_big_endian(bytes);
    } else {
      const auto number = types_[at] == postgres_type::kNumeric ? integer_of_numeric(bytes)
                                                                : std::optional<int64_t>();
      if (!number) {
        return Error(
            ErrorCode::kOutOfRange,
            fmt::format("column {} isn't an integer of 64 bits in \"{}\"", i, shown_sql(sql_)));
      }
      cell.number = *number;
    }
  }
  return {};
}

Result<bool> PostgresRows::step() {
  PostgresResult result;
  if (next_kept_ < kept_.size()) {
    result = std::move(kept_[next_kept_++]);
  } else if (failure_) {
    return *failure_;
  } else if (!at_end_) {
    auto next = connection_.next(sql_);
    if (!next.ok()) {
      at_end_ = true;
      return next.take_error();
    }
    result = std::move(next).value();
  }
  if (result == nullptr) {
    at_end_ = true;
    return false;
  }
  // The last result has no row, and says how many there were.
  if (PQntuples(result.get()) == 0) return step();
  current_ = std::move(result);
  CHUHAI_RETURN_IF_ERROR(read_cells(current_.get()));
  return true;
}

void PostgresRows::keep_rest() {
  while (!at_end_) {
    auto next = connection_.next(sql_);
    if (!next.ok()) failure_ = next.take_error();
    at_end_ = !next.ok() || *next == nullptr;
    if (!at_end_) kept_.push_back(std::move(next).value());
  }
}

void PostgresRows::drop_rest() {
  while (!at_end_) {
    const auto next = connection_.next(sql_);
    at_end_ = !next.ok() || *next == nullptr;
  }
}

}  // namespace chuhai::store
