#include "base/decimal.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace chuhai {
namespace {

Decimal d(std::string_view text) { return Decimal::parse(text).value(); }

std::string shown(const std::optional<Decimal>& value) {
  return value ? value->to_string() : "none";
}

TEST(Decimal, ParseAndPrint) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"0", "0"},
      {"-0", "0"},
      {"0.00", "0"},
      {"0e400", "0"},
      {"-12.50", "-12.5"},
      {".5", "0.5"},
      {"1.2e3", "1200"},
      {"1.2E+3", "1200"},
      {"12e-3", "0.012"},
      {"1e-7", "0.0000001"},
      {"00012", "12"},
      {"0000000000000000000000000000000000000000000000000001", "1"},
      {"0.00000000000000000000000000000000000000000000000001",
       "0.00000000000000000000000000000000000000000000000001"},
      {"1e34", "10000000000000000000000000000000000"},
      {"9999999999999999999999999999999999", "9999999999999999999999999999999999"},
      // The 35th digit rounds half-even.
      {"12345678901234567890123456789012345", "12345678901234567890123456789012340"},
      {"12345678901234567890123456789012355", "12345678901234567890123456789012360"},
      {"123456789012345678901234567890123450001", "123456789012345678901234567890123500000"},
      {"99999999999999999999999999999999999", "100000000000000000000000000000000000"},
      {"1.00000000000000000000000000000000005", "1"},
      {"1.000000000000000000000000000000000500001", "1.000000000000000000000000000000001"},
  };
  for (const auto& [text, printed] : cases) EXPECT_EQ(d(text).to_string(), printed) << text;
}

TEST(Decimal, ParseRefuses) {
  const std::pair<std::string_view, ErrorCode> cases[] = {
      {"", ErrorCode::kInvalidArgument},
      {"-", ErrorCode::kInvalidArgument},
      {".", ErrorCode::kInvalidArgument},
      {"1.", ErrorCode::kInvalidArgument},
      {"+1", ErrorCode::kInvalidArgument},
      {"1e", ErrorCode::kInvalidArgument},
      {"1e+", ErrorCode::kInvalidArgument},
      {"e5", ErrorCode::kInvalidArgument},
      {"1 ", ErrorCode::kInvalidArgument},
      {" 1", ErrorCode::kInvalidArgument},
      {"1,5", ErrorCode::kInvalidArgument},
      {"NaN", ErrorCode::kInvalidArgument},
      {"Infinity", ErrorCode::kInvalidArgument},
      {"0x10", ErrorCode::kInvalidArgument},
      {"1.2.3", ErrorCode::kInvalidArgument},
      {"--1", ErrorCode::kInvalidArgument},
      {"1e6145", ErrorCode::kOutOfRange},
      {"1e999999999999", ErrorCode::kOutOfRange},
      {"1e-6177", ErrorCode::kOutOfRange},
      {"-1e-99999999999", ErrorCode::kOutOfRange},
      {"99999999999999999999999999999999999e6110", ErrorCode::kOutOfRange},
  };
  for (const auto& [text, code] : cases) {
    const auto value = Decimal::parse(text);
    ASSERT_FALSE(value.ok()) << text;
    EXPECT_EQ(value.error().code(), code) << text;
  }
}

TEST(Decimal, Extremes) {
  EXPECT_EQ(d("1e6144").to_string().size(), 6145u);
  EXPECT_EQ(d("1e-6176").to_string().size(), 6178u);
  EXPECT_EQ(shown(d("9e6144").plus(d("9e6144"))), "none");
  EXPECT_EQ(shown(d("9e6144").times(d("10"))), "none");
  EXPECT_EQ(shown(d("9e6144").divided_by(d("0.1"))), "none");
  EXPECT_EQ(d("10e-6177").compare(d("1e-6176")), std::strong_ordering::equal);
}

