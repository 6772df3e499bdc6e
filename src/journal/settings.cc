#include "journal/settings.h"

#include <limits>

#include "base/json.h"

namespace chuhai::journal {

Result<std::map<std::string, Setting>> read_settings(store::Store& store,
                                                     std::optional<Instant> known_at) {
  std::map<std::string, Setting> settings;
  const int64_t until = known_at ? known_at->millis() : std::numeric_limits<int64_t>::max();
  // In order of recording, so that the last one stays.
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT name, value, recorded_at, actor FROM journal_setting WHERE recorded_at <= :until "
      "ORDER BY name, recorded_at, entry_lane, entry_position",
      {{"until", until}}, [&](const store::Row& row) -> Status {
        settings[std::string(row.text(0))] = {
            std::string(row.text(1)),
            {Instant::from_millis(row.int64(2)), std::string(row.text(3))}};
        return {};
      }));
  return settings;
}

Status make_setting(store::Store& store, const Act& act, std::string_view name,
                    std::string_view value) {
  // Time and actor are in the bytes: setting 7, 8 and 7 again are three inputs.
  Json json = Json::object();
  json.set("name", name).set("value", value).set("at", act.at.to_string()).set("by", act.by);
  NewEntry entry;
  entry.kind = "setting";
  entry.source_name = name;
  entry.record = whole_record(json.to_string());
  const auto recorded = record(store, act, entry, [&](const Entry& written) -> Status {
    const auto changed = store.execute(
        "INSERT INTO journal_setting (name, recorded_at, entry_lane, entry_position, value, actor) "
        "VALUES (:name, :at, :lane, :position, :value, :actor)",
        {{"name", name},
         {"at", act.at.millis()},
         {"lane", written.key.lane},
         {"position", written.key.position},
         {"value", value},
         {"actor", act.by}});
    return changed.ok() ? Status() : Status(changed.error());
  });
  return recorded.ok() ? Status() : Status(recorded.error());
}

}  // namespace chuhai::journal
