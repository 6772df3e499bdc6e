#include "base/credit_code.h"

#include <fmt/format.h>

#include <algorithm>

namespace chuhai {
namespace {

// GB 32100-2015, table 2: digits and capital letters without I, O, S, V, Z.
constexpr std::string_view kAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";
constexpr size_t kLength = 18;
constexpr size_t kRegistrationLength = 10;

Error wrong(std::string_view text, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("'{}' is not a unified social credit code: {}", text, why));
}

}  // namespace

Result<char> CreditCode::check_character(std::string_view first17) {
  if (first17.size() != kLength - 1) {
    return wrong(first17, "17 characters come before the check character");
  }
  size_t sum = 0;
  size_t weight = 1;
  for (size_t i = 0; i < first17.size(); ++i) {
    const size_t value = kAlphabet.find(first17[i]);
    if (value == std::string_view::npos) {
      return wrong(first17, fmt::format("character {} is outside the alphabet", i + 1));
    }
    sum += value * weight;
    weight = weight * 3 % kAlphabet.size();
  }
  return kAlphabet[(kAlphabet.size() - sum % kAlphabet.size()) % kAlphabet.size()];
}

Result<CreditCode> CreditCode::parse(std::string_view text) {
  if (text.size() != kLength) {
    return wrong(text, fmt::format("it has {} bytes, not {}", text.size(), kLength));
  }
  CHUHAI_ASSIGN_OR_RETURN(const char right, check_character(text.substr(0, kLength - 1)));
  if (text.back() != right) {
    return wrong(text, fmt::format("its check character would be {}", right));
  }
  return CreditCode(std::string(text));
}

bool is_enterprise_code(std::string_view text) {
  if (text.size() != kRegistrationLength) return CreditCode::parse(text).ok();
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z'); });
}

}  // namespace chuhai
