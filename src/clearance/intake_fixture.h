// For the tests of the whole stage: a store, a folder of messages, and what the store then says.
#pragma once

#include <fmt/format.h>

#include <map>

#include "clearance/example_messages.h"
#include "clearance/parcel_codec.h"
#include "clearance/session.h"
#include "store/test_store.h"

namespace chuhai::clearance {

using documents::Document;
using documents::DocumentKind;
using documents::Form;

inline const journal::Act kAct{Instant::start_of(Date::of(2023, 12, 31).value()), "test"};

inline std::unique_ptr<store::Store> open_store(const std::filesystem::path& path,
                                                store::OpenMode mode) {
  auto store = store::Store::open(store::test_address(path), mode);
  CHECK(store.ok(), store.ok() ? "" : store.error().message());
  for (const auto migrations : {journal::migrations(), clearance::migrations()})
    CHECK((*store)->migrate(migrations).ok(), "migrate");
  return std::move(*store);
}

// By kind and in time, as gateways deliver: all documents of a day, then the next day's.
inline std::vector<Document> in_order_of_time(int parcels) {
  std::vector<Document> all;
  for (int i = 0; i < parcels; ++i)
    for (Document& document : example_parcel(i).all()) all.push_back(std::move(document));
  const auto key = [](const Document& one) {
    const Instant at = one.kind == DocumentKind::kReturn ? one.return_time : one.app_time;
    return std::tuple(at.date(), one.kind, one.about);
  };
  std::stable_sort(all.begin(), all.end(),
                   [&](const Document& a, const Document& b) { return key(a) < key(b); });
  return all;
}

// Everything that the stage says of a store, as text, to compare two stores.
inline std::map<std::string, std::string> told(store::Store& store) {
  std::map<std::string, std::string> all;
  const auto status = for_each_total(store, "", [&](const TotalKey& key, const Total& total) {
    all[fmt::format("total {} {} {} {} {} {} {}", static_cast<int>(key.kind), key.subject, key.year,
                    key.month, key.mode, key.destination, key.currency)] =
        fmt::format("{} {} {} {}", total.amount.to_string(), total.documents,
                    total.documents_by_destination, total.documents_once);
    return Status();
  });
  CHECK(status.ok(), "totals");
  const auto counts = count_exceptions(store);
  CHECK(counts.ok(), counts.ok() ? "" : counts.error().message());
  all["exceptions"] = counts->to_json().to_string();
  const auto rows =
      store.query("SELECT lane, id, version, body FROM clearance_parcel WHERE current = 1", {},
                  [&](const store::Row& row) -> Status {
                    CHUHAI_ASSIGN_OR_RETURN(Parcel parcel, decode_parcel(row.bytes(3)));
                    for (auto* one : {&parcel.order, &parcel.waybill, &parcel.list})
                      if (*one) (*one)->locator = {};
                    for (Document& receipt : parcel.receipts) receipt.locator = {};
                    for (auto& transition : parcel.transitions) transition.locator = {};
                    all["parcel " + parcel.ebc_code + "/" + parcel.order_no] =
                        std::to_string(stable_hash64(encode_parcel(parcel)));
                    return {};
                  });
  CHECK(rows.ok(), "rows");
  return all;
}

inline std::string differences(const std::map<std::string, std::string>& a,
                               const std::map<std::string, std::string>& b) {
  std::string text;
  for (const auto& [key, value] : a)
    if (!b.contains(key) || b.at(key) != value)
      text += key + ": " + value + " / " + (b.contains(key) ? b.at(key) : "-") + "\n";
  for (const auto& [key, value] : b)
    if (!a.contains(key)) text += key + ": - / " + value + "\n";
  return text.substr(0, 2000);
}

class IntakeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    documents_ = in_order_of_time(kParcels);
    files_ = write_messages(folder_.path(), documents_, "a", 20);
    store_ = open_store(folder_.path() / "store", store::OpenMode::kCreate);
  }
  IntakeSummary take(store::Store& store, const std::vector<std::filesystem::path>& files,
                     IntakeLimits limits = {}, const journal::Act& act = kAct) {
    auto summary = intake_messages_limited(store, {}, act, files, nullptr, limits);
    EXPECT_TRUE(summary.ok()) << summary.error().message();
    return summary.ok() ? *summary : IntakeSummary{};
  }
  std::filesystem::path write(std::string_view name, const Document& document) {
    return write_messages(folder_.path(), {document}, name)[0];
  }

  static constexpr int kParcels = 130;
  TemporaryFolder folder_;
  std::vector<Document> documents_;
  std::vector<std::filesystem::path> files_;
  std::unique_ptr<store::Store> store_;
};

}  // namespace chuhai::clearance
