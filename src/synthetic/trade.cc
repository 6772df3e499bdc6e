#include "synthetic/trade.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.h"

namespace chuhai::synthetic {
namespace {

constexpr int64_t kMinute = 60'000;
constexpr int64_t kHour = 60 * kMinute;
// Well below the 5,000 yuan of a retail list, whatever the month's rate.
constexpr int64_t kRetailFenMax = 450'000;

constexpr std::array kSites = {std::string_view("4908"), std::string_view("4920"),
                               std::string_view("4916"), std::string_view("4902")};
constexpr std::array kBondedSites = {std::string_view("4921"), std::string_view("4919"),
                                     std::string_view("4917")};

// A stream of its own for each order, so that no order depends on those before it.
Random random_of(uint64_t seed, int year, std::string_view what, int64_t number) {
  return Random(stable_hash64(fmt::format("{} {} {} {}", seed, year, what, number)));
}

void set_parties(const Province& province, Random& random, Trade& trade) {
  trade.platform = &random.pick(std::span<const Service>(province.platforms));
  trade.carrier = &random.pick(std::span<const Service>(province.carriers));
  trade.payer = &random.pick(std::span<const Service>(province.payers));
  trade.agent = &random.pick(std::span<const Service>(province.agents));
  for (std::string& guid : trade.guids) guid = make_guid(random);
}

const std::vector<int>& market_weights() {
  static const std::vector<int> weights = [] {
    std::vector<int> all;
    for (const Market& market : all_markets()) all.push_back(market.weight);
    return all;
  }();
  return weights;
}

// All within a day, so that what begins in a year ends in it.
void set_times(Random& random, Instant at, Trade& trade) {
  const auto later = [&](Instant from, int64_t least, int64_t most) {
    return from.plus_millis(random.between(least, most) / 1000 * 1000);
  };
  trade.order_time = at;
  trade.receipt_time = later(at, 2 * kMinute, 20 * kMinute);
  trade.waybill_time = later(at, kHour, 3 * kHour);
  trade.list_time = later(trade.waybill_time, 10 * kMinute, 50 * kMinute);
  trade.concluded = later(trade.list_time, 5 * kMinute, 30 * kMinute);
  trade.released = later(trade.concluded, 20 * kMinute, 2 * kHour);
  trade.cleared = later(trade.released, 6 * kHour, 12 * kHour);
}

// What the money received is off, in hundredths; to either side in turn.
int64_t off_by(const Trade& trade) {
  const int64_t sign = trade.plant_number % 2 == 0 ? -1 : 1;
  if (trade.plant == Plant::kAmountWithin001) return sign;
  if (trade.plant == Plant::kAmountWithin005) return sign * (2 + trade.plant_number % 4);
  if (trade.plant == Plant::kAmountOver) return sign * (100 + trade.plant_number * 37 % 500);
  return 0;
}

// The price in the trade's currency, at the base of the example table, in its smallest steps.
int64_t converted(int64_t fen, const ExampleCurrency& currency) {
  const int64_t hundredths = fen * 1'000'000 / currency.base;
  return std::max<int64_t>(hundredths / currency.step, 1) * currency.step;
}

void set_lines(Random& random, Trade& trade) {
  const ExampleCurrency& currency = example_currency(trade.currency);
  static const std::vector<int> kLineWeights = {66, 24, 10};
  const size_t count = 1 + random.weighted(kLineWeights);
  int64_t fen_left = kRetailFenMax;
  for (size_t i = 0; i < count; ++i) {
    // A seller keeps to a few kinds of goods.
    const size_t kind =
        (trade.seller_index * 3 + static_cast<size_t>(random.below(3))) % all_goods().size();
    const Goods& goods = all_goods()[kind];
    const int64_t fen = random.between(goods.fen_min, goods.fen_max);
    const int64_t quantity = std::min(random.between(1, 3), fen_left / fen);
    if (quantity == 0) break;
    fen_left -= quantity * fen;
    trade.lines.push_back({&goods, quantity, converted(fen, currency)});
    trade.grams += quantity * goods.grams;
  }
  trade.freight = converted(random.between(1'500, 6'000), currency);
}

}  // namespace

std::string_view plant_name(Plant plant) {
  static constexpr std::array<std::string_view, kPlantCount + 1> kNames = {"none",
                                                                           "bad_message",
                                                                           "empty_text",
                                                                           "wrong_currency",
                                                                           "wrong_unit",
                                                                           "wrong_country",
                                                                           "wrong_customs",
                                                                           "list_without_order",
                                                                           "list_without_waybill",
                                                                           "order_without_list",
                                                                           "order_without_payment",
                                                                           "amount_within_0.01",
                                                                           "amount_within_0.05",
                                                                           "amount_over",
                                                                           "goods_value_differs",
                                                                           "repeated_document",
                                                                           "change",
                                                                           "older",
                                                                           "held",
                                                                           "late_receipt",
                                                                           "repeated_message"};
  return kNames[static_cast<size_t>(plant)];
}

DocumentsOf sent_of(const Trade& trade) {
  DocumentsOf sent;
  const bool retail = trade.order_type == 'E';
  sent.order = trade.plant != Plant::kListWithoutOrder;
  sent.receipt = retail && trade.has_receipt && trade.plant != Plant::kOrderWithoutPayment;
  sent.waybill = retail && trade.plant != Plant::kListWithoutWaybill;
  sent.list = retail && trade.plant != Plant::kOrderWithoutList;
  return sent;
}

DocumentsOf accepted_of(const Trade& trade) {
  DocumentsOf accepted = sent_of(trade);
  switch (trade.plant) {
    case Plant::kEmptyText:
      if (trade.plant_number % 3 == 0) accepted.order = false;
      if (trade.plant_number % 3 == 1) accepted.receipt = false;
      if (trade.plant_number % 3 == 2) accepted.list = false;
      break;
    case Plant::kWrongCurrency:
    case Plant::kWrongUnit:
    case Plant::kHeld:
      accepted.order = false;
      break;
    case Plant::kWrongCountry:
    case Plant::kWrongCustoms:
      accepted.list = false;
      break;
    default:
      break;
  }
  return accepted;
}

bool is_released(const Trade& trade) {
  const DocumentsOf accepted = accepted_of(trade);
  return accepted.list && accepted.order && accepted.waybill;
}

std::string make_guid(Random& random) {
  static constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string guid(36, '-');
  uint64_t bits = 0;
  int left = 0;
  for (size_t i = 0; i < guid.size(); ++i) {
    if (i == 8 || i == 13 || i == 18 || i == 23) continue;
    if (left == 0) {
      bits = random.next();
      left = 16;
    }
    guid[i] = kDigits[bits & 15];
    bits >>= 4;
    --left;
  }
  return guid;
}

Trade make_retail(const Province& province, const std::vector<int>& weights, uint64_t seed,
                  int year, const RetailPlace& place) {
  const int index = place.index;
  Random random = random_of(seed, year, "retail", index);
  Trade trade;
  trade.plant = place.plant;
  trade.plant_number = place.plant_number;
  trade.seller_index = random.weighted(weights);
  trade.seller = &province.sellers[trade.seller_index];
  set_parties(province, random, trade);
  set_times(random, place.at, trade);
  trade.has_receipt = place.at < place.receipts_until || random.chance(500);
  const size_t drawn = random.weighted(market_weights());
  // Amounts that are some hundredths off are in dollars, which have hundredths.
  const Market& market = all_markets()[off_by(trade) != 0 ? 0 : drawn];
  trade.country = market.country;
  trade.currency = market.currency;
  trade.bonded = random.chance(150);
  trade.simplified = !trade.bonded && random.chance(700);
  trade.customs = trade.bonded ? random.pick(std::span<const std::string_view>(kBondedSites))
                               : random.pick(std::span<const std::string_view>(kSites));
  set_lines(random, trade);
  trade.charge = trade.goods_value() + trade.freight + off_by(trade);
  trade.order_no = fmt::format("SYN-{}-{:08}", year, index + 1);
  trade.pay_no = fmt::format("SYNPAY-{}-{:08}", year, index + 1);
  trade.logistics_no = fmt::format("SYN{}{:08}CS", year, index + 1);
  trade.cop_no = fmt::format("SYNL-{}-{:08}", year, index + 1);
  trade.pre_no = fmt::format("B{}{:09}", trade.list_time.to_compact14().substr(0, 8), index + 1);
  trade.invt_no = fmt::format("{}{}E{:09}", trade.customs, year, index + 1);
  return trade;
}

Trade make_large(const Province& province, size_t seller_index, uint64_t seed, int year, int number,
                 Instant at, int64_t amount, std::string_view currency) {
  Random random = random_of(seed, year, province.sellers[seller_index].id, number);
  Trade trade;
  trade.order_type = number % 3 == 2 ? 'W' : 'B';
  trade.seller_index = seller_index;
  trade.seller = &province.sellers[seller_index];
  set_parties(province, random, trade);
  set_times(random, at, trade);
  trade.currency = currency;
  trade.has_receipt = false;
  const size_t kind = (seller_index * 3) % all_goods().size();
  const int64_t quantity = std::max<int64_t>(amount / all_goods()[kind].fen_max, 1);
  const int64_t price = amount / quantity;
  trade.lines.push_back({&all_goods()[kind], quantity, price});
  // What the division leaves: a few fen, as a sample.
  const int64_t rest = amount - quantity * price;
  if (rest > 0) trade.lines.push_back({&all_goods()[(kind + 1) % all_goods().size()], 1, rest});
  trade.order_no =
      fmt::format("SYN-{}-{}-{:03}-{:03}", year, trade.order_type, seller_index + 1, number + 1);
  return trade;
}

}  // namespace chuhai::synthetic
