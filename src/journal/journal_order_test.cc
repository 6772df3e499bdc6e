// What holds with several writers, and when a writer is killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <map>
#include <thread>

#include "journal/journal_fixture.h"

namespace chuhai::journal {
namespace {

using ::testing::ElementsAre;

Status append_one_event(store::Store& store, int lane, std::string_view payload) {
  CHUHAI_ASSIGN_OR_RETURN(store::Transaction transaction, store.begin());
  CHUHAI_ASSIGN_OR_RETURN(Batch batch, Batch::open(store, kAct));
  CHUHAI_RETURN_IF_ERROR(batch.append_event(lane, "e", payload));
  CHUHAI_RETURN_IF_ERROR(batch.finish());
  return transaction.commit();
}

// Reads what is there and moves the cursor behind it, as a stage does.
Status follow(store::Store& store, std::vector<std::string>* seen) {
  CHUHAI_ASSIGN_OR_RETURN(store::Transaction transaction, store.begin());
  CHUHAI_RETURN_IF_ERROR(for_each_event(store, "reader", [&](const Event& event) -> Status {
    seen->push_back(event.payload);
    return advance_cursor(store, "reader", event.lane, event.position);
  }));
  return transaction.commit();
}

// Decision 3 of the design. With a sequence the later commit's event would have the higher number
// and the reader would pass over the earlier one; here the open transaction holds the head row.
TEST_F(JournalTest, AnOpenTransactionIsNotPassedOver) {
  auto first = connect(100);
  auto second = connect(100);
  auto reader = connect(100);
  std::vector<std::string> seen;
  auto transaction = first->begin();
  auto batch = Batch::open(*first, kAct);
  EXPECT_OK(batch->append_event(5, "e", "earlier"));
  EXPECT_OK(batch->finish());
  // The later one can't commit past it, and a reader finds nothing yet.
  EXPECT_CODE(append_one_event(*second, 5, "later"), kUnavailable);
  EXPECT_OK(for_each_event(*reader, "reader", [&](const Event& event) -> Status {
    seen.push_back(event.payload);
    return {};
  }));
  EXPECT_THAT(seen, ElementsAre());
  EXPECT_OK(transaction->commit());
  EXPECT_OK(append_one_event(*second, 5, "later"));
  EXPECT_OK(follow(*reader, &seen));
  EXPECT_THAT(seen, ElementsAre("earlier", "later"));
}

TEST_F(JournalTest, SeveralWritersLoseNoEvent) {
  constexpr int kWriters = 32;
  constexpr int kBatches = 8;
  std::atomic<int> running = kWriters;
  std::vector<std::thread> writers;
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      auto store = connect();
      for (int i = 0; i < kBatches; ++i) {
        const Status status = append_one_event(*store, i % 3, fmt::format("{}.{}", writer, i));
        EXPECT_TRUE(status.ok()) << status.error().message();
      }
      --running;
    });
  }
  std::vector<std::string> seen;
  auto reader = connect();
  while (running > 0) EXPECT_OK(follow(*reader, &seen));
  for (std::thread& writer : writers) writer.join();
  EXPECT_OK(follow(*reader, &seen));
  EXPECT_EQ(seen.size(), static_cast<size_t>(kWriters * kBatches));
  EXPECT_EQ(std::set<std::string>(seen.begin(), seen.end()).size(), seen.size());
  expect_sound(*store_);
  // A writer's own events keep their order within a lane.
  std::map<std::pair<int, int>, int> last;  // of writer and lane
  for (const std::string& payload : seen) {
    const int writer = std::atoi(payload.c_str());
    const int number = std::atoi(payload.c_str() + payload.find('.') + 1);
    const auto [at, is_first] = last.try_emplace({writer, number % 3}, number);
    EXPECT_TRUE(is_first || number > at->second) << payload;
    at->second = number;
  }
}

