#include "clearance/matcher.h"

#include <map>
#include <random>
#include <set>

#include "clearance/matcher_bench.h"

namespace chuhai::clearance {
namespace {

const Instant kLongAfter = Instant::start_of(Date::of(2024, 12, 1).value());

TEST(Matcher, OneParcelInAnyOrderIsWrittenOnceWhenCleared) {
  std::vector<Document> documents = example_parcel(7).all();
  std::mt19937 random(1);
  std::optional<std::string> expected;
  for (int round = 0; round < 50; ++round) {
    Bench bench;
    for (const Document& document : documents)
      EXPECT_EQ(bench.put(document).verdict, Verdict::kAccepted);
    bench.end();
    ASSERT_EQ(bench.written.size(), 1u);
    EXPECT_EQ(bench.written.rows, 1u);
    EXPECT_EQ(bench.matcher.open_parcels() + bench.matcher.open_waybills(), 0u);
    Parcel parcel = bench.written.only();
    EXPECT_TRUE(parcel.complete());
    EXPECT_EQ(parcel.customs().status, "899");
    EXPECT_EQ(parcel.amount_class(), AmountClass::kEqual);
    EXPECT_FALSE(parcel.list->pre_no.empty());
    // Where the documents lie differs by order of arrival; what they say doesn't.
    const auto clear = [](Document& one) { one.locator = {}; };
    clear(*parcel.order), clear(parcel.receipts[0]), clear(*parcel.waybill), clear(*parcel.list);
    for (auto& transition : parcel.transitions) transition.locator = {};
    if (!expected) expected = encode_parcel(parcel);
    EXPECT_EQ(encode_parcel(parcel), *expected);
    std::shuffle(documents.begin(), documents.end(), random);
  }
}

// Many parcels, documents shuffled, cut into batches anywhere: the same totals as counting by hand.
TEST(Matcher, AnyInterleavingGivesTheSameParcelsAndTotals) {
  std::vector<Document> documents;
  std::map<TotalKey, Total> by_hand;
  for (int i = 0; i < 120; ++i) {
    const ExampleParcel parcel = example_parcel(i);
    for (const Document& document : parcel.all()) documents.push_back(document);
    Total& turnover = by_hand[{TotalKind::kTurnover, parcel.order.ebc_code, Form::kMessage, 2023,
                               parcel.order.app_time.date().month(), "E", "", "142"}];
    turnover.amount += parcel.order.goods_value;
    ++turnover.documents, ++turnover.documents_by_destination, ++turnover.documents_once;
    for (const Document& answer : parcel.answers) {
      if (answer.return_status != "800") continue;
      for (const auto& line : parcel.list.lines) {
        Total& total =
            by_hand[{TotalKind::kImportExport, parcel.order.ebc_code, Form::kMessage, 2023,
                     answer.return_time.date().month(), "9610", line.country, "142"}];
        total.amount += line.total_price;
      }
    }
  }
  std::mt19937 random(2);
  std::optional<size_t> lists_once;
  for (int round = 0; round < 12; ++round) {
    Bench bench;
    int since = 0;
    for (const Document& document : documents) {
      ASSERT_EQ(bench.put(document).verdict, Verdict::kAccepted);
      if (++since > static_cast<int>(random() % 400)) bench.end(), since = 0;
    }
    bench.end();
    EXPECT_EQ(bench.written.size(), 120u);
    size_t once = 0, by_destination = 0;
    for (const auto& [key, total] : bench.written.totals) {
      EXPECT_EQ(total.amount, by_hand[key].amount) << key.subject << " " << key.month;
      if (key.kind == TotalKind::kTurnover) {
        EXPECT_EQ(total, by_hand[key]);
      }
      if (key.kind != TotalKind::kImportExport) continue;
      once += static_cast<size_t>(total.documents_once);
      by_destination += static_cast<size_t>(total.documents_by_destination);
    }
    EXPECT_EQ(bench.written.totals.size(), by_hand.size());
    EXPECT_EQ(once, 120u);
    EXPECT_EQ(by_destination, 120u + 24u) << "every fifth list has a second destination";
    for (const auto& [key, body] : bench.written.bodies())
      EXPECT_TRUE(decode_parcel(body)->complete()) << key;
    std::shuffle(documents.begin(), documents.end(), random);
  }
}

TEST(Matcher, ReceiptsAddUpAndAnEmptyPayNumberComesOnce) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(4);
  bench.put(parcel.order);
  Document first = parcel.receipt, second = parcel.receipt, third = parcel.receipt;
  first.pay_no.clear();
  first.amount = Amount5::from_units(1);
  second.pay_no = "P2";
  second.amount = Amount5::from_units(parcel.receipt.amount.units() - 1);
  second.content_digest.low ^= 2;
  third.pay_no.clear();
  third.content_digest.low ^= 4;
  EXPECT_EQ(bench.put(first).verdict, Verdict::kAccepted);
  EXPECT_EQ(bench.put(second).verdict, Verdict::kAccepted);
  EXPECT_EQ(bench.put(third).rule, "receipt.duplicate");
  bench.put(parcel.waybill);
  bench.put(parcel.list);
  for (const Document& answer : parcel.answers) bench.put(answer);
  bench.end();
  ASSERT_EQ(bench.written.size(), 1u);
  EXPECT_EQ(bench.written.only().receipts.size(), 2u);
  EXPECT_EQ(bench.written.only().amount_class(), AmountClass::kEqual);
}

TEST(Matcher, HeldDocumentsProveNothing) {
  Bench bench;
  Document order = example_parcel(1).order;
  order.app_status = '1';
  const Ruling ruling = bench.put(order);
  EXPECT_EQ(ruling.verdict, Verdict::kHeld);
  bench.sweep(kLongAfter);
  EXPECT_EQ(bench.written.size(), 0u);
  EXPECT_TRUE(bench.written.totals.empty());
  order.app_status = '2';
  EXPECT_EQ(bench.put(order).verdict, Verdict::kAccepted) << "declared later";
}

TEST(Matcher, LateDocumentsMakeANewVersionWithBothTotals) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(9);
  bench.put(parcel.order);
  bench.put(parcel.list);
  bench.end();
  bench.sweep(parcel.list.app_time.plus_millis(7 * kExampleDay - 1));
  EXPECT_EQ(bench.written.size(), 0u) << "a moment too early";
  bench.sweep(parcel.list.app_time.plus_millis(7 * kExampleDay));
  ASSERT_EQ(bench.written.size(), 1u);
  EXPECT_EQ(parts_key(bench.written.only().missing()), "payment_carrier");
  const ParcelId id = bench.written.only().id;

