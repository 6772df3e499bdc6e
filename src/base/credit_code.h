// Identities of organisations: unified social credit code (统一社会信用代码, GB 32100-2015: 18
// characters of a 31-letter alphabet, the last a check character) and customs' registration number
// (10 characters).
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

class CreditCode {
 public:
  // kInvalidArgument, saying which: length, a character outside the alphabet, or the check
  // character (and which one would be right).
  static Result<CreditCode> parse(std::string_view text);
  // The check character (GB 32100 with weights 3^i mod 31) of the first 17 characters.
  static Result<char> check_character(std::string_view first17);
  const std::string& text() const { return text_; }
  // The administrative division of registration: characters 3 to 8.
  std::string_view region() const { return std::string_view(text_).substr(2, 6); }
  auto operator<=>(const CreditCode&) const = default;

 private:
  explicit CreditCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

// True for what a message may carry as an enterprise's code: a valid credit code, or ten digits and
// capital letters (customs registration).
bool is_enterprise_code(std::string_view text);

}  // namespace chuhai
