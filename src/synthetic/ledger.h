// What the documents written so far must amount to once they are taken in: exceptions by reason,
// turnover by seller, and what was planted.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "clearance/clearance.h"
#include "clearance/settings.h"
#include "synthetic/trade.h"

namespace chuhai::synthetic {

class Ledger {
 public:
  explicit Ledger(const clearance::Settings& settings) : settings_(settings) {}

  void add(const Trade& trade);
  void add_repeated_messages(int count) { planted_[Plant::kRepeatedMessage] += count; }

  const clearance::ExceptionCounts& exceptions() const { return exceptions_; }
  const std::map<Plant, int>& planted() const { return planted_; }
  // "ebcCode/orderNo" of a few planted parcels of each kind.
  const std::map<Plant, std::vector<std::string>>& examples() const { return examples_; }
  // Hundredths of goods value of accepted orders by (seller, month, currency).
  using TurnoverKey = std::tuple<size_t, int, std::string>;
  const std::map<TurnoverKey, int64_t>& turnover() const { return turnover_; }
  // At the example rates, rounded up to the fen.
  int64_t turnover_fen(size_t seller_index, int year) const;

 private:
  void count_parts(const Trade& trade, const DocumentsOf& accepted);
  void count_refusal(const Trade& trade);

  clearance::Settings settings_;
  clearance::ExceptionCounts exceptions_;
  std::map<Plant, int> planted_;
  std::map<Plant, std::vector<std::string>> examples_;
  std::map<TurnoverKey, int64_t> turnover_;
};

}  // namespace chuhai::synthetic
