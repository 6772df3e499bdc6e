// settings: named settings of the deployment, each change journalled.
#include "clearance/settings.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "journal/settings.h"

namespace chuhai::cli {
namespace {

struct SettingArguments {
  std::string name;
  std::string value;
};

Result<int> list_settings(const Context& context) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const auto made, journal::read_settings(*store));
  Json list = Json::array();
  Table table({{std::string(context.text("设置", "setting"))},
               {std::string(context.text("值", "value")), Table::Align::kRight},
               {std::string(context.text("含义", "meaning"))},
               {""}});
  for (const journal::SettingDefinition& definition : clearance::setting_definitions()) {
    const auto found = made.find(std::string(definition.name));
    const bool is_default = found == made.end();
    const std::string value =
        is_default ? std::string(definition.default_value) : found->second.value;
    Json json = Json::object();
    json.set("name", definition.name).set("value", value).set("default", is_default);
    if (!is_default)
      json.set("at", found->second.act.at.to_string()).set("by", found->second.act.by);
    list.push(std::move(json));
    table.add({std::string(definition.name), value,
               std::string(context.text(definition.meaning_zh, definition.meaning_en)),
               is_default ? std::string(context.text("默认", "default"))
                          : found->second.act.at.to_string() + " " + found->second.act.by});
  }
  if (context.json()) {
    print_json(list);
  } else {
    print(table.to_string());
  }
  return kDone;
}

Result<int> set_setting(const Context& context, const SettingArguments& arguments) {
  CHUHAI_RETURN_IF_ERROR(clearance::check_setting(arguments.name, arguments.value));
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act());
  CHUHAI_RETURN_IF_ERROR(journal::make_setting(*store, act, arguments.name, arguments.value));
  return list_settings(context);
}

}  // namespace

void add_settings_command(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<SettingArguments>();
  CLI::App* command = app.add_subcommand("settings", "named settings and who made them");
  command->require_subcommand(0, 1);
  command->footer("example: chuhai settings --json");
  command->callback([&chosen, command] {
    if (command->get_subcommands().empty()) chosen = list_settings;
  });
  CLI::App* set_command = command->add_subcommand("set", "make a setting; journalled");
  set_command->add_option("NAME", arguments->name, "as `chuhai settings` lists it")->required();
  set_command->add_option("VALUE", arguments->value, "its value from now on")->required();
  set_command->footer("example: chuhai settings set clearance.incomplete_after_days 10");
  set_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) { return set_setting(context, *arguments); };
  });
}

}  // namespace chuhai::cli
