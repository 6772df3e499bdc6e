#include "dmn/model_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dmn/lexer.h"

namespace chuhai::dmn {

namespace {

constexpr std::array<std::string_view, 5> kNamespaces{
    "https://www.omg.org/spec/DMN/20230324/MODEL/", "https://www.omg.org/spec/DMN/20211108/MODEL/",
    "https://www.omg.org/spec/DMN/20191111/MODEL/", "http://www.omg.org/spec/DMN/20180521/MODEL/",
    "http://www.omg.org/spec/DMN/20151101/dmn.xsd"};

std::string attribute(pugi::xml_node node, const char* name) {
  return node.attribute(name).as_string();
}

size_t offset_of(pugi::xml_node node) {
  const std::ptrdiff_t offset = node.offset_debug();
  if (offset < 0) return 0;
  // pugixml tells where the name is: one after the angle bracket
  const bool is_element = node.type() == pugi::node_element;
  return static_cast<size_t>(offset) - (is_element && offset > 0 ? 1 : 0);
}

bool is_text(pugi::xml_node node) {
  return node.type() == pugi::node_pcdata || node.type() == pugi::node_cdata;
}

// "feel:string" and "feel.string" of older files are string.
std::string plain_type(std::string type) {
  for (const std::string_view prefix : {"feel:", "feel."}) {
    if (type.starts_with(prefix)) return type.substr(prefix.size());
  }
  return type;
}

std::optional<HitPolicy> hit_policy_of(std::string_view name) {
  if (name.empty()) return HitPolicy::kUnique;
  for (int i = 0; i <= static_cast<int>(HitPolicy::kCollect); ++i) {
    if (hit_policy_name(static_cast<HitPolicy>(i)) == name) return static_cast<HitPolicy>(i);
  }
  return std::nullopt;
}

std::string href_id(pugi::xml_node node) {
  const std::string href = attribute(node, "href");
  const size_t hash = href.find('#');
  return hash == std::string::npos ? href : href.substr(hash + 1);
}

}  // namespace

std::string_view hit_policy_name(HitPolicy policy) {
  static constexpr std::string_view kNames[] = {"UNIQUE",     "FIRST",        "ANY",    "PRIORITY",
                                                "RULE ORDER", "OUTPUT ORDER", "COLLECT"};
  return kNames[static_cast<size_t>(policy)];
}

bool ModelReader::is(pugi::xml_node node, std::string_view local_name) const {
  const std::string_view name = node.name();
  return name.size() == prefix_.size() + local_name.size() && name.starts_with(prefix_) &&
         name.ends_with(local_name);
}

pugi::xml_node ModelReader::child(pugi::xml_node parent, std::string_view local_name) const {
  for (const pugi::xml_node node : parent.children()) {
    if (is(node, local_name)) return node;
  }
  return {};
}

std::string ModelReader::child_text(pugi::xml_node parent, std::string_view local_name) const {
  std::string out;
  for (const pugi::xml_node node : child(parent, local_name).children()) {
    if (is_text(node)) out += node.value();
  }
  return std::string(trim(out));
}

SourceText ModelReader::source_text(pugi::xml_node holder) const {
  SourceText out;
  out.id = attribute(holder, "id");
  out.offset = offset_of(holder);
  bool first = true;
  for (const pugi::xml_node node : child(holder, "text").children()) {
    if (!is_text(node)) continue;
    if (first) out.offset = offset_of(node);
    first = false;
    out.text += node.value();
  }
  return out;
}

std::optional<SourceText> ModelReader::optional_text(pugi::xml_node parent,
                                                     std::string_view name) const {
  const pugi::xml_node node = child(parent, name);
  if (!node) return std::nullopt;
  SourceText out = source_text(node);
  if (out.id.empty()) out.id = attribute(parent, "id");
  if (trim(out.text).empty()) return std::nullopt;
  return out;
}

void ModelReader::report(pugi::xml_node node, DiagnosticCode code, const std::string& name,
                         std::string message) {
  const SourcePosition at = model_.position(offset_of(node));
  model_.diagnostics_.push_back({Severity::kError, code, model_.source_name_, at.line, at.column,
                                 attribute(node, "id"), name, std::move(message)});
}

Status ModelReader::read(const pugi::xml_document& document) {
  pugi::xml_node root;
  for (const pugi::xml_node node : document.children()) {
    if (node.type() == pugi::node_doctype) {
      return Error(ErrorCode::kInvalidArgument,
                   model_.source_name_ + ": a DOCTYPE is refused; remove it");
    }
    if (node.type() != pugi::node_element) continue;
    if (root) {
      return Error(ErrorCode::kInvalidArgument, model_.source_name_ + ": more than one root");
    }
    root = node;
  }
  const std::string_view name = root.name();
  const size_t colon = name.find(':');
  if (colon != std::string_view::npos) prefix_ = std::string(name.substr(0, colon + 1));
  const std::string declaration =
      prefix_.empty() ? "xmlns" : "xmlns:" + prefix_.substr(0, prefix_.size() - 1);
  const std::string uri = attribute(root, declaration.c_str());
  if (!is(root, "definitions") ||
      std::find(kNamespaces.begin(), kNamespaces.end(), uri) == kNamespaces.end()) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}: the root is <{}> of namespace '{}', not DMN definitions",
                             model_.source_name_, name, uri));
  }
  model_.id_ = attribute(root, "id");
  model_.name_ = attribute(root, "name");
  model_.namespace_ = attribute(root, "namespace");
  for (const pugi::xml_node node : root.children()) {
    if (is(node, "itemDefinition")) {
      model_.item_definitions_.push_back(item_definition(node));
    } else if (is(node, "inputData")) {
      model_.input_data_.push_back(input_data(node));
    } else if (is(node, "decision")) {
      model_.decisions_.push_back(decision(node));
    } else if (is(node, "businessKnowledgeModel") || is(node, "decisionService") ||
               is(node, "import")) {
      report(node, DiagnosticCode::kUnsupported, attribute(node, "name"),
             fmt::format("<{}> is not supported yet", node.name()));
    }
  }
  return {};
}

