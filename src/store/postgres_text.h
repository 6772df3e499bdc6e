// SQL as the store's callers write it, as PostgreSQL takes it. Internal to the folder.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai::store {

struct PostgresText {
  std::string sql;                 // with $1, $2 … for ":name"
  std::vector<std::string> names;  // of $1, $2 …; a name that stands twice has one number
};

// kInvalidArgument for another placeholder than ":name", for an unclosed quote or comment, and for
// what isn't exactly one statement.
Result<PostgresText> postgres_text(std::string_view sql);

// kInvalidArgument for a statement that isn't for callers of the store: transactions go through
// begin(), settings belong to the engine.
Status check_postgres_statement(std::string_view sql);

// Whether the statement only reads, by its first word; the storage rules have no writing CTE.
bool is_postgres_read(std::string_view sql);

}  // namespace chuhai::store
