#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>

namespace chuhai {
namespace {

Result<int> half(int value) {
  if (value % 2 != 0) return Error(ErrorCode::kInvalidArgument, "odd");
  return value / 2;
}

Result<int> quarter(int value) {
  CHUHAI_ASSIGN_OR_RETURN(const int first, half(value));
  CHUHAI_ASSIGN_OR_RETURN(const int second, half(first));
  return second;
}

Status check(int value) {
  CHUHAI_RETURN_IF_ERROR(quarter(value));
  return {};
}

TEST(Result, Macros) {
  EXPECT_EQ(quarter(8).value(), 2);
  EXPECT_EQ(quarter(3).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_FALSE(quarter(6).ok());
  EXPECT_TRUE(check(4).ok());
  EXPECT_FALSE(check(5).ok());
}

TEST(Result, MovesWhatCannotBeCopied) {
  Result<std::unique_ptr<int>> result = std::make_unique<int>(7);
  const std::unique_ptr<int> value = std::move(result).value();
  EXPECT_EQ(*value, 7);
}

TEST(Result, ContextIsAddedInFront) {
  const Error error = Error(ErrorCode::kIo, "disk full").with_context("journal");
  EXPECT_EQ(error.message(), "journal: disk full");
  EXPECT_EQ(error.code(), ErrorCode::kIo);
}

TEST(Result, ValueOfAFailureIsABug) {
  EXPECT_DEATH((void)half(1).value(), "odd");
  EXPECT_DEATH(CHECK(1 == 2), "1 == 2");
}

TEST(ErrorCode, NamesDiffer) {
  std::set<std::string_view> names;
  for (int i = 0; i <= static_cast<int>(ErrorCode::kIo); ++i) {
    names.insert(error_code_name(static_cast<ErrorCode>(i)));
  }
  EXPECT_EQ(names.size(), static_cast<size_t>(ErrorCode::kIo) + 1);
  EXPECT_TRUE(names.contains("failed_precondition"));
}

}  // namespace
}  // namespace chuhai
