// For the tests of this folder: parcels whose documents agree, as documents and as messages.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "base/hash.h"
#include "clearance/matcher.h"
#include "clearance/simulator.h"
#include "documents/encode.h"

namespace chuhai::clearance {

#define EXPECT_OK(expression)                                   \
  do {                                                          \
    const auto ok_result = (expression);                        \
    ASSERT_TRUE(ok_result.ok()) << ok_result.error().message(); \
  } while (false)

struct ExampleParcel {
  documents::Document order, receipt, waybill, list;
  std::vector<documents::Document> answers;

  // Everything, firms' documents first.
  std::vector<documents::Document> all() const {
    std::vector<documents::Document> documents = {order, receipt, waybill, list};
    documents.insert(documents.end(), answers.begin(), answers.end());
    return documents;
  }
};

inline const Instant kExampleStart = Instant::start_of(Date::of(2023, 3, 1).value());
inline constexpr int64_t kExampleDay = 86'400'000;

inline documents::Document example_document(documents::DocumentKind kind, int number) {
  documents::Document document;
  document.kind = kind;
  document.guid = simulated_guid(static_cast<uint64_t>(kind), static_cast<uint64_t>(number));
  document.content_digest =
      stable_hash128({"example", document.guid, std::to_string(static_cast<int>(kind))});
  document.app_time =
      kExampleStart.plus_millis(number % 200 * kExampleDay + number * 1000 % 60'000);
  document.ebp_code = "4301960AB1";
  document.ebp_name = "湘品出海平台";
  document.currency = "142";
  return document;
}

inline ExampleParcel example_parcel(int number) {
  using documents::DocumentKind;
  ExampleParcel parcel;
  const std::string serial = std::to_string(1'000'000 + number);
  const std::string ebc_code = "430196" + std::to_string(1000 + number % 50);
  const std::string order_no = "SO2023-" + serial;
  parcel.order = example_document(DocumentKind::kOrder, number);
  parcel.order.order_type = 'E';
  parcel.order.goods_value = Amount5::from_units((100 + number % 900) * 2 * Amount5::kUnitsPerOne);
  parcel.order.freight = Amount5::from_units(5 * Amount5::kUnitsPerOne);
  parcel.receipt = example_document(DocumentKind::kReceipt, number);
  parcel.receipt.pay_code = "4301960PAY";
  parcel.receipt.pay_no = "P" + serial;
  parcel.receipt.amount =
      Amount5::from_units(parcel.order.goods_value.units() + parcel.order.freight.units());
  parcel.receipt.accounting_time = parcel.receipt.app_time;
  parcel.waybill = example_document(DocumentKind::kWaybill, number);
  parcel.waybill.app_time = parcel.order.app_time.plus_millis(3'600'000);
  parcel.list = example_document(DocumentKind::kList, number);
  parcel.list.app_time = parcel.order.app_time.plus_millis(7'200'000);
  parcel.list.customs_code = "4900";
  parcel.list.trade_mode = "9610";
  parcel.list.country = number % 3 == 0 ? "502" : "116";
  parcel.list.statistics_flag = 'A';
  parcel.list.agent_code = "4301960AGT";
  parcel.list.cop_no = "COP" + serial;
  parcel.list.amount = parcel.order.goods_value;
  for (documents::Document* document : {&parcel.order, &parcel.receipt, &parcel.list}) {
    document->ebc_code = ebc_code;
    document->ebc_name = "示例企业";
    document->order_no = order_no;
  }
  for (documents::Document* document : {&parcel.waybill, &parcel.list}) {
    document->logistics_code = "4301960LOG";
    document->logistics_no = "YT" + serial;
  }
  for (int line = 0; line < 2; ++line) {
    documents::Line one;
    one.gnum = line + 1;
    one.currency = "142";
    one.quantity = Amount5::from_units(Amount5::kUnitsPerOne);
    one.total_price = Amount5::from_units(parcel.order.goods_value.units() / 2);
    parcel.order.lines.push_back(one);
    one.gcode = "8517130000";
    one.country = line == 0 || number % 5 != 0 ? parcel.list.country : "303";
    parcel.list.lines.push_back(one);
  }
  parcel.answers = simulate_customs({&parcel.order,
                                     {&parcel.receipt},
                                     &parcel.waybill,
                                     &parcel.list,
                                     static_cast<uint64_t>(number)},
                                    SimulatedOutcome::kCleared, static_cast<uint64_t>(number));
  return parcel;
}

}  // namespace chuhai::clearance
