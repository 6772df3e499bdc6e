#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "dmn/evaluate.h"
#include "dmn/parser.h"
#include "dmn/program.h"

namespace chuhai::dmn {

namespace {

struct NamedKind {
  std::string_view name;
  Kind kind;
};

constexpr NamedKind kBuiltInTypes[] = {{"Any", Kind::kAny},
                                       {"number", Kind::kNumber},
                                       {"string", Kind::kString},
                                       {"boolean", Kind::kBoolean},
                                       {"date", Kind::kDate},
                                       {"time", Kind::kTime},
                                       {"date and time", Kind::kDateAndTime},
                                       {"dateTime", Kind::kDateAndTime},
                                       {"days and time duration", Kind::kDaysAndTimeDuration},
                                       {"dayTimeDuration", Kind::kDaysAndTimeDuration},
                                       {"years and months duration", Kind::kYearsAndMonthsDuration},
                                       {"yearMonthDuration", Kind::kYearsAndMonthsDuration},
                                       {"list", Kind::kList},
                                       {"context", Kind::kContext}};

class Compiler {
 public:
  Compiler(Model model, std::vector<Parameter> parameters) {
    program_.model = std::move(model);
    program_.parameters = std::move(parameters);
    program_.diagnostics = program_.model.diagnostics();
  }

  Program compile() {
    declare_slots();
    declare_decisions();
    link_requirements();
    order_decisions();
    for (uint32_t i = 0; i < program_.decisions.size(); ++i) compile_decision(i);
    return std::move(program_);
  }

 private:
  const Model& model() const { return program_.model; }

  void report(SourcePosition at, DiagnosticCode code, const std::string& element_id,
              const std::string& element_name, std::string message,
              Severity severity = Severity::kError) {
    program_.diagnostics.push_back({severity, code, model().source_name(), at.line, at.column,
                                    element_id, element_name, std::move(message)});
  }

  // --- types ---
  Type resolve_type(const std::string& name, size_t offset, const std::string& element_id,
                    const std::string& element_name) {
    if (name.empty()) return Type{};
    for (const NamedKind& built_in : kBuiltInTypes) {
      if (name == built_in.name) {
        Type type = Type::of(built_in.kind);
        type.name = name;
        return type;
      }
    }
    for (const ItemDefinition& item : model().item_definitions()) {
      if (item.name == name) return type_of_item(item);
    }
    report(model().position(offset), DiagnosticCode::kUnknownType, element_id, element_name,
           "no type is called '" + name + "'");
    return Type{};
  }

  Type type_of_item(const ItemDefinition& item) {
    const auto known = item_types_.find(&item);
    if (known != item_types_.end()) return known->second;
    item_types_[&item] = Type{};  // stands for itself while recursive
    Type type;
    if (!item.components.empty()) {
      std::vector<Type::Component> components;
      for (const ItemDefinition& part : item.components) {
        components.emplace_back(part.name, type_of_item(part));
      }
      type.kind = Kind::kContext;
      type.components = std::make_shared<const std::vector<Type::Component>>(std::move(components));
    } else {
      type = resolve_type(item.type_ref, item.offset, item.id, item.name);
    }
    type.name = item.name;
    if (item.allowed_values) {
      const ExpressionId id = compile_tests(*item.allowed_values, Scope(), type, UINT32_MAX);
      if (id != kNoExpression) {
        type.allowed = std::make_shared<const Expression>(program_.expressions[id]);
      }
    }
    if (item.is_collection) {
      Type list = Type::of(Kind::kList);
      list.name = item.name;
      list.item = std::make_shared<const Type>(std::move(type));
      type = std::move(list);
    }
    item_types_[&item] = type;
    return type;
  }

  // --- names ---
  uint32_t add_slot(Slot slot) {
    const auto index = static_cast<uint32_t>(program_.slots.size());
    if (!program_.slot_of_name.emplace(slot.name, index).second) {
      report(slot.position, DiagnosticCode::kModel, slot.element_id, slot.name,
             "the name '" + slot.name + "' is used twice");
    }
    program_.slots.push_back(std::move(slot));
    return index;
  }

  void declare_slots() {
    for (uint32_t i = 0; i < model().input_data().size(); ++i) {
      const InputElement& input = model().input_data()[i];
      Type type = resolve_type(input.type_ref, input.offset, input.id, input.name);
      slot_of_id_[input.id] = add_slot({input.name, std::move(type), SlotSource::kInput, i,
                                        input.id, model().position(input.offset)});
    }
    for (uint32_t i = 0; i < program_.parameters.size(); ++i) {
      const std::string name = normalise_name(program_.parameters[i].name);
      if (program_.slot_of_name.contains(name)) continue;  // declared as input data
      parameter_slots_.push_back(add_slot(
          {name, Type::of(program_.parameters[i].type), SlotSource::kParameter, i, "", {}}));
    }
  }

