// Spreadsheets as trade records: a mapping file says which columns of which CSV files make orders,
// receipts of money and shipments. Records have the fields that 303, 403 and 505 have, with ISO
// codes for currencies. They match by their order key, which each one carries. Customs never gets a
// message made of them. The form of the file is described in mappings/README.md.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "documents/document.h"

namespace chuhai::documents {

// A field of a record, by the name it has in Document.
enum class TradeField {
  kAppTime,
  kEbcCode,
  kEbcName,
  kEbpCode,
  kEbpName,
  kOrderType,
  kGoodsValue,
  kFreight,
  kCurrency,
  kPayCode,
  kPayNo,
  kAmount,
  kAccountingTime,
  kLogisticsCode,
  kLogisticsNo
};

// Where a field's value comes from: a constant, a column, or a sum of columns.
struct ValueSource {
  struct Term {
    int source = 0;  // index into Mapping::sources
    std::string column;
    bool negative = false;
  };
  std::optional<std::string> constant;
  std::vector<Term> terms;
  bool sum_over_rows = false;  // sum(…): over all rows of the key
};

struct TradeSource {
  std::string name;
  std::string file_pattern;  // of the file's name; * and ?
  std::string key_column;
};

// Amounts may be added, and are never taken from another row of the order.
constexpr bool is_amount(TradeField field) {
  return field == TradeField::kGoodsValue || field == TradeField::kFreight ||
         field == TradeField::kAmount;
}

// What tells one payment or parcel of an order from another, so it's the row's own.
constexpr bool is_of_the_row(TradeField field) {
  return is_amount(field) || field == TradeField::kPayCode || field == TradeField::kPayNo ||
         field == TradeField::kAccountingTime || field == TradeField::kLogisticsCode ||
         field == TradeField::kLogisticsNo;
}

// The name that a field has in a mapping file: "app_time".
std::string_view name_of(TradeField field);

// Whether a record of this kind must have the field; what isn't needed may be an empty cell.
bool is_required(DocumentKind kind, TradeField field);

struct RecordRule {
  DocumentKind kind = DocumentKind::kOrder;
  int rows = 0;                   // the source whose rows make the records
  bool per_key = false;           // one record for all rows of a key, or one a row
  std::vector<std::string> when;  // columns that must hold text, or the row makes no record
  std::map<TradeField, ValueSource> fields;
};

struct Mapping {
  std::string name;
  std::string title_zh, title_en;
  int time_zone_minutes = 480;  // of times that don't name theirs
  std::vector<TradeSource> sources;
  std::vector<RecordRule> records;
};

// kInvalidArgument with the line of the YAML text for whatever isn't as described, unknown keys
// included. `name` goes into messages.
Result<Mapping> parse_mapping(std::string_view yaml, std::string_view name);

struct NamedFile {
  std::string name;  // with or without folders
  std::string_view bytes;
};

// Where a record came from.
struct RowOrigin {
  size_t file = 0;  // index into the files given
  size_t line = 0;  // physical, from 1; of the first row where there are several
  size_t rows = 1;
};

struct RefusedRow {
  std::string file;
  size_t line = 0;
  std::string column;
  std::string value;
  std::string reason;
};

// The seller's code that the shipped template has until somebody puts a real one there.
inline constexpr std::string_view kPlaceholderSeller = "EXAMPLE-SELLER";

struct TradeRecords {
  std::string mapping;  // its name: part of the records' identity, wherever the file lies
  // Locators' ordinal: the row within its file, from 0 (the first of several). One row may make a
  // document of each kind. Sorted by kind, then as they stand in the files.
  std::vector<Document> documents;
  std::vector<RowOrigin> origins;  // one a document
  std::vector<RefusedRow> refused;
  std::vector<std::string> unused_files;  // that no source of the mapping is about
};

// kNotFound when a source has no file or a file lacks a column; kInvalidArgument when a file isn't
// CSV at all. Wrong rows are in `refused`, and the record they belong to isn't made.
Result<TradeRecords> apply_mapping(const Mapping& mapping, std::span<const NamedFile> files);

}  // namespace chuhai::documents
