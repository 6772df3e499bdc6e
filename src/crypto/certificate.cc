#include "crypto/certificate.h"

#include <openssl/bio.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <optional>

#include "crypto/openssl_key.h"

namespace chuhai::crypto {
namespace {

using X509Pointer = std::unique_ptr<X509, Freed<X509_free>>;
using BioPointer = std::unique_ptr<BIO, Freed<BIO_free_all>>;

Error unreadable(std::string_view why) {
  ERR_clear_error();
  return Error(ErrorCode::kInvalidArgument, "the certificate can't be read: " + std::string(why));
}

std::string name_text(const X509_NAME* name) {
  const BioPointer out(BIO_new(BIO_s_mem()));
  CHECK(out != nullptr, "out of memory");
  X509_NAME_print_ex(out.get(), name, 0, XN_FLAG_RFC2253 & ~ASN1_STRFLGS_ESC_MSB);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(out.get(), &bytes);
  return {bytes, static_cast<size_t>(size < 0 ? 0 : size)};
}

std::string serial_text(const X509* certificate) {
  const BigNumber number(ASN1_INTEGER_to_BN(X509_get0_serialNumber(certificate), nullptr));
  if (!number) return {};
  char* digits = BN_bn2hex(number.get());
  CHECK(digits != nullptr, "out of memory");
  std::string out(digits);
  OPENSSL_free(digits);
  return out;
}

Result<Instant> instant_of(const ASN1_TIME* time) {
  std::tm parts{};
  if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return unreadable("its times");
  CHUHAI_ASSIGN_OR_RETURN(const Date date,
                          Date::of(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday));
  return Instant::of_local(date, parts.tm_hour, parts.tm_min, parts.tm_sec, 0);
}

// A key on SM2's curve is an SM2 key, whichever algorithm the certificate names.
bool is_on_sm2_curve(EVP_PKEY* key) {
  char group[32] = {};
  size_t size = 0;
  return EVP_PKEY_get_utf8_string_param(key, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group,
                                        &size) == 1 &&
         std::string_view(group, size) == "SM2";
}

std::string uncompressed_point(EVP_PKEY* key) {
  std::string point(kSm2PublicKeyBytes, '\0');
  size_t size = 0;
  if (EVP_PKEY_get_octet_string_param(key, OSSL_PKEY_PARAM_PUB_KEY,
                                      reinterpret_cast<unsigned char*>(point.data()), point.size(),
                                      &size) != 1) {
    return {};
  }
  point.resize(size);
  return point;
}

// It has a critical extension that isn't understood here, or contradicts itself: nothing may be
// concluded from it (RFC 5280, 4.2).
bool is_beyond_us(X509* certificate) {
  return (X509_get_extension_flags(certificate) & (EXFLAG_CRITICAL | EXFLAG_INVALID)) != 0;
}

}  // namespace

struct Certificate::State {
  State(X509Pointer x509_in, PublicKey key_in)
      : x509(std::move(x509_in)), public_key(std::move(key_in)) {}
  X509Pointer x509;
  PublicKey public_key;
  Digest digest;
  std::string serial;
  std::string subject;
  std::string issuer;
  Instant not_before;
  Instant not_after;
};

Result<Certificate> Certificate::parse_der(std::string_view der) {
  const unsigned char* at = unsigned_of(der);
  X509Pointer x509(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
  if (!x509) return unreadable("it isn't X.509 in DER");
  if (at != unsigned_of(der) + der.size()) return unreadable("something follows it");
  EvpKey key(X509_get_pubkey(x509.get()));
  if (!key) return unreadable("its key");

  std::optional<PublicKey> public_key;
  if (is_on_sm2_curve(key.get())) {
    CHUHAI_ASSIGN_OR_RETURN(public_key, PublicKey::sm2(uncompressed_point(key.get())));
  } else {
    const KeyKind kind = EVP_PKEY_is_a(key.get(), "RSA") == 1 ? KeyKind::kRsa : KeyKind::kOther;
    public_key = PublicKey(std::make_shared<const PublicKey::State>(std::move(key), kind));
  }
  // The id that an SM2 issuer's signature of it was made with.
  ASN1_OCTET_STRING* id = ASN1_OCTET_STRING_new();
  CHECK(id != nullptr && ASN1_OCTET_STRING_set(id, unsigned_of(kSm2UserId),
                                               static_cast<int>(kSm2UserId.size())) == 1,
        "out of memory");
  X509_set0_distinguishing_id(x509.get(), id);

  auto state = std::make_shared<State>(std::move(x509), std::move(*public_key));
  state->digest = sha256(der);
  state->serial = serial_text(state->x509.get());
  state->subject = name_text(X509_get_subject_name(state->x509.get()));
  state->issuer = name_text(X509_get_issuer_name(state->x509.get()));
  CHUHAI_ASSIGN_OR_RETURN(state->not_before, instant_of(X509_get0_notBefore(state->x509.get())));
  CHUHAI_ASSIGN_OR_RETURN(state->not_after, instant_of(X509_get0_notAfter(state->x509.get())));
  ERR_clear_error();
  return Certificate(std::move(state));
}

Result<Certificate> Certificate::parse_pem(std::string_view pem) {
  const BioPointer in(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  CHECK(in != nullptr, "out of memory");
  const X509Pointer x509(PEM_read_bio_X509(in.get(), nullptr, nullptr, nullptr));
  if (!x509) return unreadable("there is none in PEM");
  unsigned char* der = nullptr;
  const int size = i2d_X509(x509.get(), &der);
  if (size <= 0) return unreadable("it can't be written as DER");
  const std::string bytes(reinterpret_cast<char*>(der), static_cast<size_t>(size));
  OPENSSL_free(der);
  return parse_der(bytes);
}

const PublicKey& Certificate::public_key() const { return state_->public_key; }
const Digest& Certificate::digest() const { return state_->digest; }
const std::string& Certificate::serial() const { return state_->serial; }
const std::string& Certificate::subject() const { return state_->subject; }
const std::string& Certificate::issuer() const { return state_->issuer; }
Instant Certificate::not_before() const { return state_->not_before; }
Instant Certificate::not_after() const { return state_->not_after; }

bool Certificate::in_force(Instant at) const {
  return state_->not_before <= at && at < state_->not_after.plus_millis(1000);
}

bool Certificate::is_authority() const {
  return X509_check_ca(state_->x509.get()) == 1 && !is_beyond_us(state_->x509.get());
}

bool Certificate::may_sign() const {
  if (is_beyond_us(state_->x509.get())) return false;
  const uint32_t usage = X509_get_key_usage(state_->x509.get());
  return (usage & (KU_DIGITAL_SIGNATURE | KU_NON_REPUDIATION)) != 0;
}

bool Certificate::issued_by(const Certificate& authority) const {
  if (!authority.is_authority()) return false;
  const bool same_name = X509_NAME_cmp(X509_get_issuer_name(state_->x509.get()),
                                       X509_get_subject_name(authority.state_->x509.get())) == 0;
  const bool right = same_name && X509_verify(state_->x509.get(),
                                              authority.state_->public_key.state_->key.get()) == 1;
  ERR_clear_error();
  return right;
}

}  // namespace chuhai::crypto
