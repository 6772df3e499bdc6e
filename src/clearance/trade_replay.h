// Trade records in a replay: the mapping and the files of a batch, as they were when they came in.
#pragma once

#include <vector>

#include "clearance/state.h"

namespace chuhai::clearance {

// `entries`: one batch's mapping and trade entries, in order.
Status replay_trade_batch(store::Store& store, State& state,
                          const std::vector<journal::Entry>& entries);

}  // namespace chuhai::clearance
