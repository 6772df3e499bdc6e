// The CSV files of a generated province: registry, rates, history, evidence.
#pragma once

#include <cstdint>
#include <filesystem>

#include "base/result.h"
#include "synthetic/ledger.h"
#include "synthetic/province.h"

namespace chuhai::synthetic {

// registry/*.csv: the same for every year of a seed.
Status write_registry(const Province& province, const std::filesystem::path& out);
// rates.csv: the year's months, marked as an example.
Status write_rates(int year, const std::filesystem::path& out);
// history/figures.csv and history/awards.csv. Of the awards, those for years before `year`.
Status write_history(const Province& province, int year, const std::filesystem::path& out);
// evidence.csv. An everyday seller's statement is above what its orders prove by the ledger.
Status write_evidence(const Province& province, uint64_t seed, int year, const Ledger& ledger,
                      const std::filesystem::path& out);

// Yuan with two decimals: 12345 -> "123.45".
std::string yuan(int64_t fen);

}  // namespace chuhai::synthetic
