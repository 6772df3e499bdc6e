#include "cli/app.h"

#include <unistd.h>

#include <cstdio>
#include <filesystem>

#include "cli/commands.h"

namespace chuhai::cli {
namespace {

namespace fs = std::filesystem;

// Packs and mappings stand beside the build folder in a checkout; /usr/share/chuhai when installed.
std::string data_folder(std::string_view name) {
  std::error_code ignored;
  const fs::path executable = fs::read_symlink("/proc/self/exe", ignored);
  for (const fs::path& root :
       {executable.parent_path().parent_path(), fs::path("/usr/share/chuhai")})
    if (fs::is_directory(root / name, ignored)) return (root / name).string();
  return std::string(name);
}

void add_shared_options(CLI::App& app, Options& options) {
  app.add_option("--store", options.store, "folder of the store, or postgresql://…")
      ->capture_default_str();
  app.add_flag("--json", options.json, "print JSON instead of text");
  app.add_option("--at", options.at,
                 "time of the act, for commands that record (2024-02-01 or 2024-02-01T09:00:00, "
                 "UTC+8); default: the system's clock");
  app.add_option("--by", options.by, "who acts, for commands that record; default: the login name");
  app.add_option("--lang", options.language, "zh or en")
      ->check(CLI::IsMember({"zh", "en"}))
      ->capture_default_str();
  app.add_option("--policies", options.policies, "folder of packs and the fact catalogue");
  app.add_option("--mappings", options.mappings, "folder of spreadsheet mappings");
  app.add_option("--pack", options.pack, "pack, below the folder of packs")->capture_default_str();
  // Options may stand before or after the subcommand.
  app.fallthrough();
}

void print_failure(const Options& options, const Error& error) {
  if (options.json) {
    Json json = Json::object();
    json.set("error", error_code_name(error.code())).set("message", error.message());
    print_json(json);
    return;
  }
  std::fprintf(stderr, "chuhai: %s\n", error.message().c_str());
}

}  // namespace

int run(int argc, char** argv) {
  Options options;
  options.policies = data_folder("policies");
  options.mappings = data_folder("mappings");
  Action chosen;

  CLI::App app{
      "Chuhai 出海: from parcels' customs documents to entitlements that explain themselves.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some lines were refused."};
  app.require_subcommand(1);
  app.set_version_flag("--version", std::string(kProgramVersion));
  add_shared_options(app, options);
  add_store_commands(app, chosen);
  add_settings_command(app, chosen);
  add_registry_commands(app, chosen);
  add_intake_commands(app, chosen);
  add_fact_commands(app, chosen);
  add_policy_commands(app, chosen);
  add_generate_command(app, chosen);
  add_report_command(app, chosen);
  add_journal_commands(app, chosen);

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (app.get_subcommands().empty() && !app.remaining().empty()) {
      print_failure(options,
                    Error(ErrorCode::kInvalidArgument,
                          fmt::format("there is no command '{}'; `chuhai --help` lists them",
                                      app.remaining().front())));
      return kUsage;
    }
    return app.exit(error) == 0 ? kDone : kUsage;
  }
  const Result<int> exit_code = chosen(Context(options));
  if (exit_code.ok()) return *exit_code;
  print_failure(options, exit_code.error());
  return kFailed;
}

}  // namespace chuhai::cli
