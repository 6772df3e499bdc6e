// The storage rules (ARCHITECTURE.md) as far as a statement's text shows whether it keeps them. A
// test holds every SQL string of src/ to them; what needs a plan or a server is tested there.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace chuhai::store {

struct SourceText {
  int line = 0;  // where it begins
  std::string text;
};

// The string literals of a C++ source, neighbours joined, escapes of \n \t \" \\ resolved. Comments
// are passed over.
std::vector<SourceText> string_literals(std::string_view source);

// Whether a text is SQL by its first words ("SELECT … FROM", "INSERT INTO", "CREATE TABLE", …).
bool looks_like_sql(std::string_view text);

// The rules broken, as sentences; empty when none.
std::vector<std::string> storage_rule_breaches(std::string_view sql);

// Tables whose rows are spread by lane, with the other columns of their keys.
using LaneTables = std::map<std::string, std::vector<std::string>>;
// Adds those that the text creates.
void find_lane_tables(std::string_view sql, LaneTables* tables);
// Rules 2 and 9 on a statement that names such tables: its lane in every point read, update,
// delete, insert and conflict, and in every join of two.
std::vector<std::string> lane_rule_breaches(std::string_view sql, const LaneTables& tables);

}  // namespace chuhai::store