ItemDefinition ModelReader::item_definition(pugi::xml_node node) {
  ItemDefinition out;
  out.id = attribute(node, "id");
  out.name = normalise_name(attribute(node, "name"));
  out.type_ref = plain_type(child_text(node, "typeRef"));
  out.is_collection = node.attribute("isCollection").as_bool();
  out.allowed_values = optional_text(node, "allowedValues");
  out.offset = offset_of(node);
  for (const pugi::xml_node part : node.children()) {
    if (is(part, "itemComponent")) out.components.push_back(item_definition(part));
    if (is(part, "functionItem") || is(part, "typeConstraint")) {
      report(part, DiagnosticCode::kUnsupported, out.name,
             fmt::format("<{}> is not supported yet", part.name()));
    }
  }
  return out;
}

InputElement ModelReader::input_data(pugi::xml_node node) {
  InputElement out;
  out.id = attribute(node, "id");
  out.name = normalise_name(attribute(node, "name"));
  out.label = attribute(node, "label");
  out.description = child_text(node, "description");
  out.type_ref = plain_type(attribute(child(node, "variable"), "typeRef"));
  out.offset = offset_of(node);
  if (out.name.empty()) report(node, DiagnosticCode::kModel, "", "an input without a name");
  return out;
}

Decision ModelReader::decision(pugi::xml_node node) {
  Decision out;
  out.id = attribute(node, "id");
  out.name = normalise_name(attribute(node, "name"));
  out.label = attribute(node, "label");
  out.description = child_text(node, "description");
  out.question = child_text(node, "question");
  out.type_ref = plain_type(attribute(child(node, "variable"), "typeRef"));
  out.offset = offset_of(node);
  if (out.name.empty()) report(node, DiagnosticCode::kModel, "", "a decision without a name");
  static constexpr std::array<std::string_view, 11> kLaterLogic{
      "invocation", "context", "relation", "list",  "functionDefinition",  "conditional",
      "filter",     "for",     "some",     "every", "knowledgeRequirement"};
  for (const pugi::xml_node part : node.children()) {
    if (is(part, "informationRequirement")) {
      for (const std::string_view kind : {"requiredInput", "requiredDecision"}) {
        if (const pugi::xml_node required = child(part, kind)) {
          out.requirements.push_back(href_id(required));
        }
      }
    } else if (is(part, "decisionTable")) {
      out.table = table(part, out);
    } else if (is(part, "literalExpression")) {
      out.literal = source_text(part);
      if (out.literal->id.empty()) out.literal->id = out.id;
      if (out.type_ref.empty()) out.type_ref = plain_type(attribute(part, "typeRef"));
    } else if (std::any_of(kLaterLogic.begin(), kLaterLogic.end(),
                           [&](std::string_view name) { return is(part, name); })) {
      out.has_unsupported_logic = true;
      report(part, DiagnosticCode::kUnsupported, out.name,
             fmt::format("<{}> in a decision is not supported yet", part.name()));
    }
  }
  return out;
}

