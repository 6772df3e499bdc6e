#include "base/text.h"

#include <gtest/gtest.h>

namespace chuhai {
namespace {

TEST(Utf8, Valid) {
  for (const std::string_view text :
       {"", "a", "\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
        "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF", "长沙", "\xEF\xBB\xBF"}) {
    EXPECT_EQ(first_invalid_utf8(text), std::nullopt) << text;
    EXPECT_EQ(first_invalid_utf8(std::string(200, 'x') + std::string(text)), std::nullopt);
  }
  EXPECT_EQ(first_invalid_utf8(std::string_view("\0", 1)), std::nullopt);
}

TEST(Utf8, InvalidAtTheFirstWrongByte) {
  const std::pair<std::string_view, size_t> cases[] = {
      {"\x80", 0},  // a tail alone
      {"a\xBF", 1},
      {"\xC0\x80", 0},  // overlong forms
      {"\xC1\xBF", 0},
      {"\xE0\x9F\xBF", 0},
      {"\xF0\x8F\xBF\xBF", 0},
      {"\xED\xA0\x80", 0},  // surrogates
      {"\xED\xBF\xBF", 0},
      {"\xF4\x90\x80\x80", 0},  // above U+10FFFF
      {"\xF5\x80\x80\x80", 0},
      {"\xFE", 0},
      {"\xFF", 0},
      {"\xE4\xB8", 0},  // cut short
      {"中\xE4\xB8", 3},
      {"\xF0\x9F\x98", 0},
      {"\xC2", 0},
      {"\xC2\x41", 0},
      {"\xB3\xA4\xC9\xB3", 0},  // 长沙 in GBK
      {"ab\xE4\xB8\xAD\xE4x", 5},
  };
  for (const auto& [text, at] : cases) {
    EXPECT_EQ(first_invalid_utf8(text), at) << text;
    const std::string padded = std::string(100, 'x') + std::string(text) + std::string(100, 'x');
    EXPECT_EQ(first_invalid_utf8(padded), 100 + at) << text;
  }
}

TEST(Text, CodePointsAndWidth) {
  struct Case {
    std::string_view text;
    size_t code_points;
    size_t width;
  };
  const Case cases[] = {
      {"", 0, 0},     {"abc", 3, 3},
      {"长沙", 2, 4}, {"，。", 2, 4},
      {"é", 1, 1},    {"e\xCC\x81", 2, 1},
      {"ｱ", 1, 1},    {"Ａ", 1, 2},
      {"한글", 2, 4}, {"\xF0\x9F\x98\x80", 1, 2},
      {"a\tb", 3, 2}, {"¥1", 2, 2},
      {"№", 1, 1},    {"𠀀", 1, 2},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(code_point_count(c.text), c.code_points) << c.text;
    EXPECT_EQ(display_width(c.text), c.width) << c.text;
  }
  EXPECT_EQ(pad_right("长沙", 6), "长沙  ");
  EXPECT_EQ(pad_left("长沙", 6), "  长沙");
  EXPECT_EQ(pad_right("长沙", 3), "长沙");
  EXPECT_EQ(pad_left("", 2), "  ");
}

TEST(Text, TrimAndSplit) {
  EXPECT_EQ(trim(" \t\r\na b\f\v "), "a b");
  EXPECT_EQ(trim("   "), "");
  EXPECT_EQ(trim("\xE3\x80\x80x"), "\xE3\x80\x80x");  // only ASCII white space
  using Parts = std::vector<std::string_view>;
  EXPECT_EQ(split("a,b,,c", ','), (Parts{"a", "b", "", "c"}));
  EXPECT_EQ(split("", ','), (Parts{""}));
  EXPECT_EQ(split(",", ','), (Parts{"", ""}));
}

TEST(Text, EscapeMarkup) {
  EXPECT_EQ(escape_markup("<a href=\"x\">Tom & 'J'</a>长"),
            "&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;J&#39;&lt;/a&gt;长");
}

}  // namespace
TEST(Text, PrintableName) {
  EXPECT_EQ(printable_name("订单 1.xml"), "订单 1.xml");
  EXPECT_EQ(printable_name("a\xff.xml"), "a%FF.xml");
  EXPECT_EQ(printable_name("a\n\x7f\xe8\xae"), "a%0A%7F%E8%AE");
  EXPECT_EQ(printable_name(""), "");
}

}  // namespace chuhai
