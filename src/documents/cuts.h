// Where personal fields lie in a message's bytes, beyond the elements that the walk meets.
#pragma once

#include <string_view>
#include <vector>

#include "journal/journal.h"

namespace chuhai::documents {

// In order of offset; cuts that overlap or touch are one, with the first one's field.
void merge_cuts(std::vector<journal::Cut>& cuts);

// Values of attributes that are named as a personal field, comments that hold such a name, and what
// follows the target in processing instructions that do. In order of offset. Empty for redacted
// bytes. Bytes that aren't XML give what can be told apart of them.
std::vector<journal::Cut> cuts_in_markup(std::string_view bytes);

// From `from` on, what a message that stops being XML still holds of personal fields, found as
// text: from after the name to the next end tag, or to the end.
void cut_as_text(std::string_view bytes, size_t from, std::vector<journal::Cut>& cuts);

}  // namespace chuhai::documents