DecisionTable ModelReader::table(pugi::xml_node node, const Decision& owner) {
  DecisionTable out;
  out.id = attribute(node, "id");
  out.offset = offset_of(node);
  out.aggregation = attribute(node, "aggregation");
  const std::string policy = attribute(node, "hitPolicy");
  if (const auto known = hit_policy_of(policy)) {
    out.hit_policy = *known;
  } else {
    report(node, DiagnosticCode::kModel, owner.name, "no hit policy is called '" + policy + "'");
  }
  for (const pugi::xml_node part : node.children()) {
    if (is(part, "input")) out.inputs.push_back(input_clause(part));
    if (is(part, "output")) out.outputs.push_back(output_clause(part));
    if (is(part, "annotation")) out.annotation_names.push_back(attribute(part, "name"));
    if (is(part, "rule")) out.rules.push_back(rule(part, out, owner));
  }
  const bool is_single = out.outputs.size() == 1;
  if (is_single && out.outputs[0].type_ref.empty()) {
    out.outputs[0].type_ref = plain_type(attribute(node, "typeRef"));
  }
  for (const OutputClause& output : out.outputs) {
    if (!is_single && output.name.empty()) {
      report(node, DiagnosticCode::kModel, owner.name, "one of several outputs has no name");
    }
  }
  if (out.outputs.empty())
    report(node, DiagnosticCode::kModel, owner.name, "a table needs outputs");
  return out;
}

InputClause ModelReader::input_clause(pugi::xml_node node) const {
  InputClause out;
  out.id = attribute(node, "id");
  out.label = attribute(node, "label");
  const pugi::xml_node expression = child(node, "inputExpression");
  out.expression = source_text(expression);
  if (out.expression.id.empty()) out.expression.id = out.id;
  out.type_ref = plain_type(attribute(expression, "typeRef"));
  out.input_values = optional_text(node, "inputValues");
  return out;
}

OutputClause ModelReader::output_clause(pugi::xml_node node) const {
  OutputClause out;
  out.id = attribute(node, "id");
  out.name = normalise_name(attribute(node, "name"));
  out.label = attribute(node, "label");
  out.type_ref = plain_type(attribute(node, "typeRef"));
  out.output_values = optional_text(node, "outputValues");
  out.default_entry = optional_text(node, "defaultOutputEntry");
  return out;
}

Rule ModelReader::rule(pugi::xml_node node, const DecisionTable& table, const Decision& owner) {
  Rule out;
  out.id = attribute(node, "id");
  out.description = child_text(node, "description");
  const auto add_entry = [&](std::vector<SourceText>& entries, pugi::xml_node part) {
    entries.push_back(source_text(part));
    if (entries.back().id.empty()) entries.back().id = out.id;
  };
  for (const pugi::xml_node part : node.children()) {
    if (is(part, "inputEntry")) add_entry(out.inputs, part);
    if (is(part, "outputEntry")) add_entry(out.outputs, part);
    if (is(part, "annotationEntry")) out.annotations.push_back(child_text(part, "text"));
  }
  const bool counts_match =
      out.inputs.size() == table.inputs.size() && out.outputs.size() == table.outputs.size();
  if (!counts_match) {
    report(node, DiagnosticCode::kModel, owner.name,
           fmt::format("the rule has {} input and {} output entries, the table {} and {}",
                       out.inputs.size(), out.outputs.size(), table.inputs.size(),
                       table.outputs.size()));
  }
  out.inputs.resize(table.inputs.size());
  out.outputs.resize(table.outputs.size());
  return out;
}

}  // namespace chuhai::dmn
