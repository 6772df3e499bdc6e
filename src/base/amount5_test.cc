#include "base/amount5.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "base/decimal.h"

namespace chuhai {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

struct Accepted {
  std::string_view text;
  int64_t units;
  std::string_view canonical;
};

TEST(Amount5, Accepted) {
  const Accepted cases[] = {
      {"0", 0, "0"},
      {"-0", 0, "0"},
      {"+0.00000", 0, "0"},
      {"1", 100'000, "1"},
      {"12.50", 1'250'000, "12.5"},
      {"+12.5", 1'250'000, "12.5"},
      {"-3", -300'000, "-3"},
      {"-0.00001", -1, "-0.00001"},
      {".5", 50'000, "0.5"},
      {"5.", 500'000, "5"},
      {"000012.34567", 1'234'567, "12.34567"},
      {"1.234560000", 123'456, "1.23456"},
      {"0000000000000000000000000000000000000000000001", 100'000, "1"},
      {"92233720368547.75807", kMax, "92233720368547.75807"},
      {"-92233720368547.75807", -kMax, "-92233720368547.75807"},
      {"12345678912345.12345", 1'234'567'891'234'512'345, "12345678912345.12345"},
  };
  for (const Accepted& c : cases) {
    const auto amount = Amount5::parse(c.text);
    ASSERT_TRUE(amount.ok()) << c.text;
    EXPECT_EQ(amount->units(), c.units) << c.text;
    EXPECT_EQ(amount->to_string(), c.canonical) << c.text;
  }
}

struct Refused {
  std::string_view text;
  ErrorCode code;
};

TEST(Amount5, Refused) {
  const ErrorCode kWrong = ErrorCode::kInvalidArgument;
  const Refused cases[] = {
      {"", kWrong},
      {"-", kWrong},
      {"+", kWrong},
      {".", kWrong},
      {"-.", kWrong},
      {"1.2.3", kWrong},
      {"1,000", kWrong},
      {"1e3", kWrong},
      {" 1", kWrong},
      {"1 ", kWrong},
      {"--1", kWrong},
      {"+-1", kWrong},
      {"0x1", kWrong},
      {"NaN", kWrong},
      {"INF", kWrong},
      {"１", kWrong},
      {"1.000001", kWrong},
      {"0.123456", kWrong},
      {"1.000000x", kWrong},
      {"1.00000.0", kWrong},
      {"92233720368547.75808", ErrorCode::kOutOfRange},
      {"-92233720368547.75808", ErrorCode::kOutOfRange},
      {"9999999999999999999", ErrorCode::kOutOfRange},
      {"99999999999999999999999999999999999999999999999999", ErrorCode::kOutOfRange},
      {"340282366920938463463374607431768211457", ErrorCode::kOutOfRange},
      {"99999999999999999999999999999999999999999x", kWrong},
  };
  for (const Refused& c : cases) {
    const auto amount = Amount5::parse(c.text);
    ASSERT_FALSE(amount.ok()) << c.text;
    EXPECT_EQ(amount.error().code(), c.code) << c.text;
  }
}

TEST(Amount5, Multiply) {
  struct Case {
    std::string_view quantity, price, product;
  };
  const Case cases[] = {
      {"3", "0.33333", "0.99999"},
      {"100", "20", "2000"},
      {"0.00001", "0.5", "0"},        // half a unit to the even 0
      {"0.00003", "0.5", "0.00002"},  // one and a half to the even 2
      {"-0.00003", "0.5", "-0.00002"},
      {"-0.00001", "-0.5", "0"},
      {"0.00001", "0.50001", "0.00001"},
      {"-0.00001", "0.50001", "-0.00001"},
      {"1.5", "1.5", "2.25"},
      {"92233720368547.75807", "1", "92233720368547.75807"},
  };
  for (const Case& c : cases) {
    const auto product = multiply(*Amount5::parse(c.quantity), *Amount5::parse(c.price));
    ASSERT_TRUE(product.ok()) << c.quantity;
    EXPECT_EQ(product->to_string(), c.product) << c.quantity << " × " << c.price;
  }
  const Amount5 largest = Amount5::from_units(kMax);
  EXPECT_EQ(multiply(largest, *Amount5::parse("1.00001")).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(multiply(largest, largest).error().code(), ErrorCode::kOutOfRange);
}

TEST(Amount5Sum, SumsBeyond64Bits) {
  Amount5Sum sum;
  for (int i = 0; i < 1000; ++i) sum += Amount5::from_units(kMax);
  EXPECT_EQ(sum.to_string(), "92233720368547758.07");
  EXPECT_EQ(sum.to_decimal().to_string(), "92233720368547758.07");
  for (int i = 0; i < 1001; ++i) sum -= Amount5::from_units(kMax);
  EXPECT_EQ(sum.to_string(), "-92233720368547.75807");
  EXPECT_EQ(Amount5Sum::parse("92233720368547758.07").value().units(), __int128{kMax} * 1000);
  EXPECT_EQ(Amount5Sum::parse("1.000001").error().code(), ErrorCode::kInvalidArgument);
}

TEST(Amount5Sum, DecimalOfTheLargest) {
  const auto largest = Amount5Sum::parse("99999999999999999999999999999999");
  ASSERT_TRUE(largest.ok());
  // 37 digits don't fit 34: rounded half-even, not refused.
  EXPECT_EQ((*Amount5Sum::parse("12345678901234567890123456789012.34567")).to_decimal().to_string(),
            "12345678901234567890123456789012.35");
  EXPECT_EQ(largest->to_decimal().to_string(), "99999999999999999999999999999999");
}

RC_GTEST_PROP(Amount5, ParsingItsTextGivesItBack, (int64_t units)) {
  const Amount5 amount = Amount5::from_units(std::max(units, -kMax));
  RC_ASSERT(Amount5::parse(amount.to_string()).value() == amount);
  RC_ASSERT(Decimal::parse(amount.to_string()).value().to_string() == amount.to_string());
}

RC_GTEST_PROP(Amount5Sum, SumIsExactInAnyOrder, (std::vector<int64_t> units)) {
  Amount5Sum forwards;
  Amount5Sum backwards;
  __int128 expected = 0;
  for (size_t i = 0; i < units.size(); ++i) {
    forwards += Amount5::from_units(units[i]);
    backwards += Amount5::from_units(units[units.size() - 1 - i]);
    expected += units[i];
  }
  RC_ASSERT(forwards.units() == expected);
  RC_ASSERT(forwards == backwards);
  RC_ASSERT(Amount5Sum::parse(forwards.to_string()).value() == forwards);
}

// Half-even by its definition: within half a unit, and even when exactly half.
RC_GTEST_PROP(Amount5, ProductIsTheNearest, ()) {
  const auto range = rc::gen::inRange<int64_t>(-100'000'000'000, 100'000'000'000);
  const int64_t a = *range;
  const int64_t b = *rc::gen::inRange<int64_t>(-100'000'000, 100'000'000);
  const auto product = multiply(Amount5::from_units(a), Amount5::from_units(b));
  RC_PRE(product.ok());
  const __int128 off = (static_cast<__int128>(a) * b -
                        static_cast<__int128>(product->units()) * Amount5::kUnitsPerOne) *
                       2;
  RC_ASSERT(off <= Amount5::kUnitsPerOne && off >= -Amount5::kUnitsPerOne);
  if (off == Amount5::kUnitsPerOne || off == -Amount5::kUnitsPerOne) {
    RC_ASSERT(product->units() % 2 == 0);
  }
}

}  // namespace
}  // namespace chuhai
