#include "signature/verify.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "signature/element.h"
#include "xml/canonical.h"

namespace chuhai::signature {
namespace {

constexpr std::string_view kCanonicalization = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
constexpr std::string_view kEnveloped = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
constexpr std::string_view kSha1Digest = "http://www.w3.org/2000/09/xmldsig#sha1";
constexpr std::string_view kSm3Digest = "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3";

std::optional<Method> method_of(std::string_view uri) {
  if (uri == "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3") return Method::kSm2Sm3;
  if (uri == "http://www.w3.org/2000/09/xmldsig#sm2-sm3") return Method::kSm2Sm3Deployed;
  if (uri == "http://www.w3.org/2000/09/xmldsig#rsa-sha1") return Method::kRsaSha1;
  return std::nullopt;
}

// Certificates' serial numbers are written with and without leading zeros, in either case.
bool is_serial(std::string_view name, std::string_view serial) {
  const auto stripped = [](std::string_view text) {
    const size_t first = text.find_first_not_of('0');
    return first == std::string_view::npos ? std::string_view() : text.substr(first);
  };
  name = stripped(name);
  serial = stripped(serial);
  const auto upper = [](char c) { return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c; };
  return name.size() == serial.size() && std::equal(name.begin(), name.end(), serial.begin(),
                                                    [&](char a, char b) { return upper(a) == b; });
}

class Check {
 public:
  Check(std::string_view document, const TrustedCertificates& trusted, Instant at,
        const Acceptance& acceptance)
      : document_(document), trusted_(trusted), at_(at), acceptance_(acceptance) {}

  Verification run() {
    ElementReading reading = read_signature_element(document_);
    element_ = std::move(reading.element);
    if (reading.verdict != Verdict::kNotChecked) {
      return end(reading.verdict, std::move(reading.reason));
    }
    out_.key_name = element_.key_name;
    return algorithms();
  }

 private:
  Verification algorithms() {
    out_.method = method_of(element_.signature_method);
    if (!out_.method) return unsupported("signature method", element_.signature_method);
    if (element_.canonicalization != kCanonicalization) {
      return unsupported("canonicalization", element_.canonicalization);
    }
    if (element_.transform != kEnveloped) return unsupported("transform", element_.transform);
    const bool sha1_digest = element_.digest_method == kSha1Digest;
    if (!sha1_digest && element_.digest_method != kSm3Digest) {
      return unsupported("digest", element_.digest_method);
    }
    out_.with_sha1 = sha1_digest || out_.method == Method::kRsaSha1;
    if (out_.with_sha1 && !acceptance_.sha1) {
      return end(Verdict::kUnsupported, "SHA-1 is not accepted here");
    }
    return key();
  }

  Verification key() {
    const auto der = crypto::parse_base64(element_.certificate);
    if (!der.ok()) return end(Verdict::kCertificateUnreadable, der.error().message());
    auto certificate = crypto::Certificate::parse_der(*der);
    if (!certificate.ok()) {
      return end(Verdict::kCertificateUnreadable, certificate.error().message());
    }
    out_.certificate = std::move(certificate).value();
    out_.key_name_is_serial = is_serial(out_.key_name, out_.certificate->serial());
    return signature();
  }

  Verification signature() {
    const auto value = crypto::parse_base64(element_.signature_value);
    if (!value.ok()) return end(Verdict::kMalformed, "SignatureValue: " + value.error().message());
    const auto signed_info = xml::canonical_element(document_, element_.signed_info);
    if (!signed_info.ok()) return end(Verdict::kMalformed, signed_info.error().message());
    const crypto::PublicKey& key = out_.certificate->public_key();
    const bool right = out_.method == Method::kRsaSha1 ? key.verifies_rsa_sha1(*signed_info, *value)
                                                       : key.verifies_sm2(*signed_info, *value);
    if (!right) {
      return end(Verdict::kSignatureMismatch,
                 "the certificate's key didn't make this signature of SignedInfo");
    }
    return digest();
  }

  Verification digest() {
    const auto told = crypto::parse_base64(element_.digest_value);
    if (!told.ok()) return end(Verdict::kMalformed, "DigestValue: " + told.error().message());
    const auto canonical = xml::canonical_document(document_, element_.bytes);
    if (!canonical.ok()) return end(Verdict::kMalformed, canonical.error().message());
    const std::string computed = element_.digest_method == kSha1Digest
                                     ? crypto::sha1(*canonical)
                                     : std::string(crypto::sm3(*canonical).view());
    if (computed != *told) {
      return end(Verdict::kDigestMismatch, "signed was the digest " + crypto::base64(*told) +
                                               ", the document has " + crypto::base64(computed));
    }
    return trust();
  }

  Verification trust() {
    const crypto::Certificate& certificate = *out_.certificate;
    out_.trust = trusted_.basis_of(certificate, at_);
    if (out_.trust == TrustBasis::kNone) {
      return end(Verdict::kCertificateUnknown,
                 certificate.subject() + ", issued by " + certificate.issuer());
    }
    if (!certificate.may_sign()) {
      return end(Verdict::kCertificateUnknown, certificate.subject() + " is not for signing");
    }
    if (!certificate.in_force(at_)) {
      return end(Verdict::kCertificateNotInForce, "from " + certificate.not_before().to_string() +
                                                      " to " + certificate.not_after().to_string());
    }
    return end(Verdict::kValid, {});
  }

  Verification unsupported(std::string_view what, std::string_view uri) {
    constexpr size_t kShownMax = 200;
    return end(Verdict::kUnsupported,
               std::string(what) + " '" + printable_name(uri.substr(0, kShownMax)) + "'");
  }

  Verification end(Verdict verdict, std::string reason) {
    out_.verdict = verdict;
    out_.reason = std::move(reason);
    return std::move(out_);
  }

  std::string_view document_;
  const TrustedCertificates& trusted_;
  Instant at_;
  const Acceptance& acceptance_;
  SignatureElement element_;
  Verification out_;
};

}  // namespace

Verification verify(std::string_view document, const TrustedCertificates& trusted, Instant at,
                    const Acceptance& acceptance) {
  return Check(document, trusted, at, acceptance).run();
}

}  // namespace chuhai::signature
