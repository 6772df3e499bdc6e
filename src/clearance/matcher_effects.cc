// What a batch comes to: what counts in the totals, which parcels are ready, and their rows.
#include <algorithm>
#include <tuple>
#include <utility>

#include "clearance/expectation.h"
#include "clearance/matcher.h"
#include "clearance/parcel_codec.h"
#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

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
