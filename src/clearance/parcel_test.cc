// What is expected of a parcel, and how its documents are compared.
#include <map>

#include "clearance/comparison.h"
#include "clearance/example_parcels.h"
#include "clearance/expectation.h"

namespace chuhai::clearance {
namespace {

using documents::Form;

struct ExpectationCase {
  std::string name;
  char order_type;         // 0: no order
  std::string trade_mode;  // "": no list
  int year;
  Form form;
  std::string expected;
};

TEST(Expectation, ByFormTypeModeAndDay) {
  const std::vector<ExpectationCase> cases = {
      {"retail 2023", 'E', "9610", 2023, Form::kMessage, "payment_goods_carrier_list"},
      {"retail 2025", 'E', "9610", 2025, Form::kMessage, "goods_carrier_list"},
      {"retail without list", 'E', "", 2023, Form::kMessage, "payment_goods_carrier_list"},
      {"B by form", 'B', "", 2023, Form::kMessage, "goods"},
      {"W by list", 'W', "9810", 2023, Form::kMessage, "goods_carrier_list"},
      {"list alone, retail", 0, "9610", 2023, Form::kMessage, "payment_goods_carrier_list"},
      {"list alone, 9710", 0, "9710", 2023, Form::kMessage, "goods_carrier_list"},
      {"money alone", 0, "", 2023, Form::kMessage, "goods"},
      {"trade record", 'E', "", 2025, Form::kTradeRecord, "payment_goods_carrier"},
  };
  for (const ExpectationCase& one : cases) {
    Parcel parcel;
    parcel.form = one.form;
    const Instant at = Instant::start_of(Date::of(one.year, 6, 1).value());
    if (one.order_type != 0) {
      parcel.order.emplace().order_type = one.order_type;
      parcel.order->app_time = at;
    }
    if (!one.trade_mode.empty()) {
      parcel.list.emplace().trade_mode = one.trade_mode;
      parcel.list->app_time = at;
    }
    EXPECT_EQ(parts_key(expected_parts(parcel, {})), one.expected) << one.name;
  }
  Parcel edge;
  edge.order.emplace().order_type = 'E';
  edge.order->app_time = Instant::parse("2024-12-14T23:59:59+08:00").value();
  EXPECT_NE(expected_parts(edge, {}) & kPayment, 0);
  edge.order->app_time = Instant::parse("2024-12-15T00:00:00+08:00").value();
  EXPECT_EQ(expected_parts(edge, {}) & kPayment, 0);
}

TEST(Parcel, AmountClassesAreDisjoint) {
  for (const auto& [difference, expected] : std::map<int64_t, std::string>{{0, "equal"},
                                                                           {1, "within_0.01"},
                                                                           {1'000, "within_0.01"},
                                                                           {-1'000, "within_0.01"},
                                                                           {1'001, "within_0.05"},
                                                                           {-5'000, "within_0.05"},
                                                                           {5'001, "over"},
                                                                           {-5'001, "over"}}) {
    Parcel parcel;
    parcel.order.emplace().goods_value = Amount5::from_units(1'000'000);
    parcel.receipts.emplace_back().amount = Amount5::from_units(1'000'000 + difference);
    EXPECT_EQ(amount_class_name(parcel.amount_class()), expected) << difference;
    parcel.receipts[0].currency = "USD";
    EXPECT_EQ(parcel.amount_class(), AmountClass::kNotComparable);
  }
  // Hostile amounts don't overflow.
  Parcel parcel;
  parcel.order.emplace().goods_value = parcel.order->freight = Amount5::from_units(INT64_MAX);
  parcel.receipts.emplace_back().amount = Amount5::from_units(INT64_MIN);
  EXPECT_EQ(parcel.amount_class(), AmountClass::kOver);
}

TEST(Comparison, KeepsBothSides) {
  const ExampleParcel example = example_parcel(1);
  Parcel parcel;
  parcel.ebc_code = example.order.ebc_code;
  parcel.order = example.order;
  parcel.receipts = {example.receipt};
  parcel.waybill = example.waybill;
  parcel.list = example.list;
  parcel.expected_parts = expected_parts(parcel, {});
  EXPECT_TRUE(exceptions_of(parcel).empty());
  parcel.list->lines[0].total_price = Amount5::from_units(1);
  parcel.list->lines[0].gnum = 9;
  parcel.list->ebp_code = "OTHER";
  parcel.waybill->ebc_code = "SOMEBODY";
  parcel.receipts[0].amount = Amount5::from_units(1);
  std::map<std::string, std::pair<std::string, std::string>> found;
  for (const Exception& one : exceptions_of(parcel))
    found[one.reason] = {one.left_value, one.right_value};
  EXPECT_EQ(found.size(), 5u);
  EXPECT_EQ(found["goods_value_differs"].first, example.order.goods_value.to_string());
  EXPECT_EQ(found["line_numbers_differ"], std::pair(std::string("1,2"), std::string("9,2")));
  EXPECT_EQ(found["platform_differs"].second, "OTHER");
  EXPECT_EQ(found["enterprise_differs"].second, "SOMEBODY");
  EXPECT_EQ(found["amounts_differ"].second, "0.00001 142");
  parcel.receipts[0].currency = "502";
  EXPECT_EQ(exception_flags(parcel) & kCurrenciesDiffer, kCurrenciesDiffer);
}

}  // namespace
}  // namespace chuhai::clearance
