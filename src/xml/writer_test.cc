#include "xml/writer.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "xml/scanner.h"

namespace chuhai::xml {
namespace {

TEST(Writer, WritesAMessage) {
  std::string out;
  Writer writer(out);
  writer.declaration();
  writer.start("Message", {{"guid", "a\"<\n"}, {"xmlns:ceb", "u"}});
  writer.element("note", "1 < 2 & 3 > 2 \"'\r\n中");
  writer.start("Empty");
  writer.text("x");
  writer.end();
  writer.end();
  EXPECT_TRUE(writer.finish().ok());
  EXPECT_EQ(out,
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
            "<ceb:Message guid=\"a&quot;&lt;&#10;\" xmlns:ceb=\"u\">"
            "<ceb:note>1 &lt; 2 &amp; 3 &gt; 2 \"'&#13;\n中</ceb:note>"
            "<ceb:Empty>x</ceb:Empty></ceb:Message>");
}

TEST(Writer, RefusesWhatXmlCannotCarry) {
  for (const std::string& text : {std::string("\x01"), std::string("\0", 1), std::string("\xFF"),
                                  std::string("a\xEF\xBF\xBE"), std::string("\xED\xA0\x80")}) {
    std::string out;
    Writer writer(out, "");
    writer.element("a", text);
    const Status status = writer.finish();
    ASSERT_FALSE(status.ok());
    EXPECT_EQ(status.error().code(), ErrorCode::kInvalidArgument);
  }
}

RC_GTEST_PROP(Writer, ReadingBackGivesTheSameText, ()) {
  const auto pieces = *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
      "<", ">", "&", "\"", "'", "\r", "\n", "\t", " ", "]]>", "中", "&amp;", "<!--", "a", "]]"));
  std::string text;
  for (const std::string& piece : pieces) text += piece;
  std::string out;
  Writer writer(out, "");
  writer.start("a", {{"b", text}});
  writer.text(text);
  writer.end();
  RC_ASSERT(writer.finish().ok());
  Scanner scanner(out);
  RC_ASSERT(scanner.next().value() == Scanner::Event::kStart);
  RC_ASSERT(scanner.attributes().at(0).value == text);
  RC_ASSERT(scanner.next().value() ==
            (text.empty() ? Scanner::Event::kEnd : Scanner::Event::kText));
  if (!text.empty()) RC_ASSERT(scanner.text() == text);
}

}  // namespace
}  // namespace chuhai::xml
