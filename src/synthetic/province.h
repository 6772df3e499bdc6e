// Who there is in the synthetic province: depends on the seed only, so that several years of the
// same seed go into one store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.h"
#include "synthetic/random.h"

namespace chuhai::synthetic {

// Sellers with a part to play; the rest are everyday ones. What each is planted for is in story.cc.
enum class Part {
  kEveryday,
  kJustOverByOrders,    // exactly 100,000,000.00 of orders
  kJustUnderByOrders,   // 99,999,999.99 of orders, and an accepted statement of the same
  kUnderNoStatement,    // 99,999,999.99 of orders and nothing else
  kJustOverBySheet,     // settlement report of 100,000,000.01
  kJustUnderBySheet,    // settlement report and accepted statement of 99,999,999.98
  kBillionByOrders,     // exactly 1,000,000,000.00 of B and W orders
  kUnderBillion,        // 999,999,999.99, with an accepted statement
  kBillionByStatement,  // 600 m of orders, accepted statement of 1.2 bn; 150 m in 2021
  kSecondTime,          // 110 m; over the threshold once before (2021), below it last year
  kNoHistory,           // 130 m of orders, nothing on file before
  kHistoryGap,          // 125 m of orders, 2020 missing
  kClaimOnly,           // 40 m of orders, a statement of 120 m that nobody accepted
  kBasesDisagree,       // 105 m of orders, accepted statement of 95 m
  kNoEstablishment,     // 150 m of orders, no date of establishment on file
  kOutsideHunan,        // 120 m of orders, registered in another province
  kRelatedReached,      // 115 m; a related enterprise had 130 m in 2020
  kRelated,             // that one
  kPredecessorReached,  // 118 m; its predecessor had 110 m in 2019
  kPredecessor,         // that one
  kNoRate,              // orders in a currency with no rate on file for a month
  kFirstTimeNextYear,   // 60 m in 2023, 130 m in 2024
  kWarehouseOwner,      // owns five public overseas warehouses
};

struct Seller {
  Part part = Part::kEveryday;
  std::string id;  // credit code
  std::string customs_code;
  std::string name_zh, name_en;
  std::string region;  // six digits
  std::string size_class;
  std::string capital;  // yuan
  int established_year = 2010;
  std::string established;   // date, or empty
  std::string deregistered;  // date, or empty
  std::string roles;         // ';' between
  int weight = 1;            // share of retail parcels
};

// A platform, carrier, payment firm or customs agent.
struct Service {
  std::string id, customs_code, name_zh, name_en, role, region;
};

struct SyntheticWarehouse {
  std::string id, name_zh, name_en, owner, country;
  std::string recognised;  // date, or empty
  std::string withdrawn;   // date, or empty
};

struct Province {
  std::vector<Seller> sellers;
  std::vector<Service> platforms, carriers, payers, agents;
  std::vector<SyntheticWarehouse> warehouses;

  const Seller& with(Part part) const;
};

Province make_province(uint64_t seed);

}  // namespace chuhai::synthetic
