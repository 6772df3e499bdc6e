// The scanner against libxml2: on thousands of messages damaged at random both must agree on what
// is well-formed, apart from what the scanner documents as refused beyond XML (kUnsupported for
// DOCTYPE, other encodings and versions; kOutOfRange for its limits).
#include <fmt/ranges.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <random>
#include <set>

#include "base/file.h"
#include "xml/scanner.h"

namespace chuhai::xml {
namespace {

constexpr std::string_view kMessage =
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    "<ceb:CEB303Message guid=\"311af125\" version=\"1.0\" "
    "xmlns:ceb=\"http://www.chinaport.gov.cn/ceb\""
    " xmlns:p='urn:u'>\r\n"
    "\t<ceb:Order p:x='1' x='a&#10;b'><ceb:ebcName>东方&amp;物通</ceb:ebcName><!-- note -->"
    "<ceb:note><![CDATA[a<b]]>&#x4e2d;]] &gt;</ceb:note><ceb:empty/><?pi data?>"
    "</ceb:Order>\n</ceb:CEB303Message>\n<!-- end -->\n";

constexpr std::string_view kPieces[] = {"]]>",
                                        "<!--",
                                        "-->",
                                        "--",
                                        "<![CDATA[",
                                        "<?",
                                        "?>",
                                        "<",
                                        ">",
                                        "/",
                                        "&",
                                        "&#0;",
                                        "&#65;",
                                        "&amp;",
                                        "&x;",
                                        "\"",
                                        "'",
                                        "=",
                                        " ",
                                        "\r",
                                        "\n",
                                        ":",
                                        "<b/>",
                                        "</b>",
                                        "<b>",
                                        "x='1'",
                                        " x='2'",
                                        "xmlns=",
                                        "é",
                                        "·",
                                        "\x01",
                                        "\xFF",
                                        "\xEF\xBF\xBE",
                                        "1",
                                        "-",
                                        "<p:b/>",
                                        "<q:b/>",
                                        ";",
                                        "\t",
                                        "xml",
                                        " xmlns=''",
                                        " xmlns:q='urn:u' q:x='3'",
                                        " xmlns:p=''",
                                        "</ceb:Order>",
                                        "<a:b:c/>",
                                        "]"};

std::string mutated(std::mt19937& random) {
  std::string bytes(kMessage);
  const auto below = [&](size_t end) { return static_cast<size_t>(random()) % end; };
  for (size_t count = 1 + below(2); count > 0; --count) {
    const size_t at = below(bytes.size());
    const size_t size = 1 + below(below(4) == 0 ? 40 : 3);
    switch (below(6)) {
      case 0:
        bytes.erase(at, size);
        break;
      case 1:
        bytes[at] = static_cast<char>(1 + below(255));  // libxml2 lets a NUL at the very end pass
        break;
      case 2:
        bytes.insert(below(bytes.size()), bytes.substr(at, size));
        break;
      case 3:
        std::swap(bytes[at], bytes[below(bytes.size())]);
        break;
      default:
        bytes.insert(at, kPieces[below(std::size(kPieces))]);
    }
  }
  return bytes;
}

std::string run(const std::string& command) {
  std::FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  std::string output;
  char buffer[4096];
  while (const size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, got);
  ::pclose(pipe);
  return output;
}

// The documents of `folder` of which xmllint reports a parser or namespace error.
std::set<std::string> refused_by_xmllint(const std::filesystem::path& folder) {
  const std::string output =
      run(fmt::format("cd '{}' && xmllint --noout --nonet *.xml 2>&1", folder.string()));
  std::set<std::string> refused;
  for (size_t at = 0; at < output.size();) {
    const size_t end = std::min(output.find('\n', at), output.size());
    const std::string_view line = std::string_view(output).substr(at, end - at);
    // libxml2 also wants a namespace's name to be a URI ("xmlns:p: 'name' is not a valid URI");
    // Namespaces in XML doesn't make that an error. The name may hold a line break.
    const bool about_uri =
        line.find("namespace error : xmlns") != line.npos && line.find(": '") != line.npos;
    if (!about_uri && line.find(" error : ") != line.npos) {
      refused.emplace(line.substr(0, line.find(':')));
    }
    at = end + 1;
  }
  return refused;
}

TEST(Differential, AgreesWithXmllint) {
  if (run("command -v xmllint").empty()) GTEST_SKIP() << "xmllint is not installed";
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / fmt::format("chuhai_xml_{}", ::getpid());
  std::filesystem::create_directory(folder);
  std::mt19937 random(20240331);
  constexpr int kCount = 3000;
  std::map<std::string, std::string> documents;
  documents["none.xml"] = std::string(kMessage);
  for (int i = 0; i < kCount; ++i) documents[fmt::format("{:04}.xml", i)] = mutated(random);
  for (const auto& [name, bytes] : documents) {
    std::FILE* file = std::fopen((folder / name).c_str(), "wb");
    ASSERT_NE(file, nullptr);
    std::fwrite(bytes.data(), 1, bytes.size(), file);
    std::fclose(file);
  }
  const std::set<std::string> refused = refused_by_xmllint(folder);
  std::filesystem::remove_all(folder);

  int accepted = 0;
  int beyond = 0;
  for (const auto& [name, bytes] : documents) {
    Scanner scanner(bytes);
    auto event = scanner.next();
    while (event.ok() && *event != Scanner::Event::kEof) event = scanner.next();
    if (!event.ok() && event.error().code() != ErrorCode::kInvalidArgument) {
      ++beyond;
      continue;
    }
    accepted += event.ok();
    EXPECT_EQ(event.ok(), !refused.contains(name))
        << bytes << "\n--- " << (event.ok() ? "accepted here" : event.error().message());
  }
  // A comparison in which one side says the same of everything would show nothing.
  EXPECT_GT(accepted, kCount / 20);
  EXPECT_GT(static_cast<int>(refused.size()), kCount / 20);
  EXPECT_LT(beyond, kCount / 10);
  fmt::print("{} documents: {} accepted by both, {} refused, {} beyond the subset\n",
             documents.size(), accepted, refused.size(), beyond);
}

}  // namespace
}  // namespace chuhai::xml
