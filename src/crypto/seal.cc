#include "crypto/seal.h"

#include <algorithm>

#include "base/text.h"
#include "crypto/keyed.h"
#include "crypto/sm4.h"

namespace chuhai::crypto {
namespace {

constexpr char kVersion = 1;
constexpr size_t kTagBytes = 32;

std::string high_first(uint64_t value) {
  std::string out;
  for (int shift = 56; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift & 0xFF);
  return out;
}

Digest tag_of(const SealingKey& key, std::string_view context, std::string_view bytes) {
  return hmac_sm3(key.authenticator(), {high_first(context.size()), context, bytes});
}

Error not_sealed(std::string_view why) {
  return Error(ErrorCode::kCorrupt, "sealed bytes can't be opened: " + std::string(why));
}

}  // namespace

SealingKey::SealingKey(std::string id, const Secret& secret)
    : id_(std::move(id)),
      cipher_(derive_secret(secret, "chuhai seal 1 cipher", kSm4KeyBytes)),
      authenticator_(derive_secret(secret, "chuhai seal 1 authenticator", 32)),
      nonces_(derive_secret(secret, "chuhai seal 1 nonce", 32)) {
  CHECK(secret.size() == kSealingKeyBytes, "a sealing key has 32 bytes");
  CHECK(!id_.empty() && id_.size() <= kKeyIdBytesMax, "a key's id has 1 to 64 bytes");
}

Nonce derived_nonce(const SealingKey& key, std::string_view context, std::string_view text) {
  const Digest digest = hmac_sm3(key.nonces(), {high_first(context.size()), context, text});
  Nonce nonce{};
  std::copy_n(digest.bytes.begin(), nonce.size(), nonce.begin());
  return nonce;
}

std::string seal(const SealingKey& key, const Nonce& nonce, std::string_view context,
                 std::string_view text) {
  const std::string_view nonce_bytes(reinterpret_cast<const char*>(nonce.data()), nonce.size());
  std::string out;
  out.reserve(2 + key.id().size() + nonce.size() + text.size() + kTagBytes);
  out += kVersion;
  out += static_cast<char>(key.id().size());
  out += key.id();
  out += nonce_bytes;
  out += sm4_ctr(key.cipher(), nonce_bytes, text);
  out += tag_of(key, context, out).view();
  return out;
}

Result<std::string_view> sealed_key_id(std::string_view sealed) {
  if (sealed.empty()) return not_sealed("there are none");
  if (sealed[0] != kVersion) {
    return Error(ErrorCode::kUnsupported, "sealed bytes of a later version of the format");
  }
  const size_t id_size = sealed.size() < 2 ? 0 : static_cast<unsigned char>(sealed[1]);
  if (id_size == 0 || id_size > kKeyIdBytesMax) return not_sealed("no key is named");
  if (sealed.size() < 2 + id_size + Nonce().size() + kTagBytes) return not_sealed("too short");
  return sealed.substr(2, id_size);
}

Result<std::string> open_sealed(const SealingKey& key, std::string_view context,
                                std::string_view sealed) {
  CHUHAI_ASSIGN_OR_RETURN(const std::string_view id, sealed_key_id(sealed));
  if (id != key.id()) return not_sealed("they name the key " + printable_name(id));
  const std::string_view signed_bytes = sealed.substr(0, sealed.size() - kTagBytes);
  const Digest tag = tag_of(key, context, signed_bytes);
  if (!equal_in_constant_time(tag.view(), sealed.substr(signed_bytes.size()))) {
    return not_sealed("they were changed, or sealed under another key or for another place");
  }
  const size_t nonce_at = 2 + id.size();
  const size_t text_at = nonce_at + Nonce().size();
  return sm4_ctr(key.cipher(), signed_bytes.substr(nonce_at, Nonce().size()),
                 signed_bytes.substr(text_at));
}

}  // namespace chuhai::crypto
