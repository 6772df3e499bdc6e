#include "csv/csv.h"

#include <csv.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <unordered_set>

#include "base/text.h"

namespace chuhai::csv {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr size_t kColumnsMax = 4096;

// The physical line, from 1, that holds the byte at `offset`.
size_t line_of(std::string_view bytes, size_t offset) {
  size_t line = 1;
  for (size_t i = 0; i < offset; ++i) {
    const bool crlf = bytes[i] == '\r' && i + 1 < bytes.size() && bytes[i + 1] == '\n';
    if (bytes[i] == '\n' || (bytes[i] == '\r' && !crlf)) ++line;
  }
  return line;
}

// The first physical line with its line end: LF, CRLF or CR.
std::string_view first_line(std::string_view bytes) {
  const size_t end = bytes.find_first_of("\r\n");
  if (end == std::string_view::npos) return bytes;
  const bool crlf = bytes[end] == '\r' && end + 1 < bytes.size() && bytes[end + 1] == '\n';
  return bytes.substr(0, end + (crlf ? 2 : 1));
}

int never_space(unsigned char) { return 0; }  // RFC 4180: spaces are part of a field

// Feeds libcsv one physical line at a time, since it tells no positions.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : rest_(bytes) { start(); }
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;
  ~Reader() { csv_free(&parser_); }

  void read() {
    for (size_t line = 1; !rest_.empty(); ++line) {
      const std::string_view text = first_line(rest_);
      rest_.remove_prefix(text.size());
      read_line(line, text);
    }
    finish();
  }

  std::vector<CsvRow> rows;
  std::vector<CsvBadRow> bad_rows;

 private:
  static void on_cell(void* text, size_t size, void* self) {
    auto* reader = static_cast<Reader*>(self);
    reader->row_.cells.emplace_back(static_cast<const char*>(text), size);
  }

  static void on_row(int, void* self) {
    auto* reader = static_cast<Reader*>(self);
    const size_t width = reader->row_.cells.size();
    reader->rows.push_back(std::move(reader->row_));
    reader->row_ = CsvRow();
    reader->row_.cells.reserve(width);
    reader->open_ = false;
  }

  void start() {
    // Fails only for a null parser.
    CHECK(csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI) == 0, "csv_init");
    csv_set_space_func(&parser_, never_space);
  }

  void read_line(size_t line, std::string_view text) {
    last_line_ = line;
    const bool blank = text.find_first_not_of("\r\n") == std::string_view::npos;
    if (!open_) {
      if (blank) return;
      row_.line = line;
      open_ = true;
    }
    const size_t done = csv_parse(&parser_, text.data(), text.size(), on_cell, on_row, this);
    if (done == text.size()) return;
    CHECK(csv_error(&parser_) == CSV_EPARSE, "libcsv is out of memory");
    refuse("a quote is where none may be (inside an unquoted cell, or before more text)");
    csv_free(&parser_);
    start();
  }

  void finish() {
    if (csv_fini(&parser_, on_cell, on_row, this) != 0) refuse("the last quote is never closed");
  }

  // The open row, all its lines up to this one.
  void refuse(std::string_view why) {
    std::string reason(why);
    if (last_line_ != row_.line) {
      reason = fmt::format("{}; lines {} to {} were not read", why, row_.line, last_line_);
    }
    bad_rows.push_back({row_.line, std::move(reason)});
    row_ = CsvRow();
    open_ = false;
  }

  std::string_view rest_;
  csv_parser parser_{};
  CsvRow row_;
  bool open_ = false;  // a row has begun and not ended
  size_t last_line_ = 0;
};

Error wrong(std::string_view source_name, size_t line, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{}, line {}: {}", source_name, line, why));
}

Status check_bytes(std::string_view bytes, std::string_view source_name) {
  if (const auto at = first_invalid_utf8(bytes)) {
    return wrong(source_name, line_of(bytes, *at),
                 "not UTF-8 (save the file as \"CSV UTF-8\" in the spreadsheet program)");
  }
  if (const size_t at = bytes.find('\0'); at != std::string_view::npos) {
    return wrong(source_name, line_of(bytes, at), "a NUL byte");
  }
  return {};
}

Status check_header(const CsvRow& header, std::string_view source_name) {
  if (header.cells.size() > kColumnsMax) {
    return Error(ErrorCode::kOutOfRange,
                 fmt::format("{}: more than {} columns", source_name, kColumnsMax));
  }
  std::unordered_set<std::string_view> seen;
  for (const std::string& name : header.cells) {
    if (name.empty()) return wrong(source_name, header.line, "a column without a name");
    if (!seen.insert(name).second) {
      return wrong(source_name, header.line, fmt::format("the column '{}' is there twice", name));
    }
  }
  return {};
}

}  // namespace

