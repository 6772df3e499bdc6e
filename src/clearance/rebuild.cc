#include "clearance/rebuild.h"

#include <future>

#include "clearance/message_intake.h"
#include "clearance/trade_replay.h"
#include "journal/settings.h"

namespace chuhai::clearance {
namespace {

using Prepared = std::vector<std::optional<PreparedMessage>>;

// Every `step`-th entry from `first` on; repeats stay empty, since their bytes aren't looked at.
Status prepare_some(const journal::SourceBatch& batch, size_t first, size_t step,
                    const documents::Settings& settings, Prepared& prepared) {
  for (size_t i = first; i < batch.entries.size(); i += step) {
    const journal::SourceEntry& source = batch.entries[i];
    if (!source.archived) continue;
    auto message = prepare_archived(source.entry, *source.archived, settings);
    if (!message.ok()) return message.take_error().with_context(source.entry.source_name);
    prepared[i] = std::move(message).value();
  }
  return {};
}

Result<Prepared> prepare(const journal::SourceBatch& batch, int threads,
                         const documents::Settings& settings) {
  Prepared prepared(batch.entries.size());
  const auto step = static_cast<size_t>(std::max(threads, 1));
  std::vector<std::future<Status>> others;
  for (size_t first = 1; first < std::min(step, batch.entries.size()); ++first)
    others.push_back(std::async(std::launch::async, [&, first] {
      return prepare_some(batch, first, step, settings, prepared);
    }));
  Status status = prepare_some(batch, 0, step, settings, prepared);
  for (auto& other : others) {
    Status one = other.get();
    if (status.ok()) status = std::move(one);
  }
  CHUHAI_RETURN_IF_ERROR(status);
  return prepared;
}

PreparedMessage repeat_of(const journal::SourceEntry& source) {
  PreparedMessage message;
  message.name = source.entry.source_name;
  message.parameters = source.entry.parameters;
  message.record.digest = source.entry.digest;
  return message;
}

}  // namespace

bool Rebuild::is_ours(std::string_view entry_kind) {
  return entry_kind == kMessageEntry || entry_kind == kTradeEntry || entry_kind == kMappingEntry ||
         entry_kind == kDeadlineEntry;
}

// One session as long as the settings stay as they are.
Status Rebuild::open_session(const journal::Act& act) {
  CHUHAI_ASSIGN_OR_RETURN(const auto made, journal::read_settings(target_));
  CHUHAI_ASSIGN_OR_RETURN(const Settings settings, settings_from(made));
  const std::string text = settings_text(settings);
  if (session_ != nullptr && text == settings_) return {};
  CHUHAI_RETURN_IF_ERROR(close());
  CHUHAI_ASSIGN_OR_RETURN(session_, Session::open(target_, settings, act, {}));
  settings_ = text;
  return {};
}

Status Rebuild::take_messages(const journal::SourceBatch& batch) {
  CHUHAI_ASSIGN_OR_RETURN(Prepared prepared,
                          prepare(batch, threads_, session_->state().settings.documents));
  return session_->write_batch_of(batch.act, [&](Session::Writing& writing) -> Status {
    for (size_t i = 0; i < prepared.size(); ++i) {
      if (!prepared[i]) prepared[i] = repeat_of(batch.entries[i]);
      CHUHAI_RETURN_IF_ERROR(take_message(*session_, writing, *prepared[i]));
    }
    return {};
  });
}

Status Rebuild::take_deadline(const journal::SourceBatch& batch) {
  return session_->write_batch_of(batch.act, [&](Session::Writing& writing) -> Status {
    for (const journal::SourceEntry& source : batch.entries) {
      auto written = writing.batch.append(journal::entry_again(source));
      if (!written.ok()) return written.take_error();
      session_->state().matcher.sweep(source.entry.act.at);
    }
    return {};
  });
}

Status Rebuild::take(const journal::SourceBatch& batch) {
  CHUHAI_RETURN_IF_ERROR(open_session(batch.act));
  const std::string& kind = batch.entries.front().entry.kind;
  if (kind == kDeadlineEntry) return take_deadline(batch);
  if (kind == kMessageEntry) return take_messages(batch);
  return retake_trade_batch(*session_, batch);
}

Status Rebuild::close() {
  if (session_ == nullptr) return {};
  CHUHAI_RETURN_IF_ERROR(session_->close_without_sweep());
  session_.reset();
  return {};
}

}  // namespace chuhai::clearance
