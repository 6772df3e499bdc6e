#include "policy/words.h"

#include <fmt/format.h>

#include "base/text.h"

namespace chuhai::policy {
namespace {

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size())) {
    text.replace(at, from.size(), to);
  }
}

// The number grouped; anything else as it is.
std::string grouped(std::string_view text) {
  const auto value = Decimal::parse(trim(text));
  return value.ok() ? shown_number(value.value()) : std::string(trim(text));
}

std::string shown_interval(std::string_view test, size_t dots) {
  const bool low_open = test.front() != '[';
  const bool high_open = test.back() != ']';
  const std::string low = grouped(test.substr(1, dots - 1));
  const std::string high = grouped(test.substr(dots + 2, test.size() - dots - 3));
  if (!low_open && !high_open) return low + "–" + high;
  return fmt::format("{} {}, {} {}", low_open ? ">" : "≥", low, high_open ? "<" : "≤", high);
}

}  // namespace

std::string shown_number(const Decimal& value) { return group_thousands(value.to_string()); }

std::string shown_yuan(const Decimal& value) {
  const auto money = Money::from(value, Currency::cny(), Rounding::kDown);
  if (!money.ok() || money.value().to_decimal() != value) return shown_number(value);
  return money.value().to_display_string();
}

Text fill(Text text, std::initializer_list<std::pair<std::string_view, Text>> values) {
  for (const auto& [name, value] : values) {
    const std::string marker = "{" + std::string(name) + "}";
    replace_all(text.zh, marker, value.zh);
    replace_all(text.en, marker, value.en);
  }
  return text;
}

Text both(std::string text) { return {text, text}; }

Text shown_years(const std::vector<int>& years) {
  std::vector<Text> parts;
  for (size_t i = 0; i < years.size();) {
    size_t end = i;
    while (end + 1 < years.size() && years[end + 1] == years[end] + 1) ++end;
    parts.push_back(
        both(end == i ? std::to_string(years[i]) : fmt::format("{}–{}", years[i], years[end])));
    i = end + 1;
  }
  return join(parts, "、", ", ");
}

Text join(const std::vector<Text>& texts, std::string_view zh_separator,
          std::string_view en_separator) {
  Text joined;
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) {
      joined.zh += zh_separator;
      joined.en += en_separator;
    }
    joined.zh += texts[i].zh;
    joined.en += texts[i].en;
  }
  return joined;
}

std::string shown_test(std::string_view feel) {
  const std::string_view test = trim(feel);
  if (test.empty()) return {};
  const size_t dots = test.find("..");
  if (dots != std::string_view::npos &&
      std::string_view("[(]").find(test.front()) != std::string_view::npos) {
    return shown_interval(test, dots);
  }
  static constexpr std::pair<std::string_view, std::string_view> kOperators[] = {
      {">=", "≥ "}, {"<=", "≤ "}, {">", "> "}, {"<", "< "}, {"=", "= "}};
  for (const auto& [sign, shown] : kOperators) {
    if (test.substr(0, sign.size()) == sign) {
      return std::string(shown) + grouped(test.substr(sign.size()));
    }
  }
  std::string shown;
  for (const std::string_view item : split(test, ',')) {
    shown += (shown.empty() ? "" : ", ") + grouped(item);
  }
  return "= " + shown;
}

}  // namespace chuhai::policy
