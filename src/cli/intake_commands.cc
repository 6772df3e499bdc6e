// intake, exceptions, parcel.
#include <strings.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "clearance/clearance.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "facts/facts.h"

namespace chuhai::cli {
namespace {

struct IntakeArguments {
  std::vector<std::string> paths;
  std::string mapping;
};

struct Sources {
  std::vector<std::filesystem::path> files;
  std::vector<std::string> skipped;  // of folders, by their names' endings
};

// Files named as such are taken whatever their name; of a folder, those that end as messages
// (.xml) or spreadsheets (.csv) do.
Result<Sources> sources_of(const std::vector<std::string>& paths, const std::string& ending) {
  Sources sources;
  for (const std::string& path : paths) {
    CHUHAI_ASSIGN_OR_RETURN(const auto found, list_files(path));
    const bool named = found.size() == 1 && found.front() == path;
    for (const auto& file : found) {
      const bool fits = named || strcasecmp(file.extension().c_str(), ending.c_str()) == 0;
      if (fits) {
        sources.files.push_back(file);
      } else {
        sources.skipped.push_back(printable_name(file.generic_string()));
      }
    }
  }
  if (sources.files.empty())
    return Error(ErrorCode::kNotFound,
                 fmt::format("{}: no file whose name ends with {}; name other files one by one",
                             fmt::join(paths, ", "), ending));
  return sources;
}

void remark_skipped(const Context& context, std::vector<std::string> names) {
  constexpr size_t kNamed = 3;
  const size_t skipped = names.size();
  if (skipped == 0) return;
  names.resize(std::min(kNamed, skipped));
  std::fprintf(stderr, "  %s\n",
               fmt::format("{} {}: {}{}", context.text("跳过的文件", "files skipped"), skipped,
                           fmt::join(names, ", "), skipped > kNamed ? " …" : "")
                   .c_str());
}

// A shipped mapping by name ("olist"), or a mapping file by path.
Result<std::string> read_mapping(const Context& context, const std::string& mapping) {
  const bool is_path = mapping.find('/') != std::string::npos || mapping.ends_with(".yaml");
  const auto path = is_path
                        ? std::filesystem::path(mapping)
                        : std::filesystem::path(context.options().mappings) / (mapping + ".yaml");
  auto yaml = read_file(path);
  if (!yaml.ok()) return yaml.take_error().with_context(fmt::format("mapping '{}'", mapping));
  return yaml;
}

// The first verdicts, given again to files that came before.
void print_repeated(const Context& context, const clearance::IntakeSummary::Repeated& repeated) {
  Table table({{"", Table::Align::kLeft}, {"", Table::Align::kRight}});
  const auto add = [&](std::string_view zh, std::string_view en, size_t number) {
    if (number == 0) return;
    table.add(
        {fmt::format("{}{}", context.text("重复文件首次的结论：", "first verdict on repeats: "),
                     context.text(zh, en)),
         group_digits(static_cast<int64_t>(number))});
  };
  add("退回的报文", "messages refused", repeated.messages_refused);
  add("接受的单证", "documents accepted", repeated.documents);
  add("退回的单证", "documents refused", repeated.documents_refused);
  add("尚未处理", "not yet handled", repeated.not_yet_handled);
  add("暂存的单证", "documents held", repeated.held);
  if (!table.empty()) print(table.to_string());
}

void print_summary(const Context& context, const clearance::IntakeSummary& summary) {
  Table table({{"", Table::Align::kLeft}, {"", Table::Align::kRight}});
  const auto add = [&](std::string_view zh, std::string_view en, size_t number) {
    table.add({std::string(context.text(zh, en)), group_digits(static_cast<int64_t>(number))});
  };
  add("文件", "files", summary.files);
  add("完全重复的文件", "byte-identical repeats", summary.repeats);
  add("退回的报文", "messages refused", summary.messages_refused);
  add("接受的单证", "documents accepted", summary.documents);
  add("退回的单证", "documents refused", summary.documents_refused);
  add("重复的单证", "documents repeated", summary.documents_repeated);
  add("尚未处理（变更、删除、旧时间）", "not yet handled (change, delete, older time)",
      summary.not_yet_handled);
  if (summary.held > 0) add("暂存的单证（appStatus 1）", "held (appStatus 1)", summary.held);
  if (summary.in_future > 0)
    add("申报时间晚于接收时间的单证", "dated later than this act", summary.in_future);
  add("写入的包裹", "parcels written", summary.parcels_written);
  add("仍在等待的包裹", "parcels still waiting", summary.parcels_open);
  print(table.to_string());
  for (const auto& [rule, number] : summary.refused_by_rule)
    print(fmt::format("  {} {}: {}\n", context.text("退回规则", "refused by"), rule, number));
  print_repeated(context, summary.repeated);
}

// How fast that was, on standard error: it differs from run to run.
void remark_speed(const Context& context, const clearance::IntakeSummary& summary,
                  std::chrono::steady_clock::duration took) {
  const int64_t milliseconds =
      std::max<int64_t>(1, std::chrono::duration_cast<std::chrono::milliseconds>(took).count());
  const auto rate = [&](size_t number) {
    return group_digits(static_cast<int64_t>(number) * 1000 / milliseconds);
  };
  std::fprintf(stderr, "  %s\n",
               fmt::format("{} {} {}.{:03} s: {} {}, {} {}",
                           group_digits(static_cast<int64_t>(summary.documents_read)),
                           context.text("份单证，用时", "documents in"), milliseconds / 1000,
                           milliseconds % 1000, rate(summary.documents_read),
                           context.text("份单证/秒", "documents/s"), rate(summary.parcels_written),
                           context.text("个包裹/秒", "parcels/s"))
                   .c_str());
}

Result<int> intake(const Context& context, const IntakeArguments& arguments) {
  const auto began = std::chrono::steady_clock::now();
  CHUHAI_ASSIGN_OR_RETURN(const Sources sources,
                          sources_of(arguments.paths, arguments.mapping.empty() ? ".xml" : ".csv"));
  const auto& files = sources.files;
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  Progress progress(std::string(context.text("接收", "intake")), files.size());
  const auto on_progress = [&](const clearance::IntakeProgress& at) {
    progress.update(at.files_done,
                    fmt::format("({} {})", group_digits(static_cast<int64_t>(at.documents)),
                                context.text("份单证", "documents")));
  };
  CHUHAI_ASSIGN_OR_RETURN(const auto made, journal::read_settings(*store));
  CHUHAI_ASSIGN_OR_RETURN(const clearance::Settings settings, clearance::settings_from(made));
  clearance::IntakeSummary summary;
  if (arguments.mapping.empty()) {
    CHUHAI_ASSIGN_OR_RETURN(summary,
                            clearance::intake_messages(*store, settings, act, files, on_progress));
  } else {
    CHUHAI_ASSIGN_OR_RETURN(const std::string yaml, read_mapping(context, arguments.mapping));
    CHUHAI_ASSIGN_OR_RETURN(
        summary, clearance::intake_trade_records(*store, settings, act, yaml, arguments.mapping,
                                                 files, on_progress));
  }
  CHUHAI_RETURN_IF_ERROR(context.refresh_facts(*store, act));
  auto skipped = sources.skipped;
  skipped.insert(skipped.end(), summary.files_unused.begin(), summary.files_unused.end());
  remark_skipped(context, std::move(skipped));
  remark_speed(context, summary, std::chrono::steady_clock::now() - began);
  if (context.json()) {
    print_json(summary.to_json());
  } else {
    print_summary(context, summary);
  }
  const auto& repeated = summary.repeated;
  const size_t rows_refused = summary.documents_refused + repeated.documents_refused;
  if (summary.refused_again_or_now() > 0 && !context.json())
    print(fmt::format("  {}\n", context.text("退回的原因：chuhai findings --refusals",
                                             "why: chuhai findings --refusals")));
  // A spreadsheet's refused rows are like an import's refused lines; refused messages are business.
  return !arguments.mapping.empty() && rows_refused > 0 ? kDoneWithRefusals : kDone;
}

// "missing.carrier" -> 505, for every whole number of the counts' JSON.
void flatten(const Json& json, const std::string& prefix, std::map<std::string, int64_t>& out) {
  if (const Json::Object* object = json.as_object()) {
    for (const auto& [key, value] : *object)
      flatten(value, prefix.empty() ? key : prefix + "." + key, out);
  } else if (const Json::Number* number = json.as_number()) {
    const char* const end = number->text.data() + number->text.size();
    int64_t value = 0;
    const auto parsed = std::from_chars(number->text.data(), end, value);
    if (parsed.ec == std::errc() && parsed.ptr == end) out[prefix] = value;
  }
}

// The counts that files expect, added up: the member "exceptions" of each, or the whole.
using Counts = std::map<std::string, int64_t>;

Status add_expected(const std::string& path, Counts& expected) {
  CHUHAI_ASSIGN_OR_RETURN(const std::string text, read_file(path));
  auto json = Json::parse(text);
  if (!json.ok()) return json.take_error().with_context(path);
  const Json* member = json->find("exceptions");
  Counts counts;
  flatten(member != nullptr ? *member : *json, "", counts);
  if (counts.empty())
    return Error(ErrorCode::kInvalidArgument, path + ": holds no counts to compare with");
  for (const auto& [key, number] : counts) expected[key] += number;
  return {};
}

// Prints the counts, beside the expected ones when there are any; kDoneWithRefusals when they
// differ.
int print_counts(const Context& context, const Counts& actual, const Counts& expected) {
  const bool compares = !expected.empty();
  Counts keys = actual;
  for (const auto& [key, number] : expected) keys.try_emplace(key, 0);
  Table table(
      {{std::string(context.text("原因", "reason"))},
       {std::string(context.text("数量", "count")), Table::Align::kRight},
       {std::string(compares ? context.text("预期", "expected") : ""), Table::Align::kRight},
       {""}});
  int exit_code = kDone;
  for (const auto& [key, number] : keys) {
    const auto found = expected.find(key);
    const int64_t wanted = found == expected.end() ? 0 : found->second;
    if (compares && wanted != number) exit_code = kDoneWithRefusals;
    table.add({key, group_digits(number), compares ? group_digits(wanted) : "",
               !compares          ? ""
               : wanted == number ? "="
                                  : "≠"});
  }
  print(table.to_string());
  return exit_code;
}

Json to_json(const clearance::Exception& exception) {
  Json json = Json::object();
  json.set("reason", exception.reason)
      .set("detail", exception.detail)
      .set("ebcCode", exception.ebc_code)
      .set("orderNo", exception.order_no)
      .set("left", exception.left_name)
      .set("leftValue", exception.left_value)
      .set("right", exception.right_name)
      .set("rightValue", exception.right_value);
  return json;
}

struct ExceptionArguments {
  std::string by;
  std::vector<std::string> expected;
  std::string reason;
  size_t limit = 100;
};

Result<int> list_exceptions(const Context& context, store::Store& store,
                            const ExceptionArguments& arguments) {
  Json list = Json::array();
  Table table({{std::string(context.text("原因", "reason"))},
               {std::string(context.text("订单", "order"))},
               {std::string(context.text("一方", "one side"))},
               {std::string(context.text("另一方", "other side"))}});
  size_t shown = 0, total = 0;
  CHUHAI_RETURN_IF_ERROR(clearance::for_each_exception(
      store, arguments.reason, [&](const clearance::Exception& exception) -> Status {
        ++total;
        if (context.json()) {
          list.push(to_json(exception));
        } else if (shown < arguments.limit) {
          ++shown;
          table.add({exception.reason + (exception.detail.empty() ? "" : " " + exception.detail),
                     exception.ebc_code + "/" + exception.order_no,
                     exception.left_name + " " + exception.left_value,
                     exception.right_name + " " + exception.right_value});
        }
        return {};
      }));
  if (context.json()) {
    print_json(list);
    return kDone;
  }
  print(table.to_string());
  if (shown < total)
    print(fmt::format("  {} {} / {} (--limit)\n", context.text("显示", "shown"), shown, total));
  return kDone;
}

Result<int> exceptions(const Context& context, const ExceptionArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  if (arguments.by.empty()) return list_exceptions(context, *store, arguments);
  CHUHAI_ASSIGN_OR_RETURN(const auto counts, clearance::count_exceptions(*store));
  Counts expected;
  for (const std::string& path : arguments.expected)
    CHUHAI_RETURN_IF_ERROR(add_expected(path, expected));
  Counts actual;
  const Json json = counts.to_json();
  flatten(json, "", actual);
  if (!context.json()) return print_counts(context, actual, expected);
  print_json(json);
  return expected.empty() || expected == actual ? kDone : kDoneWithRefusals;
}

}  // namespace

void add_intake_commands(CLI::App& app, Action& chosen) {
  const auto intake_arguments = std::make_shared<IntakeArguments>();
  CLI::App* intake_command =
      app.add_subcommand("intake", "take messages in, or spreadsheets through a mapping");
  intake_command->add_option("PATH", intake_arguments->paths, "files or folders")->required();
  intake_command->add_option("--mapping", intake_arguments->mapping,
                             "mapping of a spreadsheet: a shipped name or a file");
  intake_command->footer(
      "examples: chuhai intake messages/ --at 2024-02-01\n"
      "          chuhai intake --mapping template orders.csv");
  intake_command->callback([&chosen, intake_arguments] {
    chosen = [intake_arguments](const Context& context) {
      return intake(context, *intake_arguments);
    };
  });

  const auto exception_arguments = std::make_shared<ExceptionArguments>();
  CLI::App* exceptions_command =
      app.add_subcommand("exceptions", "documents that don't match each other");
  exceptions_command->add_option("--by", exception_arguments->by, "count instead: by reason")
      ->check(CLI::IsMember({"reason"}));
  exceptions_command->add_option("--expected", exception_arguments->expected,
                                 "with --by: compare with the counts of JSON files, added up");
  exceptions_command->add_option("--reason", exception_arguments->reason, "only these");
  exceptions_command->add_option("--limit", exception_arguments->limit, "lines shown")
      ->capture_default_str();
  exceptions_command->footer("example: chuhai exceptions --by reason --json");
  exceptions_command->callback([&chosen, exception_arguments] {
    chosen = [exception_arguments](const Context& context) {
      return exceptions(context, *exception_arguments);
    };
  });

  add_findings_command(app, chosen);
  add_parcel_command(app, chosen);
}

}  // namespace chuhai::cli
