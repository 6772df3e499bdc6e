// Distinct values: numbers for the values that come, the same for the same value.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "dmn/value.h"

namespace chuhai::dmn {

class DistinctValues {
 public:
  int32_t number_of(const Value& value) {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (values_[i] == value) return static_cast<int32_t>(i);
    }
    values_.push_back(value);
    return static_cast<int32_t>(values_.size() - 1);
  }
  // In the order of their coming.
  const std::vector<Value>& values() const { return values_; }

 private:
  std::vector<Value> values_;
};

}  // namespace chuhai::dmn
