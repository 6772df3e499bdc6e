// Papers: statements, sheets, declarations, returns, registers and earlier yearly figures, one row
// each, and the facts that they make; pure.
//
// - A paper states the figure of its period (kEach), on its own: two exact papers that differ are
// two
//   facts, and disagree. Parts (kAddUp, declaration forms) add up to one lower bound per period.
// - A year from month papers of an exact basis and a fact that adds up over time: all twelve months
//   make an exact year, fewer a lower bound. When two papers differ about a month, two years come
//   out, from the lowest and from the highest figures, and disagree.
// - A sum is accepted on the day on which the last of its papers was.
// - History rows are yearly figures and never parts of anything.
// - A paper not usable (a claim) is a fact of its own, marked so, and goes into no other.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "facts/fact.h"
#include "facts/fact_id.h"

namespace chuhai::facts {

// Amounts are ≥ 0 and have at most five decimals (the unit's, at most).
struct Paper {
  Subject subject;  // as recorded; an enterprise by its registry id where it is on file
  std::string fact, basis;
  Period period = Period::year(2000).value();
  std::string mode, destination;
  std::string paper;
  Decimal value;
  Bound bound = Bound::kExact;
  bool bound_exclusive = false;
  std::string unit;
  std::string accepted_by;
  std::optional<Date> accepted_on;
  bool usable = true;
  bool history = false;
  int64_t version = 0;
  Instant recorded_at;
  journal::EntryKey entry;
  int line = 0;  // of the file
};

// Same (subject, fact, basis, period, dimensions, paper): the later one corrects the earlier.
bool same_key(const Paper& a, const Paper& b);
bool same_content(const Paper& a, const Paper& b);

struct PaperFact {
  Fact fact;
  Composition composition = Composition::kOnePaper;
};
// Facts of `subject` from the newest versions of its papers.
std::vector<PaperFact> facts_from_papers(const Catalogue& catalogue, const Subject& subject,
                                         std::span<const Paper> papers);

// The papers whose values add up to the fact: indices into `papers` (of the fact's subject).
std::vector<size_t> papers_of(const Fact& fact, Composition composition,
                              std::span<const Paper> papers);

}  // namespace chuhai::facts
