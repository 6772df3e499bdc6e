// The trace with all texts, as Json.
#include "dmn/evaluate.h"

namespace chuhai::dmn {

namespace {

Json rule_json(const DecisionTable& table, const TableTrace& trace, size_t index, bool matched) {
  const Rule& rule = table.rules[index];
  Json out = Json::object();
  out.set("number", static_cast<int64_t>(index + 1));
  out.set("id", rule.id);
  if (!rule.description.empty()) out.set("description", rule.description);
  out.set("matched", matched);
  Json cells = Json::array();
  for (size_t i = 0; i < table.inputs.size(); ++i) {
    Json cell = Json::object();
    cell.set("test", rule.inputs[i].text);
    cell.set("outcome", cell_outcome_name(trace.cell(index, i)));
    cells.push(std::move(cell));
  }
  out.set("cells", std::move(cells));
  return out;
}

Json table_json(const DecisionTable& table, const TableTrace& trace) {
  Json out = Json::object();
  out.set("hit_policy", hit_policy_name(table.hit_policy));
  Json inputs = Json::array();
  for (size_t i = 0; i < trace.inputs.size(); ++i) {
    Json input = Json::object();
    input.set("expression", table.inputs[i].expression.text);
    if (!table.inputs[i].label.empty()) input.set("label", table.inputs[i].label);
    input.set("value", trace.inputs[i].to_json());
    inputs.push(std::move(input));
  }
  out.set("inputs", std::move(inputs));
  Json rules = Json::array();
  size_t next_match = 0;
  for (size_t i = 0; i < trace.rules_tried; ++i) {
    const bool matched = next_match < trace.matched.size() && trace.matched[next_match] == i + 1;
    if (matched) ++next_match;
    rules.push(rule_json(table, trace, i, matched));
  }
  out.set("rules_tried", std::move(rules));
  return out;
}

}  // namespace

Json Evaluation::to_json() const {
  Json out = Json::object();
  out.set("decision", model.model().decisions()[decision].name);
  out.set("result", result.to_json());
  Json decisions = Json::array();
  for (const DecisionTrace& one : trace) {
    const Decision& source = model.model().decisions()[one.decision];
    Json json = Json::object();
    json.set("decision", source.name);
    json.set("id", source.id);
    if (one.supplied) json.set("supplied", true);
    json.set("result", one.result.to_json());
    if (source.literal) json.set("expression", source.literal->text);
    if (one.table) json.set("table", table_json(*source.table, *one.table));
    decisions.push(std::move(json));
  }
  out.set("trace", std::move(decisions));
  Json found = Json::array();
  for (const Diagnostic& diagnostic : diagnostics) found.push(diagnostic.to_json());
  out.set("diagnostics", std::move(found));
  return out;
}

}  // namespace chuhai::dmn
