// BulkAppend on PostgreSQL: rows gathered in COPY's binary form and sent some megabytes at a time,
// so that several appends and other statements may go on side by side. Internal to the folder.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "store/postgres_store.h"

namespace chuhai::store {

class PostgresBulkAppend final : public BulkAppend {
 public:
  // kInvalidArgument for names that aren't plain, for no columns, and for a table or column that
  // isn't there.
  static Result<std::unique_ptr<BulkAppend>> make(PostgresStore& store, std::string_view table,
                                                  std::span<const std::string_view> columns,
                                                  bool on_conflict_do_nothing);

  BulkAppend& int64(int64_t value) override;
  BulkAppend& text(std::string_view value) override;
  BulkAppend& blob(std::string_view value) override;
  BulkAppend& null() override;
  Status end_row() override;
  Status finish() override;

 private:
  PostgresBulkAppend(PostgresStore& store, std::string_view table, std::string columns,
                     std::vector<uint32_t> types, bool on_conflict_do_nothing);
  bool next_is(bool fits);
  void put_bytes(std::string_view value);
  Status flush();
  Error refuse(std::string_view why);

  PostgresStore& store_;
  std::string table_;
  std::string columns_;
  std::vector<uint32_t> types_;
  bool on_conflict_do_nothing_;
  std::string rows_;
  size_t cells_ = 0;  // of the row being filled
  bool is_mismatched_ = false;
  bool failed_ = false;
  bool finished_ = false;
};

}  // namespace chuhai::store
