#include "registry/codes.h"

#include <gtest/gtest.h>

#include <set>

#include "registry/import.h"
#include "registry/registry.h"

namespace chuhai::registry {
namespace {

struct TableCase {
  CodeTable table;
  size_t size;
  const char* code;
  const char* zh;
  const char* en;
};

TEST(Codes, Tables) {
  const std::vector<TableCase> cases = {
      {CodeTable::kRegion, 182, "4301", "长沙市", "Changsha"},
      {CodeTable::kRegion, 182, "43", "湖南省", "Hunan"},
      {CodeTable::kRegion, 182, "433130", "龙山县", "Longshan"},
      {CodeTable::kCustomsDistrict, 1369, "4900", "长沙关区", "Changsha Customs District"},
      {CodeTable::kCustomsDistrict, 1369, "0100", "北京关区", ""},
      {CodeTable::kCountry, 245, "102", "巴林", "Bahrain"},
      {CodeTable::kCountry, 245, "502", "美国", "United States"},
      {CodeTable::kIsoCountry, 249, "USA", "美国", "United States"},
      {CodeTable::kCurrency, 22, "142", "人民币", "Yuan Renminbi"},
      {CodeTable::kUnit, 124, "035", "千克", "kilogram"},
      {CodeTable::kUnit, 124, "170", "人份", "person-portion"},
      {CodeTable::kTradeMode, 106, "9610", "跨境贸易电子商务", "Cross-border e-commerce retail"},
      {CodeTable::kTransportMode, 20, "5", "航空运输", "Air"},
      {CodeTable::kPackaging, 7, "2", "纸箱", "Carton"},
      {CodeTable::kPort, 2682, "102", "巴林", "Bahrain"},
  };
  for (const TableCase& c : cases) {
    EXPECT_EQ(all_codes(c.table).size(), c.size) << c.code;
    const Code* code = find_code(c.table, c.code);
    ASSERT_NE(code, nullptr) << c.code;
    EXPECT_EQ(code->name_zh, c.zh);
    EXPECT_EQ(code->name_en, c.en);
  }
}

TEST(Codes, EveryCodeIsFoundAndNamed) {
  for (const CodeTable table :
       {CodeTable::kRegion, CodeTable::kCustomsDistrict, CodeTable::kCountry,
        CodeTable::kIsoCountry, CodeTable::kCurrency, CodeTable::kUnit, CodeTable::kTradeMode,
        CodeTable::kTransportMode, CodeTable::kPackaging, CodeTable::kPort}) {
    for (const Code& code : all_codes(table)) {
      EXPECT_EQ(find_code(table, code.code), &code);
      EXPECT_FALSE(code.name_zh.empty()) << code.code;
      EXPECT_EQ(code.code.find_first_of(" \r\n"), std::string_view::npos) << code.code;
    }
  }
}

TEST(Codes, NoSuchCode) {
  EXPECT_EQ(find_code(CodeTable::kCountry, ""), nullptr);
  EXPECT_EQ(find_code(CodeTable::kCountry, "50"), nullptr);
  EXPECT_EQ(find_code(CodeTable::kCountry, "5020"), nullptr);
  EXPECT_EQ(find_code(CodeTable::kCountry, "zzz"), nullptr);
  EXPECT_EQ(find_code(CodeTable::kTradeMode, "code"), nullptr);  // the header is no code
}

TEST(Codes, ModesOfCrossBorderCommerce) {
  for (const char* mode : {"9610", "9710", "9810", "1210", "1239", "9661", "1261"}) {
    ASSERT_NE(find_code(CodeTable::kTradeMode, mode), nullptr) << mode;
    EXPECT_FALSE(find_code(CodeTable::kTradeMode, mode)->name_en.empty()) << mode;
  }
}

TEST(Codes, CurrencyBothWays) {
  for (const Code& code : all_codes(CodeTable::kCurrency)) {
    const auto currency = currency_of(code.code);
    ASSERT_TRUE(currency.has_value()) << code.code;
    EXPECT_EQ(customs_currency_of(*currency), code.code);
    EXPECT_EQ(currency_of(currency->code()), currency);
  }
  EXPECT_EQ(currency_of("142"), Currency::cny());
  EXPECT_EQ(currency_of("502")->code(), "USD");
  ASSERT_TRUE(currency_of("BRL").has_value());  // ISO, without a customs code in the table
  EXPECT_EQ(customs_currency_of(*currency_of("BRL")), "");
  for (const char* wrong : {"", "999", "usd", "XYZ", "US", "DEM"}) {
    EXPECT_EQ(currency_of(wrong), std::nullopt) << wrong;
  }
}

TEST(Codes, MinorDigitsOfIsoCurrenciesAreKnown) {
  EXPECT_EQ(currency_of("JPY")->minor_digits(), 0);
  EXPECT_EQ(currency_of("USD")->minor_digits(), 2);
  EXPECT_EQ(currency_of("KWD")->minor_digits(), 3);
}

TEST(Codes, Countries) {
  EXPECT_EQ(iso_country_of("502"), "USA");
  EXPECT_EQ(iso_country_of("328"), "ROU");
  EXPECT_EQ(iso_country_of("260"), "SSD");
  EXPECT_EQ(iso_country_of("699"), "");  // a residual group
  EXPECT_EQ(iso_country_of("USA"), "");
  EXPECT_EQ(iso_country_of(""), "");
  EXPECT_EQ(customs_country_of("USA"), "502");
  EXPECT_EQ(customs_country_of("GUM"), "699");
  EXPECT_EQ(customs_country_of("usa"), "");
  for (const Code& code : all_codes(CodeTable::kIsoCountry)) {
    EXPECT_NE(find_code(CodeTable::kCountry, customs_country_of(code.code)), nullptr) << code.code;
  }
}

TEST(Codes, CitiesAndRegions) {
  size_t cities = 0;
  size_t counties = 0;
  for (const Code& code : all_codes(CodeTable::kRegion)) {
    cities += code.code.size() == 4;
    counties += code.code.size() == 6;
    if (code.code.size() == 6) {
      EXPECT_NE(city_of(code.code), nullptr) << code.code;
      EXPECT_TRUE(is_region(code.code));
    }
  }
  EXPECT_EQ(cities, 14u);
  EXPECT_EQ(counties, 134u);
  EXPECT_EQ(city_of("430121")->name_en, "Changsha");
  EXPECT_EQ(city_of("433101")->name_zh, "湘西土家族苗族自治州");
  for (const char* none : {"", "43", "430000", "440305"}) EXPECT_EQ(city_of(none), nullptr) << none;
  for (const char* right : {"430100", "430000", "440305", "433100"}) {
    EXPECT_TRUE(is_region(right)) << right;
  }
  for (const char* wrong : {"", "43", "4301", "430199", "439900", "990101", "43010a", "4301211"}) {
    EXPECT_FALSE(is_region(wrong)) << wrong;
  }
}

TEST(Codes, RolesAndSizes) {
  EXPECT_TRUE(is_enterprise_role("seller"));
  EXPECT_FALSE(is_enterprise_role("Seller"));
  EXPECT_FALSE(is_enterprise_role(""));
  for (const SizeClass size : {SizeClass::kUnknown, SizeClass::kMicro, SizeClass::kSmall,
                               SizeClass::kMedium, SizeClass::kLarge}) {
    EXPECT_EQ(size_class_of(size_class_name(size)), size);
  }
  EXPECT_EQ(size_class_of("微型"), SizeClass::kMicro);
  EXPECT_EQ(size_class_of("tiny"), std::nullopt);
}

}  // namespace
}  // namespace chuhai::registry
