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
  struct Years {
    std::vector<int> missing;
    std::vector<int> bounded;  // those with an upper end
    std::optional<Decimal> upper;
    bool upper_open = false;
    std::vector<Text> disagreements;
  };
  void add_year(const std::string& id, int year, Years& years);
  void add_outside_year(const std::string& id, int year, Years& years);
  void gather_claims(const facts::Combined& combined, int year);
  void raise_lower(const facts::Fact& fact, const Decimal& value, int year, const std::string& id);
  void raise_upper(const Decimal& value, bool open);
  void say_years(const Years& years, bool has_start, const std::string& id, const Text& whose);
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
  bool has_disagreement_ = false;
  int years_ = 0;
  std::vector<Text> missing_;
  std::vector<Text> open_;   // of them, the enterprise's own and those that disagree
  std::vector<Text> known_;  // of whom some years have an upper end and others none
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

void Gathering::gather_claims(const facts::Combined& combined, int year) {
  for (const auto& item : combined.considered) {
    result_.digest_lines.push_back(fmt::format("{} {}", year, item.fact.to_json().to_string()));
    if (item.use == facts::Combined::Use::kClaim && item.fact.value) {
      auto& [claim, years] = claims_[item.fact.id];
      claim = item.fact;
      years.push_back(year);
    }
  }
}

void Gathering::raise_lower(const facts::Fact& fact, const Decimal& value, int year,
                            const std::string& id) {
  use(fact, year);
  if (result_.lower && value <= *result_.lower) return;
  result_.lower = value;
  lower_year_ = year;
  lower_id_ = id;
  lower_fact_ = fact;
}

void Gathering::raise_upper(const Decimal& value, bool open) {
  if (!result_.upper || value > *result_.upper) {
    result_.upper = value;
    result_.upper_open = open;
  } else if (value == *result_.upper && !open) {
    result_.upper_open = false;
  }
}

void Gathering::add_year(const std::string& id, int year, Years& years) {
  ++years_;
  const facts::Combined combined = year_figure(context_, id, fact_, year);
  gather_claims(combined, year);
  if (combined.state == facts::Combined::State::kDisagree) {
    std::vector<Text> sides;
    for (const auto& item : combined.considered) {
      if (item.use != facts::Combined::Use::kContradicts) continue;
      use(item.fact, year);
      const Text basis = basis_name(context_.catalogue, item.fact.basis);
      const Text shown = shown_fact_value(item.fact);
      sides.push_back({basis.zh + " " + shown.zh, basis.en + " " + shown.en});
    }
    const Text joined = join(sides, " ≠ ", " vs. ");
    years.disagreements.push_back({fmt::format("{} 年口径不一致：{}", year, joined.zh),
                                   fmt::format("bases disagree in {}: {}", year, joined.en)});
    no_upper_ = true;
    return;
  }
  if (combined.lower) {
    raise_lower(combined.considered[combined.lower->fact].fact, combined.lower->value, year, id);
  }
  if (!combined.upper) {
    years.missing.push_back(year);
    no_upper_ = true;
    return;
  }
  use(combined.considered[combined.upper->fact].fact, year);
  const facts::Combined::Limit& upper = *combined.upper;
  years.bounded.push_back(year);
  if (!years.upper || upper.value > *years.upper) {
    years.upper = upper.value;
    years.upper_open = upper.open;
  } else if (upper.value == *years.upper && !upper.open) {
    years.upper_open = false;
  }
  raise_upper(upper.value, upper.open);
}

// A year in which the registry says that the enterprise wasn't there, with figures all the same. A
// lower bound was seen and counts. An exact figure and the registry contradict each other: which is
// wrong is open, so it may have been reached and may not.
void Gathering::add_outside_year(const std::string& id, int year, Years& years) {
  const facts::Combined combined = year_figure(context_, id, fact_, year);
  gather_claims(combined, year);
  using State = facts::Combined::State;
  if (combined.state == State::kDisagree) {
    add_year(id, year, years);
    return;
  }
  if (!combined.lower || combined.lower->value.is_zero()) return;
  ++years_;
  const facts::Fact& fact = combined.considered[combined.lower->fact].fact;
  const bool exact = combined.state == State::kExact;
  if (exact) {
    use(fact, year);
  } else {
    raise_lower(fact, combined.lower->value, year, id);
  }
  raise_upper(combined.lower->value, false);
  const Text shown = shown_fact_value(fact);
  result_.notes.push_back(
      {fmt::format("{} 年有数据 {}，但登记簿上当年企业尚未成立或已注销{}", year, shown.zh,
                   exact ? "：两者矛盾，须核实" : "；下限计入"),
       fmt::format("{}: {} is on file, though by the registry the enterprise wasn't established "
                   "yet or was deregistered{}",
                   year, shown.en,
                   exact ? ": they contradict each other, check which is right"
                         : "; the lower bound counts")});
}

