// What commands print, as JSON.
#include "clearance/clearance.h"

namespace chuhai::clearance {
namespace {

Json counts_json(const std::map<std::string, size_t>& counts) {
  Json json = Json::object();
  for (const auto& [key, number] : counts)
    if (number != 0) json.set(key, static_cast<uint64_t>(number));
  return json;
}

}  // namespace

Json IntakeSummary::to_json() const {
  const std::pair<std::string_view, size_t> figures[] = {
      {"files", files},
      {"messages", messages},
      {"repeats", repeats},
      {"documentsRead", documents_read},
      {"messagesRefused", messages_refused},
      {"documents", documents},
      {"documentsRefused", documents_refused},
      {"documentsRepeated", documents_repeated},
      {"notYetHandled", not_yet_handled},
      {"held", held},
      {"inFuture", in_future},
      {"transitions", transitions},
      {"parcelsWritten", parcels_written},
      {"parcelsOpen", parcels_open},
  };
  Json json = Json::object();
  for (const auto& [name, number] : figures) json.set(name, static_cast<uint64_t>(number));
  json.set("byMessageType", counts_json(by_message_type));
  json.set("refusedByRule", counts_json(refused_by_rule));
  if (repeats == 0) return json;
  json.set("repeated", Json::object()
                           .set("messagesRefused", uint64_t{repeated.messages_refused})
                           .set("documents", uint64_t{repeated.documents})
                           .set("documentsRefused", uint64_t{repeated.documents_refused})
                           .set("notYetHandled", uint64_t{repeated.not_yet_handled})
                           .set("held", uint64_t{repeated.held})
                           .set("inFuture", uint64_t{repeated.in_future})
                           .set("refusedByRule", counts_json(repeated.refused_by_rule)));
  return json;
}

Json ExceptionCounts::to_json() const {
  Json json = Json::object();
  json.set("orders", static_cast<uint64_t>(orders))
      .set("complete", static_cast<uint64_t>(complete))
      .set("missing", counts_json(missing))
      .set("amounts", counts_json(amounts))
      .set("refused", counts_json(refused));
  if (waiting != 0) json.set("waiting", static_cast<uint64_t>(waiting));
  if (!other.empty()) json.set("other", counts_json(other));
  return json;
}

}  // namespace chuhai::clearance
