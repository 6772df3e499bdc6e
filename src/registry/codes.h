// Code tables: the project's own data, compiled in from data/codes/*.csv. Look-ups are exact.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "base/money.h"

namespace chuhai::registry {

struct Code {
  std::string_view code;
  std::string_view name_zh;
  std::string_view name_en;  // may be empty
};

enum class CodeTable {
  kRegion,           // GB/T 2260, Hunan: 2-digit province, 4-digit cities, 6-digit counties
  kCustomsDistrict,  // JGS/T 18, four digits
  kCountry,          // customs country or region code, three digits (JGS-20)
  kCurrency,         // customs currency code, three digits (JGS-20)
  kUnit,             // three digits
  kTradeMode,        // 监管方式, four digits
  kTransportMode,
  kPackaging,
};

const Code* find_code(CodeTable table, std::string_view code);
std::span<const Code> all_codes(CodeTable table);

// Customs currency ("142") or ISO ("CNY") to an ISO currency; nullopt when unknown.
std::optional<Currency> currency_of(std::string_view code);
// The customs code of an ISO currency, or empty.
std::string_view customs_currency_of(Currency currency);
// Customs country code ("502") to ISO alpha-3 ("USA"); empty when unknown.
std::string_view iso_country_of(std::string_view customs_code);
// City (four digits) of a six-digit region; its Chinese and English names.
const Code* city_of(std::string_view region);

}  // namespace chuhai::registry
