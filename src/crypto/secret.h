// Secrets: bytes that are overwritten when they go, and where fresh ones come from.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai::crypto {

class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string_view bytes) : bytes_(bytes.begin(), bytes.end()) {}
  explicit Secret(size_t size) : bytes_(size) {}
  Secret(const Secret&) = delete;
  Secret& operator=(const Secret&) = delete;
  Secret(Secret&&) noexcept = default;
  Secret& operator=(Secret&& other) noexcept;
  ~Secret() { wipe(); }

  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  std::span<uint8_t> writable() { return bytes_; }
  size_t size() const { return bytes_.size(); }

 private:
  void wipe();

  std::vector<uint8_t> bytes_;
};

// Fills the bytes with ones that nobody can foretell. A parameter of whoever makes keys, so that
// tests give their own.
using RandomBytes = std::function<Status(std::span<uint8_t>)>;

// The operating system's, through OpenSSL's generator for private values. kUnavailable without it.
Status system_random(std::span<uint8_t> bytes);

// Equal, in a time that doesn't tell where they differ.
bool equal_in_constant_time(std::string_view a, std::string_view b);

}  // namespace chuhai::crypto
