#include "crypto/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/obj_mac.h>
#include <openssl/params.h>

#include <array>

#include "crypto/openssl_key.h"

namespace chuhai::crypto {
namespace {

constexpr int kRsaBitsMin = 1024;
constexpr size_t kHalfBytes = kSm2SignatureBytes / 2;

using Group = std::unique_ptr<EC_GROUP, Freed<EC_GROUP_free>>;
using Point = std::unique_ptr<EC_POINT, Freed<EC_POINT_free>>;
using SignaturePair = std::unique_ptr<ECDSA_SIG, Freed<ECDSA_SIG_free>>;

// What a failed call leaves behind would be taken for the next one's.
Error invalid_key(std::string_view why) {
  ERR_clear_error();
  return Error(ErrorCode::kInvalidArgument, "not an SM2 key: " + std::string(why));
}

// Of the point, and of the scalar too when there is one; null when OpenSSL refuses it.
EvpKey make_sm2_key(std::string_view point, std::string_view scalar) {
  const EvpKeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "SM2", nullptr));
  CHECK(context != nullptr, "OpenSSL offers no SM2");
  CHECK(EVP_PKEY_fromdata_init(context.get()) == 1, "SM2");
  char group[] = "SM2";
  std::string public_bytes(point);
  // Numbers are in the machine's order.
  Secret native(scalar.size());
  for (size_t i = 0; i < scalar.size(); ++i) {
    native.writable()[i] = static_cast<uint8_t>(scalar[scalar.size() - 1 - i]);
  }
  OSSL_PARAM parameters[4] = {
      OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, group, 0),
      OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_PUB_KEY, public_bytes.data(),
                                        public_bytes.size()),
      OSSL_PARAM_construct_end(), OSSL_PARAM_construct_end()};
  if (!scalar.empty()) {
    parameters[2] =
        OSSL_PARAM_construct_BN(OSSL_PKEY_PARAM_PRIV_KEY, native.writable().data(), native.size());
  }
  EVP_PKEY* key = nullptr;
  const int selection = scalar.empty() ? EVP_PKEY_PUBLIC_KEY : EVP_PKEY_KEYPAIR;
  if (EVP_PKEY_fromdata(context.get(), &key, selection, parameters) != 1) return nullptr;
  return EvpKey(key);
}

// The signer's id, as an argument of verifying and signing.
std::array<OSSL_PARAM, 2> user_id_parameter(std::string& id) {
  return {OSSL_PARAM_construct_octet_string(OSSL_PKEY_PARAM_DIST_ID, id.data(), id.size()),
          OSSL_PARAM_construct_end()};
}

std::string der_of(std::string_view signature) {
  SignaturePair pair(ECDSA_SIG_new());
  BigNumber r(BN_bin2bn(unsigned_of(signature), kHalfBytes, nullptr));
  BigNumber s(BN_bin2bn(unsigned_of(signature.substr(kHalfBytes)), kHalfBytes, nullptr));
  CHECK(pair && r && s && ECDSA_SIG_set0(pair.get(), r.get(), s.get()) == 1, "out of memory");
  (void)r.release();  // the pair owns them now
  (void)s.release();
  unsigned char* der = nullptr;
  const int size = i2d_ECDSA_SIG(pair.get(), &der);
  CHECK(size > 0, "out of memory");
  std::string out(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return out;
}

std::string halves_of(std::string_view der) {
  const unsigned char* at = unsigned_of(der);
  const SignaturePair pair(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  CHECK(pair != nullptr, "a signature just made");
  std::string out(kSm2SignatureBytes, '\0');
  auto* bytes = reinterpret_cast<unsigned char*>(out.data());
  CHECK(
      BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), bytes, kHalfBytes) == kHalfBytes &&
          BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), bytes + kHalfBytes, kHalfBytes) == kHalfBytes,
      "a signature just made");
  return out;
}

}  // namespace

Result<PublicKey> PublicKey::sm2(std::string_view point) {
  if (point.size() != kSm2PublicKeyBytes || point[0] != 4) {
    return invalid_key("65 bytes from 04 on are expected");
  }
  EvpKey key = make_sm2_key(point, {});
  if (!key) return invalid_key("the point isn't on the curve");
  return PublicKey(std::make_shared<const State>(std::move(key), KeyKind::kSm2));
}

KeyKind PublicKey::kind() const { return state_->kind; }

