#include "registry/versions.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/money.h"

namespace chuhai::registry {
namespace {

constexpr char kKeySeparator = '\x1f';
constexpr size_t kMonthLength = 7;  // "2023-01"

// The columns of every table besides the kind's own, as write_row fills them.
constexpr std::string_view kRecordedColumns[] = {"recorded_at", "entry_lane", "entry_position"};

// Columns to read or write: the kind's, then its interval where that isn't one of them.
std::vector<std::string_view> sql_columns(const Kind& kind) {
  std::vector<std::string_view> columns;
  for (const Column& column : kind.columns) columns.push_back(column.sql);
  if (kind.dating == Dating::kAlways) columns.push_back("valid_from");
  if (kind.dating != Dating::kInterval) columns.push_back("valid_to");
  return columns;
}

std::string cell_of(const store::Row& row, int index, ColumnType type) {
  if (type == ColumnType::kText) return std::string(row.text(index));
  if (row.is_null(index)) return {};
  const int64_t value = row.int64(index);
  if (type == ColumnType::kFlag) return value != 0 ? "1" : "0";
  if (type == ColumnType::kMoney) return Money::cny_fen(value).to_string();
  const std::string date = Date::from_days(static_cast<int32_t>(value)).to_string();
  return type == ColumnType::kMonth ? date.substr(0, kMonthLength) : date;
}

void append_date(store::BulkAppend& rows, const std::optional<Date>& date) {
  if (date) {
    rows.int64(date->days_since_epoch());
  } else {
    rows.null();
  }
}

void append_cell(store::BulkAppend& rows, const Record& record, size_t index, ColumnType type) {
  const std::string& cell = record.cells[index];
  switch (type) {
    case ColumnType::kText:
      rows.text(cell);
      break;
    case ColumnType::kFlag:
      rows.int64(cell == "1" ? 1 : 0);
      break;
    case ColumnType::kMonth:
      append_date(rows, record.from);
      break;
    case ColumnType::kDate:
      append_date(rows, cell.empty() ? std::nullopt : std::optional(Date::parse(cell).value()));
      break;
    case ColumnType::kMoney:
      if (cell.empty()) {
        rows.null();
      } else {
        rows.int64(Money::parse(cell, Currency::cny()).value().minor());
      }
      break;
  }
}

Status append_record(store::BulkAppend& rows, const Kind& kind, const Record& record,
                     const journal::Entry& entry) {
  for (size_t i = 0; i < kind.columns.size(); ++i) {
    append_cell(rows, record, i, kind.columns[i].type);
  }
  if (kind.dating == Dating::kAlways) append_date(rows, record.from);
  if (kind.dating != Dating::kInterval) append_date(rows, record.to);
  rows.int64(entry.act.at.millis()).int64(entry.key.lane).int64(entry.key.position);
  return rows.end_row();
}

std::string supersede_sql(const Kind& kind) {
  std::string sql = fmt::format(
      "UPDATE {} SET superseded_at = :at, superseded_lane = :lane, superseded_position = :position "
      "WHERE superseded_at IS NULL AND valid_from = :valid_from",
      kind.table);
  for (const Column& column : kind.columns) {
    if (column.key) sql += fmt::format(" AND {} = :{}", column.sql, column.sql);
  }
  return sql;
}

Status supersede(store::Store& store, const Kind& kind, std::string_view sql,
                 const journal::Entry& entry, const Record& record) {
  store::Parameters parameters = {{"at", entry.act.at.millis()},
                                  {"lane", entry.key.lane},
                                  {"position", entry.key.position},
                                  {"valid_from", record.from.days_since_epoch()}};
  for (size_t i = 0; i < kind.columns.size(); ++i) {
    if (kind.columns[i].key) parameters.push_back({kind.columns[i].sql, record.cells[i]});
  }
  CHUHAI_ASSIGN_OR_RETURN(const int64_t changed, store.execute(sql, parameters));
  if (changed == 1) return {};
  return Error(
      ErrorCode::kCorrupt,
      fmt::format("{}: {} current rows for one key and date, expected one", kind.table, changed));
}

void append_key(std::string& key, std::string_view cell) {
  key += cell;
  key += kKeySeparator;
}

bool differs(const Slot& slot) { return slot.planned && slot.planned != slot.on_file; }

}  // namespace

std::string key_of(const Kind& kind, const Record& record) {
  std::string key;
  for (size_t i = 0; i < kind.columns.size(); ++i) {
    if (!kind.columns[i].key) continue;
    append_key(key, record.cells[i]);
  }
  return key;
}

void date_record(const Kind& kind, Record& record) {
  const auto date_in = [&](std::string_view column) -> std::optional<Date> {
    const std::string& cell = record.cells[column_of(kind, column).value()];
    if (cell.empty()) return std::nullopt;
    return Date::parse(cell).value();
  };
  switch (kind.dating) {
    case Dating::kAlways:
      record.from = Date::parse(kAlwaysFrom).value();
      break;
    case Dating::kChain:
      record.from = date_in("valid_from").value();
      break;
    case Dating::kInterval:
      record.from = date_in("from").value();
      record.to = date_in("to");
      break;
    case Dating::kMonth: {
      const Period month = Period::parse(record.cells[column_of(kind, "month").value()]).value();
      record.from = month.from();
      record.to = month.to();
      break;
    }
  }
}

Result<Versions> load_versions(store::Store& store, const Kind& kind,
                               const std::unordered_set<std::string>* keys) {
  const std::vector<std::string_view> columns = sql_columns(kind);
  const std::string sql = fmt::format("SELECT {} FROM {} WHERE superseded_at IS NULL",
                                      fmt::join(columns, ", "), kind.table);
  const int valid_to = static_cast<int>(columns.size()) - 1;
  Versions versions;
  std::string key;
  CHUHAI_RETURN_IF_ERROR(store.query(sql, {}, [&](const store::Row& row) -> Status {
    key.clear();
    for (size_t i = 0; i < kind.columns.size(); ++i) {
      if (kind.columns[i].key) append_key(key, row.text(static_cast<int>(i)));
    }
    if (keys != nullptr && !keys->contains(key)) return {};
    Record record;
    record.cells.reserve(kind.columns.size());
    for (size_t i = 0; i < kind.columns.size(); ++i) {
      record.cells.push_back(cell_of(row, static_cast<int>(i), kind.columns[i].type));
    }
    date_record(kind, record);
    if (kind.dating == Dating::kChain && !row.is_null(valid_to)) {
      record.to = Date::from_days(static_cast<int32_t>(row.int64(valid_to)));
    }
    const Date from = record.from;
    versions[key][from].on_file = std::move(record);
    return {};
  }));
  return versions;
}

void chain(Timeline& timeline) {
  for (auto slot = timeline.begin(); slot != timeline.end(); ++slot) {
    const auto next = std::next(slot);
    Record record = slot->second.standing();
    record.to = next == timeline.end() ? std::nullopt : std::optional(next->first);
    slot->second.planned = std::move(record);
  }
}

Status write_versions(store::Store& store, const Kind& kind, const journal::Entry& entry,
                      const Versions& versions) {
  std::vector<const Record*> added;
  const std::string sql = supersede_sql(kind);
  for (const auto& [key, timeline] : versions) {
    for (const auto& [from, slot] : timeline) {
      if (!differs(slot)) continue;
      added.push_back(&*slot.planned);
      if (slot.on_file) {
        CHUHAI_RETURN_IF_ERROR(supersede(store, kind, sql, entry, *slot.on_file));
      }
    }
  }
  if (added.empty()) return {};
  // In the order of the key, so that the same file gives the same rows and the tree fills in order.
  std::sort(added.begin(), added.end(), [&](const Record* a, const Record* b) {
    return a->cells != b->cells ? a->cells < b->cells : a->from < b->from;
  });
  std::vector<std::string_view> columns = sql_columns(kind);
  columns.insert(columns.end(), std::begin(kRecordedColumns), std::end(kRecordedColumns));
  CHUHAI_ASSIGN_OR_RETURN(const auto rows, store.bulk_append(kind.table, columns, false));
  for (const Record* record : added) {
    CHUHAI_RETURN_IF_ERROR(append_record(*rows, kind, *record, entry));
  }
  return rows->finish();
}

}  // namespace chuhai::registry
