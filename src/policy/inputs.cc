#include "policy/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "policy/input_history.h"
#include "policy/input_sources.h"
#include "policy/words.h"
#include "registry/codes.h"

namespace chuhai::policy {
namespace {

void fill_open(InputValue& value, const facts::Combined& combined) {
  value.lower = combined.lower ? std::optional(combined.lower->value) : std::nullopt;
  value.partly_known = combined.lower || combined.upper;
  if (combined.lower && combined.upper) {
    value.value = both(fmt::format("{} – {}", shown_yuan(combined.lower->value),
                                   shown_yuan(combined.upper->value)));
  } else if (combined.lower) {
    value.value = shown_fact_value(combined.considered[combined.lower->fact].fact);
  } else if (combined.upper) {
    value.value = shown_fact_value(combined.considered[combined.upper->fact].fact);
  } else {
    value.value = not_on_file();
    value.value.zh += "（" + combined.reason_zh + "）";
    value.value.en += " (" + combined.reason_en + ")";
  }
}

InputValue fact_value(const InputContext& context, const PackInput& input) {
  const facts::Combined combined =
      year_figure(context, context.subject.id, input.fact, context.year);
  InputValue value;
  value.combined = combined;
  value.basis = both("–");
  for (const auto& item : combined.considered) {
    value.digest_lines.push_back(item.fact.to_json().to_string());
    if (item.use == facts::Combined::Use::kClaim && item.fact.value) {
      value.notes.push_back(claim_words(context, item.fact));
    }
    if (item.use == facts::Combined::Use::kUsed) value.facts.push_back(item.fact);
  }
  using State = facts::Combined::State;
  if (combined.state == State::kDisagree) {
    value.given = unknown_number(dmn::Bound{dmn::Value(0), true}, std::nullopt, input.cost);
    value.disagrees = true;
    std::vector<Text> sides;
    for (const auto& item : combined.considered) {
      if (item.use != facts::Combined::Use::kContradicts) continue;
      value.facts.push_back(item.fact);
      const Text name = basis_name(context.catalogue, item.fact.basis);
      const Text shown = shown_fact_value(item.fact);
      sides.push_back({name.zh + " " + shown.zh, name.en + " " + shown.en});
    }
    value.value = join(sides, " ≠ ", " vs. ");
    value.basis = {"口径不一致", "bases disagree"};
    return value;
  }
  if (!combined.basis.empty()) value.basis = basis_name(context.catalogue, combined.basis);
  if (combined.state == State::kExact) {
    value.given = dmn::Given::known(dmn::Value(combined.lower->value));
    value.given.cost = input.cost;
    value.lower = combined.lower->value;
    value.exact = true;
    value.value = both(shown_yuan(combined.lower->value));
    value.evidence = shown_evidence(combined.considered[combined.lower->fact].fact);
    return value;
  }
  dmn::Bound lower{dmn::Value(0), true};
  if (combined.lower) lower = {dmn::Value(combined.lower->value), !combined.lower->open};
  std::optional<dmn::Bound> upper;
  if (combined.upper) upper = dmn::Bound{dmn::Value(combined.upper->value), !combined.upper->open};
  value.given = unknown_number(lower, upper, input.cost);
  fill_open(value, combined);
  if (!value.facts.empty()) value.evidence = shown_evidence(value.facts.front());
  return value;
}

InputValue highest_value(const InputContext& context, const PackInput& input) {
  const EarlierYears earlier = earlier_years(context, input.fact);
  InputValue value;
  value.digest_lines = earlier.digest_lines;
  value.facts = earlier.facts;
  value.notes = earlier.notes;
  value.evidence = earlier.evidence;
  value.idle_readings = idle_history_readings(context);
  value.basis = both("–");
  std::vector<Text> bases;
  for (const std::string& basis : earlier.bases)
    bases.push_back(basis_name(context.catalogue, basis));
  if (!bases.empty()) value.basis = join(bases, "、", ", ");
  value.value = earlier.shown;
  value.lower = earlier.lower;
  if (earlier.is_exact()) {
    value.given = dmn::Given::known(dmn::Value(*earlier.lower));
    value.given.cost = input.cost;
    value.exact = true;
    return value;
  }
  std::optional<dmn::Bound> upper;
  if (earlier.upper) upper = dmn::Bound{dmn::Value(*earlier.upper), !earlier.upper_open};
  dmn::Bound lower{dmn::Value(earlier.lower.value_or(Decimal())), true};
  value.given = unknown_number(lower, upper, input.cost);
  value.partly_known = !earlier.facts.empty();
  if (!earlier.missing.zh.empty()) {
    value.question = Text{input.question.zh + "；" + earlier.missing.zh,
                          input.question.en + "; " + earlier.missing.en};
  }
  return value;
}

}  // namespace

std::string award_line(const Award& award) {
  return fmt::format("award {} {} {} {} {} {} {}", award.id, award.subject.to_string(),
                     award.measure, award.year, award.amount.to_string(), award.payer, award.paper);
}

Payer payer_of(const PackContents& pack, const PackMeasure& measure,
               const registry::Enterprise* enterprise) {
  return payer_of_region(pack, measure,
                         enterprise == nullptr ? std::string_view() : enterprise->region);
}

Payer payer_of_region(const PackContents& pack, const PackMeasure& measure,
                      std::string_view region) {
  if (measure.payer == "province") return {"province", pack.province_name};
  const bool inside = region.compare(0, pack.province_region.size(), pack.province_region) == 0;
  const registry::Code* city = inside ? registry::city_of(region) : nullptr;
  if (city == nullptr) {
    return {"", {"支付市州无法确定", "paying city not known"}};
  }
  Payer payer{std::string(city->code), both(std::string(city->name_zh))};
  if (!city->name_en.empty()) payer.name.en = city->name_en;
  return payer;
}

InputValue input_value(const InputContext& context, const PackInput& input) {
  InputValue value;
  switch (input.source) {
    case InputSource::kFact:
      value = fact_value(context, input);
      break;
    case InputSource::kHighest:
      value = highest_value(context, input);
      break;
    case InputSource::kAward:
      value = award_value(context, input);
      break;
    case InputSource::kRegistry:
      value = registry_value(context, input);
      break;
  }
  return value;
}

std::vector<std::string> history_of(const InputContext& context) {
  std::vector<std::string> ids;
  if (context.enterprise == nullptr) return ids;
  ids.push_back(context.enterprise->id);
  if (!context.settings.is("first_time_history", "with_related")) return ids;
  for (std::string& id : context.world.linked(context.enterprise->id)) ids.push_back(std::move(id));
  return ids;
}

Text shown_fact_value(const facts::Fact& fact) {
  if (!fact.value) return {fact.unknown_reason, fact.unknown_reason};
  const std::string shown = shown_yuan(*fact.value);
  switch (fact.bound) {
    case facts::Bound::kExact:
      return both(shown);
    case facts::Bound::kLower:
      return {shown + "（下限）", "≥ " + shown + " (lower)"};
    case facts::Bound::kUpper:
      return {(fact.bound_exclusive ? "< " : "≤ ") + shown + "（上限）",
              (fact.bound_exclusive ? "< " : "≤ ") + shown + " (upper)"};
  }
  return both(shown);
}

Text shown_evidence(const facts::Fact& fact) {
  if (fact.paper.empty()) {
    const std::string count = group_thousands(std::to_string(fact.evidence_count));
    if (fact.basis == "zone_platform") return {count + " 单", count + " orders"};
    if (fact.basis == "customs_lists") return {count + " 份清单", count + " lists"};
    return {count + " 份单证", count + " documents"};
  }
  Text text{fact.paper, fact.paper};
  if (!fact.accepted_by.empty()) {
    const std::string on = fact.accepted_on ? " " + fact.accepted_on->to_string() : "";
    text.zh += "（" + fact.accepted_by + on + "采信）";
    text.en += " (accepted by " + fact.accepted_by + on + ")";
  }
  return text;
}

Text basis_name(const facts::Catalogue& catalogue, std::string_view basis) {
  const facts::BasisDefinition* found = catalogue.basis(basis);
  if (found == nullptr) return both(std::string(basis));
  return {found->name_zh, found->name_en};
}

}  // namespace chuhai::policy
