// The award register's own functions: reading it whole, and what its payment sheets cover.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace chuhai::policy {

inline constexpr std::string_view kNobody = "*";  // a row that states "no award"

// Newest versions, as recorded up to `known_at`; ordered by id. Rows of nobody included.
Result<std::vector<Award>> all_awards(store::Store& store, std::optional<Instant> known_at);

// The projection of a journalled payment sheet, for a rebuild; in a transaction the caller holds.
Result<AwardImportReport> apply_awards(store::Store& store, const journal::Entry& entry,
                                       std::string_view csv);

// Which (payer, measure, year) some row of a payment sheet speaks about: for these the register is
// complete, an award not in it was not made. Rows of nobody speak; a row whose subject isn't on
// file speaks about nobody we know, and may well be somebody's under a wrong number.
class Coverage {
 public:
  Coverage(const std::vector<Award>& awards,
           const std::function<bool(const facts::Subject&)>& is_on_file);
  bool covers(std::string_view payer, std::string_view measure, int year) const;

 private:
  std::set<std::tuple<std::string, std::string, int>> covered_;
};

}  // namespace chuhai::policy
