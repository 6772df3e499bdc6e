// journal export | import, rebuild, verify.
#include <unistd.h>

#include <filesystem>

#include "cli/app.h"
#include "cli/commands.h"
#include "journal/source.h"
#include "rebuild/rebuild.h"

namespace chuhai::cli {
namespace {

struct JournalArguments {
  std::string path;
  std::string into;
  int threads = 2;
};

Result<int> export_journal(const Context& context, const JournalArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const auto source, journal::source_of(*store));
  CHUHAI_ASSIGN_OR_RETURN(const journal::ExportReport report,
                          journal::write_export(*source, arguments.path));
  if (context.json()) {
    print_json(Json::object()
                   .set("file", arguments.path)
                   .set("batches", report.batches)
                   .set("entries", report.entries)
                   .set("sha256", report.digest.hex()));
  } else {
    print(fmt::format("{}: {} {}, {} {}, sha256 {}\n", arguments.path, group_digits(report.batches),
                      context.text("批", "batches"), group_digits(report.entries),
                      context.text("条", "entries"), report.digest.hex()));
  }
  return kDone;
}

Status rebuild_into(const Context& context, journal::Source& source, store::Store& target,
                    int threads) {
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  Progress progress(std::string(context.text("重建", "rebuilding")),
                    static_cast<size_t>(source.batches()));
  rebuild::RebuildOptions options;
  options.threads = threads;
  options.catalogue = &catalogue;
  options.progress = [&](int64_t done, int64_t) { progress.update(static_cast<size_t>(done)); };
  const auto report = rebuild::rebuild(source, target, options);
  return report.ok() ? Status() : Status(report.error());
}

void print_made(const Context& context, std::string_view address, int64_t batches) {
  if (context.json()) {
    print_json(Json::object().set("store", store::shown_address(address)).set("batches", batches));
  } else {
    print(fmt::format("{} {} ({} {})\n", context.text("已由日志重建", "rebuilt from the journal:"),
                      store::shown_address(address), group_digits(batches),
                      context.text("批", "batches")));
  }
}

Result<int> import_journal(const Context& context, const JournalArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto source, journal::source_of_file(arguments.path));
  CHUHAI_ASSIGN_OR_RETURN(const auto target, context.create_empty_store(context.options().store));
  CHUHAI_RETURN_IF_ERROR(rebuild_into(context, *source, *target, arguments.threads));
  print_made(context, context.options().store, source->batches());
  return kDone;
}

Result<int> rebuild_store(const Context& context, const JournalArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto live, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const auto source, journal::source_of(*live));
  CHUHAI_ASSIGN_OR_RETURN(const auto target, context.create_empty_store(arguments.into));
  CHUHAI_RETURN_IF_ERROR(rebuild_into(context, *source, *target, arguments.threads));
  print_made(context, arguments.into, source->batches());
  return kDone;
}

// A folder that goes when the command ends, whatever comes of it.
class ShadowFolder {
 public:
  static Result<ShadowFolder> make() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "chuhai-shadow-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr)
      return Error(ErrorCode::kIo, "cannot make a folder for the shadow: " + pattern);
    return ShadowFolder(pattern);
  }
  ShadowFolder(ShadowFolder&& other) noexcept : path_(std::move(other.path_)) {
    other.path_.clear();
  }
  ShadowFolder& operator=(ShadowFolder&&) = delete;
  ~ShadowFolder() {
    std::error_code ignored;
    if (!path_.empty()) std::filesystem::remove_all(path_, ignored);
  }
  std::string store() const { return path_ + "/store"; }

 private:
  explicit ShadowFolder(std::string path) : path_(std::move(path)) {}
  std::string path_;
};

Json to_json(const rebuild::ComparisonReport& report) {
  Json tables = Json::object();
  for (const auto& table : report.tables)
    tables.set(table.table,
               Json::object().set("rows", table.rows).set("different", table.different));
  Json differences = Json::array();
  for (const auto& one : report.differences)
    differences.push(Json::object()
                         .set("table", one.table)
                         .set("key", one.key)
                         .set("column", one.column)
                         .set("store", one.left)
                         .set("rebuilt", one.right));
  return Json::object()
      .set("different", report.different)
      .set("tables", std::move(tables))
      .set("differences", std::move(differences));
}

