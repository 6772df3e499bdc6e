// Questions: which of the inputs that aren't known matter to the result, and which answers would
// settle it at once. Works on the results of the boxes alone.
#pragma once

#include <cstdint>
#include <vector>

#include "dmn/determine.h"
#include "dmn/split.h"

namespace chuhai::dmn {

constexpr int32_t kUnresolvedResult = -1;

// Results of all combinations of the inputs' boxes, the last input changing fastest: a number of
// the distinct results, or kUnresolvedResult.
using BoxResults = std::vector<int32_t>;

// One input's place among the combinations: it has `count` boxes, `stride` results apart.
struct BoxAxis {
  size_t count = 1;
  size_t stride = 1;
};

// Two boxes that differ in this input alone have different results.
bool matters(const BoxResults& results, const BoxAxis& axis);
// Of each box of the input: the result it settles with, or kUnresolvedResult.
std::vector<int32_t> settled(const BoxResults& results, const BoxAxis& axis);
// The answers of an input whose boxes settle so; `values` are the distinct results.
Question question_of(const SplitInput& input, std::string name, int64_t cost,
                     const std::vector<int32_t>& settled, const std::vector<Value>& values);

}  // namespace chuhai::dmn
