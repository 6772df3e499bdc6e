// registry import | export, rates import.
#include <algorithm>
#include <map>

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

struct InputFile {
  std::string path;
  std::string csv;
  size_t rank = 0;
};

// By their header lines, what refers to something after what it refers to, whatever the order on
// the command line: enterprises before links, and so on. Files of no known header come last.
Result<std::vector<InputFile>> read_in_order(const std::vector<std::string>& paths) {
  std::vector<std::string_view> order = registry::import_kinds();
  order.push_back("rates");
  std::vector<InputFile> files;
  for (const std::string& path : paths) {
    CHUHAI_ASSIGN_OR_RETURN(std::string csv, read_file(path));
    const auto kind = registry::kind_of_header(csv);
    const auto at = std::find(order.begin(), order.end(), kind.ok() ? *kind : std::string());
    files.push_back({path, std::move(csv), static_cast<size_t>(at - order.begin())});
  }
  std::stable_sort(files.begin(), files.end(),
                   [](const InputFile& a, const InputFile& b) { return a.rank < b.rank; });
  return files;
}

// The refused lines: all of a few, of many the first and what the others are refused for.
void print_refused(const Context& context, const std::vector<csv::RefusedLine>& refused) {
  constexpr size_t kShown = 20;
  constexpr size_t kReasonsShown = 10;
  const size_t shown = std::min(kShown, refused.size());
  for (size_t i = 0; i < shown; ++i) {
    const csv::RefusedLine& line = refused[i];
    print(fmt::format("  {} {}, {} \"{}\": {}\n", context.text("第", "line"), line.line,
                      line.column, line.value, line.reason));
  }
  if (shown == refused.size()) return;
  std::map<std::pair<std::string_view, std::string_view>, size_t> by_reason;
  for (size_t i = shown; i < refused.size(); ++i)
    ++by_reason[{refused[i].column, refused[i].reason}];
  std::vector<std::pair<size_t, std::string>> counts;
  for (const auto& [what, count] : by_reason)
    counts.emplace_back(count, fmt::format("{}: {}", what.first, what.second));
  std::stable_sort(counts.begin(), counts.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  print(fmt::format("  {} {} {}\n", context.text("另有", "and"),
                    group_digits(static_cast<int64_t>(refused.size() - shown)),
                    context.text("处退回，按栏目与原因（--json 列出全部）：",
                                 "more refusals, by column and reason (--json lists all):")));
  for (size_t i = 0; i < std::min(kReasonsShown, counts.size()); ++i)
    print(fmt::format("    {} × {}\n", counts[i].first, counts[i].second));
  if (counts.size() > kReasonsShown) print("    …\n");
}

// Each file on its own: one that can't be read doesn't stop the report on the others' lines, but
// the command stops there with its error.
Result<int> import_files(const Context& context, const std::vector<std::string>& files,
                         const Import& import) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  int exit_code = kDone;
  CHUHAI_ASSIGN_OR_RETURN(const std::vector<InputFile> inputs, read_in_order(files));
  for (const InputFile& file : inputs) {
    auto report = import(*store, act, printable_name(file.path), file.csv);
    if (!report.ok()) return in_file(report.take_error(), file.path);
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
  print_refused(context, report.refused);
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
  import_command->footer(
      "Files are taken in the order they need, whatever the order named: enterprises first.\n"
      "example: chuhai registry import enterprises.csv warehouses.csv");
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