int PublicKey::bits() const { return EVP_PKEY_get_bits(state_->key.get()); }

std::string PublicKey::sm2_point() const {
  if (state_->kind != KeyKind::kSm2) return {};
  std::string out(kSm2PublicKeyBytes, '\0');
  size_t size = 0;
  const int got = EVP_PKEY_get_octet_string_param(state_->key.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                  reinterpret_cast<unsigned char*>(out.data()),
                                                  out.size(), &size);
  CHECK(got == 1 && size == out.size(), "an SM2 key has an uncompressed point");
  return out;
}

bool PublicKey::verifies_sm2(std::string_view message, std::string_view signature) const {
  if (state_->kind != KeyKind::kSm2 || signature.size() != kSm2SignatureBytes) return false;
  const std::string der = der_of(signature);
  const EvpDigestContext context(EVP_MD_CTX_new());
  std::string id(kSm2UserId);
  const auto parameters = user_id_parameter(id);
  CHECK(context != nullptr, "out of memory");
  const bool right = EVP_DigestVerifyInit_ex(context.get(), nullptr, "SM3", nullptr, nullptr,
                                             state_->key.get(), parameters.data()) == 1 &&
                     EVP_DigestVerify(context.get(), unsigned_of(der), der.size(),
                                      unsigned_of(message), message.size()) == 1;
  ERR_clear_error();
  return right;
}

bool PublicKey::verifies_rsa_sha1(std::string_view message, std::string_view signature) const {
  if (state_->kind != KeyKind::kRsa || bits() < kRsaBitsMin) return false;
  const EvpDigestContext context(EVP_MD_CTX_new());
  CHECK(context != nullptr, "out of memory");
  const bool right = EVP_DigestVerifyInit_ex(context.get(), nullptr, "SHA1", nullptr, nullptr,
                                             state_->key.get(), nullptr) == 1 &&
                     EVP_DigestVerify(context.get(), unsigned_of(signature), signature.size(),
                                      unsigned_of(message), message.size()) == 1;
  ERR_clear_error();
  return right;
}

Result<Sm2PrivateKey> Sm2PrivateKey::of(const Secret& scalar) {
  if (scalar.size() != kSm2PrivateKeyBytes) return invalid_key("32 bytes are expected");
  const Group group(EC_GROUP_new_by_curve_name(NID_sm2));
  CHECK(group != nullptr, "OpenSSL offers no SM2");
  const BigNumber d(BN_bin2bn(unsigned_of(scalar.view()), kSm2PrivateKeyBytes, nullptr));
  const BigNumber limit(BN_dup(EC_GROUP_get0_order(group.get())));
  CHECK(d && limit && BN_sub_word(limit.get(), 1) == 1, "out of memory");
  if (BN_is_zero(d.get()) || BN_cmp(d.get(), limit.get()) >= 0) {
    return invalid_key("the number is out of range");
  }
  const Point point(EC_POINT_new(group.get()));
  std::string bytes(kSm2PublicKeyBytes, '\0');
  CHECK(point && EC_POINT_mul(group.get(), point.get(), d.get(), nullptr, nullptr, nullptr) == 1 &&
            EC_POINT_point2oct(group.get(), point.get(), POINT_CONVERSION_UNCOMPRESSED,
                               reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(),
                               nullptr) == bytes.size(),
        "SM2");
  EvpKey key = make_sm2_key(bytes, scalar.view());
  if (!key) return invalid_key("OpenSSL refuses it");
  return Sm2PrivateKey(
      PublicKey(std::make_shared<const PublicKey::State>(std::move(key), KeyKind::kSm2)));
}

std::string Sm2PrivateKey::sign(std::string_view message) const {
  const EvpDigestContext context(EVP_MD_CTX_new());
  std::string id(kSm2UserId);
  const auto parameters = user_id_parameter(id);
  CHECK(context != nullptr, "out of memory");
  CHECK(EVP_DigestSignInit_ex(context.get(), nullptr, "SM3", nullptr, nullptr,
                              public_key_.state_->key.get(), parameters.data()) == 1,
        "SM2 signing");
  std::string der(128, '\0');
  size_t size = der.size();
  CHECK(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(der.data()), &size,
                       unsigned_of(message), message.size()) == 1,
        "SM2 signing");
  der.resize(size);
  return halves_of(der);
}

}  // namespace chuhai::crypto