void print_comparison(const Context& context, const rebuild::ComparisonReport& report) {
  Table table({{std::string(context.text("表", "table"))},
               {std::string(context.text("行", "rows")), Table::Align::kRight},
               {std::string(context.text("不同", "different")), Table::Align::kRight}});
  for (const auto& one : report.tables)
    table.add({one.table, group_digits(one.rows), group_digits(one.different)});
  print(table.to_string());
  for (const auto& one : report.differences) {
    using Kind = store::Difference::Kind;
    const std::string_view what =
        one.kind == Kind::kOnlyLeft    ? context.text("只在本库", "only in the store")
        : one.kind == Kind::kOnlyRight ? context.text("只在重建库", "only in the rebuild")
                                       : std::string_view(one.column);
    print(fmt::format("  {} {}: {} {} {}\n", one.table, one.key, what, one.left,
                      one.kind == Kind::kValue ? "≠ " + one.right : ""));
  }
}

Result<int> verify(const Context& context, const JournalArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto live, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const auto source, journal::source_of(*live));
  CHUHAI_ASSIGN_OR_RETURN(const ShadowFolder folder, ShadowFolder::make());
  CHUHAI_ASSIGN_OR_RETURN(const auto shadow, context.create_empty_store(folder.store()));
  CHUHAI_RETURN_IF_ERROR(rebuild_into(context, *source, *shadow, arguments.threads));
  CHUHAI_ASSIGN_OR_RETURN(const rebuild::ComparisonReport report,
                          rebuild::compare(*live, *shadow, all_migrations()));
  if (context.json()) {
    print_json(to_json(report));
  } else {
    print_comparison(context, report);
    print(fmt::format("{}\n", report.different == 0
                                  ? context.text("本库与由日志重建的结果逐行一致",
                                                 "the store equals what its journal gives")
                                  : context.text("本库与由日志重建的结果不一致",
                                                 "the store differs from what its journal gives")));
  }
  return report.different == 0 ? kDone : kDoneWithRefusals;
}

}  // namespace

void add_journal_commands(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<JournalArguments>();
  const auto add = [&](CLI::App& parent, const char* name, const char* help, const char* example,
                       Result<int> (*act)(const Context&, const JournalArguments&)) {
    CLI::App* command = parent.add_subcommand(name, help);
    command->footer(std::string("example: ") + example);
    command->callback([&chosen, arguments, act] {
      chosen = [arguments, act](const Context& context) { return act(context, *arguments); };
    });
    return command;
  };
  const auto add_threads = [&](CLI::App* command) {
    command->add_option("--threads", arguments->threads, "that decode messages")
        ->check(CLI::Range(1, 64))
        ->capture_default_str();
  };
  CLI::App* journal_command =
      app.add_subcommand("journal", "every input, with its bytes, in the order it came");
  journal_command->require_subcommand(1);
  CLI::App* journal_export = add(*journal_command, "export", "write the journal to a file",
                                 "chuhai journal export --out hunan.journal", export_journal);
  journal_export->add_option("--out", arguments->path, "file to write")->required();
  CLI::App* journal_import =
      add(*journal_command, "import", "make a new store from an exported journal",
          "chuhai journal import hunan.journal --store ./again", import_journal);
  journal_import->add_option("FILE", arguments->path, "an exported journal")->required();
  add_threads(journal_import);
  CLI::App* rebuild_command =
      add(app, "rebuild", "make everything again from the journal, in a new store",
          "chuhai rebuild --into ./again", rebuild_store);
  rebuild_command->add_option("--into", arguments->into, "the new store")->required();
  add_threads(rebuild_command);
  CLI::App* verify_command = add(
      app, "verify", "hold the store against a rebuild of it, row by row", "chuhai verify", verify);
  add_threads(verify_command);
}

}  // namespace chuhai::cli
