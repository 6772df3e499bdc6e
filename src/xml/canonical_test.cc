#include "xml/canonical.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <map>
#include <random>

#include "base/file.h"
#include "xml/scanner.h"

namespace chuhai::xml {
namespace {

struct DocumentCase {
  std::string bytes;
  std::string canonical;
};

// The examples of the recommendation's section 3 that need no DTD, and its rules one by one.
const DocumentCase kDocuments[] = {
    {"<?xml version=\"1.0\"?>\n\n<?xml-stylesheet   href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n\n"
     "<doc>Hello, world!<!-- Comment 1 --></doc>\n\n<?pi-without-data     ?>\n\n<!-- 2 -->\n",
     "<?xml-stylesheet href=\"doc.xsl\"\n   type=\"text/xsl\"   ?>\n<doc>Hello, world!</doc>\n"
     "<?pi-without-data?>"},
    {"<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>",
     "<doc>\n   <clean>   </clean>\n   <dirty>   A   B   </dirty>\n</doc>"},
    {"<doc>\n   <e1   />\n   <e3   name = \"elem3\"   id=\"elem3\"   />\n"
     "   <e5 a:attr=\"out\" b:attr=\"sorted\" attr2=\"all\" attr=\"I'm\"\n"
     "      xmlns:b=\"http://www.ietf.org\"\n      xmlns:a=\"http://www.w3.org\"\n"
     "      xmlns=\"http://example.org\"/>\n"
     "   <e6 xmlns=\"\" xmlns:a=\"http://www.w3.org\">\n"
     "      <e7 xmlns=\"http://www.ietf.org\">\n         <e8 xmlns=\"\" "
     "xmlns:a=\"http://www.w3.org\">\n            <e9 xmlns=\"\" xmlns:a=\"http://www.ietf.org\"/>"
     "</e8></e7></e6></doc>",
     "<doc>\n   <e1></e1>\n   <e3 id=\"elem3\" name=\"elem3\"></e3>\n"
     "   <e5 xmlns=\"http://example.org\" xmlns:a=\"http://www.w3.org\" "
     "xmlns:b=\"http://www.ietf.org\" attr=\"I'm\" attr2=\"all\" b:attr=\"sorted\" "
     "a:attr=\"out\"></e5>\n"
     "   <e6 xmlns:a=\"http://www.w3.org\">\n      <e7 xmlns=\"http://www.ietf.org\">\n"
     "         <e8 xmlns=\"\">\n            <e9 xmlns:a=\"http://www.ietf.org\"></e9>"
     "</e8></e7></e6></doc>"},
    {"<doc>\n<text>First line&#x0d;&#10;Second line</text>\n<value>&#x32;</value>\n"
     "<compute><![CDATA[value>\"0\" && value<\"10\" ?\"valid\":\"error\"]]></compute>\n"
     "<norm attr=' &apos;   &#x20;&#13;&#xa;&#9;   &apos; '/></doc>",
     "<doc>\n<text>First line&#xD;\nSecond line</text>\n<value>2</value>\n"
     "<compute>value&gt;\"0\" &amp;&amp; value&lt;\"10\" ?\"valid\":\"error\"</compute>\n"
     "<norm attr=\" '    &#xD;&#xA;&#x9;   ' \"></norm></doc>"},
    {"\xEF\xBB\xBF<a>\r\nx\ry</a>\r\n", "<a>\nx\ny</a>"},
    {"<a><?p\r\nx\r\ny?>b<?q?></a>", "<a><?p x\ny?>b<?q?></a>"},
    {"<a x='\"&lt;&amp;>'/>", "<a x=\"&quot;&lt;&amp;>\"></a>"},
    {"<a xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:lang='zh'/>",
     "<a xml:lang=\"zh\"></a>"},
    {"<a xmlns:p='urn:1'><b xmlns:p='urn:2'><c xmlns:p='urn:1'/></b><d xmlns:p='urn:1'/></a>",
     "<a xmlns:p=\"urn:1\"><b xmlns:p=\"urn:2\"><c xmlns:p=\"urn:1\"></c></b><d></d></a>"},
    {"<a xmlns='urn:a&amp;b'/>", "<a xmlns=\"urn:a&amp;b\"></a>"},
    {"<甲 乙='丙'>丁\xF0\x9F\x98\x80</甲>", "<甲 乙=\"丙\">丁\xF0\x9F\x98\x80</甲>"},
};

TEST(Canonical, Documents) {
  for (const DocumentCase& one : kDocuments) {
    const auto canonical = canonical_document(one.bytes);
    ASSERT_TRUE(canonical.ok()) << one.bytes << "\n" << canonical.error().message();
    EXPECT_EQ(*canonical, one.canonical);
    EXPECT_EQ(canonical_document(*canonical).value(), one.canonical) << "it is its own form";
  }
}

TEST(Canonical, RefusesWhatTheScannerRefuses) {
  for (const std::string bytes : {"<a>", "<a></a><b/>", "<a b='1' b='2'/>", "<?xml?><a/>", ""}) {
    const auto canonical = canonical_document(bytes);
    ASSERT_FALSE(canonical.ok()) << bytes;
    EXPECT_EQ(canonical.error().code(), ErrorCode::kInvalidArgument) << bytes;
  }
}

struct PartCase {
  std::string bytes;  // the element stands between ⟦ and ⟧
  std::string without;
  std::string alone;
};

const PartCase kParts[] = {
    {"<a><b/>⟦<s/>⟧<b/></a>", "<a><b></b><b></b></a>", "<s></s>"},
    {"<a>1⟦<s>x<t/></s>⟧2</a>", "<a>12</a>", "<s>x<t></t></s>"},
    {"<a> ⟦<s> </s>⟧\n</a>", "<a> \n</a>", "<s> </s>"},
    {"<a><s/>⟦<s/>⟧<s/></a>", "<a><s></s><s></s></a>", "<s></s>"},
    // The element has what its ancestors declare, and their xml: attributes, the nearest first.
    {"<a xmlns='urn:a' xmlns:p='urn:p' xmlns:q='urn:q'><b xmlns:q='urn:r'>⟦<s q:x='1'/>⟧</b></a>",
     "<a xmlns=\"urn:a\" xmlns:p=\"urn:p\" xmlns:q=\"urn:q\"><b xmlns:q=\"urn:r\"></b></a>",
     "<s xmlns=\"urn:a\" xmlns:p=\"urn:p\" xmlns:q=\"urn:r\" q:x=\"1\"></s>"},
    {"<a xmlns='urn:a'><b xmlns=''>⟦<s/>⟧</b></a>", "<a xmlns=\"urn:a\"><b xmlns=\"\"></b></a>",
     "<s></s>"},
    {"<a xml:lang='zh' xml:space='preserve'><c xml:base='/'/><b xml:lang='en'>⟦<s x='1'><t/></s>⟧"
     "</b></a>",
     "<a xml:lang=\"zh\" xml:space=\"preserve\"><c xml:base=\"/\"></c><b xml:lang=\"en\"></b></a>",
     "<s x=\"1\" xml:lang=\"en\" xml:space=\"preserve\"><t></t></s>"},
    {"<a xml:lang='zh'>⟦<s xml:lang='fr'/>⟧</a>", "<a xml:lang=\"zh\"></a>",
     "<s xml:lang=\"fr\"></s>"},
    {"<a>⟦<s><?p d?><!-- c --></s>⟧</a>", "<a></a>", "<s><?p d?></s>"},
};

TEST(Canonical, PartsInTheirDocument) {
  for (const PartCase& one : kParts) {
    std::string bytes = one.bytes;
    ElementBytes element;
    element.begin = bytes.find("⟦");
    bytes.erase(element.begin, 3);
    element.end = bytes.find("⟧");
    bytes.erase(element.end, 3);
    EXPECT_EQ(canonical_document(bytes, element).value(), one.without) << bytes;
    EXPECT_EQ(canonical_element(bytes, element).value(), one.alone) << bytes;
    const auto nothing = canonical_element(bytes, {element.begin + 1, element.end});
    ASSERT_FALSE(nothing.ok());
    EXPECT_EQ(nothing.error().code(), ErrorCode::kNotFound);
    const auto half = canonical_element(bytes, {element.begin, element.end - 1});
    EXPECT_FALSE(half.ok());
  }
}

std::string output_of(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  char buffer[4096];
  while (const size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, got);
  ::pclose(pipe);
  return output;
}

// A random well-formed document: namespaces declared, undone and declared again, attributes that
// have to be sorted, text of every kind.
class RandomDocument {
 public:
  explicit RandomDocument(unsigned seed) : random_(seed) {}

