#include "clearance/state.h"

#include <algorithm>

#include "clearance/message_intake.h"
#include "clearance/parcel_codec.h"
#include "clearance/projection.h"
#include "clearance/trade_replay.h"

namespace chuhai::clearance {
namespace {

using store::Row;
using store::Store;

Status restore_open(Store& store, Matcher& matcher) {
  return store.query(
      "SELECT lane, is_waybill, id, body FROM clearance_open ORDER BY lane, is_waybill, id", {},
      [&](const Row& row) -> Status {
        const int lane = static_cast<int>(row.int64(0));
        const ParcelId id(row.int64(2));
        if (row.int64(1) != 0) {
          CHUHAI_ASSIGN_OR_RETURN(OpenWaybill open, decode_open_waybill(lane, id, row.bytes(3)));
          matcher.restore(std::move(open));
        } else {
          CHUHAI_ASSIGN_OR_RETURN(OpenParcel open, decode_open_parcel(lane, id, row.bytes(3)));
          matcher.restore(std::move(open));
        }
        return {};
      });
}

Status ignore(const Applied&) { return {}; }

// Replays one batch's entries, all of clearance's kinds.
Status replay_batch(Store& store, State& state, const std::vector<journal::Entry>& entries) {
  state.written.see_batches_before(entries.front().batch);
  if (entries.front().kind == kMappingEntry || entries.front().kind == kTradeEntry) {
    CHUHAI_RETURN_IF_ERROR(replay_trade_batch(store, state, entries));
  } else {
    for (const journal::Entry& entry : entries) {
      if (entry.kind == kDeadlineEntry) {
        state.matcher.sweep(entry.act.at);
      } else if (!entry.first) {
        CHUHAI_ASSIGN_OR_RETURN(const auto packed, journal::read_packed(store, entry.key));
        auto message = prepare_archived(entry, packed, state.settings.documents);
        if (!message.ok()) return message.take_error().with_context(entry.source_name);
        std::vector<documents::Document>& documents = message->decoded.documents;
        for (documents::Document& document : documents) document.locator.entry = entry.key;
        CHUHAI_RETURN_IF_ERROR(apply_documents(state.matcher, documents, "", ignore));
      }
    }
  }
  (void)state.matcher.end_batch();  // its effects were written with it
  state.last_batch = entries.front().batch;
  state.replayed = true;
  return {};
}

bool is_ours(std::string_view kind) {
  return kind == kMessageEntry || kind == kTradeEntry || kind == kMappingEntry ||
         kind == kDeadlineEntry;
}

Status replay(Store& store, State& state) {
  std::vector<journal::Entry> entries;
  CHUHAI_RETURN_IF_ERROR(journal::for_each_entry(
      store, state.watermark, "", [&](const journal::Entry& entry) -> Status {
        if (!is_ours(entry.kind)) return {};
        if (!entries.empty() && entries.front().batch != entry.batch) {
          CHUHAI_RETURN_IF_ERROR(replay_batch(store, state, entries));
          entries.clear();
        }
        entries.push_back(entry);
        return {};
      }));
  if (!entries.empty()) CHUHAI_RETURN_IF_ERROR(replay_batch(store, state, entries));
  state.written.see_batches_before(INT64_MAX);
  return {};
}

}  // namespace

Status StoredParcels::find(Hash128 key, std::vector<Parcel>* found) {
  std::vector<ParcelRef> refs;
  CHUHAI_RETURN_IF_ERROR(locator_.find(key, &refs));
  if (refs.empty()) return {};
  std::sort(refs.begin(), refs.end());
  refs.erase(std::unique(refs.begin(), refs.end()), refs.end());
  for (const ParcelRef& ref : refs) {
    CHUHAI_ASSIGN_OR_RETURN(auto parcel, read(ref));
    if (parcel) found->push_back(std::move(*parcel));
  }
  return {};
}

Result<std::optional<Parcel>> StoredParcels::read(const ParcelRef& ref) {
  std::optional<Parcel> parcel;
  CHUHAI_RETURN_IF_ERROR(store_.query(
      "SELECT version, body FROM clearance_parcel "
      "WHERE lane = :lane AND id = :id AND batch < :batch ORDER BY version DESC LIMIT 1",
      {{"lane", ref.lane}, {"id", ref.id.value()}, {"batch", before_batch_}},
      [&](const Row& row) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(parcel, decode_parcel(row.bytes(1)));
        parcel->lane = ref.lane;
        parcel->id = ref.id;
        parcel->version = static_cast<int>(row.int64(0));
        return {};
      }));
  return parcel;
}

Result<StoredCheckpoint> read_checkpoint(Store& store) {
  StoredCheckpoint stored;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT watermark, last_batch, settings FROM clearance_checkpoint WHERE lane = 0",
                  {}, [&](const Row& row) -> Status {
                    stored.watermark = row.int64(0);
                    stored.last_batch = row.int64(1);
                    stored.settings = std::string(row.text(2));
                    return {};
                  }));
  return stored;
}

Result<std::unique_ptr<State>> recover(Store& store, const Settings& settings) {
  CHUHAI_ASSIGN_OR_RETURN(const StoredCheckpoint stored, read_checkpoint(store));
  Settings in_force = settings;
  if (stored.settings) {
    CHUHAI_ASSIGN_OR_RETURN(in_force, parse_settings(*stored.settings));
  }
  auto state = std::make_unique<State>(store, in_force);
  state->watermark = state->last_batch = stored.watermark;
  CHUHAI_RETURN_IF_ERROR(state->locator.load());
  CHUHAI_RETURN_IF_ERROR(restore_open(store, state->matcher));
  CHUHAI_RETURN_IF_ERROR(replay(store, *state));
  state->last_batch = std::max(state->last_batch, stored.last_batch);
  return state;
}

Status apply_documents(Matcher& matcher, std::vector<documents::Document>& documents,
                       std::string_view mapping,
                       const std::function<Status(const Applied&)>& callback) {
  for (documents::Document& document : documents) {
    CHUHAI_ASSIGN_OR_RETURN(const Ruling ruling, matcher.apply(document, mapping));
    CHUHAI_RETURN_IF_ERROR(callback({ruling, &document}));
  }
  return {};
}

}  // namespace chuhai::clearance
