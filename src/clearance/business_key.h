// The keys by which people and documents name a parcel, as stable hashes that say what kind of key
// they are. A hash only leads to candidates: who asks compares the texts.
#pragma once

#include <string_view>
#include <vector>

#include "base/hash.h"
#include "clearance/contribution.h"
#include "clearance/parcel.h"

namespace chuhai::clearance {

// (ebcCode, orderNo) of the order; its lane is the parcel's. Trade records and messages don't
// match.
Hash128 order_key(documents::Form form, std::string_view ebc_code, std::string_view order_no);
// (logisticsCode, logisticsNo), all generations.
Hash128 waybill_key(std::string_view logistics_code, std::string_view logistics_no);
// (agentCode, copNo).
Hash128 list_key(std::string_view agent_code, std::string_view cop_no);
// A number alone, for people: orderNo, logisticsNo, copNo, preNo or invtNo.
Hash128 order_number_key(std::string_view order_no);
Hash128 waybill_number_key(std::string_view logistics_no);
Hash128 list_number_key(std::string_view number);
// Parcels that add to a subject's totals of a year.
Hash128 subject_key(TotalKind kind, documents::Form form, std::string_view subject, int year);

// The lane of a parcel: of (ebcCode, orderNo) alone, whatever the form.
int parcel_lane(std::string_view ebc_code, std::string_view order_no);
int waybill_lane(std::string_view logistics_code, std::string_view logistics_no);

// What a return is about within its parcel: 404's payNo, 604's list. 0 for the order and the
// waybill.
uint32_t return_key(const documents::Document& about_or_return);
uint32_t list_return_key(std::string_view agent_code, std::string_view cop_no);

// All keys under which a parcel is found, sorted, each once.
std::vector<Hash128> keys_of(const Parcel& parcel, const std::vector<Contribution>& contributions);

}  // namespace chuhai::clearance
