// How fast src/xml scans: reads the files named on the command line, scans each over and over for
// about a second and prints megabytes and events a second on one core.
//
//   make bench && build/xml_scan_benchmark messages/*.xml
#include <chrono>
#include <cstdint>
#include <cstdio>

#include "base/file.h"
#include "xml/scanner.h"

namespace {

// Events of the document, or 0 when it is refused.
uint64_t scan(std::string_view bytes) {
  chuhai::xml::Scanner scanner(bytes);
  for (uint64_t events = 1;; ++events) {
    const auto event = scanner.next();
    if (!event.ok()) {
      std::fprintf(stderr, "%s\n", event.error().message().c_str());
      return 0;
    }
    if (*event == chuhai::xml::Scanner::Event::kEof) return events;
  }
}

}  // namespace

int main(int count, char** arguments) {
  using Clock = std::chrono::steady_clock;
  for (int i = 1; i < count; ++i) {
    const auto bytes = chuhai::read_file(arguments[i]);
    if (!bytes.ok()) {
      std::fprintf(stderr, "%s\n", bytes.error().message().c_str());
      return 1;
    }
    uint64_t events = 0;
    uint64_t rounds = 0;
    const auto begin = Clock::now();
    int64_t micros = 0;
    for (; micros < 1'000'000; ++rounds) {
      const uint64_t found = scan(*bytes);
      if (found == 0) return 1;
      events += found;
      micros = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begin).count();
    }
    const uint64_t scanned = rounds * bytes->size();
    std::printf("%s: %llu MB/s, %llu thousand events/s\n", arguments[i],
                static_cast<unsigned long long>(scanned / static_cast<uint64_t>(micros)),
                static_cast<unsigned long long>(events * 1000 / static_cast<uint64_t>(micros)));
  }
  return 0;
}
