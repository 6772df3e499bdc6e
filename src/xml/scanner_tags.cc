// Start tags: attributes and the namespaces that they declare.
#include <fmt/format.h>

#include <algorithm>

#include "xml/characters.h"
#include "xml/scanner.h"

namespace chuhai::xml {
namespace {

constexpr std::string_view kXmlUri = "http://www.w3.org/XML/1998/namespace";
constexpr std::string_view kXmlnsUri = "http://www.w3.org/2000/xmlns/";

bool is_declaration(const Attribute& attribute) {
  return attribute.prefix == "xmlns" ||
         (attribute.prefix.empty() && attribute.local_name == "xmlns");
}

}  // namespace

// At "<".
bool Scanner::scan_start_tag() {
  const char* const begin = at_;
  if (frames_.size() == limits_.depth_max) {
    return fail(begin, fmt::format("nested deeper than {} elements", limits_.depth_max),
                ErrorCode::kOutOfRange);
  }
  ++at_;
  if (!scan_qualified_name(prefix_, local_name_)) return false;
  const std::string_view qualified_name(begin + 1, static_cast<size_t>(at_ - begin - 1));
  const size_t bindings = bindings_.size();
  attributes_.clear();
  if (at_ != end_ && *at_ == '>') {
    ++at_;
    empty_element_ = false;
  } else if (!scan_attributes(empty_element_)) {
    return false;
  }
  const char* const after = at_;
  if (!attributes_.empty() && !declare_namespaces()) return false;
  if (!resolve(prefix_, namespace_uri_, begin)) return false;
  if (!attributes_.empty() && !resolve_attributes()) return false;
  at_ = after;
  frames_.push_back({qualified_name, prefix_, local_name_, namespace_uri_, bindings});
  token_begin_ = static_cast<size_t>(begin - bytes_.data());
  token_end_ = offset();
  return true;
}

// Behind the element's name, up to and over ">" or "/>".
bool Scanner::scan_attributes(bool& empty) {
  decoded_values_.clear();
  while (true) {
    const bool space = skip_white_space();
    if (at_ == end_) return fail(at_, "a start tag is never closed");
    empty = starts_with("/>");
    if (empty || *at_ == '>') {
      at_ += empty ? 2 : 1;
      return true;
    }
    if (!space) return fail(at_, "white space, '>' or '/>' is expected here");
    if (!scan_attribute()) return false;
  }
}

bool Scanner::scan_attribute() {
  const char* const begin = at_;
  if (attributes_.size() == limits_.attributes_max) {
    return fail(begin, fmt::format("more than {} attributes", limits_.attributes_max),
                ErrorCode::kOutOfRange);
  }
  Attribute attribute;
  if (!scan_qualified_name(attribute.prefix, attribute.local_name)) return false;
  const bool twice = std::any_of(attributes_.begin(), attributes_.end(), [&](const Attribute& o) {
    return o.local_name == attribute.local_name && o.prefix == attribute.prefix;
  });
  if (twice) return fail(begin, "an attribute is there twice");
  skip_white_space();
  if (!starts_with("=")) return fail(at_, "'=' is missing");
  ++at_;
  skip_white_space();
  if (!scan_attribute_value(attribute)) return false;
  attributes_.push_back(attribute);
  return true;
}

// Section 3.3.3: every white space character becomes a space, except those from references.
bool Scanner::scan_attribute_value(Attribute& attribute) {
  if (at_ == end_ || (*at_ != '"' && *at_ != '\'')) return fail(at_, "a quote is missing");
  const char quote = *at_++;
  const char* const begin = at_;
  const auto skip_plain = [&] {
    while (at_ != end_ && *at_ != quote &&
           (is_of(*at_, kPlainValue) || *at_ == '"' || *at_ == '\'')) {
      ++at_;
    }
  };
  skip_plain();
  attribute.value = std::string_view(begin, static_cast<size_t>(at_ - begin));
  if (at_ != end_ && *at_ != quote) {
    std::string& decoded = decoded_values_.emplace_back(begin, at_);
    while (at_ != end_ && *at_ != quote) {
      if (*at_ == '<') return fail(at_, "'<' in an attribute's value");
      if (*at_ == '&') {
        if (!scan_reference(decoded)) return false;
      } else if (is_of(*at_, kWhiteSpace)) {
        const bool crlf = starts_with("\r\n");
        decoded.push_back(' ');
        at_ += crlf ? 2 : 1;
      } else {
        const char* const plain = at_;
        skip_plain();
        decoded.append(plain, at_);
      }
    }
    attribute.value = decoded;
  }
  if (at_ == end_) return fail(begin - 1, "an attribute's value is never closed");
  attribute.value_begin = static_cast<size_t>(begin - bytes_.data());
  attribute.value_end = offset();
  ++at_;
  return true;
}

// Takes the declarations out of attributes_ and into bindings_.
bool Scanner::declare_namespaces() {
  if (std::none_of(attributes_.begin(), attributes_.end(), is_declaration)) return true;
  for (const Attribute& attribute : attributes_) {
    if (!is_declaration(attribute)) continue;
    const bool is_default = attribute.prefix.empty();
    if (!declare_namespace(attribute, is_default ? std::string_view() : attribute.local_name)) {
      return false;
    }
  }
  std::erase_if(attributes_, is_declaration);
  return true;
}

// Namespaces in XML 1.0, sections 3 and 5: what may be bound to what.
bool Scanner::declare_namespace(const Attribute& attribute, std::string_view prefix) {
  const char* const name = attribute.local_name.data();
  std::string_view uri = attribute.value;
  if (prefix == "xmlns") return fail(name, "the prefix xmlns may not be declared");
  if (uri == kXmlnsUri) return fail(name, "the namespace of xmlns may not be declared");
  if ((prefix == "xml") != (uri == kXmlUri)) {
    return fail(name, "the prefix xml and its namespace belong to each other");
  }
  if (uri.empty() && !prefix.empty()) return fail(name, "a prefix can't be bound to nothing");
  const bool in_input = uri.data() >= bytes_.data() && uri.data() < end_;
  if (!in_input && !uri.empty()) uri = decoded_uris_.emplace_back(uri);
  bindings_.push_back({prefix, uri});
  return true;
}

bool Scanner::resolve(std::string_view prefix, std::string_view& uri, const char* tag) {
  for (size_t i = bindings_.size(); i-- > 0;) {
    if (bindings_[i].prefix == prefix) {
      uri = bindings_[i].uri;
      return true;
    }
  }
  uri = {};
  if (prefix.empty()) return true;
  if (prefix == "xml") {
    uri = kXmlUri;
    return true;
  }
  return fail(tag, fmt::format("the prefix '{}' is not declared", prefix));
}

bool Scanner::resolve_attributes() {
  for (size_t i = 0; i < attributes_.size(); ++i) {
    Attribute& attribute = attributes_[i];
    if (attribute.prefix.empty()) continue;
    const char* const name = attribute.prefix.data();
    if (!resolve(attribute.prefix, attribute.namespace_uri, name)) return false;
    for (size_t j = 0; j < i; ++j) {
      const Attribute& other = attributes_[j];
      if (!other.prefix.empty() && other.local_name == attribute.local_name &&
          other.namespace_uri == attribute.namespace_uri) {
        return fail(name, "an attribute is there twice, under two prefixes of one namespace");
      }
    }
  }
  return true;
}

}  // namespace chuhai::xml
