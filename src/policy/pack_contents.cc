#include "policy/pack_contents.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/check.h"

namespace chuhai::policy {
namespace {

template <typename T>
const T* in_force(const std::vector<std::pair<Date, T>>& values, Date on) {
  const T* found = nullptr;
  for (const auto& [from, value] : values) {
    if (from <= on) found = &value;
  }
  return found;
}

const ReviewConclusion* review_of(const PackContents& pack, const PackMeasure& measure, Date on) {
  for (const ReviewConclusion& review : pack.reviews) {
    const bool named = std::find(review.measures.begin(), review.measures.end(), measure.id) !=
                       review.measures.end();
    if (named && review.date <= on) return &review;
  }
  return nullptr;
}

LegalState state_by_interval(const PackContents& pack, const PackMeasure& measure, Date on) {
  const LegalInterval* current = nullptr;
  for (const LegalInterval& interval : measure.legal_states) {
    if (interval.from <= on) current = &interval;
  }
  if (current == nullptr) {
    const std::string from = pack.from.to_string();
    return {"not_yet_in_force",
            {"文件自 " + from + " 起施行", "the document takes effect on " + from}};
  }
  if (current->state == "held") {
    if (const ReviewConclusion* review = review_of(pack, measure, on)) {
      const std::string date = review->date.to_string();
      return {"in_force",
              {fmt::format("公平竞争审查结论 {}（{}，{}）", review->number, review->office, date),
               fmt::format("review conclusion {} ({}, {})", review->number, review->office, date)}};
    }
  }
  return {current->state, current->note};
}

}  // namespace

std::optional<Decimal> PackParameter::value(Date on) const {
  const Decimal* found = in_force(values, on);
  return found ? std::optional(*found) : std::nullopt;
}

const Text* PackSetting::choice_text(std::string_view choice) const {
  for (const auto& [name, text] : choices) {
    if (name == choice) return &text;
  }
  return nullptr;
}

LegalState legal_state(const PackContents& pack, const PackMeasure& measure, Date on) {
  LegalState state = state_by_interval(pack, measure, on);
  if (on <= pack.continuation_last_day) return state;
  for (const ContinuationDecision& decision : pack.continuations) {
    if (decision.from <= on && on < decision.to) {
      if (state.note.zh.empty()) {
        state.note = {fmt::format("延续依据：{}（{}）", decision.paper, decision.by),
                      fmt::format("continued by {} ({})", decision.paper, decision.by)};
      }
      return state;
    }
  }
  const std::string last = pack.continuation_last_day.to_string();
  LegalState open{"continuation_not_set",
                  {fmt::format("文件没有写明 {} 以后是否延续，需由主管部门设定", last),
                   fmt::format("the text does not say whether it goes on after {}: "
                               "somebody must decide",
                               last)}};
  if (state.state == "held") {
    open.note.zh += "；" + state.note.zh;
    open.note.en += "; also held: " + state.note.en;
  }
  return open;
}

Text legal_state_name(std::string_view state) {
  static const std::map<std::string_view, Text> kNames = {
      {"in_force", {"有效", "in force"}},
      {"held", {"暂缓支付", "held"}},
      {"suspended", {"中止", "suspended"}},
      {"replaced", {"已被替代", "replaced"}},
      {"expired", {"已失效", "expired"}},
      {"continuation_not_set", {"延续未设定", "continuation not set"}},
      {"not_yet_in_force", {"尚未施行", "not yet in force"}},
  };
  const auto found = kNames.find(state);
  if (found != kNames.end()) return found->second;
  return {std::string(state), std::string(state)};
}

Settings::Settings(const PackContents& pack, Date on, std::map<std::string, std::string> overrides)
    : pack_(&pack), on_(on), overrides_(std::move(overrides)) {}

std::string Settings::value(std::string_view setting) const {
  const auto override_value = overrides_.find(std::string(setting));
  if (override_value != overrides_.end()) return override_value->second;
  const auto found = pack_->settings.find(setting);
  CHECK(found != pack_->settings.end(), "the loader has checked that the pack has the setting");
  const std::string* chosen = in_force(found->second.chosen, on_);
  return chosen ? *chosen : found->second.fallback;
}

Text Settings::describe(std::string_view reading) const {
  const auto found = pack_->readings.find(reading);
  if (found == pack_->readings.end()) return {std::string(reading), std::string(reading)};
  Text text{found->second.id + " " + found->second.phrase.zh + "：",
            found->second.id + " " + found->second.phrase.en + ": "};
  bool first = true;
  for (const std::string& name : found->second.settings) {
    const PackSetting& setting = pack_->settings.find(name)->second;
    const Text* choice = setting.choice_text(value(name));
    if (choice == nullptr) continue;
    text.zh += (first ? "" : "；") + choice->zh;
    text.en += (first ? "" : "; ") + choice->en;
    first = false;
  }
  return text;
}

const std::map<std::string, std::vector<std::string>, std::less<>>& computed_choices() {
  static const std::map<std::string, std::vector<std::string>, std::less<>> kChoices = {
      {"both_steps_in_one_year", {"both", "higher_only", "higher_less_paid"}},
      {"first_award_year", {"2023", "2022"}},
      {"year", {"calendar_year"}},
      {"cbec_enterprise", {"sellers", "service_firms_too"}},
      {"turnover_whose", {"legal_person"}},
      {"second_step_later", {"full", "less_paid"}},
      {"once_per", {"awarded_object"}},
      {"first_time_history", {"with_related", "enterprise_alone"}},
      {"cap_window", {"any_three_years"}},
      {"cap_scope", {"legal_person"}},
      {"support_begins", {"year_after_recognition", "recognition_year"}},
      {"loss_of_status", {"stops_at_withdrawal"}},
      {"cut_order", {"last_recognised_first", "in_proportion"}},
      {"stacking", {"allowed"}},
      {"paying_city", {"site_else_seat"}},
      {"bases", {"in_order_never_added"}},
      {"zone_membership", {"registry_by_date"}},
  };
  return kChoices;
}

std::optional<std::string> check_overrides(const PackContents& pack,
                                           const std::map<std::string, std::string>& overrides) {
  for (const auto& [name, choice] : overrides) {
    if (pack.settings.find(name) == pack.settings.end()) {
      return fmt::format("pack {} has no setting {}", pack.id, name);
    }
    const auto& computed = computed_choices().find(name)->second;
    if (std::find(computed.begin(), computed.end(), choice) == computed.end()) {
      return fmt::format("setting {}: this version computes {}, not {}", name,
                         fmt::join(computed, ", "), choice);
    }
  }
  return std::nullopt;
}

}  // namespace chuhai::policy
