#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

#include "base/file.h"
#include "crypto/key_file.h"
#include "crypto/seal.h"
#include "crypto/software_keystore.h"

namespace chuhai::crypto {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

KeyAct act(std::string_view at, std::string by) {
  return {Instant::parse(at).value(), std::move(by)};
}

const KeyAct kCreated = act("2024-03-31T09:30:00+08:00", "li.lei");
const KeyAct kDestroyed = act("2025-04-01T10:00:00+08:00", "韩梅梅");

class SoftwareKeystoreTest : public testing::Test {
 protected:
  void SetUp() override {
    const auto* info = testing::UnitTest::GetInstance()->current_test_info();
    folder_ =
        fs::temp_directory_path() / fmt::format("chuhai_keys_{}_{}", ::getpid(), info->name());
    fs::remove_all(folder_);
    keystore_ = opened();
  }
  void TearDown() override { fs::remove_all(folder_); }

  // Each key made gets other bytes, and the same in every run.
  std::unique_ptr<SoftwareKeystore> opened() {
    return SoftwareKeystore::open_folder(folder_,
                                         [this](std::span<uint8_t> bytes) -> Status {
                                           for (uint8_t& byte : bytes)
                                             byte = static_cast<uint8_t>(++made_ * 37);
                                           return {};
                                         })
        .value();
  }
  fs::path path(const std::string& name) const { return folder_ / name; }

