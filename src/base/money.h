// Money: an amount in minor units of a currency (fen for CNY), 64 bits. Adding different currencies
// is a bug; overflow is a failure. The one place where a Decimal becomes Money is Money::from, and
// it takes a named rounding.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/decimal.h"
#include "base/result.h"

namespace chuhai {

// An ISO 4217 alphabetic code. Which codes exist is the registry's code table; here only the shape
// (three capital letters) and the number of minor digits (ISO 4217; 2 unless listed otherwise).
class Currency {
 public:
  static Result<Currency> parse(std::string_view code);
  static Currency cny() { return Currency({'C', 'N', 'Y'}); }
  std::string_view code() const { return {code_.data(), code_.size()}; }
  int minor_digits() const;
  auto operator<=>(const Currency&) const = default;

 private:
  explicit Currency(std::array<char, 3> code) : code_(code) {}
  std::array<char, 3> code_;
};

class Money {
 public:
  Money() : currency_(Currency::cny()) {}
  static Money of_minor(int64_t minor, Currency currency) { return Money(minor, currency); }
  static Money cny_fen(int64_t fen) { return Money(fen, Currency::cny()); }
  // kOutOfRange when it doesn't fit 64 bits of minor units.
  static Result<Money> from(const Decimal& value, Currency currency, Rounding rounding);
  // Exactly representable text only ("1234.5" for CNY): kInvalidArgument for more decimals.
  static Result<Money> parse(std::string_view text, Currency currency);

  int64_t minor() const { return minor_; }
  Currency currency() const { return currency_; }
  bool is_negative() const { return minor_ < 0; }
  Result<Money> plus(Money o) const;
  Result<Money> minus(Money o) const;
  Decimal to_decimal() const;
  std::string to_string() const;          // "1234567.80"
  std::string to_display_string() const;  // "1,234,567.80"

  bool operator==(const Money&) const = default;
  // CHECKs that the currencies are equal.
  std::strong_ordering compare(Money o) const;

 private:
  Money(int64_t minor, Currency currency) : minor_(minor), currency_(currency) {}
  int64_t minor_ = 0;
  Currency currency_;
};

// "1234567.8" -> "1,234,567.8": groups the whole part of a plain decimal.
std::string group_thousands(std::string_view plain_decimal);

}  // namespace chuhai
