// Named settings of clearance.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "documents/settings.h"
#include "journal/settings.h"

namespace chuhai::clearance {

struct Settings {
  documents::Settings documents;
  // clearance.incomplete_after_days: an unmatched document is shown as incomplete when the
  // journal's clock is this many days past its appTime.
  int incomplete_after_days = 7;
  // clearance.receipt_required_until: list exports need receipt-of-money data for orders before
  // this day (announcement 2024 no. 167 ended it on 15 December 2024).
  Date receipt_required_until = Date::from_days(20'072);  // 2024-12-15
  // clearance.clock_tolerance_minutes: an appTime later than the act that takes the document in by
  // more than this is remarked on.
  int clock_tolerance_minutes = 10;
};

// The settings of documents and clearance, with their defaults.
std::span<const journal::SettingDefinition> setting_definitions();
// kNotFound for a name that isn't defined, kInvalidArgument for a value that doesn't fit it.
Status check_setting(std::string_view name, std::string_view value);
// Those in force, over the defaults.
Result<Settings> settings_from(const std::map<std::string, journal::Setting>& made);

}  // namespace chuhai::clearance
