#include <gtest/gtest.h>

#include <set>

#include "base/credit_code.h"
#include "base/hs_code.h"

namespace chuhai {
namespace {

TEST(CreditCode, Vectors) {
  for (const auto text : {"91430100MAE5UXKE2R", "91430100MA4M76GY99"}) {
    const auto code = CreditCode::parse(text);
    ASSERT_TRUE(code.ok()) << text;
    EXPECT_EQ(code->text(), text);
    EXPECT_EQ(code->region(), "430100");
    EXPECT_EQ(CreditCode::check_character(std::string_view(text).substr(0, 17)).value(), text[17]);
  }
  for (const auto text : {"91430100MA4L8X2K9P", "91430100MA8Y2B6C1D", "", "91430100MAE5UXKE2",
                          "91430100MAE5UXKE2RR", "91430100mae5uxke2r", "9143O100MAE5UXKE2R",
                          "91430100MAE5UXKE2I", "91430100MAE5UXKE2 ", "91430100MAE5UXKE\xE4\xB8"}) {
    const auto code = CreditCode::parse(text);
    ASSERT_FALSE(code.ok()) << text;
    EXPECT_EQ(code.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST(CreditCode, AnyOneWrongCharacterIsSeen) {
  const std::string right = "91430100MAE5UXKE2R";
  for (size_t i = 0; i < right.size(); ++i) {
    for (const char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
      std::string text = right;
      text[i] = c;
      EXPECT_EQ(CreditCode::parse(text).ok(), text == right) << text;
    }
  }
}

TEST(CreditCode, CheckCharacterReachesTheWholeAlphabet) {
  std::set<char> seen;
  for (const char c : std::string_view("0123456789ABCDEFGHJKLMNPQRTUWXY")) {
    seen.insert(CreditCode::check_character("91430100MAE5UXKE" + std::string(1, c)).value());
  }
  EXPECT_EQ(seen.size(), 31u);
  EXPECT_FALSE(CreditCode::check_character("91430100MAE5UXKE").ok());
  EXPECT_FALSE(CreditCode::check_character("91430100MAE5UXKEI").ok());
}

TEST(EnterpriseCode, CreditCodeOrRegistration) {
  for (const auto text : {"91430100MAE5UXKE2R", "1105910159", "430196K00A", "ABCDEFGHIJ"}) {
    EXPECT_TRUE(is_enterprise_code(text)) << text;
  }
  for (const auto text :
       {"", "无", "110591015", "11059101599", "110591015a", "11059 0159", "91430100MA4L8X2K9P"}) {
    EXPECT_FALSE(is_enterprise_code(text)) << text;
  }
}

TEST(HsCode, TenDigits) {
  EXPECT_EQ(HsCode::parse("8517130000")->heading(), "8517");
  EXPECT_EQ(HsCode::parse("0101210010")->text(), "0101210010");
  for (const auto text :
       {"", "851713000", "85171300000", "851713000a", "8517.13.00", " 851713000"}) {
    const auto code = HsCode::parse(text);
    ASSERT_FALSE(code.ok()) << text;
    EXPECT_EQ(code.error().code(), ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace chuhai
