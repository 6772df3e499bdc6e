#include "clearance/trade_replay.h"

namespace chuhai::clearance {

Status replay_trade_batch(store::Store&, State&, const std::vector<journal::Entry>&) {
  return Error(ErrorCode::kUnsupported, "trade records");
}

Result<IntakeSummary> intake_trade_records(store::Store&, const Settings&, const journal::Act&,
                                           std::string_view, std::string_view,
                                           const std::vector<std::filesystem::path>&,
                                           const std::function<void(const IntakeProgress&)>&) {
  return Error(ErrorCode::kUnsupported, "trade records");
}

}  // namespace chuhai::clearance
