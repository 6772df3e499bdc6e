#include "documents/tree.h"

#include <fmt/format.h>

#include <algorithm>

#include "documents/field_table.h"
#include "documents/markup.h"
#include "documents/walk.h"

namespace chuhai::documents {
namespace {

constexpr std::string_view kExtension = "ExtendMessage";

class TreeReader : public Visitor {
 public:
  TreeReader(std::string_view bytes, MessageTree& tree) : bytes_(bytes) {
    open_.push_back(&tree.children);
  }

  void begin_group(const Element& group, size_t offset) override {
    if (group.name == kExtension) raw_begin_ = offset;
    open_.back()->push_back(Node{group.name});
    open_.push_back(&open_.back()->back().children);
  }
  void end_group(const Element& group, size_t offset) override {
    open_.pop_back();
    if (group.name == kExtension) add_raw(raw_begin_, offset);
  }
  void field(const Element& element, const FieldText& value) override {
    open_.back()->push_back(Node{element.name, std::string(value.exact)});
  }
  void subtree(const Element& element, size_t begin, size_t end) override {
    open_.back()->push_back(Node{element.name});
    add_raw(begin, end);
  }

 private:
  void add_raw(size_t begin, size_t end) {
    Node& node = open_.back()->back();
    node.children.clear();
    node.raw = bytes_.substr(begin, end - begin);
  }

  std::string_view bytes_;
  // Pointers into the tree; only the innermost vector ever grows.
  std::vector<std::vector<Node>*> open_;
  size_t raw_begin_ = 0;
};

// The root's namespace declarations, which the scanner takes out of its attributes.
void read_root(std::string_view bytes, MessageTree& tree) {
  xml::Scanner scanner(bytes);
  if (!scanner.next().ok()) return;
  tree.prefix = scanner.prefix();
  std::string_view tag =
      bytes.substr(scanner.token_begin(), scanner.token_end() - scanner.token_begin());
  while (true) {
    const size_t at = tag.find("xmlns:");
    if (at == std::string_view::npos) return;
    tag.remove_prefix(at + 6);
    const size_t end = tag.find_first_of("= \t\r\n");
    const std::string_view prefix = tag.substr(0, end);
    const size_t open = tag.find_first_of("\"'", end);
    if (open == std::string_view::npos) return;
    const size_t close = tag.find(tag[open], open + 1);
    const std::string_view uri = tag.substr(open + 1, close - open - 1);
    tag.remove_prefix(close + 1);
    if (prefix != tree.prefix) tree.namespaces.emplace_back(prefix, uri);
  }
}

class TreeWriter {
 public:
  explicit TreeWriter(std::string_view prefix) : prefix_(prefix) {
    if (!prefix_.empty()) prefix_ += ':';
  }

  std::string write(const MessageTree& tree) {
    out_ = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
    out_ += fmt::format("<{}{} guid=\"", prefix_, tree.type);
    append_escaped(out_, tree.guid);
    out_ += "\" version=\"";
    append_escaped(out_, tree.version);
    out_ += fmt::format("\" xmlns{}{}=\"{}\"", tree.prefix.empty() ? "" : ":", tree.prefix,
                        kCebNamespace);
    for (const auto& [prefix, uri] : tree.namespaces) {
      out_ += fmt::format(" xmlns:{}=\"{}\"", prefix, uri);  // as it stood, so escaped already
    }
    out_ += ">\n";
    for (const Node& node : tree.children) write_node(node, 1);
    out_ += fmt::format("</{}{}>\n", prefix_, tree.type);
    return std::move(out_);
  }

 private:
  void write_node(const Node& node, size_t depth) {
    out_.append(depth, '\t');
    if (!node.raw.empty()) {
      out_ += node.raw + "\n";
      return;
    }
    out_ += fmt::format("<{}{}>", prefix_, node.name);
    if (node.children.empty()) {
      append_escaped(out_, node.text);
    } else {
      out_ += '\n';
      for (const Node& child : node.children) write_node(child, depth + 1);
      out_.append(depth, '\t');
    }
    out_ += fmt::format("</{}{}>\n", prefix_, node.name);
  }

  std::string prefix_;
  std::string out_;
};

}  // namespace

Node* Node::find(std::string_view child_name) {
  const auto at = std::find_if(children.begin(), children.end(),
                               [&](const Node& child) { return child.name == child_name; });
  return at == children.end() ? nullptr : &*at;
}

const Node* Node::find(std::string_view child_name) const {
  return const_cast<Node*>(this)->find(child_name);
}

Result<MessageTree> read_tree(std::string_view bytes) {
  MessageTree tree;
  TreeReader reader(bytes, tree);
  Walk walk(bytes, reader);
  walk.run();
  if (!walk.findings().empty()) {
    const Finding& first = walk.findings().front();
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{} {}: {}", first.rule, first.field_path, first.text_en));
  }
  tree.type = walk.type()->name;
  tree.guid = walk.guid();
  tree.version = walk.version();
  read_root(bytes, tree);
  return tree;
}

std::string write_tree(const MessageTree& tree) { return TreeWriter(tree.prefix).write(tree); }

}  // namespace chuhai::documents
