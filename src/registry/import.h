// CSV import and export of the registry. A file is one journal entry; each line is taken or refused
// on its own, and the report lists every refused line with column, value and reason.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "csv/csv.h"
#include "journal/journal.h"
#include "store/store.h"

namespace chuhai::registry {

struct ImportReport {
  std::string kind;  // "enterprises", "warehouses", …
  std::string source_name;
  size_t taken = 0;
  size_t unchanged = 0;                   // equal to what is on file, or a repeat's
  std::vector<csv::RefusedLine> refused;  // by line; one for each wrong column
  bool repeat = false;                    // the same bytes were imported before, and nothing is new
  size_t refused_line_count() const;
  Json to_json() const;
};

// What a file of each kind must hold is in src/registry/README.md. A file that was imported before
// is journalled as a repeat and its lines are looked at again: what was refused then because
// something it refers to wasn't on file may be right now. Lines whose key and date are on file
// count as unchanged, so a repeat doesn't undo what corrected it since.
//
// `kind`: enterprises | links | warehouses | recognitions | zones. kInvalidArgument when the file
// as a whole can't be read (encoding, header); then nothing is written.
Result<ImportReport> import_csv(store::Store& store, const journal::Act& act, std::string_view kind,
                                std::string_view source_name, std::string_view csv);
// The projection of a journalled file ("registry.*", "rates"), for a rebuild: in a transaction that
// the caller holds.
Result<ImportReport> apply_entry(store::Store& store, const journal::Entry& entry,
                                 std::string_view bytes);
// Chooses the kind by the header line ("rates" for a file of import_rates); kInvalidArgument lists
// the headers known.
Result<std::string> kind_of_header(std::string_view csv);
// The table as it stands now, in the form import takes, sorted by key and date; "rates" too.
Result<std::string> export_csv(store::Store& store, std::string_view kind);
std::vector<std::string_view> import_kinds();

}  // namespace chuhai::registry
