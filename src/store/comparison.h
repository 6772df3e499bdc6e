// Two stores held against each other, row by row: a live one and a rebuild of it, or one on SQLite
// and one on PostgreSQL.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/table_definition.h"

namespace chuhai::store {

struct Difference {
  enum class Kind { kOnlyLeft, kOnlyRight, kValue };
  Kind kind = Kind::kValue;
  std::string table;
  std::string key;          // "lane=3, id=77"
  std::string column;       // of the first that differs, with kValue
  std::string left, right;  // shown, cut at 60 bytes
};

struct TableComparison {
  std::string table;
  int64_t rows = 0;  // looked at, of the side that has more
  int64_t different = 0;
};

// Compares the rows of one table in the order of its key. Calls back with every difference. Both
// sides are read in pieces; neither is written.
Result<TableComparison> compare_table(Store& left, Store& right, const TableDefinition& table,
                                      const std::function<void(const Difference&)>& callback);

}  // namespace chuhai::store