  std::string make() {
    out_ = "<?xml version='1.0' encoding='UTF-8'?>";
    if (below(3) == 0) out_ += "<?first data?>\r\n";
    element(0, {});
    if (below(3) == 0) out_ += "\n<?last?>";
    return out_;
  }

 private:
  size_t below(size_t end) { return static_cast<size_t>(random_()) % end; }
  std::string_view one_of(std::initializer_list<std::string_view> choices) {
    return choices.begin()[below(choices.size())];
  }

  void element(int depth, std::vector<std::string> prefixes) {
    std::string declarations;
    for (const std::string prefix : {"p", "q", "b"}) {
      if (below(3) != 0) continue;
      declarations += " xmlns:" + prefix + "='urn:" + std::to_string(below(3)) + "'";
      if (std::find(prefixes.begin(), prefixes.end(), prefix) == prefixes.end()) {
        prefixes.push_back(prefix);
      }
    }
    if (below(3) == 0) declarations += one_of({" xmlns='urn:0'", " xmlns='urn:1'", " xmlns=''"});
    std::string name(one_of({"a", "b", "c"}));
    if (!prefixes.empty() && below(2) == 0) name = prefixes[below(prefixes.size())] + ":" + name;
    out_ += "<" + name;
    std::string attributes;
    if (below(2) == 0) attributes += " z='1'";
    if (below(2) == 0) attributes += std::string(one_of({" y='a&#9;\tb'", " y=\"'&quot;&#13;\""}));
    if (below(4) == 0) attributes += " xml:lang='zh'";
    if (!prefixes.empty() && below(2) == 0) {
      attributes += " " + prefixes[below(prefixes.size())] + ":x='中&gt;'";
    }
    out_ += below(2) == 0 ? attributes + declarations : declarations + attributes;
    if (depth > 4 || below(4) == 0) {
      out_ += "/>";
      return;
    }
    out_ += ">";
    for (size_t count = below(4); count > 0; --count) {
      if (below(2) == 0) {
        element(depth + 1, prefixes);
      } else {
        out_ += one_of({"text", "\r\n", "&lt;&amp;&#13;", "<![CDATA[<&>]]>", "<?pi a\r\nb?>", " "});
      }
    }
    out_ += "</" + name + ">";
  }

