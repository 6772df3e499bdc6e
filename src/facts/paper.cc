#include "facts/paper.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>

namespace chuhai::facts {
namespace {

using Indices = std::vector<size_t>;

bool is_month(const Period& period) {
  return period.from().day() == 1 && period.to() == period.from().plus_months(1);
}
bool is_year(const Period& period) {
  return period.from().day() == 1 && period.from().month() == 1 &&
         period.to() == period.from().plus_months(12);
}
bool is_part(const Paper& paper) { return paper.usable && !paper.history; }

bool same_basis(const Paper& paper, const Fact& fact) {
  return paper.fact == fact.fact && paper.basis == fact.basis;
}
bool same_dimensions(const Paper& paper, const Fact& fact) {
  return paper.mode == fact.mode && paper.destination == fact.destination;
}

// One paper number may have a row for all and rows by mode or destination. To add nothing twice,
// one way of splitting is taken for each (paper, period): the least split that has rows.
Indices parts_without_overlap(const Fact& fact, std::span<const Paper> papers) {
  std::map<std::tuple<std::string, Period>, std::array<Indices, 4>> ways;
  for (size_t i = 0; i < papers.size(); ++i) {
    const Paper& paper = papers[i];
    if (!is_part(paper) || !same_basis(paper, fact) || !fact.period.contains(paper.period))
      continue;
    if (!fact.mode.empty() && paper.mode != fact.mode) continue;
    if (!fact.destination.empty() && paper.destination != fact.destination) continue;
    const size_t way = (paper.mode.empty() ? 0 : 1) + (paper.destination.empty() ? 0 : 2);
    ways[{paper.paper, paper.period}][way].push_back(i);
  }
  Indices chosen;
  for (const auto& [key, by_way] : ways) {
    const auto way = std::find_if(by_way.begin(), by_way.end(),
                                  [](const Indices& indices) { return !indices.empty(); });
    chosen.insert(chosen.end(), way->begin(), way->end());
  }
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

// One paper of each month in the fact's year: the one with the lowest, or highest, figure.
Indices months_of(const Fact& fact, std::span<const Paper> papers, bool highest) {
  std::map<Period, size_t> chosen;
  for (size_t i = 0; i < papers.size(); ++i) {
    const Paper& paper = papers[i];
    if (!is_part(paper) || !same_basis(paper, fact) || !same_dimensions(paper, fact) ||
        paper.bound != Bound::kExact || !is_month(paper.period) ||
        !fact.period.contains(paper.period)) {
      continue;
    }
    const auto [at, is_new] = chosen.emplace(paper.period, i);
    const Decimal& so_far = papers[at->second].value;
    if (!is_new && (highest ? paper.value > so_far : paper.value < so_far)) at->second = i;
  }
  Indices indices;
  for (const auto& [month, index] : chosen) indices.push_back(index);
  return indices;
}

Fact frame(const Subject& subject, const Paper& paper) {
  Fact fact;
  fact.fact = paper.fact;
  fact.subject = subject;
  fact.period = paper.period;
  fact.mode = paper.mode;
  fact.destination = paper.destination;
  fact.basis = paper.basis;
  fact.unit = paper.unit;
  return fact;
}

PaperFact one_paper(const Subject& subject, const Paper& paper) {
  Fact fact = frame(subject, paper);
  fact.bound = paper.bound;
  fact.bound_exclusive = paper.bound_exclusive;
  fact.value = paper.value;
  fact.evidence_count = 1;
  fact.paper = paper.paper;
  fact.accepted_by = paper.accepted_by;
  fact.accepted_on = paper.accepted_on;
  fact.usable = paper.usable;
  fact.history = paper.history;
  fact.recorded_at = paper.recorded_at;
  fact.entry = paper.entry;
  fact.id = make_fact_id(fact, Composition::kOnePaper);
  return {std::move(fact), Composition::kOnePaper};
}

// A sum is accepted when the last of its papers is: before that day it isn't all there. Who
// accepted them, each once, in the papers' order; nobody when one of the papers has no acceptance.
// Papers accepted on a day nobody has written down are counted beside it, when others have theirs.
void take_acceptance_of_parts(Fact& fact, const Indices& indices, std::span<const Paper> papers) {
  std::vector<std::string_view> offices;
  std::optional<Date> last;
  size_t without_day = 0;
  for (const size_t i : indices) {
    const Paper& paper = papers[i];
    if (paper.accepted_by.empty()) return;
    if (std::find(offices.begin(), offices.end(), paper.accepted_by) == offices.end()) {
      offices.push_back(paper.accepted_by);
    }
    if (!paper.accepted_on) ++without_day;
    if (paper.accepted_on && (!last || *last < *paper.accepted_on)) last = paper.accepted_on;
  }
  fact.accepted_by = fmt::format("{}", fmt::join(offices, "、"));
  fact.accepted_on = last;
  if (last && without_day > 0) {
    fact.accepted_by +=
        fmt::format("（{} 份未注采信日期 / {} without a day）", without_day, without_day);
  }
}

void add_up(Fact& fact, Composition composition, std::span<const Paper> papers) {
  const Indices indices = papers_of(fact, composition, papers);
  fact.id = make_fact_id(fact, composition);
  fact.evidence_count = static_cast<int64_t>(indices.size());
  fact.value = Decimal();
  for (const size_t i : indices) {
    if (fact.value) fact.value = fact.value->plus(papers[i].value);
    // The newest input; of one recording time, the later in the order given.
    if (papers[i].recorded_at >= fact.recorded_at) {
      fact.recorded_at = papers[i].recorded_at;
      fact.entry = papers[i].entry;
    }
  }
  if (!fact.value) fact.unknown_reason = "the sum is beyond decimal128";
  take_acceptance_of_parts(fact, indices, papers);
}

class PaperFacts {
 public:
  PaperFacts(const Catalogue& catalogue, const Subject& subject, std::span<const Paper> papers)
      : catalogue_(catalogue), subject_(subject), papers_(papers) {}

  std::vector<PaperFact> derive() {
    for (const Paper& paper : papers_) take(paper);
    std::sort(facts_.begin(), facts_.end(),
              [](const PaperFact& a, const PaperFact& b) { return a.fact.id < b.fact.id; });
    return std::move(facts_);
  }

 private:
  void take(const Paper& paper) {
    const FactDefinition* definition = catalogue_.fact(paper.fact);
    const Proof* proof = definition == nullptr ? nullptr : definition->proof(paper.basis);
    // A paper whose fact or basis has left the catalogue is still shown for what it is.
    const bool parts = proof != nullptr && proof->papers == PaperUse::kAddUp && is_part(paper);
    if (!parts) facts_.push_back(one_paper(subject_, paper));
    if (definition == nullptr || !definition->adds_up_over_time || !is_part(paper)) return;
    if (parts) {
      sum_parts(paper);
    } else if (paper.bound == Bound::kExact && is_month(paper.period)) {
      sum_months(paper);
    }
  }

  void sum_parts(const Paper& paper) {
    const Period year = Period::year(paper.period.from().year()).value();
    std::vector<Period> periods = {paper.period};
    if (!is_year(paper.period) && year.contains(paper.period)) periods.push_back(year);
    for (const Period& period : periods) {
      for (const bool by_mode : {false, true}) {
        for (const bool by_destination : {false, true}) {
          if ((by_mode && paper.mode.empty()) || (by_destination && paper.destination.empty())) {
            continue;
          }
          Fact fact = frame(subject_, paper);
          fact.period = period;
          if (!by_mode) fact.mode.clear();
          if (!by_destination) fact.destination.clear();
          fact.bound = Bound::kLower;
          add_once(std::move(fact), Composition::kPapersAddedUp);
        }
      }
    }
  }

  void sum_months(const Paper& paper) {
    Fact fact = frame(subject_, paper);
    fact.period = Period::year(paper.period.from().year()).value();
    if (sums_.contains(make_fact_id(fact, Composition::kMonths))) return;
    const size_t months = months_of(fact, papers_, false).size();
    fact.bound = months == 12 ? Bound::kExact : Bound::kLower;
    Fact highest = fact;
    const std::optional<Decimal> lowest_value = add_once(std::move(fact), Composition::kMonths);
    // Below twelve months the lowest figures are the lower bound, and nothing is exact to disagree.
    if (!lowest_value || months < 12) return;
    add_up(highest, Composition::kMonthsHighest, papers_);
    if (highest.value != lowest_value) add_once(std::move(highest), Composition::kMonthsHighest);
  }

  // The value, when the fact is new.
  std::optional<Decimal> add_once(Fact fact, Composition composition) {
    if (!sums_.insert(make_fact_id(fact, composition)).second) return std::nullopt;
    add_up(fact, composition, papers_);
    const std::optional<Decimal> value = fact.value;
    facts_.push_back({std::move(fact), composition});
    return value;
  }

  const Catalogue& catalogue_;
  const Subject& subject_;
  std::span<const Paper> papers_;
  std::set<std::string> sums_;
  std::vector<PaperFact> facts_;
};

}  // namespace

bool same_key(const Paper& a, const Paper& b) {
  return a.subject == b.subject && a.fact == b.fact && a.basis == b.basis && a.period == b.period &&
         a.mode == b.mode && a.destination == b.destination && a.paper == b.paper;
}

bool same_content(const Paper& a, const Paper& b) {
  return same_key(a, b) && a.value == b.value && a.bound == b.bound &&
         a.bound_exclusive == b.bound_exclusive && a.unit == b.unit &&
         a.accepted_by == b.accepted_by && a.accepted_on == b.accepted_on && a.usable == b.usable &&
         a.history == b.history;
}

std::vector<size_t> papers_of(const Fact& fact, Composition composition,
                              std::span<const Paper> papers) {
  switch (composition) {
    case Composition::kTotals:
      return {};
    case Composition::kPapersAddedUp:
      return parts_without_overlap(fact, papers);
    case Composition::kMonths:
      return months_of(fact, papers, false);
    case Composition::kMonthsHighest:
      return months_of(fact, papers, true);
    case Composition::kOnePaper:
      break;
  }
  for (size_t i = 0; i < papers.size(); ++i) {
    const Paper& paper = papers[i];
    if (same_basis(paper, fact) && same_dimensions(paper, fact) && paper.period == fact.period &&
        paper.paper == fact.paper) {
      return {i};
    }
  }
  return {};
}

std::vector<PaperFact> facts_from_papers(const Catalogue& catalogue, const Subject& subject,
                                         std::span<const Paper> papers) {
  return PaperFacts(catalogue, subject, papers).derive();
}

}  // namespace chuhai::facts
