// The award register's own functions: reading it whole, and what its payment sheets cover.
#pragma once

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "policy/policy.h"

namespace chuhai::policy {

inline constexpr std::string_view kNobody = "*";  // a row that states "no award"

// Newest versions, as recorded up to `known_at`; ordered by id. Rows of nobody included.
Result<std::vector<Award>> all_awards(store::Store& store, std::optional<Instant> known_at);

// The projection of a journalled payment sheet, for a rebuild; in a transaction the caller holds.
// What the pack's measures were is in the entry's parameters.
Result<AwardImportReport> apply_awards(store::Store& store, const journal::Entry& entry,
                                       std::string_view csv);

// What a row of a payment sheet speaks about.
struct SheetScope {
  std::string payer;
  std::string measure;
  int year = 0;
  auto operator<=>(const SheetScope&) const = default;
};

// Scopes of refused lines that haven't come right, as recorded up to `known_at`. A line whose
// payer, measure or year isn't right leaves open whatever its sheet speaks about.
Result<std::set<SheetScope>> sheet_gaps(store::Store& store, std::optional<Instant> known_at);

// For which scopes the register is complete: an award not in it was not made. Some row speaks about
// it (rows of nobody speak), and no line was refused; nor is there one whose subject isn't on file:
// that is nobody we know, and may well be somebody's under a wrong number.
class Coverage {
 public:
  Coverage(const std::vector<Award>& awards, const std::set<SheetScope>& gaps,
           const std::function<bool(const facts::Subject&)>& is_on_file);
  bool covers(std::string_view payer, std::string_view measure, int year) const;
  // A sheet is there, but with lines that weren't taken or are of nobody on file.
  bool has_gap(std::string_view payer, std::string_view measure, int year) const;

 private:
  std::set<SheetScope> covered_, gaps_;
};

}  // namespace chuhai::policy