// Thirty-two clients that send the same and different bytes at once: positions have no gaps, each
// of the same bytes is kept once, and the batches' numbers are in the order of their commits.
TEST_F(JournalTest, ManyClientsKeepTheJournalSound) {
  constexpr int kClients = 32;
  constexpr int kEntries = 6;
  std::vector<std::thread> clients;
  for (int client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      auto store = connect();
      for (int i = 0; i < kEntries; ++i) {
        const bool is_shared = i % 2 == 0;
        const std::string bytes =
            is_shared ? fmt::format("to all {}", i) : fmt::format("of {} number {}", client, i);
        const auto recorded =
            record(*store, kAct, entry_of(bytes), [](const Entry&) -> Status { return {}; });
        EXPECT_TRUE(recorded.ok()) << recorded.error().message();
      }
    });
  }
  for (std::thread& client : clients) client.join();
  expect_sound(*store_);
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry"), kClients * kEntries);
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry WHERE first_position IS NULL"),
            kEntries / 2 + kClients * kEntries / 2);
  EXPECT_EQ(number("SELECT max(batch) FROM journal_batch"), kClients * kEntries);
  EXPECT_EQ(number("SELECT count(*) FROM journal_batch"), kClients * kEntries);
  // A repeat points to what came before it in the journal's order.
  EXPECT_EQ(number("SELECT count(*) FROM journal_entry AS e JOIN journal_entry AS f "
                   "ON f.lane = e.first_lane AND f.position = e.first_position "
                   "WHERE f.batch >= e.batch"),
            0);
}

constexpr int kEntriesABatch = 40;

std::string bytes_of(int round, int batch, int i) {
  return fmt::format("round {} batch {} message {} {}", round, batch, i, std::string(i * 20, 'x'));
}

// In the child: batches one after another, each acknowledged on the pipe after its commit.
void write_until_killed(const std::filesystem::path& folder, int round, int pipe) {
  auto store = store::Store::open(store::test_address(folder), store::OpenMode::kExisting);
  if (!store.ok()) _exit(1);
  for (int number = 0;; ++number) {
    auto transaction = (*store)->begin();
    auto batch = Batch::open(**store, kAct);
    if (!transaction.ok() || !batch.ok()) _exit(2);
    for (int i = 0; i < kEntriesABatch; ++i) {
      if (!batch->append(entry_of(bytes_of(round, number, i))).ok()) _exit(3);
      if (!batch->append_event(i, "e", std::to_string(number)).ok()) _exit(4);
    }
    if (!batch->finish().ok() || !transaction->commit().ok()) _exit(5);
    if (write(pipe, &number, sizeof(number)) != sizeof(number)) _exit(6);
  }
}

TEST_F(JournalTest, WhatWasAcknowledgedSurvivesAKill) {
  store_.reset();  // a connection mustn't be carried over a fork
  int acknowledged_in_all = 0;
  for (int round = 0; round < 6; ++round) {
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) write_until_killed(folder_, round, pipe_ends[1]);
    close(pipe_ends[1]);
    // Killed some way into a later batch; the moment wanders through its work from round to round.
    int acknowledged = 0;
    int told = 0;
    if (read(pipe_ends[0], &told, sizeof(told)) == sizeof(told)) ++acknowledged;
    usleep(10'000 + 7'700 * round);
    kill(child, SIGKILL);
    while (read(pipe_ends[0], &told, sizeof(told)) == sizeof(told)) ++acknowledged;
    close(pipe_ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child failed by itself: " << WEXITSTATUS(status);

    auto store = connect();
    expect_sound(*store);
    for (int done = 0; done < acknowledged; ++done) {
      for (int i = 0; i < kEntriesABatch; ++i) {
        const std::string bytes = bytes_of(round, done, i);
        const auto key = find_by_digest(*store, crypto::sha256(bytes), "message");
        ASSERT_TRUE(key.ok() && key->has_value()) << bytes;
        EXPECT_EQ(read_bytes(*store, **key).value(), bytes);
      }
    }
    acknowledged_in_all += acknowledged;
    // At most the batch that was committed and not yet acknowledged is there beyond them.
    const int64_t batches = number(*store, "SELECT count(*) FROM journal_batch");
    EXPECT_GE(batches, acknowledged_in_all);
    EXPECT_LE(batches, acknowledged_in_all + round + 1);
    EXPECT_EQ(number(*store, "SELECT max(batch) FROM journal_batch"), batches);
  }
  EXPECT_GE(acknowledged_in_all, 6);
}

}  // namespace
}  // namespace chuhai::journal
