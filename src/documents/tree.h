// A message as a tree of its elements, read and written by the field table without loss: for tools
// that change messages, for tests, and as the proof that the table covers the format.
//
// What is kept: every element, its text, the root's attributes and namespaces, and the bytes of a
// signature or extension. What is not: comments, instructions, white space between elements, the
// choice between entity and CDATA, and a prefix that differs from the root's. So writing back gives
// an equal message after canonicalisation (C14N 1.0) with white space between elements removed.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace chuhai::documents {

struct Node {
  std::string name;
  std::string text;            // of a field
  std::string raw;             // of a signature or extension: its bytes from tag to tag
  std::vector<Node> children;  // of a group
  bool operator==(const Node&) const = default;

  // The first child of that name, or nullptr.
  Node* find(std::string_view child_name);
  const Node* find(std::string_view child_name) const;
};

struct MessageTree {
  std::string type;  // "CEB303Message"
  std::string guid;
  std::string version = "1.0";
  std::string prefix = "ceb";  // of the root; empty for the default namespace
  // Further namespaces that the root declares, since a signature may use them.
  std::vector<std::pair<std::string, std::string>> namespaces;
  std::vector<Node> children;
  bool operator==(const MessageTree&) const = default;
};

// kInvalidArgument when the bytes are no well-formed message of a known type, or break the schema,
// with the first finding.
Result<MessageTree> read_tree(std::string_view bytes);

// Writes what the tree says, right or wrong, indented. Text that XML can't carry is the caller's
// fault.
std::string write_tree(const MessageTree& tree);

}  // namespace chuhai::documents
