#include "base/time.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace chuhai {
namespace {

TEST(Date, Accepted) {
  struct Case {
    std::string_view text;
    int32_t days;
  };
  const Case cases[] = {
      {"1970-01-01", 0},       {"1969-12-31", -1},      {"2000-02-29", 11016},
      {"2024-02-29", 19782},   {"2023-12-31", 19722},   {"0001-01-01", -719162},
      {"9999-12-31", 2932896}, {"1600-02-29", -135081}, {"2400-02-29", 157113},
  };
  for (const Case& c : cases) {
    const auto date = Date::parse(c.text);
    ASSERT_TRUE(date.ok()) << c.text;
    EXPECT_EQ(date->days_since_epoch(), c.days) << c.text;
    EXPECT_EQ(date->to_string(), c.text);
    std::string compact(c.text);
    std::erase(compact, '-');
    EXPECT_EQ(Date::parse_compact(compact).value(), *date);
  }
}

TEST(Date, Refused) {
  for (const auto text : {"",
                          "2023-02-29",
                          "1900-02-29",
                          "2100-02-29",
                          "2024-02-30",
                          "2023-13-01",
                          "2023-00-10",
                          "2023-01-00",
                          "2023-01-32",
                          "2023-04-31",
                          "0000-01-01",
                          "2023-1-01",
                          "2023-01-1",
                          "2023/01/01",
                          "20230101",
                          " 2023-01-01",
                          "2023-01-01 ",
                          "-023-01-01",
                          "2023-01-0x",
                          "２０２３-01-01",
                          "2023-01-01T00:00"}) {
    EXPECT_EQ(Date::parse(text).error().code(), ErrorCode::kInvalidArgument) << text;
  }
  for (const auto text : {"", "20230229", "2023010", "202301011", "2023-1-1", "2023010a"}) {
    EXPECT_FALSE(Date::parse_compact(text).ok()) << text;
  }
  EXPECT_FALSE(Date::of(10000, 1, 1).ok());
  EXPECT_FALSE(Date::of(0, 1, 1).ok());
  EXPECT_FALSE(Date::of(2023, -1, 1).ok());
}

TEST(Date, PlusMonthsClamps) {
  struct Case {
    std::string_view from;
    int months;
    std::string_view to;
  };
  const Case cases[] = {
      {"2024-01-31", 1, "2024-02-29"},  {"2023-01-31", 1, "2023-02-28"},
      {"2024-03-31", -1, "2024-02-29"}, {"2023-12-15", 1, "2024-01-15"},
      {"2023-01-15", -1, "2022-12-15"}, {"2024-02-29", 12, "2025-02-28"},
      {"2024-02-29", 48, "2028-02-29"}, {"2023-08-31", 6, "2024-02-29"},
      {"2023-05-31", 0, "2023-05-31"},  {"2023-05-31", -24, "2021-05-31"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Date::parse(c.from)->plus_months(c.months).to_string(), c.to) << c.from;
  }
}

TEST(Instant, Parse) {
  struct Case {
    std::string_view text;
    std::string_view shown;
  };
  const Case cases[] = {
      {"2024-03-31T09:30:00+08:00", "2024-03-31T09:30:00+08:00"},
      {"2024-03-31T01:30:00Z", "2024-03-31T09:30:00+08:00"},
      {"2024-03-31T09:30", "2024-03-31T09:30:00+08:00"},
      {"2024-03-31 09:30:15", "2024-03-31T09:30:15+08:00"},
      {"2024-03-31", "2024-03-31T00:00:00+08:00"},
      {"2024-03-31T09:30:00.5Z", "2024-03-31T17:30:00.500+08:00"},
      {"2024-03-31T09:30:00.123456789", "2024-03-31T09:30:00.123+08:00"},
      {"2023-12-31T20:00:00Z", "2024-01-01T04:00:00+08:00"},
      {"2018-01-01T00:00:00-03:00", "2018-01-01T11:00:00+08:00"},
      {"2024-02-28T23:59:59-14:00", "2024-02-29T21:59:59+08:00"},
      {"1970-01-01T00:00:00Z", "1970-01-01T08:00:00+08:00"},
      {"1969-12-31T23:59:59.999Z", "1970-01-01T07:59:59.999+08:00"},
      {"0001-01-01T00:00:00", "0001-01-01T00:00:00+08:00"},
      {"9999-12-31T23:59:59.999", "9999-12-31T23:59:59.999+08:00"},
  };
  for (const Case& c : cases) {
    const auto instant = Instant::parse(c.text);
    ASSERT_TRUE(instant.ok()) << c.text;
    EXPECT_EQ(instant->to_string(), c.shown) << c.text;
    EXPECT_EQ(Instant::parse(instant->to_string()).value(), *instant);
  }
  EXPECT_EQ(Instant::parse("1970-01-01T00:00:00Z")->millis(), 0);
}

TEST(Instant, ParseRefuses) {
  for (const auto text : {"",
                          "2024",
                          "2024-03-31T",
                          "2024-03-31T24:00:00",
                          "2024-03-31T09:60:00",
                          "2024-03-31T09:30:60",
                          "2024-03-31T9:30:00",
                          "2024-03-31T09:30:00+8:00",
                          "2024-03-31T09:30:00+0800",
                          "2024-03-31T09:30:00+15:00",
                          "2024-03-31T09:30:00+08:60",
                          "2024-03-31T09:30:00.",
                          "2024-03-31T09:30:00.1234567890",
                          "2024-03-31T09:30:00z",
                          "2024-03-31T09:30:00 Z",
                          "2024-03-31T09:30:",
                          "2024-03-31T09:30:0",
                          "2024-03-31T09",
                          "2024-02-30T00:00:00",
                          "2024-03-31x09:30",
                          "2024-03-31T09:30:00ZZ",
                          "2024-03-31T09:30.5",
                          "0001-01-01T00:00:00+14:00",
                          "9999-12-31T23:00:00Z"}) {
    const auto instant = Instant::parse(text);
    ASSERT_FALSE(instant.ok()) << text;
    EXPECT_EQ(instant.error().code(), ErrorCode::kInvalidArgument) << text;
  }
}

TEST(Instant, Compact) {
  const auto app_time = Instant::parse_compact("20240331093000");
  ASSERT_TRUE(app_time.ok());
  EXPECT_EQ(app_time->to_string(), "2024-03-31T09:30:00+08:00");
  EXPECT_EQ(app_time->to_compact14(), "20240331093000");
  EXPECT_EQ(app_time->to_compact17(), "20240331093000000");
  const auto return_time = Instant::parse_compact("20240229235959987");
  ASSERT_TRUE(return_time.ok());
  EXPECT_EQ(return_time->to_compact17(), "20240229235959987");
  EXPECT_EQ(return_time->to_string(), "2024-02-29T23:59:59.987+08:00");
  for (const auto text :
       {"", "2024033109300", "202403310930000", "2024033109300000", "202403310930000000",
        "20240230093000", "20240331240000", "20240331096000", "20240331093060", "2024033109300a",
        "-0240331093000", "20241331093000", "00000331093000"}) {
    EXPECT_FALSE(Instant::parse_compact(text).ok()) << text;
  }
}

TEST(Instant, LocalTimes) {
  const Date date = Date::of(2018, 2, 28).value();
  EXPECT_EQ(Instant::of_local(date, 23, 30, 0, -180)->to_string(), "2018-03-01T10:30:00+08:00");
  EXPECT_EQ(Instant::of_local(date, 0, 0, 0, 480).value(), Instant::start_of(date));
  EXPECT_FALSE(Instant::of_local(date, 24, 0, 0, 0).ok());
  EXPECT_FALSE(Instant::of_local(date, -1, 0, 0, 0).ok());
  EXPECT_FALSE(Instant::of_local(date, 0, 0, 0, 841).ok());
  EXPECT_EQ(Instant::start_of(date).date(), date);
  EXPECT_EQ(Instant::start_of(date).plus_millis(-1).date(), date.plus_days(-1));
}

TEST(Period, ParseAndPrint) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"2023", "2023-01-01 2024-01-01"},
      {"2023-12", "2023-12-01 2024-01-01"},
      {"2024-02", "2024-02-01 2024-03-01"},
      {"2023-01-01/2023-03-04", "2023-01-01 2023-03-04"},
  };
  for (const auto& [text, bounds] : cases) {
    const auto period = Period::parse(text);
    ASSERT_TRUE(period.ok()) << text;
    EXPECT_EQ(period->from().to_string() + " " + period->to().to_string(), bounds);
    EXPECT_EQ(period->to_string(), text);
  }
  // The shortest form is the one printed.
  EXPECT_EQ(Period::parse("2023-01-01/2024-01-01")->to_string(), "2023");
  EXPECT_EQ(Period::parse("2024-02-01/2024-03-01")->to_string(), "2024-02");
  EXPECT_EQ(Period::parse("2023-02-01/2024-02-01")->to_string(), "2023-02-01/2024-02-01");
  EXPECT_EQ(Period::parse("2023-01-31/2023-02-28")->to_string(), "2023-01-31/2023-02-28");
  for (const auto text :
       {"", "23", "2023-", "2023-1", "2023-13", "2023-00", "2023-01-01", "2023-01-01/",
        "/2023-01-01", "2023-01-01/2023-01-01", "2023-02-01/2023-01-01", "2023-01-01/2023-02-30",
        "9999", "9999-12", "2023/2024", "20231", "2023x01"}) {
    EXPECT_FALSE(Period::parse(text).ok()) << text;
  }
}

