// X.509 certificates: whose key it is, from when to when, and whether another one vouches for it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"

namespace chuhai::crypto {

class Certificate {
 public:
  // kInvalidArgument when the bytes aren't one certificate and nothing else, or its key or times
  // can't be read.
  static Result<Certificate> parse_der(std::string_view der);
  // The first certificate of a PEM text ("-----BEGIN CERTIFICATE-----").
  static Result<Certificate> parse_pem(std::string_view pem);

  const PublicKey& public_key() const;
  const Digest& digest() const;        // SHA-256 of the DER bytes
  const std::string& serial() const;   // hexadecimal digits in upper case
  const std::string& subject() const;  // "CN=…,O=…" (RFC 2253), UTF-8
  const std::string& issuer() const;
  Instant not_before() const;
  Instant not_after() const;
  // Both ends included (RFC 5280, 4.1.2.5).
  bool in_force(Instant at) const;
  // Basic constraints say that it may vouch for others. False, as is may_sign, when it has a
  // critical extension that isn't known here.
  bool is_authority() const;
  // Key usage, when it is told, includes signatures or non-repudiation.
  bool may_sign() const;
  // `authority` is one, has the issuer's name, and its key verifies this certificate. Says nothing
  // of times, nor of who vouches for `authority`.
  bool issued_by(const Certificate& authority) const;

 private:
  struct State;
  explicit Certificate(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

}  // namespace chuhai::crypto
