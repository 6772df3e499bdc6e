#include "crypto/public_key.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "crypto/certificate.h"

namespace chuhai::crypto {
namespace {

std::string from_hex(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

// GB/T 32918.5, annex A: signing "message digest" on the recommended curve.
const std::string kScalar =
    from_hex("3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8");
const std::string kPoint = from_hex(
    "0409F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020"
    "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13");
const std::string kSignature = from_hex(
    "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3"
    "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA");

TEST(Sm2, PublishedVectorVerifies) {
  const PublicKey key = PublicKey::sm2(kPoint).value();
  EXPECT_EQ(key.kind(), KeyKind::kSm2);
  EXPECT_EQ(key.sm2_point(), kPoint);
  EXPECT_TRUE(key.verifies_sm2("message digest", kSignature));
  EXPECT_FALSE(key.verifies_sm2("message digesT", kSignature));
  EXPECT_FALSE(key.verifies_sm2("", kSignature));
  EXPECT_FALSE(key.verifies_rsa_sha1("message digest", kSignature));
  for (size_t i = 0; i < kSignature.size(); ++i) {
    std::string changed = kSignature;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(key.verifies_sm2("message digest", changed)) << i;
  }
  for (const std::string& wrong :
       {std::string(), kSignature.substr(1), kSignature + kSignature.substr(0, 1),
        std::string(64, '\0'), std::string(64, '\xFF'),
        kSignature.substr(32) + kSignature.substr(0, 32),
        std::string(32, '\0') + kSignature.substr(32),
        kSignature.substr(0, 32) + std::string(32, '\0')}) {
    EXPECT_FALSE(key.verifies_sm2("message digest", wrong));
  }
}

TEST(Sm2, SignsWhatItVerifies) {
  const Sm2PrivateKey key = Sm2PrivateKey::of(Secret(kScalar)).value();
  EXPECT_EQ(key.public_key().sm2_point(), kPoint);
  for (const std::string text : {"", "a", "湘品出海"}) {
    for (int i = 0; i < 20; ++i) {  // r and s with leading zeros come by
      const std::string signature = key.sign(text);
      EXPECT_EQ(signature.size(), kSm2SignatureBytes);
      EXPECT_TRUE(key.public_key().verifies_sm2(text, signature));
      EXPECT_FALSE(key.public_key().verifies_sm2(text + "x", signature));
    }
  }
}

TEST(Sm2, RefusesWhatIsNoKey) {
  std::string off_curve = kPoint;
  off_curve[64] = static_cast<char>(off_curve[64] ^ 1);
  std::string compressed = kPoint;
  compressed[0] = 2;
  for (const std::string& point : {std::string(), kPoint.substr(1), kPoint.substr(0, 64),
                                   kPoint + "x", off_curve, compressed, std::string(65, '\4')}) {
    const auto key = PublicKey::sm2(point);
    ASSERT_FALSE(key.ok());
    EXPECT_EQ(key.error().code(), ErrorCode::kInvalidArgument);
  }
  const std::string order =
      from_hex("FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123");
  std::string order_less_1 = order;
  order_less_1[31] = 0x22;
  std::string order_less_2 = order;
  order_less_2[31] = 0x21;
  for (const std::string& scalar : {std::string(32, '\0'), order, order_less_1, kScalar.substr(1),
                                    std::string(32, '\xFF'), std::string()}) {
    EXPECT_FALSE(Sm2PrivateKey::of(Secret(scalar)).ok());
  }
  EXPECT_TRUE(Sm2PrivateKey::of(Secret(order_less_2)).ok());
}

Certificate certificate(std::string_view name) {
  const std::filesystem::path folder =
      std::filesystem::path(CHUHAI_SOURCE_DIR) / "src/crypto/test_certificates";
  return Certificate::parse_pem(read_file(folder / (std::string(name) + ".pem")).value()).value();
}

TEST(Certificate, TellsWhoseItIs) {
  const Certificate sm2 = certificate("sm2_signer");
  EXPECT_EQ(sm2.subject(), "O=TEST ONLY 仅供测试,CN=sm2_signer");
  EXPECT_EQ(sm2.issuer(), "O=TEST ONLY 仅供测试,CN=authority");
  EXPECT_EQ(sm2.serial(), "99270003");
  EXPECT_EQ(sm2.not_before().to_string(), "2024-01-01T08:00:00+08:00");
  EXPECT_EQ(sm2.not_after().to_string(), "2029-01-01T08:00:00+08:00");
  EXPECT_EQ(sm2.public_key().sm2_point(), kPoint);
  EXPECT_TRUE(sm2.public_key().verifies_sm2("message digest", kSignature));
  EXPECT_FALSE(sm2.is_authority());
  EXPECT_TRUE(sm2.may_sign());
  EXPECT_FALSE(certificate("sm2_encipherer").may_sign());
  EXPECT_FALSE(certificate("sm2_odd").may_sign()) << "a critical extension that nobody knows";
  EXPECT_TRUE(certificate("sm2_odd").issued_by(certificate("authority")));
  EXPECT_TRUE(certificate("authority").is_authority());

  const Certificate rsa = certificate("rsa_signer");
  EXPECT_EQ(rsa.public_key().kind(), KeyKind::kRsa);
  EXPECT_EQ(rsa.public_key().bits(), 1024);
  EXPECT_EQ(rsa.public_key().sm2_point(), "");
}

TEST(Certificate, InForceBothEndsIncluded) {
  const Certificate one = certificate("sm2_signer");
  EXPECT_FALSE(one.in_force(one.not_before().plus_millis(-1)));
  EXPECT_TRUE(one.in_force(one.not_before()));
  EXPECT_TRUE(one.in_force(one.not_after()));
  EXPECT_TRUE(one.in_force(one.not_after().plus_millis(999)));
  EXPECT_FALSE(one.in_force(one.not_after().plus_millis(1000)));
}

TEST(Certificate, IssuedBy) {
  const struct {
    std::string_view certificate, authority;
    bool issued;
  } kCases[] = {
      {"sm2_signer", "authority", true},    {"rsa_signer", "authority", true},
      {"known", "authority", true},         {"authority", "authority", true},
      {"sm2_stranger", "stranger", true},   {"sm2_signer", "stranger", false},
      {"sm2_stranger", "authority", false}, {"sm2_signer", "sm2_signer", false},
      {"authority", "stranger", false},     {"sm2_signer", "rsa_signer", false},
  };
  for (const auto& one : kCases) {
    EXPECT_EQ(certificate(one.certificate).issued_by(certificate(one.authority)), one.issued)
        << one.certificate << " by " << one.authority;
  }
}

TEST(Certificate, RefusesWhatIsNone) {
  const std::string pem = read_file(std::filesystem::path(CHUHAI_SOURCE_DIR) /
                                    "src/crypto/test_certificates/sm2_signer.pem")
                              .value();
  EXPECT_FALSE(Certificate::parse_pem("").ok());
  EXPECT_FALSE(Certificate::parse_pem(pem.substr(30)).ok());
  for (const std::string der : {"", "0", "\x30\x03\x02\x01\x01"}) {
    const auto one = Certificate::parse_der(der);
    ASSERT_FALSE(one.ok());
    EXPECT_EQ(one.error().code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace chuhai::crypto
