#include "policy/inputs.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "policy/input_history.h"
#include "policy/words.h"
#include "registry/codes.h"

namespace chuhai::policy {
namespace {

const Text kNotOnFile{"没有数据", "not on file"};
const Text kRegister{"登记簿", "register"};

dmn::Given unknown_number(std::optional<dmn::Bound> lower, std::optional<dmn::Bound> upper,
                          int64_t cost) {
  dmn::Given given = dmn::Given::not_known(cost);
  given.unknown->lower = std::move(lower);
  given.unknown->upper = std::move(upper);
  given.unknown->type = dmn::Kind::kNumber;
  return given;
}

InputValue known_boolean(const PackInput& input, bool holds, int64_t cost) {
  InputValue value;
  value.given = dmn::Given::known(dmn::Value(holds));
  value.given.cost = cost;
  value.value = holds ? input.holds : input.fails;
  value.basis = kRegister;
  return value;
}

InputValue unknown_boolean(int64_t cost) {
  InputValue value;
  value.given = dmn::Given::not_known(cost);
  value.given.unknown->type = dmn::Kind::kBoolean;
  value.value = kNotOnFile;
  value.basis = both("–");
  return value;
}

InputValue role_value(const InputContext& context, const PackInput& input) {
  const registry::Enterprise* enterprise = context.enterprise;
  if (enterprise == nullptr || enterprise->roles.empty()) return unknown_boolean(input.cost);
  bool holds = enterprise->roles.count("seller") != 0;
  const bool serves = enterprise->roles.count("service") != 0;
  const bool decides = !holds && serves;  // only then do the two readings differ
  if (context.settings.is("cbec_enterprise", "service_firms_too")) holds = holds || serves;
  InputValue value = known_boolean(input, holds, input.cost);
  if (!decides) value.idle_readings = {"R4"};
  value.digest_lines.push_back(
      fmt::format("registry {} roles {}", enterprise->id, fmt::join(enterprise->roles, ",")));
  return value;
}

InputValue region_value(const InputContext& context, const PackInput& input) {
  const registry::Enterprise* enterprise = context.enterprise;
  if (enterprise == nullptr || enterprise->region.empty()) return unknown_boolean(input.cost);
  const std::string& province = context.pack.province_region;
  const bool holds = enterprise->region.compare(0, province.size(), province) == 0;
  InputValue value = known_boolean(input, holds, input.cost);
  const registry::Code* city = registry::city_of(enterprise->region);
  value.value = both(enterprise->region);
  if (city != nullptr) {
    value.value.zh += " " + std::string(city->name_zh);
    value.value.en += " " + std::string(city->name_en.empty() ? city->name_zh : city->name_en);
  }
  value.digest_lines.push_back(
      fmt::format("registry {} region {}", enterprise->id, enterprise->region));
  return value;
}

struct RecognitionStatus {
  const registry::Recognition* first = nullptr;  // the earliest by the end of the year
  bool kept = false;                             // some interval holds on the year's last day
};

RecognitionStatus status_of(const InputContext& context) {
  RecognitionStatus status;
  const Date last_day = Period::year(context.year).value().to().plus_days(-1);
  for (const auto* recognition : context.world.recognitions_of(context.subject.id, context.pack)) {
    if (recognition->from > last_day) continue;
    if (status.first == nullptr) status.first = recognition;
    status.kept = status.kept || !recognition->to || last_day < *recognition->to;
  }
  return status;
}

// The status itself, whether it was kept, and which year of support it is.
InputValue recognition_value(const InputContext& context, const PackInput& input) {
  const RecognitionStatus status = status_of(context);
  const bool has_list = context.world.has_recognition_list(context.pack);
  InputValue value;
  if (status.first == nullptr && !has_list) {
    value = unknown_boolean(input.cost);
    if (input.field == "support_year") {
      value.given = unknown_number(std::nullopt, std::nullopt, input.cost);
      value.given.unknown->scale = 0;
    }
    return value;
  }
  value.basis = {"认定名单", "recognition list"};
  if (input.field == "recognition") {
    value = known_boolean(input, status.first != nullptr, input.cost);
    value.basis = {"认定名单", "recognition list"};
  } else if (status.first == nullptr) {
    value.given = dmn::Given::known(dmn::Value());
    value.value = {"不适用", "does not apply"};
    value.basis = both("–");
  } else if (input.field == "recognition_kept") {
    value = known_boolean(input, status.kept, input.cost);
    value.basis = {"认定名单", "recognition list"};
  } else {
    const bool from_recognition = context.settings.is("support_begins", "recognition_year");
    const int number = context.year - status.first->from.year() + (from_recognition ? 1 : 0);
    value.given = dmn::Given::known(dmn::Value(number));
    value.value = {fmt::format("第 {} 年", number), fmt::format("year {}", number)};
    if (number < 1) value.value = {"尚未开始", "not begun"};
    value.lower = Decimal::from_int(number);
    value.exact = true;
  }
  if (status.first != nullptr) {
    value.evidence = {status.first->from.to_string() + " 认定",
                      "recognised " + status.first->from.to_string()};
    if (!status.first->paper.empty()) {
      value.evidence.zh += "，" + status.first->paper;
      value.evidence.en += ", " + status.first->paper;
    }
    value.digest_lines.push_back(fmt::format(
        "recognition {} {} {} {} {}", context.subject.to_string(), status.first->from.to_string(),
        status.first->to ? status.first->to->to_string() : "", status.kept, status.first->paper));
  }
  return value;
}

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
    value.value = kNotOnFile;
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
      const std::string shown = shown_yuan(*item.fact.value);
      value.notes.push_back(
          {fmt::format("企业申报 {}（未采信，未使用）", shown),
           fmt::format("the enterprise states {} (not accepted, not used)", shown)});
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

std::optional<Text> award_found(const InputContext& context, InputValue& value) {
  std::vector<Text> found;
  std::vector<std::string> subjects = history_of(context);
  for (const std::string& id : subjects) {
    for (const Award* award : context.world.awards_of({"enterprise", id}, context.measure.id)) {
      value.digest_lines.push_back(award_line(*award));
      // Of this year or a later one: not "before"; the year's own lowers the ceiling.
      if (award->year >= context.year) continue;
      found.push_back({fmt::format("{} 年 {} 元", award->year, award->amount.to_display_string()),
                       fmt::format("{}: {}", award->year, award->amount.to_display_string())});
      value.evidence = both(award->paper);
    }
  }
  if (found.empty()) return std::nullopt;
  return join(found, "；", "; ");
}

// Without predecessors and related enterprises R12's two readings are one.
std::vector<std::string> idle_history_readings(const InputContext& context) {
  if (context.enterprise == nullptr) return {};
  if (context.world.linked(context.enterprise->id).empty()) return {"R12"};
  return {};
}

InputValue award_value(const InputContext& context, const PackInput& input) {
  InputValue value = unknown_boolean(input.cost);
  const Text kAwardRegister{"奖励登记", "award register"};
  value.idle_readings = idle_history_readings(context);
  if (const auto found = award_found(context, value)) {
    InputValue known = known_boolean(input, true, input.cost);
    known.value = *found;
    known.basis = kAwardRegister;
    known.evidence = value.evidence;
    known.digest_lines = value.digest_lines;
    known.idle_readings = value.idle_readings;
    return known;
  }
  const int first = std::stoi(context.settings.value("first_award_year"));
  std::vector<int> missing;
  for (int year = first; year < context.year; ++year) {
    if (!context.world.coverage.covers(context.payer.code, context.measure.id, year)) {
      missing.push_back(year);
    } else {
      value.digest_lines.push_back(
          fmt::format("sheet {} {} {}", context.payer.code, context.measure.id, year));
    }
  }
  if (!missing.empty()) {
    const Text years = shown_years(missing);
    value.value = {fmt::format("缺 {} 年兑付表", years.zh),
                   fmt::format("no payment sheet of {}", years.en)};
    value.question = Text{fmt::format("{} 年兑付表（{}）", years.zh, context.payer.name.zh),
                          fmt::format("payment sheet of {} ({})", years.en, context.payer.name.en)};
    return value;
  }
  InputValue known = known_boolean(input, false, input.cost);
  known.digest_lines = value.digest_lines;
  known.basis = kAwardRegister;
  known.idle_readings = value.idle_readings;
  std::vector<int> years;
  for (int year = first; year < context.year; ++year) years.push_back(year);
  const Text covered = shown_years(years);
  known.evidence = context.year > first
                       ? Text{covered.zh + " 年兑付表", "payment sheets of " + covered.en}
                       : Text{fmt::format("{} 年为首个奖励年度（R2）", first),
                              fmt::format("{} is the first award year (R2)", first)};
  return known;
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
  if (measure.payer == "province") return {"province", pack.province_name};
  const std::string region = enterprise == nullptr ? "" : enterprise->region;
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
      value = input.field == "role"     ? role_value(context, input)
              : input.field == "region" ? region_value(context, input)
                                        : recognition_value(context, input);
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