  fs::path folder_;
  unsigned made_ = 0;
  std::unique_ptr<SoftwareKeystore> keystore_;
};

template <typename T>
ErrorCode code_of(const Result<T>& result) {
  EXPECT_FALSE(result.ok());
  return result.ok() ? ErrorCode::kIo : result.error().code();
}

TEST_F(SoftwareKeystoreTest, SealsAndOpensUntilTheKeyIsDestroyed) {
  ASSERT_TRUE(keystore_->create("seal-2024", KeyPurpose::kSeal, kCreated).ok());
  const std::string sealed = keystore_->seal("seal-2024", "place", "李雷 13800000000").value();
  EXPECT_EQ(keystore_->open("place", sealed).value(), "李雷 13800000000");
  EXPECT_EQ(opened()->open("place", sealed).value(), "李雷 13800000000") << "in another process";
  EXPECT_EQ(opened()->seal("seal-2024", "place", "李雷 13800000000").value(), sealed);

  ASSERT_TRUE(keystore_->destroy("seal-2024", kDestroyed).ok());
  for (SoftwareKeystore* one : {keystore_.get(), opened().release()}) {
    EXPECT_EQ(code_of(one->open("place", sealed)), ErrorCode::kFailedPrecondition);
    EXPECT_EQ(code_of(one->seal("seal-2024", "place", "x")), ErrorCode::kFailedPrecondition);
    const auto again = one->open("place", sealed);
    EXPECT_THAT(again.error().message(), HasSubstr("2025-04-01T10:00:00+08:00 by 韩梅梅"));
    if (one != keystore_.get()) delete one;
  }
}

TEST_F(SoftwareKeystoreTest, AKeyDestroyedElsewhereIsForgottenHere) {
  ASSERT_TRUE(keystore_->create("t", KeyPurpose::kToken, kCreated).ok());
  ASSERT_TRUE(keystore_->token("t", "phone", "1").ok());
  ASSERT_TRUE(opened()->destroy("t", kDestroyed).ok());
  EXPECT_EQ(code_of(keystore_->token("t", "phone", "1")), ErrorCode::kFailedPrecondition);
}

TEST_F(SoftwareKeystoreTest, WhatIsLeftOfADestroyedKey) {
  ASSERT_TRUE(keystore_->create("a", KeyPurpose::kSeal, kCreated).ok());
  const std::string key_text = read_file(path("a.key")).value();
  EXPECT_THAT(key_text, HasSubstr("SOFTWARE KEYSTORE"));
  // Held open over the destruction, so that the bytes on the disk can be looked at.
  std::FILE* held = std::fopen(path("a.key").c_str(), "rb");
  ASSERT_NE(held, nullptr);
  ASSERT_TRUE(keystore_->destroy("a", kDestroyed).ok());
  std::string left(key_text.size() + 1, 'x');
  left.resize(std::fread(left.data(), 1, left.size(), held));
  std::fclose(held);
  EXPECT_EQ(left, std::string(key_text.size(), '\0'));
  EXPECT_FALSE(fs::exists(path("a.key")));

  const std::string tombstone = read_file(path("a.destroyed")).value();
  EXPECT_THAT(tombstone, HasSubstr("created 2024-03-31T09:30:00+08:00 li.lei\n"));
  EXPECT_THAT(tombstone, HasSubstr("destroyed 2025-04-01T10:00:00+08:00 韩梅梅\n"));
  EXPECT_EQ(tombstone.find("key 0"), std::string::npos);
  EXPECT_EQ(code_of(keystore_->destroy("a", kDestroyed)), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(code_of(keystore_->create("a", KeyPurpose::kSeal, kCreated)),
            ErrorCode::kAlreadyExists);
}

TEST_F(SoftwareKeystoreTest, ADestructionThatWasCutShortIsFinished) {
  ASSERT_TRUE(keystore_->create("a", KeyPurpose::kSeal, kCreated).ok());
  const std::string sealed = keystore_->seal("a", "", "x").value();
  const std::string key_text = read_file(path("a.key")).value();
  ASSERT_TRUE(keystore_->destroy("a", kDestroyed).ok());
  ASSERT_TRUE(write_private_file(path("a.key"), key_text).ok());  // as if never overwritten
  EXPECT_EQ(code_of(opened()->open("", sealed)), ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(opened()->destroy("a", act("2026-01-01", "other")).ok());
  EXPECT_FALSE(fs::exists(path("a.key")));
  EXPECT_EQ(keystore_->list().value()[0].destroyed, kDestroyed) << "the first destruction counts";
}

TEST_F(SoftwareKeystoreTest, Lists) {
  ASSERT_TRUE(keystore_->create("seal-b", KeyPurpose::kSeal, kCreated).ok());
  ASSERT_TRUE(keystore_->create("seal.a", KeyPurpose::kToken, kCreated).ok());
  ASSERT_TRUE(keystore_->create("9", KeyPurpose::kSign, kCreated).ok());
  ASSERT_TRUE(keystore_->destroy("seal-b", kDestroyed).ok());
  std::ofstream(path("notes.txt")) << "something else";
  std::vector<std::string> told;
  for (const KeyRecord& one : opened()->list().value()) {
    told.push_back(fmt::format("{} {} {} {}", one.id, key_purpose_name(one.purpose), one.created.by,
                               one.destroyed ? one.destroyed->by : "-"));
  }
  EXPECT_THAT(told,
              ElementsAre("9 sign li.lei -", "seal-b seal li.lei 韩梅梅", "seal.a token li.lei -"));
}

TEST_F(SoftwareKeystoreTest, EveryKeyHasItsPurpose) {
  ASSERT_TRUE(keystore_->create("s", KeyPurpose::kSeal, kCreated).ok());
  ASSERT_TRUE(keystore_->create("t", KeyPurpose::kToken, kCreated).ok());
  ASSERT_TRUE(keystore_->create("g", KeyPurpose::kSign, kCreated).ok());
  EXPECT_EQ(code_of(keystore_->seal("t", "", "x")), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(code_of(keystore_->token("g", "f", "x")), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(code_of(keystore_->sign("s", "x")), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(code_of(keystore_->seal("no", "", "x")), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(keystore_->destroy("no", kDestroyed)), ErrorCode::kNotFound);
  EXPECT_EQ(code_of(keystore_->open("", "junk")), ErrorCode::kUnsupported);

  const std::string signature = keystore_->sign("g", "message").value();
  EXPECT_TRUE(keystore_->public_key("g").value().verifies_sm2("message", signature));
  EXPECT_EQ(keystore_->token("t", "f", "x").value(), opened()->token("t", "f", "x").value());
  EXPECT_NE(keystore_->token("t", "f", "x").value(), keystore_->token("t", "g", "x").value());
}

TEST_F(SoftwareKeystoreTest, RefusesWrongIdsAndActors) {
  for (const std::string& id :
       {std::string(), std::string("A"), std::string("../a"), std::string("a/b"), std::string("-a"),
        std::string(".a"), std::string("键"), std::string("a\n"), std::string(65, 'a'),
        std::string("a b"), std::string("a\0b", 3)}) {
    EXPECT_EQ(code_of(keystore_->create(id, KeyPurpose::kSeal, kCreated)),
              ErrorCode::kInvalidArgument)
        << id;
    EXPECT_EQ(code_of(keystore_->seal(id, "", "")), ErrorCode::kInvalidArgument) << id;
  }
  EXPECT_TRUE(keystore_->create(std::string(64, 'a'), KeyPurpose::kSeal, kCreated).ok());
  for (const std::string& by :
       {std::string(), std::string("a\nkey 00"), std::string(257, 'a'), std::string("\xFF")}) {
    const KeyAct wrong{kCreated.at, by};
    EXPECT_EQ(code_of(keystore_->create("x", KeyPurpose::kSeal, wrong)),
              ErrorCode::kInvalidArgument);
    EXPECT_EQ(code_of(keystore_->destroy(std::string(64, 'a'), wrong)),
              ErrorCode::kInvalidArgument);
  }
}

TEST_F(SoftwareKeystoreTest, NobodyElseReadsAlong) {
  ASSERT_TRUE(keystore_->create("a", KeyPurpose::kSeal, kCreated).ok());
  struct stat info {};
  ASSERT_EQ(::stat(path("a.key").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0600u);
  ASSERT_EQ(::stat(folder_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777, 0700u);
  EXPECT_THAT(read_file(path("KEYSTORE")).value(), HasSubstr("SOFTWARE KEYSTORE"));

  ::chmod(path("a.key").c_str(), 0640);
  EXPECT_EQ(code_of(opened()->seal("a", "", "")), ErrorCode::kFailedPrecondition);
  ::chmod(path("a.key").c_str(), 0600);
  ::chmod(folder_.c_str(), 0750);
  EXPECT_EQ(code_of(SoftwareKeystore::open_folder(folder_, system_random)),
            ErrorCode::kFailedPrecondition);
  ::chmod(folder_.c_str(), 0700);
  fs::rename(path("a.key"), path("b.hidden"));
  fs::create_symlink(path("b.hidden"), path("a.key"));
  EXPECT_EQ(code_of(opened()->seal("a", "", "")), ErrorCode::kFailedPrecondition);
}

TEST_F(SoftwareKeystoreTest, DamageIsToldEverywhereInTheFile) {
  ASSERT_TRUE(keystore_->create("a", KeyPurpose::kSeal, kCreated).ok());
  const std::string text = read_file(path("a.key")).value();
  for (size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_EQ(code_of(parse_key_file(changed)), ErrorCode::kCorrupt) << i;
    EXPECT_FALSE(parse_key_file(text.substr(0, i)).ok()) << i;
  }
  ASSERT_TRUE(overwrite_and_remove(path("a.key")).ok());
  ASSERT_TRUE(write_private_file(path("a.key"), text.substr(0, 100)).ok());
  EXPECT_EQ(code_of(opened()->seal("a", "", "")), ErrorCode::kCorrupt);
  EXPECT_EQ(code_of(opened()->list()), ErrorCode::kCorrupt);
  // Another key's file under this one's name.
  ASSERT_TRUE(keystore_->create("c", KeyPurpose::kSeal, kCreated).ok());
  fs::rename(path("c.key"), path("a.key"));
  EXPECT_EQ(code_of(opened()->seal("a", "", "")), ErrorCode::kCorrupt);
}

TEST_F(SoftwareKeystoreTest, WithoutRandomBytesThereIsNoKey) {
  auto dry = SoftwareKeystore::open_folder(folder_, [](std::span<uint8_t>) -> Status {
               return Error(ErrorCode::kUnavailable, "dry");
             }).value();
  EXPECT_EQ(code_of(dry->create("a", KeyPurpose::kSeal, kCreated)), ErrorCode::kUnavailable);
  auto zero = SoftwareKeystore::open_folder(folder_, [](std::span<uint8_t> bytes) -> Status {
                std::fill(bytes.begin(), bytes.end(), uint8_t{0});
                return {};
              }).value();
  EXPECT_EQ(code_of(zero->create("a", KeyPurpose::kSign, kCreated)), ErrorCode::kUnavailable)
      << "zero is no SM2 key";
  EXPECT_TRUE(keystore_->list().value().empty());
}

TEST_F(SoftwareKeystoreTest, AWriteCutShortLeavesNoKey) {
  std::ofstream(path(fmt::format(".a.key.{}", ::getpid()))) << "half";
  EXPECT_TRUE(keystore_->list().value().empty());
  EXPECT_EQ(code_of(keystore_->create("a", KeyPurpose::kSeal, kCreated)), ErrorCode::kConflict);
  EXPECT_TRUE(keystore_->create("b", KeyPurpose::kSeal, kCreated).ok());
}

TEST(SystemRandom, Differs) {
  Secret a(32);
  Secret b(32);
  ASSERT_TRUE(system_random(a.writable()).ok());
  ASSERT_TRUE(system_random(b.writable()).ok());
  EXPECT_NE(a.view(), b.view());
}

}  // namespace
}  // namespace chuhai::crypto
