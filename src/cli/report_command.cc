// report: the page for an official.
#include "base/file.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "report/report.h"

namespace chuhai::cli {
namespace {

Result<int> make_report(const Context& context, const std::vector<int>& years,
                        const std::string& path) {
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act());
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  const report::ReportOptions options{years, act.at, act.by};
  CHUHAI_ASSIGN_OR_RETURN(const std::string html, report::make_html(*store, catalogue, options));
  CHUHAI_RETURN_IF_ERROR(write_file(path, html));
  if (context.json()) {
    Json json = Json::object();
    json.set("report", path).set("bytes", static_cast<int64_t>(html.size()));
    print_json(json);
  } else {
    print(fmt::format("{} {}\n", context.text("报告写在", "report in"), path));
  }
  return kDone;
}

}  // namespace

void add_report_command(CLI::App& app, Action& chosen) {
  struct Arguments {
    std::vector<int> years;
    std::string path = "report.html";
  };
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("report", "one page for an official, in both languages");
  command->add_option("--year", arguments->years, "determined years to show")->required();
  command->add_option("--out", arguments->path, "file to write")->capture_default_str();
  command->footer("example: chuhai report --year 2023 --out report.html");
  command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return make_report(context, arguments->years, arguments->path);
    };
  });
}

}  // namespace chuhai::cli
