// Model: a DMN file as written, with expressions still text. `CompiledModel` (evaluate.h) gives it
// meaning. Reads DMN 1.1 to 1.5 by local names under the root's own prefix; what this version
// doesn't read (business knowledge models, decision services, imports, boxed expressions) is a
// diagnostic and the element is kept without logic.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "dmn/diagnostic.h"

namespace chuhai::dmn {

struct SourcePosition {
  int line = 0;    // 1-based; 0 when not known
  int column = 0;  // 1-based, in code points
};

// An expression's text, with the byte offset in the file where it begins.
struct SourceText {
  std::string text;
  size_t offset = 0;
  std::string id;  // of the DMN element that holds it
};

struct ItemDefinition {
  std::string id;
  std::string name;
  std::string type_ref;  // empty when it has components
  bool is_collection = false;
  std::optional<SourceText> allowed_values;  // unary tests on each item
  std::vector<ItemDefinition> components;
  size_t offset = 0;
};

struct InputElement {
  std::string id;
  std::string name;
  std::string label;
  std::string description;
  std::string type_ref;
  size_t offset = 0;
};

struct InputClause {
  std::string id;
  std::string label;
  SourceText expression;
  std::string type_ref;
  std::optional<SourceText> input_values;
};

struct OutputClause {
  std::string id;
  std::string name;
  std::string label;
  std::string type_ref;
  std::optional<SourceText> output_values;
  std::optional<SourceText> default_entry;
};

struct Rule {
  std::string id;
  std::string description;
  std::vector<SourceText> inputs;        // as many as the table's inputs
  std::vector<SourceText> outputs;       // as many as its outputs
  std::vector<std::string> annotations;  // in the order of annotation_names
};

enum class HitPolicy : uint8_t {
  kUnique,
  kFirst,
  kAny,
  kPriority,
  kRuleOrder,
  kOutputOrder,
  kCollect,
};

std::string_view hit_policy_name(HitPolicy policy);  // "UNIQUE", "RULE ORDER"…

struct DecisionTable {
  std::string id;
  HitPolicy hit_policy = HitPolicy::kUnique;
  std::string aggregation;  // of COLLECT: SUM, COUNT, MIN, MAX or empty
  std::vector<InputClause> inputs;
  std::vector<OutputClause> outputs;
  std::vector<std::string> annotation_names;
  std::vector<Rule> rules;
  size_t offset = 0;
};

struct Decision {
  std::string id;
  std::string name;
  std::string label;
  std::string description;
  std::string question;
  std::string type_ref;                   // of its variable
  std::vector<std::string> requirements;  // ids of required inputs and decisions
  std::optional<DecisionTable> table;     // at most one of these two; with neither
  std::optional<SourceText> literal;      // the decision is null unless supplied
  bool has_unsupported_logic = false;
  size_t offset = 0;
};

class Model {
 public:
  // `xml` is UTF-8 text of at most 64 MiB. kInvalidArgument: not well-formed (pugixml's judgement),
  // a DOCTYPE, or a root that isn't `definitions` of a known DMN version. `source_name` is used in
  // diagnostics only.
  static Result<Model> parse(std::string_view xml, std::string_view source_name);

  const std::string& id() const { return id_; }
  const std::string& name() const { return name_; }
  const std::string& target_namespace() const { return namespace_; }
  const std::string& source_name() const { return source_name_; }
  const std::vector<ItemDefinition>& item_definitions() const { return item_definitions_; }
  const std::vector<InputElement>& input_data() const { return input_data_; }
  const std::vector<Decision>& decisions() const { return decisions_; }
  // What the file's structure gave; CompiledModel adds what its expressions give.
  const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  // Where a byte of the file stands.
  SourcePosition position(size_t offset) const;
  // Where a byte of an expression's (unescaped) text stands in the file.
  SourcePosition position(const SourceText& text, size_t offset_in_text) const;

 private:
  friend class ModelReader;
  std::string id_;
  std::string name_;
  std::string namespace_;
  std::string source_name_;
  std::string source_;
  std::vector<ItemDefinition> item_definitions_;
  std::vector<InputElement> input_data_;
  std::vector<Decision> decisions_;
  std::vector<Diagnostic> diagnostics_;
};

}  // namespace chuhai::dmn
