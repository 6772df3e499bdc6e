// What tables a stage's migrations make: names, columns and keys, read from their text. For what
// goes over a whole store, row by row, whatever the stage.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace chuhai::store {

struct ColumnDefinition {
  enum class Type { kInt, kText, kBlob };
  std::string name;
  Type type = Type::kInt;
};

struct TableDefinition {
  std::string name;
  std::vector<ColumnDefinition> columns;
  std::vector<std::string> key;  // the primary key's columns
};

// In the order in which they are made. kInvalidArgument for a table statement that isn't written as
// migrations are ("name {type} …" for each column, PRIMARY KEY at the end or ALTER TABLE … ADD
// COLUMN).
Result<std::vector<TableDefinition>> tables_of(std::span<const Migration> migrations);

}  // namespace chuhai::store
