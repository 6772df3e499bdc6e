#include "base/money.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace chuhai {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

Currency currency(std::string_view code) { return Currency::parse(code).value(); }

TEST(Currency, ShapeAndMinorDigits) {
  const std::pair<std::string_view, int> cases[] = {{"CNY", 2}, {"USD", 2}, {"JPY", 0}, {"KRW", 0},
                                                    {"VND", 0}, {"KWD", 3}, {"BHD", 3}, {"CLF", 4},
                                                    {"BRL", 2}, {"XXX", 2}};
  for (const auto& [code, digits] : cases) {
    EXPECT_EQ(currency(code).minor_digits(), digits) << code;
    EXPECT_EQ(currency(code).code(), code);
  }
  for (const auto wrong : {"", "CN", "CNYY", "cny", "C1Y", "142", "元  ", "CN "}) {
    EXPECT_EQ(Currency::parse(wrong).error().code(), ErrorCode::kInvalidArgument) << wrong;
  }
  EXPECT_EQ(Currency::cny(), currency("CNY"));
}

TEST(Money, ParseAndPrint) {
  struct Case {
    std::string_view text, code;
    int64_t minor;
    std::string_view plain, display;
  };
  const Case cases[] = {
      {"0", "CNY", 0, "0.00", "0.00"},
      {"1234567.8", "CNY", 123'456'780, "1234567.80", "1,234,567.80"},
      {"-1234.5", "CNY", -123'450, "-1234.50", "-1,234.50"},
      {"-0.01", "CNY", -1, "-0.01", "-0.01"},
      {"1.100", "CNY", 110, "1.10", "1.10"},
      {"123", "JPY", 123, "123", "123"},
      {"1234", "JPY", 1234, "1234", "1,234"},
      {"1.234", "KWD", 1234, "1.234", "1.234"},
      {"92233720368547758.07", "CNY", kMax, "92233720368547758.07", "92,233,720,368,547,758.07"},
      {"-92233720368547758.08", "CNY", kMin, "-92233720368547758.08", "-92,233,720,368,547,758.08"},
  };
  for (const Case& c : cases) {
    const auto money = Money::parse(c.text, currency(c.code));
    ASSERT_TRUE(money.ok()) << c.text;
    EXPECT_EQ(money->minor(), c.minor) << c.text;
    EXPECT_EQ(money->to_string(), c.plain);
    EXPECT_EQ(money->to_display_string(), c.display);
  }
  const std::pair<std::string_view, ErrorCode> refused[] = {
      {"", ErrorCode::kInvalidArgument},      {"1.234", ErrorCode::kInvalidArgument},
      {"1,234", ErrorCode::kInvalidArgument}, {"¥1", ErrorCode::kInvalidArgument},
      {"1e2", ErrorCode::kInvalidArgument},   {"92233720368547758.08", ErrorCode::kOutOfRange},
  };
  for (const auto& [text, code] : refused) {
    EXPECT_EQ(Money::parse(text, Currency::cny()).error().code(), code) << text;
  }
  EXPECT_EQ(Money::parse("1.5", currency("JPY")).error().code(), ErrorCode::kInvalidArgument);
}

TEST(Money, FromDecimal) {
  struct Case {
    std::string_view value;
    Rounding rounding;
    int64_t fen;
  };
  const Case cases[] = {
      {"0.005", Rounding::kHalfEven, 0},  {"0.015", Rounding::kHalfEven, 2},
      {"0.0051", Rounding::kHalfEven, 1}, {"0.019", Rounding::kDown, 1},
      {"-0.019", Rounding::kDown, -1},    {"0.011", Rounding::kUp, 2},
      {"-0.011", Rounding::kUp, -2},      {"-0.011", Rounding::kFloor, -2},
      {"-0.019", Rounding::kCeiling, -1}, {"0.005", Rounding::kHalfUp, 1},
      {"0.005", Rounding::kHalfDown, 0},  {"1e6", Rounding::kDown, 100'000'000},
  };
  for (const Case& c : cases) {
    const Decimal value = Decimal::parse(c.value).value();
    EXPECT_EQ(Money::from(value, Currency::cny(), c.rounding)->minor(), c.fen) << c.value;
  }
  const Decimal large = Decimal::parse("1e17").value();
  EXPECT_EQ(Money::from(large, Currency::cny(), Rounding::kDown).error().code(),
            ErrorCode::kOutOfRange);
  EXPECT_EQ(Money::from(large, currency("JPY"), Rounding::kDown)->minor(), 100'000'000'000'000'000);
}

TEST(Money, OverflowIsAFailure) {
  const Money one = Money::cny_fen(1);
  EXPECT_EQ(Money::cny_fen(kMax).plus(one).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(Money::cny_fen(kMin).minus(one).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(Money::cny_fen(kMax).minus(one)->minor(), kMax - 1);
  EXPECT_TRUE(Money::cny_fen(-1).is_negative());
  EXPECT_FALSE(Money().is_negative());
}

TEST(MoneyDeathTest, MixingCurrenciesIsABug) {
  const Money cny = Money::cny_fen(1);
  const Money usd = Money::of_minor(1, currency("USD"));
  EXPECT_DEATH((void)cny.plus(usd), "currencies");
  EXPECT_DEATH((void)cny.minus(usd), "currencies");
  EXPECT_DEATH((void)cny.compare(usd), "currencies");
  EXPECT_NE(cny, usd);
}

TEST(Money, GroupThousands) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""},
      {"1", "1"},
      {"999", "999"},
      {"1000", "1,000"},
      {"-999", "-999"},
      {"-1000", "-1,000"},
      {"0.12345", "0.12345"},
      {"1234567.8", "1,234,567.8"},
      {"100000000", "100,000,000"},
  };
  for (const auto& [plain, grouped] : cases) EXPECT_EQ(group_thousands(plain), grouped);
}

RC_GTEST_PROP(Money, ParsingItsTextGivesItBack, (int64_t minor)) {
  const auto code = *rc::gen::element<std::string>("CNY", "JPY", "KWD", "CLF");
  const Money money = Money::of_minor(minor, currency(code));
  RC_ASSERT(Money::parse(money.to_string(), money.currency()).value() == money);
  RC_ASSERT(Money::from(money.to_decimal(), money.currency(), Rounding::kUp).value() == money);
}

RC_GTEST_PROP(Money, RoundedDownAndUpBracketTheValue, ()) {
  const auto coefficient = *rc::gen::inRange<int64_t>(-1'000'000'000'000, 1'000'000'000'000);
  const Decimal value = Decimal::scaled(coefficient, -5).value();
  const auto fen = [&](Rounding rounding) {
    return Money::from(value, Currency::cny(), rounding).value().minor();
  };
  const int64_t down = coefficient / 1000;  // towards zero, as C++ divides
  const bool exact = coefficient % 1000 == 0;
  const int64_t away = down + (exact ? 0 : coefficient < 0 ? -1 : 1);
  RC_ASSERT(fen(Rounding::kDown) == down);
  RC_ASSERT(fen(Rounding::kUp) == away);
  const int64_t rest = std::abs(coefficient % 1000);
  const int64_t half_even = rest < 500 ? down : rest > 500 ? away : down % 2 == 0 ? down : away;
  RC_ASSERT(fen(Rounding::kHalfEven) == half_even);
}

}  // namespace
}  // namespace chuhai
