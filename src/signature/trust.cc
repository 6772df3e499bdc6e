#include "signature/trust.h"

#include <algorithm>

namespace chuhai::signature {

void TrustedCertificates::add_signer(const crypto::Certificate& certificate) {
  signers_.push_back(certificate.digest());
}

Status TrustedCertificates::add_authority(crypto::Certificate certificate) {
  if (!certificate.is_authority()) {
    return Error(ErrorCode::kInvalidArgument,
                 "the certificate of " + certificate.subject() + " may not vouch for others");
  }
  authorities_.push_back(std::move(certificate));
  return {};
}

TrustBasis TrustedCertificates::basis_of(const crypto::Certificate& certificate, Instant at) const {
  if (std::find(signers_.begin(), signers_.end(), certificate.digest()) != signers_.end()) {
    return TrustBasis::kSigner;
  }
  const bool vouched_for =
      std::any_of(authorities_.begin(), authorities_.end(),
                  [&](const auto& a) { return a.in_force(at) && certificate.issued_by(a); });
  return vouched_for ? TrustBasis::kAuthority : TrustBasis::kNone;
}

}  // namespace chuhai::signature
