#include "registry/import.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "crypto/digest.h"
#include "registry/kinds.h"
#include "registry/line.h"
#include "registry/line_check.h"
#include "registry/rates.h"
#include "registry/versions.h"
#include "store/transaction.h"

namespace chuhai::registry {
namespace {

struct CheckedLine {
  size_t line = 0;
  Record record;
};

std::string known_headers() {
  std::string text;
  for (const Kind& kind : kinds()) text += fmt::format("\n  {}: {}", kind.name, header_of(kind));
  return text;
}

Result<csv::CsvTable> parse_file(const Kind& kind, std::string_view source_name,
                                 std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(csv::CsvTable table, csv::parse_csv(csv, source_name));
  std::vector<std::string_view> columns;
  for (const Column& column : kind.columns) columns.push_back(column.csv);
  CHUHAI_RETURN_IF_ERROR(table.require_columns(columns));
  for (const std::string& column : table.header()) {
    if (column_of(kind, column)) continue;
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}: column '{}' is none of {}; take it out or correct its name "
                             "(columns: {})",
                             source_name, column, kind.name, header_of(kind)));
  }
  return table;
}

// The lines that are right by themselves, in the order of the file.
std::vector<CheckedLine> check_lines(const Kind& kind, const csv::CsvTable& table, Known& known,
                                     std::vector<csv::RefusedLine>& refused) {
  std::vector<size_t> positions;
  for (const Column& column : kind.columns) {
    positions.push_back(table.column_index(column.csv).value());
  }
  std::vector<CheckedLine> lines;
  lines.reserve(table.rows().size());
  for (const csv::CsvRow& row : table.rows()) {
    CheckedLine checked{row.line, {}};
    checked.record.cells.reserve(positions.size());
    for (const size_t position : positions) {
      checked.record.cells.push_back(row.cells[position]);
    }
    if (!check_line(kind, row.line, checked.record.cells, known, refused)) continue;
    date_record(kind, checked.record);
    lines.push_back(std::move(checked));
  }
  for (const csv::CsvBadRow& row : table.bad_rows()) {
    refused.push_back({row.line, "", "", reason("无法读取本行", row.reason)});
  }
  return lines;
}

// Refuses every line that repeats the key and date of an earlier one.
void refuse_duplicates(const Kind& kind, std::vector<CheckedLine>& lines,
                       std::vector<csv::RefusedLine>& refused) {
  std::unordered_map<std::string, size_t> seen;
  std::string_view column;
  for (const Column& each : kind.columns) {
    if (each.key && column.empty()) column = each.csv;
  }
  std::erase_if(lines, [&](const CheckedLine& line) {
    const std::string key =
        key_of(kind, line.record) + std::to_string(line.record.from.days_since_epoch());
    const auto [first, fresh] = seen.emplace(key, line.line);
    if (fresh) return false;
    refused.push_back(
        {line.line, std::string(column), line.record.cells[column_of(kind, column).value()],
         reason(fmt::format("与第 {} 行重复（主键与日期相同）；只留一行", first->second),
                fmt::format("same key and date as line {}; keep one", first->second))});
    return true;
  });
}

bool overlap(const Record& a, const Record& b) {
  return (!a.to || b.from < *a.to) && (!b.to || a.from < *b.to);
}

// The record of the timeline that `record` overlaps, besides the one it corrects.
const Record* overlapped(const Timeline& timeline, const Record& record) {
  for (const auto& [from, slot] : timeline) {
    if (from != record.from && overlap(slot.standing(), record)) return &slot.standing();
  }
  return nullptr;
}

// What a repeat says was said before: where its key and date are on file, what is there stands, and
// has perhaps corrected it since. Leaves the lines that are new.
void leave_what_stands(const Kind& kind, std::vector<CheckedLine>& lines, const Versions& versions,
                       ImportReport& report) {
  report.unchanged += std::erase_if(lines, [&](const CheckedLine& line) {
    const auto timeline = versions.find(key_of(kind, line.record));
    return timeline != versions.end() && timeline->second.contains(line.record.from);
  });
}

// Puts the lines into their places; `report` counts them. Corrections come before additions, since
// a file may end one row and begin the next.
void plan(const Kind& kind, std::vector<CheckedLine> lines, Versions& versions,
          ImportReport& report) {
  std::stable_partition(lines.begin(), lines.end(), [&](const CheckedLine& line) {
    const auto timeline = versions.find(key_of(kind, line.record));
    return timeline != versions.end() && timeline->second.contains(line.record.from);
  });
  std::set<Timeline*> changed;
  for (CheckedLine& line : lines) {
    const std::string key = key_of(kind, line.record);
    const auto found = versions.find(key);
    if (kind.dating == Dating::kInterval && found != versions.end()) {
      if (const Record* other = overlapped(found->second, line.record)) {
        const std::string interval = fmt::format("[{}, {})", other->from.to_string(),
                                                 other->to ? other->to->to_string() : "…");
        report.refused.push_back(
            {line.line, "from", line.record.from.to_string(),
             reason(fmt::format("与 {} 重叠；请先结束前一段或改日期", interval),
                    fmt::format("overlaps {}; end that one or change the dates", interval))});
        continue;
      }
    }
    Timeline& timeline = found != versions.end() ? found->second : versions[key];
    Slot& slot = timeline[line.record.from];
    if (slot.on_file && slot.on_file->cells == line.record.cells) {
      ++report.unchanged;
      continue;
    }
    ++report.taken;
    slot.planned = std::move(line.record);
    changed.insert(&timeline);
  }
  if (kind.dating != Dating::kChain) return;
  for (Timeline* timeline : changed) chain(*timeline);
}

