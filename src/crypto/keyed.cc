#include "crypto/keyed.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include <memory>
#include <string>

namespace chuhai::crypto {
namespace {

char kSm3Name[] = "SM3";  // OpenSSL's parameters take it without const

// Fetched once, as looking it up costs more than the digest of a small text.
EVP_MAC* hmac_algorithm() {
  static EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  CHECK(algorithm != nullptr, "OpenSSL offers no HMAC");
  return algorithm;
}

EVP_KDF* hkdf_algorithm() {
  static EVP_KDF* const algorithm = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  CHECK(algorithm != nullptr, "OpenSSL offers no HKDF");
  return algorithm;
}

const unsigned char* unsigned_bytes(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

}  // namespace

Digest hmac_sm3(const Secret& key, std::initializer_list<std::string_view> pieces) {
  const std::unique_ptr<EVP_MAC_CTX, decltype(&EVP_MAC_CTX_free)> context(
      EVP_MAC_CTX_new(hmac_algorithm()), &EVP_MAC_CTX_free);
  CHECK(context != nullptr, "out of memory");
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, kSm3Name, 0),
      OSSL_PARAM_construct_end()};
  CHECK(EVP_MAC_init(context.get(), unsigned_bytes(key.view()), key.size(), parameters) == 1,
        "HMAC-SM3");
  for (const std::string_view piece : pieces) {
    CHECK(EVP_MAC_update(context.get(), unsigned_bytes(piece), piece.size()) == 1, "HMAC-SM3");
  }
  Digest digest;
  size_t size = 0;
  CHECK(EVP_MAC_final(context.get(), digest.bytes.data(), &size, digest.bytes.size()) == 1,
        "HMAC-SM3");
  CHECK(size == digest.bytes.size(), "HMAC-SM3 gives 32 bytes");
  return digest;
}

Secret derive_secret(const Secret& key, std::string_view purpose, size_t size) {
  const std::unique_ptr<EVP_KDF_CTX, decltype(&EVP_KDF_CTX_free)> context(
      EVP_KDF_CTX_new(hkdf_algorithm()), &EVP_KDF_CTX_free);
  CHECK(context != nullptr, "out of memory");
  std::string info(purpose);
  Secret in(key.view());
  Secret out(size);
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, kSm3Name, 0),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_KEY, in.writable().data(), in.size()),
      OSSL_PARAM_construct_octet_string(OSSL_KDF_PARAM_INFO, info.data(), info.size()),
      OSSL_PARAM_construct_end()};
  CHECK(EVP_KDF_derive(context.get(), out.writable().data(), out.size(), parameters) == 1,
        "HKDF over HMAC-SM3");
  return out;
}

Secret token_key(const Secret& key, std::string_view field) {
  return derive_secret(key, "chuhai token 1 " + std::string(field), 32);
}

Digest token(const Secret& of_field, std::string_view value) { return hmac_sm3(of_field, {value}); }

}  // namespace chuhai::crypto
