// What waits in memory: parcels that aren't complete and waybills whose list hasn't come. Documents
// are kept in their packed form (about 0.6 kB a parcel), with the few figures matching needs
// beside.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "clearance/customs_status.h"
#include "clearance/parcel.h"

namespace chuhai::clearance {

struct OpenParcel {
  ParcelId id;
  int lane = 0;
  documents::Form form = documents::Form::kMessage;
  std::string mapping, ebc_code, order_no;
  std::string documents;    // encode_document, one after the other
  std::string transitions;  // encode_transition, one after the other
  Parts present = 0;
  CustomsProgress customs;            // of the list's transitions
  int64_t newest_millis = INT64_MIN;  // of appTimes; of returnTimes while there are no documents
  int64_t list_millis = 0;            // appTime of the list
  int64_t waybill_millis = 0;         // appTime of the waybill
  uint32_t list_return_key = 0;       // which list its transitions are about
  std::string pre_no, invt_no;        // customs' numbers for the list, from its answers
  uint32_t numbers_key = 0;           // which list they are about
  int64_t counted_release = CustomsProgress::kNever;  // with which the list is in the totals
  Hash128 key;                                        // order_key
  std::optional<Hash128> waybill, list;               // under which it is indexed
  int version = 0;                                    // newest version written; 0: none yet
  std::vector<Hash128> known_keys;                    // of that version, in the locator
  std::string old_body;                               // of that version, for the correction's event
  bool in_use = false;
  bool touched = false;          // in this batch
  bool changed = false;          // in this batch: a written parcel gets a new version
  bool expired = false;          // waited long enough
  bool checkpointed = false;     // a row of clearance_open stands for it
  bool checkpoint_stale = true;  // and that row isn't up to date
};

struct OpenWaybill {
  ParcelId id;  // packed position of its first document, as with parcels
  int lane = 0;
  std::string logistics_code, logistics_no;
  std::string document;  // empty while only customs' answers have come
  std::string transitions;
  int64_t millis = 0;  // appTime; of the first answer while there is no document
  Hash128 key;
  bool in_use = false;
  bool checkpointed = false;
  bool checkpoint_stale = true;
};

// The packed parts as a Parcel (canonical order; expected_parts not set).
Parcel unpack(const OpenParcel& open);
// A written parcel as an open one again.
OpenParcel reopen(const Parcel& parcel);

// That the parcel has this part: `present`, and the waybill's time.
void note_part(const documents::Document& document, OpenParcel* open);

documents::Document unpack_document(const OpenWaybill& open);

// Decodes documents until `visit` returns true; true when it did.
bool find_document(const OpenParcel& open,
                   const std::function<bool(const documents::Document&)>& visit);
// True when such an answer is among the packed ones: a repeat.
bool has_transition(const std::string& transitions, const Parcel::Transition& transition);
// Recomputes `customs` from the transitions that are about the parcel's list.
void recount_customs(OpenParcel* open);

// Body of a row of clearance_open (README.md, "open matches").
std::string encode_open(const OpenParcel& open);
std::string encode_open(const OpenWaybill& open);
Result<OpenParcel> decode_open_parcel(int lane, ParcelId id, std::string_view body);
Result<OpenWaybill> decode_open_waybill(int lane, ParcelId id, std::string_view body);

}  // namespace chuhai::clearance