TEST(Period, IsHalfOpen) {
  const Period year = Period::year(2023).value();
  EXPECT_TRUE(year.contains(Date::of(2023, 1, 1).value()));
  EXPECT_TRUE(year.contains(Date::of(2023, 12, 31).value()));
  EXPECT_FALSE(year.contains(Date::of(2024, 1, 1).value()));
  EXPECT_FALSE(year.contains(Date::of(2022, 12, 31).value()));
  EXPECT_TRUE(year.contains(Period::month(2023, 12).value()));
  EXPECT_TRUE(year.contains(year));
  EXPECT_FALSE(Period::month(2023, 12)->contains(year));
}

RC_GTEST_PROP(Date, FieldsGiveTheDayBack, ()) {
  const Date date = Date::from_days(*rc::gen::inRange(-719162, 2932897));
  RC_ASSERT(Date::of(date.year(), date.month(), date.day()).value() == date);
  RC_ASSERT(Date::parse(date.to_string()).value() == date);
  // The next day is the next in text too, which is what makes stored dates sort.
  if (date.days_since_epoch() < 2932896)
    RC_ASSERT(date.to_string() < date.plus_days(1).to_string());
}

RC_GTEST_PROP(Instant, TextsGiveItBack, ()) {
  const auto millis = *rc::gen::inRange<int64_t>(-62'135'596'800'000, 253'402'214'400'000);
  const Instant instant = Instant::from_millis(millis);
  RC_ASSERT(Instant::parse(instant.to_string()).value() == instant);
  RC_ASSERT(Instant::parse_compact(instant.to_compact17()).value() == instant);
}

RC_GTEST_PROP(Period, TextGivesItBack, ()) {
  const Date from = Date::from_days(*rc::gen::inRange(-700'000, 2'900'000));
  const Period period = Period::of(from, from.plus_days(*rc::gen::inRange(1, 800))).value();
  RC_ASSERT(Period::parse(period.to_string()).value() == period);
}

}  // namespace
}  // namespace chuhai
