// The joint ceiling of an owner over any three consecutive years (M07.1, R17). Payment sheets that
// aren't on file leave room for awards nobody knows of: then both ends are worked out, none awarded
// and the most that could have been, and the ceiling is stated only where the two agree.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/input_history.h"
#include "policy/owner_cap.h"

namespace chuhai::policy {

void OwnerCap::read_register() {
  // A payment sheet may name the payee, the owner, instead of the warehouse.
  if (const registry::Enterprise* owner = cases_.front()->enterprise) {
    for (const Award* award :
         determining_.world.awards_of({"enterprise", owner->id}, measure_.id)) {
      awarded_[award->year] += award->amount.minor();
      for (Case* item : cases_) item->digest_lines.push_back(award_line(*award));
    }
  }
  for (Case* item : cases_) {
    for (const Award* award : determining_.world.awards_of(item->subject, measure_.id)) {
      awarded_[award->year] += award->amount.minor();
      subjects_by_year_[award->year].insert(item->subject.id);
      for (Case* other : cases_) other->digest_lines.push_back(award_line(*award));
    }
  }
}

// The most that one year can have given all the owner's warehouses: each its own ceiling.
int64_t OwnerCap::most_in(int year) const {
  const int64_t first = determining_.parameter_fen(measure_.cap->first_year).value_or(0);
  const int64_t later = determining_.parameter_fen(measure_.cap->later_year).value_or(0);
  int64_t most = 0;
  for (const Case* item : cases_) {
    const auto recognitions =
        determining_.world.recognitions_of(item->subject.id, determining_.pack);
    if (recognitions.empty()) continue;
    // Under either reading of when support begins (R17).
    const int age = year - recognitions.front()->from.year();
    if (age < 0 || age > 3) continue;
    most += age <= 1 ? std::max(first, later) : later;
  }
  return most;
}

void OwnerCap::bound_the_unknown() {
  awarded_most_ = awarded_;
  const int first = std::max(std::stoi(determining_.settings.value("first_award_year")),
                             year_ - measure_.cap->years + 1);
  for (int year = first; year < year_; ++year) {
    SheetSearch of_year(context_);
    look_for_sheets(of_year, year);
    for (Case* item : cases_) {
      item->digest_lines.insert(item->digest_lines.end(), of_year.digest_lines().begin(),
                                of_year.digest_lines().end());
    }
    if (of_year.complete()) continue;
    const int64_t most = std::max(most_in(year), awarded_[year]);
    if (most == awarded_[year]) continue;
    awarded_most_[year] = most;
    look_for_sheets(sheets_, year);
  }
}

// Of the owner's cities, and of those of the warehouses' owners before.
void OwnerCap::look_for_sheets(SheetSearch& search, int year) const {
  search.look_for(context_.payer, year);
  if (context_.enterprise != nullptr) search.look_for_payers_of(context_.enterprise->id, year);
  const Period period = Period::year(year).value();
  for (const Case* item : cases_) {
    const auto found = determining_.world.ownerships.find(item->subject.id);
    if (found == determining_.world.ownerships.end()) continue;
    for (const registry::Ownership& each : found->second) {
      const bool own = context_.enterprise != nullptr && each.owner == context_.enterprise->id;
      const bool held = each.from < period.to() && (!each.to || period.from() < *each.to);
      if (own || !held || context_.as_of < each.from) continue;
      search.look_for_payers_of(each.owner, year,
                                name_of_enterprise(determining_.world, each.owner));
    }
  }
}

int64_t OwnerCap::awarded_now(const Case& item) const {
  int64_t sum = 0;
  for (const Award* award : determining_.world.awards_of(item.subject, measure_.id)) {
    if (award->year == year_) sum += award->amount.minor();
  }
  return sum;
}

std::vector<CapShare> OwnerCap::shares(const std::vector<Case*>& cases, const YearSums& awarded,
                                       bool in_proportion) const {
  std::vector<CapShare> shares;
  for (const Case* item : cases) {
    if (item->determination.outcome != Outcome::kMet || !item->own_ceiling_fen) continue;
    const auto recognitions =
        determining_.world.recognitions_of(item->subject.id, determining_.pack);
    if (recognitions.empty()) continue;
    shares.push_back({.id = item->subject.id,
                      .since = recognitions.front()->from,
                      .wanted = std::max<int64_t>(*item->own_ceiling_fen - awarded_now(*item), 0)});
  }
  const int64_t remaining = cap_remaining(awarded, year_, measure_.cap->years, cap_);
  if (in_proportion) {
    share_in_proportion(shares, remaining);
  } else {
    share_in_order(shares, remaining);
  }
  return shares;
}

const CapShare* OwnerCap::share_of(const std::vector<CapShare>& shares, const Case& item) const {
  for (const CapShare& share : shares) {
    if (share.id == item.subject.id) return &share;
  }
  return nullptr;
}

// The window that leaves the least, as [first, last].
std::pair<int, int> OwnerCap::window() const {
  int best = year_ - measure_.cap->years + 1;
  int64_t most = -1;
  for (int first = year_ - measure_.cap->years + 1; first <= year_; ++first) {
    int64_t used = 0;
    for (int each = first; each < first + measure_.cap->years; ++each) {
      const auto found = awarded_.find(each);
      if (found != awarded_.end()) used += found->second;
    }
    if (used > most) {
      most = used;
      best = first;
    }
  }
  return {best, best + measure_.cap->years - 1};
}

int64_t OwnerCap::used_in_window() const {
  int64_t used = 0;
  const auto [first, last] = window();
  for (int each = first; each <= last; ++each) {
    const auto found = awarded_.find(each);
    if (found != awarded_.end()) used += found->second;
  }
  return used;
}

// For the same year, to the warehouses that come first.
int64_t OwnerCap::granted_ahead(const Case& item) const {
  int64_t ahead = 0;
  for (const CapShare& share : granted_) {
    if (share.id == item.subject.id) break;
    ahead += share.granted;
  }
  return ahead;
}

void OwnerCap::settle(Case& item, const CapShare& least, const CapShare& most) {
  const bool decided = least.granted == most.granted;
  if (decided) {
    say_ceiling(item, most.granted);
  } else {
    leave_open(item, least, most);
  }
  const bool full = awarded_now(item) > 0 && most.wanted == 0;
  add_condition(item, full ? 1 : most.granted, decided);
}

void OwnerCap::apply() {
  read_register();
  bound_the_unknown();
  const bool in_proportion = determining_.settings.is("cut_order", "in_proportion");
  granted_ = shares(cases_, awarded_, in_proportion);
  granted_least_ = shares(cases_, awarded_most_, in_proportion);
  for (Case* item : cases_) {
    const CapShare* most = share_of(granted_, *item);
    const CapShare* least = share_of(granted_least_, *item);
    if (most != nullptr && least != nullptr) settle(*item, *least, *most);
    add_history(*item);
    add_related(*item);
  }
}

void apply_cap(const Determining& determining, std::vector<Case*> of_owner) {
  if (!of_owner.empty()) OwnerCap(determining, std::move(of_owner)).apply();
}

}  // namespace chuhai::policy
