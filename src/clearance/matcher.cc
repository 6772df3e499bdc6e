#include "clearance/matcher.h"

#include <algorithm>
#include <cstdlib>

#include "clearance/business_key.h"
#include "clearance/parcel_codec.h"
#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

// Carriers reuse a number after six months (contracts: a waybill's generation).
constexpr int kGenerationMonths = 6;

bool same_generation(int64_t a, int64_t b) {
  const Instant first = Instant::from_millis(std::min(a, b));
  const Instant second = Instant::from_millis(std::max(a, b));
  const Date end = first.date().plus_months(kGenerationMonths);
  const int64_t time_of_day = first.millis() - Instant::start_of(first.date()).millis();
  return second.millis() <= Instant::start_of(end).millis() + time_of_day;
}

Parcel::Transition transition_of(const Document& answer) {
  Parcel::Transition transition;
  transition.about = answer.about;
  transition.status = answer.return_status;
  transition.at = answer.return_time;
  transition.locator = answer.locator;
  transition.about_key = return_key(answer);
  return transition;
}

const Ruling kAcceptedRuling{};
const Ruling kRepeatedRuling{Verdict::kRepeated, "", "", "", ""};

}  // namespace

Result<Ruling> Matcher::apply(const Document& document, std::string_view mapping) {
  const Ruling alone = rule_by_itself(document);
  if (alone.verdict != Verdict::kAccepted) return alone;
  if (document.form == Form::kTradeRecord) {
    CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot,
                            find_parcel(document.form, document.ebc_code, document.order_no));
    if (slot != FlatIndex::kNone && parcels_[slot].mapping != mapping)
      return other_mapping_ruling();
  }
  switch (document.kind) {
    case DocumentKind::kOrder:
      return apply_order(document, mapping);
    case DocumentKind::kReceipt:
      return apply_receipt(document, mapping);
    case DocumentKind::kWaybill:
      return document.form == Form::kMessage ? apply_waybill(document)
                                             : apply_trade_waybill(document, mapping);
    case DocumentKind::kList:
      return apply_list(document);
    case DocumentKind::kReturn:
      return apply_return(document);
  }
  return Error(ErrorCode::kInvalidArgument, "a document of no known kind");
}

Result<Ruling> Matcher::apply_order(const Document& order, std::string_view mapping) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot, find_or_open(order, mapping));
  Ruling ruling;
  find_document(parcels_[slot], [&](const Document& known) {
    if (known.kind != DocumentKind::kOrder) return false;
    ruling = rule_against(order, known);
    return true;
  });
  if ((parcels_[slot].present & kGoods) != 0) return ruling;
  put_document(slot, order);
  count(parcels_[slot].lane, order_contributions(order), 1);
  return kAcceptedRuling;
}

Result<Ruling> Matcher::apply_receipt(const Document& receipt, std::string_view mapping) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot, find_or_open(receipt, mapping));
  Ruling ruling;
  const bool known_already =
      (parcels_[slot].present & kPayment) != 0 &&
      find_document(parcels_[slot], [&](const Document& known) {
        if (known.kind != DocumentKind::kReceipt || known.pay_code != receipt.pay_code ||
            known.pay_no != receipt.pay_no)
          return false;
        ruling = rule_against(receipt, known);
        return true;
      });
  if (known_already) return ruling;
  put_document(slot, receipt);
  return kAcceptedRuling;
}

Result<Ruling> Matcher::apply_trade_waybill(const Document& waybill, std::string_view mapping) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot, find_or_open(waybill, mapping));
  Ruling ruling;
  const bool known_already = find_document(parcels_[slot], [&](const Document& known) {
    if (known.kind != DocumentKind::kWaybill) return false;
    ruling = rule_against(waybill, known);
    return true;
  });
  if (known_already) return ruling;
  put_document(slot, waybill);
  return kAcceptedRuling;
}

