#include "synthetic/synthetic.h"

#include <fmt/format.h>

#include "base/file.h"
#include "synthetic/manifest.h"
#include "synthetic/province.h"
#include "synthetic/tables.h"
#include "synthetic/year.h"

namespace chuhai::synthetic {
namespace {

constexpr int kYearMin = 2018;
constexpr int kYearMax = 2040;
constexpr int kParcelsMax = 50'000'000;

Status check(const GenerateOptions& options) {
  if (options.year < kYearMin || options.year > kYearMax)
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("year {}: choose one of {} to {}", options.year, kYearMin, kYearMax));
  if (options.parcels < 0 || options.parcels > kParcelsMax)
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("parcels {}: choose 0 to {}", options.parcels, kParcelsMax));
  return {};
}

// An empty folder, made if need be, with those below it.
Status make_folders(const std::filesystem::path& out) {
  std::error_code error;
  if (std::filesystem::exists(out, error) && !std::filesystem::is_empty(out, error))
    return Error(ErrorCode::kAlreadyExists,
                 fmt::format("{} isn't an empty folder; name a new one", out.string()));
  for (const std::string_view name : {"registry", "history", "messages"}) {
    std::filesystem::create_directories(out / name, error);
    if (error)
      return Error(ErrorCode::kIo,
                   fmt::format("can't make {}: {}", (out / name).string(), error.message()));
  }
  return {};
}

}  // namespace

Result<Json> generate(const GenerateOptions& options,
                      const std::function<void(size_t, size_t)>& progress) {
  CHUHAI_RETURN_IF_ERROR(check(options));
  CHUHAI_RETURN_IF_ERROR(make_folders(options.out));
  const Province province = make_province(options.seed);
  CHUHAI_RETURN_IF_ERROR(write_registry(province, options.out));
  CHUHAI_RETURN_IF_ERROR(write_rates(options.year, options.out));
  CHUHAI_RETURN_IF_ERROR(write_history(province, options.year, options.out));
  CHUHAI_ASSIGN_OR_RETURN(const YearOutput output, write_year(province, options, progress));
  CHUHAI_RETURN_IF_ERROR(
      write_evidence(province, options.seed, options.year, output.ledger, options.out));
  Json manifest = make_manifest(province, options, output);
  CHUHAI_RETURN_IF_ERROR(
      write_file(options.out / "notable.txt", make_notable(province, options.year)));
  CHUHAI_RETURN_IF_ERROR(
      write_file(options.out / "manifest.json", manifest.to_pretty_string() + "\n"));
  return manifest;
}

}  // namespace chuhai::synthetic
