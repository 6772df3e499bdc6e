// Log lines on standard error: "2024-03-31T09:30:00 warning intake: message". For the operator, not
// for results (those go to standard output) and not for findings (those are data).
#pragma once

#include <string_view>

namespace chuhai {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

void log(LogLevel level, std::string_view component, std::string_view message);

}  // namespace chuhai
