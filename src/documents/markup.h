// Escaping for the two writers of this folder.
#pragma once

#include <string>
#include <string_view>

namespace chuhai::documents {

// Appends `text` so that reading it back gives the same, in an element or a double-quoted
// attribute.
void append_escaped(std::string& out, std::string_view text);

}  // namespace chuhai::documents
