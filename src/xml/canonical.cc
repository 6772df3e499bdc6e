#include "xml/canonical.h"

#include <algorithm>
#include <vector>

#include "xml/scanner.h"

namespace chuhai::xml {
namespace {

constexpr std::string_view kXmlPrefix = "xml";

// Section 2.3: what text and attribute values escape. A CR comes from a reference only.
void append_canonical_text(std::string& out, std::string_view text) {
  size_t plain = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    std::string_view reference;
    switch (text[i]) {
      case '&':
        reference = "&amp;";
        break;
      case '<':
        reference = "&lt;";
        break;
      case '>':
        reference = "&gt;";
        break;
      case '\r':
        reference = "&#xD;";
        break;
      default:
        continue;
    }
    out.append(text, plain, i - plain);
    out += reference;
    plain = i + 1;
  }
  out.append(text, plain);
}

void append_canonical_value(std::string& out, std::string_view value) {
  for (const char c : value) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\t':
        out += "&#x9;";
        break;
      case '\n':
        out += "&#xA;";
        break;
      case '\r':
        out += "&#xD;";
        break;
      default:
        out += c;
    }
  }
}

void append_attribute(std::string& out, std::string_view prefix, std::string_view local_name,
                      std::string_view value) {
  out += ' ';
  if (!prefix.empty()) out.append(prefix).push_back(':');
  out.append(local_name).append("=\"");
  append_canonical_value(out, value);
  out += '"';
}

void append_qualified_name(std::string& out, const Scanner& scanner) {
  if (!scanner.prefix().empty()) out.append(scanner.prefix()).push_back(':');
  out += scanner.local_name();
}

// Line ends of what the scanner gives as it stands.
void append_with_line_feeds(std::string& out, std::string_view text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\r') {
      out += text[i];
    } else if (i + 1 == text.size() || text[i + 1] != '\n') {
      out += '\n';
    }
  }
}

// An attribute of the xml: namespace of an element above the one that is wanted (section 2.4: xml:
// attributes of ancestors that are left out are given to the element).
struct Inherited {
  size_t depth = 0;
  std::string local_name;
  std::string value;
};

class Canonicalizer {
 public:
  explicit Canonicalizer(size_t bytes) { out_.reserve(bytes); }

  void start(const Scanner& scanner, std::vector<NamespaceBinding> declared,
             const std::vector<Inherited>& inherited) {
    out_ += '<';
    append_qualified_name(out_, scanner);
    marks_.push_back(rendered_.size());
    render_namespaces(std::move(declared));
    render_attributes(scanner, inherited);
    out_ += '>';
  }

  void end(const Scanner& scanner) {
    out_ += "</";
    append_qualified_name(out_, scanner);
    out_ += '>';
    rendered_.resize(marks_.back());
    marks_.pop_back();
  }

  void text(std::string_view text) { append_canonical_text(out_, text); }

  // Outside the root a line feed parts it from the root (section 2.3).
  void instruction(const Scanner& scanner, bool before_root, bool after_root) {
    if (after_root) out_ += '\n';
    out_.append("<?").append(scanner.instruction_target());
    if (!scanner.instruction_text().empty()) {
      out_ += ' ';
      append_with_line_feeds(out_, scanner.instruction_text());
    }
    out_ += "?>";
    if (before_root) out_ += '\n';
  }

  std::string take() { return std::move(out_); }

 private:
  std::string_view in_force(std::string_view prefix) const {
    for (size_t i = rendered_.size(); i-- > 0;) {
      if (rendered_[i].prefix == prefix) return rendered_[i].uri;
    }
    return {};
  }

  // Those that change what the output has in force, the default first, then by prefix.
  void render_namespaces(std::vector<NamespaceBinding> declared) {
    std::erase_if(declared, [&](const NamespaceBinding& binding) {
      return binding.prefix == kXmlPrefix || in_force(binding.prefix) == binding.uri;
    });
    std::sort(declared.begin(), declared.end(),
              [](const auto& a, const auto& b) { return a.prefix < b.prefix; });
    for (const NamespaceBinding& binding : declared) {
      if (binding.prefix.empty()) {
        append_attribute(out_, {}, "xmlns", binding.uri);
      } else {
        append_attribute(out_, "xmlns", binding.prefix, binding.uri);
      }
      rendered_.push_back(binding);
    }
  }

