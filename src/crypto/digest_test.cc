#include "crypto/digest.h"

#include <gtest/gtest.h>

namespace chuhai::crypto {
namespace {

// FIPS 180-4 examples and the empty text.
const std::pair<std::string, std::string> kVectors[] = {
    {"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
    {"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
    {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
     "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
    {std::string(1'000'000, 'a'),
     "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
};

TEST(Digest, PublishedVectors) {
  for (const auto& [text, hex] : kVectors) EXPECT_EQ(sha256(text).hex(), hex);
}

TEST(Digest, PiecesGiveTheWhole) {
  for (const size_t piece : {1u, 3u, 63u, 64u, 65u, 4096u}) {
    Sha256 sha;
    const std::string& text = kVectors[2].first;
    for (size_t at = 0; at < text.size(); at += piece) {
      sha.update(std::string_view(text).substr(at, piece));
    }
    EXPECT_EQ(sha.finish().hex(), kVectors[2].second) << piece;
    EXPECT_EQ(sha.finish().hex(), kVectors[0].second) << "a new digest starts after finish";
  }
}

TEST(Digest, MovedDigestGoesOn) {
  Sha256 sha;
  sha.update("ab");
  Sha256 other = std::move(sha);
  EXPECT_EQ(other.update("c").finish().hex(), kVectors[1].second);
}

TEST(Digest, Hex) {
  const std::string& hex = kVectors[1].second;
  std::string upper = hex;
  for (char& c : upper) c = static_cast<char>(std::toupper(c));
  EXPECT_EQ(Digest::parse_hex(hex)->hex(), hex);
  EXPECT_EQ(*Digest::parse_hex(upper), sha256("abc"));
  for (const std::string& wrong :
       {std::string(), hex.substr(1), hex + "0", "g" + hex.substr(1), hex.substr(1) + "-",
        " " + hex.substr(1), hex.substr(0, 62) + "0x"}) {
    const auto digest = Digest::parse_hex(wrong);
    ASSERT_FALSE(digest.ok()) << wrong;
    EXPECT_EQ(digest.error().code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace chuhai::crypto
