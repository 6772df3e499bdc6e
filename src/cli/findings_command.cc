// findings: why something was refused or remarked on, down to the field.
#include "clearance/clearance.h"
#include "cli/app.h"
#include "cli/commands.h"

namespace chuhai::cli {
namespace {

struct FindingArguments {
  std::string rule;
  bool refusals = false;
  size_t limit = 100;
};

std::string member(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  if (value == nullptr) return "";
  if (const std::string* text = value->as_string()) return *text;
  if (const Json::Number* number = value->as_number()) return number->text;
  return "";
}

// Which document of the message, counted from 1; empty for the message as a whole.
std::string document_number(const Json& finding) {
  const std::string ordinal = member(finding, "document");
  if (ordinal.empty() || ordinal.front() == '-') return "";
  const Json::Number* number = finding.find("document")->as_number();
  const auto value = Decimal::parse(number->text);
  const auto next = value.ok() ? value->plus(Decimal::from_int(1)) : std::nullopt;
  return next ? "#" + next->to_string() : "";
}

Result<int> list_findings(const Context& context, const FindingArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  std::vector<clearance::StoredFinding> found;
  size_t all = 0;
  CHUHAI_RETURN_IF_ERROR(
      clearance::for_each_finding(*store, [&](const clearance::StoredFinding& stored) -> Status {
        if (!arguments.rule.empty() && member(stored.finding, "rule") != arguments.rule) return {};
        if (arguments.refusals && member(stored.finding, "severity") == "finding") return {};
        ++all;
        if (found.size() < arguments.limit) found.push_back(stored);
        return {};
      }));
  Json list = Json::array();
  Table table({{std::string(context.text("文件", "file"))},
               {std::string(context.text("单证", "document"))},
               {std::string(context.text("规则", "rule"))},
               {std::string(context.text("代码", "code"))},
               {std::string(context.text("字段", "field"))},
               {std::string(context.text("值", "value"))},
               {std::string(context.text("说明", "what is wrong"))}});
  for (clearance::StoredFinding& stored : found) {
    const Json& finding = stored.finding;
    table.add({stored.source_name, stored.message_type + document_number(finding),
               member(finding, "rule"), member(finding, "code"), member(finding, "field_path"),
               member(finding, "value"),
               member(finding,
                      context.language() == policy::Language::kEnglish ? "text_en" : "text_zh")});
    stored.finding.set("source", stored.source_name).set("message_type", stored.message_type);
    list.push(std::move(stored.finding));
  }
  if (context.json()) {
    print_json(list);
    return kDone;
  }
  print(table.to_string());
  if (found.size() < all)
    print(
        fmt::format("  {} {} / {} (--limit)\n", context.text("显示", "shown"), found.size(), all));
  return kDone;
}

}  // namespace

void add_findings_command(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<FindingArguments>();
  CLI::App* command = app.add_subcommand(
      "findings",
      "why documents were refused or remarked on: message, document, field, rule, code");
  command->add_option("--rule", arguments->rule, "only this rule, e.g. text.required");
  command->add_flag("--refusals", arguments->refusals, "only what refused a message or document");
  command->add_option("--limit", arguments->limit, "lines shown")->capture_default_str();
  command->footer("example: chuhai findings --refusals --lang en");
  command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) { return list_findings(context, *arguments); };
  });
}

}  // namespace chuhai::cli
