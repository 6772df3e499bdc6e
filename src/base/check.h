// A bug stops the program: CHECK(condition, "why") prints where and aborts. For failures of the
// outside world use Result (base/result.h).
#pragma once

#include <string_view>

namespace chuhai::internal {
[[noreturn]] void check_failed(const char* file, int line, const char* condition,
                               std::string_view why);
}  // namespace chuhai::internal

#define CHECK(condition, ...)                                                              \
  do {                                                                                     \
    if (!(condition)) [[unlikely]]                                                         \
      ::chuhai::internal::check_failed(__FILE__, __LINE__, #condition,                     \
                                       ::std::string_view{__VA_ARGS__});                   \
  } while (false)
