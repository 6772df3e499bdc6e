// The official samples of the 202205 specification, where the shared folder is present: four
// receipts read and written back equal, four messages refused since they repeat BaseTransfer.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <array>
#include <cstdio>

#include "documents/encode.h"
#include "documents/message_fixture.h"

namespace chuhai::documents {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::string sample(std::string_view number) {
  return read_bytes(shared_folder() / "customs/samples" /
                    ("E-CEB" + std::string(number) + "Message.xml"));
}

bool has_samples() { return !sample("304").empty(); }

std::filesystem::path write_temporary(const std::string& name, const std::string& bytes) {
  // With the process's number: tests run side by side.
  const std::filesystem::path path = std::filesystem::temp_directory_path() /
                                     fmt::format("chuhai_documents_{}_{}", getpid(), name);
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// The output of a command, or "failed" when it isn't there or says no.
std::string output_of(const std::string& command) {
  FILE* const pipe = popen((command + " 2>&1").c_str(), "r");
  std::string out;
  std::array<char, 4096> buffer;
  while (const size_t n = fread(buffer.data(), 1, buffer.size(), pipe))
    out.append(buffer.data(), n);
  return pclose(pipe) == 0 ? out : "failed: " + out;
}

bool has_xmllint() { return !output_of("xmllint --version").starts_with("failed"); }

// C14N 1.0, after which white space between two tags goes.
std::string canonical(const std::string& name, const std::string& bytes) {
  const auto path = write_temporary(name, bytes);
  const std::string text = output_of("xmllint --c14n " + path.string());
  std::filesystem::remove(path);
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '>') {
      out += '>';
      const size_t next = text.find_first_not_of(" \t\n", i + 1);
      if (next != std::string::npos && text[next] == '<') i = next - 1;
    } else {
      out += text[i];
    }
  }
  return out;
}

class OfficialReceipt : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Samples, OfficialReceipt, testing::Values("304", "404", "506", "604"));

TEST_P(OfficialReceipt, IsReadAndWrittenBackEqual) {
  if (!has_samples() || !has_xmllint()) GTEST_SKIP() << "needs the shared folder and xmllint";
  const std::string bytes = sample(GetParam());
  const Result<MessageTree> tree = read_tree(bytes);
  ASSERT_TRUE(tree.ok()) << tree.error().message();
  EXPECT_EQ(tree->children.size(), 10u);
  const std::string before = canonical("before.xml", bytes);
  ASSERT_FALSE(before.starts_with("failed"));
  EXPECT_EQ(canonical("after.xml", write_tree(*tree)), before);
}

TEST_P(OfficialReceipt, IsDecoded) {
  if (!has_samples()) GTEST_SKIP() << "needs the shared folder";
  const Decoded decoded = decode_message(sample(GetParam()), {});
  EXPECT_FALSE(decoded.refused);
  ASSERT_EQ(decoded.documents.size(), 10u);
  EXPECT_EQ(decoded.documents[9].return_status, "2");
  EXPECT_EQ(decoded.documents[9].return_time, Instant::parse("2018-05-07T15:30:01.001").value());
}

class OfficialMessage : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(Samples, OfficialMessage, testing::Values("303", "403", "505", "603"));

// BaseTransfer is there twice, and that is all that the schema has against them.
TEST_P(OfficialMessage, IsRefusedForItsSecondTransferBlock) {
  if (!has_samples()) GTEST_SKIP() << "needs the shared folder";
  const Decoded decoded = decode_message(sample(GetParam()), {});
  EXPECT_TRUE(decoded.refused);
  EXPECT_TRUE(decoded.documents.empty());
  EXPECT_EQ(decoded.document_count, 10);
  std::vector<std::string> refusals;
  for (const std::string& line : told(decoded)) {
    if (line.starts_with("message")) refusals.push_back(line);
  }
  EXPECT_THAT(refusals, ElementsAre("message schema.repeated 0002 -1 BaseTransfer"));
}

// The same with one block: the values that are nonsense are refused by business rules.
TEST_P(OfficialMessage, WithoutTheSecondBlockTheSchemaIsContent) {
  if (!has_samples()) GTEST_SKIP() << "needs the shared folder";
  std::string bytes = sample(GetParam());
  const size_t second = bytes.rfind("<ceb:BaseTransfer>");
  const std::string close = "</ceb:BaseTransfer>";
  bytes.erase(second, bytes.rfind(close) + close.size() - second);
  const Decoded decoded = decode_message(bytes, {});
  EXPECT_FALSE(decoded.refused);
  const std::string number = GetParam();
  const bool sound = number == "403" || number == "505";
  EXPECT_EQ(decoded.documents.size(), sound ? 10u : 0u);
  EXPECT_EQ(decoded.cuts.size(), number == "505" ? 10u : 0u);
  if (number == "303") {
    EXPECT_THAT(told(decoded), Contains("document code.unit 100 0 Order/OrderList[1]/unit"));
    EXPECT_THAT(told(decoded),
                Contains("document code.currency 100 0 Order/OrderList[1]/currency"));
  }
  if (number == "603") {
    EXPECT_THAT(told(decoded),
                Contains("document value.not_allowed 100 0 Inventory/InventoryHead/ieFlag"));
    EXPECT_THAT(told(decoded),
                Contains("document value.not_allowed 100 0 Inventory/InventoryHead/tradeMode"));
    EXPECT_THAT(told(decoded),
                Contains("document list.total_price 100 9 Inventory/InventoryList[1]/totalPrice"));
  }
}

