// What the planted sellers do in a year, and what the policy must say about them: exact figures
// around the thresholds, one question a seller. 2024 continues 2023 in the same store; any other
// year tells the story of 2023 with its history shifted.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "synthetic/province.h"

namespace chuhai::synthetic {

inline constexpr int64_t kMillion = 100'000'000;  // yuan, in fen

enum class Expected { kNothing, kMet, kNotMet, kCannotTell };
std::string_view expected_name(Expected expected);  // "met", "not_met", "cannot_tell", ""

// Amounts in fen. 0: there is none.
struct PartYear {
  Part part = Part::kEveryday;
  int64_t orders = 0;      // sum of B and W orders in CNY (kNoRate: in baht); goods by declaration
  int count = 0;           // how many orders
  int64_t settlement = 0;  // the platform's settlement report
  int64_t statement = 0;   // the enterprise's statement of turnover
  bool accepted = true;    // by the city's commerce bureau
  int64_t sheet = 0;       // customs' firm-by-month sheet of import-export, over twelve months
  Expected m01_1 = Expected::kNothing;
  Expected m01_2 = Expected::kNothing;
  std::string_view why;  // for the manifest
};
// All zero for the parts that do nothing.
PartYear story_of(Part part, int year);
// Of all planted parts, the most telling example of its kind first.
std::vector<Part> notable_parts(int year);

// The year of which the story is told: 2023 for 2024, else the year itself.
int story_year(int year);

// A row of an earlier year, or of years together of which none reached 100 million.
struct HistoryRow {
  int first = 0;
  int last = 0;
  int64_t fen = 0;
  bool none_reached = false;
};
// Every year from establishment (2015 where that isn't on file) to the one before the story's year,
// as far as it is on file.
std::vector<HistoryRow> history_of(const Seller& seller, int year);

}  // namespace chuhai::synthetic
