// Whose totals an event of clearance has changed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "journal/journal.h"

namespace chuhai::facts {

// Enterprise codes as in the documents; nullopt when the event doesn't say, so that everything is
// computed again.
std::optional<std::vector<std::string>> touched_codes(const journal::Event& event);

}  // namespace chuhai::facts
