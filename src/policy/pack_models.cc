// A pack's models and scales, and the checks across its files.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "policy/pack_load.h"

namespace chuhai::policy {
namespace {

void check_bases(PackLoading& loading, const facts::Catalogue& catalogue, const PackInput& input,
                 std::string_view subject_kind, std::string_view file, int line) {
  if (input.source != InputSource::kFact && input.source != InputSource::kHighest) return;
  const facts::FactDefinition* fact = catalogue.fact(input.fact);
  if (fact == nullptr) {
    loading.problems.add(
        file, line, fmt::format("input {}: the catalogue has no fact {}", input.name, input.fact));
    return;
  }
  if (loading.data.bases.find(input.fact) == loading.data.bases.end()) {
    loading.problems.add(
        file, line,
        fmt::format("input {}: facts names no accepted bases of {}", input.name, input.fact));
  }
  const auto& kinds = fact->subject_kinds;
  if (std::find(kinds.begin(), kinds.end(), subject_kind) == kinds.end()) {
    loading.problems.add(
        file, line,
        fmt::format("input {}: {} isn't a fact of a {}", input.name, input.fact, subject_kind));
  }
}

void check_readings(PackLoading& loading, const std::vector<std::string>& readings,
                    std::string_view what, std::string_view file, int line) {
  for (const std::string& reading : readings) {
    if (loading.data.readings.count(reading) == 0) {
      loading.problems.add(file, line, fmt::format("{}: there is no reading {}", what, reading));
    }
  }
}

// The decision's table; nullptr and a problem when there is none.
const dmn::DecisionTable* find_table(PackLoading& loading, const std::string& model,
                                     const std::string& decision, std::string_view what,
                                     std::string_view file, int line) {
  const auto found = loading.data.models.find(model);
  if (found == loading.data.models.end()) {
    loading.problems.add(file, line, fmt::format("{}: no model {}", what, model));
    return nullptr;
  }
  const auto index = found->second.find_decision(decision);
  if (!index) {
    loading.problems.add(file, line,
                         fmt::format("{}: {} has no decision {}", what, model, decision));
    return nullptr;
  }
  const dmn::Decision& element = found->second.model().decisions()[*index];
  if (!element.table) {
    loading.problems.add(file, line,
                         fmt::format("{}: {} of {} is no decision table", what, decision, model));
    return nullptr;
  }
  return &*element.table;
}

std::string literal_of(std::string_view cell) {
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') {
    return std::string(cell.substr(1, cell.size() - 2));
  }
  return {};
}

// Outputs "outcome", "reason" and "ceiling" in this order, each reason worded, some rule "met".
void check_outputs(PackLoading& loading, const PackMeasure& measure,
                   const dmn::DecisionTable& table) {
  const int line = loading.measure_lines[measure.id];
  const std::vector<std::string> expected = {"outcome", "reason", "ceiling"};
  std::vector<std::string> names;
  for (const auto& output : table.outputs) names.push_back(output.name);
  if (names != expected) {
    loading.problems.add(
        measure.model, 0,
        fmt::format("decision {}: outputs must be outcome, reason, ceiling", measure.decision));
    return;
  }
  bool some_met = false;
  for (const dmn::Rule& rule : table.rules) {
    const std::string outcome = literal_of(rule.outputs[0].text);
    some_met = some_met || outcome == "met";
    if (outcome != "met" && outcome != "not_met") {
      loading.problems.add(measure.model, 0,
                           fmt::format("rule {}: outcome must be \"met\" or \"not_met\"", rule.id));
    }
    const std::string reason = literal_of(rule.outputs[1].text);
    if (measure.reasons.count(reason) == 0) {
      loading.problems.add(kPackFile, line,
                           fmt::format("{}: no words for reason {} of rule {}", measure.id,
                                       rule.outputs[1].text, rule.id));
    }
  }
  if (!some_met) {
    loading.problems.add(measure.model, 0,
                         fmt::format("decision {}: no rule is \"met\"", measure.decision));
  }
}

void check_table_inputs(PackLoading& loading, const PackMeasure& measure,
                        const dmn::DecisionTable& table, const facts::Catalogue* catalogue) {
  for (const dmn::InputClause& clause : table.inputs) {
    const auto input = loading.data.inputs.find(clause.expression.text);
    if (input == loading.data.inputs.end()) {
      loading.problems.add(kPackFile, loading.measure_lines[measure.id],
                           fmt::format("{}: nothing feeds input {} of {}", measure.id,
                                       clause.expression.text, measure.model));
    } else if (catalogue != nullptr) {
      check_bases(loading, *catalogue, input->second, measure.subject, kPackFile,
                  loading.input_lines[input->first]);
    }
  }
}

void check_parameter(PackLoading& loading, const PackMeasure& measure, const std::string& name) {
  if (loading.data.parameters.count(name) != 0) return;
  loading.problems.add(kPackFile, loading.measure_lines[measure.id],
                       fmt::format("{}: no parameter {}", measure.id, name));
}

PackScale read_scale(PackLoading& loading, const std::string& name, YamlReader& reader) {
  PackScale scale;
  scale.file = name;
  scale.id = reader.text("id");
  scale.example = reader.boolean("example");
  scale.title = reader.bilingual("title");
  scale.publisher = reader.bilingual("publisher");
  if (reader.text_if("payers") != "any") scale.payers = reader.texts("payers");
  YamlReader interval = reader.child("interval");
  scale.from = interval.date("from");
  scale.to = interval.date_if("to");
  interval.done();
  const size_t slash = name.rfind('/');
  scale.model =
      (slash == std::string::npos ? "" : name.substr(0, slash + 1)) + reader.text("model");
  for (auto& [measure, use_reader] : reader.named("measures")) {
    PackScale::Use use{use_reader.text("decision"), use_reader.texts("inputs")};
    use_reader.done();
    if (loading.data.measures.count(measure) == 0) reader.fail("measures", "no measure " + measure);
    scale.measures[measure] = std::move(use);
  }
  for (auto& [input, input_reader] : reader.named("inputs")) {
    scale.inputs[input] = read_input(input, input_reader);
  }
  reader.done();
  return scale;
}

void compile_model(PackLoading& loading, const std::string& name,
                   const std::vector<dmn::Parameter>& parameters) {
  const std::string* text = loading.file(name);
  if (text == nullptr) {
    loading.problems.add(kPackFile, 0, fmt::format("models: there is no file {}", name));
    return;
  }
  auto model = dmn::Model::parse(*text, name);
  if (!model.ok()) {
    loading.problems.add(name, 0, model.error().message());
    return;
  }
  auto compiled = dmn::CompiledModel::compile(std::move(model).value(), parameters);
  std::vector<dmn::Diagnostic> diagnostics = compiled.diagnostics();
  // Without cut points an unknown can't be judged: a table that decides must test its inputs.
  for (dmn::Diagnostic& diagnostic : compiled.check_tables()) {
    diagnostics.push_back(std::move(diagnostic));
  }
  for (const dmn::Diagnostic& diagnostic : diagnostics) {
    loading.problems.add(name, diagnostic.line, diagnostic.message);
  }
  loading.data.models.emplace(name, std::move(compiled));
}

}  // namespace

