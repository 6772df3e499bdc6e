// A line of an evidence or history file: what makes it right. Each line becomes papers or is
// refused with column, value and reason.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "csv/csv.h"
#include "facts/fact.h"
#include "facts/paper.h"
#include "registry/registry.h"

namespace chuhai::facts {

enum class RowKind { kEvidence, kHistory };

// kInvalidArgument when a column is missing or unknown.
Status check_columns(const csv::CsvTable& table, RowKind kind);

// Reads one row after the other; what doesn't depend on the row is looked up once.
class RowReader {
 public:
  // `today`: the day on which the act takes place; nothing is accepted later.
  RowReader(const Catalogue& catalogue, const registry::Registry& registry,
            const csv::CsvTable& table, RowKind kind, Date today);
  // The papers of the row, several for a span of years; empty when refused, with `refused`
  // extended.
  std::vector<Paper> read(const csv::CsvRow& row, std::vector<csv::RefusedLine>& refused);
  // Refuses the row read last: another line of the file gives another figure for the same paper.
  void refuse_contradiction(int line);

 private:
  struct Draft;
  std::string_view cell(const csv::CsvRow& row, std::string_view column) const;
  void refuse(std::string_view column, std::string_view zh, std::string_view en);
  void read_subject(Draft& draft);
  void read_fact_and_basis(Draft& draft);
  void read_dimensions(Draft& draft);
  void read_periods(Draft& draft);
  void read_years(Draft& draft);
  void read_value(Draft& draft);
  void read_paper(Draft& draft);
  void read_acceptance(Draft& draft);
  void read_acceptance_day(Draft& draft, std::string_view on);
  void check_periods(Draft& draft);

  const Catalogue& catalogue_;
  const registry::Registry& registry_;
  const csv::CsvTable& table_;
  RowKind kind_;
  Date today_;
  const csv::CsvRow* row_ = nullptr;
  std::vector<csv::RefusedLine>* refused_ = nullptr;
};

// The registry's id of an enterprise given by credit code or customs code; the subject as it is
// when it isn't on file.
Subject on_file(const registry::Registry& registry, const Subject& subject);
// Whether the registry knows it; kinds that the registry doesn't keep are nobody's to miss.
bool is_on_file(const registry::Registry& registry, const Subject& subject);

}  // namespace chuhai::facts
