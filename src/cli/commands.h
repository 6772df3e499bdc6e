// Each function adds its subcommands to the parser; the chosen one's action is left in `chosen`.
#pragma once

#include <CLI/CLI.hpp>
#include <functional>

#include "base/result.h"
#include "cli/context.h"

namespace chuhai::cli {

using Action = std::function<Result<int>(const Context&)>;

void add_store_commands(CLI::App& app, Action& chosen);     // init, status
void add_settings_command(CLI::App& app, Action& chosen);   // settings
void add_registry_commands(CLI::App& app, Action& chosen);  // registry, rates
void add_intake_commands(CLI::App& app, Action& chosen);    // intake, exceptions, parcel
void add_findings_command(CLI::App& app, Action& chosen);   // findings, by add_intake_commands
void add_parcel_command(CLI::App& app, Action& chosen);     // parcel, by add_intake_commands
void add_fact_commands(CLI::App& app, Action& chosen);      // facts, evidence, history
void add_policy_commands(CLI::App& app, Action& chosen);    // determine, explain, policy
void add_generate_command(CLI::App& app, Action& chosen);   // generate
void add_report_command(CLI::App& app, Action& chosen);     // report

// The error with the file's name before it, unless it begins with it.
Error in_file(Error error, const std::string& file);

// Prints what an import took and refused; kDoneWithRefusals when lines were refused.
int print_import(const Context& context, const registry::ImportReport& report,
                 const std::vector<std::string>& unmatched = {});
// As above, of papers: `json` is the report's, `claims` the lines that nobody has accepted.
int print_import(const Context& context, const registry::ImportReport& report, Json json,
                 const std::vector<std::string>& unmatched, size_t claims);

}  // namespace chuhai::cli
