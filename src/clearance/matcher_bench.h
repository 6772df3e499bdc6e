// For the tests of the matcher: written parcels in memory, and documents put in one by one.
#pragma once

#include <map>
#include <string>

#include "clearance/example_parcels.h"
#include "clearance/parcel_codec.h"

namespace chuhai::clearance {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

// Written parcels in memory: what the tables and the locator do.
class FakeWritten : public WrittenParcels {
 public:
  Status find(Hash128 key, std::vector<Parcel>* found) override {
    for (auto [at, end] = keys_.equal_range(key); at != end; ++at)
      found->push_back(newest_.at(at->second));
    return {};
  }
  void add(const Effects& effects) {
    for (const WrittenParcel& written : effects.parcels) {
      auto decoded = decode_parcel(written.body);
      CHECK(decoded.ok(), "body");
      decoded->lane = written.lane;
      decoded->id = written.id;
      decoded->version = written.version;
      newest_[decoded->id] = *decoded;
      for (const Hash128 key : written.new_keys) keys_.emplace(key, decoded->id);
      ++rows;
    }
    for (const TotalDelta& delta : effects.totals) {
      Total& total = totals[delta.key];
      total.amount += delta.total.amount;
      total.documents += delta.total.documents;
      total.documents_by_destination += delta.total.documents_by_destination;
      total.documents_once += delta.total.documents_once;
    }
    std::erase_if(totals, [](const auto& one) { return one.second == Total{}; });
    corrections += effects.corrections.size();
  }
  // By order key: the same whatever the order of arrival.
  std::map<std::string, std::string> bodies() const {
    std::map<std::string, std::string> all;
    for (const auto& [id, parcel] : newest_)
      all[parcel.ebc_code + "/" + parcel.order_no] = encode_parcel(parcel);
    return all;
  }
  const Parcel& only() const { return newest_.begin()->second; }
  size_t size() const { return newest_.size(); }

  std::map<TotalKey, Total> totals;
  size_t rows = 0, corrections = 0;

 private:
  std::map<ParcelId, Parcel> newest_;
  std::multimap<Hash128, ParcelId> keys_;
};

struct Bench {
  explicit Bench(Settings settings = {}) : matcher(settings, written) {}

  Ruling put(Document document, std::string_view mapping = "") {
    document.locator = {{static_cast<int>(position % 1024), position}, 0};
    ++position;
    auto ruling = matcher.apply(document, mapping);
    CHECK(ruling.ok(), "apply");
    return *ruling;
  }
  void end() { written.add(matcher.end_batch()); }
  void sweep(Instant now) {
    matcher.sweep(now);
    end();
  }

  FakeWritten written;
  Matcher matcher;
  int64_t position = 1;
};

}  // namespace chuhai::clearance
