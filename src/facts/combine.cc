#include "facts/combine.h"

#include <fmt/format.h>

#include <algorithm>

namespace chuhai::facts {
namespace {

using Use = Combined::Use;
using Limit = Combined::Limit;

std::vector<Combined::Considered> consider(std::span<const Fact> facts,
                                           std::span<const std::string> accepted) {
  std::vector<Combined::Considered> considered;
  for (const Fact& fact : facts) {
    CHECK(fact.fact == facts[0].fact && fact.subject == facts[0].subject &&
              fact.period == facts[0].period && fact.mode == facts[0].mode &&
              fact.destination == facts[0].destination,
          "facts of one subject, fact, period and dimensions are combined");
    const size_t order = static_cast<size_t>(
        std::find(accepted.begin(), accepted.end(), fact.basis) - accepted.begin());
    const Use use = order == accepted.size() ? Use::kBasisNotAccepted
                    : !fact.usable           ? Use::kClaim
                    : !fact.value            ? Use::kNoValue
                                             : Use::kAgrees;
    considered.push_back({.fact = fact, .use = use, .order = order});
  }
  std::stable_sort(considered.begin(), considered.end(),
                   [](const auto& a, const auto& b) { return a.order < b.order; });
  return considered;
}

bool counts(const Combined::Considered& item) { return item.use <= Use::kContradicts; }

Limit limit_of(const Combined::Considered& item, size_t index) {
  return {.value = *item.fact.value,
          .open = item.fact.bound != Bound::kExact && item.fact.bound_exclusive,
          .fact = index};
}

bool is_stronger_lower(const Limit& a, const std::optional<Limit>& b) {
  return !b || a.value > b->value || (a.value == b->value && a.open && !b->open);
}
bool is_stronger_upper(const Limit& a, const std::optional<Limit>& b) {
  return !b || a.value < b->value || (a.value == b->value && a.open && !b->open);
}
// No value lies at or above `lower` and at or below `upper`.
bool excludes(const Limit& lower, const Limit& upper) {
  return lower.value > upper.value || (lower.value == upper.value && (lower.open || upper.open));
}

// The bounds that the accepted figures set together; exact figures set both.
struct Bounds {
  std::optional<Limit> exact, lower, upper;
  std::optional<std::pair<size_t, size_t>> contradiction;
};
Bounds bounds_of(const std::vector<Combined::Considered>& considered) {
  Bounds bounds;
  for (size_t i = 0; i < considered.size(); ++i) {
    if (!counts(considered[i])) continue;
    const Limit limit = limit_of(considered[i], i);
    const Bound bound = considered[i].fact.bound;
    if (bound == Bound::kExact) {
      if (!bounds.exact) bounds.exact = limit;
      if (bounds.exact->value != limit.value && !bounds.contradiction) {
        bounds.contradiction = {bounds.exact->fact, i};
      }
    }
    if (bound != Bound::kUpper && is_stronger_lower(limit, bounds.lower)) bounds.lower = limit;
    if (bound != Bound::kLower && is_stronger_upper(limit, bounds.upper)) bounds.upper = limit;
  }
  if (!bounds.contradiction && bounds.lower && bounds.upper &&
      excludes(*bounds.lower, *bounds.upper)) {
    bounds.contradiction = {bounds.lower->fact, bounds.upper->fact};
  }
  return bounds;
}

std::string shown(const Fact& fact) {
  const std::string_view sign = fact.bound == Bound::kLower   ? "≥ "
                                : fact.bound == Bound::kExact ? ""
                                : fact.bound_exclusive        ? "< "
                                                              : "≤ ";
  return fmt::format("{} {}{}", fact.basis, sign, fact.value->to_string());
}

void set_disagree(Combined& combined, std::pair<size_t, size_t> sides) {
  auto& one = combined.considered[sides.first];
  auto& other = combined.considered[sides.second];
  one.use = other.use = Use::kContradicts;
  combined.state = Combined::State::kDisagree;
  combined.reason_en = fmt::format("bases disagree: {} and {}", shown(one.fact), shown(other.fact));
  combined.reason_zh = fmt::format("口径不一致：{} 与 {}", shown(one.fact), shown(other.fact));
}

void set_unknown(Combined& combined) {
  combined.state = Combined::State::kUnknown;
  combined.reason_en = "no figure on file on an accepted basis";
  combined.reason_zh = "没有可采信口径的数据";
  for (const auto& item : combined.considered) {
    if (item.use == Use::kNoValue) {
      combined.reason_en = fmt::format("{}: {}", item.fact.basis, item.fact.unknown_reason);
      combined.reason_zh = fmt::format("{}：{}", item.fact.basis, item.fact.unknown_reason);
      return;
    }
    if (item.use == Use::kClaim) {
      combined.reason_en = "only a statement that no office has accepted";
      combined.reason_zh = "仅有未经采信的企业报表";
    }
  }
}

// What one figure alone says about the comparison: holds, fails, or nothing.
std::optional<bool> settles(const Fact& fact, Comparison comparison, const Decimal& threshold) {
  const auto order = fact.value->compare(threshold);
  const bool open = fact.bound != Bound::kExact && fact.bound_exclusive;
  const bool from_below = fact.bound != Bound::kUpper;  // the value is at least the figure
  const bool from_above = fact.bound != Bound::kLower;
  const bool at_least = from_below && order >= 0;
  const bool above = from_below && (order > 0 || (order == 0 && open));
  const bool at_most = from_above && order <= 0;
  const bool below = from_above && (order < 0 || (order == 0 && open));
  switch (comparison) {
    case Comparison::kAtLeast:
      return at_least ? std::optional(true) : below ? std::optional(false) : std::nullopt;
    case Comparison::kAbove:
      return above ? std::optional(true) : at_most ? std::optional(false) : std::nullopt;
    case Comparison::kBelow:
      return below ? std::optional(true) : at_least ? std::optional(false) : std::nullopt;
    case Comparison::kAtMost:
      return at_most ? std::optional(true) : above ? std::optional(false) : std::nullopt;
  }
  return std::nullopt;
}

}  // namespace

Combined combine(std::span<const Fact> facts, std::span<const std::string> accepted_bases) {
  Combined combined;
  combined.considered = consider(facts, accepted_bases);
  Bounds bounds = bounds_of(combined.considered);
  if (bounds.contradiction) {
    set_disagree(combined, *bounds.contradiction);
    return combined;
  }
  if (bounds.exact) bounds.lower = bounds.upper = bounds.exact;
  combined.lower = bounds.lower;
  combined.upper = bounds.upper;
  if (!combined.lower && !combined.upper) {
    set_unknown(combined);
    return combined;
  }
  // A closed lower and a closed upper bound that meet leave one value.
  const bool one_value =
      combined.lower && combined.upper && combined.lower->value == combined.upper->value;
  combined.state = one_value ? Combined::State::kExact : Combined::State::kInterval;
  for (const auto& limit : {combined.lower, combined.upper}) {
    if (limit) combined.considered[limit->fact].use = Use::kUsed;
  }
  const size_t named = combined.lower ? combined.lower->fact : combined.upper->fact;
  combined.basis = combined.considered[named].fact.basis;
  return combined;
}

std::optional<Decision> first_deciding(const Combined& combined, Comparison comparison,
                                       const Decimal& threshold) {
  if (combined.state == Combined::State::kDisagree) return std::nullopt;
  for (size_t i = 0; i < combined.considered.size(); ++i) {
    const auto& item = combined.considered[i];
    if (!counts(item)) continue;
    if (const auto holds = settles(item.fact, comparison, threshold)) {
      return Decision{.holds = *holds, .basis = item.fact.basis, .fact = i};
    }
  }
  return std::nullopt;
}

}  // namespace chuhai::facts
