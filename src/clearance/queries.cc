// Reading back: parcels by key, exceptions, totals, evidence. Open matches are read with the
// written parcels, so that nothing disappears while it waits.
#include <algorithm>
#include <set>

#include "clearance/business_key.h"
#include "clearance/clearance.h"
#include "clearance/comparison.h"
#include "clearance/contribution.h"
#include "clearance/expectation.h"
#include "clearance/parcel_codec.h"
#include "clearance/state.h"
#include "store/transaction.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::Form;
using store::Row;
using store::Store;

Parcel open_as_parcel(const OpenParcel& open, const Settings& settings) {
  Parcel parcel = unpack(open);
  parcel.version = std::max(open.version, 1);
  parcel.expected_parts = expected_parts(parcel, settings);
  return parcel;
}

Result<std::unique_ptr<State>> read_state(Store& store) { return recover(store, Settings{}); }

// Written parcels (newest versions) in order of (lane, id); `where` is fixed text of this file.
Status for_each_written(Store& store, std::string_view where,
                        const std::function<Status(Parcel&)>& callback) {
  const std::string sql = "SELECT lane, id, version, body FROM clearance_parcel WHERE current = 1" +
                          std::string(where) + " ORDER BY lane, id";
  return store.query(sql, {}, [&](const Row& row) -> Status {
    CHUHAI_ASSIGN_OR_RETURN(Parcel parcel, decode_parcel(row.bytes(3)));
    parcel.lane = static_cast<int>(row.int64(0));
    parcel.id = ParcelId(row.int64(1));
    parcel.version = static_cast<int>(row.int64(2));
    return callback(parcel);
  });
}

bool goes_by(const Parcel& parcel, std::string_view first, std::string_view second,
             std::string_view whole) {
  const auto pair = [&](std::string_view code, std::string_view number) {
    return !second.empty() && code == first && number == second;
  };
  if (pair(parcel.ebc_code, parcel.order_no) || parcel.order_no == whole) return true;
  for (const auto& document : {parcel.waybill, parcel.list}) {
    if (!document) continue;
    if (pair(document->logistics_code, document->logistics_no) || document->logistics_no == whole)
      return true;
  }
  if (!parcel.list) return false;
  const Document& list = *parcel.list;
  return pair(list.agent_code, list.cop_no) || list.cop_no == whole || list.pre_no == whole ||
         list.invt_no == whole;
}

// returnInfo isn't kept with the parcel: read it where the answer lies.
Status read_transition_texts(Store& store, Parcel* parcel) {
  for (Parcel::Transition& transition : parcel->transitions) {
    CHUHAI_ASSIGN_OR_RETURN(const std::string bytes,
                            journal::read_bytes(store, transition.locator.entry));
    CHUHAI_ASSIGN_OR_RETURN(const Document answer,
                            documents::decode_archived(bytes, transition.locator.ordinal));
    transition.info = answer.return_info;
  }
  return {};
}

void count_parcel(const Parcel& parcel, ExceptionCounts* counts) {
  if (parcel.present() == 0) {
    ++counts->other["return_without_document"];
    return;
  }
  ++counts->orders;
  const AmountClass amounts = parcel.amount_class();
  if (amounts != AmountClass::kNotComparable)
    ++counts->amounts[std::string(amount_class_name(amounts))];
  const ExceptionFlags flags = exception_flags(parcel);
  for (const ExceptionFlag flag : all_exception_flags())
    if ((flags & flag) != 0) ++counts->other[std::string(exception_flag_name(flag))];
  if (parcel.complete())
    ++counts->complete;
  else
    ++counts->waiting;
}

Status count_written(Store& store, ExceptionCounts* counts) {
  return store.query(
      "SELECT present, missing, amounts, differences, COUNT(*) FROM clearance_parcel "
      "WHERE current = 1 GROUP BY present, missing, amounts, differences",
      {}, [&](const Row& row) -> Status {
        const auto number = static_cast<size_t>(row.int64(4));
        if (row.int64(0) == 0) {
          counts->other["return_without_document"] += number;
          return {};
        }
        counts->orders += number;
        if (row.int64(1) == 0)
          counts->complete += number;
        else
          counts->missing[parts_key(static_cast<Parts>(row.int64(1)))] += number;
        const auto amounts = static_cast<AmountClass>(row.int64(2));
        if (amounts != AmountClass::kNotComparable)
          counts->amounts[std::string(amount_class_name(amounts))] += number;
        for (const ExceptionFlag flag : all_exception_flags())
          if ((row.int64(3) & flag) != 0)
            counts->other[std::string(exception_flag_name(flag))] += number;
        return {};
      });
}

