// facts, evidence, history import, evidence import.
#include "base/file.h"
#include "base/text.h"
#include "cli/app.h"
#include "cli/commands.h"
#include "facts/facts.h"

namespace chuhai::cli {
namespace {

// "≥ 104,312,870.55 CNY", "< 100,000,000 CNY", "unknown: no USD rate for 2023-04".
std::string value_text(const facts::Fact& fact) {
  if (!fact.value) return "? " + fact.unknown_reason;
  const char* sign = fact.bound == facts::Bound::kLower   ? "≥ "
                     : fact.bound == facts::Bound::kUpper ? (fact.bound_exclusive ? "< " : "≤ ")
                                                          : "";
  return fmt::format("{}{} {}", sign, group_thousands(fact.value->to_string()), fact.unit);
}

Result<int> show_facts(const Context& context, const std::string& subject_text) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const facts::Subject subject, context.subject(*store, subject_text));
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto found, facts::facts_of(*store, subject));
  if (found.empty())
    return Error(
        ErrorCode::kNotFound,
        fmt::format("no facts about {}: is the code right, and was anything taken in for it?",
                    subject.to_string()));
  if (context.json()) {
    Json list = Json::array();
    for (const facts::Fact& fact : found) list.push(fact.to_json());
    print_json(list);
    return kDone;
  }
  Table table({{std::string(context.text("事实", "fact"))},
               {std::string(context.text("期间", "period"))},
               {std::string(context.text("口径", "basis"))},
               {std::string(context.text("值", "value")), Table::Align::kRight},
               {std::string(context.text("证据", "evidence")), Table::Align::kRight},
               {std::string(context.text("标识", "id"))}});
  for (const facts::Fact& fact : found) {
    const auto* definition = catalogue.fact(fact.fact);
    const auto* basis = catalogue.basis(fact.basis);
    std::string name(definition ? context.text(definition->name_zh, definition->name_en)
                                : std::string_view(fact.fact));
    if (!fact.usable) name += context.text("（未采信）", " (claim, not accepted)");
    table.add({name, fact.period.to_string(),
               std::string(basis ? context.text(basis->name_zh, basis->name_en)
                                 : std::string_view(fact.basis)),
               value_text(fact), group_digits(fact.evidence_count), fact.id});
  }
  print(table.to_string());
  return kDone;
}

Json item_json(const facts::Evidence::Item& item) {
  Json json = Json::object();
  json.set("kind", item.kind)
      .set("key", item.key)
      .set("orderNo", item.order_no)
      .set("time", item.at.to_string())
      .set("currency", item.currency)
      .set("amount", item.amount.to_string())
      .set("lane", item.locator.entry.lane)
      .set("position", item.locator.entry.position)
      .set("ordinal", item.locator.ordinal);
  return json;
}

Json evidence_json(const facts::Evidence& evidence) {
  Json items = Json::array();
  for (const auto& item : evidence.items) items.push(item_json(item));
  Json conversions = Json::array();
  for (const auto& conversion : evidence.conversions) {
    Json json = Json::object();
    json.set("month", fmt::format("{:04}-{:02}", conversion.year, conversion.month))
        .set("currency", conversion.currency)
        .set("amount", conversion.amount.to_string())
        .set("rate", conversion.rate ? Json(*conversion.rate) : Json())
        .set("rateSource", conversion.rate_source)
        .set("cny", conversion.cny ? Json(*conversion.cny) : Json());
    conversions.push(std::move(json));
  }
  Json json = Json::object();
  json.set("fact", evidence.fact.to_json())
      .set("items", std::move(items))
      .set("conversions", std::move(conversions));
  return json;
}

void print_evidence(const Context& context, const facts::Evidence& evidence, size_t limit) {
  print(fmt::format("{}  {}  {} {}\n", evidence.fact.id, value_text(evidence.fact),
                    group_digits(evidence.fact.evidence_count),
                    context.text("份证据", "documents")));
  Table items({{std::string(context.text("种类", "kind"))},
               {std::string(context.text("编号", "number"))},
               {std::string(context.text("时间", "time"))},
               {std::string(context.text("金额", "amount")), Table::Align::kRight},
               {""}});
  for (size_t i = 0; i < std::min(limit, evidence.items.size()); ++i) {
    const auto& item = evidence.items[i];
    items.add({item.kind, item.key, item.at.to_string(), group_thousands(item.amount.to_string()),
               item.currency});
  }
  print(items.to_string());
  if (limit < evidence.items.size())
    print(fmt::format("  {} {} / {} (--limit)\n", context.text("显示", "shown"), limit,
                      group_digits(static_cast<int64_t>(evidence.items.size()))));
  Table months({{std::string(context.text("月份", "month"))},
                {std::string(context.text("金额", "amount")), Table::Align::kRight},
                {""},
                {std::string(context.text("汇率", "rate")), Table::Align::kRight},
                {"CNY", Table::Align::kRight}});
  for (const auto& conversion : evidence.conversions)
    months.add({fmt::format("{:04}-{:02}", conversion.year, conversion.month),
                group_thousands(conversion.amount.to_string()), conversion.currency,
                conversion.rate ? conversion.rate->to_string() : "?",
                conversion.cny ? group_thousands(conversion.cny->to_string()) : "?"});
  if (!months.empty()) print(months.to_string());
}

