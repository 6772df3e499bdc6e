#include "crypto/sm4.h"

#include <openssl/evp.h>

#include <memory>

namespace chuhai::crypto {
namespace {

constexpr size_t kPieceBytes = size_t{1} << 30;  // OpenSSL counts in int

const EVP_CIPHER* sm4_ctr_algorithm() {
  static const EVP_CIPHER* const algorithm = EVP_CIPHER_fetch(nullptr, "SM4-CTR", nullptr);
  CHECK(algorithm != nullptr, "OpenSSL offers no SM4-CTR");
  return algorithm;
}

}  // namespace

std::string sm4_ctr(const Secret& key, std::string_view counter, std::string_view text) {
  CHECK(key.size() == kSm4KeyBytes && counter.size() == kSm4BlockBytes, "SM4 takes 16 bytes");
  const std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)> context(
      EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free);
  CHECK(context != nullptr, "out of memory");
  const auto bytes = [](std::string_view view) {
    return reinterpret_cast<const unsigned char*>(view.data());
  };
  CHECK(EVP_EncryptInit_ex2(context.get(), sm4_ctr_algorithm(), bytes(key.view()), bytes(counter),
                            nullptr) == 1,
        "SM4-CTR");
  std::string out(text.size(), '\0');
  for (size_t at = 0; at < text.size(); at += kPieceBytes) {
    const std::string_view piece = text.substr(at, kPieceBytes);
    int size = 0;
    CHECK(EVP_EncryptUpdate(context.get(), reinterpret_cast<unsigned char*>(out.data() + at), &size,
                            bytes(piece), static_cast<int>(piece.size())) == 1,
          "SM4-CTR");
    CHECK(static_cast<size_t>(size) == piece.size(), "SM4-CTR keeps the length");
  }
  return out;
}

}  // namespace chuhai::crypto
