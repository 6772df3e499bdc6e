// What is sold and where to: goods of Hunan's kind with real commodity codes, markets with their
// currencies, and the example rates. All amounts in whole hundredths of their currency.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace chuhai::synthetic {

struct Goods {
  std::string_view hs;  // ten digits of the tariff in force
  std::string_view zh, en;
  std::string_view model;    // specification, for the list
  std::string_view unit;     // customs unit code of the quantity
  int64_t fen_min, fen_max;  // price of one, yuan × 100
  int grams;                 // net weight of one
};
std::span<const Goods> all_goods();

struct Market {
  std::string_view country;   // customs code, also the port (POD)
  std::string_view currency;  // customs code
  int weight;
};
std::span<const Market> all_markets();

// A currency of the example table.
struct ExampleCurrency {
  std::string_view customs, iso;
  int64_t base;  // CNY for one unit, × 10^6: plausible, nobody's figure
  int step;      // hundredths: smallest amounts are this many (100 for the yen)
};
std::span<const ExampleCurrency> all_currencies();
const ExampleCurrency& example_currency(std::string_view customs);

// The rate table that a generated province brings. An example, and marked as one.
inline constexpr std::string_view kRateTable = "example-monthly";
inline constexpr std::string_view kRateSource = "synthetic example / 合成示例";
// The currency and month of which no rate is given, so that something can't be converted.
inline constexpr std::string_view kUnratedCurrency = "136";
inline constexpr int kUnratedMonth = 9;

// CNY for one unit × 10^6, in a month of a year; CNY is 10^6. 0 where there is none.
int64_t example_rate(std::string_view customs_currency, int year, int month);

}  // namespace chuhai::synthetic