Result<int> show_evidence(const Context& context, const std::string& fact_id, size_t limit) {
  if (fact_id.empty())
    return Error(
        ErrorCode::kInvalidArgument,
        "which fact? `chuhai facts SUBJECT` lists their ids; or `chuhai evidence import FILE`");
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const facts::Evidence evidence, facts::evidence_of(*store, fact_id));
  if (context.json()) {
    print_json(evidence_json(evidence));
  } else {
    print_evidence(context, evidence, limit);
  }
  return kDone;
}

// Progress of a file's lines, then of the subjects whose facts are written.
facts::OnProgress on_progress(const Context& context) {
  struct Shown {
    std::optional<Progress> progress;
    facts::Progress::Step step = facts::Progress::Step::kLines;
  };
  const auto shown = std::make_shared<Shown>();
  return [&context, shown](const facts::Progress& at) {
    const bool lines = at.step == facts::Progress::Step::kLines;
    if (!shown->progress || shown->step != at.step)
      shown->progress.emplace(
          std::string(lines ? context.text("行", "lines") : context.text("主体", "subjects")),
          at.total);
    shown->step = at.step;
    shown->progress->update(at.done);
  };
}

Result<int> import_evidence(const Context& context, const std::vector<std::string>& files) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  int exit_code = kDone;
  for (const std::string& file : files) {
    CHUHAI_ASSIGN_OR_RETURN(const std::string csv, read_file(file));
    auto report = facts::import_evidence(*store, catalogue, act, printable_name(file), csv,
                                         on_progress(context));
    if (!report.ok()) return in_file(report.take_error(), file);
    exit_code = std::max(exit_code, print_import(context, *report, report->to_json(),
                                                 report->unmatched, report->claims));
  }
  CHUHAI_RETURN_IF_ERROR(context.refresh_facts(*store, act));
  return exit_code;
}

// Earlier yearly figures, or earlier awards and payments: told apart by the header line.
Result<int> import_history(const Context& context, const std::vector<std::string>& files) {
  CHUHAI_ASSIGN_OR_RETURN(const auto store, context.open_store());
  CHUHAI_ASSIGN_OR_RETURN(const journal::Act act, context.act_in(*store));
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, context.catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto pack, context.pack(catalogue));
  int exit_code = kDone;
  for (const std::string& file : files) {
    CHUHAI_ASSIGN_OR_RETURN(const std::string csv, read_file(file));
    const std::string_view header = std::string_view(csv).substr(0, csv.find('\n'));
    if (header.find("measure") != std::string_view::npos) {
      auto report = policy::import_awards(*store, act, printable_name(file), csv, pack.get());
      if (!report.ok()) return in_file(report.take_error(), file);
      exit_code = std::max(exit_code, print_import(context, report->import, report->unmatched));
    } else {
      auto report = facts::import_history(*store, catalogue, act, printable_name(file), csv,
                                          on_progress(context));
      if (!report.ok()) return in_file(report.take_error(), file);
      exit_code = std::max(exit_code, print_import(context, *report, report->to_json(),
                                                   report->unmatched, report->claims));
    }
  }
  CHUHAI_RETURN_IF_ERROR(context.refresh_facts(*store, act));
  return exit_code;
}

struct FactArguments {
  std::string subject;
  std::string fact_id;
  size_t limit = 20;
  std::vector<std::string> files;
};

}  // namespace

void add_fact_commands(CLI::App& app, Action& chosen) {
  const auto arguments = std::make_shared<FactArguments>();
  CLI::App* facts_command = app.add_subcommand("facts", "what is established about a subject");
  facts_command
      ->add_option("SUBJECT", arguments->subject,
                   "a credit code, or kind:id (enterprise:…, warehouse:…)")
      ->required();
  facts_command->footer("example: chuhai facts 91430100MA4M76GY99 --lang en");
  facts_command->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return show_facts(context, arguments->subject);
    };
  });

  CLI::App* evidence_command =
      app.add_subcommand("evidence", "the documents whose amounts add up to a fact");
  evidence_command->add_option("FACT", arguments->fact_id, "a fact's id, as `facts` prints it");
  evidence_command->add_option("--limit", arguments->limit, "documents shown")
      ->capture_default_str();
  evidence_command->require_subcommand(0, 1);
  evidence_command->footer(
      "examples: chuhai evidence fact:turnover/enterprise:91…/2023/zone_platform\n"
      "          chuhai evidence import statements.csv");
  evidence_command->callback([&chosen, arguments, evidence_command] {
    if (!evidence_command->get_subcommands().empty()) return;
    chosen = [arguments](const Context& context) {
      return show_evidence(context, arguments->fact_id, arguments->limit);
    };
  });
  CLI::App* evidence_import = evidence_command->add_subcommand(
      "import",
      "declarations, customs' sheets, settlement reports, statements and their acceptance");
  evidence_import->add_option("FILE", arguments->files, "CSV files")
      ->required()
      ->check(CLI::ExistingFile);
  evidence_import->footer("example: chuhai evidence import statements.csv --at 2024-02-15");
  evidence_import->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return import_evidence(context, arguments->files);
    };
  });

  CLI::App* history_command =
      app.add_subcommand("history", "earlier years' figures, and earlier awards and payments");
  history_command->require_subcommand(1);
  CLI::App* history_import = history_command->add_subcommand("import", "take history in");
  history_import->add_option("FILE", arguments->files, "CSV files of figures or of awards")
      ->required()
      ->check(CLI::ExistingFile);
  history_import->footer("example: chuhai history import figures.csv awards.csv");
  history_import->callback([&chosen, arguments] {
    chosen = [arguments](const Context& context) {
      return import_history(context, arguments->files);
    };
  });
}

}  // namespace chuhai::cli
