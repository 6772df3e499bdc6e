#include "facts/derive.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <tuple>

#include "facts/fact_id.h"
#include "registry/codes.h"

namespace chuhai::facts {
namespace {

// Decimal rounds at 34 digits; a sum or product that would is not exact and must not be stated.
std::optional<Decimal> exact_sum(const Decimal& a, const Decimal& b) {
  const auto sum = a.plus(b);
  if (!sum) return std::nullopt;
  const auto back_to_a = sum->minus(b);
  const auto back_to_b = sum->minus(a);
  if (!back_to_a || !back_to_b || *back_to_a != a || *back_to_b != b) return std::nullopt;
  return sum;
}

size_t significant_digits(const Decimal& value) {
  const std::string text = value.to_string();
  size_t digits = 0;
  bool leading = true;
  for (const char c : text) {
    if (c < '0' || c > '9' || (leading && c == '0')) continue;
    leading = false;
    ++digits;
  }
  return digits;
}

std::optional<Decimal> exact_product(const Decimal& a, const Decimal& b) {
  constexpr size_t kDigitsMax = 34;
  if (significant_digits(a) + significant_digits(b) > kDigitsMax) return std::nullopt;
  return a.times(b);
}

// Amount5Sum holds 38 digits, decimal128 34.
std::optional<Decimal> exact_decimal(Amount5Sum amount) {
  __int128 units = amount.units();
  int exponent = -5;
  while (units != 0 && units % 10 == 0) {
    units /= 10;
    ++exponent;
  }
  auto value = Decimal::scaled(units, exponent);
  if (!value.ok()) return std::nullopt;
  return *value;
}

// Fills the conversion's rate and CNY; the reason when it can't.
std::string convert_one(Evidence::Conversion& conversion, const Rates& rates) {
  const auto currency = registry::currency_of(conversion.currency);
  if (!currency) {
    return fmt::format("currency \"{}\" isn't in the code table", conversion.currency);
  }
  const auto amount = exact_decimal(conversion.amount);
  if (!amount) return fmt::format("{} is beyond exact decimals", conversion.amount.to_string());
  if (*currency == Currency::cny()) {
    conversion.rate = Decimal::from_int(1);
    conversion.cny = amount;
    return "";
  }
  const auto rate = rates.find(*currency, conversion.year, conversion.month);
  if (!rate) {
    if (amount->is_zero()) {
      conversion.cny = amount;
      return "";
    }
    return fmt::format("no rate for {} in {:04}-{:02} in rate table \"{}\"", currency->code(),
                       conversion.year, conversion.month, rates.table);
  }
  conversion.rate = rate->cny;
  conversion.rate_source = rate->source;
  conversion.cny = exact_product(*amount, rate->cny);
  if (conversion.cny) return "";
  return fmt::format("{} × {} is beyond exact decimals", amount->to_string(),
                     rate->cny.to_string());
}

std::string iso_or_code(const std::string& code) {
  const auto currency = registry::currency_of(code);
  return currency ? std::string(currency->code()) : code;
}

Fact make_fact(const FactFrame& frame, int year, std::string mode, std::string destination) {
  Fact fact;
  fact.fact = frame.definition->id;
  fact.subject = frame.subject;
  fact.period = Period::year(year).value();
  fact.mode = std::move(mode);
  fact.destination = std::move(destination);
  fact.basis = frame.proof->basis;
  fact.bound = frame.bound;
  fact.unit = frame.definition->unit;
  fact.id = make_fact_id(fact, Composition::kTotals);
  return fact;
}

void state_value(Fact& fact, std::span<const MonthAmount> amounts, const FactFrame& frame,
                 const Rates& rates) {
  std::vector<MonthAmount> own;
  for (const MonthAmount& amount : amounts) {
    if (!belongs(amount, fact)) continue;
    own.push_back(amount);
    fact.evidence_count +=
        fact.destination.empty() ? amount.documents_once : amount.documents_by_destination;
  }
  Converted converted = convert(own, rates);
  fact.unknown_reason = std::move(converted.unknown_reason);
  if (!converted.unrounded) return;
  fact.value = round_by_bound(*converted.unrounded, frame.bound, frame.decimals);
  if (!fact.value) fact.unknown_reason = "beyond decimal128";
}

}  // namespace

Converted convert(std::span<const MonthAmount> amounts, const Rates& rates) {
  std::map<std::tuple<int, int, std::string>, Amount5Sum> sums;
  for (const MonthAmount& item : amounts) {
    sums[{item.year, item.month, iso_or_code(item.currency)}] += item.amount;
  }
  Converted converted;
  converted.unrounded = Decimal();
  for (const auto& [key, amount] : sums) {
    const auto& [year, month, currency] = key;
    Evidence::Conversion conversion{
        .year = year, .month = month, .currency = currency, .amount = amount};
    std::string reason = convert_one(conversion, rates);
    if (!reason.empty()) {
      if (!converted.unknown_reason.empty()) converted.unknown_reason += "; ";
      converted.unknown_reason += reason;
      converted.unrounded = std::nullopt;
    } else if (converted.unrounded) {
      converted.unrounded = exact_sum(*converted.unrounded, *conversion.cny);
      if (!converted.unrounded) converted.unknown_reason = "the sum is beyond exact decimals";
    }
    converted.conversions.push_back(std::move(conversion));
  }
  return converted;
}

std::optional<Decimal> round_by_bound(const Decimal& value, Bound bound, int decimals) {
  switch (bound) {
    case Bound::kExact:
      return value.rounded(decimals, Rounding::kHalfEven);
    case Bound::kLower:
      return value.rounded(decimals, Rounding::kFloor);
    case Bound::kUpper:
      return value.rounded(decimals, Rounding::kCeiling);
  }
  return std::nullopt;
}

bool belongs(const MonthAmount& amount, const Fact& fact) {
  return fact.period.from().year() == amount.year &&
         (fact.mode.empty() || fact.mode == amount.mode) &&
         (fact.destination.empty() || fact.destination == amount.destination);
}

std::vector<Fact> facts_from_totals(const FactFrame& frame, std::span<const MonthAmount> amounts,
                                    const Rates& rates) {
  std::set<int> years;
  std::set<std::pair<int, std::string>> modes, destinations;
  for (const MonthAmount& amount : amounts) {
    years.insert(amount.year);
    if (!amount.mode.empty()) modes.emplace(amount.year, amount.mode);
    if (!amount.destination.empty()) destinations.emplace(amount.year, amount.destination);
  }
  if (!frame.definition->has_dimension("mode")) modes.clear();
  if (!frame.definition->has_dimension("destination")) destinations.clear();
  std::vector<Fact> facts;
  for (const int year : years) facts.push_back(make_fact(frame, year, "", ""));
  for (const auto& [year, mode] : modes) facts.push_back(make_fact(frame, year, mode, ""));
  for (const auto& [year, to] : destinations) facts.push_back(make_fact(frame, year, "", to));
  for (Fact& fact : facts) state_value(fact, amounts, frame, rates);
  return facts;
}

}  // namespace chuhai::facts
