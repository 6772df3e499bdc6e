#include "synthetic/large.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/hash.h"
#include "synthetic/goods.h"
#include "synthetic/story.h"

namespace chuhai::synthetic {
namespace {

constexpr int64_t kSecond = 1'000;
constexpr int64_t kDaySeconds = 86'400;
constexpr std::string_view kYuan = "142";

// `total` in `count` parts of about the same size; the last takes what is left.
std::vector<int64_t> split_exactly(int64_t total, int count, Random& random) {
  std::vector<int64_t> parts;
  int64_t left = total;
  for (int i = 1; i < count; ++i) {
    const int64_t part = total / count / 1000 * random.between(900, 1080);
    parts.push_back(part);
    left -= part;
  }
  parts.push_back(left);
  return parts;
}

}  // namespace

std::vector<LargeOrder> large_orders(const Province& province, uint64_t seed, int year) {
  std::vector<LargeOrder> orders;
  const Instant start = Instant::start_of(Date::of(year, 1, 1).value());
  for (size_t seller = 0; seller < province.sellers.size(); ++seller) {
    const PartYear story = story_of(province.sellers[seller].part, year);
    if (story.count == 0) continue;
    Random random(stable_hash64(fmt::format("{} {} large {}", seed, year, seller)));
    const auto parts = split_exactly(story.orders, story.count, random);
    const std::string_view currency = story.part == Part::kNoRate ? kUnratedCurrency : kYuan;
    const int64_t step = 363 * kDaySeconds / story.count;
    for (int i = 0; i < story.count; ++i) {
      const int64_t seconds = i * step + random.below(step);
      orders.push_back({seller, i, parts[static_cast<size_t>(i)], currency,
                        start.plus_millis(seconds * kSecond)});
    }
  }
  std::sort(orders.begin(), orders.end(), [](const LargeOrder& a, const LargeOrder& b) {
    return std::tie(a.at, a.seller_index, a.number) < std::tie(b.at, b.seller_index, b.number);
  });
  return orders;
}

}  // namespace chuhai::synthetic
