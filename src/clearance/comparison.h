// Exceptions: what a parcel's documents say differently. Pure; customs.md 2.1 (the published rules,
// as far as the export messages carry the fields). Not refusals.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "clearance/parcel.h"

namespace chuhai::clearance {

// Kept with the parcel's row as a set, so that counting needs no decoding.
enum ExceptionFlag : uint32_t {
  kGoodsValueDiffers = 1,   // order goodsValue against the sum of the list's totalPrice
  kLineNumbersDiffer = 2,   // gnum one to one between order and list
  kCurrenciesDiffer = 4,    // order against receipts and list lines
  kPlatformDiffers = 8,     // ebpCode of order, receipts, list
  kEnterpriseDiffers = 16,  // ebcCode of the waybill (optional there) against the order key's
};
using ExceptionFlags = uint32_t;
std::vector<ExceptionFlag> all_exception_flags();
std::string_view exception_flag_name(ExceptionFlag flag);  // "goods_value_differs" …

ExceptionFlags exception_flags(const Parcel& parcel);
// "missing" (with the parts' key as detail), "amounts_differ" (with the class), and the flags'
// names; with both sides' values.
std::vector<Exception> exceptions_of(const Parcel& parcel);

}  // namespace chuhai::clearance
