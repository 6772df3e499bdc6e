#include "journal/archive.h"

#include <gtest/gtest.h>

#include "journal/journal_fixture.h"

namespace chuhai::journal {
namespace {

std::string packed(std::string_view bytes) {
  Compressor compressor;
  return std::string(compressor.compress(bytes).value());
}

TEST(Archive, BytesComeBack) {
  Compressor compressor;
  for (const size_t size : {0u, 1u, 100u, 70'000u, 3'000'000u, 5u}) {
    std::string bytes;
    for (size_t i = 0; i < size; ++i) bytes += static_cast<char>((i * i) >> 5);
    const auto compressed = compressor.compress(bytes);
    ASSERT_TRUE(compressed.ok());
    EXPECT_EQ(decompress(*compressed, size).value(), bytes);
    EXPECT_CODE(decompress(*compressed, size + 1), kCorrupt);
  }
}

TEST(Archive, EveryChangedByteIsSeen) {
  const std::string bytes(5'000, 'x');
  std::string good = packed(bytes + "Logistics" + bytes);
  for (size_t i = 0; i < good.size(); ++i) {
    for (const char mask : {'\x01', '\x80'}) {
      std::string bad = good;
      bad[i] = static_cast<char>(bad[i] ^ mask);
      const auto got = decompress(bad, 10'009);
      // A header bit may say the same in another way; then the bytes are right.
      if (got.ok()) {
        EXPECT_EQ(*got, bytes + "Logistics" + bytes) << i;
      } else {
        EXPECT_EQ(got.error().code(), ErrorCode::kCorrupt);
      }
    }
  }
  for (size_t size = 0; size < good.size(); ++size) {
    EXPECT_CODE(decompress(good.substr(0, size), 10'009), kCorrupt);
  }
  EXPECT_CODE(decompress(good + "x", 10'009), kCorrupt);
  EXPECT_CODE(decompress(good + good, 20'018), kCorrupt);
  EXPECT_CODE(decompress(good, kArchiveBytesMax + 1), kCorrupt);
}

bool same(const std::vector<Cut>& a, const std::vector<Cut>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const Cut& x, const Cut& y) {
    return x.offset == y.offset && x.length == y.length && x.field == y.field;
  });
}

// The format is a contract: these bytes are in stores.
TEST(Archive, CutsFormat) {
  const std::vector<Cut> cuts = {{5, 11, "b/T"}, {16, 1, "a"}, {300, 200, "b/T"}};
  const std::string expected(
      "\x01\x02\x03"
      "b/T\x01"
      "a\x03\x05\x0b\x00\x00\x01\x01\x9b\x02\xc8\x01\x00",
      20);
  EXPECT_EQ(encode_cuts(cuts), expected);
  EXPECT_TRUE(same(decode_cuts(expected).value(), cuts));
  EXPECT_EQ(encode_cuts({}), "");
  EXPECT_TRUE(decode_cuts("").value().empty());
  for (size_t size = 1; size < expected.size(); ++size) {
    EXPECT_CODE(decode_cuts(expected.substr(0, size)), kCorrupt);
  }
  EXPECT_CODE(decode_cuts(expected + "x"), kCorrupt);
  EXPECT_CODE(decode_cuts("\x02" + expected.substr(1)), kUnsupported);
}

TEST(Archive, WrongCutsAreCorrupt) {
  using std::string;
  for (const string& bytes :
       {string("\x01\x00\x00", 3), string("\x01\x00\x01\x00\x01\x00", 6),
        string("\x01\x01\x01x\x01\xff\xff\xff\xff\x7f\x01\x00", 12),
        string("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 12), string("\x00", 1)}) {
    EXPECT_CODE(decode_cuts(bytes), kCorrupt);
  }
}

TEST(Archive, RecordsAreChecked) {
  struct Case {
    const char* name;
    std::vector<Cut> cuts;
    bool ok;
  };
  // Ten bytes are kept, so the first cut starts at 10 at the latest, the next at 10 and its length.
  const std::vector<Case> cases = {
      {"at the start and end", {{0, 3, "f"}, {13, 4, "f"}}, true},
      {"side by side", {{2, 3, "f"}, {5, 4, "g"}}, true},
      {"beyond", {{11, 3, "f"}}, false},
      {"second beyond", {{0, 3, "f"}, {14, 4, "f"}}, false},
      {"overlap", {{2, 3, "f"}, {4, 4, "f"}}, false},
      {"order", {{5, 1, "f"}, {2, 1, "f"}}, false},
      {"empty", {{5, 0, "f"}}, false},
      {"no field", {{5, 1, ""}}, false},
  };
  for (const Case& c : cases) {
    const ArchiveRecord record{.bytes = "0123456789", .cuts = c.cuts};
    EXPECT_EQ(check_record(record).ok(), c.ok) << c.name;
  }
  EXPECT_EQ(original_size(10, cases[0].cuts), 17u);
  EXPECT_EQ(whole_record("abc").digest, crypto::sha256("abc"));
  EXPECT_CODE(check_record({.bytes = "0123456789", .cuts = {{0, 1u << 30, "f"}}}), kOutOfRange);
}

}  // namespace
}  // namespace chuhai::journal
