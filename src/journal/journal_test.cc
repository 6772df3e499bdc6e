#include "journal/journal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "journal/journal_fixture.h"

namespace chuhai::journal {
namespace {

using ::testing::ElementsAre;

TEST(IntakeLane, IsTheDigestModulo1024) {
  Digest digest;
  digest.bytes[31] = 0xff;
  EXPECT_EQ(intake_lane(digest), 255);
  digest.bytes[30] = 0x07;
  EXPECT_EQ(intake_lane(digest), 1023);
  digest.bytes[29] = 0xff;
  EXPECT_EQ(intake_lane(digest), 1023);
  // sha256("abc") ends in …f20015ad: 0x1ad modulo 1,024.
  EXPECT_EQ(intake_lane(crypto::sha256("abc")), 0x1ad);
}

TEST_F(JournalTest, AnEntryComesBack) {
  NewEntry added = entry_of("");
  added.source_name = "订单.xml";
  added.parameters = R"({"mapping":"olist"})";
  added.record.bytes = "<a></a>";
  added.record.cuts = {{3, 11, "Logistics/ebcTelephone"}};
  added.record.digest = crypto::sha256("<a>13800000000</a>");
  const auto recorded = record(*store_, kAct, added, [](const Entry&) -> Status { return {}; });
  ASSERT_TRUE(recorded.ok()) << recorded.error().message();
  EXPECT_FALSE(recorded->repeat);
  const auto entry = read_entry(*store_, recorded->entry.key);
  ASSERT_TRUE(entry.ok()) << entry.error().message();
  EXPECT_EQ(entry->key.lane, intake_lane(added.record.digest));
  EXPECT_EQ(entry->key.position, 1);
  EXPECT_EQ(entry->batch, 1);
  EXPECT_EQ(entry->ordinal, 0);
  EXPECT_EQ(entry->kind, "message");
  EXPECT_EQ(entry->source_name, added.source_name);
  EXPECT_EQ(entry->parameters, added.parameters);
  EXPECT_EQ(entry->act.at, kAct.at);
  EXPECT_EQ(entry->act.by, kAct.by);
  EXPECT_EQ(entry->digest, added.record.digest);
  EXPECT_FALSE(entry->first.has_value());
  EXPECT_EQ(read_bytes(*store_, entry->key).value(), "<a></a>");
  const auto cuts = read_cuts(*store_, entry->key);
  ASSERT_EQ(cuts->size(), 1u);
  EXPECT_EQ(cuts->front().field, "Logistics/ebcTelephone");
  EXPECT_CODE(read_entry(*store_, {5, 99}), kNotFound);
  EXPECT_CODE(read_bytes(*store_, {5, 99}), kNotFound);
}

TEST_F(JournalTest, ABatchOfManyEntriesAndEvents) {
  std::vector<EntryKey> keys;
  for (int round = 0; round < 2; ++round) {
    auto transaction = store_->begin();
    auto batch = Batch::open(*store_, kAct);
    ASSERT_TRUE(batch.ok()) << batch.error().message();
    EXPECT_EQ(batch->number(), round + 1);
    for (int i = 0; i < 3000; ++i) {
      const auto entry = batch->append(entry_of(fmt::format("{} of {}", i, round)));
      ASSERT_TRUE(entry.ok()) << entry.error().message();
      EXPECT_EQ(entry->ordinal, i);
      keys.push_back(entry->key);
      ASSERT_TRUE(batch->append_event(i % 7, "made", std::to_string(i)).ok());
    }
    ASSERT_TRUE(batch->finish().ok());
    ASSERT_TRUE(transaction->commit().ok());
    expect_sound(*store_);
  }
  EXPECT_EQ(std::set<EntryKey>(keys.begin(), keys.end()).size(), 6000u);
  for (size_t i = 0; i < keys.size(); i += 501) {
    EXPECT_EQ(read_bytes(*store_, keys[i]).value(), fmt::format("{} of {}", i % 3000, i / 3000));
  }
  // In journal order, from any batch on, across the edges of what is read at once.
  for (const int after : {0, 1, 2}) {
    std::vector<EntryKey> seen;
    ASSERT_TRUE(for_each_entry(*store_, after, "", [&](const Entry& entry) -> Status {
                  seen.push_back(entry.key);
                  return {};
                }).ok());
    EXPECT_EQ(seen, std::vector<EntryKey>(keys.begin() + after * 3000, keys.end())) << after;
  }
}

TEST_F(JournalTest, RepeatsPointToTheFirst) {
  auto transaction = store_->begin();
  auto batch = Batch::open(*store_, kAct);
  const auto first = batch->append(entry_of("same"));
  const auto repeat = batch->append(entry_of("same"));
  const auto other_kind = batch->append(entry_of("same", "rates"));
  ASSERT_TRUE(batch->finish().ok());
  ASSERT_TRUE(transaction->commit().ok());
  EXPECT_EQ(repeat->first, first->key);
  EXPECT_EQ(other_kind->first, std::nullopt);
  int applied = 0;
  const auto count = [&](const Entry&) -> Status { return ++applied, Status{}; };
  const auto later = record(*store_, kAct, entry_of("same", "rates"), count);
  ASSERT_TRUE(later.ok());
  EXPECT_TRUE(later->repeat);
  EXPECT_EQ(later->entry.first, other_kind->key);
  EXPECT_EQ(applied, 0);
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry"), 4);
  EXPECT_EQ(number("SELECT count(*) FROM journal_archive"), 2);
  EXPECT_EQ(read_bytes(*store_, later->entry.key).value(), "same");
  EXPECT_EQ(read_entry(*store_, later->entry.key)->first, other_kind->key);
  const Digest digest = crypto::sha256("same");
  EXPECT_EQ(find_by_digest(*store_, digest, "message").value(), first->key);
  EXPECT_EQ(find_by_digest(*store_, digest, "rates").value(), other_kind->key);
  EXPECT_EQ(find_by_digest(*store_, digest, "").value(), first->key);
  EXPECT_EQ(find_by_digest(*store_, digest, "evidence").value(), std::nullopt);
  EXPECT_EQ(find_by_digest(*store_, crypto::sha256("none"), "").value(), std::nullopt);
  std::vector<int64_t> batches;
  ASSERT_TRUE(for_each_entry(*store_, 0, "rates", [&](const Entry& entry) -> Status {
                batches.push_back(entry.batch);
                return {};
              }).ok());
  EXPECT_THAT(batches, ElementsAre(1, 2));
  expect_sound(*store_);
}

TEST_F(JournalTest, WhatFailsLeavesNothing) {
  const auto failing = [](const Entry&) { return Status(Error(ErrorCode::kConflict, "no")); };
  EXPECT_CODE(record(*store_, kAct, entry_of("a"), failing), kConflict);
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM journal_head"), 0);
  const auto fine = [](const Entry&) -> Status { return {}; };
  EXPECT_CODE(record(*store_, {kAct.at, ""}, entry_of("a"), fine), kInvalidArgument);
  EXPECT_CODE(record(*store_, kAct, entry_of("a", ""), fine), kInvalidArgument);
  EXPECT_CODE(record(*store_, kAct, entry_of("a", "\xff"), fine), kInvalidArgument);
  EXPECT_CODE(Batch::open(*store_, kAct), kFailedPrecondition);  // no transaction
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry"), 0);
}

// A refused entry takes nothing with it: the batch goes on.
TEST_F(JournalTest, ARefusedEntryLeavesTheBatchWhole) {
  auto transaction = store_->begin();
  auto batch = Batch::open(*store_, kAct);
  NewEntry bad_name = entry_of("a");
  bad_name.source_name = "\xe8\x00";
  EXPECT_CODE(batch->append(bad_name), kInvalidArgument);
  EXPECT_CODE(batch->append_event(1024, "e", ""), kInvalidArgument);
  EXPECT_CODE(batch->append_event(-1, "e", ""), kInvalidArgument);
  EXPECT_CODE(batch->append_event(0, "", ""), kInvalidArgument);
  EXPECT_EQ(batch->append(entry_of("b"))->ordinal, 0);
  ASSERT_TRUE(batch->finish().ok());
  ASSERT_TRUE(transaction->commit().ok());
  expect_sound(*store_);
}

TEST_F(JournalTest, DamageIsCorrupt) {
  const auto fine = [](const Entry&) -> Status { return {}; };
  const auto recorded = record(*store_, kAct, entry_of(std::string(500, 'a')), fine);
  const EntryKey key = recorded->entry.key;
  Digest other = crypto::sha256("other");
  const std::string_view other_view(reinterpret_cast<const char*>(other.bytes.data()), 32);
  struct Case {
    const char* sql;
    store::Parameters parameters;
    ErrorCode code;
  };
  const std::vector<Case> cases = {
      {"UPDATE journal_archive SET original_size = 499", {}, ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET original_size = -1", {}, ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET original_size = 4611686018427387904", {}, ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET digest = :d",
       {{"d", store::Blob{other_view}}},
       ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET digest = :d", {{"d", store::Blob{"x"}}}, ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET bytes = :b", {{"b", store::Blob{"x"}}}, ErrorCode::kCorrupt},
      {"UPDATE journal_archive SET cuts = :c", {{"c", store::Blob{"x"}}}, ErrorCode::kUnsupported},
      {"UPDATE journal_archive SET format_version = 2", {}, ErrorCode::kUnsupported},
      {"UPDATE journal_archive SET format_version = 0", {}, ErrorCode::kCorrupt},
      {"DELETE FROM journal_archive", {}, ErrorCode::kCorrupt},
  };
  for (const Case& c : cases) {
    auto transaction = store_->begin();
    ASSERT_EQ(store_->execute(c.sql, c.parameters).value(), 1) << c.sql;
    const auto bytes = read_bytes(*store_, key);
    ASSERT_FALSE(bytes.ok()) << c.sql;
    EXPECT_EQ(bytes.error().code(), c.code) << c.sql << bytes.error().message();
  }
  EXPECT_TRUE(read_bytes(*store_, key).ok());
  NewEntry wrong = entry_of("a");
  wrong.record.bytes = "b";
  const auto written = record(*store_, kAct, wrong, fine);
  ASSERT_TRUE(written.ok());
  EXPECT_CODE(read_bytes(*store_, written->entry.key), kCorrupt);
}

TEST_F(JournalTest, AnActIsDoneOnceByItsId) {
  const auto nothing = [](const Entry&) -> Status { return {}; };
  Act act = kAct;
  act.id = "client 7 / 42";
  EXPECT_OK(record(*store_, act, entry_of("a"), nothing));
  EXPECT_CODE(record(*store_, act, entry_of("a"), nothing), kAlreadyExists);
  EXPECT_CODE(record(*store_, act, entry_of("b"), nothing), kAlreadyExists);
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry"), 1);
  EXPECT_EQ(number("SELECT max(next) FROM journal_head WHERE counter = 'batch'"), 2);
  // One that wasn't committed may be tried again.
  act.id = "client 7 / 43";
  EXPECT_CODE(record(*store_, act, entry_of("b"),
                     [](const Entry&) -> Status { return Error(ErrorCode::kIo, "made up"); }),
              kIo);
  EXPECT_OK(record(*store_, act, entry_of("b"), nothing));
  EXPECT_OK(record(*store_, kAct, entry_of("b"), nothing));
  EXPECT_OK(record(*store_, kAct, entry_of("b"), nothing));
  EXPECT_EQ(number("SELECT count(*) FROM journal_batch_id"), 2);
  expect_sound(*store_);
}

TEST_F(JournalTest, CursorsGoForwardsOnly) {
  auto transaction = store_->begin();
  auto batch = Batch::open(*store_, kAct);
  for (int i = 1; i <= 1200; ++i) {
    ASSERT_TRUE(batch->append_event(3, "e", std::to_string(i)).ok());
    if (i % 100 == 0) {
      ASSERT_TRUE(batch->append_event(1, "e", std::string(1, '\0')).ok());
    }
  }
  ASSERT_TRUE(batch->finish().ok());
  ASSERT_TRUE(transaction->commit().ok());

  const auto seen_by = [&](std::string_view stage) {
    std::vector<std::pair<int, int64_t>> seen;
    const Status status = for_each_event(*store_, stage, [&](const Event& event) -> Status {
      EXPECT_EQ(event.batch, 1);
      EXPECT_EQ(event.payload,
                event.lane == 3 ? std::to_string(event.position) : std::string(1, '\0'));
      seen.emplace_back(event.lane, event.position);
      return {};
    });
    EXPECT_TRUE(status.ok()) << status.error().message();
    return seen;
  };
  const auto all = seen_by("facts");
  ASSERT_EQ(all.size(), 1212u);
  EXPECT_TRUE(std::is_sorted(all.begin(), all.end()));
  EXPECT_OK(advance_cursor(*store_, "facts", 3, 1198));
  EXPECT_OK(advance_cursor(*store_, "facts", 3, 7));
  EXPECT_OK(advance_cursor(*store_, "facts", 1, 12));
  EXPECT_THAT(seen_by("facts"), ElementsAre(std::pair(3, 1199), std::pair(3, 1200)));
  EXPECT_EQ(seen_by("other").size(), 1212u);
  EXPECT_CODE(advance_cursor(*store_, "", 3, 7), kInvalidArgument);
  EXPECT_CODE(advance_cursor(*store_, "facts", 1024, 7), kInvalidArgument);
  EXPECT_CODE(advance_cursor(*store_, "facts", 3, -1), kInvalidArgument);
  // The callback's own failure comes back, and it may write to the store meanwhile.
  int handled = 0;
  const auto limited = [&](const Event& event) -> Status {
    if (++handled == 1000) return Error(ErrorCode::kConflict, "enough");
    return advance_cursor(*store_, "third", event.lane, event.position);
  };
  EXPECT_CODE(for_each_event(*store_, "third", limited), kConflict);
  EXPECT_EQ(seen_by("third").size(), 1212u - 999u);
}

TEST_F(JournalTest, AMissingEventIsCorrupt) {
  auto transaction = store_->begin();
  auto batch = Batch::open(*store_, kAct);
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(batch->append_event(3, "e", "").ok());
  ASSERT_TRUE(batch->finish().ok());
  ASSERT_EQ(store_->execute("DELETE FROM journal_event WHERE position = 2").value(), 1);
  ASSERT_TRUE(transaction->commit().ok());
  int seen = 0;
  const auto count = [&](const Event&) -> Status { return ++seen, Status{}; };
  EXPECT_CODE(for_each_event(*store_, "facts", count), kCorrupt);
}

TEST_F(JournalTest, TheLastBatchIsTheNewestWhateverItsTime) {
  EXPECT_FALSE(last_batch(*store_).value().has_value());
  const auto apply = [](const Entry&) { return Status(); };
  const Act earlier{kAct.at.plus_millis(-5), "张工"};
  EXPECT_OK(record(*store_, kAct, entry_of("one"), apply));
  EXPECT_OK(record(*store_, earlier, entry_of("two"), apply));
  const auto last = last_batch(*store_).value();
  ASSERT_TRUE(last.has_value());
  EXPECT_EQ(last->number, 2);
  EXPECT_EQ(last->act.at, earlier.at);
  EXPECT_EQ(last->act.by, earlier.by);
}

TEST_F(JournalTest, ARepeatIsAppliedAgainOnlyIfAskedFor) {
  std::vector<EntryKey> applied;
  const auto apply = [&](const Entry& entry) {
    applied.push_back(entry.key);
    return Status();
  };
  EXPECT_OK(record(*store_, kAct, entry_of("one"), apply));
  EXPECT_OK(record(*store_, kAct, entry_of("one"), apply));
  EXPECT_EQ(applied.size(), 1u);
  const auto again = record(*store_, kAct, entry_of("one"), apply, OnRepeat::kApplyAgain);
  ASSERT_TRUE(again.ok()) << again.error().message();
  EXPECT_TRUE(again->repeat);
  ASSERT_EQ(applied.size(), 2u);
  EXPECT_EQ(applied[1], again->entry.key);
  EXPECT_EQ(again->entry.first, applied[0]);
}

}  // namespace
}  // namespace chuhai::journal
