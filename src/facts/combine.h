// Combining: what the facts of one (subject, fact, period) say together, on the bases a pack
// accepts. Pure; nothing is ever added across bases.
//
// Order. The pack's accepted bases are an order of preference for naming, not of strength:
// - An exact figure on any accepted basis gives the value; the first basis in order that has one is
//   named.
// - Otherwise the value lies above the greatest lower bound and below the least upper bound over
// all
//   accepted bases; of equal bounds the open one is stronger, then the first basis in order is
//   named.
// - "The first that decides is used and named" needs a threshold: first_deciding() goes through the
//   bases in order, each with its own figures alone, and gives the first that settles the
//   comparison.
// - Contradictions are looked for among all accepted figures, whatever decides: two exact figures
//   differ, a lower bound exceeds an exact figure or an upper bound, an upper bound undercuts an
//   exact figure. Then the state is kDisagree and both facts are named.
// Claims not accepted, facts without a value and bases not accepted are listed and not used.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "facts/fact.h"

namespace chuhai::facts {

struct Combined {
  enum class State { kExact, kInterval, kUnknown, kDisagree };
  enum class Use {
    kUsed,              // gives the exact value, or the bound in force
    kAgrees,            // accepted, consistent, and weaker or equal
    kContradicts,       // one of the two sides of a disagreement
    kNoValue,           // can't be stated: Fact::unknown_reason
    kClaim,             // a statement that no office has accepted
    kBasisNotAccepted,  // by the pack, for this measure
  };
  struct Considered {
    Fact fact;
    Use use = Use::kAgrees;
    size_t order = 0;  // place of its basis among the accepted; their number when it isn't
  };
  struct Limit {
    Decimal value;
    bool open = false;  // the value itself is excluded
    size_t fact = 0;    // index into `considered`
  };

  State state = State::kUnknown;
  std::optional<Limit> lower;  // kExact: lower and upper are the figure, closed
  std::optional<Limit> upper;
  std::string basis;  // to name: of the exact figure; else of the lower bound, else of the upper
  std::vector<Considered> considered;  // by place of the basis, then as given
  std::string reason_zh, reason_en;    // of kUnknown and kDisagree
};

// `facts` are of one subject, catalogue fact, period and dimensions (CHECK), as facts_of gives
// them.
Combined combine(std::span<const Fact> facts, std::span<const std::string> accepted_bases);

enum class Comparison { kAtLeast, kAbove, kBelow, kAtMost };
struct Decision {
  bool holds = false;
  std::string basis;
  size_t fact = 0;  // index into `considered`: the figure that settles it
};
// The first accepted basis that settles "value <comparison> threshold" alone; nullopt when none
// does, or when the bases disagree.
std::optional<Decision> first_deciding(const Combined& combined, Comparison comparison,
                                       const Decimal& threshold);

}  // namespace chuhai::facts
