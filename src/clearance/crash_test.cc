// Cut short anywhere, an intake goes on with nothing lost and nothing counted twice.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <ctime>

#include "clearance/intake_fixture.h"

namespace chuhai::clearance {
namespace {

using CrashTest = IntakeTest;

TEST_F(CrashTest, StoppedAfterAnyCommitItGoesOnWithNothingLostOrDoubled) {
  take(*store_, files_);
  const auto expected = told(*store_);
  IntakeLimits limits;
  limits.files_max = (files_.size() + 9) / 10;
  for (int stop = 0; stop <= 10; ++stop) {
    SCOPED_TRACE(stop);
    const auto path = folder_.path() / ("stopped-" + std::to_string(stop));
    auto other = open_store(path, store::OpenMode::kCreate);
    limits.stop_after_batches = stop;
    limits.batches_per_checkpoint = stop % 2 == 0 ? 3 : 256;
    (void)intake_messages_limited(*other, {}, kAct, files_, nullptr, limits);
    other = open_store(path, store::OpenMode::kExisting);
    // What is there is told before the repair too: open matches come from the journal.
    size_t orders = 0;
    EXPECT_OK(other->query("SELECT COUNT(*) FROM clearance_parcel WHERE current = 1", {},
                           [&](const store::Row& row) -> Status {
                             orders = static_cast<size_t>(row.int64(0));
                             return {};
                           }));
    EXPECT_GE(count_exceptions(*other)->orders, orders);
    limits.stop_after_batches = -1;
    take(*other, files_, limits);
    EXPECT_EQ(differences(expected, told(*other)), "");
  }
}

TEST_F(CrashTest, KilledInTheMiddleItGoesOn) {
  take(*store_, files_);
  const auto expected = told(*store_);
  store_.reset();
  for (int round = 0; round < 3; ++round) {
    SCOPED_TRACE(round);
    const auto path = folder_.path() / ("killed-" + std::to_string(round));
    open_store(path, store::OpenMode::kCreate).reset();
    int pipe_ends[2];
    ASSERT_EQ(pipe(pipe_ends), 0);
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      auto store = open_store(path, store::OpenMode::kExisting);
      IntakeLimits limits;
      limits.files_max = 2;
      (void)intake_messages_limited(
          *store, {}, kAct, files_,
          [&](const IntakeProgress&) { (void)!::write(pipe_ends[1], "x", 1); }, limits);
      _exit(0);
    }
    close(pipe_ends[1]);
    char byte;
    for (int batch = 0; batch < 3 + 9 * round; ++batch) (void)!read(pipe_ends[0], &byte, 1);
    kill(child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status));
    close(pipe_ends[0]);
    auto other = open_store(path, store::OpenMode::kExisting);
    take(*other, files_);
    EXPECT_EQ(differences(expected, told(*other)), "");
  }
}

// The checkpoint only saves time: from the first entry on, a replay comes to the same open matches,
// though the tables already hold what later batches wrote.
TEST_F(CrashTest, AReplayOfTheWholeJournalGivesTheSame) {
  // All of a kind before the next, so that much is open halfway.
  std::vector<Document> by_kind = documents_;
  std::stable_sort(by_kind.begin(), by_kind.end(), [](const Document& a, const Document& b) {
    return std::tie(a.kind, a.about) < std::tie(b.kind, b.about);
  });
  const auto files = write_messages(folder_.path(), by_kind, "k", 20);
  const std::vector half(files.begin(), files.begin() + static_cast<int>(files.size() * 9 / 10));
  IntakeLimits limits;
  limits.files_max = 9;
  const IntakeSummary summary = take(*store_, half, limits, {kExampleStart, "test"});
  EXPECT_GT(summary.parcels_open, 30u);
  EXPECT_GT(summary.parcels_written, 5u);
  const auto expected = told(*store_);
  EXPECT_OK(store_->execute("DELETE FROM clearance_open WHERE lane >= 0"));
  EXPECT_OK(store_->execute("UPDATE clearance_checkpoint SET watermark = 0 WHERE lane = 0"));
  EXPECT_EQ(differences(expected, told(*store_)), "");
  const auto state = recover(*store_, {}).value();
  EXPECT_TRUE(state->replayed);
  EXPECT_EQ(state->matcher.open_parcels(), summary.parcels_open);
  take(*store_, files, limits);
  const auto whole = open_store(folder_.path() / "whole", store::OpenMode::kCreate);
  take(*whole, files, limits);
  EXPECT_EQ(differences(told(*whole), told(*store_)), "");
}

// Not a test: `--gtest_also_run_disabled_tests --gtest_filter=*Throughput` with CHUHAI_PARCELS.
TEST(IntakeBench, DISABLED_Throughput) {
  const char* wanted = std::getenv("CHUHAI_PARCELS");
  const int parcels = wanted == nullptr ? 20'000 : std::atoi(wanted);
  TemporaryFolder folder;
  const auto documents = in_order_of_time(parcels);
  const auto files = write_messages(folder.path(), documents, "a");
  const auto store = open_store(folder.path() / "store", store::OpenMode::kCreate);
  IntakeLimits limits;
  limits.decode_ahead = std::getenv("CHUHAI_ONE_THREAD") == nullptr;
  timespec begin, end, cpu_begin, cpu_end;
  clock_gettime(CLOCK_MONOTONIC, &begin);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_begin);
  const auto summary = intake_messages_limited(*store, {}, kAct, files, nullptr, limits);
  clock_gettime(CLOCK_MONOTONIC, &end);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu_end);
  ASSERT_TRUE(summary.ok()) << summary.error().message();
  const auto millis = [](const timespec& a, const timespec& b) {
    return (b.tv_sec - a.tv_sec) * 1000 + (b.tv_nsec - a.tv_nsec) / 1'000'000;
  };
  printf("%zu files, %zu documents, %zu parcels: %ld ms wall, %ld ms cpu\n", summary->files,
         summary->documents, summary->parcels_written, millis(begin, end),
         millis(cpu_begin, cpu_end));
}

}  // namespace
}  // namespace chuhai::clearance
