// The joint ceiling of an owner over any three consecutive years (M07.1, R17). Payment sheets that
// aren't on file leave room for awards nobody knows of: then both ends are worked out, none awarded
// and the most that could have been, and the ceiling is stated only where the two agree.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/cap.h"
#include "policy/determiner.h"
#include "policy/input_history.h"
#include "policy/payment_sheets.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

using ByYear = std::map<int, int64_t>;

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
  std::vector<CapShare> shares(const std::vector<Case*>& cases, const ByYear& awarded,
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
  ByYear awarded_;       // by the register
  ByYear awarded_most_;  // if the sheets not on file hold the most they can
  std::map<int, std::set<std::string>> subjects_by_year_;
  SheetSearch sheets_;             // those missing that matter
  std::vector<CapShare> granted_;  // as if the register were complete
  std::vector<CapShare> granted_least_;
};

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

std::vector<CapShare> OwnerCap::shares(const std::vector<Case*>& cases, const ByYear& awarded,
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

std::string OwnerCap::window_text() const {
  const auto [first, last] = window();
  return fmt::format("{}–{}", first, last);
}

void OwnerCap::say_ceiling(Case& item, int64_t granted) {
  Determination& determination = item.determination;
  determination.ceiling = Money::cny_fen(granted);
  const int64_t now = awarded_now(item);
  const int64_t wanted = std::max<int64_t>(*item.own_ceiling_fen - now, 0);
  const int64_t before = used_in_window() + granted_ahead(item);
  const std::string used = shown_fen(before), cap = shown_fen(cap_);
  std::vector<Text> notes;
  item.awarded_in_full = now > 0 && wanted == 0;
  if (item.awarded_in_full) {
    notes.push_back(awarded_in_full_words(now, *item.own_ceiling_fen));
  } else if (now > 0) {
    notes.push_back({fmt::format("本年度已支持 {} 元", shown_fen(now)),
                     fmt::format("{} was given for this year already", shown_fen(now))});
  }
  if (granted < wanted) {
    notes.push_back({fmt::format("由 {} 元减：企业在 {} 年已用 {} 元，上限 {} 元",
                                 shown_fen(wanted), window_text(), used, cap),
                     fmt::format("cut from {}: the enterprise has {} of {} in {}",
                                 shown_fen(wanted), used, cap, window_text())});
    if (granted == 0 && wanted > 0) {
      determination.outcome = Outcome::kNotMet;
      determination.reason = {"企业三年累计上限已用完",
                              "the enterprise's joint ceiling over three years is used up"};
      determination.rule.row = 0;
      determination.rule.rule_id.clear();
    }
  } else {
    notes.push_back({fmt::format("企业在 {} 年已用 {} 元，上限 {} 元", window_text(), used, cap),
                     fmt::format("the enterprise has {} of {} in {}", used, cap, window_text())});
  }
  determination.ceiling_note = join(notes, "；", "; ");
  if (granted < wanted) say_alternative(item);
}

// What the other order of cutting would have given, since R17 is open.
void OwnerCap::say_alternative(Case& item) {
  const bool proportional = determining_.settings.is("cut_order", "in_proportion");
  // Shares are computed before outcomes change, so that a case cut to nothing still counts.
  const CapShare* other = nullptr;
  std::vector<CapShare> alternative = granted_;
  for (CapShare& share : alternative) share.granted = 0;
  const int64_t remaining = cap_remaining(awarded_, year_, measure_.cap->years, cap_);
  if (proportional) {
    share_in_order(alternative, remaining);
  } else {
    share_in_proportion(alternative, remaining);
  }
  other = share_of(alternative, item);
  Text reading = determining_.settings.describe("R17");
  if (other != nullptr) {
    const std::string shown = shown_fen(other->granted);
    reading.zh += proportional ? "。若最后认定的先减，则为 " + shown + " 元"
                               : "。若按比例减，则为 " + shown + " 元";
    reading.en += proportional ? ". With the last recognised cut first it would be " + shown
                               : ". In proportion it would be " + shown;
  }
  auto& readings = item.determination.readings;
  std::erase_if(readings, [](const Text& text) { return text.zh.rfind("R17 ", 0) == 0; });
  readings.push_back(std::move(reading));
}

void OwnerCap::add_condition(Case& item, int64_t granted, bool decided) {
  Condition condition;
  condition.input = "joint_cap";
  const std::string cap = group_thousands(Decimal::scaled(cap_, -2).value().to_string());
  condition.label = {
      fmt::format("企业任意连续 {} 年累计 ≤ {}", measure_.cap->years, cap),
      fmt::format("the enterprise in any {} consecutive years ≤ {}", measure_.cap->years, cap)};
  const int64_t ahead = granted_ahead(item);
  const std::string used = shown_fen(used_in_window());
  condition.value = {fmt::format("{} 年已用 {}", window_text(), used),
                     fmt::format("{} used in {}", used, window_text())};
  if (ahead > 0) {
    condition.value.zh += "，本年排在前面的 " + shown_fen(ahead);
    condition.value.en += ", " + shown_fen(ahead) + " ahead of it this year";
  }
  condition.basis = {"奖励登记", "award register"};
  if (!sheets_.complete()) {
    const Text missing = sheets_.missing();
    condition.evidence = {"缺 " + missing.zh, "no " + missing.en};
  }
  condition.state = !decided      ? Condition::State::kMayHold
                    : granted > 0 ? Condition::State::kHolds
                                  : Condition::State::kFails;
  item.determination.conditions.push_back(std::move(condition));
}

void OwnerCap::add_history(Case& item) {
  std::vector<Text> lines;
  for (const auto& [year, sum] : awarded_) {
    if (sum == 0) continue;
    const size_t count = subjects_by_year_[year].size();
    if (count == 0) {  // sheets that name the owner alone
      lines.push_back({fmt::format("{} 年 {}（发给企业）", year, shown_fen(sum)),
                       fmt::format("{} {} (to the enterprise)", year, shown_fen(sum))});
      continue;
    }
    lines.push_back({fmt::format("{} 年 {}（{} 个海外仓）", year, shown_fen(sum), count),
                     fmt::format("{} {} ({} warehouse{})", year, shown_fen(sum), count,
                                 count == 1 ? "" : "s")});
  }
  std::vector<Text> plan;
  for (const CapShare& share : granted_) {
    if (share.granted == 0) continue;
    const std::string cut = shown_fen(share.wanted);
    const bool is_cut = share.granted < share.wanted;
    plan.push_back({fmt::format("{} {}{}", share.id, shown_fen(share.granted),
                                is_cut ? "（由 " + cut + " 减）" : ""),
                    fmt::format("{} {}{}", share.id, shown_fen(share.granted),
                                is_cut ? " (cut from " + cut + ")" : "")});
  }
  if (!plan.empty()) {
    const Text joined = join(plan, "、", ", ");
    lines.push_back({fmt::format("{} 年可至 {}", year_, joined.zh),
                     fmt::format("{} up to {}", year_, joined.en)});
  }
  if (lines.empty()) return;
  item.determination.history.insert(item.determination.history.begin(), join(lines, " · ", " · "));
}

void OwnerCap::add_related(Case& item) {
  if (item.enterprise == nullptr) return;
  for (const std::string& id : determining_.world.linked(item.enterprise->id)) {
    size_t count = 0;
    int64_t sum = 0;
    for (const auto& [warehouse_id, warehouse] : determining_.world.warehouses) {
      if (warehouse.owner != id) continue;
      ++count;
      for (const Award* award :
           determining_.world.awards_of({"warehouse", warehouse_id}, measure_.id)) {
        sum += award->amount.minor();
      }
    }
    if (count == 0) continue;
    const registry::Enterprise* other = determining_.world.enterprise(id);
    const std::string name_zh = other == nullptr ? id : other->name_zh;
    const std::string name_en =
        other == nullptr || other->name_en.empty() ? name_zh : other->name_en;
    item.determination.notes.push_back(
        {fmt::format("关联企业 {} 另有 {} 个海外仓，已获 {} 元；按法人计算，未合并（R17）", name_zh,
                     count, shown_fen(sum)),
         fmt::format("related enterprise {} has {} more warehouse{}, {} awarded; counted by legal "
                     "person, not joined (R17)",
                     name_en, count, count == 1 ? "" : "s", shown_fen(sum))});
  }
}

void OwnerCap::leave_open(Case& item, const CapShare& least, const CapShare& most) {
  Determination& determination = item.determination;
  const Text missing = sheets_.missing();
  determination.ceiling_note = {
      fmt::format("至少 {}、至多 {}：缺 {}", shown_fen(least.granted), shown_fen(most.granted),
                  missing.zh),
      fmt::format("at least {}, at most {}: no {}", shown_fen(least.granted),
                  shown_fen(most.granted), missing.en)};
  Ask ask;
  ask.input = "joint_cap";
  ask.question = missing;
  ask.answers.push_back({"查明后即可判定", "Then it is decided either way"});
  determination.asks.push_back(std::move(ask));
  if (least.granted > 0) return;
  determination.outcome = Outcome::kCannotTell;
  determination.reason = {"尚不能确定：企业三年累计已用多少",
                          "still open: how much of the joint ceiling is used"};
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

}  // namespace

void apply_cap(const Determining& determining, std::vector<Case*> of_owner) {
  if (!of_owner.empty()) OwnerCap(determining, std::move(of_owner)).apply();
}

}  // namespace chuhai::policy
