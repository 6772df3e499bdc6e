// Documents: what the export messages 303, 403, 505 and 603, their receipts, and trade records say,
// decoded into the fields that later stages use. The bytes stay in the archive; `Document` is what
// clearance matches.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/amount5.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/time.h"
#include "journal/journal.h"

namespace chuhai::documents {

enum class DocumentKind : uint8_t {
  kOrder = 1,    // 303 Order, or a trade record's goods side
  kReceipt = 2,  // 403 Receipts (收款单: receipt of money), or a trade record's money side
  kWaybill = 3,  // 505 Logistics, or a trade record's shipment side
  kList = 4,     // 603 Inventory
  kReturn = 5,   // 304, 404, 506, 604: customs' answer about one of the above
};

enum class Form : uint8_t { kMessage = 0, kTradeRecord = 1 };

// A line of a list (603 InventoryList), or of an order where later stages need it.
struct Line {
  int gnum = 0;
  std::string gcode;     // ten digits; lists only
  std::string country;   // final destination, customs code; lists only
  std::string currency;  // customs code of messages, ISO of trade records
  Amount5 quantity;
  Amount5 total_price;
};

// Which document of which archived input: enough to find its bytes again.
struct Locator {
  journal::EntryKey entry;
  int ordinal = 0;  // 0-based among the message's documents or the file's records
  auto operator<=>(const Locator&) const = default;
};

struct Document {
  DocumentKind kind = DocumentKind::kOrder;
  Form form = Form::kMessage;
  Locator locator;
  Hash128 content_digest;  // of the document's own bytes: tells a repeat from a duplicate

  // Common to firms' documents.
  std::string guid;
  char app_type = '1';
  Instant app_time;
  char app_status = '2';

  // Parties and keys; empty where the kind has none.
  std::string ebp_code, ebp_name;
  std::string ebc_code, ebc_name;
  std::string order_no;
  std::string pay_code, pay_no;
  std::string logistics_code, logistics_no;
  std::string agent_code, cop_no, pre_no, invt_no;

  // Order: goods_value, freight, currency, order_type. Receipt of money: charge in `amount`.
  // Waybill: freight. List: sum of lines in `amount` when of one currency.
  char order_type = 0;
  Amount5 goods_value;
  Amount5 freight;
  Amount5 amount;
  std::string currency;
  Instant accounting_time;                        // receipt of money
  std::string customs_code, trade_mode, country;  // list head
  char statistics_flag = 0;
  std::vector<Line> lines;

  // Return.
  DocumentKind about = DocumentKind::kOrder;
  std::string return_status;  // as sent: "2", "120", "399", "800", "899", "-301010"…
  Instant return_time;
  std::string return_info;

  // Trade records whose order record is missing still have a key (order_no); `goods_present` says
  // whether the goods side exists.
};

// What the checks say. Refusals stop the document (or message); findings are stored and shown.
enum class Severity : uint8_t { kMessageRefused = 1, kDocumentRefused = 2, kFinding = 3 };

struct Finding {
  Severity severity = Severity::kFinding;
  std::string rule;        // our rule id: "order.total_price", "schema.length"…
  std::string code;        // the published code: "0002", "-301002"; "100" with our rule otherwise
  std::string message;     // guid of the message, or its source name
  int document = -1;       // ordinal, -1 for the message as a whole
  std::string field_path;  // "Order/OrderHead/orderNo"
  std::string value;       // as received, cut to 80 characters; never a personal field
  std::string text_zh, text_en;
  Json to_json() const;
};
// As to_json() wrote it; kCorrupt otherwise.
Result<Finding> finding_of(const Json& json);

}  // namespace chuhai::documents
