#include "xml/scanner.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "base/text.h"

namespace chuhai::xml {
namespace {

// A document as its events: "<{uri}name a=v>" "text" "</name>".
std::string shown(std::string_view bytes, bool instructions = false) {
  Scanner scanner(bytes);
  if (instructions) scanner.report_instructions();
  std::string out;
  while (true) {
    const auto event = scanner.next();
    if (!event.ok()) return out + "!" + event.error().message();
    switch (*event) {
      case Scanner::Event::kEof:
        return out;
      case Scanner::Event::kInstruction:
        out += fmt::format("?{}:{}?", scanner.instruction_target(), scanner.instruction_text());
        break;
      case Scanner::Event::kText:
        out += fmt::format("[{}]", scanner.text());
        break;
      case Scanner::Event::kEnd:
        out += fmt::format("</{}>", scanner.local_name());
        break;
      case Scanner::Event::kStart:
        out += "<";
        if (!scanner.namespace_uri().empty()) out += fmt::format("{{{}}}", scanner.namespace_uri());
        out += scanner.local_name();
        for (const Attribute& attribute : scanner.attributes()) {
          out += " ";
          if (!attribute.prefix.empty()) out += fmt::format("{{{}}}", attribute.namespace_uri);
          out += fmt::format("{}={}", attribute.local_name, attribute.value);
        }
        out += ">";
    }
  }
}

struct Accepted {
  std::string bytes;
  std::string events;
};

const Accepted kAccepted[] = {
    {"<a/>", "<a></a>"},
    {"<a></a>", "<a></a>"},
    {"<a ></a\n>", "<a></a>"},
    {"\xEF\xBB\xBF<a/>", "<a></a>"},
    {"<?xml version=\"1.0\"?><a/>", "<a></a>"},
    {"<?xml version='1.0' encoding='utf-8' standalone='no' ?>\n<a/>\n", "<a></a>"},
    {"\xEF\xBB\xBF<?xml version=\"1.0\" encoding=\"UTF-8\"?><a/>", "<a></a>"},
    {"<!-- c --><?pi x?> <a/> <!----><?pi?>\n", "<a></a>"},
    {"<a>1</a>", "<a>[1]</a>"},
    {"<a> 1 </a>", "<a>[ 1 ]</a>"},
    {"<a>中文<b/> x</a>", "<a>[中文]<b></b>[ x]</a>"},
    {"<中·文 Ä='1'/>", "<中·文 Ä=1></中·文>"},
    {"<a-1.b_c/>", "<a-1.b_c></a-1.b_c>"},
    // Text: references, CDATA, line ends; one event between two tags.
    {"<a>&lt;&gt;&amp;&quot;&apos;</a>", "<a>[<>&\"']</a>"},
    {"<a>&#65;&#x42;&#x4e2D;&#x1F600;</a>", "<a>[AB中\xF0\x9F\x98\x80]</a>"},
    {"<a>&#000000000000000065;</a>", "<a>[A]</a>"},
    {"<a>x\r\ny\rz\n</a>", "<a>[x\ny\nz\n]</a>"},
    {"<a>&#13;\r&#10;</a>", "<a>[\r\n\n]</a>"},
    {"<a><![CDATA[<b>&amp;]]]]></a>", "<a>[<b>&amp;]]]</a>"},
    {"<a><![CDATA[\r\n\r]]></a>", "<a>[\n\n]</a>"},
    {"<a>1<![CDATA[2]]>3<!-- x -->4<?pi?>5</a>", "<a>[12345]</a>"},
    {"<a><!-- x -->1<!-- y --></a>", "<a>[1]</a>"},
    {"<a><![CDATA[]]></a>", "<a></a>"},
    {"<a><![CDATA[]]><![CDATA[]]><b/></a>", "<a><b></b></a>"},
    {"<a>]]&gt; ]] > ]</a>", "<a>[]]> ]] > ]]</a>"},
    {"<a>></a>", "<a>[>]</a>"},
    {"<a><!-- <b> & ]]> --></a>", "<a></a>"},
    // Attributes.
    {"<a b='1' c=\"2\"/>", "<a b=1 c=2></a>"},
    {"<a b = '1'\n\tc\r=\n\"2\" />", "<a b=1 c=2></a>"},
    {"<a b='\"' c=\"'\"/>", "<a b=\" c='></a>"},
    {"<a b='x\ty\nz\r\nu\rv'/>", "<a b=x y z u v></a>"},
    {"<a b='&#9;&#10;&#13;&lt;&amp;'/>", "<a b=\t\n\r<&></a>"},
    {"<a b='&quot;&apos;' c='x'/>", "<a b=\"' c=x></a>"},
    {"<a b='>]]>'/>", "<a b=>]]>></a>"},
    // Namespaces, by URI.
    {"<p:a xmlns:p='u'/>", "<{u}a></a>"},
    {"<a xmlns='u'><b/></a>", "<{u}a><{u}b></b></a>"},
    {"<a xmlns='u'><b xmlns=''/><b/></a>", "<{u}a><b></b><{u}b></b></a>"},
    {"<p:a xmlns:p='u'><p:a xmlns:p='v'/><p:b/></p:a>", "<{u}a><{v}a></a><{u}b></b></a>"},
    {"<a xmlns='u' b='1' p:b='2' xmlns:p='u'/>", "<{u}a b=1 {u}b=2></a>"},
    {"<a xmlns:p='u&amp;v'><p:b/></a>", "<a><{u&v}b></b></a>"},
    {"<a xml:lang='zh'/>", "<a {http://www.w3.org/XML/1998/namespace}lang=zh></a>"},
    {"<a xmlns:xml='http://www.w3.org/XML/1998/namespace'/>", "<a></a>"},
    {"<a xmlns:p='u' xmlns:q='v' p:b='1' q:b='2'/>", "<a {u}b=1 {v}b=2></a>"},
    {"<a><?xml-stylesheet href='x'?></a>", "<a></a>"},
};

TEST(Scanner, Accepts) {
  for (const Accepted& c : kAccepted) EXPECT_EQ(shown(c.bytes), c.events) << c.bytes;
}

// No prefix of an accepted document may make the scanner read beyond its end (the sanitizers see
// that), and none before the root's end is a document.
TEST(Scanner, InstructionsOnRequest) {
  EXPECT_EQ(shown("<?p  a ?> <a>1<?q?>2<!-- c --><?r x?></a><?s?>", true),
            "?p:a ?<a>[1]?q:?[2]?r:x?</a>?s:?");
  EXPECT_EQ(shown("<a><?q?>1<![CDATA[]]><?r?><b/><?s?></a>", true),
            "<a>?q:?[1]?r:?<b></b>?s:?</a>");
  EXPECT_EQ(shown("<?p?><a>1<?q?>2</a><?r?>"), "<a>[12]</a>");
}

TEST(Scanner, NamespacesDeclaredAndInScope) {
  const auto told = [](const std::vector<NamespaceBinding>& bindings) {
    std::string out;
    for (const NamespaceBinding& one : bindings) out += fmt::format("{}={} ", one.prefix, one.uri);
    return out;
  };
  Scanner scanner("<a xmlns='urn:a' xmlns:p='urn:p'><b xmlns:p='urn:q' xmlns=''><c/></b><d/></a>");
  ASSERT_TRUE(scanner.next().ok());
  EXPECT_EQ(told(scanner.declarations()), "=urn:a p=urn:p ");
  ASSERT_TRUE(scanner.next().ok());
  EXPECT_EQ(told(scanner.declarations()), "p=urn:q = ");
  EXPECT_EQ(told(scanner.namespaces_in_scope()), "= p=urn:q ");
  ASSERT_TRUE(scanner.next().ok());
  EXPECT_EQ(told(scanner.declarations()), "");
  EXPECT_EQ(told(scanner.namespaces_in_scope()), "= p=urn:q ");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(scanner.next().ok());  // </c> </b> <d>
  EXPECT_EQ(told(scanner.namespaces_in_scope()), "p=urn:p =urn:a ");
}

TEST(Scanner, EveryPrefixIsRefusedUntilTheRootEnds) {
  for (const Accepted& c : kAccepted) {
    const size_t root_end = c.bytes.rfind('>', c.bytes.find_last_of("/") + c.bytes.size());
    const bool plain_end = c.bytes.find("<!----><?pi?>") == std::string::npos;
    for (size_t size = 0; plain_end && size < root_end; ++size) {
      const std::string prefix = c.bytes.substr(0, size);
      const std::vector<char> exact(prefix.begin(), prefix.end());
      EXPECT_NE(shown({exact.data(), exact.size()}).find('!'), std::string::npos) << prefix;
    }
  }
}

struct Refused {
  std::string bytes;  // a ^ marks the place of the error, and isn't part of the document
  ErrorCode code = ErrorCode::kInvalidArgument;
};

const Refused kRefused[] = {
    {"^"},
    {" \n^"},
    {"<!-- x -->^"},
    {"^x<a/>"},
    {"^&amp;<a/>"},
    {"^<![CDATA[x]]><a/>"},
    {"^</a>"},
    {"<a/>^x"},
    {"<a/>^<b/>"},
    {"<a/>^&#32;"},
    {"<a/>^</a>"},
    {"<a/>^<![CDATA[]]>"},
    {"<a>^"},
    {"<a>x^"},
    {"<a><b></b>^"},
    {"<a^"},
    {"<^"},
    {"<a>^</b>"},
    {"<a>^</ab>"},
    {"<ab>^</a>"},
    {"<a><b>^</a></b>"},
    {"<a></a^"},
    {"<a>^</ a>"},
    {"<a>^</a x='1'>"},
    {"<a>^</>"},
    {"<^ a/>"},
    {"<^1a/>"},
    {"<^-a/>"},
    {"<a^!/>"},
    {"<a^×/>"},
    {"<^·/>"},
    {"<a ^/ >"},
    {"<a^<b/></a>"},
    // Names with colons.
    {"<^:a/>"},
    {"<a:^/>"},
    {"<a:^1/>"},
    {"<a:b^:c xmlns:a='u'/>"},
    // References.
    {"<a>^&</a>"},
    {"<a>^& </a>"},
    {"<a>x^&nbsp;</a>"},
    {"<a>^&amp</a>"},
    {"<a>^&AMP;</a>"},
    {"<a>^&#;</a>"},
    {"<a>^&#x;</a>"},
    {"<a>^&#X41;</a>"},
    {"<a>^&#6a;</a>"},
    {"<a>^&#x4g;</a>"},
    {"<a>^&#0;</a>"},
    {"<a>^&#8;</a>"},
    {"<a>^&#xD800;</a>"},
    {"<a>^&#xFFFE;</a>"},
    {"<a>^&#x110000;</a>"},
    {"<a>^&#4294967361;</a>"},
    {"<a>^&#18446744073709551681;</a>"},
    {"<a b='^&x;'/>"},
    {"<a b='^&#1;'/>"},
    // Text, comments, CDATA, instructions.
    {"<a>x^]]></a>"},
    {"<a>^]]></a>"},
    {"<a>]^]]></a>"},
    {"<a>&amp;^]]></a>"},
    {"<a>^<!-x--></a>"},
    {"<a><!-- ^-- --></a>"},
    {"<a><!--x^---></a>"},
    {"<a>^<!--></a>"},
    {"<a>^<!-- x </a>"},
    {"<a>^<![CDATA[ x </a>"},
    {"<a>^<![cdata[x]]></a>"},
    {"<a>^<!ELEMENT a></a>"},
    {"<a>^<?pi </a>"},
    {"<a><?^ pi?></a>"},
    {"<a><?p^=?></a>"},
    {"<a><?p^:q?></a>"},
    {"<a>^<?xml version='1.0'?></a>"},
    {"<a>^<?XmL x?></a>"},
    {" ^<?xml version='1.0'?><a/>"},
    // The declaration.
    {"<?xml ^?><a/>"},
    {"<?xml ^encoding='UTF-8'?><a/>"},
    {"<?xml version ^1.0?><a/>"},
    {"<?xml version=^1.0?><a/>"},
    {"<?xml version='1.0^"},
    {"<?xml version='1.0' encoding='UTF-8'^><a/>"},
    {"<?xml version='1.0'^encoding='UTF-8'?><a/>"},
    {"<?xml version='1.0' ^standalone='x'?><a/>"},
    {"<?xml version='1.0' standalone='yes' ^encoding='UTF-8'?><a/>"},
    {"<?xml version='1.1'^?><a/>", ErrorCode::kUnsupported},
    {"<?xml version='1.0' ^encoding='GBK'?><a/>", ErrorCode::kUnsupported},
    {"<?xml version='1.0' ^encoding='UTF-16'?><a/>", ErrorCode::kUnsupported},
    {"<?xml version='1.0' ^encoding=''?><a/>", ErrorCode::kUnsupported},
    {"^<!DOCTYPE a><a/>", ErrorCode::kUnsupported},
    {"<?xml version='1.0'?>\n^<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>", ErrorCode::kUnsupported},
    // Attributes.
    {"<a ^b='1'^c='2'/>"},
    {"<a b^/>"},
    {"<a b=^1/>"},
    {"<a b='^<'/>"},
    {"<a b=^'1/>"},
    {"<a b='1' ^b='2'/>"},
    {"<a b='1'^/"},
    {"<a ^'1'/>"},
    {"<a xmlns:p='u' p:b='1' ^p:b='2'/>"},
    {"<a xmlns:p='u' xmlns:q='u' p:b='1' ^q:b='2'/>"},
    // Namespaces.
    {"^<p:a/>"},
    {"<a ^p:b='1'/>"},
    {"<a><b xmlns:p='u'/>^<p:c/></a>"},
    {"<a xmlns:^p=''/>"},
    {"<a xmlns:^xmlns='u'/>"},
    {"<a xmlns:^xml='u'/>"},
    {"<a xmlns:^p='http://www.w3.org/XML/1998/namespace'/>"},
    {"<a ^xmlns='http://www.w3.org/XML/1998/namespace'/>"},
    {"<a xmlns:^p='http://www.w3.org/2000/xmlns/'/>"},
    {"<a xmlns='u' ^xmlns='v'/>"},
    // Bytes: refused before anything else, so a wrong tag in front doesn't matter.
    {"<a>^\x01</a>"},
    {"<a b='^\x1F'/>"},
    {"<a><!--^\x0B--></a>"},
    {"<a>12345678^\x0C</a>"},
    {"<a>^\xEF\xBF\xBE</a>"},
    {"<a>，^\xEF\xBF\xBF</a>"},
    {"<a>^\xFF</a>"},
    {"<a>^\xC0\x80</a>"},
    {"<a>^\xED\xA0\x80</a>"},
    {"<a>^\xB3\xA4\xC9\xB3</a>"},
    {"<a>\xE4\xB8\xAD^\xE4\xB8</a>"},
    {"^\xFF\xFE<\x01"},
    {"</b><a>^\x02"},
};

TEST(Scanner, RefusesAtThePlace) {
  for (const Refused& c : kRefused) {
    const size_t place = c.bytes.rfind('^');
    std::string bytes = c.bytes;
    std::erase(bytes, '^');
    const size_t marks = c.bytes.size() - bytes.size();
    Scanner scanner(bytes);
    auto event = scanner.next();
    while (event.ok() && *event != Scanner::Event::kEof) event = scanner.next();
    ASSERT_FALSE(event.ok()) << c.bytes;
    EXPECT_EQ(scanner.offset(), place - (marks - 1)) << c.bytes << event.error().message();
    EXPECT_EQ(event.error().code(), c.code) << c.bytes;
    EXPECT_FALSE(scanner.next().ok()) << "a refusal stays: " << c.bytes;
    EXPECT_EQ(scanner.offset(), place - (marks - 1)) << c.bytes;
  }
}

TEST(Scanner, NulIsNoCharacter) {
  for (const std::string& bytes :
       {std::string("<a>\0</a>", 8), std::string("<a/>\0", 5), std::string("\0<a/>", 5)}) {
    EXPECT_NE(shown(bytes).find('!'), std::string::npos);
  }
}

std::string nested(size_t depth) {
  std::string bytes;
  for (size_t i = 0; i < depth; ++i) bytes += "<a>";
  for (size_t i = 0; i < depth; ++i) bytes += "</a>";
  return bytes;
}

std::string with_attributes(size_t count) {
  std::string bytes = "<a";
  for (size_t i = 0; i < count; ++i) bytes += fmt::format(" b{}='1'", i);
  return bytes + "/>";
}

TEST(Scanner, Limits) {
  struct Case {
    std::string within;
    std::string beyond;
  };
  const Limits limits{.bytes_max = 2000, .depth_max = 8, .attributes_max = 4, .name_bytes_max = 9};
  const Case cases[] = {
      {nested(8), nested(9)},
      {with_attributes(4), with_attributes(5)},
      {"<abcdefghi/>", "<abcdefghij/>"},
      {"<a abcdefghi='1'/>", "<a abcdefghij='1'/>"},
      {"<a>" + std::string(1993, ' ') + "</a>", "<a>" + std::string(1994, ' ') + "</a>"},
  };
  const auto result = [&](const std::string& bytes) {
    Scanner scanner(bytes, limits);
    auto event = scanner.next();
    while (event.ok() && *event != Scanner::Event::kEof) event = scanner.next();
    return event;
  };
  for (const Case& c : cases) {
    EXPECT_TRUE(result(c.within).ok()) << c.within;
    const auto beyond = result(c.beyond);
    ASSERT_FALSE(beyond.ok()) << c.beyond;
    EXPECT_EQ(beyond.error().code(), ErrorCode::kOutOfRange);
  }
  EXPECT_EQ(shown(nested(64)).find('!'), std::string::npos);
  EXPECT_NE(shown(nested(65)).find('!'), std::string::npos);
}

// The raw bytes of each event: what is cut out of a message by these offsets must be exactly it.
TEST(Scanner, Offsets) {
  const std::string bytes =
      "\xEF\xBB\xBF<?xml version='1.0'?>\r\n<a  b='x&amp;y'>1&#50;<!--c--><![CDATA[3]]><!--d-->"
      "<c/><d>\r\n</d ></a>\n";
  std::vector<std::string> raw;
  Scanner scanner(bytes);
  for (auto event = scanner.next(); event.ok() && *event != Scanner::Event::kEof;
       event = scanner.next()) {
    raw.push_back(bytes.substr(scanner.token_begin(), scanner.token_end() - scanner.token_begin()));
    if (scanner.local_name() == "a" && *event == Scanner::Event::kStart) {
      const Attribute* b = scanner.attribute("b");
      ASSERT_NE(b, nullptr);
      EXPECT_EQ(b->value, "x&y");
      EXPECT_EQ(bytes.substr(b->value_begin, b->value_end - b->value_begin), "x&amp;y");
      EXPECT_EQ(scanner.attribute("c"), nullptr);
    }
  }
  EXPECT_EQ(raw, (std::vector<std::string>{"<a  b='x&amp;y'>", "1&#50;<!--c--><![CDATA[3]]>",
                                           "<c/>", "", "<d>", "\r\n", "</d >", "</a>"}));
  EXPECT_EQ(scanner.token_begin(), bytes.size());
}

TEST(Scanner, DepthAndWhiteSpace) {
  Scanner scanner("<a> <b>\t\n</b>x</a>");
  std::string seen;
  for (auto event = scanner.next(); event.ok() && *event != Scanner::Event::kEof;
       event = scanner.next()) {
    if (*event == Scanner::Event::kText) seen += scanner.text_is_white_space() ? "w" : "t";
    seen += std::to_string(scanner.depth());
  }
  EXPECT_EQ(seen, "1w12w21t10");
}

TEST(Scanner, PositionCountsLinesAndCodePoints) {
  struct Case {
    std::string bytes;  // a ^ marks the place
    Position position;
  };
  const Case cases[] = {
      {"^", {1, 1}},      {"a^", {1, 2}},       {"中文^", {1, 3}},        {"a\n^", {2, 1}},
      {"a\r\n^", {2, 1}}, {"a\r^", {2, 1}},     {"a\r\n\r\n中^", {3, 2}}, {"\xEF\xBB\xBF^", {1, 1}},
      {"\r\r^", {3, 1}},  {"\n\r\nx^", {3, 2}},
  };
  for (const Case& c : cases) {
    const size_t at = c.bytes.find('^');
    EXPECT_EQ(Scanner(c.bytes).position(at), c.position) << c.bytes;
  }
}

}  // namespace
}  // namespace chuhai::xml