std::string schema_verdict(const std::string& name, const std::string& bytes) {
  const auto path = write_temporary(name, bytes);
  const auto schema = shared_folder() / "customs/xsd/export-202205.xsd";
  const std::string out =
      output_of("xmllint --noout --nonet --schema " + schema.string() + " " + path.string());
  std::filesystem::remove(path);
  return out;
}

// What the writer writes is valid against the official schema and decodes without findings.
TEST(OfficialSchema, AcceptsWhatTheWriterWrites) {
  if (!has_samples() || !has_xmllint()) GTEST_SKIP() << "needs the shared folder and xmllint";
  for (const MessageType& type : message_types()) {
    MessageWriter writer(type.name, kExampleGuid);
    const auto fields = [&](const Element& group) {
      for (const Element& child : group.children) {
        if (!child.is_group()) writer.field(child.name, std::string_view(example_value(child)));
      }
    };
    const Element& document = type.document();
    const bool grouped = document.children[0].is_group();
    for (int i = 0; i < 3; ++i) {
      writer.begin_document();
      fields(grouped ? document.children[0] : document);
      if (!grouped) continue;
      writer.begin_line();
      fields(document.children[1]);
    }
    const Result<std::string> bytes =
        type.is_receipt ? writer.finish()
                        : writer.finish({"430196K001", "示例 & <公司>", "DXP", "DXPLGS1", "n"});
    ASSERT_TRUE(bytes.ok()) << bytes.error().message();
    EXPECT_FALSE(schema_verdict("written.xml", *bytes).starts_with("failed")) << *bytes;
    EXPECT_THAT(told(decode_message(*bytes, {})), IsEmpty());
    EXPECT_EQ(decode_message(*bytes, {}).documents.size(), 3u);
  }
}

// Our schema verdict and the official schema's agree on spoilt messages.
TEST(OfficialSchema, AgreesOnSpoiltMessages) {
  if (!has_samples() || !has_xmllint()) GTEST_SKIP() << "needs the shared folder and xmllint";
  static constexpr std::string_view kTexts[] = {"",
                                                " ",
                                                "x",
                                                "1",
                                                "-1.5",
                                                "+01.50",
                                                "1e5",
                                                "0.000001",
                                                "20230101000000",
                                                "99999999999999999999",
                                                "1234567890"};
  int wrong = 0;
  for (const MessageType& type : message_types()) {
    std::string spoilt_all;
    std::vector<std::pair<std::string, std::string>> spoilt;
    const auto spoil = [&](const Element& element, const auto& self) -> void {
      for (const Element& child : element.children) self(child, self);
      if (element.is_group()) return;
      const std::string_view text = kTexts[(element.path.size() + spoilt.size()) % 11];
      MessageTree tree = example(type.name);
      node_at(tree, element.path).text = text;
      spoilt.emplace_back(element.path + "=" + std::string(text), write_tree(tree));
      MessageTree without = example(type.name);
      std::erase_if(siblings_of(without, element.path),
                    [&](const Node& node) { return node.name == element.name; });
      spoilt.emplace_back("-" + element.path, write_tree(without));
    };
    spoil(type.document(), spoil);
    // All in one call of xmllint, which is slow to start.
    std::vector<std::filesystem::path> paths;
    std::string files;
    for (size_t i = 0; i < spoilt.size(); ++i) {
      paths.push_back(write_temporary("spoilt_" + std::to_string(i) + ".xml", spoilt[i].second));
      files += " " + paths.back().string();
    }
    const auto schema = shared_folder() / "customs/xsd/export-202205.xsd";
    const std::string verdicts =
        output_of("xmllint --noout --nonet --schema " + schema.string() + files);
    for (size_t i = 0; i < spoilt.size(); ++i) {
      const bool valid = verdicts.find(paths[i].string() + " validates") != std::string::npos;
      EXPECT_EQ(!decode_message(spoilt[i].second, {}).refused, valid)
          << type.name << " " << spoilt[i].first;
      wrong += valid ? 0 : 1;
      std::filesystem::remove(paths[i]);
    }
  }
  EXPECT_GT(wrong, 150);
}

}  // namespace
}  // namespace chuhai::documents
