#include "base/file.h"

#include <gtest/gtest.h>
#include <unistd.h>

namespace chuhai {
namespace {

namespace fs = std::filesystem;

class File : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / fmt::format("chuhai_file_{}", ::getpid());
    fs::create_directories(folder_ / "b");
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
};

TEST_F(File, WrittenBytesComeBack) {
  for (const std::string& bytes :
       {std::string(), std::string("a\0b\n", 4), std::string(1'000'000, 'x')}) {
    ASSERT_TRUE(write_file(folder_ / "f", bytes).ok());
    EXPECT_EQ(read_file(folder_ / "f").value(), bytes);
  }
  EXPECT_EQ(list_files(folder_)->size(), 1u) << "nothing is left beside the file";
}

TEST_F(File, SizeLimit) {
  ASSERT_TRUE(write_file(folder_ / "f", "12345").ok());
  EXPECT_TRUE(read_file(folder_ / "f", 5).ok());
  EXPECT_EQ(read_file(folder_ / "f", 4).error().code(), ErrorCode::kOutOfRange);
  EXPECT_EQ(read_file("/dev/zero", 10'000).error().code(), ErrorCode::kOutOfRange);
}

TEST_F(File, Failures) {
  EXPECT_EQ(read_file(folder_ / "none").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(read_file(folder_).error().code(), ErrorCode::kIo);
  EXPECT_EQ(write_file(folder_ / "none" / "f", "x").error().code(), ErrorCode::kNotFound);
  EXPECT_EQ(write_file(folder_ / "b", "x").error().code(), ErrorCode::kIo);
  EXPECT_EQ(list_files(folder_ / "none").error().code(), ErrorCode::kNotFound);
  EXPECT_TRUE(list_files(folder_)->empty()) << "a failed write leaves nothing behind";
}

TEST_F(File, ListIsSortedAndRecursive) {
  for (const auto name : {"c", "a", "b/2", "b/10", "B"}) {
    ASSERT_TRUE(write_file(folder_ / name, "x").ok());
  }
  std::vector<std::string> names;
  for (const fs::path& path : list_files(folder_).value()) {
    names.push_back(path.lexically_relative(folder_).string());
  }
  EXPECT_EQ(names, (std::vector<std::string>{"B", "a", "b/10", "b/2", "c"}));
  EXPECT_EQ(list_files(folder_ / "a").value(), std::vector<fs::path>{folder_ / "a"});
}

}  // namespace
}  // namespace chuhai
