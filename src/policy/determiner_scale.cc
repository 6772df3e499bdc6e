// The amount inside the ceiling: by a published scale, or not determinable. The ceiling is never
// paid in its place.
#include <fmt/format.h>

#include <algorithm>

#include "policy/determiner.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

const PackScale* scale_of(const Determining& determining, const Case& item) {
  for (const PackScale& scale : determining.pack.scales) {
    if (scale.example && !determining.request.use_example_scales) continue;
    if (scale.measures.find(item.measure->id) == scale.measures.end()) continue;
    const Date on = determining.request.as_of;
    if (on < scale.from || (scale.to && *scale.to <= on)) continue;
    const bool applies = scale.payers.empty() || std::find(scale.payers.begin(), scale.payers.end(),
                                                           item.payer.code) != scale.payers.end();
    if (applies) return &scale;
  }
  return nullptr;
}

}  // namespace

Text awarded_in_full_words(int64_t awarded, int64_t ceiling) {
  return {fmt::format("本年度已足额奖励 {} 元，上限 {} 元", shown_fen(awarded), shown_fen(ceiling)),
          fmt::format("awarded in full for this year already: {} of {}", shown_fen(awarded),
                      shown_fen(ceiling))};
}

namespace {

void say_no_scale(Case& item) {
  const Text& payer = item.payer.name;
  item.determination.amount_note = {
      fmt::format("无法确定：{}没有公布奖励标准；上限不是金额", payer.zh),
      fmt::format("not determinable: {} has published no scale; the ceiling is not the amount",
                  payer.en)};
}

// Sets the amount, cut to the ceiling and to the fen, downwards. A number that is no amount of
// money gives none: the ceiling never stands in for it.
void set_amount(const PackScale& scale, const Decimal& by_scale, const Text& input_words,
                Case& item) {
  Determination& determination = item.determination;
  const int64_t ceiling = determination.ceiling->minor();
  const auto by_fen = to_fen(by_scale);
  if (!by_fen || *by_fen < 0) {
    determination.amount_note = {
        fmt::format("无法确定：{}给出 {}，不是金额", scale.title.zh, by_scale.to_string()),
        fmt::format("not determinable: {} gives {}, which is no amount", scale.title.en,
                    by_scale.to_string())};
    return;
  }
  const int64_t fen = *by_fen;
  determination.amount = Money::cny_fen(std::min(fen, ceiling));
  determination.amount_note = {scale.title.zh + "：" + input_words.zh,
                               scale.title.en + ": " + input_words.en};
  if (fen > ceiling) {
    determination.amount_note.zh += fmt::format("；由 {} 减至上限", shown_fen(fen));
    determination.amount_note.en += fmt::format("; cut from {} to the ceiling", shown_fen(fen));
  }
}

}  // namespace

Status apply_scale(const Determining& determining, Case& item) {
  Determination& determination = item.determination;
  if (determination.outcome != Outcome::kMet) return {};
  if (item.awarded_in_full) {
    determination.amount_note = {"本年度已足额奖励，没有再可发放的金额",
                                 "nothing is left to pay: the year was awarded in full"};
    return {};
  }
  const PackScale* scale = scale_of(determining, item);
  if (scale == nullptr) {
    say_no_scale(item);
    return {};
  }
  determination.scale = scale->id;
  determination.scale_is_example = scale->example;
  const PackScale::Use& use = scale->measures.find(item.measure->id)->second;
  CHUHAI_ASSIGN_OR_RETURN(dmn::Givens givens,
                          parameter_givens(determining.pack, determining.request.as_of));
  std::vector<Text> words;
  for (const std::string& name : use.inputs) {
    const PackInput& input = scale->inputs.find(name)->second;
    const InputValue value = input_value(determining.context(item), input);
    givens[name] = value.given;
    const Text label = fill(input.label, {{"year", both(std::to_string(determination.year))}});
    words.push_back({label.zh + " " + value.value.zh, label.en + " " + value.value.en});
    for (const std::string& line : value.digest_lines) item.digest_lines.push_back(line);
  }
  const Text joined = join(words, "，", ", ");
  const dmn::CompiledModel& model = determining.pack.models.find(scale->model)->second;
  CHUHAI_ASSIGN_OR_RETURN(const dmn::Outcome outcome,
                          model.determine(use.decision, givens, dmn::DetermineOptions{}));
  const Decimal* by_scale =
      outcome.state == dmn::OutcomeState::kDecided ? outcome.result.as_number() : nullptr;
  if (by_scale != nullptr && determination.ceiling) {
    set_amount(*scale, *by_scale, joined, item);
  } else {
    determination.amount_note = {
        fmt::format("无法确定：{}，{}还不能确定档次", scale->title.zh, joined.zh),
        fmt::format("not determinable: {}, {} does not settle the band", scale->title.en,
                    joined.en)};
  }
  return {};
}

}  // namespace chuhai::policy
