#include "policy/input_history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "policy/payment_sheets.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

bool is_accepted_late(const InputContext& context, const facts::Fact& fact) {
  const facts::BasisDefinition* basis = context.catalogue.basis(fact.basis);
  return basis != nullptr && basis->needs_acceptance && fact.accepted_on &&
         context.as_of < *fact.accepted_on;
}

// Gathers the years of one enterprise after another.
class Gathering {
 public:
  Gathering(const InputContext& context, const std::string& fact)
      : context_(context), fact_(fact) {}

  void add_enterprise(const std::string& id);
  EarlierYears finish();

 private:
  void add_year(const std::string& id, int year, std::vector<int>& missing,
                std::vector<int>& contradictory);
  void use(const facts::Fact& fact, int year);
  void note_claims(const Text& whose);
  Text evidence() const;
  Text shown() const;

  const InputContext& context_;
  const std::string& fact_;
  EarlierYears result_;
  std::optional<int> lower_year_;
  std::string lower_id_;
  std::optional<facts::Fact> lower_fact_;
  bool no_upper_ = false;
  int years_ = 0;
  std::vector<Text> missing_;
  std::set<std::string> used_;
  std::set<int> history_years_;
  // Of the enterprise being gathered, by fact id.
  std::map<std::string, std::pair<facts::Fact, std::vector<int>>> claims_;
};

void Gathering::use(const facts::Fact& fact, int year) {
  if (fact.history) history_years_.insert(year);
  if (!used_.insert(fact.id).second) return;
  if (std::find(result_.bases.begin(), result_.bases.end(), fact.basis) == result_.bases.end()) {
    result_.bases.push_back(fact.basis);
  }
  result_.facts.push_back(fact);
}

void Gathering::add_year(const std::string& id, int year, std::vector<int>& missing,
                         std::vector<int>& contradictory) {
  ++years_;
  const facts::Combined combined = year_figure(context_, id, fact_, year);
  for (const auto& item : combined.considered) {
    result_.digest_lines.push_back(fmt::format("{} {}", year, item.fact.to_json().to_string()));
    if (item.use == facts::Combined::Use::kClaim && item.fact.value) {
      auto& [claim, years] = claims_[item.fact.id];
      claim = item.fact;
      years.push_back(year);
    }
  }
  if (combined.state == facts::Combined::State::kDisagree) {
    contradictory.push_back(year);
    no_upper_ = true;
    return;
  }
  if (combined.lower) {
    use(combined.considered[combined.lower->fact].fact, year);
    if (!result_.lower || combined.lower->value > *result_.lower) {
      result_.lower = combined.lower->value;
      lower_year_ = year;
      lower_id_ = id;
      lower_fact_ = combined.considered[combined.lower->fact].fact;
    }
  }
  if (!combined.upper) {
    missing.push_back(year);
    no_upper_ = true;
    return;
  }
  use(combined.considered[combined.upper->fact].fact, year);
  const Decimal& upper = combined.upper->value;
  if (!result_.upper || upper > *result_.upper) {
    result_.upper = upper;
    result_.upper_open = combined.upper->open;
  } else if (upper == *result_.upper && !combined.upper->open) {
    result_.upper_open = false;
  }
}

void Gathering::add_enterprise(const std::string& id) {
  const registry::Enterprise* enterprise = context_.world.enterprise(id);
  const bool own = context_.enterprise != nullptr && id == context_.enterprise->id;
  const Text whose = own ? Text{} : name_of_enterprise(context_.world, id);
  const auto add_missing = [&](Text text) {
    if (!own) text = {whose.zh + "：" + text.zh, whose.en + ": " + text.en};
    missing_.push_back(std::move(text));
  };
  if (enterprise == nullptr || !enterprise->established) {
    no_upper_ = true;
    add_missing({"成立日期不在登记簿", "day of establishment not on file"});
  }
  // Without the day of establishment the years on file still count as a lower bound.
  int first = context_.year;
  if (enterprise != nullptr && enterprise->established) {
    first = enterprise->established->year();
  } else {
    for (const facts::Fact& fact : context_.world.facts_of({"enterprise", id})) {
      if (fact.fact == fact_) first = std::min(first, fact.period.from().year());
    }
  }
  int last = context_.year - 1;
  if (enterprise != nullptr && enterprise->deregistered) {
    last = std::min(last, enterprise->deregistered->year());
  }
  std::vector<int> missing, contradictory;
  for (int year = first; year <= last; ++year) add_year(id, year, missing, contradictory);
  if (!missing.empty() && enterprise != nullptr && enterprise->established) {
    const Text years = shown_years(missing);
    add_missing({"缺 " + years.zh + " 年数据", "no upper figure of " + years.en});
  }
  if (!contradictory.empty()) {
    const Text years = shown_years(contradictory);
    add_missing({years.zh + " 年口径不一致", "bases disagree in " + years.en});
  }
  note_claims(whose);
  if (!own) {
    result_.notes.push_back(
        {"以前年度含 " + whose.zh + "（前身或关联企业，R12）",
         "earlier years include " + whose.en + " (predecessor or related enterprise, R12)"});
  }
}

