#include "policy/payment_sheets.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/words.h"

namespace chuhai::policy {
namespace {

bool existed_in(const registry::Enterprise* enterprise, int year) {
  if (enterprise == nullptr) return true;  // nobody can say
  if (enterprise->established && enterprise->established->year() > year) return false;
  const Date first_day = Period::year(year).value().from();
  return !enterprise->deregistered || first_day < *enterprise->deregistered;
}

Payer unknown_seat(const InputContext& context, const std::string& enterprise) {
  const Text name = name_of_enterprise(context.world, enterprise);
  return {"", {name.zh + "登记地不详", "the seat of " + name.en + " is not on file"}};
}

}  // namespace

Text name_of_enterprise(const World& world, const std::string& id) {
  const registry::Enterprise* enterprise = world.enterprise(id);
  if (enterprise == nullptr) return both(id);
  return {enterprise->name_zh,
          enterprise->name_en.empty() ? enterprise->name_zh : enterprise->name_en};
}

std::vector<Payer> payers_in_year(const InputContext& context, const std::string& enterprise,
                                  int year) {
  std::vector<Payer> payers;
  if (!existed_in(context.world.enterprise(enterprise), year)) return payers;
  if (context.measure.payer == "province") {
    return {payer_of_region(context.pack, context.measure, "")};
  }
  const std::span<const registry::Seat> seats = context.world.seats_of(enterprise);
  if (seats.empty()) return {unknown_seat(context, enterprise)};
  const Date first_day = Period::year(year).value().from();
  for (const registry::Seat& seat : seats) {
    const bool begun = &seat == &seats.front() || seat.from <= context.as_of;
    if (!begun || (seat.to && *seat.to <= first_day)) continue;
    Payer payer = payer_of_region(context.pack, context.measure, seat.region);
    if (seat.region.empty()) payer = unknown_seat(context, enterprise);
    if (payer.code.empty() && !seat.region.empty()) continue;  // outside the province
    const bool there = std::any_of(payers.begin(), payers.end(),
                                   [&](const Payer& other) { return other.code == payer.code; });
    if (!there) payers.push_back(std::move(payer));
  }
  return payers;
}

void SheetSearch::add(std::vector<Sheets>& list, const Payer& payer, int year, const Text& whose) {
  for (Sheets& sheets : list) {
    if (sheets.payer.code != payer.code || sheets.payer.name.zh != payer.name.zh) continue;
    if (std::find(sheets.years.begin(), sheets.years.end(), year) == sheets.years.end()) {
      sheets.years.push_back(year);
    }
    return;
  }
  list.push_back({payer, whose, {year}});
}

void SheetSearch::look_for(const Payer& payer, int year, const Text& whose) {
  if (!context_.world.coverage.covers(payer.code, context_.measure.id, year)) {
    Payer named = payer;
    if (context_.world.coverage.has_gap(payer.code, context_.measure.id, year)) {
      named.name.zh += "，已有的表中有未采用或对象不在登记簿的行";
      named.name.en += "; the sheet on file has lines refused or of subjects not on the registry";
    }
    add(missing_, named, year, whose);
    return;
  }
  add(found_, payer, year, whose);
  digest_lines_.push_back(fmt::format("sheet {} {} {}", payer.code, context_.measure.id, year));
}

void SheetSearch::look_for_payers_of(const std::string& enterprise, int year, const Text& whose) {
  for (const Payer& payer : payers_in_year(context_, enterprise, year)) {
    // The subject's own unknown seat is looked for as its payer.
    if (payer.code.empty() && context_.payer.code.empty() && whose.zh.empty()) continue;
    look_for(payer, year, payer.code.empty() ? Text{} : whose);
  }
}

Text SheetSearch::missing() const {
  std::vector<Text> texts;
  for (const Sheets& sheets : missing_) {
    const Text years = shown_years(sheets.years);
    Text of = sheets.payer.name;
    if (!sheets.whose.zh.empty()) {
      of = {of.zh + "，涉及" + sheets.whose.zh, of.en + ", for " + sheets.whose.en};
    }
    texts.push_back({fmt::format("{} 年兑付表（{}）", years.zh, of.zh),
                     fmt::format("payment sheet of {} ({})", years.en, of.en)});
  }
  return join(texts, "；", "; ");
}

std::optional<Text> SheetSearch::found() const {
  if (found_.empty()) return std::nullopt;
  std::vector<Text> texts;
  for (const Sheets& sheets : found_) {
    const Text years = shown_years(sheets.years);
    Text text{years.zh + " 年兑付表", years.en};
    if (found_.size() > 1) {
      text.zh += "（" + sheets.payer.name.zh + "）";
      text.en += " (" + sheets.payer.name.en + ")";
    }
    texts.push_back(std::move(text));
  }
  const Text joined = join(texts, "、", ", ");
  return Text{joined.zh, "payment sheets of " + joined.en};
}

}  // namespace chuhai::policy