  void declare_decisions() {
    for (uint32_t i = 0; i < model().decisions().size(); ++i) {
      const Decision& source = model().decisions()[i];
      CompiledDecision decision;
      decision.position = model().position(source.offset);
      decision.type = resolve_type(source.type_ref, source.offset, source.id, source.name);
      decision.slot = add_slot({source.name, slot_type(source, decision.type),
                                SlotSource::kDecision, i, source.id, decision.position});
      decision.is_broken = source.has_unsupported_logic;
      slot_of_id_[source.id] = decision.slot;
      program_.decision_of_name.emplace(source.name, i);
      if (!source.id.empty()) program_.decision_of_id.emplace(source.id, i);
      program_.decisions.push_back(std::move(decision));
    }
  }

  // A decision without a declared type has its table's: of the only output, or a context.
  Type slot_type(const Decision& source, const Type& declared) {
    if (declared.kind != Kind::kAny || !source.table) return declared;
    if (source.table->outputs.size() == 1) {
      const OutputClause& output = source.table->outputs[0];
      return resolve_type(output.type_ref, source.offset, output.id, source.name);
    }
    std::vector<Type::Component> components;
    for (const OutputClause& output : source.table->outputs) {
      components.emplace_back(output.name,
                              resolve_type(output.type_ref, source.offset, output.id, source.name));
    }
    Type type = Type::of(Kind::kContext);
    type.components = std::make_shared<const std::vector<Type::Component>>(std::move(components));
    return type;
  }

  void link_requirements() {
    for (uint32_t i = 0; i < model().decisions().size(); ++i) {
      const Decision& source = model().decisions()[i];
      for (const std::string& id : source.requirements) {
        const auto slot = slot_of_id_.find(id);
        if (slot == slot_of_id_.end()) {
          report(program_.decisions[i].position, DiagnosticCode::kModel, source.id, source.name,
                 "it requires '#" + id + "', which isn't in this file");
          program_.decisions[i].is_broken = true;
        } else if (program_.slots[slot->second].source == SlotSource::kDecision) {
          program_.decisions[i].required.push_back(program_.slots[slot->second].index);
        }
      }
    }
  }

  // Depth first without recursion: a chain of requirements may be long.
  void order_decisions() {
    for (uint32_t root = 0; root < program_.decisions.size(); ++root) {
      enum class State : uint8_t { kNew, kOpen, kDone };
      std::vector<State> states(program_.decisions.size(), State::kNew);
      std::vector<std::pair<uint32_t, size_t>> path{{root, 0}};
      states[root] = State::kOpen;
      std::vector<uint32_t>& order = program_.decisions[root].order;
      while (!path.empty()) {
        auto& [at, next] = path.back();
        const std::vector<uint32_t>& required = program_.decisions[at].required;
        if (next == required.size()) {
          states[at] = State::kDone;
          order.push_back(at);
          path.pop_back();
          continue;
        }
        const uint32_t needed = required[next++];
        if (states[needed] == State::kNew) {
          states[needed] = State::kOpen;
          path.emplace_back(needed, 0);
        } else if (needed == root) {
          report_cycle(root, path);
        }
      }
    }
  }

  void report_cycle(uint32_t root, const std::vector<std::pair<uint32_t, size_t>>& path) {
    if (program_.decisions[root].is_broken) return;
    std::string names;
    for (const auto& [decision, next] : path) names += model().decisions()[decision].name + " → ";
    names += model().decisions()[root].name;
    const Decision& source = model().decisions()[root];
    report(program_.decisions[root].position, DiagnosticCode::kCycle, source.id, source.name,
           "the decision requires itself: " + names);
    program_.decisions[root].is_broken = true;
  }

  // --- expressions ---
  ExpressionId keep(ParseResult parsed, const SourceText& text, uint32_t decision) {
    const std::string name = decision == UINT32_MAX ? "" : model().decisions()[decision].name;
    for (ParseFault& fault : parsed.faults) {
      report(model().position(text, fault.offset), fault.code, text.id, name,
             std::move(fault.message), fault.severity);
    }
    if (!parsed.expression) {
      if (decision != UINT32_MAX) program_.decisions[decision].is_broken = true;
      return kNoExpression;
    }
    program_.expressions.push_back(std::move(*parsed.expression));
    program_.places.push_back({decision, text.id, model().position(text, 0)});
    return static_cast<ExpressionId>(program_.expressions.size() - 1);
  }

  ExpressionId compile_expression(const SourceText& text, const Scope& scope, uint32_t decision) {
    return keep(parse_expression(text.text, scope), text, decision);
  }

  // kNoExpression for tests that are always true.
  ExpressionId compile_tests(const SourceText& text, const Scope& scope, const Type& subject,
                             uint32_t decision) {
    const std::string_view trimmed = trim(text.text);
    if (trimmed.empty() || trimmed == "-") return kNoExpression;
    return keep(parse_unary_tests(text.text, scope, subject), text, decision);
  }

