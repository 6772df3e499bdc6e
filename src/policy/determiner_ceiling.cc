// Ceilings of a single subject: what was awarded for the year, and M01's two steps (R1, R6).
#include <fmt/format.h>

#include <algorithm>

#include "policy/cap.h"
#include "policy/determiner.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

enum class Awarded { kForTheYear, kForEarlierYears };

int64_t awarded_fen(const Determining& determining, const facts::Subject& subject,
                    const std::string& measure, Awarded when) {
  int64_t sum = 0;
  for (const Award* award : determining.world.awards_of(subject, measure)) {
    const int year = determining.request.year;
    const bool counts = when == Awarded::kForTheYear ? award->year == year : award->year < year;
    if (counts) sum = sum_fen(sum, award->amount.minor());
  }
  return sum;
}

void set_ceiling(Case& item, int64_t fen) {
  item.determination.ceiling = Money::cny_fen(std::max<int64_t>(fen, 0));
}

void add_reading(const Determining& determining, Case& item, std::string_view id) {
  const Text text = determining.settings.describe(id);
  auto& readings = item.determination.readings;
  const bool there = std::any_of(readings.begin(), readings.end(),
                                 [&](const Text& reading) { return reading.zh == text.zh; });
  if (!there) readings.push_back(text);
}

// R1 "higher only": a lower step stands back behind a higher one of the same year.
void stand_back(const Determining& determining, Case& lower, const Case& higher) {
  add_reading(determining, lower, "R1");
  Determination& determination = lower.determination;
  if (determination.outcome != Outcome::kMet) return;
  if (higher.determination.outcome == Outcome::kMet) {
    determination.outcome = Outcome::kNotMet;
    determination.reason = {"同年已符合 " + higher.measure->id + "，只给高档（R1）",
                            higher.measure->id + " is met in the same year: the higher only (R1)"};
    determination.ceiling.reset();
    determination.ceiling_note = {};
  } else if (higher.determination.outcome == Outcome::kCannotTell) {
    determination.outcome = Outcome::kCannotTell;
    determination.reason = {higher.measure->id + " 尚不能确定（R1：只给高档）",
                            higher.measure->id + " is still open (R1: the higher only)"};
    determination.asks = higher.determination.asks;
    determination.ceiling.reset();
  }
}

void deduct(Case& item, int64_t paid, const Text& why) {
  Determination& determination = item.determination;
  if (paid == 0 || !determination.ceiling) return;
  set_ceiling(item, determination.ceiling->minor() - paid);
  const Text note{fmt::format("已减去 {} 元（{}）", shown_fen(paid), why.zh),
                  fmt::format("less {} ({})", shown_fen(paid), why.en)};
  determination.ceiling_note = determination.ceiling_note.zh.empty()
                                   ? note
                                   : join({determination.ceiling_note, note}, "；", "; ");
}

}  // namespace

void apply_awarded(const Determining& determining, Case& item) {
  Determination& determination = item.determination;
  if (determination.outcome != Outcome::kMet || !item.own_ceiling_fen) return;
  const int64_t paid =
      awarded_fen(determining, item.subject, item.measure->id, Awarded::kForTheYear);
  set_ceiling(item, *item.own_ceiling_fen - paid);
  if (paid == 0) return;
  item.awarded_in_full = paid >= *item.own_ceiling_fen;
  if (item.awarded_in_full) {
    determination.ceiling_note = awarded_in_full_words(paid, *item.own_ceiling_fen);
    return;
  }
  determination.ceiling_note = {fmt::format("本年度已奖励 {} 元，上限 {} 元", shown_fen(paid),
                                            shown_fen(*item.own_ceiling_fen)),
                                fmt::format("{} of {} was awarded for this year already",
                                            shown_fen(paid), shown_fen(*item.own_ceiling_fen))};
}

void apply_steps(const Determining& determining, std::vector<Case*> steps) {
  for (Case* higher : steps) {
    const std::string& lower_id = higher->measure->lower_step;
    if (lower_id.empty()) continue;
    const auto lower = std::find_if(steps.begin(), steps.end(),
                                    [&](Case* item) { return item->measure->id == lower_id; });
    const std::string same_year = determining.settings.value("both_steps_in_one_year");
    if (lower != steps.end()) {
      const bool both_met = higher->determination.outcome == Outcome::kMet &&
                            (*lower)->determination.outcome == Outcome::kMet;
      if (both_met) {
        add_reading(determining, *higher, "R1");
        add_reading(determining, **lower, "R1");
      }
      if (same_year == "higher_only") stand_back(determining, **lower, *higher);
    }
    if (same_year == "higher_less_paid") {
      deduct(*higher, awarded_fen(determining, higher->subject, lower_id, Awarded::kForTheYear),
             {"同年 " + lower_id + " 已付，R1", lower_id + " paid for the same year, R1"});
    }
    const int64_t earlier =
        awarded_fen(determining, higher->subject, lower_id, Awarded::kForEarlierYears);
    if (earlier == 0 || higher->determination.outcome != Outcome::kMet) continue;
    add_reading(determining, *higher, "R6");
    if (determining.settings.is("second_step_later", "less_paid")) {
      deduct(*higher, earlier, {lower_id + " 已付，R6", lower_id + " paid before, R6"});
    }
  }
}

}  // namespace chuhai::policy
