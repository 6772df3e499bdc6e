// init and status.
#include "clearance/clearance.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "facts/facts.h"
#include "registry/registry.h"

namespace chuhai::cli {
namespace {

Result<int> init(const Context& context) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.create_store());
  if (context.json()) {
    Json json = Json::object();
    json.set("store", context.options().store).set("engine", store->engine_name());
    print_json(json);
  } else {
    print(fmt::format("{} {} ({})\n", context.text("已建立数据库", "made the store"),
                      context.options().store, store->engine_name()));
  }
  return kDone;
}

struct StoreCounts {
  std::map<std::string, int64_t> inputs;  // journal entries by kind
  int64_t repeats = 0;
  int64_t enterprises = 0, warehouses = 0;
  int64_t facts = 0;
  clearance::ExceptionCounts parcels;
};

Result<StoreCounts> count(store::Store& store) {
  StoreCounts counts;
  CHUHAI_RETURN_IF_ERROR(
      journal::for_each_entry(store, 0, "", [&](const journal::Entry& entry) -> Status {
        ++counts.inputs[entry.kind];
        counts.repeats += entry.first.has_value();
        return {};
      }));
  CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
  counts.enterprises = static_cast<int64_t>(registry.enterprises().size());
  counts.warehouses = static_cast<int64_t>(registry.warehouses().size());
  CHUHAI_RETURN_IF_ERROR(facts::for_each_fact(store, [&](const facts::Fact&) -> Status {
    ++counts.facts;
    return {};
  }));
  CHUHAI_ASSIGN_OR_RETURN(counts.parcels, clearance::count_exceptions(store));
  return counts;
}

Json to_json(const StoreCounts& counts) {
  Json inputs = Json::object();
  for (const auto& [kind, number] : counts.inputs) inputs.set(kind, number);
  Json json = Json::object();
  json.set("inputs", std::move(inputs))
      .set("repeats", counts.repeats)
      .set("enterprises", counts.enterprises)
      .set("warehouses", counts.warehouses)
      .set("facts", counts.facts)
      .set("parcels", counts.parcels.to_json());
  return json;
}

Result<int> status(const Context& context) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const StoreCounts counts, count(*store));
  if (context.json()) {
    print_json(to_json(counts));
    return kDone;
  }
  Table table({{"", Table::Align::kLeft}, {"", Table::Align::kRight}});
  for (const auto& [kind, number] : counts.inputs)
    table.add({fmt::format("{} {}", context.text("收到", "inputs:"), kind), group_digits(number)});
  table.add(
      {std::string(context.text("其中重复收到", "of them repeats")), group_digits(counts.repeats)});
  table.add({std::string(context.text("企业", "enterprises")), group_digits(counts.enterprises)});
  table.add({std::string(context.text("海外仓", "overseas warehouses")),
             group_digits(counts.warehouses)});
  table.add({std::string(context.text("包裹（订单）", "parcels (orders)")),
             group_digits(static_cast<int64_t>(counts.parcels.orders))});
  table.add({std::string(context.text("其中单证齐全", "of them complete")),
             group_digits(static_cast<int64_t>(counts.parcels.complete))});
  table.add({std::string(context.text("事实", "facts")), group_digits(counts.facts)});
  print(table.to_string());
  return kDone;
}

}  // namespace

void add_store_commands(CLI::App& app, Action& chosen) {
  CLI::App* init_command = app.add_subcommand("init", "make a new, empty store");
  init_command->footer("example: chuhai init --store ./hunan");
  init_command->callback([&chosen] { chosen = init; });

  CLI::App* status_command = app.add_subcommand("status", "what the store holds");
  status_command->callback([&chosen] { chosen = status; });
}

}  // namespace chuhai::cli
