#include "crypto/keystore.h"

#include <algorithm>

#include "crypto/seal.h"

namespace chuhai::crypto {
namespace {

constexpr std::string_view kPurposeNames[] = {"seal", "token", "sign"};

bool is_lower_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

}  // namespace

std::string_view key_purpose_name(KeyPurpose purpose) {
  return kPurposeNames[static_cast<size_t>(purpose)];
}

std::optional<KeyPurpose> parse_key_purpose(std::string_view name) {
  const auto* found = std::find(std::begin(kPurposeNames), std::end(kPurposeNames), name);
  if (found == std::end(kPurposeNames)) return std::nullopt;
  return static_cast<KeyPurpose>(found - std::begin(kPurposeNames));
}

bool is_key_id(std::string_view id) {
  return !id.empty() && id.size() <= kKeyIdBytesMax && is_lower_or_digit(id[0]) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return is_lower_or_digit(c) || c == '-' || c == '.'; });
}

}  // namespace chuhai::crypto
