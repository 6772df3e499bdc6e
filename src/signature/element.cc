#include "signature/element.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "xml/scanner.h"

namespace chuhai::signature {
namespace {

using xml::Scanner;

constexpr std::string_view kNamespace = "http://www.w3.org/2000/09/xmldsig#";
constexpr size_t kNodesMax = 64;  // the build has 14

// An element of the signature, whole.
struct Node {
  std::string name;  // with "?" before it when it is of another namespace
  std::vector<std::pair<std::string, std::string>> attributes;
  std::string text;  // its own
  std::vector<Node> children;
  xml::ElementBytes bytes;

  const std::string* attribute(std::string_view key) const {
    for (const auto& [name, value] : attributes) {
      if (name == key) return &value;
    }
    return nullptr;
  }
  bool has_text() const { return text.find_first_not_of(" \t\r\n") != std::string::npos; }
};

// One pass over the document: the signature as a tree, how many there are, and repeated ids.
class DocumentPass {
 public:
  explicit DocumentPass(std::string_view document) : scanner_(document) {}

  // Empty, or why the document isn't one.
  std::string read() {
    while (true) {
      const auto event = scanner_.next();
      if (!event.ok()) return event.error().message();
      if (*event == Scanner::Event::kEof) return {};
      if (*event != Scanner::Event::kStart) continue;
      note_ids();
      if (!is_signature()) continue;
      ++signatures;
      if (scanner_.depth() != 2 || signatures > 1) {
        misplaced = true;
        continue;
      }
      const std::string fault = read_node(signature);
      if (!fault.empty()) return fault;
    }
  }

  Node signature;
  int signatures = 0;
  bool misplaced = false;
  bool too_large = false;
  std::string repeated_id;

 private:
  bool is_signature() const {
    return scanner_.local_name() == "Signature" && scanner_.namespace_uri() == kNamespace;
  }

  void note_ids() {
    for (const xml::Attribute& attribute : scanner_.attributes()) {
      const std::string_view name = attribute.local_name;
      const bool is_id = attribute.prefix.empty() ? name == "Id" || name == "ID" || name == "id"
                                                  : attribute.prefix == "xml" && name == "id";
      if (is_id && !ids_.emplace(attribute.value).second)
        repeated_id = attribute.value.substr(0, 64);
    }
  }

  void begin_node(Node& node) {
    node.name = scanner_.local_name();
    if (scanner_.namespace_uri() != kNamespace) node.name.insert(0, "?");
    for (const xml::Attribute& attribute : scanner_.attributes()) {
      std::string name(attribute.local_name);
      if (!attribute.prefix.empty()) name = fmt::format("{}:{}", attribute.prefix, name);
      node.attributes.emplace_back(std::move(name), std::string(attribute.value));
    }
    node.bytes.begin = scanner_.token_begin();
  }

  // At its start tag; ends behind its end tag. The depth is the scanner's, which has a limit.
  std::string read_node(Node& node) {
    begin_node(node);
    while (true) {
      const auto event = scanner_.next();
      if (!event.ok()) return event.error().message();
      if (*event == Scanner::Event::kEnd) {
        node.bytes.end = scanner_.token_end();
        return {};
      }
      if (*event == Scanner::Event::kText) node.text += scanner_.text();
      if (*event != Scanner::Event::kStart) continue;
      note_ids();
      if (is_signature()) ++signatures;
      if (++nodes_ > kNodesMax) too_large = true;
      Node child;
      const std::string fault = read_node(child);
      if (!fault.empty()) return fault;
      if (!too_large) node.children.push_back(std::move(child));
    }
  }

  Scanner scanner_;
  size_t nodes_ = 0;
  std::set<std::string, std::less<>> ids_;
};

// Compares the tree with the build, and takes out what matters.
class BuildCheck {
 public:
  explicit BuildCheck(ElementReading& out) : out_(out) {}

  void signature(const Node& node) {
    if (!is(node, "Signature", {"Id"}, {"SignedInfo", "SignatureValue", "KeyInfo"})) return;
    out_.element.bytes = node.bytes;
    signed_info(node.children[0]);
    value(node.children[1], "SignatureValue", {"Id"}, out_.element.signature_value);
    key_info(node.children[2]);
  }

