// Parcel: what the documents of one order key say together. Its first version is written when all
// parts are there or the time of waiting is over; a later document writes version n + 1.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/amount5.h"
#include "base/id.h"
#include "base/result.h"
#include "base/time.h"
#include "documents/document.h"

namespace chuhai::clearance {

using ParcelId = Id<struct ParcelTag>;

// Parts of a parcel, in the order in which missing ones are named.
enum Part : uint8_t { kPayment = 1, kGoods = 2, kCarrier = 4, kList = 8 };
using Parts = uint8_t;
// "goods_carrier": the names of the set's parts in order, joined by '_'; "" for none.
std::string parts_key(Parts parts);

// Order's side (goods value + freight) against the money side (sum of receipts), one currency.
enum class AmountClass : uint8_t { kNotComparable, kEqual, kWithin001, kWithin005, kOver };
std::string_view amount_class_name(AmountClass amount_class);  // "equal", "within_0.01", …

// Customs' last word on the list, from receipts only.
struct CustomsStatus {
  std::string status;               // "", "2", "120", "399", "800", "899", "100", negative codes
  std::optional<Instant> released;  // returnTime of the first 800, else of the first 899
};

struct Parcel {
  ParcelId id;
  int lane = 0;
  int version = 1;
  documents::Form form = documents::Form::kMessage;
  std::string ebc_code;
  std::string order_no;
  // Copies of what the documents say; located, so that each can be read again.
  std::optional<documents::Document> order;
  std::vector<documents::Document> receipts;
  std::optional<documents::Document> waybill;
  std::optional<documents::Document> list;
  struct Transition {
    documents::DocumentKind about;
    std::string status;
    Instant at;
    documents::Locator locator;
    std::string info;  // returnInfo; only find_parcels fills it in (from the archive)
    // Which receipt or list it is about (business_key.h); 0 for the order and the waybill.
    uint32_t about_key = 0;
    auto operator<=>(const Transition&) const = default;
  };
  std::vector<Transition> transitions;  // by time
  std::string mapping;                  // of a trade record: the mapping's name; "" for messages
  // Set by clearance when it reads or writes the parcel (expectation.h with the settings in force).
  Parts expected_parts = 0;

  Parts present() const;
  Parts expected() const { return expected_parts; }
  Parts missing() const { return expected() & ~present(); }
  bool complete() const { return missing() == 0; }
  AmountClass amount_class() const;
  CustomsStatus customs() const;
};

// What doesn't fit between documents that were all accepted. Both sides' values are kept.
struct Exception {
  std::string reason;  // "missing", "amounts_differ", "currencies_differ", "goods_value_differs",
                       // "line_numbers_differ" …
  int lane = 0;
  ParcelId parcel;
  std::string ebc_code, order_no;
  std::string detail;  // "carrier" for missing …
  std::string left_name, left_value;
  std::string right_name, right_value;
};

}  // namespace chuhai::clearance
