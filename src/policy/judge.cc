#include "policy/judge.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "policy/case_judge.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

PackInput worded(const InputContext& context, PackInput input) {
  const Text year = both(std::to_string(context.year));
  for (Text* text : {&input.label, &input.holds, &input.fails, &input.question}) {
    *text = fill(std::move(*text), {{"year", year}, {"payer", context.payer.name}});
  }
  return input;
}

}  // namespace

Result<Judgement> Judge::run(Date on) {
  const PackMeasure& measure = context_.measure;
  const dmn::CompiledModel& model = context_.pack.models.find(measure.model)->second;
  const uint32_t index = *model.find_decision(measure.decision);
  table_ = &*model.model().decisions()[index].table;
  CHUHAI_ASSIGN_OR_RETURN(parameters_, parameter_givens(context_.pack, on));
  gather_inputs();
  dmn::Givens givens = parameters_;
  for (const NamedInput& item : inputs_) givens[item.input.name] = item.value.given;
  dmn::DetermineOptions options;
  options.decide_on = "outcome";
  CHUHAI_ASSIGN_OR_RETURN(const dmn::Outcome outcome,
                          model.determine(measure.decision, givens, options));
  Judgement judgement;
  for (const NamedInput& item : inputs_) {
    for (const std::string& line : item.value.digest_lines) judgement.digest_lines.push_back(line);
  }
  set_outcome(outcome, judgement);
  const dmn::MergedDecision* decision = outcome.find(model.model().decisions()[index].name);
  if (decision != nullptr && decision->table) {
    set_rule(*decision->table);
    add_conditions(*decision->table);
  }
  if (determination_.outcome == Outcome::kCannotTell) {
    add_asks(outcome);
    add_nearest();
  }
  set_reason(outcome, decision != nullptr && decision->table ? &*decision->table : nullptr);
  add_readings();
  for (const NamedInput& item : inputs_) {
    for (const Text& note : item.value.notes) determination_.notes.push_back(note);
    for (const Text& line : item.value.history) determination_.history.push_back(line);
  }
  determination_.trace = outcome.to_json();
  return judgement;
}

void Judge::gather_inputs() {
  for (const dmn::InputClause& clause : table().inputs) {
    NamedInput item;
    item.input = worded(context_, context_.pack.inputs.find(trim(clause.expression.text))->second);
    item.value = input_value(context_, item.input);
    inputs_.push_back(std::move(item));
  }
}

void Judge::set_outcome(const dmn::Outcome& outcome, Judgement& judgement) {
  determination_.outcome = Outcome::kCannotTell;
  if (outcome.state == dmn::OutcomeState::kDecided) {
    const std::string* result = outcome.result.as_string();
    if (result != nullptr && *result == "met") determination_.outcome = Outcome::kMet;
    if (result != nullptr && *result == "not_met") determination_.outcome = Outcome::kNotMet;
    if (result == nullptr) {
      determination_.notes.push_back(
          {"没有规则适用：表有缺口", "no rule applies: the table has a gap"});
    }
  } else if (outcome.state == dmn::OutcomeState::kTooManyUnknowns) {
    determination_.notes.push_back({"未知项过多", "too many unknowns"});
  } else if (outcome.state == dmn::OutcomeState::kCannotSplit) {
    determination_.notes.push_back(
        {"有条件无法在未知时判断", "a condition can't be judged while unknown"});
  }
  if (determination_.outcome != Outcome::kMet) return;
  const dmn::OutputOutcome* ceiling = outcome.output("ceiling");
  if (ceiling == nullptr || !ceiling->decided || ceiling->possible.empty()) return;
  if (const Decimal* number = ceiling->possible.front().as_number()) judgement.ceiling = *number;
}

void Judge::set_reason(const dmn::Outcome& outcome, const dmn::MergedTable* merged) {
  std::vector<Text> texts;
  if (determination_.outcome == Outcome::kCannotTell) {
    std::vector<Text> missing, disagreeing;
    for (const dmn::Question& question : outcome.questions) {
      for (const NamedInput& item : inputs_) {
        if (item.input.name != question.input) continue;
        const bool yes_no = !item.input.holds.zh.empty();
        const Text open = yes_no
                              ? Text{"是否" + item.input.label.zh, "whether " + item.input.label.en}
                              : item.input.label;
        (item.value.disagrees ? disagreeing : missing).push_back(open);
      }
    }
    if (!disagreeing.empty()) {
      const Text joined = join(disagreeing, "、", ", ");
      texts.push_back({"口径不一致：" + joined.zh, "bases disagree: " + joined.en});
    }
    if (!missing.empty()) {
      const Text joined = join(missing, "、", ", ");
      texts.push_back({"尚不能确定：" + joined.zh, "still open: " + joined.en});
    }
    determination_.reason = join(texts, "；", "; ");
    return;
  }
  for (const std::string& name : reasons_of(outcome, merged)) {
    const auto words = context_.measure.reasons.find(name);
    if (words != context_.measure.reasons.end()) texts.push_back(words->second);
  }
  determination_.reason = join(texts, "，或", ", or ");
}

