#include "store/table_definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "store/sql_text.h"

namespace chuhai::store {
namespace {

// Words that survive migration_statements, so that types can be told apart in any dialect.
constexpr Dialect kPlain{"INT", "TEXT", "BLOB", "", ""};

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  size_t at = 0;
  while (at < text.size()) {
    const size_t begin = text.find_first_not_of(" \t\n", at);
    if (begin == std::string_view::npos) break;
    const size_t end = std::min(text.find_first_of(" \t\n", begin), text.size());
    words.emplace_back(text.substr(begin, end - begin));
    at = end;
  }
  return words;
}

// Split at the commas outside parentheses.
std::vector<std::string_view> parts_of(std::string_view list) {
  std::vector<std::string_view> parts;
  int depth = 0;
  size_t begin = 0;
  for (size_t i = 0; i < list.size(); ++i) {
    if (list[i] == '(') ++depth;
    if (list[i] == ')') --depth;
    if (list[i] == ',' && depth == 0) {
      parts.push_back(trim(list.substr(begin, i - begin)));
      begin = i + 1;
    }
  }
  parts.push_back(trim(list.substr(begin)));
  return parts;
}

std::optional<ColumnDefinition> column_of(std::string_view text) {
  const std::vector<std::string> words = words_of(text);
  if (words.size() < 2 || !is_plain_name(words[0])) return std::nullopt;
  using Type = ColumnDefinition::Type;
  if (words[1] == kPlain.int_type) return ColumnDefinition{words[0], Type::kInt};
  if (words[1] == kPlain.text_type) return ColumnDefinition{words[0], Type::kText};
  if (words[1] == kPlain.blob_type) return ColumnDefinition{words[0], Type::kBlob};
  return std::nullopt;
}

std::string_view within_parentheses(std::string_view text) {
  const size_t open = text.find('('), close = text.rfind(')');
  if (open == std::string_view::npos || close == std::string_view::npos || close < open) return {};
  return text.substr(open + 1, close - open - 1);
}

bool is_constraint(std::string_view part) {
  const std::string word = first_word(part);
  return word == "FOREIGN" || word == "UNIQUE" || word == "CHECK" || word == "CONSTRAINT";
}

Result<TableDefinition> created_by(const std::string& sql) {
  const std::vector<std::string> words = words_of(sql.substr(0, sql.find('(')));
  TableDefinition table;
  table.name = words.back();
  for (const std::string_view part : parts_of(within_parentheses(sql))) {
    if (part.starts_with("PRIMARY KEY")) {
      for (const std::string_view column : parts_of(within_parentheses(part)))
        table.key.emplace_back(column);
    } else if (auto column = column_of(part)) {
      table.columns.push_back(std::move(*column));
    } else if (!is_constraint(part)) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("table {}: '{}' is no column and no constraint", table.name, part));
    }
  }
  if (table.columns.empty() || table.key.empty())
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("table {} has no columns or no primary key", table.name));
  return table;
}

// "ALTER TABLE name ADD COLUMN column type …"
Status alter(const std::string& sql, std::vector<TableDefinition>& tables) {
  const std::vector<std::string> words = words_of(sql);
  const auto column_at = sql.find(" COLUMN ");
  if (words.size() > 5 && words[3] == "ADD" && column_at != std::string::npos) {
    const auto column = column_of(std::string_view(sql).substr(column_at + 8));
    for (TableDefinition& table : tables) {
      if (table.name != words[2] || !column) continue;
      table.columns.push_back(*column);
      return {};
    }
  }
  return Error(ErrorCode::kInvalidArgument, "not understood: " + shown_sql(sql));
}

}  // namespace

Result<std::vector<TableDefinition>> tables_of(std::span<const Migration> migrations) {
  std::vector<TableDefinition> tables;
  for (const Migration& migration : migrations) {
    CHUHAI_ASSIGN_OR_RETURN(const auto statements, migration_statements(migration.sql, kPlain));
    for (const std::string& sql : statements) {
      const std::vector<std::string> words = words_of(sql);
      if (words.size() > 2 && words[0] == "CREATE" && words[1] == "TABLE") {
        CHUHAI_ASSIGN_OR_RETURN(TableDefinition table, created_by(sql));
        tables.push_back(std::move(table));
      } else if (words.size() > 2 && words[0] == "ALTER" && words[1] == "TABLE") {
        CHUHAI_RETURN_IF_ERROR(alter(sql, tables));
      }
    }
  }
  return tables;
}

}  // namespace chuhai::store
