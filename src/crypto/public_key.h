// Public keys and what they verify; SM2 private keys, which sign.
//
// SM2 (GB/T 32918) is over SM3 with the signer's id in the digest; the id is the standard's default
// everywhere here, as customs' signatures and Chinese certificates have it. Signatures are r and s,
// 32 bytes each, not DER.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace chuhai::crypto {

inline constexpr std::string_view kSm2UserId = "1234567812345678";
inline constexpr size_t kSm2SignatureBytes = 64;
inline constexpr size_t kSm2PublicKeyBytes = 65;
inline constexpr size_t kSm2PrivateKeyBytes = 32;

enum class KeyKind { kSm2, kRsa, kOther };

class PublicKey {
 public:
  // An uncompressed point: 04, x, y. kInvalidArgument when it isn't one of the curve.
  static Result<PublicKey> sm2(std::string_view point);

  KeyKind kind() const;
  // Of kSm2: the point, 04, x, y; empty for others.
  std::string sm2_point() const;
  int bits() const;

  // False for a wrong signature, one of another form, and a key of another kind.
  bool verifies_sm2(std::string_view message, std::string_view signature) const;
  // PKCS #1 version 1.5 over SHA-1: for old signatures only. False also below 1,024 bits.
  bool verifies_rsa_sha1(std::string_view message, std::string_view signature) const;

 private:
  friend class Certificate;
  friend class Sm2PrivateKey;
  struct State;
  explicit PublicKey(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  std::shared_ptr<const State> state_;
};

class Sm2PrivateKey {
 public:
  // 32 bytes, high first. kInvalidArgument unless from 1 to the order of the curve less 2.
  static Result<Sm2PrivateKey> of(const Secret& scalar);

  PublicKey public_key() const { return public_key_; }
  // Differs from call to call: the standard wants a random number in it, which is OpenSSL's.
  std::string sign(std::string_view message) const;

 private:
  explicit Sm2PrivateKey(PublicKey key) : public_key_(std::move(key)) {}
  PublicKey public_key_;  // holds both halves
};

}  // namespace chuhai::crypto
