// UTF-8 text: validity, length in code points, width on a terminal.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chuhai {

// Strict UTF-8 (no surrogates, no overlong forms). The offset of the first wrong byte, or nullopt.
std::optional<size_t> first_invalid_utf8(std::string_view text);
// A file's name as text: bytes that aren't UTF-8, and control characters, as %XX.
std::string printable_name(std::string_view bytes);
// Code points of valid UTF-8.
size_t code_point_count(std::string_view text);
// Columns on a terminal: 2 for CJK and full-width characters, 0 for combining marks.
size_t display_width(std::string_view text);
// Padded with spaces on the right, or the left, to `columns`; never cut.
std::string pad_right(std::string_view text, size_t columns);
std::string pad_left(std::string_view text, size_t columns);
std::string_view trim(std::string_view text);  // ASCII white space
std::vector<std::string_view> split(std::string_view text, char separator);
// &, <, >, " and ' as entities: for XML and HTML text and attribute values.
std::string escape_markup(std::string_view text);

}  // namespace chuhai
