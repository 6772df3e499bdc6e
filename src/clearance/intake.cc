// Messages in: read, decoded (ahead, on a second thread), and applied strictly in file order.
#include <future>
#include <limits>
#include <utility>

#include "base/file.h"
#include "base/text.h"
#include "clearance/clearance.h"
#include "clearance/message_intake.h"
#include "clearance/session.h"
#include "store/transaction.h"

namespace chuhai::clearance {
namespace {

struct PreparedBatch {
  size_t first = 0;  // of the files, in the order given
  std::vector<PreparedMessage> files;
  size_t end() const { return first + files.size(); }
};

// As many files from `first` on as the limits allow.
Result<PreparedBatch> prepare_batch(const std::vector<std::filesystem::path>& files, size_t first,
                                    const documents::Settings& settings,
                                    const IntakeLimits& limits) {
  PreparedBatch batch{first, {}};
  size_t bytes_read = 0;
  while (batch.end() < files.size() && batch.files.size() < limits.files_max &&
         bytes_read < limits.bytes_max) {
    const std::filesystem::path& path = files[batch.end()];
    CHUHAI_ASSIGN_OR_RETURN(std::string bytes, read_file(path));
    bytes_read += bytes.size();
    batch.files.push_back(
        prepare_message(printable_name(path.generic_string()), std::move(bytes), settings));
  }
  return batch;
}

// Decodes a batch while the one before is applied. At most two batches are in memory.
class Decoder {
 public:
  Decoder(const std::vector<std::filesystem::path>& files, const documents::Settings& settings,
          const IntakeLimits& limits)
      : files_(files), settings_(settings), limits_(limits) {
    start();
  }

  Result<PreparedBatch> next() {
    Result<PreparedBatch> batch = ahead_.get();
    if (batch.ok() && !batch->files.empty()) {
      next_ = batch->end();
      start();
    }
    return batch;
  }

 private:
  void start() {
    const auto policy = limits_.decode_ahead ? std::launch::async : std::launch::deferred;
    ahead_ = std::async(
        policy, [this, first = next_] { return prepare_batch(files_, first, settings_, limits_); });
  }

  const std::vector<std::filesystem::path>& files_;
  size_t next_ = 0;
  documents::Settings settings_;
  IntakeLimits limits_;
  std::future<Result<PreparedBatch>> ahead_;  // last: joined before the rest goes
};

// Again from the files when another writer was in the way or the connection was lost: applying
// consumes what was decoded, and a file may have changed.
Status write_files(Session& session, PreparedBatch batch,
                   const std::vector<std::filesystem::path>& files,
                   const documents::Settings& settings) {
  const IntakeSummary before = session.summary;
  IntakeLimits same_files = session.limits();
  same_files.files_max = batch.files.size();
  same_files.bytes_max = std::numeric_limits<size_t>::max();
  bool is_again = false;
  return store::with_retries({}, [&]() -> Status {
    if (std::exchange(is_again, true)) {
      session.summary = before;
      CHUHAI_ASSIGN_OR_RETURN(batch, prepare_batch(files, batch.first, settings, same_files));
    }
    return session.write_batch([&](Session::Writing& writing) -> Status {
      for (PreparedMessage& message : batch.files) {
        CHUHAI_RETURN_IF_ERROR(take_message(session, writing, message));
      }
      return {};
    });
  });
}

}  // namespace

Result<IntakeSummary> intake_messages_limited(
    store::Store& store, const Settings& settings, const journal::Act& act,
    const std::vector<std::filesystem::path>& files,
    const std::function<void(const IntakeProgress&)>& progress, const IntakeLimits& limits) {
  CHUHAI_ASSIGN_OR_RETURN(const auto session, Session::open(store, settings, act, limits));
  Decoder decoder(files, settings.documents, limits);
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(PreparedBatch batch, decoder.next());
    if (batch.files.empty()) break;
    CHUHAI_RETURN_IF_ERROR(write_files(*session, std::move(batch), files, settings.documents));
    if (progress) progress({session->summary.files, files.size(), session->summary.documents});
  }
  CHUHAI_RETURN_IF_ERROR(session->close());
  return session->summary;
}

Result<IntakeSummary> intake_messages(store::Store& store, const Settings& settings,
                                      const journal::Act& act,
                                      const std::vector<std::filesystem::path>& files,
                                      const std::function<void(const IntakeProgress&)>& progress) {
  return intake_messages_limited(store, settings, act, files, progress, IntakeLimits{});
}

}  // namespace chuhai::clearance
