// One synthetic year of a province, made from a seed: enterprises in all 14 cities, their
// warehouses and history, parcels as valid messages, other evidence, rates, and a stated number of
// planted errors. Everything it makes says that it is synthetic; the customs receipts say that they
// are simulated.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>

#include "base/json.h"
#include "base/result.h"

namespace chuhai::synthetic {

struct GenerateOptions {
  uint64_t seed = 1;
  int year = 2023;
  int parcels = 1000;
  std::filesystem::path out;  // made; kAlreadyExists when it holds anything
};

// Writes
//   registry/{enterprises,links,warehouses,recognitions,zones}.csv   rates.csv (marked as example)
//   history/{figures,awards}.csv   evidence.csv   messages/NNNNN-*.xml
//   manifest.json   what was planted, with exact counts and the subjects of note
//   notable.txt     the same subjects as lines "outcome subject measure", for shells
// The same options give the same bytes; the registry depends on the seed alone. `progress` gets
// (parcels done, parcels in all).
Result<Json> generate(const GenerateOptions& options,
                      const std::function<void(size_t, size_t)>& progress);

}  // namespace chuhai::synthetic
