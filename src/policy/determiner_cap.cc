// The joint ceiling of an owner over any three consecutive years (M07.1, R17). Payment sheets that
// aren't on file leave room for awards nobody knows of: then both ends are worked out, none awarded
// and the most that could have been, and the ceiling is stated only where the two agree.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/input_history.h"
#include "policy/owner_cap.h"

namespace chuhai::policy {

// What the owner was paid, also for warehouses that aren't its own any more; not what others were
// paid for those that are.
void OwnerCap::read_register() {
  const World& world = determining_.world;
  for (const Award* award : world.awards_paid_to(owner_, measure_.id)) {
    awarded_[award->year] = sum_fen(awarded_[award->year], award->amount.minor());
    const bool names_owner = award->subject.kind == "enterprise";
    if (!names_owner) subjects_by_year_[award->year].insert(award->subject.id);
    if (names_owner && award->year == year_) {
      owner_now_ = sum_fen(owner_now_, award->amount.minor());
    }
    for (Case* item : cases_) item->digest_lines.push_back(award_line(*award));
  }
  for (Case* item : cases_) {
    for (const Award* award : world.awards_of(item->subject, measure_.id)) {
      for (Case* other : cases_) other->digest_lines.push_back(award_line(*award));
    }
  }
}

// Its own on some day from the year's first to the as-of day: an award of the year can have been
// paid to it.
std::vector<std::string> OwnerCap::held_in(int year) const {
  const Date first_day = Period::year(year).value().from();
  return determining_.world.warehouses_held(owner_, first_day, context_.as_of);
}

// The most that a warehouse can be given for the year, under either reading of when support begins
// (R17); 0 when it has no support.
int64_t OwnerCap::own_ceiling(const std::string& warehouse, int year) const {
  const auto recognitions = determining_.world.recognitions_of(warehouse, determining_.pack);
  if (recognitions.empty()) return 0;
  const int age = year - recognitions.front()->from.year();
  if (age < 0 || age > 3) return 0;
  const int64_t first = determining_.parameter_fen(measure_.cap->first_year).value_or(0);
  const int64_t later = determining_.parameter_fen(measure_.cap->later_year).value_or(0);
  return age <= 1 ? std::max(first, later) : later;
}

// The most that the owner can have been paid for one year: of each warehouse that was its own, its
// ceiling less what another owner was paid for it.
int64_t OwnerCap::most_in(int year) const {
  int64_t most = 0;
  for (const std::string& id : held_in(year)) {
    int64_t room = own_ceiling(id, year);
    for (const Award* award : determining_.world.awards_of({"warehouse", id}, measure_.id)) {
      const bool elsewhere = award->year == year && determining_.world.payee_of(*award) != owner_;
      if (elsewhere) room -= std::min(room, award->amount.minor());
    }
    most = sum_fen(most, room);
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

// Of the owner's cities, and of those of the warehouses' owners before: they may have claimed what
// was paid to this one.
void OwnerCap::look_for_sheets(SheetSearch& search, int year) const {
  search.look_for(context_.payer, year);
  if (context_.enterprise != nullptr) search.look_for_payers_of(owner_, year);
  const Period period = Period::year(year).value();
  for (const std::string& id : held_in(year)) {
    const std::vector<registry::Ownership>& owners = determining_.world.ownerships.find(id)->second;
    for (const registry::Ownership& each : owners) {
      if (each.owner == owner_) break;
      const bool held = each.from < period.to() && (!each.to || period.from() < *each.to);
      if (!held || context_.as_of < each.from) continue;
      search.look_for_payers_of(each.owner, year,
                                name_of_enterprise(determining_.world, each.owner));
    }
  }
}

// To the warehouse for the year, whoever was paid.
int64_t OwnerCap::awarded_now(const Case& item) const {
  int64_t sum = 0;
  for (const Award* award : determining_.world.awards_of(item.subject, measure_.id)) {
    if (award->year == year_) sum = sum_fen(sum, award->amount.minor());
  }
  return sum;
}

void OwnerCap::find_candidates() {
  for (const std::string& id : held_in(year_)) {
    if (own_ceiling(id, year_) > 0) candidates_.insert(id);
  }
}

// An award of the year that names the owner was for one or several of its warehouses: all of it for
// the only one; with several, whatever the others' ceilings can't hold at least.
TakenOff OwnerCap::taken_off(const Case& item) const {
  if (owner_now_ == 0 || candidates_.count(item.subject.id) == 0) return {};
  if (candidates_.size() == 1) return {owner_now_, owner_now_};
  int64_t others = 0;
  for (const std::string& id : candidates_) {
    if (id == item.subject.id) continue;
    int64_t room = own_ceiling(id, year_);
    for (const Award* award : determining_.world.awards_of({"warehouse", id}, measure_.id)) {
      if (award->year == year_) room -= std::min(room, award->amount.minor());
    }
    others = sum_fen(others, room);
  }
  return {std::max<int64_t>(owner_now_ - others, 0), owner_now_};
}

std::vector<CapShare> OwnerCap::shares(const YearSums& awarded, Wants others, const Case* own,
                                       Wants its) const {
  std::vector<CapShare> shares;
  for (const Case* item : cases_) {
    if (item->determination.outcome != Outcome::kMet || !item->own_ceiling_fen) continue;
    const auto recognitions =
        determining_.world.recognitions_of(item->subject.id, determining_.pack);
    if (recognitions.empty()) continue;
    const TakenOff off = taken_off(*item);
    const Wants wants = item == own ? its : others;
    const int64_t gone = sum_fen(awarded_now(*item), wants == Wants::kMost ? off.least : off.most);
    shares.push_back({.id = item->subject.id,
                      .since = recognitions.front()->from,
                      .wanted = std::max<int64_t>(*item->own_ceiling_fen - gone, 0)});
  }
  const int64_t remaining = cap_remaining(awarded, year_, measure_.cap->years, cap_);
  if (in_proportion_) {
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

// A share grows with what its warehouse wants, and shrinks with what the others want and what was
// awarded.
std::optional<OwnerCap::Bounds> OwnerCap::bounds_of(const Case& item) const {
  if (!is_ambiguous()) {  // every warehouse wants one thing
    const CapShare* share = share_of(granted_, item);
    if (share == nullptr) return std::nullopt;
    const CapShare& least = *share_of(granted_least_, item);
    return Bounds{least, *share, least.granted > 0};
  }
  const auto most = shares(awarded_, Wants::kLeast, &item, Wants::kMost);
  const auto least = shares(awarded_most_, Wants::kMost, &item, Wants::kLeast);
  const auto wanting = shares(awarded_most_, Wants::kMost, &item, Wants::kMost);
  const CapShare* found = share_of(most, item);
  if (found == nullptr) return std::nullopt;
  return Bounds{*share_of(least, item), *found, share_of(wanting, item)->granted > 0};
}

// The window that leaves the least, as [first, last].
std::pair<int, int> OwnerCap::window() const {
  int best = year_ - measure_.cap->years + 1;
  int64_t most = -1;
  for (int first = year_ - measure_.cap->years + 1; first <= year_; ++first) {
    int64_t used = 0;
    for (int each = first; each < first + measure_.cap->years; ++each) {
      const auto found = awarded_.find(each);
      if (found != awarded_.end()) used = sum_fen(used, found->second);
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
  if (in_proportion_) return ahead;
  for (const CapShare& share : granted_) {
    if (share.id == item.subject.id) break;
    ahead += share.granted;
  }
  return ahead;
}

void OwnerCap::settle(Case& item, const Bounds& bounds) {
  const bool decided = bounds.least.granted == bounds.most.granted;
  if (decided) {
    say_ceiling(item, bounds.most.granted);
  } else {
    leave_open(item, bounds);
  }
  const bool full = bounds.most.wanted == 0;  // only awards of the year leave nothing to want
  add_condition(item, full ? 1 : bounds.most.granted, decided);
}

void OwnerCap::apply() {
  in_proportion_ = determining_.settings.is("cut_order", "in_proportion");
  read_register();
  find_candidates();
  bound_the_unknown();
  granted_ = shares(awarded_, Wants::kMost);
  granted_least_ = shares(awarded_most_, Wants::kMost);
  // All bounds first: a case that is settled changes its outcome.
  std::vector<std::optional<Bounds>> bounds;
  for (const Case* item : cases_) bounds.push_back(bounds_of(*item));
  for (size_t i = 0; i < cases_.size(); ++i) {
    if (bounds[i]) settle(*cases_[i], *bounds[i]);
    add_history(*cases_[i]);
    add_related(*cases_[i]);
  }
}

void apply_cap(const Determining& determining, std::vector<Case*> of_owner) {
  if (!of_owner.empty()) OwnerCap(determining, std::move(of_owner)).apply();
}

}  // namespace chuhai::policy
