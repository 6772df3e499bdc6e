// The year's messages, month by month.
#pragma once

#include <filesystem>
#include <functional>

#include "base/result.h"
#include "synthetic/ledger.h"
#include "synthetic/province.h"
#include "synthetic/synthetic.h"

namespace chuhai::synthetic {

// How many of each kind are planted among so many parcels: max(3, parcels / 1000), fewer below 200
// parcels.
int planted_of_each(int parcels);

struct YearOutput {
  Ledger ledger;
  size_t files = 0;
  size_t bytes = 0;
  size_t documents = 0;  // of firms, refused ones included
  size_t answers = 0;    // of the simulated customs
};
// Writes messages/ below options.out.
Result<YearOutput> write_year(const Province& province, const GenerateOptions& options,
                              const std::function<void(size_t, size_t)>& progress);

}  // namespace chuhai::synthetic