  // By namespace, then local name; those of no namespace first.
  void render_attributes(const Scanner& scanner, const std::vector<Inherited>& inherited) {
    std::vector<Attribute> attributes = scanner.attributes();
    for (size_t i = inherited.size(); i-- > 0;) {  // the nearest ancestor's
      const auto same = [&](const Attribute& attribute) {
        return attribute.prefix == kXmlPrefix && attribute.local_name == inherited[i].local_name;
      };
      if (std::any_of(attributes.begin(), attributes.end(), same)) continue;
      attributes.push_back({kXmlPrefix, inherited[i].local_name,
                            "http://www.w3.org/XML/1998/namespace", inherited[i].value});
    }
    std::sort(attributes.begin(), attributes.end(), [](const Attribute& a, const Attribute& b) {
      return std::pair(a.namespace_uri, a.local_name) < std::pair(b.namespace_uri, b.local_name);
    });
    for (const Attribute& attribute : attributes) {
      append_attribute(out_, attribute.prefix, attribute.local_name, attribute.value);
    }
  }

  std::string out_;
  std::vector<NamespaceBinding> rendered_;  // in force in the output
  std::vector<size_t> marks_;               // how many were, outside each open element
};

void inherit(const Scanner& scanner, std::vector<Inherited>& inherited) {
  for (const Attribute& attribute : scanner.attributes()) {
    if (attribute.prefix != kXmlPrefix) continue;
    inherited.push_back(
        {scanner.depth(), std::string(attribute.local_name), std::string(attribute.value)});
  }
}

}  // namespace

Result<std::string> canonical_document(std::string_view bytes, ElementBytes left_out) {
  Scanner scanner(bytes);
  scanner.report_instructions();
  Canonicalizer canonical(bytes.size() + bytes.size() / 8);
  bool root_seen = false;
  size_t left_out_depth = 0;  // of the element being left out
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const Scanner::Event event, scanner.next());
    const bool is_start = event == Scanner::Event::kStart;
    if (event == Scanner::Event::kEof) return canonical.take();
    if (left_out_depth != 0) {
      if (event == Scanner::Event::kEnd && scanner.depth() < left_out_depth) left_out_depth = 0;
    } else if (is_start && !left_out.empty() && scanner.token_begin() == left_out.begin) {
      CHECK(scanner.depth() > 1, "the root can't be left out");
      left_out_depth = scanner.depth();
    } else if (is_start) {
      root_seen = true;
      canonical.start(scanner, scanner.declarations(), {});
    } else if (event == Scanner::Event::kEnd) {
      canonical.end(scanner);
    } else if (event == Scanner::Event::kText) {
      canonical.text(scanner.text());
    } else {
      canonical.instruction(scanner, !root_seen, root_seen && scanner.depth() == 0);
    }
  }
}

Result<std::string> canonical_element(std::string_view bytes, ElementBytes element) {
  Scanner scanner(bytes);
  scanner.report_instructions();
  Canonicalizer canonical(element.end - element.begin);
  std::vector<Inherited> inherited;
  size_t depth = 0;  // of the element, once it has begun
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const Scanner::Event event, scanner.next());
    if (event == Scanner::Event::kEof) {
      return Error(ErrorCode::kNotFound, "no element stands at those bytes");
    }
    const bool is_start = event == Scanner::Event::kStart;
    if (depth == 0) {
      if (is_start && scanner.token_begin() == element.begin) {
        depth = scanner.depth();
        canonical.start(scanner, scanner.namespaces_in_scope(), inherited);
      } else if (is_start) {
        inherit(scanner, inherited);
      } else if (event == Scanner::Event::kEnd) {
        std::erase_if(inherited, [&](const Inherited& one) { return one.depth > scanner.depth(); });
      }
      continue;
    }
    if (is_start) {
      canonical.start(scanner, scanner.declarations(), {});
    } else if (event == Scanner::Event::kText) {
      canonical.text(scanner.text());
    } else if (event == Scanner::Event::kInstruction) {
      canonical.instruction(scanner, false, false);
    } else {
      canonical.end(scanner);
      if (scanner.depth() >= depth) continue;
      if (scanner.token_end() == element.end) return canonical.take();
      return Error(ErrorCode::kNotFound, "no element ends at those bytes");
    }
  }
}

}  // namespace chuhai::xml
