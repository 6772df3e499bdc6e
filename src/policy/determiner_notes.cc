// What is said beside the outcome: notes, earlier awards, a subject that isn't on the registry.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "policy/determiner.h"
#include "policy/input_history.h"
#include "policy/payment_sheets.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

// The register records what was paid, also when it should not have been.
void note_paid_twice(const Determining& determining, Case& item) {
  if (item.measure->times == Times::kYearly) return;
  const auto awards = determining.world.awards_of(item.subject, item.measure->id);
  if (awards.size() < 2) return;
  std::vector<std::string> papers;
  for (const Award* award : awards) {
    papers.push_back(fmt::format("{} {} {}", award->year, award->payer, award->paper));
  }
  item.determination.notes.push_back(
      {fmt::format("登记中本项一次性奖励有 {} 笔，请核实是否重复：{}", awards.size(),
                   fmt::join(papers, "；")),
       fmt::format("{} awards of this once-only measure are on the register, check for a duplicate "
                   "payment: {}",
                   awards.size(), fmt::join(papers, "; "))});
}

void add_award_line(const Award& award, const Text& to, Case& item) {
  const std::string amount = award.amount.to_display_string();
  item.determination.history.push_back(
      {fmt::format("{} 年 {} {} 元（{}{}）", award.year, award.measure, amount, award.paper,
                   to.zh.empty() ? "" : "，发给" + to.zh),
       fmt::format("{} {} {} ({}{})", award.year, award.measure, amount, award.paper,
                   to.en.empty() ? "" : ", to " + to.en)});
  item.digest_lines.push_back(award_line(award));
}

}  // namespace

void add_general_notes(const Determining& determining, Case& item) {
  Determination& determination = item.determination;
  const Date year_end = Period::year(determination.year).value().to();
  if (determination.as_of < year_end) {
    determination.notes.push_back(
        {fmt::format("{} 年尚未结束（按 {}）", determination.year, determination.as_of.to_string()),
         fmt::format("{} is not over as of {}", determination.year,
                     determination.as_of.to_string())});
  }
  if (item.enterprise != nullptr && item.enterprise->deregistered &&
      *item.enterprise->deregistered <= determination.as_of) {
    const std::string on = item.enterprise->deregistered->to_string();
    determination.notes.push_back(
        {"企业已于 " + on + " 注销", "the enterprise was deregistered on " + on});
  }
  if (item.payer.code.empty()) {
    determination.notes.push_back({"登记地不在本省或没有登记，支付市州无法确定（R24）",
                                   "seat outside the province or not on file: the paying city is "
                                   "not known (R24)"});
  }
  if (!determining.request.readings.empty()) {
    for (const auto& [name, choice] : determining.request.readings) {
      determination.notes.push_back(
          {"试算：" + name + " = " + choice, "what-if: " + name + " = " + choice});
    }
  }
}

// Awards of the same article, whoever paid; of a warehouse also those that name its owner, since
// they count in the joint ceiling.
void add_award_history(const Determining& determining, Case& item) {
  const std::string article = item.measure->id.substr(0, item.measure->id.find('.'));
  bool any = false;
  for (const Award* award : determining.world.awards_of(item.subject, "")) {
    if (award->measure.substr(0, article.size()) != article) continue;
    any = true;
    // Of a warehouse that was another's then, who was paid is said.
    const std::string payee(determining.world.payee_of(*award));
    const bool other =
        item.measure->cap && (item.enterprise == nullptr || payee != item.enterprise->id);
    add_award_line(*award, other ? name_of_enterprise(determining.world, payee) : Text{}, item);
  }
  if (item.measure->cap && item.enterprise != nullptr) {
    const facts::Subject owner{"enterprise", item.enterprise->id};
    const Text name = name_of_enterprise(determining.world, owner.id);
    for (const Award* award : determining.world.awards_of(owner, item.measure->id)) {
      any = true;
      add_award_line(*award, name, item);
    }
  }
  note_paid_twice(determining, item);
  if (!any) {
    item.determination.history.push_back(
        {"登记中没有 " + article + " 奖励", "no award of " + article + " on the register"});
  }
}

// Nobody can say of a subject that isn't on the registry on the day: at best it's open.
void leave_absent_open(Case& item) {
  Determination& determination = item.determination;
  const std::string on = determination.as_of.to_string();
  const Text absent{on + " 不在登记簿", "not on the registry on " + on};
  determination.notes.push_back(absent);
  if (determination.outcome == Outcome::kNotMet) return;
  determination.reason = determination.outcome == Outcome::kCannotTell
                             ? join({absent, determination.reason}, "；", "; ")
                             : absent;
  determination.outcome = Outcome::kCannotTell;
  determination.rule.row = 0;
  determination.rule.rule_id.clear();
  item.own_ceiling_fen.reset();
  Ask ask;
  ask.input = "registry";
  ask.question = {"登记簿：" + on + " 的登记状态", "registry: the state of " + on};
  ask.answers.push_back({"还须与其他条件一并判定", "It does not settle the matter alone"});
  determination.asks.insert(determination.asks.begin(), std::move(ask));
}

}  // namespace chuhai::policy
