// The sources of inputs beside facts (registry, recognition list, award register), and the values
// they share.
#pragma once

#include "policy/inputs.h"

namespace chuhai::policy {

// Roles, seat, and the status on the recognition list.
InputValue registry_value(const InputContext& context, const PackInput& input);
// Whether the measure was awarded before the year (R2, R12): true as soon as an award is on the
// register; false only where every payment sheet that could hold one is on file.
InputValue award_value(const InputContext& context, const PackInput& input);

InputValue known_boolean(const PackInput& input, bool holds, int64_t cost);
InputValue unknown_boolean(int64_t cost);
dmn::Given unknown_number(std::optional<dmn::Bound> lower, std::optional<dmn::Bound> upper,
                          int64_t cost);
// Without predecessors and related enterprises R12's two readings are one.
std::vector<std::string> idle_history_readings(const InputContext& context);

Text not_on_file();

}  // namespace chuhai::policy