  bench.put(parcel.receipt);
  bench.end();
  EXPECT_EQ(bench.written.only().version, 2);
  EXPECT_EQ(parts_key(bench.written.only().missing()), "carrier");
  bench.put(parcel.waybill);  // by its number alone: the written list waits for it
  bench.end();
  EXPECT_EQ(bench.written.only().version, 3);
  EXPECT_TRUE(bench.written.only().complete());
  const size_t before = bench.written.totals.size();
  for (const Document& answer : parcel.answers) bench.put(answer);
  bench.end();
  EXPECT_EQ(bench.written.only().version, 4) << "one version for all answers of a batch";
  EXPECT_EQ(bench.written.only().customs().status, "899");
  EXPECT_EQ(bench.written.only().id, id);
  EXPECT_EQ(bench.written.size(), 1u);
  EXPECT_GT(bench.written.totals.size(), before);
  EXPECT_EQ(bench.written.corrections, 3u);
}

TEST(Matcher, ReleaseComesFromTheFirst800ElseFrom899) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(2);
  for (const Document& document : {parcel.order, parcel.receipt, parcel.waybill, parcel.list})
    bench.put(document);
  const auto answer = [&](std::string_view status, int month) {
    Document one = parcel.answers.back();
    one.return_status = status;
    one.return_time = Instant::start_of(Date::of(2023, month, 5).value());
    bench.put(one);
    bench.end();
    std::set<int> months;
    for (const auto& [key, total] : bench.written.totals)
      if (key.kind == TotalKind::kImportExport && !(total == Total{})) months.insert(key.month);
    return months;
  };
  EXPECT_EQ(answer("899", 9), std::set<int>{9});
  EXPECT_EQ(answer("800", 8), std::set<int>{8});
  EXPECT_EQ(answer("800", 10), std::set<int>{8});
  EXPECT_EQ(answer("800", 7), std::set<int>{7});
}

TEST(Matcher, AWaybillNumberIsReusedAfterSixMonths) {
  const ExampleParcel parcel = example_parcel(5);
  struct Case {
    int months, days;
    bool other;  // a waybill of its own
  };
  for (const Case& one : {Case{5, 0, false}, Case{6, 0, false}, Case{6, 1, true}, Case{9, 0, true},
                          Case{-7, 0, true}}) {
    SCOPED_TRACE(one.months);
    Bench bench;
    bench.put(parcel.waybill);
    Document again = parcel.waybill;
    const Date date = again.app_time.date();
    const int64_t time_of_day = again.app_time.millis() - Instant::start_of(date).millis();
    again.app_time = Instant::start_of(date.plus_months(one.months).plus_days(one.days))
                         .plus_millis(time_of_day);
    again.content_digest.low ^= 1;
    EXPECT_EQ(bench.put(again).verdict == Verdict::kAccepted, one.other);
    EXPECT_EQ(bench.matcher.open_waybills(), one.other ? 2u : 1u);
    bench.put(parcel.list);  // takes the one of its own time
    EXPECT_EQ(bench.matcher.open_waybills(), one.other ? 1u : 0u);
  }
}

