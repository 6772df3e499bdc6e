#include "dmn/questions.h"

#include <algorithm>

namespace chuhai::dmn {

bool matters(const BoxResults& results, const BoxAxis& axis) {
  for (size_t base = 0; base < results.size(); ++base) {
    if ((base / axis.stride) % axis.count != 0) continue;
    for (size_t i = 1; i < axis.count; ++i) {
      const int32_t a = results[base + (i - 1) * axis.stride];
      const int32_t b = results[base + i * axis.stride];
      if (a != b) return true;
    }
  }
  return false;
}

std::vector<int32_t> settled(const BoxResults& results, const BoxAxis& axis) {
  std::vector<int32_t> out(axis.count, kUnresolvedResult);
  std::vector<uint8_t> seen(axis.count);
  for (size_t i = 0; i < results.size(); ++i) {
    const size_t box = (i / axis.stride) % axis.count;
    if (seen[box] == 0) {
      out[box] = results[i];
      seen[box] = 1;
    } else if (out[box] != results[i]) {
      out[box] = kUnresolvedResult;
    }
  }
  return out;
}

Question question_of(const SplitInput& input, std::string name, int64_t cost,
                     const std::vector<int32_t>& settled, const std::vector<Value>& values) {
  Question question;
  question.input = std::move(name);
  question.cost = cost;
  question.always_settles = !settled.empty() && std::find(settled.begin(), settled.end(),
                                                          kUnresolvedResult) == settled.end();
  std::vector<uint8_t> done(settled.size());
  for (size_t i = 0; i < settled.size(); ++i) {
    if (settled[i] == kUnresolvedResult || done[i] != 0) continue;
    std::vector<size_t> boxes;
    for (size_t j = i; j < settled.size(); ++j) {
      if (settled[j] != settled[i]) continue;
      boxes.push_back(j);
      done[j] = 1;
    }
    question.answers.push_back(
        {condition_of(input, boxes), values[static_cast<size_t>(settled[i])]});
  }
  return question;
}

}  // namespace chuhai::dmn
