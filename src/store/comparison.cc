#include "store/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chuhai::store {
namespace {

using Type = ColumnDefinition::Type;

struct Cell {
  bool null = false;
  int64_t number = 0;
  std::string bytes;
  bool operator==(const Cell&) const = default;
};
using Cells = std::vector<Cell>;

Value value_of(const Cell& cell, Type type) {
  if (cell.null) return {};
  if (type == Type::kInt) return cell.number;
  if (type == Type::kText) return std::string_view(cell.bytes);
  return Blob{cell.bytes};
}

std::string shown(const Cell& cell, Type type) {
  constexpr size_t kMax = 60;
  if (cell.null) return "null";
  if (type == Type::kInt) return std::to_string(cell.number);
  if (type == Type::kText) return cell.bytes.substr(0, kMax);
  std::string hex = fmt::format("{} bytes ", cell.bytes.size());
  for (size_t i = 0; i < std::min<size_t>(cell.bytes.size(), 16); ++i)
    hex += fmt::format("{:02x}", static_cast<unsigned char>(cell.bytes[i]));
  return hex;
}

// One side of one table, read in the order of its key, some rows at a time.
class TableReader {
 public:
  TableReader(Store& store, const TableDefinition& table) : store_(store), table_(table) {
    std::vector<std::string> names;
    for (const ColumnDefinition& column : table.columns) names.push_back(column.name);
    for (const std::string& key : table.key)
      key_.push_back(
          static_cast<size_t>(std::find(names.begin(), names.end(), key) - names.begin()));
    std::vector<std::string> parameters;
    for (size_t i = 0; i < key_.size(); ++i) parameters.push_back(fmt::format(":k{}", i));
    const std::string keys = fmt::format("{}", fmt::join(table.key, ", "));
    const std::string select = fmt::format("SELECT {} FROM {}", fmt::join(names, ", "), table.name);
    const std::string order = fmt::format(" ORDER BY {} LIMIT {}", keys, kRowsAtOnce);
    first_sql_ = select + order;
    next_sql_ =
        fmt::format("{} WHERE ({}) > ({}){}", select, keys, fmt::join(parameters, ", "), order);
    for (size_t i = 0; i < key_.size(); ++i) parameter_names_.push_back(fmt::format("k{}", i));
  }

  // The row to compare next; nullptr behind the last.
  Result<const Cells*> front() {
    if (at_ == rows_.size() && !ended_) CHUHAI_RETURN_IF_ERROR(fill());
    return at_ < rows_.size() ? &rows_[at_] : nullptr;
  }
  void pop() { ++at_; }

  // -1, 0, 1 as the left key is before, equal to, behind the right one.
  int compare_keys(const Cells& left, const Cells& right) const {
    for (const size_t column : key_) {
      const Cell &a = left[column], &b = right[column];
      if (a.null != b.null) return a.null ? -1 : 1;
      if (a.number != b.number) return a.number < b.number ? -1 : 1;
      if (const int order = a.bytes.compare(b.bytes)) return order < 0 ? -1 : 1;
    }
    return 0;
  }
  std::string shown_key(const Cells& cells) const {
    std::vector<std::string> parts;
    for (const size_t column : key_)
      parts.push_back(fmt::format("{}={}", table_.columns[column].name,
                                  shown(cells[column], table_.columns[column].type)));
    return fmt::format("{}", fmt::join(parts, ", "));
  }

 private:
  static constexpr size_t kRowsAtOnce = 1000;

  Status fill() {
    Cells last;
    if (!rows_.empty()) last = rows_.back();
    rows_.clear();
    at_ = 0;
    Parameters parameters;
    if (!last.empty())
      for (size_t i = 0; i < key_.size(); ++i)
        parameters.emplace_back(parameter_names_[i],
                                value_of(last[key_[i]], table_.columns[key_[i]].type));
    CHUHAI_RETURN_IF_ERROR(store_.query(last.empty() ? first_sql_ : next_sql_, parameters,
                                        [&](const Row& row) -> Status {
                                          rows_.push_back(cells_of(row));
                                          return {};
                                        }));
    ended_ = rows_.size() < kRowsAtOnce;
    return {};
  }

  Cells cells_of(const Row& row) const {
    Cells cells(table_.columns.size());
    for (size_t i = 0; i < cells.size(); ++i) {
      const int column = static_cast<int>(i);
      cells[i].null = row.is_null(column);
      if (cells[i].null) continue;
      switch (table_.columns[i].type) {
        case Type::kInt:
          cells[i].number = row.int64(column);
          break;
        case Type::kText:
          cells[i].bytes = row.text(column);
          break;
        case Type::kBlob:
          cells[i].bytes = row.bytes(column);
          break;
      }
    }
    return cells;
  }

  Store& store_;
  const TableDefinition& table_;
  std::vector<size_t> key_;  // indexes of the key's columns
  std::string first_sql_, next_sql_;
  std::vector<std::string> parameter_names_;
  std::vector<Cells> rows_;
  size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

Result<TableComparison> compare_table(Store& left, Store& right, const TableDefinition& table,
                                      const std::function<void(const Difference&)>& callback) {
  TableReader lefts(left, table), rights(right, table);
  TableComparison comparison;
  comparison.table = table.name;
  const auto differs = [&](Difference difference) {
    difference.table = table.name;
    ++comparison.different;
    callback(difference);
  };
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const Cells* a, lefts.front());
    CHUHAI_ASSIGN_OR_RETURN(const Cells* b, rights.front());
    if (a == nullptr && b == nullptr) return comparison;
    ++comparison.rows;
    const int order = a == nullptr ? 1 : b == nullptr ? -1 : lefts.compare_keys(*a, *b);
    if (order < 0) {
      differs({Difference::Kind::kOnlyLeft, "", lefts.shown_key(*a), "", "", ""});
    } else if (order > 0) {
      differs({Difference::Kind::kOnlyRight, "", rights.shown_key(*b), "", "", ""});
    } else if (*a != *b) {
      size_t column = 0;
      while ((*a)[column] == (*b)[column]) ++column;
      const Type type = table.columns[column].type;
      differs({Difference::Kind::kValue, "", lefts.shown_key(*a), table.columns[column].name,
               shown((*a)[column], type), shown((*b)[column], type)});
    }
    if (order <= 0) lefts.pop();
    if (order >= 0) rights.pop();
  }
}

}  // namespace chuhai::store