void Gathering::note_claims(const Text& whose) {
  for (const auto& [id, item] : claims_) {
    const auto& [claim, of] = item;
    const Text years = shown_years(of);
    const Text words = claim_words(context_, claim);
    const bool own = whose.zh.empty();
    result_.notes.push_back(
        {fmt::format("{}{} 年：{}", own ? "" : whose.zh + "，", years.zh, words.zh),
         fmt::format("{}{}: {}", own ? "" : whose.en + ", ", years.en, words.en)});
  }
  claims_.clear();
}

// The years of history, and the paper of the year that is named.
Text Gathering::evidence() const {
  std::vector<Text> parts;
  if (!history_years_.empty()) {
    const Text years = shown_years({history_years_.begin(), history_years_.end()});
    parts.push_back({"历史数据 " + years.zh, "history " + years.en});
  }
  if (lower_fact_) {
    // Who accepted it is said where the fact is listed; the paper is enough to find it.
    const Text paper =
        lower_fact_->paper.empty() ? shown_evidence(*lower_fact_) : both(lower_fact_->paper);
    const bool several = result_.facts.size() > 1 && lower_year_.has_value();
    parts.push_back(several ? Text{fmt::format("{} 年：{}", *lower_year_, paper.zh),
                                   fmt::format("{}: {}", *lower_year_, paper.en)}
                            : paper);
  } else if (result_.facts.size() == 1) {
    parts.push_back(shown_evidence(result_.facts.front()));
  }
  return join(parts, "；", "; ");
}

Text Gathering::shown() const {
  if (years_ == 0 && !no_upper_) {
    const bool known = context_.enterprise != nullptr && context_.enterprise->established;
    const int since = known ? context_.enterprise->established->year() : context_.year;
    return {fmt::format("没有更早的年度（{} 年成立）", since),
            fmt::format("no earlier year (established in {})", since)};
  }
  Text known;
  if (result_.lower && lower_year_) {
    const std::string value = shown_yuan(*result_.lower);
    const bool own = context_.enterprise != nullptr && lower_id_ == context_.enterprise->id;
    const Text whose = own ? Text{} : name_of_enterprise(context_.world, lower_id_);
    known = {fmt::format("{}（{} 年{}）", value, *lower_year_, own ? "" : "，" + whose.zh),
             fmt::format("{} ({}{})", value, *lower_year_, own ? "" : ", " + whose.en)};
  }
  if (result_.is_exact()) return known;
  if (!result_.upper) {
    if (known.zh.empty()) return {"没有数据", "not on file"};
    return {"至少 " + known.zh, "≥ " + known.en};
  }
  const std::string upper = (result_.upper_open ? "< " : "≤ ") + shown_yuan(*result_.upper);
  if (known.zh.empty()) return {"各年均 " + upper, "every year " + upper};
  return {known.zh + "，其余各年均 " + upper, known.en + ", every other year " + upper};
}

EarlierYears Gathering::finish() {
  if (no_upper_) {
    result_.upper.reset();
    result_.upper_open = false;
  } else if (years_ == 0) {
    result_.lower = result_.upper = Decimal();
  }
  result_.shown = shown();
  result_.missing = join(missing_, "；", "; ");
  result_.evidence = evidence();
  return std::move(result_);
}

}  // namespace

Text claim_words(const InputContext& context, const facts::Fact& claim) {
  const Text shown = shown_fact_value(claim);
  if (!is_accepted_late(context, claim)) {
    return {fmt::format("企业申报 {}（未采信，未使用）", shown.zh),
            fmt::format("the enterprise states {} (not accepted, not used)", shown.en)};
  }
  const std::string on = claim.accepted_on->to_string();
  return {
      fmt::format("企业申报 {}（{} 才采信，晚于判定日，未使用）", shown.zh, on),
      fmt::format("the enterprise states {} (accepted only on {}, after the as-of day; not used)",
                  shown.en, on)};
}

facts::Combined year_figure(const InputContext& context, const std::string& enterprise,
                            const std::string& fact, int year) {
  const Period period = Period::year(year).value();
  std::vector<facts::Fact> figures;
  for (const facts::Fact& item : context.world.facts_of({"enterprise", enterprise})) {
    if (item.fact != fact || !item.mode.empty() || !item.destination.empty()) continue;
    if (item.period == period) {
      figures.push_back(item);
    } else if (item.bound == facts::Bound::kUpper && item.period.contains(period)) {
      figures.push_back(item);
      figures.back().period = period;
    }
  }
  bool late = false;
  for (facts::Fact& figure : figures) {
    if (!figure.usable || !is_accepted_late(context, figure)) continue;
    figure.usable = false;
    late = true;
  }
  const auto bases = context.pack.bases.find(fact);
  facts::Combined combined = facts::combine(figures, bases->second);
  if (late && combined.state == facts::Combined::State::kUnknown) {
    combined.reason_zh = "企业报表在判定日以后才采信";
    combined.reason_en = "a statement accepted only after the as-of day";
  }
  return combined;
}

EarlierYears earlier_years(const InputContext& context, const std::string& fact) {
  Gathering gathering(context, fact);
  for (const std::string& id : history_of(context)) gathering.add_enterprise(id);
  return gathering.finish();
}

}  // namespace chuhai::policy
