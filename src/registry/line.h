// The cells of one line of a registry file under check: what every column is asked for.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "csv/csv.h"
#include "registry/kinds.h"

namespace chuhai::registry {

class Line {
 public:
  Line(const Kind& kind, size_t number, std::vector<std::string>& cells,
       std::vector<csv::RefusedLine>& refused)
      : kind_(kind), number_(number), cells_(cells), refused_(refused) {}

  std::string& at(std::string_view column) { return cells_[column_of(kind_, column).value()]; }
  void refuse(std::string_view column, std::string_view zh, std::string_view en);
  bool ok() const { return ok_; }

  // Line breaks and the like: nobody means them, and keys are joined by one.
  void refuse_control_characters();
  void refuse_long_cells();
  // Whether the cell holds something; refused when it doesn't.
  bool require(std::string_view column);
  // A date "2023-01-31"; empty is nullopt, anything else is refused.
  std::optional<Date> date(std::string_view column);
  // Brings the cell to 1 or 0.
  void flag(std::string_view column);

 private:
  const Kind& kind_;
  size_t number_;
  std::vector<std::string>& cells_;
  std::vector<csv::RefusedLine>& refused_;
  bool ok_ = true;
};

// A reason as officials read it, Chinese first.
std::string reason(std::string_view zh, std::string_view en);

}  // namespace chuhai::registry
