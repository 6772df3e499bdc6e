#include "csv/csv.h"

#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace chuhai::csv {
namespace {

// Rows as "line:cell|cell;…", then the bad rows' lines as "!line".
std::string shown(const CsvTable& table) {
  std::string text;
  for (const CsvRow& row : table.rows()) {
    text += fmt::format("{}:{};", row.line, fmt::join(row.cells, "|"));
  }
  for (const CsvBadRow& bad : table.bad_rows()) text += fmt::format("!{}", bad.line);
  return text;
}

struct Accepted {
  std::string bytes;
  std::string shown;
};

TEST(Csv, Accepted) {
  const Accepted cases[] = {
      {"a,b\n", ""},
      {"a,b", ""},
      {"a,b\n1,2\n3,4\n", "2:1|2;3:3|4;"},
      {"a,b\r\n1,2\r\n3,4", "2:1|2;3:3|4;"},
      {"a,b\r1,2\r3,4\r", "2:1|2;3:3|4;"},
      {"\xEF\xBB\xBF"
       "a,b\n1,2\n",
       "2:1|2;"},
      {"\n\na,b\n\n1,2\n\n\n3,4\n\n", "5:1|2;8:3|4;"},
      {"a,b\n\"1\",\"2\"\n", "2:1|2;"},
      {"a,b\n\"1,5\",\"say \"\"no\"\"\"\n", "2:1,5|say \"no\";"},
      {"a,b\n\"x\ny\",2\n3,4\n", "2:x\ny|2;4:3|4;"},
      {"a,b\n\"x\r\n\r\ny\",2\r\n3,4\r\n", "2:x\r\n\r\ny|2;5:3|4;"},
      {"a,b\n 1 ,\t2\n", "2: 1 |\t2;"},
      {"a,b\n\" 1 \",\n", "2: 1 |;"},
      {"a,b\n,\n", "2:|;"},
      {"a\n\"\"\n", "2:;"},
      {"\"a\nb\",c\n1,2\n", "3:1|2;"},
      {"名称,金额\n长沙,1\n", "2:长沙|1;"},
      {"a,b\n=1+1,+2\n", "2:=1+1|+2;"},
      // Wrong rows are left out, the others stay.
      {"a,b\n1\n3,4\n", "3:3|4;!2"},
      {"a,b\n1,2,3\n3,4\n", "3:3|4;!2"},
      {"a,b\n1,2,\n3,4\n", "3:3|4;!2"},
      {"a,b\n1,x\"y\n3,4\n", "3:3|4;!2"},
      {"a,b\n\"1\"x,2\n3,4\n", "3:3|4;!2"},
      {"a,b\n\"1\" ,2\n3,4\n", "3:3|4;!2"},
      {"a,b\n\"1,2\n\"3\",4\n5,6\n", "4:5|6;!2"},
      {"a,b\n1,2\n3,\"4\n5,6\n", "2:1|2;!3"},
      {"a,b\n1,2\n3,\"4", "2:1|2;!3"},
      {"a,b\n\"x\"y\n1\n2,3\n4,\"", "4:2|3;!2!3!5"},
  };
  for (const Accepted& c : cases) {
    const auto table = parse_csv(c.bytes, "t.csv");
    ASSERT_TRUE(table.ok()) << c.bytes << table.error().message();
    EXPECT_EQ(shown(*table), c.shown) << c.bytes;
  }
}

struct Refused {
  std::string bytes;
  std::string_view place;  // in the message: the operator has to find the line
};

TEST(Csv, RefusedAsAWhole) {
  const Refused cases[] = {
      {"", "line 1"},
      {"\n\n", "line 1"},
      {"\xEF\xBB\xBF", "line 1"},
      {"a,a\n", "line 1"},
      {"a,,b\n1,2,3\n", "line 1"},
      {"\na,b,a\n", "line 2"},
      {"a,b\"\n1,2\n", "line 1"},
      {"\"a,b\n1,2\n", "line 1"},
      {"a,b\n1,\xB3\xA4\n", "line 2"},                 // GBK
      {"a,b\r\n1,2\r\n1,\xED\xA0\x80\r\n", "line 3"},  // a surrogate
      {std::string("a,b\n1,\0\n", 8), "line 2"},
      {std::string("a,b\n\"1\n\n\0\"", 10), "line 4"},
  };
  for (const Refused& c : cases) {
    const auto table = parse_csv(c.bytes, "t.csv");
    ASSERT_FALSE(table.ok()) << c.bytes;
    EXPECT_EQ(table.error().code(), ErrorCode::kInvalidArgument) << c.bytes;
    EXPECT_NE(table.error().message().find(c.place), std::string::npos)
        << c.bytes << table.error().message();
  }
}

TEST(Csv, TooManyColumns) {
  std::string header = "c0";
  for (int i = 1; i <= 4096; ++i) header += fmt::format(",c{}", i);
  const auto table = parse_csv(header, "t.csv");
  ASSERT_FALSE(table.ok());
  EXPECT_EQ(table.error().code(), ErrorCode::kOutOfRange);
}

TEST(Csv, ColumnsByName) {
  const auto table = parse_csv("code,name\n7,x\n", "t.csv");
  ASSERT_TRUE(table.ok());
  const CsvRow& row = table->rows().front();
  EXPECT_EQ(table->cell(row, "name"), "x");
  EXPECT_EQ(table->cell(row, "code"), "7");
  EXPECT_EQ(table->cell(row, "nam"), std::nullopt);
  EXPECT_EQ(table->cell(row, "Name"), std::nullopt);
  EXPECT_TRUE(table->require_columns({"name", "code"}).ok());
  const Status missing = table->require_columns({"name", "city", "date"});
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().message().find("city, date"), std::string::npos);
}

