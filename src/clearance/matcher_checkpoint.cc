// The matcher's memory as rows, and back.
#include <algorithm>
#include <tuple>

#include "clearance/matcher.h"

namespace chuhai::clearance {

void Matcher::for_each_open(const std::function<void(const OpenParcel&)>& parcel,
                            const std::function<void(const OpenWaybill&)>& waybill) const {
  for (const OpenParcel& open : parcels_)
    if (open.in_use) parcel(open);
  for (const OpenWaybill& open : waybills_)
    if (open.in_use) waybill(open);
}

Matcher::Checkpoint Matcher::take_checkpoint() {
  Checkpoint checkpoint;
  checkpoint.gone = std::exchange(gone_, {});
  for (OpenParcel& open : parcels_) {
    if (!open.in_use || !open.checkpoint_stale) continue;
    checkpoint.rows.push_back({{open.lane, open.id, false, open.checkpointed}, encode_open(open)});
    open.checkpointed = true;
    open.checkpoint_stale = false;
  }
  for (OpenWaybill& open : waybills_) {
    if (!open.in_use || !open.checkpoint_stale) continue;
    checkpoint.rows.push_back({{open.lane, open.id, true, open.checkpointed}, encode_open(open)});
    open.checkpointed = true;
    open.checkpoint_stale = false;
  }
  std::sort(checkpoint.rows.begin(), checkpoint.rows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.first.lane, a.first.is_waybill, a.first.id) <
           std::tie(b.first.lane, b.first.is_waybill, b.first.id);
  });
  return checkpoint;
}

void Matcher::restore(OpenParcel open) { add_parcel(std::move(open)); }
void Matcher::restore(OpenWaybill open) { add_waybill(std::move(open)); }

}  // namespace chuhai::clearance
