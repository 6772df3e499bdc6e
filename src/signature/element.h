// The ds:Signature element of a document, found and taken apart. The build is the one that customs'
// specification fixes (202205, section 6), checked to the last attribute: exactly one, a child of
// the root, one reference to the whole document, one transform. So there is no room for signing one
// thing and showing another. Internal to the folder.
//
//   Signature (SignedInfo (CanonicalizationMethod, SignatureMethod,
//                          Reference URI="" (Transforms (Transform), DigestMethod, DigestValue)),
//              SignatureValue, KeyInfo (KeyName?, X509Data (X509Certificate)))
#pragma once

#include <string>
#include <string_view>

#include "signature/verdict.h"
#include "xml/canonical.h"

namespace chuhai::signature {

struct SignatureElement {
  xml::ElementBytes bytes;
  xml::ElementBytes signed_info;
  std::string canonicalization;  // algorithms, by their URIs
  std::string signature_method;
  std::string transform;
  std::string digest_method;
  std::string digest_value;  // base64 as it stands
  std::string signature_value;
  std::string key_name;  // empty: none
  std::string certificate;
};

struct ElementReading {
  // kNotChecked when `element` is there; else kAbsent, kMalformed, kMisplaced or kUnsupported.
  Verdict verdict = Verdict::kNotChecked;
  std::string reason;
  SignatureElement element;
};

// Reads the document to its end: it is well-formed unless the verdict is kMalformed.
ElementReading read_signature_element(std::string_view document);

}  // namespace chuhai::signature
