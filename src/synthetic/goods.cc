#include "synthetic/goods.h"

#include <array>

#include "base/check.h"

namespace chuhai::synthetic {
namespace {

constexpr int64_t kOne = 1'000'000;

constexpr std::array kGoods = {
    Goods{"6911101900", "釉下五彩瓷餐具", "Underglaze porcelain tableware", "瓷制|餐用|无牌", "006",
          6800, 52000, 1400},
    Goods{"6912001000", "陶餐具", "Earthenware tableware", "陶制|餐用|无牌", "011", 3500, 21000,
          800},
    Goods{"6912009000", "陶制厨房器具", "Earthenware kitchenware", "陶制|厨房用|无牌", "011", 4200,
          26000, 900},
    Goods{"0902109000", "小包装绿茶", "Green tea, small packs", "未发酵|100克/袋|无牌", "011", 4800,
          36000, 100},
    Goods{"0902301000", "小包装乌龙茶", "Oolong tea, small packs", "半发酵|100克/袋|无牌", "011",
          5200, 39000, 100},
    Goods{"6704110000", "合成纤维假发", "Synthetic wig", "化纤制|整头|无牌", "007", 6500, 48000,
          250},
    Goods{"6704200000", "人发假发", "Human hair wig", "人发制|无牌", "007", 22000, 120000, 220},
    Goods{"6109100090", "棉制针织T恤衫", "Cotton T-shirt", "针织|棉100%|无牌", "011", 3200, 14000,
          180},
    Goods{"6110300090", "化纤针织套头衫", "Synthetic pullover", "针织|化纤100%|无牌", "011", 5600,
          26000, 420},
    Goods{"6302601010", "棉制浴巾", "Cotton bath towel", "针织|棉100%|无牌", "015", 3600, 12800,
          380},
    Goods{"4202220000", "手提包", "Handbag", "纺织材料作面|无牌", "007", 6800, 42000, 600},
    Goods{"6402992900", "塑料面鞋", "Shoes with plastic uppers", "塑料面|未过踝|无牌", "025", 5900,
          25000, 750},
    Goods{"9503006000", "智力玩具", "Puzzle toy", "塑料制|无牌", "006", 2900, 17000, 500},
    Goods{"9503008900", "玩具", "Toy", "塑料制|无牌", "007", 1900, 12000, 300},
    Goods{"8518300000", "耳机", "Earphones", "无线|无牌", "019", 6900, 49000, 120},
    Goods{"8518210000", "单喇叭音箱", "Loudspeaker", "单喇叭|无牌", "001", 8900, 56000, 900},
    Goods{"8467210000", "手提式电动钻", "Electric hand drill", "电动|手提式|无牌", "001", 15800,
          78000, 1900},
    Goods{"8208200000", "木工机械刀片", "Blades for woodworking machines", "硬质合金|无牌", "007",
          2600, 16000, 150},
    Goods{"7323930000", "不锈钢厨房用具", "Stainless kitchenware", "不锈钢制|无牌", "011", 3900,
          23000, 650},
    Goods{"4602110000", "竹编篮", "Bamboo basket", "竹制|编结|无牌", "007", 2800, 15000, 400}};

constexpr std::array kMarkets = {
    Market{"502", "502", 30}, Market{"304", "300", 9}, Market{"303", "303", 9},
    Market{"305", "300", 6},  Market{"116", "116", 8}, Market{"601", "601", 6},
    Market{"501", "501", 5},  Market{"122", "122", 5}, Market{"133", "502", 4},
    Market{"327", "300", 3},  Market{"224", "142", 4}, Market{"236", "502", 3},
    Market{"244", "142", 3},  Market{"138", "502", 3}, Market{"429", "502", 2}};

constexpr std::array kCurrencies = {
    ExampleCurrency{"142", "CNY", kOne, 1},      ExampleCurrency{"502", "USD", 7'080'000, 1},
    ExampleCurrency{"300", "EUR", 7'660'000, 1}, ExampleCurrency{"303", "GBP", 8'850'000, 1},
    ExampleCurrency{"116", "JPY", 50'100, 100},  ExampleCurrency{"601", "AUD", 4'690'000, 1},
    ExampleCurrency{"501", "CAD", 5'240'000, 1}, ExampleCurrency{"122", "MYR", 1'550'000, 1},
    ExampleCurrency{"136", "THB", 203'000, 1}};

// Thousandths around the base, month by month: a made-up course of the year.
constexpr std::array kCourse = {-18, -12, -9, -10, 1, 9, 12, 14, 16, 15, 8, -2};

}  // namespace

std::span<const Goods> all_goods() { return kGoods; }
std::span<const Market> all_markets() { return kMarkets; }
std::span<const ExampleCurrency> all_currencies() { return kCurrencies; }

const ExampleCurrency& example_currency(std::string_view customs) {
  for (const ExampleCurrency& currency : kCurrencies)
    if (currency.customs == customs) return currency;
  CHECK(false, customs);
  return kCurrencies[0];
}

int64_t example_rate(std::string_view customs_currency, int year, int month) {
  const ExampleCurrency& currency = example_currency(customs_currency);
  if (currency.base == kOne) return kOne;
  if (customs_currency == kUnratedCurrency && month == kUnratedMonth) return 0;
  const int64_t per_mille =
      1000 + kCourse[static_cast<size_t>(month - 1)] + (year % 5) * 3 + currency.customs[2] % 4;
  return currency.base * per_mille / 1000;
}

}  // namespace chuhai::synthetic
