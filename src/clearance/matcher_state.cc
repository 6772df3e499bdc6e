// The matcher's memory: finding, opening, changing and closing.
#include <algorithm>
#include <tuple>

#include "clearance/business_key.h"
#include "clearance/expectation.h"
#include "clearance/matcher.h"
#include "clearance/parcel_codec.h"
#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

constexpr int64_t kMillisPerDay = 86'400'000;

void add(const Total& from, int sign, Total* to) {
  to->amount += Amount5Sum::from_units(from.amount.units() * sign);
  to->documents += sign * from.documents;
  to->documents_by_destination += sign * from.documents_by_destination;
  to->documents_once += sign * from.documents_once;
}

int year_month(const Parcel& parcel) {
  if (!parcel.order && !parcel.list) return 0;
  const Date date = (parcel.order ? parcel.order : parcel.list)->app_time.date();
  return date.year() * 100 + date.month();
}

void merge(std::vector<TotalDelta>* totals) {
  std::sort(totals->begin(), totals->end(), [](const TotalDelta& a, const TotalDelta& b) {
    return std::tie(a.lane, a.key) < std::tie(b.lane, b.key);
  });
  std::vector<TotalDelta> merged;
  for (TotalDelta& delta : *totals) {
    if (!merged.empty() && merged.back().lane == delta.lane && merged.back().key == delta.key)
      add(delta.total, 1, &merged.back().total);
    else
      merged.push_back(std::move(delta));
  }
  std::erase_if(merged, [](const TotalDelta& delta) { return delta.total == Total{}; });
  *totals = std::move(merged);
}

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

Result<uint32_t> Matcher::find_parcel(Form form, std::string_view mapping,
                                      std::string_view ebc_code, std::string_view order_no) {
  const Hash128 key = order_key(form, ebc_code, order_no);
  const auto accept = [&](uint32_t slot) {
    const OpenParcel& open = parcels_[slot];
    return open.order_no == order_no && open.ebc_code == ebc_code && open.form == form &&
           open.mapping == mapping;
  };
  const uint32_t slot = by_order_.find(key, accept);
  if (slot != FlatIndex::kNone) return slot;
  CHUHAI_RETURN_IF_ERROR(reopen_all(key));
  return by_order_.find(key, accept);
}

Result<uint32_t> Matcher::find_or_open(const Document& first, std::string_view mapping) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot,
                          find_parcel(first.form, mapping, first.ebc_code, first.order_no));
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
  switch (document.kind) {
    case DocumentKind::kOrder:
      open.present |= kGoods;
      break;
    case DocumentKind::kReceipt:
      open.present |= kPayment;
      break;
    case DocumentKind::kWaybill:
      open.present |= kCarrier;
      open.waybill_millis = millis;
      break;
    default:
      open.present |= kList;
  }
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

void Matcher::recount_release(uint32_t slot) {
  OpenParcel& open = parcels_[slot];
  const int64_t released = open.customs.released_millis();
  if ((open.present & kList) == 0 || released == open.counted_release) return;
  find_document(open, [&](Document known) {
    if (known.kind != DocumentKind::kList) return false;
    known.ebc_code = open.ebc_code;
    known.form = open.form;
    if (open.counted_release != CustomsProgress::kNever)
      count(open.lane, list_contributions(known, Instant::from_millis(open.counted_release)), -1);
    if (released != CustomsProgress::kNever)
      count(open.lane, list_contributions(known, Instant::from_millis(released)), 1);
    return true;
  });
  open.counted_release = released;
}

void Matcher::count(int lane, const std::vector<Contribution>& contributions, int sign) {
  for (const Contribution& contribution : contributions) {
    TotalDelta delta{lane_group(lane), contribution.key, {}};
    add(contribution.total, sign, &delta.total);
    effects_.totals.push_back(std::move(delta));
  }
}

// Complete, and nothing more is to be expected. A parcel without a list waits for one (B and W
// goods may yet go by list), a trade record has none.
bool Matcher::is_ready(const OpenParcel& open) const {
  if (open.expired) return true;
  if (open.form == Form::kTradeRecord)
    return (open.present & (kPayment | kGoods | kCarrier)) == (kPayment | kGoods | kCarrier);
  if ((open.present & kList) == 0 || !open.customs.is_final()) return false;
  const Parcel parcel = unpack(open);
  return (expected_parts(parcel, settings_) & ~parcel.present()) == 0;
}

void Matcher::sweep(Instant now) {
  for (uint32_t slot = 0; slot < parcels_.size(); ++slot) {
    OpenParcel& open = parcels_[slot];
    if (!open.in_use || !has_waited(open.newest_millis, now)) continue;
    open.expired = open.changed = true;
    touch(slot);
  }
}

void Matcher::write(uint32_t slot) {
  const OpenParcel& open = parcels_[slot];
  Parcel parcel = unpack(open);
  parcel.version = open.version + 1;
  parcel.expected_parts = expected_parts(parcel, settings_);
  const std::vector<Contribution> contributions = contributions_of(parcel);
  WrittenParcel& written = effects_.parcels.emplace_back();
  written.lane = parcel.lane;
  written.id = parcel.id;
  written.version = parcel.version;
  written.form = parcel.form;
  written.subject = parcel.ebc_code;
  written.year_month = year_month(parcel);
  written.present = parcel.present();
  written.missing = parcel.missing();
  written.amounts = parcel.amount_class();
  written.flags = exception_flags(parcel);
  written.customs = parcel.customs().status;
  written.body = encode_parcel(parcel);
  const std::vector<Hash128> keys = keys_of(parcel, contributions);
  std::set_difference(keys.begin(), keys.end(), open.known_keys.begin(), open.known_keys.end(),
                      std::back_inserter(written.new_keys));
  if (open.version == 0) return;
  Correction correction{parcel.lane, parcel.id, parcel.version, {}, contributions};
  auto before = decode_parcel(open.old_body);
  if (before.ok()) correction.before = contributions_of(*before);
  effects_.corrections.push_back(std::move(correction));
}

Effects Matcher::end_batch() {
  // Rows are written in the order of their key.
  std::sort(touched_.begin(), touched_.end(), [&](uint32_t a, uint32_t b) {
    return std::tie(parcels_[a].lane, parcels_[a].id) < std::tie(parcels_[b].lane, parcels_[b].id);
  });
  for (const uint32_t slot : touched_) {
    OpenParcel& open = parcels_[slot];
    open.touched = false;
    const bool ready = open.version > 0 ? open.changed : is_ready(open);
    if (ready) write(slot);
    if (ready || open.version > 0) {
      remove_parcel(slot);
      continue;
    }
    open.changed = false;
  }
  touched_.clear();
  std::stable_sort(effects_.transitions.begin(), effects_.transitions.end(),
                   [](const AppliedTransition& a, const AppliedTransition& b) {
                     return std::make_pair(lane_group(a.lane), a.parcel) <
                            std::make_pair(lane_group(b.lane), b.parcel);
                   });
  merge(&effects_.totals);
  Effects effects = std::exchange(effects_, Effects{});
  // The next batch is likely to be as large: growing would move everything several times.
  effects_.transitions.reserve(effects.transitions.size());
  effects_.totals.reserve(effects.parcels.size() * 2);
  return effects;
}

}  // namespace chuhai::clearance
