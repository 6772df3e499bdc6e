// Tree builder: the parser's half that knows no text. Adds nodes with their inferred types, folds
// constants, warns of tests that can't hold, and takes back what a reading that is given up left.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "dmn/expression.h"
#include "dmn/parser.h"

namespace chuhai::dmn {

// Operators of one chain (`a + b + c`): a chain makes a tree as high as it is long, and trees are
// walked recursively.
constexpr int kChainMax = 1000;
constexpr int kDepthMax = 200;                          // of brackets, `if` and the like
constexpr uint32_t kHeightMax = kChainMax + kDepthMax;  // of the tree: chains within chains

class TreeBuilder {
 public:
  explicit TreeBuilder(std::string_view text) { tree_.text = std::string(text); }

  // The node as it is; nullopt when the tree would get too high.
  std::optional<uint32_t> add(Node node);
  // The node with its inferred type, folded when all its children are constants.
  std::optional<uint32_t> make(Node node);

  size_t size() const { return tree_.nodes.size(); }
  const Node& node(uint32_t index) const { return tree_.nodes[index]; }
  // kAny when unknown, of a failed reading too.
  Kind type_of(uint32_t node) const;
  // The type whose components a path may name; nullptr when it isn't known.
  const Type* components_of(uint32_t node) const;
  void remember_components(uint32_t node, const Type* type);  // nullptr: nothing to remember
  // Some node from `first` on reads the tested value.
  bool reads_subject(size_t first) const;

  std::vector<ParseFault>& faults() { return faults_; }

  struct Mark {
    size_t nodes = 0;
    size_t faults = 0;
  };
  Mark mark() const { return {tree_.nodes.size(), faults_.size()}; }
  // Nodes, their types and faults since the mark go.
  void rewind(const Mark& to);

  // Ends the building.
  Expression take(uint32_t root);

 private:
  Kind infer(const Node& node);
  void warn_mismatch(const Node& node, std::string_view consequence);

  Expression tree_;
  std::vector<ParseFault> faults_;
  std::vector<uint32_t> heights_;   // of the trees below nodes, by node
  std::vector<const Type*> types_;  // of nodes whose components are known, by node
};

// Gives true, false or null as an operator, not as the value of a name.
bool is_boolean_expression(Op op);

}  // namespace chuhai::dmn
