#include "store/transaction.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace chuhai::store {

bool is_worth_another_try(const Error& error) {
  return error.code() == ErrorCode::kConflict || error.code() == ErrorCode::kUnavailable;
}

Status with_retries(const RetryPolicy& policy, const std::function<Status()>& attempt) {
  int pause_ms = policy.first_pause_ms;
  for (int number = 1;; ++number) {
    Status status = attempt();
    if (status.ok() || !is_worth_another_try(status.error()) || number >= policy.attempts_max) {
      return status;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(pause_ms));
    pause_ms = std::min(2 * pause_ms, policy.pause_ms_max);
  }
}

Status run_transaction(Store& store, const std::function<Status()>& body,
                       const RetryPolicy& policy) {
  return with_retries(policy, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, store.begin());
    CHUHAI_RETURN_IF_ERROR(body());
    return transaction.commit();
  });
}

Status run_reading(Store& store, const std::function<Status()>& body) {
  if (store.is_in_transaction()) return body();
  CHUHAI_ASSIGN_OR_RETURN(Transaction transaction, store.begin_reading());
  CHUHAI_RETURN_IF_ERROR(body());
  return transaction.commit();
}

}  // namespace chuhai::store
