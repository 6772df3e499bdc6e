// Judging one case by its table: outcome, reason, rule, conditions, and what would settle it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/inputs.h"

namespace chuhai::policy {

// What the table said, before ceilings that look beyond the one subject.
struct Judgement {
  std::optional<Decimal> ceiling;  // of the rule that gave "met"
  std::vector<std::string> digest_lines;
};

// Fills outcome, reason, rule, conditions, asks, nearest, readings, notes, check commands and trace
// of `determination`. kFailedPrecondition when a parameter has no value on `on`.
Result<Judgement> judge(const InputContext& context, Date on, Determination& determination);

// All parameters of the pack as they stand on a day.
Result<dmn::Givens> parameter_givens(const PackContents& pack, Date on);

}  // namespace chuhai::policy
