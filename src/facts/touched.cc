#include "facts/touched.h"

namespace chuhai::facts {

std::optional<std::vector<std::string>> touched_codes(const journal::Event&) {
  return std::nullopt;
}

}  // namespace chuhai::facts
