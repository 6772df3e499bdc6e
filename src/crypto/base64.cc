#include "crypto/base64.h"

#include <cstdint>

namespace chuhai::crypto {
namespace {

constexpr std::string_view kDigits =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

Error not_base64(std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, "not base64: " + std::string(why));
}

uint32_t byte_at(std::string_view bytes, size_t i) {
  return i < bytes.size() ? static_cast<unsigned char>(bytes[i]) : 0;
}

}  // namespace

std::string base64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (size_t i = 0; i < bytes.size(); i += 3) {
    const uint32_t group =
        byte_at(bytes, i) << 16 | byte_at(bytes, i + 1) << 8 | byte_at(bytes, i + 2);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += i + 1 < bytes.size() ? kDigits[group >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kDigits[group & 63] : '=';
  }
  return out;
}

Result<std::string> parse_base64(std::string_view text) {
  std::string out;
  uint32_t group = 0;
  int digits = 0;   // of the group
  int padding = 0;  // of the last group
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\n' || c == '\r') continue;
    if (c == '=') {
      if (digits + padding < 2 || digits + padding > 3) return not_base64("'=' too early");
      ++padding;
      continue;
    }
    const size_t value = kDigits.find(c);
    if (value == std::string_view::npos) return not_base64("a character that is no digit of it");
    if (padding != 0) return not_base64("something follows the padding");
    group = group << 6 | static_cast<uint32_t>(value);
    if (++digits < 4) continue;
    for (const int shift : {16, 8, 0}) out += static_cast<char>(group >> shift & 0xFF);
    group = 0;
    digits = 0;
  }
  if (digits == 0 && padding == 0) return out;
  if (digits + padding != 4) return not_base64("the end is missing");
  const uint32_t unused = digits == 2 ? group & 0xF : group & 3;
  if (unused != 0) return not_base64("its last digit says more than fits");
  if (digits == 2) {
    out += static_cast<char>(group >> 4);
  } else {
    out += static_cast<char>(group >> 10 & 0xFF);
    out += static_cast<char>(group >> 2 & 0xFF);
  }
  return out;
}

}  // namespace chuhai::crypto
