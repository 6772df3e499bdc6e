#include "base/json.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace chuhai {
namespace {

TEST(Json, TextsThatComeBackUnchanged) {
  for (const std::string_view text :
       {"null",
        "true",
        "false",
        "0",
        "-0",
        "1.50",
        "1E400",
        "-12.345e-6",
        "\"\"",
        "\"中文\"",
        "[]",
        "{}",
        "[[],{}]",
        "[1,2,3]",
        "[null,true,false,\"a\",1.0]",
        "{\"a\":1,\"b\":[{\"c\":null}]}",
        "{\"b\":1,\"a\":2}",
        "{\"\":0}",
        "123456789012345678901234567890.123456789012345678901234567890",
        "[18446744073709551616,-9223372036854775809]",
        "\"\\\"\\\\\\n\\r\\t\\u0001\"",
        "[0.10,0.1]",
        "\"\xF0\x9F\x98\x80\""}) {
    const auto json = Json::parse(text);
    ASSERT_TRUE(json.ok()) << text << json.error().message();
    EXPECT_EQ(json->to_string(), text);
  }
}

TEST(Json, Normalised) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {" [ 1 ,\n\t2 ]\r\n", "[1,2]"},
      {" 1 ", "1"},
      {"\"\\u4e2d\\/\\ud83d\\ude00\\b\\f\"", "\"中/\xF0\x9F\x98\x80\\u0008\\u000c\""},
      {"{ \"a\" : { } }", "{\"a\":{}}"},
  };
  for (const auto& [text, printed] : cases) {
    const auto json = Json::parse(text);
    ASSERT_TRUE(json.ok()) << text << json.error().message();
    EXPECT_EQ(json->to_string(), printed);
  }
}

constexpr std::string_view kRefused[] = {"",
                                         " ",
                                         "nul",
                                         "nulls",
                                         "True",
                                         "tru",
                                         "falsey",
                                         "01",
                                         "-",
                                         "+1",
                                         "1.",
                                         ".5",
                                         "1e",
                                         "1e+",
                                         "0x1",
                                         "--1",
                                         "1 2",
                                         "1,2",
                                         "1] [2",
                                         "1],[2",
                                         "]",
                                         "[",
                                         "[1",
                                         "[1,",
                                         "[1,]",
                                         "[,1]",
                                         "[1 2]",
                                         "[1,,2]",
                                         "{",
                                         "{\"a\"}",
                                         "{\"a\":}",
                                         "{\"a\":1,}",
                                         "{a:1}",
                                         "{\"a\":1 \"b\":2}",
                                         "{1:2}",
                                         "{\"a\":1",
                                         "[1]]",
                                         "{}{}",
                                         "[] []",
                                         "[]x",
                                         "{\"a\":1}]",
                                         "\"",
                                         "\"a",
                                         "\"\n\"",
                                         "\"\x01\"",
                                         "\"\\x\"",
                                         "\"\\u12\"",
                                         "\"\\ud800\"",
                                         "\"\\udc00\"",
                                         "\"\\ud800\\u0041\"",
                                         "{\"\\udc00\":1}",
                                         "'a'",
                                         "NaN",
                                         "Infinity",
                                         "[1}",
                                         "{\"a\":1]",
                                         "// c\n1",
                                         "[1]//",
                                         "\xEF\xBB\xBF[1",
                                         "\"\xFF\"",
                                         "\"\xED\xA0\x80\"",
                                         "[0.1.2]",
                                         "[1a]",
                                         "{\"a\":1,\"a\":2}",
                                         "[{\"x\":{\"a\":1,\"b\":2,\"a\":1}}]",
                                         "{\"a\":1,\"\\u0061\":2}"};

TEST(Json, Refused) {
  for (const std::string_view text : kRefused) {
    const auto json = Json::parse(text);
    ASSERT_FALSE(json.ok()) << text << " -> " << json->to_string();
    EXPECT_EQ(json.error().code(), ErrorCode::kInvalidArgument);
  }
}

