// What is valid, and what isn't, from vectors and by example; attacks_test.cc tries to break it.
#include "signature/verify.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <set>

#include "base/text.h"
#include "signature/element.h"
#include "signature/signature_fixture.h"

namespace chuhai::signature {
namespace {

Verification verified(std::string_view document) {
  return verify(document, trusted_authority(), test_instant());
}

// The known-answer vector of a real key (its certificate here is another's, with the same key): the
// signature of these very bytes, with the namespaces that the message's root declares.
constexpr std::string_view kKnownSignedInfo =
    "<ds:SignedInfo xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" "
    "xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\" "
    "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><ds:CanonicalizationMethod "
    "Algorithm=\"http://www.w3.org/TR/2001/REC-xml-c14n-20010315\"></ds:CanonicalizationMethod>"
    "<ds:SignatureMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sm2-sm3\">"
    "</ds:SignatureMethod><ds:Reference URI=\"\"><ds:Transforms><ds:Transform "
    "Algorithm=\"http://www.w3.org/2000/09/xmldsig#enveloped-signature\"></ds:Transform>"
    "</ds:Transforms><ds:DigestMethod Algorithm=\"http://www.w3.org/2000/09/xmldsig#sha1\">"
    "</ds:DigestMethod><ds:DigestValue>b2FtM/jHvW4fnJpMMPWk/177RwA=</ds:DigestValue>"
    "</ds:Reference></ds:SignedInfo>";
constexpr std::string_view kKnownValue =
    "Pa2Ge3A1iH9e+85jIraVccvf2MB4ykjgC1MjObNd/MbPOSZRWTaizlnfReH3ErRMH5Wc3m60ZM6h56v7t7lIWg==";

std::string known_message(std::string_view root_namespaces, std::string_view value) {
  const std::string info(kKnownSignedInfo);
  return fmt::format(
      "<ceb:CEB621Message {}><ceb:x/><ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">"
      "<ds:SignedInfo>{}<ds:SignatureValue>{}</ds:SignatureValue><ds:KeyInfo><ds:KeyName>1"
      "</ds:KeyName><ds:X509Data><ds:X509Certificate>{}</ds:X509Certificate></ds:X509Data>"
      "</ds:KeyInfo></ds:Signature></ceb:CEB621Message>",
      root_namespaces, info.substr(info.find("<ds:Canon")), value,
      test_certificate_base64("known"));
}

TEST(Verify, KnownAnswer) {
  constexpr std::string_view kNamespaces =
      "xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\" "
      "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"";
  const std::string message = known_message(kNamespaces, kKnownValue);
  const ElementReading reading = read_signature_element(message);
  EXPECT_EQ(xml::canonical_element(message, reading.element.signed_info).value(), kKnownSignedInfo);
  // The signed message itself isn't published, so the key's signature holds and the digest doesn't.
  const Verification found = verified(message);
  EXPECT_EQ(found.verdict, Verdict::kDigestMismatch) << found.reason;
  EXPECT_EQ(found.method, Method::kSm2Sm3Deployed);
  EXPECT_TRUE(found.with_sha1);

  std::string changed(kKnownValue);
  changed[3] = 'H';
  EXPECT_EQ(verified(known_message(kNamespaces, changed)).verdict, Verdict::kSignatureMismatch);
  EXPECT_EQ(
      verified(known_message("xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\"", kKnownValue)).verdict,
      Verdict::kSignatureMismatch)
      << "a namespace less is other bytes";
  EXPECT_EQ(
      verified(known_message(std::string(kNamespaces) + " xmlns:x=\"urn:x\"", kKnownValue)).verdict,
      Verdict::kSignatureMismatch);
}

TEST(Verify, RsaMadeByOtherSoftware) {
  const std::string message = test_file("rsa_signed.xml");
  const Verification found = verified(message);
  EXPECT_EQ(found.verdict, Verdict::kValid) << found.reason;
  EXPECT_EQ(found.method, Method::kRsaSha1);
  EXPECT_TRUE(found.with_sha1);
  EXPECT_EQ(found.trust, TrustBasis::kAuthority);
  EXPECT_EQ(found.certificate->subject(), "O=TEST ONLY 仅供测试,CN=rsa_signer");
  EXPECT_FALSE(found.key_name_is_serial);
  EXPECT_EQ(verify(message, trusted_authority(), test_instant(), {.sha1 = false}).verdict,
            Verdict::kUnsupported);
}

// The digests of the official samples, computed by other software.
TEST(Verify, OfficialSamples) {
  const char* given = std::getenv("CHUHAI_SHARED");
  const std::filesystem::path shared =
      given != nullptr ? given : std::filesystem::path(CHUHAI_SOURCE_DIR) / "../shared";
  const std::filesystem::path folder = shared / "customs/samples";
  const auto digests = read_file(folder / "DIGESTS.tsv");
  if (!digests.ok()) GTEST_SKIP() << "the official samples are not there";
  int files = 0;
  for (const std::string_view line : split(*digests, '\n')) {
    const std::vector<std::string_view> cells = split(line, '\t');
    if (cells.size() < 10 || cells[0] == "file") continue;
    ++files;
    const std::string bytes = read_file(folder / cells[0]).value();
    const ElementReading reading = read_signature_element(bytes);
    const Verdict expected = cells[3] == "sig" ? Verdict::kNotChecked : Verdict::kAbsent;
    EXPECT_EQ(reading.verdict, expected) << cells[0] << ": " << reading.reason;
    const std::string canonical = xml::canonical_document(bytes, reading.element.bytes).value();
    EXPECT_EQ(std::to_string(canonical.size()), cells[7]) << cells[0];
    EXPECT_EQ(crypto::base64(crypto::sha1(canonical)), cells[8]) << cells[0];
    EXPECT_EQ(crypto::base64(crypto::sm3(canonical).view()), cells[9]) << cells[0];
    // Their signature is a placeholder.
    const Verdict verdict = verified(bytes).verdict;
    EXPECT_EQ(verdict, cells[3] == "sig" ? Verdict::kSignatureMismatch : Verdict::kAbsent)
        << cells[0];
  }
  EXPECT_EQ(files, 30);
}

TEST(Verify, ValidInManyForms) {
  const TestMessage plain;
  std::map<std::string, TestMessage> messages;
  messages["plain"] = plain;
  messages["deployed"].signature_method = "http://www.w3.org/2000/09/xmldsig#sm2-sm3";
  messages["sha1"].digest_method = "http://www.w3.org/2000/09/xmldsig#sha1";
  messages["default namespace"].prefix = "";
  messages["other prefix"].prefix = "q:";
  messages["one line"].line = "";
  messages["CRLF and comments"].line = "\r\n<!-- x -->\t";
  messages["no key name"].key_name = "";
  messages["byte order mark"].before.insert(0, "\xEF\xBB\xBF");
  messages["first child"].before =
      "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">";
  messages["first child"].after = "<ceb:x a='1'/></ceb:CEB621Message>";
  messages["neighbours"].before += "<ceb:a/>";
  messages["neighbours"].after = "<ceb:b/>" + plain.after;
  messages["default document"].before = "<m xmlns='http://www.chinaport.gov.cn/ceb' xml:lang='zh'>";
  messages["default document"].after = "<a xmlns=''/></m><!-- end --><?pi?>";
  for (const auto& [name, message] : messages) {
    const Verification found = verified(signed_message(message));
    EXPECT_EQ(found.verdict, Verdict::kValid) << name << ": " << found.reason;
    EXPECT_EQ(found.with_sha1, name == "sha1") << name;
    EXPECT_EQ(found.key_name_is_serial, name != "no key name") << name;
  }
}

TEST(Verify, TheSameDocumentWrittenOtherwiseIsValidStill) {
  const std::string message = signed_message({});
  const std::pair<std::string, std::string> kRewritings[] = {
      {"<ceb:note/>", "<ceb:note></ceb:note>"},
      {"O1&amp;2", "O1&#38;<![CDATA[2]]>"},
      {"version=\"1.0\"\n", "version='1.0' "},
      {"\r\n", "\n"},
      {"<ceb:Inventory>", "<!-- not signed --><ceb:Inventory >"},
      {"<ceb:Inventory>", "<ceb:Inventory xmlns:ceb='http://www.chinaport.gov.cn/ceb'>"},
  };
  for (const auto& [from, to] : kRewritings) {
    std::string other = message;
    ASSERT_NE(other.find(from), std::string::npos) << from;
    other.replace(other.find(from), from.size(), to);
    EXPECT_EQ(verified(other).verdict, Verdict::kValid) << to;
  }
}

struct ChangeCase {
  std::string from, to;
  Verdict verdict;
};

const ChangeCase kChanges[] = {
    {"O1&amp;2", "O1&amp;3", Verdict::kDigestMismatch},
    {"<ceb:note/>", "", Verdict::kDigestMismatch},
    {"<ceb:note/>", "<ceb:note/>\n", Verdict::kDigestMismatch},
    {"version=\"1.0\"\n", "version=\"1.1\"\n", Verdict::kDigestMismatch},
    {"ceb:orderNo>O1", "ceb:orderNo> O1", Verdict::kDigestMismatch},
    {" xmlns:xsi=", " xmlns:xxi=",
     Verdict::kSignatureMismatch},  // both differ; the key comes first
    {"</ds:Signature>", "</ds:Signature> ", Verdict::kDigestMismatch},
    {"</ds:DigestValue>\n", "</ds:DigestValue>", Verdict::kSignatureMismatch},
    {"<ds:SignatureValue>", "<ds:SignatureValue>!", Verdict::kMalformed},
    {"<ds:SignatureValue>", "<ds:SignatureValue>AAAA", Verdict::kSignatureMismatch},
    {"<ds:X509Certificate>", "<ds:X509Certificate>AAAA", Verdict::kCertificateUnreadable},
    {"<ds:X509Certificate>", "<ds:X509Certificate>?", Verdict::kCertificateUnreadable},
    {"<ds:KeyName>99270003", "<ds:KeyName>00", Verdict::kValid},  // nothing vouches for it
    {"xmldsig#sm2-sm3", "xmldsig#sm2-sm4", Verdict::kUnsupported},
    {"2022/04/xmldsig#sm3", "2022/04/xmldsig#sha256", Verdict::kUnsupported},
    {"REC-xml-c14n-20010315", "REC-xml-c14n-20010315#WithComments", Verdict::kUnsupported},
    {"#enveloped-signature", "#base64", Verdict::kUnsupported},
    {"Reference URI=\"\"", "Reference", Verdict::kUnsupported},
    {"Reference URI=\"\"", "Reference URI=\"#x\"", Verdict::kUnsupported},
    {"Reference URI=\"\"", "Reference Type=\"x\" URI=\"\"", Verdict::kMalformed},
    {"<ds:Signature ", "<ds:Signature Id='s' ", Verdict::kValid},
    {"<ds:SignatureValue>", "<ds:SignatureValue x='1'>", Verdict::kMalformed},
    {"<ds:KeyInfo>", "<ds:KeyInfo>text", Verdict::kMalformed},
    {"<ds:KeyInfo>", "<ds:KeyInfo><ds:KeyValue/>", Verdict::kMalformed},
    {"</ds:X509Data>", "<ds:X509CRL/></ds:X509Data>", Verdict::kMalformed},
    {"</ds:KeyInfo>", "</ds:KeyInfo><ds:Object>x</ds:Object>", Verdict::kMalformed},
    {"</ds:KeyInfo>", "</ds:KeyInfo><x/>", Verdict::kMalformed},
    {"xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"", "xmlns:ds=\"urn:other\"", Verdict::kAbsent},
    {"</ceb:CEB621Message>", "", Verdict::kMalformed},
    {"<?xml", "<!DOCTYPE x><?xml", Verdict::kMalformed},
};

TEST(Verify, Changes) {
  const std::string message = signed_message({});
  for (const ChangeCase& one : kChanges) {
    std::string changed = message;
    ASSERT_NE(changed.find(one.from), std::string::npos) << one.from;
    changed.replace(changed.find(one.from), one.from.size(), one.to);
    const Verification found = verified(changed);
    EXPECT_EQ(verdict_name(found.verdict), verdict_name(one.verdict))
        << one.from << " -> " << one.to << ": " << found.reason;
  }
}

TEST(Verify, TheMethodIsTheKeys) {
  TestMessage message;
  message.certificate = "rsa_signer";
  EXPECT_EQ(verified(signed_message(message)).verdict, Verdict::kSignatureMismatch);
  message = {};
  message.signature_method = "http://www.w3.org/2000/09/xmldsig#rsa-sha1";
  EXPECT_EQ(verified(signed_message(message)).verdict, Verdict::kSignatureMismatch);
}

TEST(Verify, Certificates) {
  const std::string message = signed_message({});
  const auto with = [&](const TrustedCertificates& trusted, std::string_view at) {
    return verify(message, trusted, Instant::parse(at).value());
  };
  EXPECT_EQ(with(trusted_authority(), "2023-12-31").verdict, Verdict::kCertificateNotInForce);
  EXPECT_EQ(with(trusted_authority(), "2024-01-02").verdict, Verdict::kValid);
  EXPECT_EQ(with(trusted_authority(), "2029-01-02").verdict, Verdict::kCertificateNotInForce);
  EXPECT_EQ(with(trusted_authority(), "2041-01-01").verdict, Verdict::kCertificateUnknown)
      << "the authority is in force no more";
  EXPECT_EQ(with({}, "2024-01-02").verdict, Verdict::kCertificateUnknown);

  TrustedCertificates signer;
  signer.add_signer(test_certificate("sm2_signer"));
  EXPECT_EQ(with(signer, "2024-01-02").verdict, Verdict::kValid);
  EXPECT_EQ(with(signer, "2024-01-02").trust, TrustBasis::kSigner);
  EXPECT_EQ(with(signer, "2029-01-02").verdict, Verdict::kCertificateNotInForce);
  TrustedCertificates other;
  other.add_signer(test_certificate("sm2_stranger"));  // the same key and name
  EXPECT_EQ(with(other, "2024-01-02").verdict, Verdict::kCertificateUnknown);
  TrustedCertificates stranger;
  ASSERT_TRUE(stranger.add_authority(test_certificate("stranger")).ok());
  EXPECT_EQ(with(stranger, "2024-01-02").verdict, Verdict::kCertificateUnknown);
  EXPECT_FALSE(stranger.add_authority(test_certificate("sm2_signer")).ok());

  TestMessage enciphering;
  enciphering.certificate = "sm2_encipherer";
  EXPECT_EQ(verified(signed_message(enciphering)).verdict, Verdict::kCertificateUnknown);
  TestMessage odd;
  odd.certificate = "sm2_odd";
  EXPECT_EQ(verified(signed_message(odd)).verdict, Verdict::kCertificateUnknown);
  TestMessage strange;
  strange.certificate = "sm2_stranger";
  EXPECT_EQ(verified(signed_message(strange)).verdict, Verdict::kCertificateUnknown);
}

TEST(Verdict, StoredNumbersStay) {
  const std::string_view kNames[] = {"not_checked",
                                     "absent",
                                     "valid",
                                     "malformed",
                                     "misplaced",
                                     "unsupported",
                                     "signature_mismatch",
                                     "digest_mismatch",
                                     "certificate_unreadable",
                                     "certificate_unknown",
                                     "certificate_not_in_force"};
  std::set<std::string_view> labels;
  for (int i = 0; i < static_cast<int>(std::size(kNames)); ++i) {
    const Verdict verdict = parse_verdict(i).value();
    EXPECT_EQ(verdict_name(verdict), kNames[i]);
    EXPECT_EQ(static_cast<int>(verdict), i);
    EXPECT_TRUE(labels.insert(verdict_label_zh(verdict)).second);
    EXPECT_TRUE(labels.insert(verdict_label_en(verdict)).second);
  }
  EXPECT_FALSE(parse_verdict(-1));
  EXPECT_FALSE(parse_verdict(static_cast<int>(std::size(kNames))));
  EXPECT_EQ(exchange_code(Verdict::kDigestMismatch), "1004");
  EXPECT_EQ(exchange_code(Verdict::kValid), "");
}

}  // namespace
}  // namespace chuhai::signature
