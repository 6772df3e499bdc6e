// generate: a labelled synthetic province-year.
#include "cli/app.h"
#include "cli/commands.h"
#include "synthetic/synthetic.h"

namespace chuhai::cli {
namespace {

Result<int> generate(const Context& context, const synthetic::GenerateOptions& options) {
  Progress progress(std::string(context.text("生成合成数据", "generating synthetic data")),
                    static_cast<size_t>(options.parcels));
  CHUHAI_ASSIGN_OR_RETURN(const Json manifest,
                          synthetic::generate(options, [&](size_t done, size_t) {
                            progress.update(done, context.text("个包裹", "parcels"));
                          }));
  if (context.json()) {
    print_json(manifest);
  } else {
    print(fmt::format("{} {}\n", context.text("合成数据写在", "synthetic data in"),
                      options.out.string()));
  }
  return kDone;
}

}  // namespace

void add_generate_command(CLI::App& app, Action& chosen) {
  const auto options = std::make_shared<synthetic::GenerateOptions>();
  const auto out = std::make_shared<std::string>();
  CLI::App* command = app.add_subcommand("generate", "make a synthetic province-year, labelled so");
  command->add_option("--seed", options->seed, "the same seed gives the same bytes")
      ->check([](const std::string& seed) {
        const bool fits = seed.find_first_not_of("0123456789") == std::string::npos;
        return fits ? std::string() : "'" + seed + "' is not a whole number from 0";
      })
      ->capture_default_str();
  command->add_option("--year", options->year, "the year")->capture_default_str();
  command->add_option("--parcels", options->parcels, "how many")->capture_default_str();
  command->add_option("--out", *out, "folder to make")->required();
  command->footer("example: chuhai generate --seed 9 --year 2023 --parcels 10000 --out ./province");
  command->callback([&chosen, options, out] {
    chosen = [options, out](const Context& context) {
      options->out = *out;
      return generate(context, *options);
    };
  });
}

}  // namespace chuhai::cli
