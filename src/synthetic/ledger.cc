#include "synthetic/ledger.h"

#include <cstdlib>

namespace chuhai::synthetic {
namespace {

constexpr size_t kExamples = 3;
constexpr int64_t kRateUnits = 1'000'000;

// Hundredths that the money received is off the order's goods and freight.
std::string_view amount_class(const Trade& trade) {
  const int64_t off = std::abs(trade.charge - trade.goods_value() - trade.freight);
  if (off == 0) return "equal";
  if (off <= 1) return "within_0.01";
  return off <= 5 ? "within_0.05" : "over";
}

// The rule that refuses something about the parcel; the message's, for the bad message.
std::string_view refusing_rule(const Trade& trade) {
  switch (trade.plant) {
    case Plant::kBadMessage:
      return trade.plant_number % 3 == 0   ? "schema.missing"
             : trade.plant_number % 3 == 1 ? "schema.decimals"
                                           : "schema.length";
    case Plant::kEmptyText:
      return "text.required";
    case Plant::kWrongCurrency:
      return "code.currency";
    case Plant::kWrongUnit:
      return "code.unit";
    case Plant::kWrongCountry:
      return "code.country";
    case Plant::kWrongCustoms:
      return "code.customs";
    case Plant::kChange:
      return "not_yet_handled.change";
    case Plant::kOlder:
      return "not_yet_handled.older";
    default:
      return "";
  }
}

}  // namespace

void Ledger::add(const Trade& trade) {
  const DocumentsOf accepted = accepted_of(trade);
  if (accepted.order)
    turnover_[{trade.seller_index, trade.order_time.date().month(), std::string(trade.currency)}] +=
        trade.goods_value();
  count_parts(trade, accepted);
  count_refusal(trade);
  if (trade.plant == Plant::kNone) return;
  ++planted_[trade.plant];
  auto& examples = examples_[trade.plant];
  if (examples.size() < kExamples) examples.push_back(trade.seller->id + "/" + trade.order_no);
}

void Ledger::count_parts(const Trade& trade, const DocumentsOf& accepted) {
  if (accepted.waybill && !accepted.list) ++exceptions_.other["waybill_without_list"];
  if (!accepted.order && !accepted.receipt && !accepted.list) return;
  ++exceptions_.orders;
  clearance::Parts present = 0;
  if (accepted.receipt) present |= clearance::kPayment;
  if (accepted.order) present |= clearance::kGoods;
  // A waybill names no order: it comes to the parcel by the list.
  if (accepted.waybill && accepted.list) present |= clearance::kCarrier;
  if (accepted.list) present |= clearance::kList;
  clearance::Parts expected = clearance::kGoods;
  if (trade.order_type == 'E' && (accepted.order || accepted.list)) {
    expected |= clearance::kCarrier | clearance::kList;
    const Instant at = accepted.order ? trade.order_time : trade.list_time;
    if (at < Instant::start_of(settings_.receipt_required_until)) expected |= clearance::kPayment;
  }
  const auto missing = static_cast<clearance::Parts>(expected & ~present);
  if (missing == 0)
    ++exceptions_.complete;
  else
    ++exceptions_.missing[clearance::parts_key(missing)];
  if (accepted.order && accepted.receipt) ++exceptions_.amounts[std::string(amount_class(trade))];
  if (accepted.order && accepted.list && trade.plant == Plant::kGoodsValueDiffers)
    ++exceptions_.other["goods_value_differs"];
}

void Ledger::count_refusal(const Trade& trade) {
  const std::string_view rule = refusing_rule(trade);
  if (!rule.empty()) ++exceptions_.refused[std::string(rule)];
}

int64_t Ledger::turnover_fen(size_t seller_index, int year) const {
  __int128 sum = 0;  // fen × 10^6
  for (auto at = turnover_.lower_bound({seller_index, 0, ""});
       at != turnover_.end() && std::get<0>(at->first) == seller_index; ++at) {
    const auto& [seller, month, currency] = at->first;
    sum += static_cast<__int128>(at->second) * example_rate(currency, year, month);
  }
  return static_cast<int64_t>((sum + kRateUnits - 1) / kRateUnits);
}

}  // namespace chuhai::synthetic
