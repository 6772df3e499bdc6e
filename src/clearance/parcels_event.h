// The event "parcels": what a batch wrote, for the stages that follow. One a lane group and batch,
// in the lane that stands for the group. The payload is JSON:
//   {"parcels":{"<lane>":[id, difference, …]},            delta-coded, ascending
//    "touched":[[kind,form,subject,year], …],             totals that changed
//    "corrections":[{"lane":…,"id":…,"version":…,"before":[…],"after":[…]}]}
// A correction's contributions are [kind,year,month,mode,destination,currency,amount].
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "clearance/matcher.h"

namespace chuhai::clearance {

inline constexpr std::string_view kParcelsEvent = "parcels";

struct Touched {
  TotalKind kind = TotalKind::kTurnover;
  documents::Form form = documents::Form::kMessage;
  std::string subject;
  int year = 0;
  auto operator<=>(const Touched&) const = default;
};

struct ParcelsEvent {
  std::vector<std::pair<int, ParcelId>> parcels;  // lane and id
  std::vector<Touched> touched;
  size_t corrections = 0;
};

// Payloads by the group's lane; none for a batch without effects.
std::map<int, std::string> event_payloads(const Effects& effects);
Result<ParcelsEvent> parse_parcels_event(std::string_view payload);

}  // namespace chuhai::clearance
