// SQL as text, before an engine sees it: a migration's type words replaced by the engine's, and its
// statements separated. Knows strings, quoted names and comments; knows no grammar.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai::store {

// What an engine writes for the words {int} {text} {blob} {table} {key_table} of a Migration.
struct Dialect {
  std::string_view int_type;
  std::string_view text_type;
  std::string_view blob_type;
  std::string_view table_end;
  std::string_view key_table_end;
};

// The statements of `sql` in order, comments dropped, words replaced outside strings and quoted
// names. kInvalidArgument for an unknown {word}, an unclosed string or comment, or no statement.
Result<std::vector<std::string>> migration_statements(std::string_view sql, const Dialect& dialect);

// A name that needs no quoting on any engine: [a-z][a-z0-9_]*, at most 63 bytes.
bool is_plain_name(std::string_view name);

// The first word, in upper case; empty when `sql` doesn't begin with a letter.
std::string first_word(std::string_view sql);

// One line, shortened to a length fit for an error message.
std::string shown_sql(std::string_view sql);

}  // namespace chuhai::store
