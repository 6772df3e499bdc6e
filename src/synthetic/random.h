// Randomness from a seed: the same numbers on every machine (std's distributions differ between
// libraries). SplitMix64.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/check.h"

namespace chuhai::synthetic {

class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed) {}

  uint64_t next() {
    state_ += 0x9e3779b97f4a7c15;
    uint64_t z = state_;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }
  // 0 .. bound - 1; the bias of a modulo below 2^32 doesn't matter here.
  int64_t below(int64_t bound) {
    CHECK(bound > 0);
    return static_cast<int64_t>(next() % static_cast<uint64_t>(bound));
  }
  int64_t between(int64_t first, int64_t last) { return first + below(last - first + 1); }
  bool chance(int permille) { return below(1000) < permille; }
  template <typename T>
  const T& pick(std::span<const T> from) {
    return from[static_cast<size_t>(below(static_cast<int64_t>(from.size())))];
  }
  // An index, with the probability of its weight.
  size_t weighted(const std::vector<int>& weights) {
    int64_t sum = 0;
    for (const int weight : weights) sum += weight;
    int64_t at = below(sum);
    size_t index = 0;
    while (at >= weights[index]) at -= weights[index++];
    return index;
  }

 private:
  uint64_t state_;
};

}  // namespace chuhai::synthetic
