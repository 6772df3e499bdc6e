#include "synthetic/story.h"

#include <array>

#include "base/hash.h"

namespace chuhai::synthetic {
namespace {

using enum Expected;

constexpr int64_t kHundred = 100 * kMillion;    // the first threshold
constexpr int64_t kBillion = 1'000 * kMillion;  // the second
constexpr int kFew = 20;
constexpr int kMany = 40;

constexpr std::array kFirstYear = {
    PartYear{Part::kJustOverByOrders, kHundred, kFew, 0, 0, true, kHundred, kMet, kCannotTell,
             "orders add up to exactly 100,000,000.00"},
    PartYear{Part::kJustUnderByOrders, kHundred - 1, kFew, 0, kHundred - 1, true, 0, kNotMet,
             kNotMet, "orders of 99,999,999.99 and an accepted statement of the same"},
    PartYear{Part::kUnderNoStatement, kHundred - 1, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "orders of 99,999,999.99 are a lower bound, and nothing else is on file"},
    PartYear{Part::kJustOverBySheet, 20 * kMillion, kFew, kHundred + 1, 0, true, kHundred + 1, kMet,
             kCannotTell, "settlement report of 100,000,000.01"},
    PartYear{Part::kJustUnderBySheet, 20 * kMillion, kFew, kHundred - 2, kHundred - 2, true,
             kHundred - 2, kNotMet, kNotMet,
             "settlement report and accepted statement of 99,999,999.98"},
    PartYear{Part::kBillionByOrders, kBillion, kMany, 0, 0, true, kBillion, kMet, kMet,
             "orders add up to exactly 1,000,000,000.00: both steps in one year"},
    PartYear{Part::kUnderBillion, kBillion - 1, kMany, 0, kBillion - 1, true, 0, kMet, kNotMet,
             "orders and accepted statement of 999,999,999.99"},
    PartYear{Part::kBillionByStatement, 600 * kMillion, kMany, 0, 1'200 * kMillion, true, 0,
             kNotMet, kMet, "accepted statement of 1.2 billion; 150 million two years before"},
    PartYear{Part::kSecondTime, 110 * kMillion, kFew, 0, 110 * kMillion, true, 0, kNotMet, kNotMet,
             "105 million two years before, 80 million last year, 110 million now: a second time"},
    PartYear{Part::kNoHistory, 130 * kMillion, kFew, 0, 130 * kMillion, true, 0, kCannotTell,
             kNotMet, "130 million, and no earlier year on file"},
    PartYear{Part::kHistoryGap, 125 * kMillion, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "125 million, and one earlier year missing"},
    PartYear{Part::kClaimOnly, 40 * kMillion, kFew, 0, 120 * kMillion, false, 0, kCannotTell,
             kCannotTell, "orders of 40 million and a statement of 120 that nobody accepted"},
    PartYear{Part::kBasesDisagree, 105 * kMillion, kFew, 0, 95 * kMillion, true, 0, kCannotTell,
             kCannotTell, "orders prove 105 million, the accepted statement says 95"},
    PartYear{Part::kNoEstablishment, 150 * kMillion, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "150 million, and no day of establishment on file"},
    PartYear{Part::kOutsideHunan, 120 * kMillion, kFew, 0, 0, true, 0, kNotMet, kNotMet,
             "120 million, registered outside Hunan"},
    PartYear{Part::kRelatedReached, 115 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "115 million; a related enterprise had 130 million three years before"},
    PartYear{Part::kRelated, 5 * kMillion, kFew, 0, 5 * kMillion, true, 0, kNotMet, kNotMet,
             "the related enterprise: 5 million now"},
    PartYear{Part::kPredecessorReached, 118 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "118 million; its predecessor had 110 million four years before"},
    PartYear{Part::kNoRate, 400 * kMillion, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "orders in baht, and no rate on file for September"},
    PartYear{Part::kFirstTimeNextYear, 60 * kMillion, kFew, 0, 60 * kMillion, true, 0, kNotMet,
             kNotMet, "60 million this year"}};

constexpr std::array kSecondYear = {
    PartYear{Part::kFirstTimeNextYear, 130 * kMillion, kFew, 0, 0, true, 130 * kMillion, kMet,
             kCannotTell, "130 million for the first time; held since 1 August 2024"},
    PartYear{Part::kJustUnderByOrders, 120 * kMillion, kFew, 0, 0, true, 0, kMet, kCannotTell,
             "120 million for the first time; 99,999,999.99 the year before"},
    PartYear{Part::kUnderBillion, kBillion, kMany, 0, 0, true, 0, kNotMet, kMet,
             "exactly 1 billion for the first time; the first step was reached before"},
    PartYear{Part::kJustOverByOrders, 20 * kMillion, kFew, 0, 80 * kMillion, true, 0, kNotMet,
             kNotMet, "accepted statement of 80 million"},
    PartYear{Part::kUnderNoStatement, 30 * kMillion, kFew, 0, 70 * kMillion, true, 0, kNotMet,
             kNotMet, "accepted statement of 70 million"},
    PartYear{Part::kJustOverBySheet, 20 * kMillion, kFew, 0, 90 * kMillion, true, 0, kNotMet,
             kNotMet, "accepted statement of 90 million"},
    PartYear{Part::kJustUnderBySheet, 20 * kMillion, kFew, 0, 60 * kMillion, true, 0, kNotMet,
             kNotMet, "accepted statement of 60 million"},
    PartYear{Part::kBillionByOrders, 400 * kMillion, kMany, 0, 1'100 * kMillion, true, 0, kNotMet,
             kNotMet, "1.1 billion again: both steps were reached the year before"},
    PartYear{Part::kBillionByStatement, 300 * kMillion, kFew, 0, 900 * kMillion, true, 0, kNotMet,
             kNotMet, "accepted statement of 900 million"},
    PartYear{Part::kSecondTime, 30 * kMillion, kFew, 0, 70 * kMillion, true, 0, kNotMet, kNotMet,
             "accepted statement of 70 million"},
    PartYear{Part::kNoHistory, 20 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "130 million the year before: not a first time, whatever this year is"},
    PartYear{Part::kHistoryGap, 20 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "125 million the year before: not a first time"},
    PartYear{Part::kClaimOnly, 20 * kMillion, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "neither this year's nor last year's figure is on file"},
    PartYear{Part::kBasesDisagree, 20 * kMillion, kFew, 0, 50 * kMillion, true, 0, kNotMet, kNotMet,
             "accepted statement of 50 million"},
    PartYear{Part::kNoEstablishment, 20 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "150 million the year before: not a first time"},
    PartYear{Part::kOutsideHunan, 120 * kMillion, kFew, 0, 0, true, 0, kNotMet, kNotMet,
             "registered outside Hunan"},
    PartYear{Part::kRelatedReached, 20 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "115 million the year before: not a first time"},
    PartYear{Part::kRelated, 6 * kMillion, kFew, 0, 6 * kMillion, true, 0, kNotMet, kNotMet,
             "the related enterprise: 6 million"},
    PartYear{Part::kPredecessorReached, 20 * kMillion, kFew, 0, 0, true, 0, kNotMet, kCannotTell,
             "118 million the year before: not a first time"},
    PartYear{Part::kNoRate, 100 * kMillion, kFew, 0, 0, true, 0, kCannotTell, kCannotTell,
             "orders in baht, and no rate on file for September"}};

bool is_second(int year) { return year == 2024; }

// A plain earlier figure, far below the threshold, the same for every run of a seed.
int64_t plain_figure(const Seller& seller, int year) {
  const uint64_t draw = stable_hash64(seller.id + std::to_string(year));
  return (10 + (year - 2012) * 3) * kMillion + static_cast<int64_t>(draw % (15 * kMillion));
}

int64_t special_figure(Part part, int years_before) {
  if (part == Part::kSecondTime && years_before == 2) return 105 * kMillion;
  if (part == Part::kSecondTime && years_before == 1) return 80 * kMillion;
  if (part == Part::kBillionByStatement && years_before == 2) return 150 * kMillion;
  if (part == Part::kRelated && years_before == 3) return 130 * kMillion;
  if (part == Part::kPredecessor && years_before == 4) return 110 * kMillion;
  return 0;
}

}  // namespace

std::string_view expected_name(Expected expected) {
  switch (expected) {
    case kMet:
      return "met";
    case kNotMet:
      return "not_met";
    case kCannotTell:
      return "cannot_tell";
    case kNothing:
      break;
  }
  return "";
}

int story_year(int year) { return is_second(year) ? year - 1 : year; }

PartYear story_of(Part part, int year) {
  const auto find = [&](const auto& stories) {
    for (const PartYear& story : stories)
      if (story.part == part) return story;
    return PartYear{part};
  };
  return is_second(year) ? find(kSecondYear) : find(kFirstYear);
}

std::vector<Part> notable_parts(int year) {
  if (is_second(year))
    return {Part::kFirstTimeNextYear, Part::kJustUnderByOrders, Part::kUnderBillion,
            Part::kNoHistory,         Part::kBillionByOrders,   Part::kSecondTime,
            Part::kOutsideHunan,      Part::kClaimOnly,         Part::kNoRate};
  return {Part::kJustOverByOrders, Part::kSecondTime,         Part::kHistoryGap,
          Part::kBillionByOrders,  Part::kBillionByStatement, Part::kUnderBillion,
          Part::kJustOverBySheet,  Part::kJustUnderByOrders,  Part::kJustUnderBySheet,
          Part::kOutsideHunan,     Part::kRelatedReached,     Part::kPredecessorReached,
          Part::kNoHistory,        Part::kUnderNoStatement,   Part::kClaimOnly,
          Part::kBasesDisagree,    Part::kNoEstablishment,    Part::kNoRate,
          Part::kFirstTimeNextYear};
}

std::vector<HistoryRow> history_of(const Seller& seller, int year) {
  const int end = story_year(year);
  if (seller.part == Part::kNoHistory || seller.part == Part::kWarehouseOwner) return {};
  if (seller.part == Part::kNoEstablishment) return {{2015, end - 1, 0, true}};
  std::vector<HistoryRow> rows;
  int first = seller.established_year;
  // The oldest years of half of the sellers are stated together.
  const int stated_until = end - 6;
  const bool states = seller.weight % 2 == 0 && first < stated_until;
  if (states) {
    rows.push_back({first, stated_until, 0, true});
    first = stated_until + 1;
  }
  for (int each = first; each < end; ++each) {
    if (seller.part == Part::kHistoryGap && each == end - 3) continue;
    const int64_t special = special_figure(seller.part, end - each);
    rows.push_back({each, each, special != 0 ? special : plain_figure(seller, each), false});
  }
  return rows;
}

}  // namespace chuhai::synthetic
