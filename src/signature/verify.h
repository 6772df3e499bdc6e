// Verifying the XML signature of a message: customs' specification 202205, section 6, on W3C XML
// Signature. Done on the original bytes, before anything is cut out of them.
//
//   const Verification found = verify(bytes, trusted, recorded_at);
//   store(found.verdict); show(found.reason);
//
// Read by the scanner that reads the message, so that both see the same document. A valid signature
// covers the whole document but for the Signature element itself.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/time.h"
#include "crypto/certificate.h"
#include "signature/trust.h"
#include "signature/verdict.h"

namespace chuhai::signature {

enum class Method {
  kSm2Sm3,          // http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3
  kSm2Sm3Deployed,  // http://www.w3.org/2000/09/xmldsig#sm2-sm3: by no standard, but in use
  kRsaSha1,         // http://www.w3.org/2000/09/xmldsig#rsa-sha1
};

struct Acceptance {
  // SHA-1, in either place, is broken: old software still signs with it. False: kUnsupported.
  bool sha1 = true;
};

struct Verification {
  Verdict verdict = Verdict::kNotChecked;
  std::string reason;  // more than the verdict says; English, may be empty
  std::optional<Method> method;
  bool with_sha1 = false;  // somewhere: worth a remark
  // From where certificates are known to be readable on; the signer's only if the verdict is
  // kValid.
  std::optional<crypto::Certificate> certificate;
  TrustBasis trust = TrustBasis::kNone;
  std::string key_name;             // as written, nothing vouches for it
  bool key_name_is_serial = false;  // of the certificate, as the specification has it
};

// `at`: when the message came, for the certificates. Never fails: what is wrong is the verdict, the
// first that applies of: place and build, algorithms, reading the certificate, signature value,
// digest of the document, trust, time.
Verification verify(std::string_view document, const TrustedCertificates& trusted, Instant at,
                    const Acceptance& acceptance = {});

}  // namespace chuhai::signature
