// BulkAppend on SQLite: a cached INSERT of many rows, the remainder singly. Internal to the folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/sqlite_store.h"

namespace chuhai::store {

class SqliteBulkAppend final : public BulkAppend {
 public:
  // kInvalidArgument for names that aren't plain and for no columns.
  static Result<std::unique_ptr<BulkAppend>> make(SqliteStore& store, std::string_view table,
                                                  std::span<const std::string_view> columns,
                                                  bool on_conflict_do_nothing);

  BulkAppend& int64(int64_t value) override;
  BulkAppend& text(std::string_view value) override;
  BulkAppend& blob(std::string_view value) override;
  BulkAppend& null() override;
  Status end_row() override;
  Status finish() override;

 private:
  enum class Kind : uint8_t { kNull, kInt64, kText, kBlob };
  struct Cell {
    Kind kind;
    int64_t number;  // the value, or the size of the bytes
    size_t offset;   // of the bytes in bytes_
  };

  SqliteBulkAppend(SqliteStore& store, std::string head, std::string tail, size_t columns);
  BulkAppend& add(Kind kind, std::string_view value);
  Status insert(const std::string& sql, size_t first_row, size_t rows);
  Value value_of(const Cell& cell) const;

  SqliteStore& store_;
  size_t columns_;
  std::string one_row_sql_;
  std::string many_rows_sql_;
  std::vector<Cell> cells_;
  std::string bytes_;
  bool failed_ = false;
  bool finished_ = false;
};

}  // namespace chuhai::store
