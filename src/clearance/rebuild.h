// Clearance made again from a journal: its batches are taken in once more, each under its own act,
// into a store whose journal has come as far. The same journal gives the same rows, whatever the
// number of threads.
#pragma once

#include <memory>

#include "clearance/session.h"
#include "journal/source.h"

namespace chuhai::clearance {

class Rebuild {
 public:
  // `threads` decode; what they decode is applied in the journal's order by the caller's.
  Rebuild(store::Store& target, int threads) : target_(target), threads_(threads) {}

  static bool is_ours(std::string_view entry_kind);
  // A batch whose entries are all of clearance's kinds.
  Status take(const journal::SourceBatch& batch);
  // Leaves the store as the end of a command does. Must be the last call.
  Status close();

 private:
  Status open_session(const journal::Act& act);
  Status take_messages(const journal::SourceBatch& batch);
  Status take_deadline(const journal::SourceBatch& batch);

  store::Store& target_;
  int threads_;
  std::unique_ptr<Session> session_;
  std::string settings_;  // those that the session was opened with
};

}  // namespace chuhai::clearance