Result<Ruling> Matcher::apply_list(const Document& list) {
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t same, find_by_list(list.agent_code, list.cop_no));
  if (same != FlatIndex::kNone) {
    Ruling ruling;
    find_document(parcels_[same], [&](const Document& known) {
      if (known.kind != DocumentKind::kList) return false;
      ruling = rule_against(list, known);
      return true;
    });
    return ruling;
  }
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot, find_or_open(list, ""));
  if ((parcels_[slot].present & kList) != 0) return second_list_ruling();
  put_document(slot, list);
  OpenParcel& open = parcels_[slot];
  open.list_millis = list.app_time.millis();
  open.list_return_key = return_key(list);
  open.list = list_key(list.agent_code, list.cop_no);
  open.waybill = waybill_key(list.logistics_code, list.logistics_no);
  by_list_.insert(*open.list, slot);
  by_waybill_.insert(*open.waybill, slot);
  if (!open.transitions.empty()) recount_customs(&open);
  recount_release(slot);
  attach_open_waybill(slot, list);
  return kAcceptedRuling;
}

template <typename TimeOf>
uint32_t Matcher::nearest_by_waybill(Hash128 key, int64_t millis, TimeOf time_of) {
  uint32_t nearest = FlatIndex::kNone;
  int64_t distance = INT64_MAX;
  by_waybill_.find(key, [&](uint32_t value) {
    const std::optional<int64_t> time = time_of(value);
    if (!time || !same_generation(*time, millis)) return false;
    const int64_t away = std::abs(*time - millis);
    if (away < distance || (away == distance && value < nearest)) {
      distance = away;
      nearest = value;
    }
    return false;
  });
  return nearest;
}

bool Matcher::is_about_waybill(uint32_t value, const Document& named) const {
  const auto same = [&](std::string_view code, std::string_view number) {
    return number == named.logistics_no && code == named.logistics_code;
  };
  if ((value & kWaybillTag) != 0) {
    const OpenWaybill& open = waybills_[value & ~kWaybillTag];
    return same(open.logistics_code, open.logistics_no);
  }
  return find_document(parcels_[value], [&](const Document& known) {
    return known.kind == DocumentKind::kList && same(known.logistics_code, known.logistics_no);
  });
}

void Matcher::attach_open_waybill(uint32_t slot, const Document& list) {
  const uint32_t found = nearest_by_waybill(*parcels_[slot].waybill, list.app_time.millis(),
                                            [&](uint32_t value) -> std::optional<int64_t> {
                                              if ((value & kWaybillTag) == 0) return std::nullopt;
                                              if (!is_about_waybill(value, list))
                                                return std::nullopt;
                                              return waybills_[value & ~kWaybillTag].millis;
                                            });
  if (found == FlatIndex::kNone) return;
  const uint32_t waybill_slot = found & ~kWaybillTag;
  const OpenWaybill open = std::move(waybills_[waybill_slot]);
  waybills_[waybill_slot].key = open.key;  // what removal goes by
  waybills_[waybill_slot].id = open.id;
  waybills_[waybill_slot].lane = open.lane;
  remove_waybill(waybill_slot);
  if (!open.document.empty()) put_document(slot, unpack_document(open));
  ByteReader reader(open.transitions);
  while (!reader.at_end()) put_transition(slot, decode_transition(reader));
}

