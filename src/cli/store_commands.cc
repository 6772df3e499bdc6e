// init and status.
#include "cli/app.h"
#include "cli/commands.h"
#include "report/findings.h"

namespace chuhai::cli {
namespace {

Result<int> init(const Context& context) {
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act());
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.create_store(act));
  if (context.json()) {
    Json json = Json::object();
    json.set("store", store::shown_address(context.options().store))
        .set("engine", store->engine_name());
    print_json(json);
  } else {
    print(fmt::format("{} {} ({})\n", context.text("已建立数据库", "made the store"),
                      store::shown_address(context.options().store), store->engine_name()));
  }
  return kDone;
}

Json to_json(const report::Findings& found) {
  Json inputs = Json::object();
  for (const auto& [kind, number] : found.inputs_by_kind) inputs.set(kind, number);
  Json bases = Json::array();
  for (const report::BasisRow& row : found.bases) {
    Json json = Json::object();
    json.set("fact", row.fact_id)
        .set("basis", row.basis_id)
        .set("subjects", row.subjects)
        .set("facts", row.facts)
        .set("documents", row.documents)
        .set("unknown", row.unknown)
        .set("claims", row.claims);
    bases.push(std::move(json));
  }
  Json json = Json::object();
  json.set("inputs", std::move(inputs))
      .set("repeats", found.repeats)
      .set("enterprises", found.enterprises)
      .set("warehouses", found.warehouses)
      .set("facts", found.facts)
      .set("factsByBasis", std::move(bases))
      .set("parcels", found.exceptions.to_json());
  return json;
}

std::string holdings_text(const Context& context, const report::Findings& found) {
  Table table({{"", Table::Align::kLeft}, {"", Table::Align::kRight}});
  const auto add = [&](std::string_view zh, std::string_view en, int64_t number) {
    table.add({std::string(context.text(zh, en)), group_digits(number)});
  };
  for (const auto& [kind, number] : found.inputs_by_kind)
    table.add({fmt::format("{} {}", context.text("收到", "inputs:"), kind), group_digits(number)});
  add("其中重复收到", "of them repeats", found.repeats);
  add("企业", "enterprises", found.enterprises);
  add("海外仓", "overseas warehouses", found.warehouses);
  add("包裹（订单）", "parcels (orders)", static_cast<int64_t>(found.exceptions.orders));
  add("其中单证齐全", "of them complete", static_cast<int64_t>(found.exceptions.complete));
  add("事实（含按监管方式、目的地的分项）", "facts, by mode and destination too", found.facts);
  return table.to_string();
}

// Whole figures only; a figure's parts by mode and destination aren't counted again.
std::string bases_text(const Context& context, const report::Findings& found) {
  Table table({{std::string(context.text("事实", "fact"))},
               {std::string(context.text("口径", "basis"))},
               {std::string(context.text("主体", "subjects")), Table::Align::kRight},
               {std::string(context.text("事实数", "facts")), Table::Align::kRight},
               {std::string(context.text("单证", "documents")), Table::Align::kRight},
               {std::string(context.text("未知", "unknown")), Table::Align::kRight},
               {std::string(context.text("未采信", "claims")), Table::Align::kRight}});
  for (const report::BasisRow& row : found.bases)
    table.add({context.text(row.fact), context.text(row.basis), group_digits(row.subjects),
               group_digits(row.facts), group_digits(row.documents), group_digits(row.unknown),
               group_digits(row.claims)});
  return table.empty() ? "" : table.to_string();
}

Result<int> status(const Context& context) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const report::Findings found, report::collect(*store, catalogue, {}));
  if (context.json()) {
    print_json(to_json(found));
  } else {
    print(holdings_text(context, found));
    print(bases_text(context, found));
  }
  return kDone;
}

}  // namespace

void add_store_commands(CLI::App& app, Action& chosen) {
  CLI::App* init_command = app.add_subcommand("init", "make a new, empty store");
  init_command->footer("example: chuhai init --store ./hunan");
  init_command->callback([&chosen] { chosen = init; });

  CLI::App* status_command = app.add_subcommand("status", "what the store holds");
  status_command->footer("example: chuhai status --store ./hunan --json");
  status_command->callback([&chosen] { chosen = status; });
}

}  // namespace chuhai::cli
