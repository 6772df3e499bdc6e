// The matcher's memory: finding, opening, changing and closing.
#include <algorithm>

#include "clearance/business_key.h"
#include "clearance/matcher.h"
#include "clearance/parcel_codec.h"
#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

constexpr int64_t kMillisPerDay = 86'400'000;

}  // namespace

bool Matcher::has_waited(int64_t millis, Instant now) const {
  return now.millis() - millis >= settings_.incomplete_after_days * kMillisPerDay;
}

Status Matcher::reopen_all(Hash128 key) {
  std::vector<Parcel> found;
  CHUHAI_RETURN_IF_ERROR(written_.find(key, &found));
  for (const Parcel& parcel : found) {
    const Hash128 order = order_key(parcel.form, parcel.ebc_code, parcel.order_no);
    const uint32_t open = by_order_.find(order, [&](uint32_t slot) {
      return parcels_[slot].id == parcel.id && parcels_[slot].lane == parcel.lane;
    });
    if (open == FlatIndex::kNone) touch(add_parcel(reopen(parcel)));
  }
  return {};
}

Result<uint32_t> Matcher::find_parcel(Form form, std::string_view ebc_code,
                                      std::string_view order_no) {
  const Hash128 key = order_key(form, ebc_code, order_no);
  const auto accept = [&](uint32_t slot) {
    const OpenParcel& open = parcels_[slot];
    return open.order_no == order_no && open.ebc_code == ebc_code && open.form == form;
  };
  const uint32_t slot = by_order_.find(key, accept);
  if (slot != FlatIndex::kNone) return slot;
  CHUHAI_RETURN_IF_ERROR(reopen_all(key));
  return by_order_.find(key, accept);
}

Result<uint32_t> Matcher::find_or_open(const Document& first, std::string_view mapping) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot,
                          find_parcel(first.form, first.ebc_code, first.order_no));
  if (slot != FlatIndex::kNone) return slot;
  OpenParcel open;
  open.id = pack_parcel_id(first.locator);
  open.lane = parcel_lane(first.ebc_code, first.order_no);
  open.form = first.form;
  open.mapping = mapping;
  open.ebc_code = first.ebc_code;
  open.order_no = first.order_no;
  open.key = order_key(first.form, first.ebc_code, first.order_no);
  return add_parcel(std::move(open));
}

Result<uint32_t> Matcher::find_by_list(std::string_view agent_code, std::string_view cop_no) {
  const Hash128 key = list_key(agent_code, cop_no);
  const auto accept = [&](uint32_t slot) {
    return find_document(parcels_[slot], [&](const Document& known) {
      return known.kind == DocumentKind::kList && known.cop_no == cop_no &&
             known.agent_code == agent_code;
    });
  };
  const uint32_t slot = by_list_.find(key, accept);
  if (slot != FlatIndex::kNone) return slot;
  CHUHAI_RETURN_IF_ERROR(reopen_all(key));
  return by_list_.find(key, accept);
}

uint32_t Matcher::add_parcel(OpenParcel open) {
  uint32_t slot = static_cast<uint32_t>(parcels_.size());
  if (free_parcels_.empty()) {
    parcels_.emplace_back();
  } else {
    slot = free_parcels_.back();
    free_parcels_.pop_back();
  }
  parcels_[slot] = std::move(open);
  OpenParcel& added = parcels_[slot];
  added.in_use = true;
  by_order_.insert(added.key, slot);
  if (added.list) by_list_.insert(*added.list, slot);
  if (added.waybill) by_waybill_.insert(*added.waybill, slot);
  return slot;
}

uint32_t Matcher::add_waybill(OpenWaybill open) {
  uint32_t slot = static_cast<uint32_t>(waybills_.size());
  if (free_waybills_.empty()) {
    waybills_.emplace_back();
  } else {
    slot = free_waybills_.back();
    free_waybills_.pop_back();
  }
  waybills_[slot] = std::move(open);
  waybills_[slot].in_use = true;
  by_waybill_.insert(waybills_[slot].key, slot | kWaybillTag);
  return slot;
}

void Matcher::remove_parcel(uint32_t slot) {
  OpenParcel& open = parcels_[slot];
  by_order_.erase(open.key, slot);
  if (open.list) by_list_.erase(*open.list, slot);
  if (open.waybill) by_waybill_.erase(*open.waybill, slot);
  if (open.checkpointed) gone_.push_back({open.lane, open.id, false, true});
  open = OpenParcel{};
  free_parcels_.push_back(slot);
}

void Matcher::remove_waybill(uint32_t slot) {
  OpenWaybill& open = waybills_[slot];
  by_waybill_.erase(open.key, slot | kWaybillTag);
  if (open.checkpointed) gone_.push_back({open.lane, open.id, true, true});
  open = OpenWaybill{};
  free_waybills_.push_back(slot);
}

void Matcher::touch(uint32_t slot) {
  OpenParcel& open = parcels_[slot];
  open.checkpoint_stale = true;
  if (open.touched) return;
  open.touched = true;
  touched_.push_back(slot);
}

void Matcher::put_document(uint32_t slot, const Document& document) {
  touch(slot);
  OpenParcel& open = parcels_[slot];
  const int64_t millis = document.app_time.millis();
  open.newest_millis = open.present == 0 ? millis : std::max(open.newest_millis, millis);
  encode_document(document, open.documents);
  note_part(document, &open);
  open.changed = true;
}

void Matcher::put_transition(uint32_t slot, const Parcel::Transition& transition) {
  touch(slot);
  OpenParcel& open = parcels_[slot];
  if (open.present == 0) open.newest_millis = std::max(open.newest_millis, transition.at.millis());
  encode_transition(transition, open.transitions);
  effects_.transitions.push_back(
      {open.lane, open.id, transition.about, transition.status, transition.at});
  open.changed = true;
  if (transition.about != DocumentKind::kList) return;
  open.customs.add(transition.status, transition.at);
  recount_release(slot);
}

}  // namespace chuhai::clearance
