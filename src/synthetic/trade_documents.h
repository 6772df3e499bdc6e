// A trade's documents, written into messages; and customs' answers, simulated and labelled
// so. Fewer than clearance's simulator gives (120 for order, money and shipment; 399, 800 and 899
// for the list), since a year has a million of them.
#pragma once

#include <string>
#include <string_view>

#include "documents/encode.h"
#include "synthetic/trade.h"

namespace chuhai::synthetic {

// A fault that the schema refuses.
enum class SchemaFault { kNone, kMissingElement, kTooManyDecimals, kShortGuid };

struct OrderForm {
  char app_type = '1';
  Instant app_time;
  std::string guid;
  int64_t more_freight = 0;  // hundredths
  SchemaFault fault = SchemaFault::kNone;
};
// As first sent.
OrderForm first_form(const Trade& trade);
void write_order(documents::MessageWriter& writer, const Trade& trade, const OrderForm& form);
void write_receipt(documents::MessageWriter& writer, const Trade& trade);
void write_waybill(documents::MessageWriter& writer, const Trade& trade);
void write_list(documents::MessageWriter& writer, const Trade& trade);

// The part of a trade that customs' answer is about.
enum class About { kOrder, kReceipt, kWaybill, kList };
// Copies of what an answer names, since the trade is gone when it is written.
struct AnswerKeys {
  About about = About::kOrder;
  std::string_view ebp, ebc, carrier, agent;
  std::string order_no, pay_no, logistics_no, cop_no, pre_no, invt_no;
  bool simplified = false;
  Instant stored;                        // 120, or 2 where it goes no further
  Instant concluded, released, cleared;  // of a list that is released
  bool is_released = false;
  bool is_late = false;  // 800 and 899 come with the year's last files
};
AnswerKeys answer_keys(const Trade& trade, About about);
void write_answer(documents::MessageWriter& writer, const AnswerKeys& keys, std::string_view status,
                  Instant at, std::string_view guid);

}  // namespace chuhai::synthetic
