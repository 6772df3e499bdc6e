// registry import | export, rates import.
#include "base/file.h"
#include "base/text.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "registry/import.h"
#include "registry/rates.h"

namespace chuhai::cli {
namespace {

using Import = std::function<Result<registry::ImportReport>(
    store::Store&, const journal::Act&, const std::string& name, const std::string& csv)>;

// Each file on its own: one that can't be read doesn't stop the report on the others' lines, but
// the command stops there with its error.
Result<int> import_files(const Context& context, const std::vector<std::string>& files,
                         const Import& import) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  int exit_code = kDone;
  for (const std::string& file : files) {
    CHUHAI_ASSIGN_OR_RETURN(const std::string csv, read_file(file));
    auto report = import(*store, act, printable_name(file), csv);
    if (!report.ok()) return in_file(report.take_error(), file);
    exit_code = std::max(exit_code, print_import(context, *report));
  }
  CHUHAI_RETURN_IF_ERROR(context.refresh_facts(*store, act));
  return exit_code;
}

Result<registry::ImportReport> import_registry(store::Store& store, const journal::Act& act,
                                               const std::string& kind, const std::string& name,
                                               const std::string& csv) {
  if (!kind.empty()) return registry::import_csv(store, act, kind, name, csv);
  CHUHAI_ASSIGN_OR_RETURN(const std::string found, registry::kind_of_header(csv));
  if (found == "rates") return registry::import_rates(store, act, name, csv);
  return registry::import_csv(store, act, found, name, csv);
}

Result<int> export_registry(const Context& context, const std::string& kind,
                            const std::string& path) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const std::string csv, registry::export_csv(*store, kind));
  if (path.empty()) {
    print(csv);
  } else {
    CHUHAI_RETURN_IF_ERROR(write_file(path, csv));
  }
  return kDone;
}

}  // namespace

Error in_file(Error error, const std::string& file) {
  const bool named = error.message().starts_with(printable_name(file) + ":");
  return named ? std::move(error) : std::move(error).with_context(file);
}

int print_import(const Context& context, const registry::ImportReport& report, Json json,
                 const std::vector<std::string>& unmatched, size_t claims) {
  const int exit_code = report.refused.empty() ? kDone : kDoneWithRefusals;
  if (context.json()) {
    Json names = Json::array();
    for (const std::string& name : unmatched) names.push(name);
    json.set("unmatched", std::move(names));
    print_json(json);
    return exit_code;
  }
  print(fmt::format(
      "{}: {} {} {}, {} {}, {} {}{}\n", report.source_name, report.kind,
      context.text("收入", "taken"), report.taken, context.text("未变", "unchanged"),
      report.unchanged, context.text("退回", "refused"), report.refused_line_count(),
      report.repeat ? context.text("（此文件以前已收过）", " (this file was taken before)") : ""));
  for (const csv::RefusedLine& line : report.refused)
    print(fmt::format("  {} {}, {} \"{}\": {}\n", context.text("第", "line"), line.line,
                      line.column, line.value, line.reason));
  for (const std::string& name : unmatched)
    print(
        fmt::format("  {}: {}\n", context.text("登记簿中没有此主体", "not in the registry"), name));
  if (claims > 0)
    print(fmt::format("  {} {}\n", claims,
                      context.text("行是未采信的申报：列示，不使用",
                                   "are claims that nobody has accepted: shown, not used")));
  return exit_code;
}

int print_import(const Context& context, const registry::ImportReport& report,
                 const std::vector<std::string>& unmatched) {
  return print_import(context, report, report.to_json(), unmatched, 0);
}

void add_registry_commands(CLI::App& app, Action& chosen) {
  struct Arguments {
    std::vector<std::string> files;
    std::string kind;
    std::string export_path;
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* registry_command =
      app.add_subcommand("registry", "enterprises, links, warehouses, recognitions, zones");
  registry_command->require_subcommand(1);

  CLI::App* import_command = registry_command->add_subcommand("import", "take CSV files in");
  import_command->add_option("FILE", arguments->files, "CSV files")
      ->required()
      ->check(CLI::ExistingFile);
  import_command->add_option("--kind", arguments->kind,
                             "what the files hold; default: by their header line");
  import_command->footer("example: chuhai registry import enterprises.csv warehouses.csv");
  import_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return import_files(context, arguments->files,
                          [&](store::Store& store, const journal::Act& act, const std::string& name,
                              const std::string& csv) {
                            return import_registry(store, act, arguments->kind, name, csv);
                          });
    };
  });

  CLI::App* export_command =
      registry_command->add_subcommand("export", "print a table in the form import takes");
  export_command
      ->add_option("KIND", arguments->kind, "enterprises, links, warehouses, recognitions or zones")
      ->required();
  export_command->add_option("--out", arguments->export_path, "write to this file instead");
  export_command->footer("example: chuhai registry export enterprises --out enterprises.csv");
  export_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return export_registry(context, arguments->kind, arguments->export_path);
    };
  });

  CLI::App* rates_command = app.add_subcommand("rates", "monthly exchange rates");
  rates_command->require_subcommand(1);
  CLI::App* rates_import = rates_command->add_subcommand("import", "take rate tables in");
  rates_import->add_option("FILE", arguments->files, "CSV files")
      ->required()
      ->check(CLI::ExistingFile);
  rates_import->footer("example: chuhai rates import rates-2023.csv");
  rates_import->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return import_files(context, arguments->files, registry::import_rates);
    };
  });
}

}  // namespace chuhai::cli
