// What makes a line of a registry file right. A line is either brought into canonical form or
// refused, with every wrong column named.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "csv/csv.h"
#include "registry/kinds.h"
#include "registry/versions.h"
#include "store/store.h"

namespace chuhai::registry {

// What the lines refer to: read once for a file.
struct Known {
  std::unordered_set<std::string> enterprises;
  std::unordered_set<std::string> warehouses;
  // Who holds a customs registration code; kept up to date from line to line.
  std::unordered_map<std::string, std::string> customs_code_owners;
};

Result<Known> load_known(store::Store& store, const Kind& kind);

// Brings `cells` (in the kind's order) into canonical form. False when the line is refused; then
// `refused` has a row for each wrong column.
bool check_line(const Kind& kind, size_t line, std::vector<std::string>& cells, Known& known,
                std::vector<csv::RefusedLine>& refused);

}  // namespace chuhai::registry
