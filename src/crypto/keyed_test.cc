#include "crypto/keyed.h"

#include <gtest/gtest.h>

#include <set>

#include "crypto/base64.h"
#include "crypto/seal.h"
#include "crypto/sm4.h"

namespace chuhai::crypto {
namespace {

// GB/T 32905, examples 1 and 2, and the empty text.
TEST(Sm3, PublishedVectors) {
  std::string abcd;
  for (int i = 0; i < 16; ++i) abcd += "abcd";
  EXPECT_EQ(sm3("abc").hex(), "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0");
  EXPECT_EQ(sm3(abcd).hex(), "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732");
  EXPECT_EQ(sm3("").hex(), "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b");
}

TEST(Sha1, PublishedVector) { EXPECT_EQ(base64(sha1("abc")), "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="); }

TEST(Base64, BothWays) {
  // RFC 4648, section 10
  const std::pair<std::string, std::string> kVectors[] = {{"", ""},
                                                          {"f", "Zg=="},
                                                          {"fo", "Zm8="},
                                                          {"foo", "Zm9v"},
                                                          {"foob", "Zm9vYg=="},
                                                          {"fooba", "Zm9vYmE="},
                                                          {"foobar", "Zm9vYmFy"}};
  for (const auto& [bytes, text] : kVectors) {
    EXPECT_EQ(base64(bytes), text);
    EXPECT_EQ(parse_base64(text).value(), bytes);
    EXPECT_EQ(parse_base64(" " + text + "\r\n\t").value(), bytes);
  }
  std::string all;
  for (int i = 0; i < 256; ++i) all += static_cast<char>(i);
  EXPECT_EQ(parse_base64(base64(all)).value(), all);
}

TEST(Base64, OneSpellingOnly) {
  for (const std::string text :
       {"Z", "Zg", "Zg=", "Zg===", "Zm8", "Zm8==", "Zm9v=", "Zm9vZg", "Zg==Zg==", "=",
        "====", "Zh==", "Zm9=", "Zm-v", "Z=g=", "Zm9v."}) {
    const auto bytes = parse_base64(text);
    ASSERT_FALSE(bytes.ok()) << text;
    EXPECT_EQ(bytes.error().code(), ErrorCode::kInvalidArgument);
  }
}

// RFC 2104 by its definition, with the digest that has its own vectors.
std::string hmac_by_definition(std::string key, std::string_view text) {
  if (key.size() > 64) key = std::string(sm3(key).view());
  key.resize(64, '\0');
  std::string inner;
  std::string outer;
  for (const char c : key) {
    inner += static_cast<char>(c ^ 0x36);
    outer += static_cast<char>(c ^ 0x5c);
  }
  return sm3(outer + std::string(sm3(inner + std::string(text)).view())).hex();
}

TEST(Hmac, IsRfc2104OverSm3) {
  for (const size_t size : {1u, 16u, 32u, 63u, 64u, 65u, 200u}) {
    const std::string key(size, 'k');
    for (const std::string& text :
         {std::string(), std::string("a"), std::string("湘品出海"), std::string(1000, 'x')}) {
      EXPECT_EQ(hmac_sm3(Secret(key), {text}).hex(), hmac_by_definition(key, text)) << size;
    }
  }
  EXPECT_EQ(hmac_sm3(Secret("k"), {"ab", "", "c"}), hmac_sm3(Secret("k"), {"abc"}));
}

// RFC 5869, sections 2.2 and 2.3, with the HMAC above.
TEST(DeriveSecret, IsHkdfWithoutSalt) {
  const std::string key = "a key of some length";
  const std::string purpose = "chuhai test";
  const Digest extracted = hmac_sm3(Secret(std::string(32, '\0')), {key});
  const Secret prk(extracted.view());
  std::string expanded;
  std::string last;
  for (char i = 1; i <= 3; ++i) {
    last = std::string(hmac_sm3(prk, {last, purpose, std::string(1, i)}).view());
    expanded += last;
  }
  for (const size_t size : {1u, 16u, 32u, 33u, 96u}) {
    EXPECT_EQ(derive_secret(Secret(key), purpose, size).view(), expanded.substr(0, size)) << size;
  }
}

TEST(Token, MatchesByKeyFieldAndValue) {
  const Secret one("key one");
  const Secret two("key two");
  const auto of = [](const Secret& key, std::string_view field, std::string_view value) {
    return token(token_key(key, field), value);
  };
  EXPECT_EQ(of(one, "phone", "13800000000"), of(one, "phone", "13800000000"));
  std::set<Digest> tokens;
  for (const Secret* key : {&one, &two}) {
    for (const std::string field : {"phone", "phone ", "name"}) {
      for (const std::string value : {"", "a", "b", "A", " a"}) {
        EXPECT_TRUE(tokens.insert(of(*key, field, value)).second) << field << "/" << value;
      }
    }
  }
}

Secret sealing_secret(char c) { return Secret(std::string(kSealingKeyBytes, c)); }

TEST(Seal, OpensToTheExactBytes) {
  const SealingKey key("seal-2024", sealing_secret('s'));
  std::string all;
  for (int i = 0; i < 1000; ++i) all += static_cast<char>(i * 7);
  for (const std::string& text : {std::string(), std::string("李雷"), std::string(16, '\0'), all}) {
    const std::string sealed = seal(key, derived_nonce(key, "place", text), "place", text);
    EXPECT_EQ(sealed.size(), 2 + 9 + 16 + text.size() + 32);
    EXPECT_EQ(sealed_key_id(sealed).value(), "seal-2024");
    EXPECT_EQ(open_sealed(key, "place", sealed).value(), text);
    EXPECT_TRUE(text.empty() || sealed.find(text) == std::string::npos);
  }
}

TEST(Seal, FormatIsAsDocumented) {
  const SealingKey key("k", sealing_secret('s'));
  Nonce nonce{};
  for (size_t i = 0; i < nonce.size(); ++i) nonce[i] = static_cast<uint8_t>(i);
  const std::string sealed = seal(key, nonce, "context", "some text, longer than a block");
  EXPECT_EQ(sealed.substr(0, 3), std::string("\x01\x01k"));
  EXPECT_EQ(sealed.substr(3, 16), std::string(nonce.begin(), nonce.end()));
  const Secret authenticator =
      derive_secret(sealing_secret('s'), "chuhai seal 1 authenticator", 32);
  const std::string length("\0\0\0\0\0\0\0\x07", 8);
  EXPECT_EQ(
      sealed.substr(sealed.size() - 32),
      hmac_sm3(authenticator, {length, "context", sealed.substr(0, sealed.size() - 32)}).view());
  const Secret cipher = derive_secret(sealing_secret('s'), "chuhai seal 1 cipher", 16);
  EXPECT_EQ(sealed.substr(19, sealed.size() - 19 - 32),
            sm4_ctr(cipher, sealed.substr(3, 16), "some text, longer than a block"));
}

TEST(Seal, EveryChangeIsNoticed) {
  const SealingKey key("k", sealing_secret('s'));
  const std::string sealed = seal(key, derived_nonce(key, "c", "text"), "c", "text");
  for (size_t i = 0; i < sealed.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string changed = sealed;
      changed[i] = static_cast<char>(changed[i] ^ 1 << bit);
      const auto opened = open_sealed(key, "c", changed);
      ASSERT_FALSE(opened.ok()) << i;
      EXPECT_EQ(opened.error().code(), i == 0 ? ErrorCode::kUnsupported : ErrorCode::kCorrupt) << i;
    }
  }
  for (size_t size = 0; size < sealed.size(); ++size) {
    EXPECT_FALSE(open_sealed(key, "c", sealed.substr(0, size)).ok()) << size;
  }
  EXPECT_FALSE(open_sealed(key, "c", sealed + "x").ok());
}

TEST(Seal, BelongsToItsKeyAndPlace) {
  const SealingKey key("k", sealing_secret('s'));
  const std::string sealed = seal(key, derived_nonce(key, "c", "text"), "c", "text");
  EXPECT_FALSE(open_sealed(SealingKey("k", sealing_secret('t')), "c", sealed).ok());
  EXPECT_FALSE(open_sealed(SealingKey("j", sealing_secret('s')), "c", sealed).ok());
  for (const std::string context : {"", "C", "cc", "d"}) {
    EXPECT_FALSE(open_sealed(key, context, sealed).ok()) << context;
  }
}

TEST(Seal, NoncesFollowFromKeyPlaceAndText) {
  const SealingKey key("k", sealing_secret('s'));
  const SealingKey other("k", sealing_secret('t'));
  EXPECT_EQ(derived_nonce(key, "c", "text"), derived_nonce(key, "c", "text"));
  std::set<Nonce> nonces;
  for (const auto& [context, text] : {std::pair("c", "text"), std::pair("ct", "ext"),
                                      std::pair("", "ctext"), std::pair("c", "texu")}) {
    EXPECT_TRUE(nonces.insert(derived_nonce(key, context, text)).second);
    EXPECT_TRUE(nonces.insert(derived_nonce(other, context, text)).second);
  }
}

std::string from_hex_digits(std::string_view hex) {
  std::string out;
  for (size_t i = 0; i + 1 < hex.size(); i += 2) {
    out += static_cast<char>(std::stoi(std::string(hex.substr(i, 2)), nullptr, 16));
  }
  return out;
}

// draft-ribose-cfrg-sm4-10, A.2.5.1.
TEST(Sm4Ctr, PublishedVector) {
  const Secret key(from_hex_digits("0123456789ABCDEFFEDCBA9876543210"));
  const std::string counter = from_hex_digits("000102030405060708090A0B0C0D0E0F");
  std::string text;
  for (const char c : std::string("\xAA\xBB\xCC\xDD\xEE\xFF\xAA\xBB")) text += std::string(8, c);
  const std::string cipher = from_hex_digits(
      "AC3236CB970CC20791364C395A1342D1A3CBC1878C6F30CD074CCE385CDD70C7"
      "F234BC0E24C11980FD1286310CE37B926E02FCD0FAA0BAF38B2933851D824514");
  EXPECT_EQ(sm4_ctr(key, counter, text), cipher);
  EXPECT_EQ(sm4_ctr(key, counter, cipher), text);
  const std::string ones(16, '\xFF');
  EXPECT_EQ(sm4_ctr(key, ones, text).substr(16),
            sm4_ctr(key, std::string(16, '\0'), text.substr(16)))
      << "all ones are followed by zero";
}

}  // namespace
}  // namespace chuhai::crypto
