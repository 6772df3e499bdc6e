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
  kRegion,           // GB/T 2260: 2-digit provinces; of Hunan 4-digit cities and 6-digit counties
  kCustomsDistrict,  // JGS/T 18, four digits
  kCountry,          // customs country or region code, three digits (JGS-20)
  kIsoCountry,       // ISO 3166 alpha-3
  kCurrency,         // customs currency code, three digits (JGS-20)
  kUnit,             // three digits
  kTradeMode,        // 监管方式, four digits
  kTransportMode,    // one character
  kPackaging,        // wrapType, one digit
  kPort,             // POD: ports abroad, four digits, or a country's three
};

// nullptr when the table has no such code.
const Code* find_code(CodeTable table, std::string_view code);
// Sorted by code.
std::span<const Code> all_codes(CodeTable table);

// Customs currency ("142") or ISO ("CNY") to an ISO currency; nullopt when unknown.
std::optional<Currency> currency_of(std::string_view code);
// The customs code of an ISO currency, or empty.
std::string_view customs_currency_of(Currency currency);
// Customs country code ("502") to ISO alpha-3 ("USA"); empty when unknown, and for the codes of
// residual groups ("699", other Oceania).
std::string_view iso_country_of(std::string_view customs_code);
// ISO alpha-3 to the customs code it is declared under ("GUM" is "699"); empty when unknown.
std::string_view customs_country_of(std::string_view iso);
// City (four digits) of a six-digit region; its Chinese and English names. Hunan only.
const Code* city_of(std::string_view region);
// A division that an enterprise may be registered in: a county of Hunan, a city or the province
// itself ("430100", "430000"), or six digits of another province (whose counties aren't checked).
bool is_region(std::string_view region);

}  // namespace chuhai::registry