TEST(Json, PlaceOfAnError) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"[1,\n 01]", "line 2"},
      {"\n\n\"a\xFF\"", "line 3 column 3"},
      {"{\"a\":1,\n\"a\":2}", "line 2"},
      {"[1]\n\n x", "line 3"},
  };
  for (const auto& [text, place] : cases) {
    const auto json = Json::parse(text);
    ASSERT_FALSE(json.ok());
    EXPECT_NE(json.error().message().find(place), std::string::npos) << json.error().message();
  }
}

TEST(Json, ManyKeysAreCompared) {
  std::string text = "{\"k0\":0";
  for (int i = 1; i < 1000; ++i) text += fmt::format(",\"k{}\":{}", i, i);
  EXPECT_TRUE(Json::parse(text + "}").ok());
  EXPECT_FALSE(Json::parse(text + ",\"k999\":1}").ok());
  EXPECT_FALSE(Json::parse(text + ",\"k0\":1}").ok());
}

TEST(Json, Depth) {
  const auto nested = [](size_t depth) {
    return std::string(depth, '[') + std::string(depth, ']');
  };
  EXPECT_TRUE(Json::parse(nested(200)).ok());
  EXPECT_FALSE(Json::parse(nested(300)).ok());
  EXPECT_FALSE(Json::parse(nested(100'000)).ok());
}

TEST(Json, Building) {
  Json json = Json::object();
  json.set("n", 1).set("text", "x").set("list", Json::array().push(true).push(Json()));
  json.set("n", Decimal::parse("1.50").value());
  json.set("u", uint64_t{18446744073709551615u}).set("i", std::numeric_limits<int64_t>::min());
  EXPECT_EQ(json.to_string(),
            "{\"n\":1.5,\"text\":\"x\",\"list\":[true,null],\"u\":18446744073709551615,"
            "\"i\":-9223372036854775808}");
  EXPECT_EQ(json.to_pretty_string(),
            "{\n  \"n\": 1.5,\n  \"text\": \"x\",\n  \"list\": [\n    true,\n    null\n  ],\n"
            "  \"u\": 18446744073709551615,\n  \"i\": -9223372036854775808\n}");
  EXPECT_EQ(Json::object().to_pretty_string(), "{}");
  ASSERT_NE(json.find("text"), nullptr);
  EXPECT_EQ(*json.find("text")->as_string(), "x");
  EXPECT_EQ(json.find("none"), nullptr);
  EXPECT_EQ(Json(1).find("n"), nullptr);
  EXPECT_EQ(json.find("text")->as_number(), nullptr);
  EXPECT_DEATH(Json(1).set("a", 1), "object");
  EXPECT_DEATH(Json(1).push(1), "array");
}

Json any_json(int depth) {
  switch (*rc::gen::inRange(0, depth == 0 ? 5 : 7)) {
    case 0:
      return Json();
    case 1:
      return Json(*rc::gen::arbitrary<bool>());
    case 2:
      return Json(*rc::gen::arbitrary<int64_t>());
    case 3:
      return Json(
          Decimal::scaled(*rc::gen::arbitrary<int64_t>(), *rc::gen::inRange(-40, 40)).value());
    case 4:
      return Json(*rc::gen::container<std::string>(
          rc::gen::element('a', '"', '\\', '\n', '\x01', '/', ' ', '\x7F', '\0')));
    case 5: {
      Json array = Json::array();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) array.push(any_json(depth - 1));
      return array;
    }
    default: {
      Json object = Json::object();
      for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
        object.set(fmt::format("k\"{}", i), any_json(depth - 1));
      }
      return object;
    }
  }
}

RC_GTEST_PROP(Json, ParsingItsTextGivesItBack, ()) {
  const Json json = any_json(4);
  RC_ASSERT(Json::parse(json.to_string()).value() == json);
  RC_ASSERT(Json::parse(json.to_pretty_string()).value() == json);
}

}  // namespace
}  // namespace chuhai
