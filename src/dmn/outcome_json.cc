// The outcome of determine with all texts, as Json.
#include "dmn/determine.h"

namespace chuhai::dmn {

namespace {

Json values_json(const std::vector<Value>& values) {
  Json out = Json::array();
  for (const Value& value : values) out.push(value.to_json());
  return out;
}

Json diagnostics_json(const std::vector<Diagnostic>& diagnostics) {
  Json out = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) out.push(diagnostic.to_json());
  return out;
}

Json question_json(const Question& question) {
  Json out = Json::object();
  out.set("input", question.input);
  out.set("cost", question.cost);
  out.set("always_settles", question.always_settles);
  Json answers = Json::array();
  for (const Answer& answer : question.answers) {
    Json one = Json::object();
    one.set("condition", answer.condition);
    one.set("result", answer.result.to_json());
    answers.push(std::move(one));
  }
  out.set("answers", std::move(answers));
  return out;
}

Json table_json(const DecisionTable& source, const MergedTable& table) {
  Json out = Json::object();
  out.set("hit_policy", hit_policy_name(source.hit_policy));
  Json inputs = Json::array();
  for (size_t i = 0; i < table.inputs.size(); ++i) {
    Json input = Json::object();
    input.set("expression", source.inputs[i].expression.text);
    if (table.inputs[i]) input.set("value", table.inputs[i]->to_json());
    input.set("known", table.inputs[i].has_value());
    inputs.push(std::move(input));
  }
  out.set("inputs", std::move(inputs));
  Json rules = Json::array();
  for (size_t i = 0; i < table.matched.size(); ++i) {
    Json rule = Json::object();
    rule.set("number", static_cast<int64_t>(i + 1));
    rule.set("id", source.rules[i].id);
    rule.set("matches", certainty_name(table.matched[i]));
    rule.set("decides", certainty_name(table.decisive[i]));
    Json cells = Json::array();
    for (size_t j = 0; j < table.inputs.size(); ++j) {
      Json cell = Json::object();
      cell.set("test", source.rules[i].inputs[j].text);
      cell.set("holds", certainty_name(table.cell(i, j)));
      cells.push(std::move(cell));
    }
    rule.set("cells", std::move(cells));
    rules.push(std::move(rule));
  }
  out.set("rules", std::move(rules));
  return out;
}

}  // namespace

Json Outcome::to_json() const {
  const std::vector<Decision>& decisions = model.model().decisions();
  Json out = Json::object();
  out.set("decision", decisions[decision].name);
  out.set("state", outcome_state_name(state));
  if (state == OutcomeState::kDecided) out.set("result", result.to_json());
  out.set("possible", values_json(possible));
  Json components = Json::array();
  for (const OutputOutcome& output : outputs) {
    Json one = Json::object();
    one.set("name", output.name);
    one.set("decided", output.decided);
    one.set("possible", values_json(output.possible));
    components.push(std::move(one));
  }
  out.set("outputs", std::move(components));
  out.set("boxes", static_cast<uint64_t>(boxes));
  Json asked = Json::array();
  for (const Question& question : questions) asked.push(question_json(question));
  out.set("questions", std::move(asked));
  Json traced = Json::array();
  for (const MergedDecision& one : trace) {
    Json json = Json::object();
    json.set("decision", decisions[one.decision].name);
    json.set("results", values_json(one.results));
    if (one.table) json.set("table", table_json(*decisions[one.decision].table, *one.table));
    traced.push(std::move(json));
  }
  out.set("trace", std::move(traced));
  out.set("places", diagnostics_json(places));
  out.set("diagnostics", diagnostics_json(diagnostics));
  return out;
}

}  // namespace chuhai::dmn
