#include "registry/line.h"

#include <fmt/format.h>

#include "base/text.h"

namespace chuhai::registry {
namespace {

constexpr size_t kCellMax = 1000;  // code points
constexpr size_t kShownMax = 100;  // of a longer cell's in a refusal
constexpr std::string_view kYears = "0001..9999";

// C0 and C1 controls, and the marks that turn the direction of writing: a name with one of these
// reads otherwise than it is written.
bool is_hidden_control(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

bool has_hidden_control(std::string_view utf8) {
  uint32_t point = 0;
  for (size_t i = 0; i < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[i++]);
    point = lead < 0x80   ? lead
            : lead < 0xe0 ? lead & 0x1fU
            : lead < 0xf0 ? lead & 0x0fU
                          : lead & 7U;
    while (i < utf8.size() && (static_cast<unsigned char>(utf8[i]) & 0xc0U) == 0x80) {
      point = (point << 6U) | (static_cast<unsigned char>(utf8[i++]) & 0x3fU);
    }
    if (is_hidden_control(point)) return true;
  }
  return false;
}

// The first kShownMax code points.
std::string beginning(std::string_view utf8) {
  size_t end = 0;
  for (size_t count = 0; end < utf8.size(); ++end) {
    const bool begins = (static_cast<unsigned char>(utf8[end]) & 0xc0U) != 0x80;
    if (begins && ++count > kShownMax) break;
  }
  return std::string(utf8.substr(0, end)) + "…";
}

}  // namespace

std::string reason(std::string_view zh, std::string_view en) {
  return fmt::format("{} / {}", zh, en);
}

void Line::refuse(std::string_view column, std::string_view zh, std::string_view en) {
  refused_.push_back({number_, std::string(column), at(column), reason(zh, en)});
  ok_ = false;
}

void Line::refuse_control_characters() {
  for (const Column& column : kind_.columns) {
    if (!has_hidden_control(at(column.csv))) continue;
    refuse(column.csv, "含有换行、控制字符或改变文字方向的字符",
           "line break, control character or mark that turns the direction of writing");
  }
}

void Line::refuse_long_cells() {
  for (const Column& column : kind_.columns) {
    std::string& cell = at(column.csv);
    if (cell.size() <= kCellMax) continue;
    const size_t length = code_point_count(cell);
    if (length <= kCellMax) continue;
    cell = beginning(cell);
    refuse(column.csv, fmt::format("过长：{} 个字符，至多 {} 个", length, kCellMax),
           fmt::format("too long: {} characters, at most {}", length, kCellMax));
  }
}

bool Line::require(std::string_view column) {
  if (!at(column).empty()) return true;
  refuse(column, "必填", "must not be empty");
  return false;
}

std::optional<Date> Line::date(std::string_view column) {
  if (at(column).empty()) return std::nullopt;
  const Result<Date> date = Date::parse(at(column));
  if (date.ok()) return *date;
  refuse(column, "日期应写成 2023-01-31，且真实存在",
         fmt::format("write an existing date as 2023-01-31 (years {})", kYears));
  return std::nullopt;
}

void Line::flag(std::string_view column) {
  std::string& cell = at(column);
  if (cell.empty() || cell == "0" || cell == "no" || cell == "false" || cell == "否") {
    cell = "0";
  } else if (cell == "1" || cell == "yes" || cell == "true" || cell == "是") {
    cell = "1";
  } else {
    refuse(column, "应为 1 或 0", "write 1 or 0");
  }
}

}  // namespace chuhai::registry
