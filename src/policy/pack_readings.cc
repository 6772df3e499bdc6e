// The open readings of pack.yaml: named, dated settings.
#include <fmt/format.h>

#include <algorithm>

#include "policy/pack_load.h"

namespace chuhai::policy {
namespace {

void check_computed(YamlReader& reader, const PackSetting& setting) {
  const auto computed = computed_choices().find(setting.name);
  if (computed == computed_choices().end()) {
    reader.fail("", fmt::format("unknown setting {}", setting.name));
    return;
  }
  std::vector<std::string> used = {setting.fallback};
  for (const auto& [from, choice] : setting.chosen) used.push_back(choice);
  for (const std::string& choice : used) {
    if (setting.choice_text(choice) == nullptr) {
      reader.fail("choices", fmt::format("{} is none of the choices", choice));
    } else if (std::find(computed->second.begin(), computed->second.end(), choice) ==
               computed->second.end()) {
      reader.fail("chosen", fmt::format("this version computes {}, not {}",
                                        fmt::join(computed->second, ", "), choice));
    }
  }
}

PackSetting read_setting(const std::string& name, const std::string& reading, YamlReader& reader) {
  PackSetting setting;
  setting.name = name;
  setting.reading = reading;
  YamlReader choices = reader.child("choices");
  for (const std::string& key : choices.keys()) {
    setting.choices.emplace_back(key, choices.bilingual(key));
  }
  setting.fallback = reader.text("default");
  for (YamlReader& chosen : reader.list("chosen")) {
    const Date from = chosen.date("from");
    if (!setting.chosen.empty() && from <= setting.chosen.back().first) {
      chosen.fail("from", "dates must ascend");
    }
    setting.chosen.emplace_back(from, chosen.text("value"));
    chosen.done();
  }
  setting.reason = reader.bilingual("reason");
  reader.done();
  check_computed(reader, setting);
  return setting;
}

}  // namespace

void read_readings(PackLoading& loading, YamlReader& pack) {
  PackContents& data = loading.data;
  for (auto& [id, reader] : pack.named("readings")) {
    PackReading reading;
    reading.id = id;
    reading.phrase = reader.bilingual("phrase");
    for (auto& [name, setting] : reader.named("settings")) {
      if (data.settings.count(name) != 0) setting.fail("", "the setting is there twice");
      data.settings[name] = read_setting(name, id, setting);
      reading.settings.push_back(name);
    }
    reader.done();
    data.readings[id] = std::move(reading);
  }
  for (const auto& [name, choices] : computed_choices()) {
    if (data.settings.count(name) == 0) {
      pack.fail("readings", fmt::format("setting {} is missing: nothing may be assumed", name));
    }
  }
}

}  // namespace chuhai::policy