TEST(Csv, MultilineReasonNamesTheLines) {
  const auto table = parse_csv("a,b\n\"1,2\n3,4\n\"5\",6\n", "t.csv");
  ASSERT_TRUE(table.ok());
  ASSERT_EQ(table->bad_rows().size(), 1u);
  EXPECT_NE(table->bad_rows()[0].reason.find("lines 2 to 4"), std::string::npos);
}

TEST(CsvWriter, QuotesWhatNeedsIt) {
  CsvWriter writer;
  writer.row({"a", "b,c", "d\"e", "", " f", "g\nh", "=1+1", "长沙"});
  writer.row({""});
  EXPECT_EQ(writer.text(), "a,\"b,c\",\"d\"\"e\",,\" f\",\"g\nh\",=1+1,长沙\n\"\"\n");
  EXPECT_EQ(CsvWriter(CsvWriter::Mark::kByteOrderMark).text(), "\xEF\xBB\xBF");
}

RC_GTEST_PROP(CsvWriter, ReadingBackGivesTheSameCells, ()) {
  const auto width = *rc::gen::inRange<size_t>(1, 5);
  const auto cell = rc::gen::container<std::string>(
      rc::gen::element('a', ',', '"', '\n', '\r', ' ', '\t', '=', ';'));
  const auto rows = *rc::gen::container<std::vector<std::vector<std::string>>>(
      rc::gen::container<std::vector<std::string>>(width, cell));
  CsvWriter writer;
  std::vector<std::string> header;
  for (size_t i = 0; i < width; ++i) header.push_back(fmt::format("column {}", i));
  writer.row(header);
  for (const auto& row : rows) writer.row(row);
  const auto table = parse_csv(writer.text(), "t.csv");
  RC_ASSERT(table.ok());
  RC_ASSERT(table->bad_rows().empty());
  std::vector<std::vector<std::string>> read;
  for (const CsvRow& row : table->rows()) read.push_back(row.cells);
  RC_ASSERT(read == rows);
}

}  // namespace
}  // namespace chuhai::csv
