// CSV files (RFC 4180, strictly) with a header line: in with every wrong row reported by its line,
// and out. The bytes are UTF-8, with or without a byte order mark.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai::csv {

// A row as it stands in the file. `line` is the physical line (from 1) on which it begins: a row
// with quoted line breaks holds several.
struct CsvRow {
  size_t line = 0;
  std::vector<std::string> cells;
};

// A row that could not be read: cells missing or too many, a misplaced quote.
struct CsvBadRow {
  size_t line = 0;
  std::string reason;
};

// A line that an import read and then refused, for its report.
struct RefusedLine {
  size_t line = 0;
  std::string column;
  std::string value;
  std::string reason;
  bool operator==(const RefusedLine&) const = default;
};

class CsvTable {
 public:
  CsvTable(std::string source_name, std::vector<std::string> header, std::vector<CsvRow> rows,
           std::vector<CsvBadRow> bad_rows);

  const std::string& source_name() const { return source_name_; }
  const std::vector<std::string>& header() const { return header_; }
  // Each with as many cells as the header, in the order of the file.
  const std::vector<CsvRow>& rows() const { return rows_; }
  const std::vector<CsvBadRow>& bad_rows() const { return bad_rows_; }

  bool has_column(std::string_view column) const { return column_index(column).has_value(); }
  std::optional<size_t> column_index(std::string_view column) const;
  // The row's cell under `column`, as written, perhaps empty; nullopt when there is no such column.
  std::optional<std::string_view> cell(const CsvRow& row, std::string_view column) const;
  // kInvalidArgument naming every missing column.
  Status require_columns(std::initializer_list<std::string_view> columns) const;
  Status require_columns(std::span<const std::string_view> columns) const;

 private:
  std::string source_name_;
  std::vector<std::string> header_;
  std::vector<CsvRow> rows_;
  std::vector<CsvBadRow> bad_rows_;
};

// `source_name` (a file name) goes into the messages. Blank lines are skipped, except inside
// quotes. kInvalidArgument when the bytes aren't UTF-8 or hold NUL, when the header is missing or
// wrong, or a header name is empty or there twice; kOutOfRange beyond 4,096 columns. A wrong row
// fails nothing and is in bad_rows(): after a misplaced quote reading goes on with the next line.
Result<CsvTable> parse_csv(std::string_view bytes, std::string_view source_name);

// Writes rows with LF line ends, quoting a cell where reading it back needs that. Cells are written
// as they are: nothing is put before a leading "=" or "+", since that would change the data.
class CsvWriter {
 public:
  enum class Mark { kNone, kByteOrderMark };  // some spreadsheet programs need the mark for Chinese
  explicit CsvWriter(Mark mark = Mark::kNone);

  void row(std::initializer_list<std::string_view> cells);
  void row(std::span<const std::string_view> cells);
  void row(std::span<const std::string> cells);

  const std::string& text() const { return text_; }
  std::string take() && { return std::move(text_); }

 private:
  void append(std::string_view cell, bool first, bool only);

  std::string text_;
};

}  // namespace chuhai::csv
