// Base64 (RFC 4648, section 4), as XML and certificates write it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai::crypto {

std::string base64(std::string_view bytes);  // on one line, padded

// White space between the digits is passed over. kInvalidArgument for anything else that isn't
// base64: missing padding, something behind it, bits that stand for nothing and aren't zero. So
// bytes have one spelling, white space aside.
Result<std::string> parse_base64(std::string_view text);

}  // namespace chuhai::crypto
