// From clearance's totals and a rate table to facts; pure.
//
// Each (currency, month) total is converted at that month's rate; the products are summed exactly
// in Decimal and rounded once to the unit's decimals: what is exact half-even, a lower bound never
// up, an upper bound never down. A total without a rate, in a currency not in the code
// table, or beyond exact decimals makes the value unknown, with the reason.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/amount5.h"
#include "base/decimal.h"
#include "base/money.h"
#include "facts/fact.h"
#include "facts/facts.h"

namespace chuhai::facts {

// The amounts of one subject under one key of clearance's totals; `currency` as in the documents.
struct MonthAmount {
  int year = 0;
  int month = 0;
  std::string mode, destination, currency;
  Amount5Sum amount;
  int64_t documents_by_destination = 0;  // as in clearance::Total: distinct when summed
  int64_t documents_once = 0;
};

struct RateUsed {
  Decimal cny;  // for 1 unit
  std::string source;
};
// nullopt: no rate on file. Not asked for CNY.
struct Rates {
  std::string table;
  std::function<std::optional<RateUsed>(Currency, int year, int month)> find;
};

struct Converted {
  std::vector<Evidence::Conversion> conversions;  // by month, then currency
  std::optional<Decimal> unrounded;               // CNY; nullopt when any part can't be stated
  std::string unknown_reason;
};
Converted convert(std::span<const MonthAmount> amounts, const Rates& rates);

// Rounded in the direction of the bound; nullopt beyond decimal128.
std::optional<Decimal> round_by_bound(const Decimal& value, Bound bound, int decimals);

// The year's facts of one proof: all, then by mode, then by destination, as the fact has
// dimensions. `evidence_count` is the number of distinct documents.
struct FactFrame {
  const FactDefinition* definition = nullptr;
  const Proof* proof = nullptr;
  Bound bound = Bound::kLower;
  int decimals = 2;
  Subject subject;
};
std::vector<Fact> facts_from_totals(const FactFrame& frame, std::span<const MonthAmount> amounts,
                                    const Rates& rates);

// Whether the amount belongs to a fact with these dimensions and year.
bool belongs(const MonthAmount& amount, const Fact& fact);

}  // namespace chuhai::facts
