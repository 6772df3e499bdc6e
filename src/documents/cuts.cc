#include "documents/cuts.h"

#include <algorithm>
#include <string>

#include "documents/field_table.h"

namespace chuhai::documents {
namespace {

constexpr std::string_view kSpace = " \t\n\r";

void add_cut(std::vector<journal::Cut>& cuts, size_t begin, size_t end, std::string_view field) {
  if (end <= begin) return;
  cuts.push_back(
      {static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin), std::string(field)});
}

std::string_view personal_name_in(std::string_view text) {
  for (const std::string& name : personal_names()) {
    if (text.find(name) != std::string_view::npos) return name;
  }
  return {};
}

// The place after `end_mark`, or the end of the bytes.
size_t after(std::string_view bytes, std::string_view end_mark, size_t from) {
  const size_t at = bytes.find(end_mark, from);
  return at == std::string_view::npos ? bytes.size() : at + end_mark.size();
}

// The names as elements stand in nearly every message of one type: only elsewhere are they looked
// for one by one.
bool may_hold_markup_cuts(std::string_view bytes) {
  if (bytes.find("<!--") != std::string_view::npos) return true;
  if (bytes.find("<?", std::min<size_t>(bytes.size(), 5)) != std::string_view::npos) return true;
  for (const std::string& name : personal_names()) {
    for (size_t at = bytes.find(name); at != std::string_view::npos;
         at = bytes.find(name, at + 1)) {
      if (at + name.size() < bytes.size() && bytes[at + name.size()] != '>') return true;
    }
  }
  return false;
}

// From after a tag's `<` to after its `>`.
size_t cut_attributes(std::string_view bytes, size_t at, std::vector<journal::Cut>& cuts) {
  size_t name_begin = at;
  while (at < bytes.size() && bytes[at] != '>') {
    const char c = bytes[at];
    if (c == '"' || c == '\'') {
      std::string_view name = bytes.substr(name_begin, at - name_begin);
      name = name.substr(0, name.find('='));
      name = name.substr(0, name.find_last_not_of(kSpace) + 1);
      if (const size_t start = name.find_last_of(" \t\n\r:"); start != std::string_view::npos) {
        name.remove_prefix(start + 1);
      }
      const size_t value = at + 1;
      const size_t end = std::min(bytes.find(c, value), bytes.size());
      if (is_personal_name(name)) add_cut(cuts, value, end, name);
      at = end;
      name_begin = end + 1;
    }
    ++at;
  }
  return std::min(at + 1, bytes.size());
}

}  // namespace

void merge_cuts(std::vector<journal::Cut>& cuts) {
  const auto earlier = [](const journal::Cut& a, const journal::Cut& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.length > b.length;
  };
  if (!std::is_sorted(cuts.begin(), cuts.end(), earlier)) {
    std::stable_sort(cuts.begin(), cuts.end(), earlier);
  }
  size_t kept = 0;
  for (size_t i = 0; i < cuts.size(); ++i) {
    const size_t end = size_t{cuts[i].offset} + cuts[i].length;
    if (kept > 0 && cuts[i].offset <= size_t{cuts[kept - 1].offset} + cuts[kept - 1].length) {
      journal::Cut& last = cuts[kept - 1];
      last.length =
          static_cast<uint32_t>(std::max(end, size_t{last.offset} + last.length) - last.offset);
      continue;
    }
    if (kept != i) cuts[kept] = std::move(cuts[i]);
    ++kept;
  }
  cuts.resize(kept);
}

std::vector<journal::Cut> cuts_in_markup(std::string_view bytes) {
  std::vector<journal::Cut> cuts;
  if (!may_hold_markup_cuts(bytes)) return cuts;
  for (size_t at = bytes.find('<'); at < bytes.size(); at = bytes.find('<', at)) {
    const std::string_view rest = bytes.substr(at);
    if (rest.starts_with("<![CDATA[")) {
      at = after(bytes, "]]>", at + 9);
    } else if (rest.starts_with("<!--")) {
      const size_t begin = at + 4;
      const size_t end = std::min(bytes.find("-->", begin), bytes.size());
      const std::string_view name = personal_name_in(bytes.substr(begin, end - begin));
      if (!name.empty()) add_cut(cuts, begin, end, name);
      at = std::min(end + 3, bytes.size());
    } else if (rest.starts_with("<?")) {
      const size_t end = std::min(bytes.find("?>", at + 2), bytes.size());
      const size_t target_end = std::min(bytes.find_first_of(kSpace, at), end);
      const std::string_view name = personal_name_in(bytes.substr(at, end - at));
      if (!name.empty()) add_cut(cuts, target_end, end, name);
      at = std::min(end + 2, bytes.size());
    } else {
      at = cut_attributes(bytes, at + 1, cuts);
    }
  }
  return cuts;
}

void cut_as_text(std::string_view bytes, size_t from, std::vector<journal::Cut>& cuts) {
  while (from < bytes.size()) {
    size_t begin = std::string_view::npos;
    std::string_view found;
    for (const std::string& name : personal_names()) {
      const size_t at = bytes.find(name, from);
      if (at < begin) {
        begin = at;
        found = name;
      }
    }
    if (begin == std::string_view::npos) return;
    size_t content = begin + found.size();
    if (content < bytes.size() && bytes[content] == '>') {
      ++content;
      const size_t tag = bytes.rfind('<', begin);
      if (tag != std::string_view::npos && bytes.substr(tag, 2) == "</") {
        from = content;
        continue;
      }
    }
    const size_t end = std::min(bytes.find("</", content), bytes.size());
    add_cut(cuts, content, end, found);
    from = end;
  }
}

}  // namespace chuhai::documents
