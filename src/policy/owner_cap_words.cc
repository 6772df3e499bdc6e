// The joint ceiling in words: the ceiling's note, the condition, the history, what is still open.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "policy/owner_cap.h"
#include "policy/words.h"

namespace chuhai::policy {

void OwnerCap::say_ceiling(Case& item, int64_t granted) {
  Determination& determination = item.determination;
  determination.ceiling = Money::cny_fen(granted);
  const int64_t now = sum_fen(awarded_now(item), taken_off(item).least);
  const int64_t wanted = std::max<int64_t>(*item.own_ceiling_fen - now, 0);
  const std::string used = shown_fen(used_in_window()), cap = shown_fen(cap_);
  const int64_t ahead = granted_ahead(item);
  const Text ranked =
      ahead == 0 ? Text{}
                 : Text{"，本年排在前面的可至 " + shown_fen(ahead) + " 元",
                        ", and up to " + shown_fen(ahead) + " is ranked ahead of it this year"};
  std::vector<Text> notes;
  item.awarded_in_full = now > 0 && wanted == 0;
  if (item.awarded_in_full) {
    notes.push_back(awarded_in_full_words(now, *item.own_ceiling_fen));
  } else if (now > 0) {
    notes.push_back({fmt::format("本年度已支持 {} 元", shown_fen(now)),
                     fmt::format("{} was given for this year already", shown_fen(now))});
  }
  if (granted < wanted) {
    notes.push_back({fmt::format("由 {} 元减：企业在 {} 年已付 {} 元（上限 {} 元）{}",
                                 shown_fen(wanted), window_text(), used, cap, ranked.zh),
                     fmt::format("cut from {}: the enterprise was paid {} of {} in {}{}",
                                 shown_fen(wanted), used, cap, window_text(), ranked.en)});
    if (granted == 0 && wanted > 0) {
      determination.outcome = Outcome::kNotMet;
      determination.reason = {"企业三年累计上限已用完",
                              "the enterprise's joint ceiling over three years is used up"};
      determination.rule.row = 0;
      determination.rule.rule_id.clear();
    }
  } else {
    notes.push_back(
        {fmt::format("企业在 {} 年已付 {} 元（上限 {} 元）{}", window_text(), used, cap, ranked.zh),
         fmt::format("the enterprise was paid {} of {} in {}{}", used, cap, window_text(),
                     ranked.en)});
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
  condition.value = {fmt::format("{} 年已付 {}", window_text(), used),
                     fmt::format("{} paid in {}", used, window_text())};
  if (ahead > 0) {
    condition.value.zh += "，本年排在前面的可至 " + shown_fen(ahead);
    condition.value.en += ", up to " + shown_fen(ahead) + " ahead of it this year";
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
    }
    if (count == 0) continue;
    for (const Award* award : determining_.world.awards_paid_to(id, measure_.id)) {
      sum = sum_fen(sum, award->amount.minor());
    }
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

// What would settle the ceiling: sheets that aren't on file, and which warehouse an award of the
// year that names the enterprise was for.
void OwnerCap::leave_open(Case& item, const Bounds& bounds) {
  Determination& determination = item.determination;
  std::vector<Text> open;
  const auto ask_for = [&](std::string input, Text question) {
    Ask ask;
    ask.input = std::move(input);
    ask.question = std::move(question);
    ask.answers.push_back(
        is_ambiguous() && !sheets_.complete()
            ? Text{"还须与其他条件一并判定", "It does not settle the matter alone"}
            : Text{"查明后即可判定", "Then it is decided either way"});
    determination.asks.push_back(std::move(ask));
  };
  if (!sheets_.complete()) {
    const Text missing = sheets_.missing();
    open.push_back({"缺 " + missing.zh, "no " + missing.en});
    ask_for("joint_cap", missing);
  }
  if (is_ambiguous()) {
    const std::string paid = shown_fen(owner_now_);
    open.push_back(
        {fmt::format("{} 年发给企业的 {} 元未写明是哪个海外仓", year_, paid),
         fmt::format("which warehouse the {} paid to the enterprise for {} was for isn't said",
                     paid, year_)});
    ask_for("award_subject",
            {fmt::format("{} 年发给企业的 {} 元是给哪个海外仓的（兑付表）", year_, paid),
             fmt::format("which warehouse the {} paid to the enterprise for {} was for (payment "
                         "sheet)",
                         paid, year_)});
  }
  const Text joined = join(open, "；", "; ");
  determination.ceiling_note = {
      fmt::format("至少 {}、至多 {}：{}", shown_fen(bounds.least.granted),
                  shown_fen(bounds.most.granted), joined.zh),
      fmt::format("at least {}, at most {}: {}", shown_fen(bounds.least.granted),
                  shown_fen(bounds.most.granted), joined.en)};
  if (bounds.met_anyway) return;
  determination.outcome = Outcome::kCannotTell;
  determination.reason = {"尚不能确定：企业三年累计还余多少",
                          "still open: how much of the joint ceiling is left"};
}

std::string OwnerCap::window_text() const {
  const auto [first, last] = window();
  return fmt::format("{}–{}", first, last);
}

}  // namespace chuhai::policy
