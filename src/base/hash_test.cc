#include "base/hash.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace chuhai {
namespace {

// Stored lanes and locators depend on these values: a change here is a change of the storage
// format.
TEST(Hash, ValuesAreFrozen) {
  EXPECT_EQ(stable_hash64(""), 0x2d06800538d394c2u);
  const Hash128 empty = stable_hash128("");
  EXPECT_EQ(empty.high, 0x99aa06d3014798d8u);
  EXPECT_EQ(empty.low, 0x6001c324468d497fu);
}

TEST(Hash, PartsKeepTheirBounds) {
  std::set<Hash128> seen;
  seen.insert(stable_hash128({"a", "bc"}));
  seen.insert(stable_hash128({"ab", "c"}));
  seen.insert(stable_hash128({"abc"}));
  seen.insert(stable_hash128({"abc", ""}));
  seen.insert(stable_hash128({"", "abc"}));
  seen.insert(stable_hash128(std::string_view("abc")));
  EXPECT_EQ(seen.size(), 6u);
  // Eight bytes of length, the lowest first, before each part.
  const std::string_view bytes("\x01\0\0\0\0\0\0\0a\x02\0\0\0\0\0\0\0bc", 19);
  EXPECT_EQ(stable_hash128({"a", "bc"}), stable_hash128(bytes));
}

TEST(Hash, LanesAreUsedEvenly) {
  std::vector<int> counts(kLaneCount);
  for (int i = 0; i < kLaneCount * 100; ++i) {
    const int lane = lane_of(stable_hash128({"order", std::to_string(i)}));
    ASSERT_GE(lane, 0);
    ASSERT_LT(lane, kLaneCount);
    ++counts[static_cast<size_t>(lane)];
  }
  for (const int count : counts) {
    EXPECT_GT(count, 50);
    EXPECT_LT(count, 160);
  }
}

}  // namespace
}  // namespace chuhai