  Scope scope_of(uint32_t decision) const {
    Scope scope;
    const auto add = [&](uint32_t slot) {
      scope.add(program_.slots[slot].name, slot, program_.slots[slot].type);
    };
    for (const uint32_t slot : parameter_slots_) add(slot);
    for (const std::string& id : model().decisions()[decision].requirements) {
      if (const auto slot = slot_of_id_.find(id); slot != slot_of_id_.end()) add(slot->second);
    }
    return scope;
  }

  void compile_decision(uint32_t index) {
    const Decision& source = model().decisions()[index];
    const Scope scope = scope_of(index);
    if (source.literal) {
      program_.decisions[index].literal = compile_expression(*source.literal, scope, index);
    }
    if (!source.table) return;
    const HitPolicy policy = source.table->hit_policy;
    if (policy != HitPolicy::kUnique && policy != HitPolicy::kFirst) {
      report(model().position(source.table->offset), DiagnosticCode::kUnsupported, source.table->id,
             source.name,
             fmt::format("hit policy {} is not supported yet", hit_policy_name(policy)));
      program_.decisions[index].is_broken = true;
    }
    if (source.table->outputs.empty()) program_.decisions[index].is_broken = true;
    CompiledTable table = compile_table(*source.table, scope, index);
    program_.decisions[index].table = std::move(table);
  }

  CompiledTable compile_table(const DecisionTable& source, const Scope& scope, uint32_t decision) {
    CompiledTable out;
    out.hit_policy = source.hit_policy;
    out.rules = static_cast<uint32_t>(source.rules.size());
    const std::string& name = model().decisions()[decision].name;
    for (const InputClause& clause : source.inputs) {
      CompiledInput input;
      input.expression = compile_expression(clause.expression, scope, decision);
      input.type = resolve_type(clause.type_ref, clause.expression.offset, clause.id, name);
      if (input.expression != kNoExpression) {
        const Kind inferred = program_.expression(input.expression).top().type;
        if (input.type.kind == Kind::kAny) input.type = Type::of(inferred);
      }
      if (clause.input_values) {
        input.allowed = compile_tests(*clause.input_values, scope, input.type, decision);
      }
      out.inputs.push_back(std::move(input));
    }
    for (const OutputClause& clause : source.outputs) {
      CompiledOutput output;
      output.name = clause.name;
      output.type = resolve_type(clause.type_ref, source.offset, clause.id, name);
      if (clause.output_values) {
        output.allowed = compile_tests(*clause.output_values, scope, output.type, decision);
      }
      if (clause.default_entry) {
        output.default_entry = compile_expression(*clause.default_entry, scope, decision);
      }
      out.outputs.push_back(std::move(output));
    }
    for (const Rule& rule : source.rules) compile_rule(rule, scope, decision, out);
    return out;
  }

  void compile_rule(const Rule& rule, const Scope& scope, uint32_t decision, CompiledTable& out) {
    for (size_t i = 0; i < rule.inputs.size(); ++i) {
      out.cells.push_back(compile_tests(rule.inputs[i], scope, out.inputs[i].type, decision));
    }
    for (const SourceText& entry : rule.outputs) {
      out.entries.push_back(trim(entry.text).empty() ? kNoExpression
                                                     : compile_expression(entry, scope, decision));
    }
  }

  Program program_;
  std::map<std::string, uint32_t> slot_of_id_;
  std::vector<uint32_t> parameter_slots_;
  std::map<const ItemDefinition*, Type> item_types_;
};

}  // namespace

CompiledModel CompiledModel::compile(Model model, std::vector<Parameter> parameters) {
  return CompiledModel(
      std::make_shared<const Program>(Compiler(std::move(model), std::move(parameters)).compile()));
}

const Model& CompiledModel::model() const { return program_->model; }

const std::vector<Diagnostic>& CompiledModel::diagnostics() const { return program_->diagnostics; }

bool CompiledModel::has_errors() const {
  return std::any_of(
      program_->diagnostics.begin(), program_->diagnostics.end(),
      [](const Diagnostic& diagnostic) { return diagnostic.severity == Severity::kError; });
}

std::optional<uint32_t> CompiledModel::find_decision(std::string_view name_or_id) const {
  if (const auto found = program_->decision_of_name.find(name_or_id);
      found != program_->decision_of_name.end()) {
    return found->second;
  }
  if (const auto found = program_->decision_of_id.find(name_or_id);
      found != program_->decision_of_id.end()) {
    return found->second;
  }
  return std::nullopt;
}

Diagnostic Program::diagnostic_at(uint32_t decision, DiagnosticCode code,
                                  std::string message) const {
  const Decision& source = model.decisions()[decision];
  const SourcePosition at = decisions[decision].position;
  return {Severity::kError, code,      model.source_name(), at.line,
          at.column,        source.id, source.name,         std::move(message)};
}

}  // namespace chuhai::dmn