// A waybill on its own names no order, so it is no parcel: counted apart.
Exception lone_waybill(const OpenWaybill& open) {
  Exception exception;
  exception.reason = "waybill_without_list";
  exception.lane = open.lane;
  exception.parcel = open.id;
  exception.left_name = "waybill";
  exception.left_value = open.logistics_code + "/" + open.logistics_no;
  exception.right_name = "list";
  return exception;
}

Result<std::vector<Parcel>> find_parcels_now(Store& store, std::string_view key) {
  CHUHAI_ASSIGN_OR_RETURN(const auto state, read_state(store));
  const size_t slash = key.find('/');
  const std::string_view first = key.substr(0, std::min(slash, key.size()));
  const std::string_view second =
      slash == std::string_view::npos ? std::string_view() : key.substr(slash + 1);
  std::vector<Hash128> hashes = {order_number_key(key), waybill_number_key(key),
                                 list_number_key(key)};
  if (!second.empty()) {
    for (const Form form : {Form::kMessage, Form::kTradeRecord})
      hashes.push_back(order_key(form, first, second));
    hashes.push_back(waybill_key(first, second));
    hashes.push_back(list_key(first, second));
  }
  std::vector<Parcel> found;
  for (const Hash128 hash : hashes) CHUHAI_RETURN_IF_ERROR(state->written.find(hash, &found));
  state->matcher.for_each_open(
      [&](const OpenParcel& open) { found.push_back(open_as_parcel(open, state->settings)); },
      [](const OpenWaybill&) {});
  std::erase_if(found, [&](const Parcel& one) { return !goes_by(one, first, second, key); });
  const auto order = [](const Parcel& one) { return std::tie(one.lane, one.id); };
  std::sort(found.begin(), found.end(),
            [&](const Parcel& a, const Parcel& b) { return order(a) < order(b); });
  found.erase(std::unique(found.begin(), found.end(),
                          [&](const Parcel& a, const Parcel& b) { return order(a) == order(b); }),
              found.end());
  for (Parcel& parcel : found) CHUHAI_RETURN_IF_ERROR(read_transition_texts(store, &parcel));
  return found;
}

Result<ExceptionCounts> count_exceptions_now(Store& store) {
  CHUHAI_ASSIGN_OR_RETURN(const auto state, read_state(store));
  ExceptionCounts counts;
  CHUHAI_RETURN_IF_ERROR(count_written(store, &counts));
  state->matcher.for_each_open(
      [&](const OpenParcel& open) { count_parcel(open_as_parcel(open, state->settings), &counts); },
      [&](const OpenWaybill& open) {
        ++counts.other[open.document.empty() ? "return_without_document" : "waybill_without_list"];
      });
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT rule, COUNT(*) FROM clearance_refusal GROUP BY rule ORDER BY rule", {},
                  [&](const Row& row) -> Status {
                    counts.refused[std::string(row.text(0))] = static_cast<size_t>(row.int64(1));
                    return {};
                  }));
  return counts;
}

Status for_each_exception_now(Store& store, std::string_view reason,
                              const std::function<Status(const Exception&)>& callback) {
  CHUHAI_ASSIGN_OR_RETURN(const auto state, read_state(store));
  const auto give = [&](const std::vector<Exception>& exceptions) -> Status {
    for (const Exception& exception : exceptions)
      if (reason.empty() || exception.reason == reason) CHUHAI_RETURN_IF_ERROR(callback(exception));
    return {};
  };
  CHUHAI_RETURN_IF_ERROR(for_each_written(
      store, " AND present <> 0 AND (missing <> 0 OR amounts > 1 OR differences <> 0)",
      [&](Parcel& parcel) { return give(exceptions_of(parcel)); }));
  // What still waits isn't missing yet, but what is there may already differ.
  std::vector<Exception> open_ones;
  state->matcher.for_each_open(
      [&](const OpenParcel& open) {
        for (Exception& one : exceptions_of(open_as_parcel(open, state->settings)))
          if (one.reason != "missing") open_ones.push_back(std::move(one));
      },
      [&](const OpenWaybill& open) {
        if (!open.document.empty()) open_ones.push_back(lone_waybill(open));
      });
  return give(open_ones);
}

