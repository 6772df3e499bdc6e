// The large B and W orders of the planted sellers: to the fen what the story says.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "synthetic/province.h"

namespace chuhai::synthetic {

struct LargeOrder {
  size_t seller_index = 0;
  int number = 0;      // within its seller
  int64_t amount = 0;  // hundredths
  std::string_view currency;
  Instant at;
};
// By time. Each seller's orders add up to its story's sum, and are spread over all months.
std::vector<LargeOrder> large_orders(const Province& province, uint64_t seed, int year);

}  // namespace chuhai::synthetic
