#include "synthetic/province.h"

#include <fmt/format.h>

#include <array>

#include "base/credit_code.h"
#include "registry/codes.h"

namespace chuhai::synthetic {
namespace {

struct City {
  std::string_view code;  // a district's six digits: seats are registered in one
  int weight;             // of enterprises, in the everyday part
};

// The fourteen prefectures, by a district or county of each.
constexpr std::array kCities = {
    City{"430104", 14}, City{"430211", 5}, City{"430304", 4}, City{"430408", 4}, City{"430502", 4},
    City{"430602", 5},  City{"430702", 3}, City{"430802", 1}, City{"430902", 3}, City{"431002", 4},
    City{"431103", 2},  City{"431202", 2}, City{"431302", 2}, City{"433101", 1}};

struct Word {
  std::string_view zh, en;
};
constexpr std::array kFirstWords = {
    Word{"湘云", "Xiangyun"},    Word{"岳麓", "Yuelu"},    Word{"洞庭", "Dongting"},
    Word{"芙蓉", "Furong"},      Word{"橘洲", "Juzhou"},   Word{"星沙", "Xingsha"},
    Word{"沅江", "Yuanjiang"},   Word{"资水", "Zishui"},   Word{"衡岳", "Hengyue"},
    Word{"浏阳河", "Liuyanghe"}, Word{"南岭", "Nanling"},  Word{"武陵", "Wuling"},
    Word{"雪峰", "Xuefeng"},     Word{"韶光", "Shaoguang"}};
constexpr std::array kSecondWords = {
    Word{"跨境电商", "Cross-border"}, Word{"国际贸易", "Trading"},    Word{"网络科技", "Network"},
    Word{"供应链", "Supply Chain"},   Word{"优品", "Selected Goods"}, Word{"海贸", "Overseas"}};

constexpr int kEverydaySellers = 42;

// A valid code: registration department 9, an enterprise 1, the region, eight serial letters and
// the organisation's ninth, and the check character of GB 32100.
std::string credit_code(std::string_view region, Random& random) {
  static constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
  std::string code = "91" + std::string(region) + "MA";
  while (code.size() < 17)
    code += kAlphabet[static_cast<size_t>(random.below(static_cast<int64_t>(kAlphabet.size())))];
  const auto check = CreditCode::check_character(code);
  CHECK(check.ok(), code);
  return code + *check;
}

// Four digits of the region, the kind of firm, and a number of its own for everyone.
std::string customs_code(std::string_view region, int number) {
  return fmt::format("{}96{:04}", region.substr(0, 4), number);
}

Seller make_seller(Part part, std::string_view region, int number, Random& random) {
  Seller seller;
  seller.part = part;
  seller.region = region;
  seller.id = credit_code(region, random);
  seller.customs_code = customs_code(region, number);
  const Word first = random.pick(std::span<const Word>(kFirstWords));
  const Word second = random.pick(std::span<const Word>(kSecondWords));
  const registry::Code* city = registry::city_of(region);
  const std::string city_zh(city != nullptr ? city->name_zh : "外省");
  const std::string city_en(city != nullptr ? city->name_en : "Elsewhere");
  seller.roles = "seller";
  seller.name_zh =
      fmt::format("{}{}{}{:02}号有限公司（合成数据）", city_zh, first.zh, second.zh, number);
  seller.name_en =
      fmt::format("{} {} {} No. {:02} (synthetic)", city_en, first.en, second.en, number);
  static constexpr std::array kSizes = {std::string_view("micro"), std::string_view("small"),
                                        std::string_view("medium")};
  seller.size_class = random.pick(std::span<const std::string_view>(kSizes));
  seller.capital = std::to_string(random.between(1, 30) * 1'000'000);
  seller.established_year = static_cast<int>(random.between(2012, 2021));
  seller.established = fmt::format("{}-{:02}-{:02}", seller.established_year, random.between(1, 12),
                                   random.between(1, 28));
  seller.weight = static_cast<int>(random.between(2, 20));
  return seller;
}

void add_planted_sellers(Province& province, Random& random) {
  const auto add = [&](Part part, std::string_view region) -> Seller& {
    province.sellers.push_back(
        make_seller(part, region, static_cast<int>(province.sellers.size()) + 1, random));
    Seller& seller = province.sellers.back();
    seller.size_class = "medium";
    // The planted turnovers are exact: no retail orders besides.
    seller.weight = 0;
    seller.established_year = 2015;
    seller.established = "2015-06-18";
    return seller;
  };
  add(Part::kJustOverByOrders, "430302");
  add(Part::kJustUnderByOrders, "430104");
  add(Part::kUnderNoStatement, "430602");
  add(Part::kJustOverBySheet, "430211");
  add(Part::kJustUnderBySheet, "430408");
  Seller& billion = add(Part::kBillionByOrders, "430121");
  billion.size_class = "large";
  billion.roles = "seller;warehouse_operator";
  Seller& under_billion = add(Part::kUnderBillion, "430105");
  under_billion.size_class = "large";
  under_billion.roles = "seller;warehouse_operator";
  add(Part::kBillionByStatement, "430112").size_class = "large";
  add(Part::kSecondTime, "431002");
  add(Part::kNoHistory, "430502");
  add(Part::kHistoryGap, "430702");
  add(Part::kClaimOnly, "430902");
  add(Part::kBasesDisagree, "431103");
  Seller& undated = add(Part::kNoEstablishment, "431202");
  undated.established.clear();
  add(Part::kOutsideHunan, "440305");
  add(Part::kRelatedReached, "430202");
  add(Part::kRelated, "430203");
  add(Part::kPredecessorReached, "430304").established = "2022-07-01";
  province.sellers.back().established_year = 2022;
  add(Part::kPredecessor, "430321").deregistered = "2022-06-30";
  add(Part::kNoRate, "431302");
  add(Part::kFirstTimeNextYear, "433101");
  Seller& owner = add(Part::kWarehouseOwner, "430603");
  owner.size_class = "large";
  owner.roles = "warehouse_operator";
}

Service make_service(std::string_view role, std::string_view region, int number,
                     std::string_view zh, std::string_view en, Random& random) {
  Service service;
  service.role = role;
  service.region = region;
  service.id = credit_code(region, random);
  service.customs_code = customs_code(region, number);
  service.name_zh = std::string(zh) + "（合成数据）";
  service.name_en = std::string(en) + " (synthetic)";
  return service;
}

void add_services(Province& province, Random& random) {
  province.platforms = {
      make_service("platform", "430104", 901, "湘品出海平台", "Xiangpin Platform", random),
      make_service("platform", "430105", 902, "三湘集市平台", "Sanxiang Market", random)};
  province.carriers = {
      make_service("logistics", "430121", 903, "长沙空港速运", "Changsha Airport Express", random),
      make_service("logistics", "430602", 904, "城陵矶物流", "Chenglingji Logistics", random),
      make_service("logistics", "430202", 905, "株洲陆港货运", "Zhuzhou Landport Freight", random)};
  province.payers = {make_service("payment", "430103", 906, "潇湘支付", "Xiaoxiang Pay", random)};
  province.agents = {
      make_service("agent", "430104", 907, "黄花报关", "Huanghua Customs Agent", random),
      make_service("agent", "430602", 908, "岳阳报关", "Yueyang Customs Agent", random)};
}

// Five of one owner, recognised in one year; one of another year; one withdrawn; one not
// recognised.
void add_warehouses(Province& province) {
  const std::string owner = province.with(Part::kWarehouseOwner).id;
  static constexpr std::array kCountries = {"USA", "DEU", "GBR", "NGA", "THA"};
  for (int i = 0; i < 5; ++i)
    province.warehouses.push_back({fmt::format("W{:03}", i + 1),
                                   fmt::format("合成公共海外仓{}号（合成数据）", i + 1),
                                   fmt::format("Public warehouse {} (synthetic)", i + 1), owner,
                                   kCountries[i], fmt::format("2022-{:02}-15", i + 3), ""});
  const std::string other = province.with(Part::kBillionByOrders).id;
  province.warehouses.push_back({"W006", "合成公共海外仓6号（合成数据）",
                                 "Public warehouse 6 (synthetic)", other, "KEN", "2023-05-20", ""});
  province.warehouses.push_back({"W007", "合成公共海外仓7号（合成数据）",
                                 "Public warehouse 7 (synthetic)", other, "POL", "2022-09-01",
                                 "2023-06-30"});
  province.warehouses.push_back({"W008", "合成海外仓8号（合成数据）", "Warehouse 8 (synthetic)",
                                 province.with(Part::kUnderBillion).id, "MEX", "", ""});
}

}  // namespace

const Seller& Province::with(Part part) const {
  for (const Seller& seller : sellers)
    if (seller.part == part) return seller;
  CHECK(false, "no seller has this part");
}

Province make_province(uint64_t seed) {
  Random random(seed);
  Province province;
  add_planted_sellers(province, random);
  std::vector<int> weights;
  for (const City& city : kCities) weights.push_back(city.weight);
  for (int i = 0; i < kEverydaySellers; ++i) {
    // Each city has at least one.
    const size_t city =
        i < static_cast<int>(kCities.size()) ? static_cast<size_t>(i) : random.weighted(weights);
    province.sellers.push_back(make_seller(Part::kEveryday, kCities[city].code,
                                           static_cast<int>(province.sellers.size()) + 1, random));
  }
  add_services(province, random);
  add_warehouses(province);
  return province;
}

}  // namespace chuhai::synthetic