Result<ImportReport> apply(store::Store& store, const journal::Entry& entry, const Kind& kind,
                           const csv::CsvTable& table) {
  ImportReport report;
  report.kind = kind.name;
  report.source_name = entry.source_name;
  CHUHAI_ASSIGN_OR_RETURN(Known known, load_known(store, kind));
  std::vector<CheckedLine> lines = check_lines(kind, table, known, report.refused);
  refuse_duplicates(kind, lines, report.refused);
  std::unordered_set<std::string> keys;
  for (const CheckedLine& line : lines) keys.insert(key_of(kind, line.record));
  CHUHAI_ASSIGN_OR_RETURN(Versions versions, load_versions(store, kind, &keys));
  if (entry.first) leave_what_stands(kind, lines, versions, report);
  plan(kind, std::move(lines), versions, report);
  CHUHAI_RETURN_IF_ERROR(write_versions(store, kind, entry, versions));
  std::stable_sort(report.refused.begin(), report.refused.end(),
                   [](const auto& a, const auto& b) { return a.line < b.line; });
  report.repeat = entry.first.has_value() && report.taken == 0;
  return report;
}

// Journals the file and applies it, in one transaction. Not journal::record: that leaves a repeat
// alone, while the same file may well have lines to take now that what they refer to is on file.
Result<ImportReport> import_kind(store::Store& store, const journal::Act& act, const Kind& kind,
                                 std::string_view source_name, std::string_view csv) {
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_file(kind, source_name, csv));
  journal::NewEntry input;
  input.kind = kind.entry_kind;
  input.source_name = source_name;
  input.parameters = "{}";
  input.record.digest = crypto::sha256(csv);
  input.record.bytes = csv;
  ImportReport report;
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store, act));
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, batch.append(input));
    CHUHAI_ASSIGN_OR_RETURN(report, apply(store, entry, kind, table));
    return batch.finish();
  }));
  return report;
}

Error unknown_kind(std::string_view kind) {
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("no registry file of kind '{}'; there are {}", kind,
                           fmt::join(import_kinds(), ", ")));
}

}  // namespace

size_t ImportReport::refused_line_count() const {
  std::set<size_t> lines;
  for (const csv::RefusedLine& line : refused) lines.insert(line.line);
  return lines.size();
}

Json ImportReport::to_json() const {
  Json lines = Json::array();
  for (const csv::RefusedLine& line : refused) {
    lines.push(Json::object()
                   .set("line", uint64_t{line.line})
                   .set("column", line.column)
                   .set("value", line.value)
                   .set("reason", line.reason));
  }
  return Json::object()
      .set("kind", kind)
      .set("source_name", source_name)
      .set("taken", uint64_t{taken})
      .set("unchanged", uint64_t{unchanged})
      .set("refused_lines", uint64_t{refused_line_count()})
      .set("repeat", repeat)
      .set("refused", std::move(lines));
}

Result<ImportReport> import_csv(store::Store& store, const journal::Act& act, std::string_view kind,
                                std::string_view source_name, std::string_view csv) {
  const Kind* found = find_kind(kind);
  if (found == nullptr || kind == "rates") return unknown_kind(kind);
  return import_kind(store, act, *found, source_name, csv);
}

Result<ImportReport> import_rates(store::Store& store, const journal::Act& act,
                                  std::string_view source_name, std::string_view csv) {
  return import_kind(store, act, *find_kind("rates"), source_name, csv);
}

Result<ImportReport> apply_entry(store::Store& store, const journal::Entry& entry,
                                 std::string_view bytes) {
  const Kind* kind = find_kind_of_entry(entry.kind);
  if (kind == nullptr) return unknown_kind(entry.kind);
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table, parse_file(*kind, entry.source_name, bytes));
  return apply(store, entry, *kind, table);
}

Result<std::string> kind_of_header(std::string_view csv) {
  // The rows don't matter here, and may be many.
  CHUHAI_ASSIGN_OR_RETURN(const csv::CsvTable table,
                          csv::parse_csv(csv.substr(0, csv.find('\n')), "header"));
  std::vector<std::string> columns = table.header();
  std::sort(columns.begin(), columns.end());
  for (const Kind& kind : kinds()) {
    std::vector<std::string> expected;
    for (const Column& column : kind.columns) expected.emplace_back(column.csv);
    std::sort(expected.begin(), expected.end());
    if (columns == expected) return std::string(kind.name);
  }
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("the header '{}' is none of the registry's:{}",
                           fmt::join(table.header(), ","), known_headers()));
}

Result<std::string> export_csv(store::Store& store, std::string_view kind) {
  const Kind* found = find_kind(kind);
  if (found == nullptr) return unknown_kind(kind);
  CHUHAI_ASSIGN_OR_RETURN(const Versions versions, load_versions(store, *found));
  std::vector<std::pair<std::string_view, const Timeline*>> sorted;
  for (const auto& [key, timeline] : versions) sorted.emplace_back(key, &timeline);
  std::sort(sorted.begin(), sorted.end());
  csv::CsvWriter writer;
  std::vector<std::string_view> header;
  for (const Column& column : found->columns) header.push_back(column.csv);
  writer.row(std::span<const std::string_view>(header));
  for (const auto& [key, timeline] : sorted) {
    for (const auto& [from, slot] : *timeline) {
      writer.row(std::span<const std::string>(slot.on_file->cells));
    }
  }
  return std::move(writer).take();
}

std::vector<std::string_view> import_kinds() {
  std::vector<std::string_view> names;
  for (const Kind& kind : kinds()) {
    if (kind.name != "rates") names.push_back(kind.name);
  }
  return names;
}

}  // namespace chuhai::registry
