// A whole transaction, done again when somebody else was in the way or the connection was lost; and
// several readings of one moment.
#pragma once

#include <functional>

#include "store/store.h"

namespace chuhai::store {

struct RetryPolicy {
  int attempts_max = 8;
  int first_pause_ms = 20;  // doubled from one attempt to the next
  int pause_ms_max = 2'000;
};

// kConflict and kUnavailable: nothing was kept, and doing it again may work.
bool is_worth_another_try(const Error& error);

// Calls `attempt` until it succeeds, fails for good, or has been tried often enough; pauses
// between. It must begin from nothing each time.
Status with_retries(const RetryPolicy& policy, const std::function<Status()>& attempt);

// begin(), `body`, commit(), all again by the policy. `body` may be called several times: what it
// fills must be emptied at its start. A commit whose outcome the engine couldn't find out isn't
// done again (kIo).
Status run_transaction(Store& store, const std::function<Status()>& body,
                       const RetryPolicy& policy = {});

// `body` in a transaction that only reads, so that all it reads is of one moment; in the open
// transaction when there is one.
Status run_reading(Store& store, const std::function<Status()>& body);

}  // namespace chuhai::store
