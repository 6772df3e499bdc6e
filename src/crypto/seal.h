// Sealing: bytes under a key that can be destroyed, so that afterwards they are gone wherever they
// were copied to. SM4-CTR (GB/T 32907), then HMAC-SM3 over everything; OpenSSL 3.0 has no SM4-GCM.
//
// Format version 1:
//
//   byte      1
//   byte      length of the key's id, 1 to 64
//   bytes     the key's id
//   16 bytes  nonce: the first counter block
//   bytes     ciphertext, as long as what was sealed
//   32 bytes  HMAC-SM3 over: length of the context (8 bytes, high first), context, all bytes before
//
// The cipher's key (16 bytes) and the authenticator's (32) are derived from the sealing key by
// derive_secret for "chuhai seal 1 cipher" and "chuhai seal 1 authenticator".
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace chuhai::crypto {

using Nonce = std::array<uint8_t, 16>;

inline constexpr size_t kKeyIdBytesMax = 64;
inline constexpr size_t kSealingKeyBytes = 32;

class SealingKey {
 public:
  // `secret` is kSealingKeyBytes random bytes, `id` 1 to kKeyIdBytesMax bytes (CHECK).
  SealingKey(std::string id, const Secret& secret);

  const std::string& id() const { return id_; }
  const Secret& cipher() const { return cipher_; }
  const Secret& authenticator() const { return authenticator_; }
  const Secret& nonces() const { return nonces_; }

 private:
  std::string id_;
  Secret cipher_;
  Secret authenticator_;
  Secret nonces_;
};

// A nonce made of what is sealed: the start of HMAC-SM3 over context and text, under a key derived
// for "chuhai seal 1 nonce". The same text in the same context gives the same bytes, so a context
// names its place (archive key, digest of the original): then a rebuild seals as the first time
// did, and no nonce comes again with another text.
Nonce derived_nonce(const SealingKey& key, std::string_view context, std::string_view text);

// `context` isn't kept, and has to be given again to open. A nonce must never be used for two texts
// under one key: take derived_nonce, or 16 random bytes.
std::string seal(const SealingKey& key, const Nonce& nonce, std::string_view context,
                 std::string_view text);

// The id of the key that opens it. kCorrupt when it isn't sealed in this format; kUnsupported for
// another version.
Result<std::string_view> sealed_key_id(std::string_view sealed);

// kCorrupt unless it was sealed under this very key in this context and nothing was changed;
// otherwise as sealed_key_id.
Result<std::string> open_sealed(const SealingKey& key, std::string_view context,
                                std::string_view sealed);

}  // namespace chuhai::crypto
