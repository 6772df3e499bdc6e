#include "base/log.h"

#include <fmt/format.h>

#include <chrono>
#include <cstdio>

#include "base/time.h"

namespace chuhai {
namespace {

std::string_view level_name(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      return "error";
  }
  return "error";
}

}  // namespace

void log(LogLevel level, std::string_view component, std::string_view message) {
  // The one clock read here: a log line says when it was written, and nothing computes with it.
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  const int64_t millis = std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count();
  const std::string time = Instant::from_millis(millis).to_string().substr(0, 19);
  const std::string line =
      fmt::format("{} {} {}: {}\n", time, level_name(level), component, message);
  std::fwrite(line.data(), 1, line.size(), stderr);  // one call, so that lines don't mix
}

}  // namespace chuhai