void read_scales(PackLoading& loading) {
  for (const std::string& name : loading.scale_files) {
    const std::string* text = loading.file(name);
    if (text == nullptr) {
      loading.problems.add(kPackFile, 0, fmt::format("scales: there is no file {}", name));
      continue;
    }
    auto reader = YamlReader::parse(*text, name, &loading.problems);
    if (reader) loading.data.scales.push_back(read_scale(loading, name, *reader));
  }
}

void compile_models(PackLoading& loading) {
  std::vector<dmn::Parameter> parameters;
  for (const auto& [name, parameter] : loading.data.parameters) {
    parameters.push_back({.name = name, .type = dmn::Kind::kNumber});
  }
  for (const std::string& name : loading.model_files) compile_model(loading, name, parameters);
  std::set<std::string> scale_models;
  for (const PackScale& scale : loading.data.scales) scale_models.insert(scale.model);
  for (const std::string& name : scale_models) compile_model(loading, name, parameters);
}

void check_against_catalogue(PackLoading& loading, const facts::Catalogue& catalogue) {
  for (const auto& [fact, bases] : loading.data.bases) {
    const facts::FactDefinition* definition = catalogue.fact(fact);
    if (definition == nullptr) {
      loading.problems.add(kPackFile, 0, fmt::format("facts: the catalogue has no fact {}", fact));
      continue;
    }
    for (const std::string& basis : bases) {
      if (std::find(definition->bases.begin(), definition->bases.end(), basis) ==
          definition->bases.end()) {
        loading.problems.add(
            kPackFile, 0, fmt::format("facts: {} is no basis of {} in the catalogue", basis, fact));
      }
    }
  }
  for (const auto& [id, measure] : loading.data.measures) {
    const auto model = loading.data.models.find(measure.model);
    if (model == loading.data.models.end()) continue;
    const auto index = model->second.find_decision(measure.decision);
    if (!index) continue;
    const auto& table = model->second.model().decisions()[*index].table;
    if (table) check_table_inputs(loading, measure, *table, &catalogue);
  }
  for (const PackScale& scale : loading.data.scales) {
    for (const auto& [name, input] : scale.inputs) {
      check_bases(loading, catalogue, input, "enterprise", scale.file, 0);
    }
  }
}

void check_measures(PackLoading& loading) {
  for (const auto& [id, measure] : loading.data.measures) {
    const int line = loading.measure_lines[id];
    check_readings(loading, measure.readings, id, kPackFile, line);
    if (measure.cap) {
      for (const std::string& name :
           {measure.cap->parameter, measure.cap->first_year, measure.cap->later_year}) {
        check_parameter(loading, measure, name);
      }
    }
    if (!measure.lower_step.empty() && loading.data.measures.count(measure.lower_step) == 0) {
      loading.problems.add(kPackFile, line, fmt::format("{}: lower_step names no measure", id));
    }
    if (const auto* table =
            find_table(loading, measure.model, measure.decision, id, kPackFile, line)) {
      check_outputs(loading, measure, *table);
    }
  }
  for (const auto& [name, input] : loading.data.inputs) {
    check_readings(loading, input.readings, name, kPackFile, loading.input_lines[name]);
  }
  for (const PackScale& scale : loading.data.scales) {
    for (const auto& [measure, use] : scale.measures) {
      const auto* table = find_table(loading, scale.model, use.decision, measure, scale.file, 0);
      if (table == nullptr) continue;
      for (const std::string& input : use.inputs) {
        if (scale.inputs.count(input) == 0) {
          loading.problems.add(scale.file, 0, fmt::format("{}: no input {}", measure, input));
        }
      }
    }
  }
}

}  // namespace chuhai::policy
