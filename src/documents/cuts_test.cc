// Personal fields: what is cut, where it stood, and that what is archived still decodes.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/message_fixture.h"

namespace chuhai::documents {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr std::string_view kPhone = "13800138000";

std::string with_phone(std::string_view content) {
  std::string bytes = write_tree(example("CEB505Message"));
  return bytes.replace(bytes.find(kPhone), kPhone.size(), content);
}

TEST(Cuts, OffsetsAreOfTheOriginalBytesBetweenTheTags) {
  for (const std::string content :
       {"13800138000", "138&#48;0138000", "<![CDATA[13800138000]]>", "+86 <!-- c -->138", "电话"}) {
    for (const std::string mark : {"", "\xEF\xBB\xBF"}) {
      const std::string bytes = mark + with_phone(content);
      const Decoded decoded = decode_message(bytes, {});
      ASSERT_THAT(decoded.findings, IsEmpty()) << content;
      ASSERT_THAT(decoded.cuts, SizeIs(1));
      EXPECT_EQ(decoded.cuts[0].field, "Logistics/ebcTelephone");
      EXPECT_EQ(bytes.substr(decoded.cuts[0].offset, decoded.cuts[0].length), content);
      const std::string redacted = redact(bytes, decoded.cuts);
      EXPECT_EQ(redacted, mark + with_phone(""));
      std::string restored = redacted;
      restored.insert(decoded.cuts[0].offset, content);
      EXPECT_EQ(restored, bytes);
    }
  }
}

TEST(Cuts, NothingIsCutWhereNothingStands) {
  EXPECT_THAT(decode_message(with_phone(""), {}).cuts, IsEmpty());
  std::string bytes = write_tree(example("CEB505Message"));
  const std::string element = "<ceb:ebcTelephone>13800138000</ceb:ebcTelephone>";
  bytes.replace(bytes.find(element), element.size(), "<ceb:ebcTelephone/>");
  EXPECT_THAT(decode_message(bytes, {}).cuts, IsEmpty());
  EXPECT_THAT(decode(example("CEB303Message")).cuts, IsEmpty());
}

TEST(Cuts, OfAllDocumentsInOrder) {
  MessageTree tree = example("CEB505Message");
  tree.children.insert(tree.children.begin(), 2, tree.children[0]);
  const std::string bytes = write_tree(tree);
  const Decoded decoded = decode_message(bytes, {});
  ASSERT_THAT(decoded.cuts, SizeIs(3));
  EXPECT_LT(decoded.cuts[0].offset, decoded.cuts[1].offset);
  EXPECT_THAT(redact(bytes, decoded.cuts), Not(HasSubstr(std::string(kPhone))));
}

// Wherever a firm puts it, it isn't archived, and no finding quotes it.
TEST(Cuts, InRefusedMessagesToo) {
  MessageTree misplaced = example("CEB505Message");
  std::vector<Node>& fields = misplaced.children[0].children;
  std::swap(fields.front(), fields[fields.size() - 2]);
  MessageTree twice = example("CEB505Message");
  twice.children[0].children.push_back(Node{"ebcTelephone", std::string(kPhone)});
  MessageTree foreign = example("CEB303Message");
  foreign.children[0].children[0].children.push_back(Node{"ebcTelephone", std::string(kPhone)});
  MessageTree hidden = example("CEB303Message");
  hidden.children[0].children.push_back(
      Node{"unknown", "", "", {Node{"ebcTelephone", std::string(kPhone)}}});
  MessageTree too_long = example("CEB505Message");
  node_at(too_long, "Logistics/ebcTelephone").text = std::string(60, '1') + std::string(kPhone);
  for (const MessageTree& tree : {misplaced, twice, foreign, hidden, too_long}) {
    const std::string bytes = write_tree(tree);
    const Decoded decoded = decode_message(bytes, {});
    EXPECT_TRUE(decoded.refused);
    EXPECT_THAT(redact(bytes, decoded.cuts), Not(HasSubstr(std::string(kPhone))));
    for (const Finding& finding : decoded.findings) {
      EXPECT_THAT(finding.to_json().to_string(), Not(HasSubstr(std::string(kPhone))));
    }
  }
}

// An element of that name inside it is part of the one cut, which the journal takes only in order.
TEST(Cuts, OfNestedPersonalFieldsAreOne) {
  const std::string content = "138<ceb:ebcTelephone>0013</ceb:ebcTelephone>8000";
  const std::string bytes = with_phone(content);
  const Decoded decoded = decode_message(bytes, {});
  EXPECT_TRUE(decoded.refused);
  ASSERT_THAT(decoded.cuts, SizeIs(1));
  EXPECT_EQ(bytes.substr(decoded.cuts[0].offset, decoded.cuts[0].length), content);
  EXPECT_EQ(redact(bytes, decoded.cuts), with_phone(""));
  const std::string broken = bytes.substr(0, bytes.find("8000</ceb:ebcTelephone>") + 4);
  const std::string rest = redact(broken, decode_message(broken, {}).cuts);
  EXPECT_TRUE(rest.ends_with("<ceb:ebcTelephone>")) << rest;
}

// Attributes, comments and instructions are markup: cut all the same, and quoted nowhere.
TEST(Cuts, InMarkup) {
  const std::string bytes = write_tree(example("CEB505Message"));
  const std::string phone = "15912345678";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {" guid=", " ebcTelephone=\"15912345678\""},
      {" guid=", " x:ebcTelephone = '15912345678' xmlns:x='urn:x'"},
      {">1</ceb:appType", " a=\">\" ebcTelephone=\"15912345678\""},
      {"<ceb:appType", "<!-- <ebcTelephone>15912345678</ebcTelephone> -->"},
      {"<ceb:appType", "<?note ebcTelephone 15912345678?>"},
      {"<ceb:appType", "<?ebcTelephone 15912345678?>"}};
  for (const auto& [before, inserted] : cases) {
    std::string spoilt = bytes;
    const size_t at = spoilt.find(before);
    ASSERT_NE(at, std::string::npos) << before;
    spoilt.insert(at, inserted);
    const Decoded decoded = decode_message(spoilt, {});
    EXPECT_EQ(decoded.refused, inserted[0] == ' ') << inserted;
    EXPECT_THAT(decoded.cuts, SizeIs(2)) << inserted;
    const std::string redacted = redact(spoilt, decoded.cuts);
    EXPECT_THAT(redacted, Not(HasSubstr(phone)));
    EXPECT_THAT(decode_message(redacted, {}).cuts, IsEmpty()) << redacted;
    EXPECT_EQ(decode_message(redacted, {}).refused, decoded.refused) << redacted;
    for (const Finding& finding : decoded.findings) {
      EXPECT_THAT(finding.to_json().to_string(), Not(HasSubstr(phone)));
    }
    if (decoded.documents.empty()) continue;
    EXPECT_EQ(decode_archived(redacted, 0).value().content_digest,
              decoded.documents[0].content_digest);
  }
}

