// What a judged case says: its conditions, the basis that decides, what to ask and how far it is.
#include <fmt/format.h>

#include <algorithm>

#include "policy/case_judge.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

Text outcome_words(const dmn::Value& result) {
  const std::string* outcome = result.as_string();
  if (outcome != nullptr && *outcome == "met") return {"符合", "met"};
  return {"不符合", "not met"};
}

}  // namespace

Condition Judge::condition_of(const NamedInput& item, size_t column, const JudgedCell& cell) {
  Condition condition;
  condition.input = item.input.name;
  condition.label = condition_label(item.input, table(), column, cell, parameters_);
  condition.value = item.value.value;
  condition.basis = item.value.basis;
  condition.evidence = item.value.evidence;
  using State = Condition::State;
  condition.state = cell.certainty == dmn::Certainty::kAlways  ? State::kHolds
                    : cell.certainty == dmn::Certainty::kNever ? State::kFails
                    : item.value.partly_known                  ? State::kMayHold
                                                               : State::kUnknown;
  std::vector<facts::Fact> cited = item.value.facts;
  const auto threshold = threshold_of(table().rules[cell.rule].inputs[column].text, parameters_);
  if (threshold) {
    name_deciding_basis(item, *threshold, condition, cited);
    add_distance(item, *threshold, condition);
  }
  for (const facts::Fact& fact : cited) condition.fact_ids.push_back(fact.id);
  add_checks(cited);
  return condition;
}

// R25: the first accepted basis that settles the comparison is the one to name.
void Judge::name_deciding_basis(const NamedInput& item, const Threshold& threshold,
                                Condition& condition, std::vector<facts::Fact>& cited) {
  if (!item.value.combined) return;
  const auto decision =
      facts::first_deciding(*item.value.combined, threshold.comparison, threshold.value);
  if (!decision) return;
  const facts::Fact& fact = item.value.combined->considered[decision->fact].fact;
  condition.value = shown_fact_value(fact);
  condition.basis = basis_name(context_.catalogue, fact.basis);
  condition.evidence = shown_evidence(fact);
  cited = {fact};
  if (decision->holds && fact.bound == facts::Bound::kLower) {
    determination_.notes.push_back(
        {fmt::format("{}取下限：仅按{}就已过线，不与其他口径相加", item.input.label.zh,
                     condition.basis.zh),
         fmt::format("{} is a lower bound: by {} alone the threshold is passed, and no other basis "
                     "is added",
                     item.input.label.en, condition.basis.en)});
  }
}

void Judge::add_distance(const NamedInput& item, const Threshold& threshold, Condition& condition) {
  const bool upwards = threshold.comparison == facts::Comparison::kAtLeast ||
                       threshold.comparison == facts::Comparison::kAbove;
  if (!upwards || condition.state == Condition::State::kHolds || item.value.disagrees) return;
  if (!item.value.lower) return;
  const auto gap = threshold.value.minus(*item.value.lower);
  if (!gap || gap->is_negative()) return;
  const std::string shown = shown_yuan(*gap);
  if (item.value.exact) {
    condition.to_threshold = {"还差 " + shown, shown + " short"};
  } else {
    condition.to_threshold = {"至多还差 " + shown, "at most " + shown + " short"};
  }
}

void Judge::add_asks(const dmn::Outcome& outcome) {
  for (const dmn::Question& question : outcome.questions) {
    for (const NamedInput& item : inputs_) {
      if (item.input.name == question.input) determination_.asks.push_back(ask_of(item, question));
    }
  }
}

Ask Judge::ask_of(const NamedInput& item, const dmn::Question& question) const {
  Ask ask;
  ask.input = question.input;
  ask.question = item.value.question.value_or(item.input.question);
  if (item.value.disagrees) {
    ask.question = {
        item.input.label.zh + "：核实不一致的口径（" + item.value.value.zh + "）",
        item.input.label.en + ": settle the disagreement (" + item.value.value.en + ")"};
  }
  for (const dmn::Answer& answer : question.answers) {
    const Text result = outcome_words(answer.result);
    Text found;
    if (answer.condition == "true") {
      found = item.input.holds;
    } else if (answer.condition == "false") {
      found = item.input.fails;
    } else {
      found = both(shown_test(answer.condition));
    }
    const bool yes_no = answer.condition == "true" || answer.condition == "false";
    ask.answers.push_back(
        {fmt::format("若{}{}，即可判定：{}", yes_no ? "" : " ", found.zh, result.zh),
         fmt::format("If {}, it is decided: {}", found.en, result.en)});
  }
  if (ask.answers.empty()) {
    ask.answers.push_back(
        question.always_settles
            ? Text{"查明后即可判定", "Then it is decided either way"}
            : Text{"还须与其他条件一并判定", "It does not settle the matter alone"});
  }
  return ask;
}

void Judge::add_nearest() {
  std::vector<Text> distances;
  for (const Condition& condition : determination_.conditions) {
    if (condition.to_threshold.zh.empty()) continue;
    distances.push_back({condition.label.zh + "：" + condition.to_threshold.zh,
                         condition.label.en + ": " + condition.to_threshold.en});
  }
  if (distances.empty()) return;
  Text nearest = join(distances, "；", "; ");
  if (determination_.asks.size() > 1) {
    nearest = {"其余各项落实后，" + nearest.zh, "once the rest is confirmed, " + nearest.en};
  }
  determination_.nearest = std::move(nearest);
}

void Judge::add_checks(const std::vector<facts::Fact>& facts) {
  constexpr size_t kChecksMax = 8;
  for (const facts::Fact& fact : facts) {
    if (determination_.check_commands.size() >= kChecksMax) return;
    if (fact.id.empty() || !checked_.insert(fact.id).second) continue;
    determination_.check_commands.push_back("chuhai evidence fact:" + fact.id);
    const Text evidence = shown_evidence(fact);
    const Text value = shown_fact_value(fact);
    const std::string total = fact.value ? shown_yuan(*fact.value) : "–";
    determination_.check_notes.push_back(
        fact.paper.empty() ? Text{fmt::format("共 {}，合计 {}", evidence.zh, total),
                                  fmt::format("{}, {} in all", evidence.en, total)}
                           : Text{evidence.zh + "：" + value.zh, evidence.en + ": " + value.en});
  }
}

}  // namespace chuhai::policy
