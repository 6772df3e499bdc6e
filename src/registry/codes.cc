#include "registry/codes.h"

#include <algorithm>
#include <vector>

#include "base/check.h"
#include "base/text.h"

namespace chuhai::registry {

extern const std::string_view kRegionsCsv;
extern const std::string_view kCustomsDistrictsCsv;
extern const std::string_view kCountriesCsv;
extern const std::string_view kIsoCountriesCsv;
extern const std::string_view kCurrenciesCsv;
extern const std::string_view kIsoCurrenciesCsv;
extern const std::string_view kUnitsCsv;
extern const std::string_view kTradeModesCsv;
extern const std::string_view kTransportModesCsv;
extern const std::string_view kPackagingCsv;
extern const std::string_view kPortsCsv;

namespace {

// A table with what the other code set calls the same thing, where the file has a fourth column.
struct Table {
  std::vector<Code> codes;
  std::vector<std::string_view> others;
};

// The files are our own and hold no quotes (data/codes/README.md), so a line splits at its commas.
Table parse(std::string_view csv) {
  Table table;
  bool header = true;
  for (const std::string_view line : split(csv, '\n')) {
    if (line.empty()) continue;
    const std::vector<std::string_view> cells = split(line, ',');
    if (!header) {
      CHECK(cells.size() >= 3, "a code table has at least three columns");
      CHECK(table.codes.empty() || table.codes.back().code < cells[0], "code tables are sorted");
      table.codes.push_back({cells[0], cells[1], cells[2]});
      table.others.push_back(cells.size() > 3 ? cells[3] : std::string_view());
    }
    header = false;
  }
  return table;
}

const Table& table_of(CodeTable table) {
  // Parsed once, at first use; never changed after.
  static const Table kRegions = parse(kRegionsCsv);
  static const Table kDistricts = parse(kCustomsDistrictsCsv);
  static const Table kCountries = parse(kCountriesCsv);
  static const Table kIsoCountries = parse(kIsoCountriesCsv);
  static const Table kCurrencies = parse(kCurrenciesCsv);
  static const Table kUnits = parse(kUnitsCsv);
  static const Table kTradeModes = parse(kTradeModesCsv);
  static const Table kTransportModes = parse(kTransportModesCsv);
  static const Table kPackagings = parse(kPackagingCsv);
  static const Table kPorts = parse(kPortsCsv);
  switch (table) {
    case CodeTable::kRegion:
      return kRegions;
    case CodeTable::kCustomsDistrict:
      return kDistricts;
    case CodeTable::kCountry:
      return kCountries;
    case CodeTable::kIsoCountry:
      return kIsoCountries;
    case CodeTable::kCurrency:
      return kCurrencies;
    case CodeTable::kUnit:
      return kUnits;
    case CodeTable::kTradeMode:
      return kTradeModes;
    case CodeTable::kTransportMode:
      return kTransportModes;
    case CodeTable::kPackaging:
      return kPackagings;
    case CodeTable::kPort:
      return kPorts;
  }
  CHECK(false, "a CodeTable beyond the enumeration");
}

const Code* find(const Table& table, std::string_view code) {
  const auto at = std::lower_bound(table.codes.begin(), table.codes.end(), code,
                                   [](const Code& a, std::string_view b) { return a.code < b; });
  return at != table.codes.end() && at->code == code ? &*at : nullptr;
}

std::string_view other_of(const Table& table, std::string_view code) {
  const Code* found = find(table, code);
  return found == nullptr ? std::string_view() : table.others[found - table.codes.data()];
}

bool is_iso_currency(std::string_view code) {
  static const Table kTable = parse(kIsoCurrenciesCsv);
  return find(kTable, code) != nullptr;
}

}  // namespace

const Code* find_code(CodeTable table, std::string_view code) {
  return find(table_of(table), code);
}

std::span<const Code> all_codes(CodeTable table) { return table_of(table).codes; }

std::optional<Currency> currency_of(std::string_view code) {
  std::string_view iso = other_of(table_of(CodeTable::kCurrency), code);
  if (iso.empty() && is_iso_currency(code)) iso = code;
  if (iso.empty()) return std::nullopt;
  return Currency::parse(iso).value();
}

std::string_view customs_currency_of(Currency currency) {
  const Table& table = table_of(CodeTable::kCurrency);
  const auto at = std::find(table.others.begin(), table.others.end(), currency.code());
  return at == table.others.end() ? std::string_view()
                                  : table.codes[at - table.others.begin()].code;
}

std::string_view iso_country_of(std::string_view customs_code) {
  return other_of(table_of(CodeTable::kCountry), customs_code);
}

std::string_view customs_country_of(std::string_view iso) {
  return other_of(table_of(CodeTable::kIsoCountry), iso);
}

const Code* city_of(std::string_view region) {
  return region.size() < 4 ? nullptr : find_code(CodeTable::kRegion, region.substr(0, 4));
}

bool is_region(std::string_view region) {
  const bool digits =
      std::all_of(region.begin(), region.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (region.size() != 6 || !digits) return false;
  if (find_code(CodeTable::kRegion, region) != nullptr) return true;
  const bool hunan = region.starts_with("43");
  if (!hunan) return find_code(CodeTable::kRegion, region.substr(0, 2)) != nullptr;
  return region.ends_with("00") && (region == "430000" || city_of(region) != nullptr);
}

}  // namespace chuhai::registry