  std::mt19937 random_;
  std::string out_;
};

TEST(Canonical, AgreesWithXmllint) {
  if (output_of("command -v xmllint").empty()) GTEST_SKIP() << "xmllint is not installed";
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("chuhai_canonical_{}", ::getpid());
  std::filesystem::create_directories(folder);
  std::map<std::string, std::pair<std::string, std::string>> documents;  // and our form
  for (unsigned seed = 0; seed < 120; ++seed) {
    const std::string bytes = RandomDocument(seed).make();
    const auto canonical = canonical_document(bytes);
    if (!canonical.ok()) continue;  // an attribute twice under two prefixes
    const std::string name = fmt::format("{}.xml", seed);
    std::ofstream(folder / name, std::ios::binary) << bytes;
    documents[name] = {bytes, *canonical};
  }
  output_of(
      fmt::format("cd '{}' && for f in *.xml; do xmllint --nonet --c14n $f >$f.out; done 2>&1",
                  folder.string()));
  int compared = 0;
  for (const auto& [name, document] : documents) {
    const auto theirs = read_file(folder / (name + ".out"));
    ASSERT_TRUE(theirs.ok());
    if (theirs->empty()) continue;
    EXPECT_EQ(document.second, *theirs) << document.first;
    ++compared;
  }
  std::filesystem::remove_all(folder);
  EXPECT_GT(compared, 60);
}

}  // namespace
}  // namespace chuhai::xml
