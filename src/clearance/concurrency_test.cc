// Many clients at once, each on a connection of its own: what is then told is what one after
// another would have come to.
#include <gmock/gmock.h>

#include <thread>

#include "clearance/intake_fixture.h"

namespace chuhai::clearance {
namespace {

constexpr int kClients = 32;

using ConcurrencyTest = IntakeTest;

// The files in as many slices, each in the order given.
std::vector<std::vector<std::filesystem::path>> slices(
    const std::vector<std::filesystem::path>& files) {
  std::vector<std::vector<std::filesystem::path>> slices(kClients);
  for (size_t i = 0; i < files.size(); ++i) slices[i % kClients].push_back(files[i]);
  return slices;
}

int64_t number(store::Store& store, std::string_view sql) {
  int64_t value = -1;
  const Status status = store.query(sql, {}, [&](const store::Row& row) -> Status {
    value = row.int64(0);
    return {};
  });
  EXPECT_TRUE(status.ok()) << status.error().message();
  return value;
}

// Without the parcels: their answers stand in the order in which they came.
std::map<std::string, std::string> totals_of(std::map<std::string, std::string> all) {
  std::erase_if(all, [](const auto& one) { return one.first.starts_with("parcel "); });
  return all;
}

std::vector<std::filesystem::path> in_order_of_journal(store::Store& store) {
  std::vector<std::filesystem::path> files;
  const Status status =
      journal::for_each_entry(store, 0, kMessageEntry, [&](const journal::Entry& entry) {
        files.emplace_back(entry.source_name);
        return Status();
      });
  EXPECT_TRUE(status.ok()) << status.error().message();
  return files;
}

TEST_F(ConcurrencyTest, ManyClientsTellWhatOneWouldHaveTold) {
  // Early, so that nothing has waited too long before the last has come.
  const journal::Act early{kExampleStart, "test"};
  take(*store_, files_);
  const auto expected = told(*store_);
  const auto path = folder_.path() / "many";
  const auto many = open_store(path, store::OpenMode::kCreate);
  // Smaller messages, so that every client has several, and several transactions.
  const auto files = write_messages(folder_.path(), documents_, "small", 8);
  const auto of_client = slices(files);
  std::vector<std::thread> clients;
  std::vector<IntakeSummary> summaries(kClients);
  for (size_t client = 0; client < kClients; ++client) {
    clients.emplace_back([&, client] {
      const auto store = store::Store::open(store::test_address(path), store::OpenMode::kExisting);
      ASSERT_TRUE(store.ok()) << store.error().message();
      IntakeLimits limits;
      limits.files_max = 2;
      limits.decode_ahead = client % 2 == 0;
      summaries[client] = take(**store, of_client[client], limits, early);
      // Readers meanwhile see one moment.
      const auto counts = count_exceptions(**store);
      EXPECT_TRUE(counts.ok()) << counts.error().message();
    });
  }
  for (std::thread& client : clients) client.join();
  take(*many, {});  // the day when all has waited long enough
  size_t documents = 0, refused = 0;
  for (const IntakeSummary& summary : summaries) {
    documents += summary.documents;
    refused += summary.documents_refused + summary.not_yet_handled;
  }
  EXPECT_EQ(documents, documents_.size());
  EXPECT_EQ(refused, 0u);
  EXPECT_EQ(differences(totals_of(expected), totals_of(told(*many))), "");
  EXPECT_EQ(number(*many, "SELECT count(*) FROM journal_entry WHERE kind = 'message'"),
            static_cast<int64_t>(files.size()));
  // One client, in the order that the journal has, comes to the same down to each parcel.
  const auto one = open_store(folder_.path() / "one", store::OpenMode::kCreate);
  take(*one, in_order_of_journal(*many), {}, early);
  take(*one, {});
  EXPECT_EQ(differences(told(*one), told(*many)), "");
  // From the journal alone it is the same again.
  EXPECT_OK(many->execute("DELETE FROM clearance_open WHERE lane >= 0"));
  EXPECT_OK(many->execute("UPDATE clearance_checkpoint SET watermark = 0 WHERE lane = 0"));
  EXPECT_EQ(differences(told(*one), told(*many)), "");
}

TEST_F(ConcurrencyTest, TheSameFromAllIsTakenOnce) {
  files_.resize(files_.size() / 4);
  const IntakeSummary alone = take(*store_, files_);
  const auto expected = told(*store_);
  const auto path = folder_.path() / "same";
  const auto many = open_store(path, store::OpenMode::kCreate);
  std::vector<std::thread> clients;
  std::vector<IntakeSummary> summaries(kClients);
  for (size_t client = 0; client < summaries.size(); ++client) {
    clients.emplace_back([&, client] {
      const auto store = store::Store::open(store::test_address(path), store::OpenMode::kExisting);
      ASSERT_TRUE(store.ok()) << store.error().message();
      IntakeLimits limits;
      limits.files_max = 60;
      summaries[client] = take(**store, files_, limits);
    });
  }
  for (std::thread& client : clients) client.join();
  size_t documents = 0, repeats = 0, messages = 0;
  for (const IntakeSummary& summary : summaries) {
    documents += summary.documents;
    repeats += summary.repeats;
    messages += summary.messages;
  }
  EXPECT_EQ(documents, alone.documents);
  EXPECT_EQ(messages, files_.size());
  EXPECT_EQ(repeats, files_.size() * (summaries.size() - 1));
  EXPECT_EQ(differences(expected, told(*many)), "");
}

}  // namespace
}  // namespace chuhai::clearance
