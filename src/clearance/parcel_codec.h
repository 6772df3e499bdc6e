// The compact binary form of a parcel (row bodies and checkpointed open matches); described in
// README.md as a contract. Holds what the documents say in figures and keys, and where they lie;
// names of firms, guids and free text are read from the archive when wanted.
#pragma once

#include <string>
#include <string_view>

#include "clearance/packing.h"
#include "clearance/parcel.h"

namespace chuhai::clearance {

inline constexpr uint8_t kBodyVersion = 1;

// One document or transition, without the parcel's own key (ebcCode, orderNo).
void encode_document(const documents::Document& document, std::string& out);
documents::Document decode_document(ByteReader& reader);
void encode_transition(const Parcel::Transition& transition, std::string& out);
Parcel::Transition decode_transition(ByteReader& reader);

// A parcel's documents in the canonical order (order, receipts, waybill, list), one after the
// other; and its transitions. How many there are.
size_t encode_documents_of(const Parcel& parcel, std::string& out);
size_t encode_transitions_of(const Parcel& parcel, std::string& out);

// The body of a parcel's row. Canonical: receipts by (payCode, payNo), transitions by time, so that
// the same documents give the same bytes whatever their order of arrival.
std::string encode_parcel(const Parcel& parcel);
// kCorrupt when the bytes aren't such a body. `lane`, `id` and `version` come from the row's key.
Result<Parcel> decode_parcel(std::string_view body);

// Puts a decoded document in its place in the parcel (and the parcel's key into the document).
void add_document(documents::Document document, Parcel* parcel);
// Canonical order of receipts and transitions.
void sort_parcel(Parcel* parcel);

}  // namespace chuhai::clearance
