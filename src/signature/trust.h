// Trust: whose signatures count. Nothing is trusted by itself; a deployment names its certificates.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/certificate.h"

namespace chuhai::signature {

enum class TrustBasis {
  kNone,
  kSigner,     // this very certificate was named
  kAuthority,  // one that was named issued it
};

class TrustedCertificates {
 public:
  // The certificate of one signer.
  void add_signer(const crypto::Certificate& certificate);
  // One that vouches for those it issued, directly; chains end there. kInvalidArgument when the
  // certificate doesn't say of itself that it may.
  Status add_authority(crypto::Certificate certificate);

  // An authority vouches only while it is itself in force.
  TrustBasis basis_of(const crypto::Certificate& certificate, Instant at) const;

 private:
  std::vector<crypto::Digest> signers_;
  std::vector<crypto::Certificate> authorities_;
};

}  // namespace chuhai::signature
