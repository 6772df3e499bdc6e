// Named settings of a deployment: each change is a journalled input with its time and actor, and
// the newest is in force. What a name means, and its default, belongs to the stage that reads it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "journal/journal.h"
#include "store/store.h"

namespace chuhai::journal {

struct SettingDefinition {
  std::string_view name;  // "clearance.incomplete_after_days"
  std::string_view default_value;
  std::string_view meaning_zh, meaning_en;
};

struct Setting {
  std::string value;
  Act act;
};

// Those that were ever made, as known at `known_at` (nullopt: now), by name.
Result<std::map<std::string, Setting>> read_settings(store::Store& store,
                                                     std::optional<Instant> known_at = {});
// Records the value; whether it is a right one is the caller's business (see the stage's
// `settings_from`).
Status make_setting(store::Store& store, const Act& act, std::string_view name,
                    std::string_view value);

}  // namespace chuhai::journal