// Where several rules can be the one that decides, only the reasons that hold whichever does: of
// rules whose cell holds for certain in a condition that fails for certain.
std::vector<std::string> Judge::reasons_of(const dmn::Outcome& outcome,
                                           const dmn::MergedTable* merged) const {
  std::vector<std::string> possible, established;
  const dmn::OutputOutcome* reason = outcome.output("reason");
  if (reason == nullptr) return possible;
  for (const dmn::Value& value : reason->possible) {
    if (const std::string* name = value.as_string()) possible.push_back(*name);
  }
  if (possible.size() < 2 || merged == nullptr) return possible;
  const size_t output = 1;  // outcome, reason, ceiling (pack_models.cc)
  for (size_t rule = 0; rule < table().rules.size(); ++rule) {
    const std::string written(trim(table().rules[rule].outputs[output].text));
    for (size_t column = 0; column < inputs_.size(); ++column) {
      const std::string_view cell = trim(table().rules[rule].inputs[column].text);
      const auto condition = std::find_if(
          determination_.conditions.begin(), determination_.conditions.end(),
          [&](const Condition& each) { return each.input == inputs_[column].input.name; });
      const bool fails = condition != determination_.conditions.end() &&
                         condition->state == Condition::State::kFails;
      if (!fails || cell == "-" || cell.empty()) continue;
      if (merged->cell(rule, column) != dmn::Certainty::kAlways) continue;
      for (const std::string& name : possible) {
        if (written == "\"" + name + "\"") established.push_back(name);
      }
    }
  }
  return established.empty() ? possible : established;
}

void Judge::set_rule(const dmn::MergedTable& merged) {
  RuleReference& rule = determination_.rule;
  rule.model = context_.measure.model;
  rule.table = context_.measure.decision_title;
  for (size_t i = 0; i < merged.decisive.size(); ++i) {
    if (merged.decisive[i] != dmn::Certainty::kAlways) continue;
    rule.row = static_cast<int>(i) + 1;
    rule.rule_id = table().rules[i].id;
    return;
  }
}

void Judge::add_conditions(const dmn::MergedTable& merged) {
  for (size_t column = 0; column < inputs_.size(); ++column) {
    const NamedInput& item = inputs_[column];
    const bool absent = !item.value.given.unknown && item.value.given.value.is_null();
    if (absent) continue;  // "does not apply": nothing to judge
    const JudgedCell cell = best_cell(table(), merged, column);
    determination_.conditions.push_back(condition_of(item, column, cell));
  }
}

// A refusal depends on the readings of the conditions that fail, anything else on those of all
// inputs. A reading with one choice, or idle for this subject, can't change a result.
void Judge::add_readings() {
  std::set<std::string> named;
  const bool refused = determination_.outcome == Outcome::kNotMet;
  for (const NamedInput& item : inputs_) {
    const auto condition =
        std::find_if(determination_.conditions.begin(), determination_.conditions.end(),
                     [&](const Condition& c) { return c.input == item.input.name; });
    const bool fails = condition != determination_.conditions.end() &&
                       condition->state == Condition::State::kFails;
    if (refused && !fails) continue;
    for (const std::string& id : item.input.readings) {
      const auto& idle = item.value.idle_readings;
      if (std::find(idle.begin(), idle.end(), id) == idle.end()) named.insert(id);
    }
  }
  for (const std::string& id : context_.measure.readings) {
    if (named.count(id) == 0) continue;
    const PackReading& reading = context_.pack.readings.find(id)->second;
    const bool open = std::any_of(
        reading.settings.begin(), reading.settings.end(), [&](const std::string& setting) {
          return context_.pack.settings.find(setting)->second.choices.size() > 1;
        });
    if (open) determination_.readings.push_back(context_.settings.describe(id));
  }
}

Result<dmn::Givens> parameter_givens(const PackContents& pack, Date on) {
  dmn::Givens givens;
  for (const auto& [name, parameter] : pack.parameters) {
    const auto value = parameter.value(on);
    if (!value) {
      return Error(ErrorCode::kFailedPrecondition,
                   fmt::format("pack {}: parameter {} has no value on {}; the pack begins on {}",
                               pack.id, name, on.to_string(), pack.from.to_string()));
    }
    givens[name] = dmn::Given::known(dmn::Value(*value));
  }
  return givens;
}

Result<Judgement> judge(const InputContext& context, Date on, Determination& determination) {
  return Judge(context, determination).run(on);
}

}  // namespace chuhai::policy
