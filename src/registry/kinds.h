// The kinds of record that the registry keeps, as data: columns of the file, columns of the table,
// key and dating. One engine (versions.h) reads and writes all of them.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chuhai::registry {

enum class ColumnType { kText, kDate, kMonth, kMoney, kFlag };

struct Column {
  std::string_view csv;  // name in the file
  std::string_view sql;  // name in the table
  ColumnType type = ColumnType::kText;
  bool key = false;
};

// How a row's valid interval comes about.
enum class Dating {
  kChain,     // column valid_from; ends where the key's next row begins
  kInterval,  // columns from and to; rows of one key must not overlap
  kMonth,     // the month named
  kAlways,    // undated: from kAlwaysFrom on
};

struct Kind {
  std::string_view name;        // "enterprises", as in import_csv
  std::string_view entry_kind;  // of the journal
  std::string_view table;
  std::span<const Column> columns;  // in the order of the file
  Dating dating;
};

// Where the valid interval of an undated row begins: 0001-01-01.
inline constexpr std::string_view kAlwaysFrom = "0001-01-01";

std::span<const Kind> kinds();  // rates included, last
const Kind* find_kind(std::string_view name);
const Kind* find_kind_of_entry(std::string_view entry_kind);
// The header line that the kind's file has: "id,customs_code,…".
std::string header_of(const Kind& kind);
// Index of the column named `csv`; nullopt when the kind has none.
std::optional<size_t> column_of(const Kind& kind, std::string_view csv);

}  // namespace chuhai::registry
