// Trade records in a replay: the mapping and the files of a batch, as they were when they came in.
#pragma once

#include <vector>

#include "clearance/session.h"
#include "clearance/state.h"
#include "journal/source.h"

namespace chuhai::clearance {

// `entries`: one batch's mapping and trade entries, in order.
Status replay_trade_batch(store::Store& store, State& state,
                          const std::vector<journal::Entry>& entries);

// A batch of another journal, taken in once more.
Status retake_trade_batch(Session& session, const journal::SourceBatch& batch);

}  // namespace chuhai::clearance
