#include "facts/touched.h"

#include "clearance/parcels_event.h"

namespace chuhai::facts {

std::optional<std::vector<std::string>> touched_codes(const journal::Event& event) {
  if (event.kind != clearance::kParcelsEvent) return std::nullopt;
  auto parsed = clearance::parse_parcels_event(event.payload);
  if (!parsed.ok()) return std::nullopt;
  std::vector<std::string> codes;
  for (clearance::Touched& touched : parsed->touched) codes.push_back(std::move(touched.subject));
  return codes;
}

}  // namespace chuhai::facts
