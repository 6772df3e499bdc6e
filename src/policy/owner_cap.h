// An owner's joint ceiling (M07.1, R17) while it is worked out: what was awarded, what the sheets
// not on file could hold, and each warehouse's share.
#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "policy/cap.h"
#include "policy/determiner.h"
#include "policy/payment_sheets.h"

namespace chuhai::policy {

using YearSums = std::map<int, int64_t>;

class OwnerCap {
 public:
  OwnerCap(const Determining& determining, std::vector<Case*> cases)
      : determining_(determining),
        cases_(std::move(cases)),
        measure_(*cases_.front()->measure),
        year_(determining.request.year),
        context_(determining.context(*cases_.front())),
        sheets_(context_) {
    cap_ = determining.parameter_fen(measure_.cap->parameter).value_or(0);
  }

  void apply();

 private:
  void read_register();
  void bound_the_unknown();
  void look_for_sheets(SheetSearch& search, int year) const;
  int64_t most_in(int year) const;
  std::vector<CapShare> shares(const std::vector<Case*>& cases, const YearSums& awarded,
                               bool in_proportion) const;
  const CapShare* share_of(const std::vector<CapShare>& shares, const Case& item) const;
  int64_t awarded_now(const Case& item) const;
  void settle(Case& item, const CapShare& least, const CapShare& most);
  void say_ceiling(Case& item, int64_t granted);
  void say_alternative(Case& item);
  void add_condition(Case& item, int64_t granted, bool decided);
  void add_history(Case& item);
  void add_related(Case& item);
  void leave_open(Case& item, const CapShare& least, const CapShare& most);
  int64_t used_in_window() const;
  int64_t granted_ahead(const Case& item) const;
  std::pair<int, int> window() const;
  std::string window_text() const;

  const Determining& determining_;
  std::vector<Case*> cases_;  // all of one owner
  const PackMeasure& measure_;
  int year_ = 0;
  const InputContext context_;  // of the owner
  int64_t cap_ = 0;
  YearSums awarded_;       // by the register
  YearSums awarded_most_;  // if the sheets not on file hold the most they can
  std::map<int, std::set<std::string>> subjects_by_year_;
  SheetSearch sheets_;             // those missing that matter
  std::vector<CapShare> granted_;  // as if the register were complete
  std::vector<CapShare> granted_least_;
};

}  // namespace chuhai::policy
