// Canonical XML 1.0 without comments (W3C, 15 March 2001; URI
// http://www.w3.org/TR/2001/REC-xml-c14n-20010315), which is what an XML signature signs. Made by
// the scanner that reads messages, so that what is verified is what is read.
//
// Of a whole document, with an element left out (the enveloped-signature transform), and of one
// element with the namespaces and xml: attributes that its ancestors give it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai::xml {

// An element by its raw bytes: from its start tag's first to its end tag's last. Empty: none.
struct ElementBytes {
  size_t begin = 0;
  size_t end = 0;
  bool empty() const { return begin == end; }
};

// Errors are the scanner's. `left_out` isn't the root (CHECK).
Result<std::string> canonical_document(std::string_view bytes, ElementBytes left_out = {});
// kNotFound when no element stands there.
Result<std::string> canonical_element(std::string_view bytes, ElementBytes element);

}  // namespace chuhai::xml
