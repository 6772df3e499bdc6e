#include "clearance/customs_status.h"

#include <algorithm>

namespace chuhai::clearance {

bool is_final_status(std::string_view status) {
  return status == "899" || status == "100" || status.starts_with('-');
}

void CustomsProgress::add(std::string_view status, Instant at) {
  const int64_t millis = at.millis();
  if (millis > last_at_ || (millis == last_at_ && status > last_)) {
    last_ = status;
    last_at_ = millis;
  }
  if (status == "800") released_ = std::min(released_, millis);
  if (status == "899") cleared_ = std::min(cleared_, millis);
}

CustomsStatus CustomsProgress::status() const {
  CustomsStatus result;
  result.status = last_;
  if (released_millis() != kNever) result.released = Instant::from_millis(released_millis());
  return result;
}

}  // namespace chuhai::clearance
