// Words and numbers as people read them, in both languages.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/money.h"
#include "policy/determination.h"

namespace chuhai::policy {

// "104,312,870.55": yuan with two decimals where they are needed; other numbers as they are.
std::string shown_yuan(const Decimal& value);
std::string shown_number(const Decimal& value);  // "100,000,000", "2.5"
// {name} replaced in both languages.
Text fill(Text text, std::initializer_list<std::pair<std::string_view, Text>> values);
Text both(std::string text);  // the same in both languages
// "2018–2020、2022" / "2018–2020, 2022"; years ascend.
Text shown_years(const std::vector<int>& years);
Text join(const std::vector<Text>& texts, std::string_view zh_separator,
          std::string_view en_separator);
// A FEEL unary test as a condition on a number: ">= 100000000" as "≥ 100,000,000", "[2..3]" as
// "2–3".
std::string shown_test(std::string_view feel);

}  // namespace chuhai::policy
