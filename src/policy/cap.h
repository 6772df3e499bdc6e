// A ceiling over several awards (M07.1: one enterprise, any three consecutive years), pure. Amounts
// are in fen and never negative.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/time.h"

namespace chuhai::policy {

// Of amounts not negative; INT64_MAX where the sum doesn't fit, which no ceiling reaches.
int64_t sum_fen(int64_t a, int64_t b);

// What may still be awarded in `year` so that no window of `years` consecutive years that contains
// it exceeds `cap`, given what was awarded by year (`year` itself and later years included).
int64_t cap_remaining(const std::map<int, int64_t>& awarded, int year, int years, int64_t cap);

struct CapShare {
  std::string id;
  Date since;          // recognised on: the last is cut first, ties by id
  int64_t wanted = 0;  // own ceiling less what it was awarded for the year
  int64_t granted = 0;
};
// Sets `granted` in the order of recognition; the sum is at most `remaining`.
void share_in_order(std::vector<CapShare>& shares, int64_t remaining);
// Sets `granted` in proportion to `wanted`, each rounded down to the fen.
void share_in_proportion(std::vector<CapShare>& shares, int64_t remaining);

}  // namespace chuhai::policy
