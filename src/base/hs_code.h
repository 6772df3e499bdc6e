// HsCode: a ten-digit customs commodity code (商品编码). Shape only; whether the code exists is a
// matter of the tariff in force.
#pragma once

#include <compare>
#include <string>
#include <string_view>

#include "base/result.h"

namespace chuhai {

class HsCode {
 public:
  static Result<HsCode> parse(std::string_view text);
  const std::string& text() const { return text_; }
  std::string_view heading() const { return std::string_view(text_).substr(0, 4); }
  auto operator<=>(const HsCode&) const = default;

 private:
  explicit HsCode(std::string text) : text_(std::move(text)) {}
  std::string text_;
};

}  // namespace chuhai
