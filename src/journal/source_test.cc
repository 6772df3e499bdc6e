// A journal as a file: what was written is read back entry by entry, and nothing else is accepted.
#include "journal/source.h"

#include <gmock/gmock.h>

#include "base/file.h"
#include "journal/journal_fixture.h"

namespace chuhai::journal {
namespace {

class SourceTest : public JournalTest {
 protected:
  void write_batch(const std::vector<NewEntry>& entries, int64_t at) {
    auto transaction = store_->begin();
    EXPECT_OK(transaction);
    auto batch = Batch::open(*store_, {Instant::from_millis(at), "王工"});
    EXPECT_OK(batch);
    for (const NewEntry& entry : entries) EXPECT_OK(batch->append(entry));
    EXPECT_OK(batch->finish());
    EXPECT_OK(transaction->commit());
  }
  // Two batches, a repeat within the second, cuts, bytes with line ends and zeros in them.
  void write_some() {
    write_batch({entry_of("one\ntwo\n"), entry_of(std::string("a\0b\n", 4), "rates")}, 1'000);
    NewEntry cut = entry_of("<a>kept</a>");
    cut.record.digest = crypto::sha256("<a>0731kept</a>");
    cut.record.cuts = {{3, 4, "Logistics/ebcTelephone"}};
    write_batch({cut, entry_of("one\ntwo\n"), entry_of("")}, 2'000);
  }
  std::filesystem::path exported() {
    const auto path = folder_ / "journal";
    auto source = source_of(*store_);
    EXPECT_TRUE(source.ok());
    const auto report = write_export(**source, path);
    EXPECT_TRUE(report.ok()) << report.error().message();
    return path;
  }
  static std::vector<Entry> entries_of(store::Store& store) {
    std::vector<Entry> entries;
    EXPECT_TRUE(for_each_entry(store, 0, "", [&](const Entry& entry) -> Status {
                  entries.push_back(entry);
                  return {};
                }).ok());
    return entries;
  }
  static std::vector<SourceBatch> all_of(Source& source) {
    std::vector<SourceBatch> batches;
    while (true) {
      auto batch = source.next();
      EXPECT_TRUE(batch.ok()) << batch.error().message();
      if (!batch.ok() || !*batch) return batches;
      batches.push_back(std::move(**batch));
    }
  }
};

TEST_F(SourceTest, FileGivesWhatTheStoreGives) {
  write_some();
  const auto of_store = source_of(*store_);
  const auto of_file = source_of_file(exported());
  EXPECT_OK(of_store);
  EXPECT_OK(of_file);
  EXPECT_EQ((*of_store)->batches(), 2);
  EXPECT_EQ((*of_file)->batches(), 2);
  const auto left = all_of(**of_store), right = all_of(**of_file);
  ASSERT_EQ(left.size(), 2u);
  ASSERT_EQ(right.size(), 2u);
  size_t compared = 0;
  for (size_t b = 0; b < left.size(); ++b) {
    EXPECT_EQ(left[b].number, right[b].number);
    EXPECT_EQ(left[b].act.at, right[b].act.at);
    EXPECT_EQ(left[b].act.by, right[b].act.by);
    ASSERT_EQ(left[b].entries.size(), right[b].entries.size());
    for (size_t i = 0; i < left[b].entries.size(); ++i, ++compared) {
      const SourceEntry &a = left[b].entries[i], &c = right[b].entries[i];
      EXPECT_EQ(a.entry.key, c.entry.key);
      EXPECT_EQ(a.entry.kind, c.entry.kind);
      EXPECT_EQ(a.entry.digest, c.entry.digest);
      EXPECT_EQ(a.entry.first, c.entry.first);
      EXPECT_EQ(a.archived.has_value(), !a.entry.first.has_value());
      ASSERT_EQ(a.archived.has_value(), c.archived.has_value());
      if (!a.archived) continue;
      EXPECT_EQ(a.archived->bytes, c.archived->bytes);
      EXPECT_EQ(a.archived->cuts, c.archived->cuts);
      EXPECT_EQ(a.archived->original_size, c.archived->original_size);
      EXPECT_OK(unpack(*c.archived));
    }
  }
  EXPECT_EQ(compared, 5u);
}

TEST_F(SourceTest, PackedRecordsMakeTheSameRows) {
  write_some();
  const auto source = source_of(*store_);
  EXPECT_OK(source);
  auto other = store::Store::open(store::test_address(folder_ / "other"), store::OpenMode::kCreate);
  EXPECT_OK(other);
  EXPECT_OK((*other)->migrate(migrations()));
  for (const SourceBatch& given : all_of(**source)) {
    auto transaction = (*other)->begin();
    EXPECT_OK(transaction);
    auto batch = Batch::open(**other, given.act);
    EXPECT_OK(batch);
    for (const SourceEntry& entry : given.entries) {
      NewEntry added{entry.entry.kind, entry.entry.source_name, entry.entry.parameters, {}};
      added.record.digest = entry.entry.digest;
      added.packed = entry.archived ? &*entry.archived : nullptr;
      const auto written = batch->append(added);
      EXPECT_OK(written);
      EXPECT_EQ(written->key, entry.entry.key);
      EXPECT_EQ(written->first, entry.entry.first);
    }
    EXPECT_OK(batch->finish());
    EXPECT_OK(transaction->commit());
  }
  EXPECT_EQ(read_bytes(**other, entries_of(**other)[2].key).value(), "<a>kept</a>");
  expect_sound(**other);
}

TEST_F(SourceTest, DamagedFileIsRefusedAsAWhole) {
  write_some();
  const auto path = exported();
  const std::string whole = read_file(path).value();
  for (size_t at = 0; at < whole.size(); at += 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 1);
    ASSERT_TRUE(write_file(path, damaged).ok());
    const auto source = source_of_file(path);
    ASSERT_FALSE(source.ok()) << "byte " << at << " was changed and nobody noticed";
  }
  for (size_t size = 0; size < whole.size(); size += 5) {
    ASSERT_TRUE(write_file(path, whole.substr(0, size)).ok());
    EXPECT_CODE(source_of_file(path), kCorrupt);
  }
  EXPECT_CODE(source_of_file(folder_ / "nothing"), kNotFound);
}

TEST_F(SourceTest, NewerFormatIsNamed) {
  ASSERT_TRUE(write_file(folder_ / "newer", "chuhai-journal 2\n{}\n").ok());
  EXPECT_CODE(source_of_file(folder_ / "newer"), kUnsupported);
}

TEST_F(SourceTest, BatchThatLostAnEntryIsCorrupt) {
  write_some();
  EXPECT_OK(store_->execute("DELETE FROM journal_entry WHERE batch = 2 AND ordinal = 2"));
  const auto source = source_of(*store_);
  EXPECT_OK(source);
  EXPECT_OK((*source)->next());
  EXPECT_CODE((*source)->next(), kCorrupt);
}

}  // namespace
}  // namespace chuhai::journal
