// A trade's documents, written into messages; and customs' answers, simulated and labelled so. They
// are written by clearance's simulator, but planned here: fewer (120 for order, money and shipment;
// 399, 800 and 899 for the list), since a year has a million of them, and at times that suit the
// planted stories.
#pragma once

#include <string>
#include <string_view>

#include "documents/document.h"
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

// What customs will say about a part of a trade, and when. The answer has the keys, since the trade
// is gone when it is written; guid, status, time and words come with each status.
struct AnswerPlan {
  documents::Document answer;
  Instant stored;                        // 120, or 2 where it goes no further
  Instant concluded, released, cleared;  // of a list that is released
  bool is_released = false;
  bool is_late = false;  // 800 and 899 come with the year's last files
};
AnswerPlan plan_answer(const Trade& trade, documents::DocumentKind about);
// The planned answer with one status.
documents::Document answer_of(const AnswerPlan& plan, std::string_view status, Instant at,
                              std::string guid);

}  // namespace chuhai::synthetic
