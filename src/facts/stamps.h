// What facts were last computed with besides the event log: the rate table's rows, the enterprises'
// codes, the catalogue. A stamp that differs makes refresh compute everything again.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "facts/fact.h"
#include "registry/rates.h"
#include "registry/registry.h"

namespace chuhai::facts {

inline constexpr std::string_view kStage = "facts";
inline constexpr std::string_view kRatesStamp = "rates";
inline constexpr std::string_view kRegistryStamp = "registry";
inline constexpr std::string_view kCatalogueStamp = "catalogue";
inline constexpr std::string_view kBatchStamp = "batch";  // the last one seen

std::string stamp_of(const registry::RateTable& table);
std::string stamp_of(const registry::Registry& registry);
std::string stamp_of(const Catalogue& catalogue);

}  // namespace chuhai::facts
