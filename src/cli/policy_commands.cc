// determine and explain.
#include <array>

#include "cli/app.h"
#include "cli/commands.h"
#include "facts/facts.h"
#include "policy/policy.h"

namespace chuhai::cli {
namespace {

struct PolicyArguments {
  int year = 0;
  std::string as_of;
  std::string measure;
  std::string subject;
  bool example_scales = false;
  bool all = false;
};

struct OutcomeCounts {
  size_t met = 0, cannot_tell = 0, not_met = 0;
};

void print_counts(const Context& context, const std::vector<policy::Determination>& all) {
  std::map<std::string, OutcomeCounts> by_measure;
  std::map<std::string, std::string> titles;
  for (const auto& one : all) {
    OutcomeCounts& counts = by_measure[one.measure];
    titles[one.measure] = context.text(one.measure_title);
    if (one.outcome == policy::Outcome::kMet) ++counts.met;
    if (one.outcome == policy::Outcome::kCannotTell) ++counts.cannot_tell;
    if (one.outcome == policy::Outcome::kNotMet) ++counts.not_met;
  }
  Table table({{std::string(context.text("条款", "measure"))},
               {""},
               {std::string(context.text("● 符合", "● met")), Table::Align::kRight},
               {std::string(context.text("◐ 无法判定", "◐ cannot tell")), Table::Align::kRight},
               {std::string(context.text("○ 不符合", "○ not met")), Table::Align::kRight}});
  for (const auto& [measure, counts] : by_measure)
    table.add({measure, titles[measure], std::to_string(counts.met),
               std::to_string(counts.cannot_tell), std::to_string(counts.not_met)});
  print(table.to_string());
}

// Those met; with `all`, every determination.
void print_list(const Context& context, const std::vector<policy::Determination>& determinations,
                bool all) {
  static constexpr std::array<std::string_view, 3> kMarks = {"●", "○", "◐"};
  Table table({{""},
               {std::string(context.text("条款", "measure"))},
               {std::string(context.text("主体", "subject"))},
               {""},
               {std::string(context.text("上限", "ceiling")), Table::Align::kRight},
               {std::string(context.text("金额", "amount")), Table::Align::kRight},
               {std::string(context.text("效力", "legal state"))}});
  for (const auto& one : determinations) {
    const bool met = one.outcome == policy::Outcome::kMet;
    if (!met && !all) continue;
    std::string amount(met ? context.text("无法确定", "not determinable") : "");
    if (one.amount) amount = one.amount->to_display_string();
    if (one.scale_is_example) amount += context.text("（示例）", " (example)");
    table.add({std::string(kMarks[static_cast<size_t>(one.outcome)]), one.measure, one.subject.id,
               context.text(one.subject_name), context.text(policy::ceiling_words(one)), amount,
               context.text(policy::legal_state_name(one.legal_state))});
  }
  if (!table.empty()) print(table.to_string());
  if (!all)
    print(fmt::format("  {}\n", context.text("以上为符合者；--all 列出全部",
                                             "these are met; --all lists every one")));
}

Result<int> determine(const Context& context, const PolicyArguments& arguments) {
  policy::DetermineOptions options;
  options.year = arguments.year;
  options.use_example_scales = arguments.example_scales;
  if (!arguments.as_of.empty()) {
    CHUHAI_ASSIGN_OR_RETURN(options.as_of, Date::parse(arguments.as_of));
  }
  if (!arguments.measure.empty()) options.measure = arguments.measure;
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto pack, context.pack(catalogue));
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  if (!arguments.subject.empty()) {
    CHUHAI_ASSIGN_OR_RETURN(options.subject, context.subject(*store, arguments.subject));
  }
  CHUHAI_ASSIGN_OR_RETURN([[maybe_unused]] const auto refreshed,
                          facts::refresh(*store, catalogue, pack->rate_table(), act));
  CHUHAI_ASSIGN_OR_RETURN(const auto all,
                          policy::determine(*store, *pack, catalogue, options, act));
  if (context.json()) {
    Json list = Json::array();
    for (const auto& one : all) list.push(one.to_json());
    print_json(list);
    return kDone;
  }
  print_counts(context, all);
  print_list(context, all, arguments.all);
  return kDone;
}

Result<int> explain(const Context& context, const PolicyArguments& arguments) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const facts::Subject subject, context.subject(*store, arguments.subject));
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto pack, context.pack(catalogue));
  CHUHAI_RETURN_IF_ERROR(policy::check_measure(*pack, arguments.measure, subject));
  CHUHAI_ASSIGN_OR_RETURN(
      const policy::Determination determination,
      policy::find_determination(*store, subject, arguments.measure, arguments.year));
  CHUHAI_ASSIGN_OR_RETURN(const bool inputs_since, policy::inputs_since(*store, determination));
  if (context.json()) {
    print_json(determination.to_json().set("inputs_since", inputs_since));
  } else {
    print(policy::explain(determination, context.language(), inputs_since));
  }
  return kDone;
}

}  // namespace

void add_policy_commands(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<PolicyArguments>();
  CLI::App* determine_command =
      app.add_subcommand("determine", "who is entitled to what for a year, and why");
  determine_command->add_option("--year", arguments->year, "the year judged")->required();
  determine_command->add_option("--as-of", arguments->as_of,
                                "day for the legal state; default 31 March of the next year");
  determine_command->add_option("--measure", arguments->measure, "only this, e.g. M01.1");
  determine_command->add_option("--subject", arguments->subject, "only this subject");
  determine_command->add_flag("--example-scales", arguments->example_scales,
                              "let scales marked as examples give amounts (shown as examples)");
  determine_command->add_flag("--all", arguments->all,
                              "list every determination, not only those met");
  determine_command->footer("example: chuhai determine --year 2023 --as-of 2024-03-31");
  determine_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) { return determine(context, *arguments); };
  });

  CLI::App* explain_command =
      app.add_subcommand("explain", "a determination: clause, rule, values, what is missing");
  explain_command->add_option("SUBJECT", arguments->subject, "a credit code, or kind:id")
      ->required();
  explain_command->add_option("MEASURE", arguments->measure, "e.g. M01.1")->required();
  explain_command->add_option("--year", arguments->year, "the year judged")->required();
  explain_command->footer("example: chuhai explain 91430100MA4M76GY99 M01.1 --year 2023 --lang en");
  explain_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) { return explain(context, *arguments); };
  });
}

}  // namespace chuhai::cli
