// Messages signed for tests: by the published example key of GB/T 32918.5, whose certificates are
// in src/crypto/test_certificates. For tests only.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <string_view>

#include "base/file.h"
#include "crypto/base64.h"
#include "crypto/certificate.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"
#include "signature/trust.h"
#include "xml/canonical.h"

namespace chuhai::signature {

inline std::string test_file(std::string_view name) {
  return read_file(std::filesystem::path(CHUHAI_SOURCE_DIR) / "src/crypto/test_certificates" / name)
      .value();
}

inline crypto::Certificate test_certificate(std::string_view name) {
  return crypto::Certificate::parse_pem(test_file(std::string(name) + ".pem")).value();
}

// The base64 lines of a PEM file.
inline std::string test_certificate_base64(std::string_view name) {
  std::string pem = test_file(std::string(name) + ".pem");
  const size_t begin = pem.find('\n') + 1;
  return pem.substr(begin, pem.find("-----END") - begin);
}

inline TrustedCertificates trusted_authority() {
  TrustedCertificates trusted;
  EXPECT_TRUE(trusted.add_authority(test_certificate("authority")).ok());
  return trusted;
}

inline Instant test_instant() { return Instant::parse("2027-01-01").value(); }

inline const crypto::Sm2PrivateKey& example_key() {
  static const crypto::Sm2PrivateKey key = [] {
    std::string scalar;
    for (const unsigned long long part : {0x3945208F7B2144B1ULL, 0x3F36E38AC6D39F95ULL,
                                          0x889393692860B51AULL, 0x42FB81EF4DF7C5B8ULL}) {
      for (int shift = 56; shift >= 0; shift -= 8) scalar += static_cast<char>(part >> shift);
    }
    return crypto::Sm2PrivateKey::of(crypto::Secret(scalar)).value();
  }();
  return key;
}

struct TestMessage {
  std::string before =  // the document up to the Signature element
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<ceb:CEB621Message guid=\"4CDE1CFD-EDED-46B1-946C-B8022E42FC94\" version=\"1.0\"\n"
      "    xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\r\n"
      "  <ceb:Inventory><ceb:orderNo>O1&amp;2</ceb:orderNo><ceb:note/></ceb:Inventory>\n  ";
  std::string after = "\n</ceb:CEB621Message>\n";
  std::string prefix = "ds:";
  std::string signature_method = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3";
  std::string canonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
  std::string transform = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
  std::string digest_method = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3";
  std::string uri;
  std::string reference_more;  // behind the Reference element, signed
  std::string transforms_more;
  std::string key_name = "99270003";
  std::string certificate = "sm2_signer";
  std::string line = "\n";  // between the elements of the signature
};

// The Signature element, with `digest` and `value` in their places.
inline std::string signature_text(const TestMessage& m, std::string_view digest,
                                  std::string_view value) {
  const std::string& p = m.prefix;
  const auto algorithm = [&](std::string_view name, std::string_view uri) {
    return fmt::format("<{0}{1} Algorithm=\"{2}\"/>{3}", p, name, uri, m.line);
  };
  const auto element = [&](std::string_view name, std::string_view content) {
    return fmt::format("<{0}{1}>{2}</{0}{1}>{3}", p, name, content, m.line);
  };
  const std::string declaration = p.empty() ? "xmlns" : "xmlns:" + p.substr(0, p.size() - 1);
  const std::string transforms =
      element("Transforms", algorithm("Transform", m.transform) + m.transforms_more);
  const std::string reference = fmt::format(
      "<{0}Reference URI=\"{1}\">{2}</{0}Reference>{3}", p, m.uri,
      transforms + algorithm("DigestMethod", m.digest_method) + element("DigestValue", digest),
      m.line);
  const std::string signed_info =
      element("SignedInfo", algorithm("CanonicalizationMethod", m.canonicalization) +
                                algorithm("SignatureMethod", m.signature_method) + reference +
                                m.reference_more);
  const std::string x509 =
      element("X509Data", element("X509Certificate", test_certificate_base64(m.certificate)));
  const std::string key_name = m.key_name.empty() ? "" : element("KeyName", m.key_name);
  return fmt::format(
      "<{0}Signature {1}=\"http://www.w3.org/2000/09/xmldsig#\">{2}</{0}Signature>", p, declaration,
      signed_info + element("SignatureValue", value) + element("KeyInfo", key_name + x509));
}

// With the right digest and the example key's signature of it.
inline std::string signed_message(const TestMessage& m) {
  const auto element_in = [](const std::string& document, const std::string& open,
                             const std::string& close) {
    const size_t begin = document.find(open);
    return xml::ElementBytes{begin, document.find(close, begin) + close.size()};
  };
  std::string signature = signature_text(m, "", "");
  const std::string unsigned_document = m.before + signature + m.after;
  const xml::ElementBytes left_out{m.before.size(), m.before.size() + signature.size()};
  const std::string canonical = xml::canonical_document(unsigned_document, left_out).value();
  const std::string digest = m.digest_method.ends_with("sha1")
                                 ? crypto::sha1(canonical)
                                 : std::string(crypto::sm3(canonical).view());
  signature = signature_text(m, crypto::base64(digest), "");
  const std::string with_digest = m.before + signature + m.after;
  const std::string signed_info =
      xml::canonical_element(with_digest, element_in(with_digest, "<" + m.prefix + "SignedInfo>",
                                                     "</" + m.prefix + "SignedInfo>"))
          .value();
  const std::string value = crypto::base64(example_key().sign(signed_info));
  return m.before + signature_text(m, crypto::base64(digest), value) + m.after;
}

}  // namespace chuhai::signature
