#include "crypto/digest.h"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace chuhai::crypto {
namespace {

// Fetched once: looking it up by name at every digest costs more than hashing a small message.
const EVP_MD* sha256_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  CHECK(algorithm != nullptr, "OpenSSL offers no SHA-256");
  return algorithm;
}

const EVP_MD* sm3_algorithm() {
  static const EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SM3", nullptr);
  CHECK(algorithm != nullptr, "OpenSSL offers no SM3");
  return algorithm;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const uint8_t byte : bytes) {
    text.push_back(kDigits[byte >> 4]);
    text.push_back(kDigits[byte & 15]);
  }
  return text;
}

Result<Digest> Digest::parse_hex(std::string_view text) {
  Digest digest;
  bool ok = text.size() == digest.bytes.size() * 2;
  for (size_t i = 0; ok && i < digest.bytes.size(); ++i) {
    const int high = hex_digit(text[2 * i]);
    const int low = hex_digit(text[2 * i + 1]);
    ok = high >= 0 && low >= 0;
    digest.bytes[i] = static_cast<uint8_t>(high * 16 + low);
  }
  if (ok) return digest;
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a digest of 64 hexadecimal digits", text));
}

Digest sha256(std::string_view bytes) { return Sha256().update(bytes).finish(); }

Digest sm3(std::string_view bytes) {
  Digest digest;
  unsigned size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.bytes.data(), &size, sm3_algorithm(),
                   nullptr) == 1,
        "SM3");
  CHECK(size == digest.bytes.size(), "SM3 gives 32 bytes");
  return digest;
}

std::string sha1(std::string_view bytes) {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), digest.data(), &size, EVP_sha1(), nullptr) == 1,
        "SHA-1");
  return {reinterpret_cast<const char*>(digest.data()), size};
}

struct Sha256::Context {
  Context() : evp(EVP_MD_CTX_new()) { CHECK(evp != nullptr, "out of memory"); }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  ~Context() { EVP_MD_CTX_free(evp); }

  void start() { CHECK(EVP_DigestInit_ex2(evp, sha256_algorithm(), nullptr) == 1, "SHA-256"); }

  EVP_MD_CTX* evp;
};

Sha256::Sha256() : context_(std::make_unique<Context>()) { context_->start(); }
Sha256::Sha256(Sha256&&) noexcept = default;
Sha256& Sha256::operator=(Sha256&&) noexcept = default;
Sha256::~Sha256() = default;

Sha256& Sha256::update(std::string_view bytes) {
  CHECK(EVP_DigestUpdate(context_->evp, bytes.data(), bytes.size()) == 1, "SHA-256");
  return *this;
}

Digest Sha256::finish() {
  Digest digest;
  unsigned size = 0;
  CHECK(EVP_DigestFinal_ex(context_->evp, digest.bytes.data(), &size) == 1, "SHA-256");
  CHECK(size == digest.bytes.size(), "SHA-256 gives 32 bytes");
  context_->start();
  return digest;
}

}  // namespace chuhai::crypto
