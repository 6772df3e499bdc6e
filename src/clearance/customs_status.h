// Customs' word on a list, gathered one answer at a time and whatever the order of arrival.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "clearance/parcel.h"

namespace chuhai::clearance {

// No more is to be expected: 899 (cleared), 100 (rejected) or a negative code (customs.md 1.4).
bool is_final_status(std::string_view status);

class CustomsProgress {
 public:
  void add(std::string_view status, Instant at);
  // The answer with the latest returnTime; of equal times the one that is greater as text.
  CustomsStatus status() const;
  bool is_final() const { return is_final_status(last_); }
  // returnTime of the first 800, else of the first 899; kNever when there is none.
  static constexpr int64_t kNever = INT64_MAX;
  int64_t released_millis() const { return released_ != kNever ? released_ : cleared_; }

 private:
  std::string last_;
  int64_t last_at_ = INT64_MIN;
  int64_t released_ = kNever;
  int64_t cleared_ = kNever;
};

}  // namespace chuhai::clearance