CsvTable::CsvTable(std::string source_name, std::vector<std::string> header,
                   std::vector<CsvRow> rows, std::vector<CsvBadRow> bad_rows)
    : source_name_(std::move(source_name)),
      header_(std::move(header)),
      rows_(std::move(rows)),
      bad_rows_(std::move(bad_rows)) {}

std::optional<size_t> CsvTable::column_index(std::string_view column) const {
  const auto found = std::find(header_.begin(), header_.end(), column);
  if (found == header_.end()) return std::nullopt;
  return static_cast<size_t>(found - header_.begin());
}

std::optional<std::string_view> CsvTable::cell(const CsvRow& row, std::string_view column) const {
  const auto index = column_index(column);
  if (!index || *index >= row.cells.size()) return std::nullopt;
  return row.cells[*index];
}

Status CsvTable::require_columns(std::initializer_list<std::string_view> columns) const {
  return require_columns(std::span(columns.begin(), columns.size()));
}

Status CsvTable::require_columns(std::span<const std::string_view> columns) const {
  std::vector<std::string_view> missing;
  for (const std::string_view column : columns) {
    if (!has_column(column)) missing.push_back(column);
  }
  if (missing.empty()) return {};
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("{}: missing column{} {} (there are: {})", source_name_,
                           missing.size() == 1 ? "" : "s", fmt::join(missing, ", "),
                           fmt::join(header_, ", ")));
}

Result<CsvTable> parse_csv(std::string_view bytes, std::string_view source_name) {
  if (bytes.starts_with(kByteOrderMark)) bytes.remove_prefix(kByteOrderMark.size());
  CHUHAI_RETURN_IF_ERROR(check_bytes(bytes, source_name));
  Reader reader(bytes);
  reader.read();

  std::vector<CsvRow>& rows = reader.rows;
  std::vector<CsvBadRow>& bad_rows = reader.bad_rows;
  if (rows.empty() || (!bad_rows.empty() && bad_rows.front().line < rows.front().line)) {
    if (bad_rows.empty()) return wrong(source_name, 1, "no header line");
    return wrong(source_name, bad_rows.front().line, bad_rows.front().reason);
  }
  CHUHAI_RETURN_IF_ERROR(check_header(rows.front(), source_name));
  std::vector<std::string> header = std::move(rows.front().cells);
  rows.erase(rows.begin());

  const auto wrong_count = [&](const CsvRow& row) {
    if (row.cells.size() == header.size()) return false;
    bad_rows.push_back({row.line, fmt::format("{} cells where the header has {}", row.cells.size(),
                                              header.size())});
    return true;
  };
  std::erase_if(rows, wrong_count);
  std::sort(bad_rows.begin(), bad_rows.end(),
            [](const CsvBadRow& a, const CsvBadRow& b) { return a.line < b.line; });
  return CsvTable(std::string(source_name), std::move(header), std::move(rows),
                  std::move(bad_rows));
}

CsvWriter::CsvWriter(Mark mark) {
  if (mark == Mark::kByteOrderMark) text_ = kByteOrderMark;
}

void CsvWriter::row(std::initializer_list<std::string_view> cells) {
  row(std::span(cells.begin(), cells.size()));
}

void CsvWriter::row(std::span<const std::string_view> cells) {
  for (size_t i = 0; i < cells.size(); ++i) append(cells[i], i == 0, cells.size() == 1);
  text_.push_back('\n');
}

void CsvWriter::row(std::span<const std::string> cells) {
  for (size_t i = 0; i < cells.size(); ++i) append(cells[i], i == 0, cells.size() == 1);
  text_.push_back('\n');
}

void CsvWriter::append(std::string_view cell, bool first, bool only) {
  if (!first) text_.push_back(',');
  const bool blank_line = only && cell.empty();  // which a reader would skip
  // Programs that trim cells leave quoted ones alone; a mark at the start would be taken for the
  // file's byte order mark.
  const bool edges =
      cell.starts_with(' ') || cell.ends_with(' ') || cell.starts_with(kByteOrderMark);
  if (!blank_line && !edges && cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    text_.append(cell);
    return;
  }
  text_.push_back('"');
  for (const char c : cell) {
    if (c == '"') text_.push_back('"');
    text_.push_back(c);
  }
  text_.push_back('"');
}

}  // namespace chuhai::csv
