// The rows of a running query, one by one. When the connection is wanted for something else before
// the end, the rest is read into memory and goes on from there. Internal to the folder.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "store/postgres_connection.h"
#include "store/store.h"

namespace chuhai::store {

class PostgresRow final : public Row {
 public:
  bool is_null(int column) const override { return !cell(column).is_there; }
  int64_t int64(int column) const override;
  std::string_view text(int column) const override;
  std::string_view bytes(int column) const override;

 private:
  friend class PostgresRows;
  enum class Kind : uint8_t { kNumber, kText, kBytes };
  struct Cell {
    bool is_there = false;
    int64_t number = 0;
    std::string_view bytes;
  };
  const Cell& cell(int column) const;

  std::vector<Kind> kinds_;
  std::vector<Cell> cells_;
};

class PostgresRows {
 public:
  PostgresRows(PostgresConnection& connection, std::string_view sql)
      : connection_(connection), sql_(sql) {}

  // True when there is a row. kOutOfRange for a value that isn't an integer of 64 bits,
  // kInvalidArgument for a column of a type that a store doesn't know.
  Result<bool> step();
  const PostgresRow& row() const { return row_; }
  // Reads what is left into memory; an error shows in a later step().
  void keep_rest();
  // Reads what is left and drops it.
  void drop_rest();

 private:
  Status read_kinds(const pg_result* result);
  Status read_cells(const pg_result* result);

  PostgresConnection& connection_;
  std::string_view sql_;
  PostgresRow row_;
  std::vector<uint32_t> types_;
  PostgresResult current_;
  std::vector<PostgresResult> kept_;
  size_t next_kept_ = 0;
  bool at_end_ = false;  // of what the connection sends
  std::optional<Error> failure_;
};

}  // namespace chuhai::store
