#include "base/hs_code.h"

#include <fmt/format.h>

namespace chuhai {

Result<HsCode> HsCode::parse(std::string_view text) {
  constexpr size_t kLength = 10;
  if (text.size() != kLength || text.find_first_not_of("0123456789") != std::string_view::npos) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not a commodity code of ten digits", text));
  }
  return HsCode(std::string(text));
}

}  // namespace chuhai
