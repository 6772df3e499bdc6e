#include "policy/cap.h"

#include <algorithm>
#include <tuple>

#include "base/check.h"

namespace chuhai::policy {

int64_t sum_fen(int64_t a, int64_t b) {
  int64_t sum = 0;
  return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

int64_t cap_remaining(const std::map<int, int64_t>& awarded, int year, int years, int64_t cap) {
  CHECK(years >= 1, "a window has at least one year");
  int64_t remaining = cap;
  for (int first = year - years + 1; first <= year; ++first) {
    __int128 used = 0;
    for (int each = first; each < first + years; ++each) {
      const auto found = awarded.find(each);
      if (found != awarded.end()) used += found->second;
    }
    if (used >= cap) return 0;
    remaining = std::min(remaining, cap - static_cast<int64_t>(used));
  }
  return std::max<int64_t>(remaining, 0);
}

void share_in_order(std::vector<CapShare>& shares, int64_t remaining) {
  std::sort(shares.begin(), shares.end(), [](const CapShare& a, const CapShare& b) {
    return std::tie(a.since, a.id) < std::tie(b.since, b.id);
  });
  for (CapShare& share : shares) {
    share.granted = std::clamp<int64_t>(share.wanted, 0, remaining);
    remaining -= share.granted;
  }
}

void share_in_proportion(std::vector<CapShare>& shares, int64_t remaining) {
  __int128 total = 0;
  for (const CapShare& share : shares) total += share.wanted;
  for (CapShare& share : shares) {
    const __int128 part =
        total <= remaining ? __int128{share.wanted} : __int128{share.wanted} * remaining / total;
    share.granted = static_cast<int64_t>(part);
  }
}

}  // namespace chuhai::policy