Result<Ruling> Matcher::apply_waybill(const Document& waybill) {
  const Hash128 key = waybill_key(waybill.logistics_code, waybill.logistics_no);
  CHUHAI_RETURN_IF_ERROR(reopen_all(key));
  const int64_t millis = waybill.app_time.millis();
  std::optional<Document> known;
  const uint32_t same =
      nearest_by_waybill(key, millis, [&](uint32_t value) -> std::optional<int64_t> {
        std::optional<Document> document;
        if ((value & kWaybillTag) != 0) {
          const OpenWaybill& open = waybills_[value & ~kWaybillTag];
          if (!open.document.empty()) document = unpack_document(open);
        } else if ((parcels_[value].present & kCarrier) != 0) {
          find_document(parcels_[value], [&](const Document& one) {
            if (one.kind == DocumentKind::kWaybill) document = one;
            return document.has_value();
          });
        }
        if (!document || document->logistics_no != waybill.logistics_no ||
            document->logistics_code != waybill.logistics_code)
          return std::nullopt;
        if (same_generation(document->app_time.millis(), millis)) known = document;
        return document->app_time.millis();
      });
  if (same != FlatIndex::kNone) return rule_against(waybill, *known);
  const uint32_t waiting =
      nearest_by_waybill(key, millis, [&](uint32_t value) -> std::optional<int64_t> {
        if ((value & kWaybillTag) != 0 || (parcels_[value].present & kCarrier) != 0 ||
            !is_about_waybill(value, waybill))
          return std::nullopt;
        return parcels_[value].list_millis;
      });
  if (waiting != FlatIndex::kNone) {
    put_document(waiting, waybill);
    return kAcceptedRuling;
  }
  // An answer may have come first and opened it.
  const uint32_t answered =
      nearest_by_waybill(key, millis, [&](uint32_t value) -> std::optional<int64_t> {
        if ((value & kWaybillTag) == 0 || !is_about_waybill(value, waybill)) return std::nullopt;
        const OpenWaybill& open = waybills_[value & ~kWaybillTag];
        return open.document.empty() ? std::optional(open.millis) : std::nullopt;
      });
  const uint32_t slot =
      answered != FlatIndex::kNone
          ? answered & ~kWaybillTag
          : add_waybill({pack_parcel_id(waybill.locator),
                         waybill_lane(waybill.logistics_code, waybill.logistics_no),
                         waybill.logistics_code, waybill.logistics_no, "", "", millis, key});
  OpenWaybill& open = waybills_[slot];
  encode_document(waybill, open.document);
  open.millis = millis;
  open.checkpoint_stale = true;
  return kAcceptedRuling;
}

Result<Ruling> Matcher::apply_return(const Document& answer) {
  const Parcel::Transition transition = transition_of(answer);
  if (answer.about == DocumentKind::kWaybill) return apply_waybill_return(answer, transition);
  CHUHAI_ASSIGN_OR_RETURN(const uint32_t slot, find_or_open(answer, ""));
  OpenParcel& open = parcels_[slot];
  if (answer.about == DocumentKind::kList && open.list_return_key != 0 &&
      open.list_return_key != transition.about_key)
    return other_list_ruling();
  if (has_transition(open.transitions, transition)) return kRepeatedRuling;
  put_transition(slot, transition);
  if (answer.about == DocumentKind::kList) {
    if (open.numbers_key != transition.about_key) open.pre_no.clear(), open.invt_no.clear();
    open.numbers_key = transition.about_key;
    open.pre_no = std::max(open.pre_no, answer.pre_no);
    open.invt_no = std::max(open.invt_no, answer.invt_no);
  }
  return kAcceptedRuling;
}

Result<Ruling> Matcher::apply_waybill_return(const Document& answer,
                                             const Parcel::Transition& transition) {
  const Hash128 key = waybill_key(answer.logistics_code, answer.logistics_no);
  const auto time_of = [&](uint32_t value) -> std::optional<int64_t> {
    if (!is_about_waybill(value, answer)) return std::nullopt;
    if ((value & kWaybillTag) != 0) return waybills_[value & ~kWaybillTag].millis;
    const OpenParcel& open = parcels_[value];
    return (open.present & kCarrier) != 0 ? open.waybill_millis : open.list_millis;
  };
  const int64_t millis = answer.return_time.millis();
  uint32_t found = nearest_by_waybill(key, millis, time_of);
  if (found == FlatIndex::kNone) {
    CHUHAI_RETURN_IF_ERROR(reopen_all(key));
    found = nearest_by_waybill(key, millis, time_of);
  }
  if (found == FlatIndex::kNone)
    found = kWaybillTag |
            add_waybill({pack_parcel_id(answer.locator),
                         waybill_lane(answer.logistics_code, answer.logistics_no),
                         answer.logistics_code, answer.logistics_no, "", "", millis, key});
  if ((found & kWaybillTag) == 0) {
    if (has_transition(parcels_[found].transitions, transition)) return kRepeatedRuling;
    put_transition(found, transition);
    return kAcceptedRuling;
  }
  OpenWaybill& open = waybills_[found & ~kWaybillTag];
  if (has_transition(open.transitions, transition)) return kRepeatedRuling;
  encode_transition(transition, open.transitions);
  open.checkpoint_stale = true;
  return kAcceptedRuling;
}

}  // namespace chuhai::clearance
