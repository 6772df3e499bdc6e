#include <gmock/gmock.h>

#include <map>
#include <random>

#include "clearance/business_key.h"
#include "clearance/example_parcels.h"
#include "clearance/flat_index.h"
#include "clearance/locator_segment.h"
#include "clearance/parcel_codec.h"
#include "clearance/parcel_id.h"
#include "clearance/parcels_event.h"
#include "clearance/projection.h"

namespace chuhai::clearance {
namespace {

Parcel whole_parcel(int number) {
  const ExampleParcel example = example_parcel(number);
  Parcel parcel;
  parcel.ebc_code = example.order.ebc_code;
  parcel.order_no = example.order.order_no;
  parcel.expected_parts = 15;
  for (const auto& document : {example.order, example.receipt, example.waybill, example.list}) {
    auto copy = document;
    copy.locator = {{1023, (int64_t{1} << 32) - 1}, 99};
    add_document(copy, &parcel);
  }
  for (const auto& answer : example.answers)
    parcel.transitions.push_back({answer.about,
                                  answer.return_status,
                                  answer.return_time,
                                  {{5, 7}, 1},
                                  "",
                                  return_key(answer)});
  sort_parcel(&parcel);
  return parcel;
}

TEST(ParcelCodec, RoundTripsAndRefusesEveryCut) {
  const Parcel parcel = whole_parcel(11);
  const std::string body = encode_parcel(parcel);
  EXPECT_LT(body.size(), 900u) << "compact";
  const Parcel back = decode_parcel(body).value();
  EXPECT_EQ(encode_parcel(back), body);
  EXPECT_EQ(back.list->lines.size(), 2u);
  EXPECT_EQ(back.list->lines[1].total_price, parcel.list->lines[1].total_price);
  EXPECT_EQ(back.order->locator, parcel.order->locator);
  EXPECT_EQ(back.receipts[0].amount, parcel.receipts[0].amount);
  EXPECT_EQ(back.waybill->logistics_no, parcel.waybill->logistics_no);
  EXPECT_EQ(back.transitions, parcel.transitions);
  for (size_t size = 0; size < body.size(); ++size)
    EXPECT_FALSE(decode_parcel(std::string_view(body).substr(0, size)).ok()) << size;
  EXPECT_FALSE(decode_parcel(body + "x").ok());
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {  // must end, whatever the bytes
    std::string spoilt = body;
    for (int n = 0; n < 3; ++n) spoilt[random() % spoilt.size()] = static_cast<char>(random());
    (void)decode_parcel(spoilt);
  }
}

TEST(ParcelId, PacksAndUnpacks) {
  for (const documents::Locator& locator :
       {documents::Locator{{0, 0}, 0},
        documents::Locator{{1023, kPositionEnd - 1}, kOrdinalEnd - 1},
        documents::Locator{{512, 1}, 127}}) {
    EXPECT_EQ(unpack_parcel_id(pack_parcel_id(locator)), locator);
    EXPECT_GE(pack_parcel_id(locator).value(), 0);
  }
  EXPECT_DEATH(pack_parcel_id({{0, kPositionEnd}, 0}), "position");
  EXPECT_DEATH(pack_parcel_id({{0, 1}, kOrdinalEnd}), "ordinal");
}

TEST(FlatIndex, IsAMultimap) {
  FlatIndex index;
  std::multimap<uint64_t, uint32_t> model;
  std::mt19937 random(4);
  for (int step = 0; step < 200'000; ++step) {
    const uint64_t number = random() % 3000;
    const Hash128 key{number * 1024, number};  // many share their home
    const uint32_t value = random() % 4;
    const auto [begin, end] = model.equal_range(number);
    const auto known = std::find_if(begin, end, [&](const auto& e) { return e.second == value; });
    const bool found = index.find(key, [&](uint32_t v) { return v == value; }) == value;
    ASSERT_EQ(found, known != end);
    if (known == end && random() % 2 == 0) {
      index.insert(key, value);
      model.emplace(number, value);
    } else if (known != end) {
      index.erase(key, value);
      model.erase(known);
    }
    ASSERT_EQ(index.size(), model.size());
  }
}

TEST(LocatorSegment, FindsWhatWasPutAndMerges) {
  std::mt19937_64 random(5);
  std::multimap<Hash128, ParcelRef> model;
  std::vector<std::string> segments;
  for (int i = 0; i < 9; ++i) {
    std::vector<LocatorEntry> entries;
    for (int n = 0; n < 700; ++n) {
      const Hash128 key = stable_hash128({"k", std::to_string(random() % 4000)});
      const ParcelRef ref{static_cast<int>(random() % 1024),
                          ParcelId(static_cast<int64_t>(random() >> 1))};
      entries.push_back({key, ref});
      entries.push_back({key, ref});
      model.emplace(key, ref);
    }
    segments.push_back(build_segment(entries));
    EXPECT_EQ(segments.back().size(), 700 * kLocatorEntryBytes) << "duplicates go";
  }
  segments.push_back(segments.front());
  const std::string merged = merge_segments({segments.begin(), segments.end()});
  EXPECT_EQ(merged.size(), model.size() * kLocatorEntryBytes);
  const std::string bloom = build_bloom(merged);
  int in_vain = 0;
  for (int n = 0; n < 20'000; ++n) {
    const Hash128 key = stable_hash128({"k", std::to_string(n)});
    std::vector<ParcelRef> found, expected;
    find_in_segment(merged, key, &found);
    for (auto [at, end] = model.equal_range(key); at != end; ++at) expected.push_back(at->second);
    EXPECT_THAT(found, ::testing::UnorderedElementsAreArray(expected));
    if (!expected.empty()) {
      EXPECT_TRUE(may_contain(bloom, key));
    }
    if (expected.empty() && may_contain(bloom, key)) ++in_vain;
  }
  EXPECT_LT(in_vain, 600);
  EXPECT_FALSE(may_contain("", Hash128{1, 2}));
}

TEST(Transitions, RoundTrip) {
  std::vector<AppliedTransition> all;
  for (const auto& answer : example_parcel(1).answers)
    all.push_back(
        {63, ParcelId(1LL << 50), answer.about, answer.return_status, answer.return_time});
  const std::string bytes = encode_transitions(all, 0, all.size());
  const auto back = decode_transitions(bytes).value();
  ASSERT_EQ(back.size(), all.size());
  EXPECT_EQ(back.back().status, all.back().status);
  EXPECT_EQ(back.back().parcel, all.back().parcel);
  EXPECT_FALSE(decode_transitions(bytes.substr(0, bytes.size() - 1)).ok());
  EXPECT_FALSE(decode_transitions("").ok());
}

TEST(Settings, RoundTrip) {
  Settings settings;
  settings.incomplete_after_days = 30;
  settings.receipt_required_until = Date::of(2025, 1, 2).value();
  const std::string text = settings_text(settings);
  EXPECT_EQ(settings_text(parse_settings(text).value()), text);
  EXPECT_FALSE(parse_settings("{}").ok());
}

TEST(ParcelsEvent, RoundTrip) {
  Effects effects;
  for (const auto& [lane, id] : {std::pair{1, 10}, {1, 25}, {70, 3}}) {
    WrittenParcel written;
    written.lane = lane;
    written.id = ParcelId(id);
    effects.parcels.push_back(std::move(written));
  }
  effects.totals.push_back({0, {TotalKind::kTurnover, "企业", {}, 2023, 4, "E", "", "142"}, {}});
  effects.corrections.push_back({70, ParcelId(3), 2, {}, {}});
  const auto payloads = event_payloads(effects);
  ASSERT_EQ(payloads.size(), 2u);
  const ParcelsEvent event = parse_parcels_event(payloads.at(0)).value();
  EXPECT_THAT(event.parcels,
              ::testing::ElementsAre(std::pair(1, ParcelId(10)), std::pair(1, ParcelId(25))));
  ASSERT_EQ(event.touched.size(), 1u);
  EXPECT_EQ(event.touched[0].subject, "企业");
  EXPECT_EQ(parse_parcels_event(payloads.at(64)).value().corrections, 1u);
  EXPECT_FALSE(parse_parcels_event("{}").ok());
}

TEST(Simulator, SaysThatItIsOneAndStopsWithoutOrderOrWaybill) {
  const ExampleParcel parcel = example_parcel(2);
  for (const auto& answer : parcel.answers)
    EXPECT_TRUE(answer.return_info.starts_with(kSimulatedCustoms));
  EXPECT_EQ(parcel.answers.size(), 11u);
  const auto lone =
      simulate_customs({nullptr, {}, &parcel.waybill, &parcel.list}, SimulatedOutcome::kCleared, 1);
  EXPECT_EQ(lone.back().return_status, "2");
  const auto rejected = simulate_customs({&parcel.order, {}, &parcel.waybill, &parcel.list},
                                         SimulatedOutcome::kRejected, 1);
  EXPECT_EQ(rejected.back().return_status, "100");
  EXPECT_EQ(rejected.back().pre_no.size(), 18u);
  EXPECT_EQ(rejected.back().invt_no.size(), 18u);
}

}  // namespace
}  // namespace chuhai::clearance
