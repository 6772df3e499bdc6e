// The command line: one subcommand per use case. Documented in docs/commands.md.
#pragma once

namespace chuhai::cli {

// Exit codes, for scripts.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;            // the command failed; the message says what to do
inline constexpr int kUsage = 2;             // the command line itself is wrong
inline constexpr int kDoneWithRefusals = 3;  // an import took some lines and refused others

int run(int argc, char** argv);

}  // namespace chuhai::cli
