// Digests: SHA-256, whole and piece by piece; SM3 (GB/T 32905); SHA-1, for old signatures only.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai::crypto {

struct Digest {
  std::array<uint8_t, 32> bytes{};

  // The 32 bytes, as stores and hashes take them.
  std::string_view view() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::string hex() const;  // 64 lower-case digits
  // 64 hexadecimal digits of either case; kInvalidArgument otherwise.
  static Result<Digest> parse_hex(std::string_view text);
  auto operator<=>(const Digest&) const = default;
};

Digest sha256(std::string_view bytes);

Digest sm3(std::string_view bytes);
// 20 bytes. Broken against forgers: it is here to read signatures that were made with it.
std::string sha1(std::string_view bytes);

// Digest of a text that comes in pieces.
class Sha256 {
 public:
  Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;
  ~Sha256();

  Sha256& update(std::string_view bytes);
  // Of everything since the start or the last finish; a new digest starts.
  Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

}  // namespace chuhai::crypto
