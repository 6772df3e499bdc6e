// One order with its money, shipment and list, as the generator knows it, and what is planted in
// it.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "synthetic/goods.h"
#include "synthetic/province.h"

namespace chuhai::synthetic {

// Each is planted in as many parcels (kRepeatedMessage: files), evenly over the year.
enum class Plant {
  kNone,
  kBadMessage,           // the order is first sent in a message that the schema refuses
  kEmptyText,            // of order, receipt of money, list in turn: the document is refused
  kWrongCurrency,        // order
  kWrongUnit,            // order
  kWrongCountry,         // list
  kWrongCustoms,         // list
  kListWithoutOrder,     // everything but the order
  kListWithoutWaybill,   // everything but the waybill
  kOrderWithoutList,     // everything but the list
  kOrderWithoutPayment,  // everything but the receipt of money
  kAmountWithin001,      // money received is 0.01 off
  kAmountWithin005,      // 0.02 to 0.05 off
  kAmountOver,           // more
  kGoodsValueDiffers,    // the list's total isn't the order's goods value
  kRepeatedDocument,     // the order is sent again, byte for byte, in another message
  kChange,               // the order is changed (appType 2)
  kOlder,                // the order comes again, other in content and older in appTime
  kHeld,                 // the order stays held (appStatus 1)
  kLateReceipt,          // 800 and 899 come in the last files and are of next January
  kRepeatedMessage,      // a message file comes a second time, byte for byte
};
inline constexpr int kPlantCount = 20;        // without kNone
inline constexpr int kPlantedInParcels = 19;  // those that are about one parcel
std::string_view plant_name(Plant plant);     // "bad_message", …

struct TradeLine {
  const Goods* goods = nullptr;
  int64_t quantity = 1;
  int64_t price = 0;  // hundredths of the trade's currency
  int64_t total() const { return quantity * price; }
};

struct Trade {
  char order_type = 'E';
  Plant plant = Plant::kNone;
  int plant_number = 0;  // which of its kind
  size_t seller_index = 0;
  const Seller* seller = nullptr;
  const Service* platform = nullptr;
  const Service* carrier = nullptr;
  const Service* payer = nullptr;
  const Service* agent = nullptr;
  std::string order_no, pay_no, logistics_no, cop_no, pre_no, invt_no;
  std::array<std::string, 4> guids;  // of order, receipt of money, waybill, list
  Instant order_time, receipt_time, waybill_time, list_time;
  Instant concluded, released, cleared;  // 399, 800, 899
  std::string_view currency;             // customs code
  std::string_view country;              // customs code
  bool bonded = false;                   // 1210, else 9610
  bool simplified = false;               // statisticsFlag A, else B
  std::string_view customs;              // district of declaration
  std::vector<TradeLine> lines;
  int64_t freight = 0;
  int64_t charge = 0;  // money received
  bool has_receipt = true;
  int64_t grams = 0;

  int64_t goods_value() const {
    int64_t sum = 0;
    for (const TradeLine& line : lines) sum += line.total();
    return sum;
  }
};

// Which of its documents are sent, and which of those are accepted.
struct DocumentsOf {
  bool order = true, receipt = true, waybill = true, list = true;
};
DocumentsOf sent_of(const Trade& trade);
DocumentsOf accepted_of(const Trade& trade);
// Customs concludes a list when it has order and waybill; then it is released, and cleared.
bool is_released(const Trade& trade);

// 36 characters in the usual form, capitals.
std::string make_guid(Random& random);

// Retail parcel `index` of the year. `at` is the time of its order; orders from `receipts_until` on
// may do without a receipt of money (announcement 2024 no. 167), and half of them do.
struct RetailPlace {
  int index = 0;
  Instant at;
  Instant receipts_until;
  Plant plant = Plant::kNone;
  int plant_number = 0;
};
Trade make_retail(const Province& province, const std::vector<int>& weights, uint64_t seed,
                  int year, const RetailPlace& place);
// Large order `number` of a seller, `fen` (or hundredths of `currency`) in all.
Trade make_large(const Province& province, size_t seller_index, uint64_t seed, int year, int number,
                 Instant at, int64_t amount, std::string_view currency);

}  // namespace chuhai::synthetic