TEST(Cuts, OfMessagesThatStopBeingXml) {
  MessageTree tree = example("CEB505Message");
  tree.children.insert(tree.children.begin(), tree.children[0]);
  const std::string bytes = write_tree(tree);
  size_t last = bytes.rfind(kPhone) + kPhone.size();
  for (const size_t length : {bytes.size() - 5, last, last - 3, bytes.find(kPhone) + 40}) {
    const std::string broken = bytes.substr(0, length);
    EXPECT_THAT(redact(broken, decode_message(broken, {}).cuts), Not(HasSubstr("138001")));
  }
  std::string early = bytes;
  early.insert(early.find("<ceb:guid>"), "<oops");
  EXPECT_THAT(redact(early, decode_message(early, {}).cuts), Not(HasSubstr("138001")));
}

// Of a message that isn't known nobody knows what is personal.
TEST(Cuts, UnknownMessagesAreCutWhole) {
  const std::string bytes =
      "<CEB311Message xmlns=\"http://www.chinaport.gov.cn/ceb\"><buyerName>x</buyerName>"
      "</CEB311Message>";
  EXPECT_EQ(redact(bytes, decode_message(bytes, {}).cuts), "");
  EXPECT_EQ(redact("junk", decode_message("junk", {}).cuts), "");
}

TEST(Cuts, ArchivedDocumentsDecodeAgain) {
  MessageTree tree = example("CEB505Message");
  tree.children.insert(tree.children.begin(), 2, tree.children[0]);
  node_at(tree, "Logistics[2]/logisticsNo").text = "SECOND";
  node_at(tree, "Logistics[3]/logisticsNo").text = "";  // refused, and still readable
  const std::string bytes = write_tree(tree);
  const Decoded decoded = decode_message(bytes, {});
  ASSERT_THAT(decoded.documents, SizeIs(2));
  const std::string redacted = redact(bytes, decoded.cuts);
  const Document second = decode_archived(redacted, 1).value();
  EXPECT_EQ(second.logistics_no, "SECOND");
  EXPECT_EQ(second.content_digest, decoded.documents[1].content_digest);
  EXPECT_EQ(second.locator.ordinal, 1);
  EXPECT_EQ(decode_archived(redacted, 2).value().logistics_no, "");
  EXPECT_EQ(decode_archived(redacted, 3).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(decode_archived(redacted, -1).error().code(), ErrorCode::kCorrupt);
  EXPECT_EQ(decode_archived("junk", 0).error().code(), ErrorCode::kCorrupt);
}

TEST(Cuts, ArchivedDocumentsOfEveryType) {
  for (const MessageType& type : message_types()) {
    const std::string bytes = write_tree(example(type.name));
    const Decoded decoded = decode_message(bytes, {});
    const Document again = decode_archived(redact(bytes, decoded.cuts), 0).value();
    const Document& first = decoded.documents.at(0);
    EXPECT_EQ(again.content_digest, first.content_digest) << type.name;
    EXPECT_EQ(again.amount, first.amount);
    EXPECT_EQ(again.app_time, first.app_time);
    EXPECT_EQ(again.lines.size(), first.lines.size());
  }
}

}  // namespace
}  // namespace chuhai::documents