 private:
  void signed_info(const Node& node) {
    out_.element.signed_info = node.bytes;
    const auto references = std::count_if(node.children.begin(), node.children.end(),
                                          [](const Node& n) { return n.name == "Reference"; });
    if (references > 1) return fail(Verdict::kUnsupported, "several references");
    if (!is(node, "SignedInfo", {"Id"},
            {"CanonicalizationMethod", "SignatureMethod", "Reference"})) {
      return;
    }
    algorithm(node.children[0], "CanonicalizationMethod", out_.element.canonicalization);
    algorithm(node.children[1], "SignatureMethod", out_.element.signature_method);
    reference(node.children[2]);
  }

  void reference(const Node& node) {
    if (!is(node, "Reference", {"Id", "URI"}, {"Transforms", "DigestMethod", "DigestValue"})) {
      return;
    }
    const std::string* uri = node.attribute("URI");
    if (uri == nullptr || !uri->empty()) {
      return fail(Verdict::kUnsupported, "a reference to something other than the document");
    }
    if (node.children[0].children.size() > 1) {
      return fail(Verdict::kUnsupported, "several transforms");
    }
    if (!is(node.children[0], "Transforms", {}, {"Transform"})) return;
    algorithm(node.children[0].children[0], "Transform", out_.element.transform);
    algorithm(node.children[1], "DigestMethod", out_.element.digest_method);
    value(node.children[2], "DigestValue", {}, out_.element.digest_value);
  }

  void key_info(const Node& node) {
    const bool named = node.children.size() == 2;
    const bool right = named ? is(node, "KeyInfo", {"Id"}, {"KeyName", "X509Data"})
                             : is(node, "KeyInfo", {"Id"}, {"X509Data"});
    if (!right) return;
    if (named) value(node.children[0], "KeyName", {}, out_.element.key_name);
    const Node& x509 = node.children.back();
    if (!is(x509, "X509Data", {}, {"X509Certificate"})) return;
    value(x509.children[0], "X509Certificate", {}, out_.element.certificate);
  }

  void algorithm(const Node& node, std::string_view name, std::string& out) {
    if (!is(node, name, {"Algorithm"}, {})) return;
    const std::string* uri = node.attribute("Algorithm");
    if (uri == nullptr) return fail(Verdict::kMalformed, fmt::format("{} names none", name));
    out = *uri;
  }

  void value(const Node& node, std::string_view name, std::vector<std::string_view> attributes,
             std::string& out) {
    Node without_text = node;
    out = std::move(without_text.text);
    without_text.text.clear();
    is(without_text, name, attributes, {});
  }

  // False, and failed, unless it has this name, no other attributes, these children, and no text.
  bool is(const Node& node, std::string_view name, const std::vector<std::string_view>& attributes,
          const std::vector<std::string_view>& children) {
    bool right = node.name == name && !node.has_text() && node.children.size() == children.size();
    for (size_t i = 0; right && i < children.size(); ++i) {
      right = node.children[i].name == children[i];
    }
    right =
        right && std::all_of(node.attributes.begin(), node.attributes.end(), [&](const auto& a) {
          return std::find(attributes.begin(), attributes.end(), a.first) != attributes.end();
        });
    if (!right) fail(Verdict::kMalformed, fmt::format("{} isn't built as specified", name));
    return right;
  }

  void fail(Verdict verdict, std::string reason) {
    if (out_.verdict != Verdict::kNotChecked) return;
    out_.verdict = verdict;
    out_.reason = std::move(reason);
  }

  ElementReading& out_;
};

}  // namespace

ElementReading read_signature_element(std::string_view document) {
  DocumentPass pass(document);
  ElementReading out;
  if (const std::string fault = pass.read(); !fault.empty()) {
    out.verdict = Verdict::kMalformed;
    out.reason = fault;
  } else if (pass.signatures == 0) {
    out.verdict = Verdict::kAbsent;
  } else if (pass.misplaced || pass.signatures > 1) {
    out.verdict = Verdict::kMisplaced;
    out.reason =
        fmt::format("{} signature(s); one is expected, as a child of the root", pass.signatures);
  } else if (!pass.repeated_id.empty()) {
    out.verdict = Verdict::kMisplaced;
    out.reason = fmt::format("two elements have the id '{}'", printable_name(pass.repeated_id));
  } else if (pass.too_large) {
    out.verdict = Verdict::kMalformed;
    out.reason = "the signature has too many elements";
  } else {
    BuildCheck(out).signature(pass.signature);
  }
  if (out.verdict != Verdict::kNotChecked) out.element = {};
  return out;
}

}  // namespace chuhai::signature
