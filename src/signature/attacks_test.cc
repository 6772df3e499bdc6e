// Tries to have something called valid that its signer didn't sign.
#include <gtest/gtest.h>

#include <cstdlib>
#include <random>

#include "base/text.h"
#include "signature/element.h"
#include "signature/signature_fixture.h"
#include "signature/verify.h"

namespace chuhai::signature {
namespace {

Verdict verdict_of(std::string_view document) {
  static const TrustedCertificates trusted = trusted_authority();
  return verify(document, trusted, test_instant()).verdict;
}

struct Parts {
  std::string document, open, inner, signature, close;
};

// A signed message in pieces: root's start tag, what stands in it, Signature, the rest.
Parts parts() {
  Parts out;
  TestMessage message;
  message.before =
      "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">"
      "<ceb:Inventory><ceb:orderNo>1</ceb:orderNo></ceb:Inventory>";
  message.after = "</ceb:CEB621Message>";
  out.document = signed_message(message);
  out.open = "<ceb:CEB621Message xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\">";
  out.inner = message.before.substr(out.open.size());
  out.signature = out.document.substr(
      message.before.size(), out.document.size() - message.before.size() - message.after.size());
  out.close = message.after;
  return out;
}

TEST(Attacks, WrappingIsRefused) {
  const Parts p = parts();
  ASSERT_EQ(verdict_of(p.document), Verdict::kValid);
  const std::string evil = "<ceb:Inventory><ceb:orderNo>666</ceb:orderNo></ceb:Inventory>";
  const std::string original = p.open + p.inner + p.signature + p.close;
  const std::pair<std::string, Verdict> kAttacks[] = {
      // The signed document is carried along, beside what would be read.
      {p.open + evil + "<ceb:ExtendMessage>" + original + "</ceb:ExtendMessage>" + p.close,
       Verdict::kMisplaced},
      {p.open + evil + original + p.close, Verdict::kMisplaced},
      {"<wrapper>" + original + "</wrapper>", Verdict::kMisplaced},
      // The signature moves, deeper or away from its document.
      {p.open + p.inner + "<ceb:ExtendMessage>" + p.signature + "</ceb:ExtendMessage>" + p.close,
       Verdict::kMisplaced},
      {p.open + evil + p.signature + p.close, Verdict::kDigestMismatch},
      {p.open + p.inner + evil + p.signature + p.close, Verdict::kDigestMismatch},
      {p.open + evil + p.inner + p.signature + p.close, Verdict::kDigestMismatch},
      {p.open + p.inner + p.signature + evil + p.close, Verdict::kDigestMismatch},
      {p.signature, Verdict::kMisplaced},
      // Two signatures, one in the other, an empty one first.
      {p.open + p.inner + p.signature + p.signature + p.close, Verdict::kMisplaced},
      {p.open + p.inner + "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"/>" +
           p.signature + p.close,
       Verdict::kMisplaced},
      {p.open + p.inner + "<ceb:x>" + p.signature + "</ceb:x>" + p.signature + p.close,
       Verdict::kMisplaced},
      {p.open + p.inner + "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">" +
           p.signature + "</ds:Signature>" + p.close,
       Verdict::kMisplaced},
      // A signature that only looks like one to whoever goes by prefixes.
      {p.open + p.inner + "<ds:Signature xmlns:ds=\"urn:x\"/>" + p.close, Verdict::kAbsent},
      {p.open + p.inner + "<ceb:Signature/>" + p.signature + p.close, Verdict::kDigestMismatch},
      // Ids that two elements share.
      {p.open + "<ceb:a Id='1'/><ceb:b Id='1'/>" + p.inner + p.signature + p.close,
       Verdict::kMisplaced},
      {p.open + "<ceb:a xml:id='1'/><ceb:b ID='1'/>" + p.inner + p.signature + p.close,
       Verdict::kMisplaced},
      // The document in a comment or a CDATA section isn't there.
      {p.open + "<!--" + p.inner + "-->" + p.signature + p.close, Verdict::kDigestMismatch},
      {p.open + "<![CDATA[" + p.inner + "]]>" + p.signature + p.close, Verdict::kDigestMismatch},
      {p.open + p.inner + p.signature + p.close + p.document, Verdict::kMalformed},
      {"<!DOCTYPE a [<!ENTITY e 'x'>]>" + p.document, Verdict::kMalformed},
  };
  for (const auto& [document, verdict] : kAttacks) {
    EXPECT_EQ(verdict_name(verdict_of(document)), verdict_name(verdict)) << document.substr(0, 400);
  }
}

// What the signer did sign, but isn't the build that customs' specification fixes.
TEST(Attacks, OtherBuildsAreRefusedThoughSigned) {
  TestMessage two;
  two.reference_more =
      "<ds:Reference URI=\"\"><ds:DigestMethod Algorithm=\"x\"/><ds:DigestValue/></ds:Reference>";
  EXPECT_EQ(verdict_of(signed_message(two)), Verdict::kUnsupported);
  TestMessage elsewhere;
  elsewhere.uri = "#part";
  EXPECT_EQ(verdict_of(signed_message(elsewhere)), Verdict::kUnsupported);
  TestMessage filter;
  filter.transforms_more =
      "<ds:Transform Algorithm=\"http://www.w3.org/TR/1999/REC-xpath-19991116\"/>";
  EXPECT_EQ(verdict_of(signed_message(filter)), Verdict::kUnsupported);
  TestMessage external;
  external.uri = "file:///etc/passwd";
  EXPECT_EQ(verdict_of(signed_message(external)), Verdict::kUnsupported);
}

// A document that is called valid is, canonically and without its signature, what was signed.
Verdict verdict_without_forgery(const std::string& changed, const std::string& signed_text) {
  const Verdict verdict = verdict_of(changed);
  if (verdict != Verdict::kValid) return verdict;
  const ElementReading reading = read_signature_element(changed);
  EXPECT_EQ(xml::canonical_document(changed, reading.element.bytes).value(), signed_text)
      << changed;
  return verdict;
}

std::string signed_text_of(const std::string& message) {
  return xml::canonical_document(message, read_signature_element(message).element.bytes).value();
}

TEST(Attacks, EveryByteChanged) {
  for (const std::string& message : {signed_message({}), test_file("rsa_signed.xml")}) {
    const std::string signed_text = signed_text_of(message);
    int valid = 0;
    for (size_t i = 0; i < message.size(); ++i) {
      std::string changed = message;
      changed[i] = static_cast<char>(changed[i] ^ (i % 2 == 0 ? 1 : 0x20));
      valid += verdict_without_forgery(changed, signed_text) == Verdict::kValid;
    }
    // White space within tags, of base64, KeyName: little is free.
    EXPECT_LT(valid, 60);
  }
}

// Within what is signed, and within SignedInfo, SignatureValue and the certificate, nothing is
// free.
TEST(Attacks, NothingIsFreeWhereItMatters) {
  TestMessage compact;
  compact.line = "";
  const std::string message = signed_message(compact);
  const std::pair<std::string, std::string> kRegions[] = {
      {"<ceb:Inventory>", "</ceb:Inventory>"},
      {"<ds:DigestValue>", "</ds:DigestValue>"},
      {"<ds:SignatureValue>", "</ds:SignatureValue>"},
      {"<ds:X509Certificate>", "</ds:X509Certificate>"},
      {"Algorithm=\"", "\"/>"},
  };
  for (const auto& [open, close] : kRegions) {
    const size_t begin = message.find(open) + open.size();
    const size_t end = message.find(close, begin);
    ASSERT_LT(end, message.size());
    for (size_t i = begin; i < end; ++i) {
      std::string changed = message;
      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      EXPECT_NE(verdict_of(changed), Verdict::kValid) << open << " at " << i - begin;
    }
  }
}

TEST(Attacks, RandomDamage) {
  const char* const more = std::getenv("CHUHAI_FUZZ_ROUNDS");
  const int rounds = more == nullptr ? 6000 : std::atoi(more);
  TestMessage long_message;
  for (int i = 0; i < 60; ++i) {
    long_message.before += fmt::format("<ceb:Order><ceb:orderNo>{}</ceb:orderNo></ceb:Order>", i);
  }
  std::vector<std::pair<std::string, std::string>> sources;  // and what is signed of them
  for (const std::string& source :
       {signed_message({}), test_file("rsa_signed.xml"), signed_message(long_message)}) {
    sources.emplace_back(source, signed_text_of(source));
  }
  constexpr std::string_view kPieces[] = {
      "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">",
      "</ds:Signature>",
      "<ds:Object>",
      "</ds:Object>",
      "<!--",
      "-->",
      "<![CDATA[",
      "]]>",
      "<?p?>",
      "&#13;",
      "&amp;",
      " Id='1'",
      " xml:lang='zh'",
      " xmlns:ceb='urn:x'",
      " xmlns=''",
      "<ds:Reference URI=\"\"/>",
      "=",
      "A",
      "\r",
      "<x/>",
      "0"};
  std::mt19937 random(20240331);
  const auto below = [&](size_t end) { return static_cast<size_t>(random()) % end; };
  std::map<Verdict, int> seen;
  for (int round = 0; round < rounds; ++round) {
    const auto& [source, signed_text] = sources[below(sources.size())];
    std::string changed = source;
    for (size_t count = 1 + below(3); count > 0; --count) {
      const size_t at = below(changed.size());
      switch (below(5)) {
        case 0:
          changed.erase(at, 1 + below(below(4) == 0 ? 300 : 3));
          break;
        case 1:
          changed[at] = static_cast<char>(below(3) == 0 ? below(256) : 'a' + below(26));
          break;
        case 2:
          changed.insert(below(changed.size()), changed.substr(at, 1 + below(200)));
          break;
        default:
          changed.insert(at, kPieces[below(std::size(kPieces))]);
      }
      if (changed.empty()) changed = "<";
    }
    ++seen[verdict_without_forgery(changed, signed_text)];
  }
  // Damage that always gave the same verdict would try nothing.
  for (const Verdict verdict : {Verdict::kMalformed, Verdict::kSignatureMismatch,
                                Verdict::kDigestMismatch, Verdict::kCertificateUnreadable}) {
    EXPECT_GT(seen[verdict], rounds / 200) << verdict_name(verdict);
  }
}

}  // namespace
}  // namespace chuhai::signature