TEST(Decimal, Scaled) {
  EXPECT_EQ(Decimal::scaled(-1250, -2)->to_string(), "-12.5");
  EXPECT_EQ(Decimal::scaled(5, 3)->to_string(), "5000");
  EXPECT_EQ(Decimal::scaled(1, 6144)->compare(d("1e6144")), std::strong_ordering::equal);
  __int128 large = 1;
  for (int i = 0; i < 37; ++i) large *= 10;
  EXPECT_EQ(Decimal::scaled(large, -37)->to_string(), "1");
  EXPECT_EQ(Decimal::scaled(large + 1, 0).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(Decimal::scaled(1, 6145).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(Decimal::scaled(1, -6177).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(Decimal::scaled(0, -99999)->to_string(), "0");
  const __int128 lowest = static_cast<__int128>(1) << 127;  // wraps to the lowest
  EXPECT_EQ(Decimal::scaled(lowest, 0).error().code(), ErrorCode::kOutOfRange);
}

TEST(Decimal, Arithmetic) {
  EXPECT_EQ(shown(d("0.1").plus(d("0.2"))), "0.3");
  EXPECT_EQ(shown(d("1").minus(d("0.9"))), "0.1");
  EXPECT_EQ(shown(d("-1.5").times(d("1.5"))), "-2.25");
  EXPECT_EQ(shown(d("1").divided_by(d("3"))), "0.3333333333333333333333333333333333");
  EXPECT_EQ(shown(d("2").divided_by(d("3"))), "0.6666666666666666666666666666666667");
  EXPECT_EQ(shown(d("1").divided_by(d("8"))), "0.125");
  EXPECT_EQ(shown(d("1").divided_by(d("0"))), "none");
  EXPECT_EQ(shown(d("0").divided_by(d("0"))), "none");
  EXPECT_EQ(shown(d("0").times(d("-5"))), "0");
  EXPECT_FALSE(d("0").times(d("-5"))->is_negative());
  EXPECT_FALSE(d("0").negated().is_negative());
  EXPECT_EQ(d("-2.50").abs().to_string(), "2.5");
  EXPECT_EQ(d("2.50").negated().to_string(), "-2.5");
  EXPECT_EQ(Decimal::from_int(std::numeric_limits<int64_t>::min()).to_string(),
            "-9223372036854775808");
}

TEST(Decimal, Power) {
  struct Case {
    std::string_view base, exponent, result;
  };
  const Case cases[] = {
      {"2", "10", "1024"},    {"1.1", "2", "1.21"},
      {"10", "-3", "0.001"},  {"2", "0", "1"},
      {"0", "0", "1"},        {"0", "5", "0"},
      {"0", "-1", "none"},    {"-2", "3", "-8"},
      {"-2", "0.5", "none"},  {"4", "0.5", "2"},
      {"2", "-2", "0.25"},    {"10", "6144", ""},
      {"10", "6145", "none"}, {"3", "-1", "0.3333333333333333333333333333333333"},
      {"1.5", "4", "5.0625"}, {"-1", "999999", "-1"},
      {"1", "1e30", "1"},
  };
  for (const Case& c : cases) {
    const std::string result = shown(d(c.base).power(d(c.exponent)));
    if (c.result.empty()) {
      EXPECT_EQ(result.size(), 6145u);
    } else {
      EXPECT_EQ(result, c.result) << c.base << " ** " << c.exponent;
    }
  }
}

TEST(Decimal, Compare) {
  EXPECT_EQ(d("1.0"), d("1.00"));
  EXPECT_EQ(d("-0"), d("0"));
  EXPECT_EQ(d("1e3"), d("1000"));
  EXPECT_LT(d("-1"), d("0.0000001"));
  EXPECT_GT(d("10"), d("9.99999999999999999999999999999999"));
}

TEST(Decimal, IsInteger) {
  for (const auto text : {"0", "-3", "1e20", "1.000", "100.0e-1", "0.0"}) {
    EXPECT_TRUE(d(text).is_integer()) << text;
  }
  for (const auto text : {"0.1", "1.0001", "1e-3", "-2.5"}) EXPECT_FALSE(d(text).is_integer());
}

// The seven roundings, in the order of the enum.
TEST(Decimal, Rounded) {
  struct Case {
    std::string_view value;
    int scale;
    std::string_view half_even, half_up, half_down, up, down, floor, ceiling;
  };
  const Case cases[] = {
      {"2.5", 0, "2", "3", "2", "3", "2", "2", "3"},
      {"3.5", 0, "4", "4", "3", "4", "3", "3", "4"},
      {"-2.5", 0, "-2", "-3", "-2", "-3", "-2", "-3", "-2"},
      {"-3.5", 0, "-4", "-4", "-3", "-4", "-3", "-4", "-3"},
      {"2.51", 0, "3", "3", "3", "3", "2", "2", "3"},
      {"-2.51", 0, "-3", "-3", "-3", "-3", "-2", "-3", "-2"},
      {"2.49", 0, "2", "2", "2", "3", "2", "2", "3"},
      {"0.005", 2, "0", "0.01", "0", "0.01", "0", "0", "0.01"},
      {"-0.005", 2, "0", "-0.01", "0", "-0.01", "0", "-0.01", "0"},
      {"0.015", 2, "0.02", "0.02", "0.01", "0.02", "0.01", "0.01", "0.02"},
      {"0.0001", 2, "0", "0", "0", "0.01", "0", "0", "0.01"},
      {"1234", -2, "1200", "1200", "1200", "1300", "1200", "1200", "1300"},
      {"1250", -2, "1200", "1300", "1200", "1300", "1200", "1200", "1300"},
      {"50", -2, "0", "100", "0", "100", "0", "0", "100"},
      {"12.5", 5, "12.5", "12.5", "12.5", "12.5", "12.5", "12.5", "12.5"},
      {"9999999999999999999999999999999999", -1, "10000000000000000000000000000000000",
       "10000000000000000000000000000000000", "10000000000000000000000000000000000",
       "10000000000000000000000000000000000", "9999999999999999999999999999999990",
       "9999999999999999999999999999999990", "10000000000000000000000000000000000"},
      {"1e30", 10, "1000000000000000000000000000000", "1000000000000000000000000000000",
       "1000000000000000000000000000000", "1000000000000000000000000000000",
       "1000000000000000000000000000000", "1000000000000000000000000000000",
       "1000000000000000000000000000000"},
  };
  for (const Case& c : cases) {
    const std::pair<Rounding, std::string_view> expected[] = {
        {Rounding::kHalfEven, c.half_even}, {Rounding::kHalfUp, c.half_up},
        {Rounding::kHalfDown, c.half_down}, {Rounding::kUp, c.up},
        {Rounding::kDown, c.down},          {Rounding::kFloor, c.floor},
        {Rounding::kCeiling, c.ceiling}};
    for (const auto& [rounding, result] : expected) {
      EXPECT_EQ(shown(d(c.value).rounded(c.scale, rounding)), result)
          << c.value << " to " << c.scale << ", rounding " << static_cast<int>(rounding);
    }
  }
}

TEST(Decimal, ScaleLimits) {
  EXPECT_EQ(shown(d("1").rounded(6176, Rounding::kHalfEven)), "1");
  EXPECT_EQ(shown(d("1").rounded(6177, Rounding::kHalfEven)), "none");
  EXPECT_EQ(shown(d("1").rounded(-6111, Rounding::kHalfEven)), "0");
  EXPECT_EQ(shown(d("1").rounded(-6112, Rounding::kHalfEven)), "none");
  EXPECT_EQ(d("1").rounded(-6111, Rounding::kUp)->compare(d("1e6111")),
            std::strong_ordering::equal);
}

TEST(Decimal, ToScaledInt64) {
  const auto fen = [](std::string_view text) {
    return d(text).to_scaled_int64(2, Rounding::kHalfEven);
  };
  EXPECT_EQ(fen("12.345"), 1234);
  EXPECT_EQ(fen("12.355"), 1236);
  EXPECT_EQ(fen("-0.001"), 0);
  EXPECT_EQ(fen("1e3"), 100'000);
  EXPECT_EQ(fen("0e20"), 0);
  EXPECT_EQ(fen("92233720368547758.07"), std::numeric_limits<int64_t>::max());
  EXPECT_EQ(fen("92233720368547758.08"), std::nullopt);
  EXPECT_EQ(fen("-92233720368547758.08"), std::numeric_limits<int64_t>::min());
  EXPECT_EQ(fen("-92233720368547758.09"), std::nullopt);
  EXPECT_EQ(fen("1e6000"), std::nullopt);
  EXPECT_EQ(d("123456").to_scaled_int64(-3, Rounding::kDown), 123);
}

Decimal any_decimal() {
  const auto coefficient = *rc::gen::arbitrary<int64_t>();
  const auto exponent = *rc::gen::inRange(-30, 30);
  return Decimal::scaled(coefficient, exponent).value();
}

RC_GTEST_PROP(Decimal, ParsingItsTextGivesItBack, ()) {
  const Decimal value = any_decimal();
  const auto again = Decimal::parse(value.to_string());
  RC_ASSERT(again.ok());
  RC_ASSERT(*again == value);
  RC_ASSERT(again->to_string() == value.to_string());
}

RC_GTEST_PROP(Decimal, IntegersAddExactly, (int64_t a, int64_t b)) {
  const auto sum = Decimal::from_int(a).plus(Decimal::from_int(b));
  RC_ASSERT(*sum == Decimal::scaled(static_cast<__int128>(a) + b, 0).value());
  RC_ASSERT(*sum->minus(Decimal::from_int(b)) == Decimal::from_int(a));
  RC_ASSERT((Decimal::from_int(a) <=> Decimal::from_int(b)) == (a <=> b));
}

RC_GTEST_PROP(Decimal, RoundingsBracketTheValue, ()) {
  const Decimal value = any_decimal();
  const int scale = *rc::gen::inRange(-10, 10);
  const auto at = [&](Rounding rounding) { return value.rounded(scale, rounding).value(); };
  const Decimal floor = at(Rounding::kFloor);
  const Decimal ceiling = at(Rounding::kCeiling);
  RC_ASSERT(floor <= value && value <= ceiling);
  RC_ASSERT(at(Rounding::kDown) == (value.is_negative() ? ceiling : floor));
  RC_ASSERT(at(Rounding::kUp) == (value.is_negative() ? floor : ceiling));
  const auto distance = [&](const Decimal& rounded) { return rounded.minus(value)->abs(); };
  const Decimal nearest = std::min(distance(floor), distance(ceiling));
  for (const Rounding half : {Rounding::kHalfEven, Rounding::kHalfUp, Rounding::kHalfDown}) {
    const Decimal rounded = at(half);
    RC_ASSERT(rounded == floor || rounded == ceiling);
    RC_ASSERT(distance(rounded) == nearest);
  }
  if (distance(floor) == distance(ceiling)) {
    RC_ASSERT(at(Rounding::kHalfUp) == at(Rounding::kUp));
    RC_ASSERT(at(Rounding::kHalfDown) == at(Rounding::kDown));
  }
}

}  // namespace
}  // namespace chuhai
