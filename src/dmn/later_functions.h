// Later functions: FEEL's built-in functions that this version lacks (DMN 1.5, 10.3.4). They are
// told as "not supported yet", so that a writer can tell them from a typing error.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace chuhai::dmn {

std::span<const std::string_view> later_functions();

}  // namespace chuhai::dmn