Status for_each_total_now(Store& store, std::string_view subject_or_empty,
                          const std::function<Status(const TotalKey&, const Total&)>& callback) {
  std::map<TotalKey, Total> totals;
  const auto add = [&](const Row& row) -> Status {
    const TotalKey key{static_cast<TotalKind>(row.int64(0)),
                       std::string(row.text(1)),
                       static_cast<Form>(row.int64(2)),
                       static_cast<int>(row.int64(3)),
                       static_cast<int>(row.int64(4)),
                       std::string(row.text(5)),
                       std::string(row.text(6)),
                       std::string(row.text(7))};
    Total& total = totals[key];
    const __int128 high = row.int64(8);
    total.amount += Amount5Sum::from_units(high * (__int128{1} << 32) + row.int64(9));
    total.documents += row.int64(10);
    total.documents_by_destination += row.int64(11);
    total.documents_once += row.int64(12);
    return {};
  };
  const std::string columns =
      "SELECT kind, subject, form, year, month, mode, destination, currency, amount_high, "
      "amount_low, documents, documents_by_destination, documents_once FROM clearance_total";
  if (subject_or_empty.empty()) {
    CHUHAI_RETURN_IF_ERROR(store.query(columns, {}, add));
  } else {
    for (int lane = 0; lane < kLaneCount; lane += kLaneGroupSize)
      CHUHAI_RETURN_IF_ERROR(store.query(columns + " WHERE lane = :lane AND subject = :subject",
                                         {{"lane", lane}, {"subject", subject_or_empty}}, add));
  }
  for (const auto& [key, total] : totals)
    if (!(total == Total{})) CHUHAI_RETURN_IF_ERROR(callback(key, total));
  return {};
}

Status for_each_evidence_now(Store& store, TotalKind kind, std::string_view subject, int year,
                             Form form,
                             const std::function<Status(const EvidenceDocument&)>& callback) {
  CHUHAI_ASSIGN_OR_RETURN(const auto state, read_state(store));
  const auto wanted = [&](const Contribution& one) {
    return one.key.kind == kind && one.key.year == year && one.key.form == form &&
           one.key.subject == subject;
  };
  std::map<ParcelRef, std::optional<Parcel>> parcels;  // open ones as read, written ones to read
  std::vector<ParcelRef> refs;
  CHUHAI_RETURN_IF_ERROR(state->locator.find(subject_key(kind, form, subject, year), &refs));
  for (const ParcelRef& ref : refs) parcels[ref];
  state->matcher.for_each_open(
      [&](const OpenParcel& open) {
        if (open.ebc_code != subject || open.form != form) return;
        Parcel parcel = unpack(open);
        const auto contributions = contributions_of(parcel);
        if (std::any_of(contributions.begin(), contributions.end(), wanted))
          parcels[{open.lane, open.id}] = std::move(parcel);
      },
      [](const OpenWaybill&) {});
  for (auto& [ref, parcel] : parcels) {
    if (!parcel) {
      CHUHAI_ASSIGN_OR_RETURN(parcel, state->written.read(ref));
    }
    if (!parcel) continue;
    for (const Contribution& one : contributions_of(*parcel)) {
      if (!wanted(one)) continue;
      CHUHAI_RETURN_IF_ERROR(callback({one.key, one.locator, ref.lane, ref.id, parcel->order_no,
                                       one.document_key, one.at, one.total.amount}));
    }
    parcel.reset();
  }
  return {};
}

}  // namespace

// Each reads the store as it was at one moment, since an intake may be writing meanwhile.

Result<std::vector<Parcel>> find_parcels(Store& store, std::string_view key) {
  std::vector<Parcel> found;
  CHUHAI_RETURN_IF_ERROR(store::run_reading(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(found, find_parcels_now(store, key));
    return {};
  }));
  return found;
}

Result<ExceptionCounts> count_exceptions(Store& store) {
  ExceptionCounts counts;
  CHUHAI_RETURN_IF_ERROR(store::run_reading(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(counts, count_exceptions_now(store));
    return {};
  }));
  return counts;
}

Status for_each_exception(Store& store, std::string_view reason,
                          const std::function<Status(const Exception&)>& callback) {
  return store::run_reading(store, [&] { return for_each_exception_now(store, reason, callback); });
}

Status for_each_total(Store& store, std::string_view subject_or_empty,
                      const std::function<Status(const TotalKey&, const Total&)>& callback) {
  return store::run_reading(store,
                            [&] { return for_each_total_now(store, subject_or_empty, callback); });
}

Status for_each_evidence(Store& store, TotalKind kind, std::string_view subject, int year,
                         Form form,
                         const std::function<Status(const EvidenceDocument&)>& callback) {
  return store::run_reading(
      store, [&] { return for_each_evidence_now(store, kind, subject, year, form, callback); });
}

}  // namespace chuhai::clearance
