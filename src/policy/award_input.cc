// "Not awarded before" from the award register, over everyone whose past counts (R12).
#include <fmt/format.h>

#include "policy/input_history.h"
#include "policy/input_sources.h"
#include "policy/payment_sheets.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

std::optional<Text> award_found(const InputContext& context, InputValue& value) {
  std::vector<Text> found;
  for (const std::string& id : history_of(context)) {
    for (const Award* award : context.world.awards_of({"enterprise", id}, context.measure.id)) {
      value.digest_lines.push_back(award_line(*award));
      // The subject's own of this year lowers the ceiling. Of what is given once any other counts,
      // also a later year's, or this year's to a related enterprise.
      const bool own_of_year = award->year == context.year && id == context.subject.id;
      const bool yearly = context.measure.times == Times::kYearly;
      if (own_of_year || (yearly && award->year >= context.year)) continue;
      found.push_back({fmt::format("{} 年 {} 元", award->year, award->amount.to_display_string()),
                       fmt::format("{}: {}", award->year, award->amount.to_display_string())});
      value.evidence = both(award->paper);
    }
  }
  if (found.empty()) return std::nullopt;
  return join(found, "；", "; ");
}

// Sheets of the enterprise's payer for every year, of its former cities, and of all payers of those
// whose past counts as its own.
SheetSearch search_sheets(const InputContext& context, int first) {
  SheetSearch search(context);
  for (int year = first; year < context.year; ++year) {
    search.look_for(context.payer, year);
    for (const std::string& id : history_of(context)) {
      const bool own = id == context.enterprise->id;
      search.look_for_payers_of(id, year, own ? Text{} : name_of_enterprise(context.world, id));
    }
  }
  return search;
}

Text evidence_of_none(const SheetSearch& search, int first) {
  if (const auto found = search.found()) return *found;
  return {fmt::format("{} 年为首个奖励年度（R2）", first),
          fmt::format("{} is the first award year (R2)", first)};
}

}  // namespace

std::vector<std::string> idle_history_readings(const InputContext& context) {
  if (context.enterprise == nullptr) return {};
  if (context.world.linked(context.enterprise->id).empty()) return {"R12"};
  return {};
}

InputValue award_value(const InputContext& context, const PackInput& input) {
  InputValue value = unknown_boolean(input.cost);
  const Text register_name{"奖励登记", "award register"};
  value.idle_readings = idle_history_readings(context);
  if (const auto found = award_found(context, value)) {
    InputValue known = known_boolean(input, true, input.cost);
    known.value = *found;
    known.basis = register_name;
    known.evidence = value.evidence;
    known.digest_lines = value.digest_lines;
    known.idle_readings = value.idle_readings;
    return known;
  }
  const int first = std::stoi(context.settings.value("first_award_year"));
  const SheetSearch search = search_sheets(context, first);
  value.digest_lines.insert(value.digest_lines.end(), search.digest_lines().begin(),
                            search.digest_lines().end());
  if (!search.complete()) {
    const Text missing = search.missing();
    value.value = {"缺 " + missing.zh, "no " + missing.en};
    value.question = missing;
    return value;
  }
  InputValue known = known_boolean(input, false, input.cost);
  known.digest_lines = value.digest_lines;
  known.basis = register_name;
  known.idle_readings = value.idle_readings;
  known.evidence = evidence_of_none(search, first);
  return known;
}

}  // namespace chuhai::policy