TEST(Matcher, ListsThatDontFit) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(6);
  bench.put(parcel.order);
  bench.put(parcel.list);
  Document second = parcel.list;
  second.cop_no = "COP-OTHER";
  EXPECT_EQ(bench.put(second).rule, "list.second_for_order");
  Document answer = parcel.answers.back();
  answer.cop_no = "COP-OTHER";
  EXPECT_EQ(bench.put(answer).rule, "return.other_list");
  Document moved = parcel.list;  // the same list for another order
  moved.order_no = "SO-OTHER";
  moved.content_digest.low ^= 1;
  EXPECT_EQ(bench.put(moved).rule, "list.duplicate");
  EXPECT_EQ(bench.matcher.open_parcels(), 1u);
}

TEST(Matcher, AnswersAboutAnotherListThatCameFirstDontCount) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(6);
  Document answer = parcel.answers.back();
  answer.cop_no = "COP-OTHER";
  answer.return_status = "800";
  answer.pre_no = "B20239999000000001";
  EXPECT_EQ(bench.put(answer).verdict, Verdict::kAccepted) << "its list may yet come";
  for (const Document& document : {parcel.order, parcel.receipt, parcel.waybill, parcel.list})
    bench.put(document);
  bench.sweep(kLongAfter);
  EXPECT_EQ(bench.written.only().customs().status, "");
  EXPECT_EQ(bench.written.only().list->pre_no, "");
  for (const auto& [key, total] : bench.written.totals) EXPECT_EQ(key.kind, TotalKind::kTurnover);
}

TEST(Matcher, TradeRecordsMatchByOrderKeyAndNeverMessages) {
  Bench bench;
  const ExampleParcel parcel = example_parcel(8);
  std::vector<Document> records = {parcel.order, parcel.receipt, parcel.waybill};
  for (Document& record : records) {
    record.form = Form::kTradeRecord;
    record.ebc_code = parcel.order.ebc_code;
    record.order_no = parcel.order.order_no;
    record.order_type = 0;
    record.currency = "BRL";
    record.logistics_no.clear();
  }
  bench.put(parcel.order);
  for (const Document& record : records)
    EXPECT_EQ(bench.put(record, "olist").verdict, Verdict::kAccepted);
  EXPECT_EQ(bench.put(records[2], "olist").verdict, Verdict::kRepeated);
  bench.end();
  ASSERT_EQ(bench.written.size(), 1u);
  const Parcel& written = bench.written.only();
  EXPECT_EQ(written.form, Form::kTradeRecord);
  EXPECT_EQ(written.mapping, "olist");
  EXPECT_TRUE(written.complete());
  EXPECT_EQ(bench.matcher.open_parcels(), 1u) << "the message's";
  EXPECT_EQ(bench.put(records[0], "other").rule, "trade_record.other_mapping");
}

TEST(Matcher, CheckpointAndRestoreGoOnAsIfNothingHadHappened) {
  std::vector<Document> documents;
  for (int i = 0; i < 40; ++i)
    for (const Document& document : example_parcel(i).all()) documents.push_back(document);
  std::mt19937 random(3);
  std::shuffle(documents.begin(), documents.end(), random);
  Bench whole, first, second;
  for (const Document& document : documents) whole.put(document);
  whole.end();
  for (size_t i = 0; i < documents.size(); ++i) {
    Bench& bench = i < documents.size() / 2 ? first : second;
    if (i == documents.size() / 2) {
      first.end();
      second.written = first.written;
      second.position = first.position;
      for (const auto& [key, body] : first.matcher.take_checkpoint().rows) {
        if (key.is_waybill)
          second.matcher.restore(decode_open_waybill(key.lane, key.id, body).value());
        else
          second.matcher.restore(decode_open_parcel(key.lane, key.id, body).value());
      }
      EXPECT_TRUE(first.matcher.take_checkpoint().rows.empty()) << "nothing new";
    }
    bench.put(documents[i]);
  }
  second.end();
  EXPECT_TRUE(second.written.bodies() == whole.written.bodies());
  EXPECT_TRUE(second.written.totals == whole.written.totals);
  EXPECT_EQ(second.matcher.open_parcels(), 0u);
  EXPECT_FALSE(second.matcher.take_checkpoint().gone.empty()) << "their rows go";
}

}  // namespace
}  // namespace chuhai::clearance
