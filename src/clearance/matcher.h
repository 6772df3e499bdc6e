// The matcher: accepted documents in journal order become parcels, totals and transitions. Holds
// what is open; asks for written parcels through an interface; writes nothing. The same documents
// in the same batches give the same effects, so a replay of the journal repeats them exactly.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include "clearance/comparison.h"
#include "clearance/contribution.h"
#include "clearance/flat_index.h"
#include "clearance/identity_rule.h"
#include "clearance/open_match.h"
#include "clearance/settings.h"

namespace chuhai::clearance {

// Parcels written by earlier batches, newest version of each. May give more than was asked for.
class WrittenParcels {
 public:
  virtual ~WrittenParcels() = default;
  virtual Status find(Hash128 key, std::vector<Parcel>* found) = 0;
};

// A parcel's row to be written: its columns (README.md), body and new keys.
struct WrittenParcel {
  int lane = 0;
  ParcelId id;
  int version = 1;
  documents::Form form = documents::Form::kMessage;
  std::string subject;
  int year_month = 0;  // yyyymm of the order, else of the list; 0 without either
  Parts present = 0, missing = 0;
  AmountClass amounts = AmountClass::kNotComparable;
  ExceptionFlags flags = 0;
  std::string customs;
  std::string body;               // encode_parcel
  std::vector<Hash128> new_keys;  // not in the locator yet
};

struct TotalDelta {
  int lane = 0;  // of the group
  TotalKey key;
  Total total;  // to be added; may be negative
};

struct AppliedTransition {
  int lane = 0;
  ParcelId parcel;
  documents::DocumentKind about;
  std::string status;
  Instant at;
};

// A later version: what the parcel added to the totals before and adds now.
struct Correction {
  int lane = 0;
  ParcelId parcel;
  int version = 0;
  std::vector<Contribution> before, after;
};

struct Effects {
  std::vector<WrittenParcel> parcels;          // by (lane, id)
  std::vector<TotalDelta> totals;              // by (lane, key), merged
  std::vector<AppliedTransition> transitions;  // by (lane group, parcel), in order of arrival
  std::vector<Correction> corrections;
};

class Matcher {
 public:
  Matcher(const Settings& settings, WrittenParcels& written)
      : settings_(settings), written_(written) {}

  // `mapping`: name of a trade record's mapping, "" for messages. The document's locator is set.
  Result<Ruling> apply(const documents::Document& document, std::string_view mapping);
  // Documents that have waited `incomplete_after_days` by `now` are written as they stand.
  void sweep(Instant now);
  // What the batch came to. Parcels that are ready, and written ones that changed, leave memory.
  Effects end_batch();

  size_t open_parcels() const { return parcels_.size() - free_parcels_.size(); }
  size_t open_waybills() const { return waybills_.size() - free_waybills_.size(); }
  void for_each_open(const std::function<void(const OpenParcel&)>& parcel,
                     const std::function<void(const OpenWaybill&)>& waybill) const;

  // The checkpoint of what is open: rows to delete and to put, since the last call.
  struct RowKey {
    int lane;
    ParcelId id;
    bool is_waybill;
    bool exists;  // an earlier checkpoint has a row
  };
  struct Checkpoint {
    std::vector<RowKey> gone;
    std::vector<std::pair<RowKey, std::string>> rows;  // by key
  };
  Checkpoint take_checkpoint();
  void restore(OpenParcel open);
  void restore(OpenWaybill open);
  // Waited this long by `now`: used for reporting waybills without a list.
  bool has_waited(int64_t millis, Instant now) const;

 private:
  using Document = documents::Document;
  static constexpr uint32_t kWaybillTag = 0x8000'0000u;

  Result<Ruling> apply_order(const Document& order, std::string_view mapping);
  Result<Ruling> apply_receipt(const Document& receipt, std::string_view mapping);
  Result<Ruling> apply_list(const Document& list);
  Result<Ruling> apply_waybill(const Document& waybill);
  Result<Ruling> apply_trade_waybill(const Document& waybill, std::string_view mapping);
  Result<Ruling> apply_return(const Document& answer);
  Result<Ruling> apply_waybill_return(const Document& answer, const Parcel::Transition& transition);

  // Slot of the open or reopened parcel, or kNone.
  Result<uint32_t> find_parcel(documents::Form form, std::string_view ebc_code,
                               std::string_view order_no);
  Result<uint32_t> find_or_open(const Document& first, std::string_view mapping);
  Result<uint32_t> find_by_list(std::string_view agent_code, std::string_view cop_no);
  Status reopen_all(Hash128 key);
  uint32_t add_parcel(OpenParcel open);
  uint32_t add_waybill(OpenWaybill open);
  void remove_parcel(uint32_t slot);
  void remove_waybill(uint32_t slot);
  // The parcel or waybill of the waybill number nearest in time, within a generation; kNone.
  template <typename TimeOf>
  uint32_t nearest_by_waybill(Hash128 key, int64_t millis, TimeOf time_of);

  // The hash led here: is it really this waybill number that the slot is about?
  bool is_about_waybill(uint32_t value, const Document& named) const;
  void touch(uint32_t slot);
  void put_document(uint32_t slot, const Document& document);
  void put_transition(uint32_t slot, const Parcel::Transition& transition);
  void attach_open_waybill(uint32_t slot, const Document& list);
  void recount_release(uint32_t slot);
  void count(int lane, const std::vector<Contribution>& contributions, int sign);
  bool is_ready(const OpenParcel& open) const;
  void write(uint32_t slot);

  Settings settings_;
  WrittenParcels& written_;
  std::deque<OpenParcel> parcels_;
  std::deque<OpenWaybill> waybills_;
  std::vector<uint32_t> free_parcels_, free_waybills_, touched_;
  FlatIndex by_order_, by_waybill_, by_list_;
  std::vector<RowKey> gone_;
  Effects effects_;
};

}  // namespace chuhai::clearance