void Gathering::say_years(const Years& years, bool has_start, const std::string& id,
                          const Text& whose) {
  const bool own = whose.zh.empty();
  const auto of_whom = [&](Text text) {
    if (!own) text = {whose.zh + "：" + text.zh, whose.en + ": " + text.en};
    return text;
  };
  // A year alone that is named as the highest anyhow isn't said twice.
  const bool named = years.bounded.size() == 1 && lower_id_ == id &&
                     lower_year_ == years.bounded.front() && years.upper == result_.lower;
  if (!years.bounded.empty() && no_upper_ && !named) {
    const Text which = shown_years(years.bounded);
    const std::string upper = (years.upper_open ? "< " : "≤ ") + shown_yuan(*years.upper);
    const bool several = years.bounded.size() > 1;
    known_.push_back(of_whom({fmt::format("{} 年{} {}", which.zh, several ? "各年均" : "", upper),
                              fmt::format("{}{} {}", which.en, several ? " each" : "", upper)}));
  }
  if (!years.missing.empty() && has_start) {
    const Text which = shown_years(years.missing);
    missing_.push_back(of_whom({"缺 " + which.zh + " 年数据", "no upper figure of " + which.en}));
    if (own) open_.push_back(missing_.back());
  }
  for (const Text& text : years.disagreements) {
    missing_.push_back(of_whom(text));
    open_.push_back(missing_.back());
  }
  has_disagreement_ = has_disagreement_ || !years.disagreements.empty();
}

void Gathering::add_enterprise(const std::string& id) {
  const registry::Enterprise* enterprise = context_.world.enterprise(id);
  const bool own = context_.enterprise != nullptr && id == context_.enterprise->id;
  const Text whose = own ? Text{} : name_of_enterprise(context_.world, id);
  const bool has_start = enterprise != nullptr && enterprise->established.has_value();
  if (!has_start) {
    no_upper_ = true;
    Text text{"成立日期不在登记簿", "day of establishment not on file"};
    if (!own) text = {whose.zh + "：" + text.zh, whose.en + ": " + text.en};
    missing_.push_back(std::move(text));
  }
  // Without the day of establishment the years on file still count as a lower bound.
  std::set<int> on_file;
  for (const facts::Fact& fact : context_.world.facts_of({"enterprise", id})) {
    if (fact.fact != fact_ || fact.bound == facts::Bound::kUpper) continue;
    const int year = fact.period.from().year();
    if (year < context_.year) on_file.insert(year);
  }
  int first = on_file.empty() ? context_.year : *on_file.begin();
  if (has_start) first = enterprise->established->year();
  int last = context_.year - 1;
  if (enterprise != nullptr && enterprise->deregistered) {
    last = std::min(last, enterprise->deregistered->year());
  }
  Years years;
  for (int year = first; year <= last; ++year) add_year(id, year, years);
  for (const int year : on_file) {
    if (year < first || year > last) add_outside_year(id, year, years);
  }
  say_years(years, has_start, id, whose);
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
    std::vector<Text> parts;
    if (!known.zh.empty()) parts.push_back({"至少 " + known.zh, "≥ " + known.en});
    parts.insert(parts.end(), known_.begin(), known_.end());
    if (parts.empty() && !has_disagreement_) return {"没有数据", "not on file"};
    parts.insert(parts.end(), open_.begin(), open_.end());
    return join(parts, "；", "; ");
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
  // What decides comes first, so that it is what the first command checks.
  if (lower_fact_) {
    std::stable_partition(result_.facts.begin(), result_.facts.end(),
                          [&](const facts::Fact& fact) { return fact.id == lower_fact_->id; });
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
