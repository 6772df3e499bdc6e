// What the schema refuses: structure, occurrence, length and type of every field of the table.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "documents/message_fixture.h"

namespace chuhai::documents {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> type_names() {
  std::vector<std::string> names;
  for (const MessageType& type : message_types()) names.push_back(type.name);
  return names;
}

// The path of an element as findings give it, for the first line of the first document.
std::string finding_path(const std::string& path) {
  std::string result = path;
  for (const char* lines : {"OrderList/", "InventoryList/"}) {
    const size_t at = result.find(lines);
    if (at != std::string::npos) result.insert(at + std::string(lines).size() - 1, "[1]");
  }
  return result;
}

void collect_fields(const Element& element, std::vector<const Element*>& fields) {
  if (!element.is_group()) fields.push_back(&element);
  for (const Element& child : element.children) collect_fields(child, fields);
}

std::vector<const Element*> fields_of(const MessageType& type) {
  std::vector<const Element*> fields;
  collect_fields(type.document(), fields);
  if (!type.is_receipt) collect_fields(type.root.children[1], fields);
  return fields;
}

class EveryMessage : public testing::TestWithParam<std::string> {
 protected:
  const MessageType& type_ = *find_message_type(GetParam());
};
INSTANTIATE_TEST_SUITE_P(Types, EveryMessage, testing::ValuesIn(type_names()));

TEST_P(EveryMessage, ExampleIsAccepted) {
  const Decoded decoded = decode(example(type_.name));
  EXPECT_THAT(told(decoded), IsEmpty());
  ASSERT_EQ(decoded.documents.size(), 1u);
  EXPECT_EQ(decoded.documents[0].kind, type_.kind);
  EXPECT_EQ(decoded.message_type, type_.name);
  EXPECT_EQ(decoded.message_guid, kExampleGuid);
  EXPECT_FALSE(decoded.refused);
}

// Every finding repeats the guid, so 10,000 of them must not repeat megabytes.
TEST_P(EveryMessage, AnEndlessGuidIsCut) {
  MessageTree tree = example(type_.name);
  tree.guid = std::string(100'000, 'A');
  const Decoded decoded = decode(tree);
  EXPECT_TRUE(decoded.refused);
  EXPECT_EQ(decoded.message_guid, std::string(80, 'A'));
  ASSERT_FALSE(decoded.findings.empty());
  for (const Finding& finding : decoded.findings) EXPECT_LE(finding.message.size(), 80u);
}

TEST_P(EveryMessage, EveryFieldMissing) {
  for (const Element* field : fields_of(type_)) {
    MessageTree tree = example(type_.name);
    std::vector<Node>& siblings = siblings_of(tree, field->path);
    std::erase_if(siblings, [&](const Node& node) { return node.name == field->name; });
    const Decoded decoded = decode(tree);
    EXPECT_EQ(decoded.refused, field->min_occurs > 0) << field->path;
    if (field->min_occurs == 0) continue;
    const int document = field->path.starts_with("BaseTransfer") ? -1 : 0;
    EXPECT_THAT(told(decoded), Contains("message schema.missing 0002 " + std::to_string(document) +
                                        " " + finding_path(field->path)));
  }
}

TEST_P(EveryMessage, EveryFieldRepeated) {
  for (const Element* field : fields_of(type_)) {
    MessageTree tree = example(type_.name);
    std::vector<Node>& siblings = siblings_of(tree, field->path);
    const auto at = std::find_if(siblings.begin(), siblings.end(),
                                 [&](const Node& node) { return node.name == field->name; });
    const Node copy = *at;
    siblings.insert(at, copy);
    const Decoded decoded = decode(tree);
    ASSERT_EQ(decoded.findings.size(), 1u) << field->path;
    EXPECT_EQ(decoded.findings[0].rule, "schema.repeated");
    EXPECT_EQ(decoded.findings[0].field_path, finding_path(field->path));
    EXPECT_TRUE(decoded.documents.empty());
  }
}

TEST_P(EveryMessage, EveryFieldOutOfSequence) {
  for (const Element* field : fields_of(type_)) {
    if (field->index == 0) continue;
    MessageTree tree = example(type_.name);
    std::vector<Node>& siblings = siblings_of(tree, field->path);
    std::swap(siblings[static_cast<size_t>(field->index)],
              siblings[static_cast<size_t>(field->index) - 1]);
    const Decoded decoded = decode(tree);
    ASSERT_EQ(decoded.findings.size(), 1u) << field->path;
    EXPECT_EQ(decoded.findings[0].rule, "schema.sequence");
    const std::string& before = siblings[static_cast<size_t>(field->index)].name;
    EXPECT_TRUE(decoded.findings[0].field_path.ends_with("/" + before));
  }
}

std::string characters(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "长";
  return text;
}

// Lengths count code points: as many three-byte characters as the schema allows pass.
TEST_P(EveryMessage, EveryTextAtItsLengths) {
  for (const Element* field : fields_of(type_)) {
    if (field->kind != ElementKind::kString) continue;
    for (const int length :
         {field->min_length - 1, field->min_length, field->max_length, field->max_length + 1}) {
      if (length < 0) continue;
      MessageTree tree = example(type_.name);
      node_at(tree, field->path).text = characters(length);
      const Decoded decoded = decode(tree);
      // An empty field that has a default takes it.
      const bool default_taken = length == 0 && !field->empty_means.empty();
      const bool wrong_length =
          (length < field->min_length && !default_taken) || length > field->max_length;
      const bool fixed = !field->fixed.empty() && !wrong_length && !default_taken;
      EXPECT_EQ(decoded.refused, wrong_length || fixed) << field->path << " " << length;
      if (!wrong_length) continue;
      EXPECT_EQ(decoded.findings[0].rule, "schema.length") << field->path;
      EXPECT_EQ(decoded.findings[0].field_path, finding_path(field->path));
      EXPECT_EQ(decoded.findings[0].value.empty(), field->personal || length == 0);
    }
  }
}

TEST_P(EveryMessage, EveryNumber) {
  struct Case {
    const char* text;
    const char* decimal;  // rule, or "" when accepted by the schema
    const char* integer;
  };
  static constexpr Case kCases[] = {
      {"", "schema.decimal", "schema.integer"},
      {"1e3", "schema.decimal", "schema.integer"},
      {"1,5", "schema.decimal", "schema.integer"},
      {".", "schema.decimal", "schema.integer"},
      {"+-1", "schema.decimal", "schema.integer"},
      {"INF", "schema.decimal", "schema.integer"},
      {"1 2", "schema.decimal", "schema.integer"},
      {" \n+00001\t", "", ""},
      {"1.0", "", "schema.integer"},
      {"0.123456", "schema.decimals", "schema.integer"},
      {"0.1234500000", "", "schema.integer"},
      {".5", "", "schema.integer"},
      {"5.", "", "schema.integer"},
      {"99999999999999.99999", "", "schema.integer"},
      {"99999999999999999999", "schema.total_digits", "schema.integer"},
      {"123456789012345.12345", "schema.total_digits", "schema.integer"},
      {"9999999999", "", "schema.integer"},
      {"1000000000", "", "schema.total_digits"},
  };
  for (const Element* field : fields_of(type_)) {
    if (field->kind != ElementKind::kDecimal && field->kind != ElementKind::kInt) continue;
    for (const Case& c : kCases) {
      MessageTree tree = example(type_.name);
      node_at(tree, field->path).text = c.text;
      const Decoded decoded = decode(tree);
      std::string expected = field->kind == ElementKind::kDecimal ? c.decimal : c.integer;
      if (*c.text == '\0' && !field->empty_means.empty()) expected.clear();
      EXPECT_EQ(decoded.refused, !expected.empty()) << field->path << " " << c.text;
      if (!expected.empty() && !decoded.findings.empty()) {
        EXPECT_EQ(decoded.findings[0].rule, expected) << field->path << " '" << c.text << "'";
      }
    }
  }
}

TEST_P(EveryMessage, HundredDocumentsAndOneMore) {
  MessageTree tree = example(type_.name);
  const Node document = tree.children[0];
  tree.children.insert(tree.children.begin(), 99, document);
  Decoded decoded = decode(tree);
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.size(), 100u);
  EXPECT_EQ(decoded.documents[99].locator.ordinal, 99);
  EXPECT_EQ(decoded.documents[99].content_digest, decoded.documents[0].content_digest);

  tree.children.insert(tree.children.begin(), document);
  decoded = decode(tree);
  EXPECT_THAT(told(decoded),
              ElementsAre("message schema.repeated 0002 100 " + type_.document().name));
  EXPECT_EQ(decoded.document_count, 101);
}

TEST_P(EveryMessage, NoDocument) {
  MessageTree tree = example(type_.name);
  tree.children.erase(tree.children.begin());
  EXPECT_THAT(told(decode(tree)),
              Contains("message schema.missing 0002 -1 " + type_.document().name));
}

TEST(DecodeSchema, HundredLinesAndOneMore) {
  for (const auto& [type, lines] : {std::pair("CEB303Message", "Order/OrderList"),
                                    std::pair("CEB603Message", "Inventory/InventoryList")}) {
    MessageTree tree = example(type);
    const Node line = node_at(tree, lines);
    std::vector<Node>& siblings = siblings_of(tree, lines);
    for (int i = 2; i <= 101; ++i) {
      Node next = line;
      next.find("gnum")->text = std::to_string(i);
      siblings.push_back(next);
      if (i == 100) {
        EXPECT_EQ(decode(tree).documents.at(0).lines.size(), 100u);
      }
    }
    EXPECT_THAT(told(decode(tree)),
                Contains(std::string("message schema.repeated 0002 0 ") + lines));
  }
}

// Every fault of every document is listed, and walking goes on within the parent.
TEST(DecodeSchema, AllFaultsOfAllDocuments) {
  MessageTree tree = example("CEB303Message");
  tree.children.insert(tree.children.begin(), tree.children[0]);
  node_at(tree, "Order[1]/OrderHead/currency").text = "1";
  siblings_of(tree, "Order[1]/OrderHead/currency").push_back(Node{"surprise", "x"});
  node_at(tree, "Order[2]/OrderList/qty").text = "many";
  node_at(tree, "Order[2]/OrderHead/guid").text = "short";
  node_at(tree, "BaseTransfer/dxpMode").text = "LONG";
  EXPECT_THAT(told(decode(tree)),
              ElementsAre("message schema.length 0002 0 Order/OrderHead/currency",
                          "message schema.unexpected 0002 0 Order/OrderHead/surprise",
                          "message schema.length 0002 1 Order/OrderHead/guid",
                          "message schema.decimal 0002 1 Order/OrderList[1]/qty",
                          "message schema.length 0002 -1 BaseTransfer/dxpMode"));
}

TEST(DecodeSchema, RefusedMessageTellsBusinessRulesAsFindings) {
  MessageTree tree = example("CEB303Message");
  tree.children.insert(tree.children.begin(), tree.children[0]);
  node_at(tree, "Order[1]/OrderHead/orderNo").text = "";
  node_at(tree, "Order[2]/OrderList/qty").text = "many";
  const Decoded decoded = decode(tree);
  EXPECT_THAT(told(decoded), ElementsAre("note text.required  0 Order/OrderHead/orderNo",
                                         "message schema.decimal 0002 1 Order/OrderList[1]/qty"));
  EXPECT_TRUE(decoded.documents.empty());
  EXPECT_TRUE(decoded.refused_documents.empty());
  EXPECT_EQ(decoded.document_count, 2);
}

TEST(DecodeSchema, Tail) {
  MessageTree tree = example("CEB403Message");
  const Element& root = find_message_type("CEB403Message")->root;
  const Node subscribe = example_node(root.children[2]);
  const Node transfer = tree.children[1];
  for (int i = 0; i < 5; ++i) tree.children.push_back(subscribe);
  Node signature{"Signature"};
  signature.raw =
      "<ds:Signature xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\"><ds:Any>x</ds:Any>"
      "</ds:Signature>";
  tree.children.push_back(signature);
  tree.children.push_back(example_node(root.children[4]));
  EXPECT_THAT(told(decode(tree)), IsEmpty());

  tree.children.insert(tree.children.begin() + 2, subscribe);
  EXPECT_THAT(told(decode(tree)), ElementsAre("message schema.repeated 0002 -1 BaseSubscribe"));
  tree.children.insert(tree.children.begin() + 2, transfer);
  EXPECT_THAT(told(decode(tree)), ElementsAre("message schema.repeated 0002 -1 BaseTransfer",
                                              "message schema.repeated 0002 -1 BaseSubscribe"));
}

TEST(DecodeSchema, SignatureNeedsItsNamespace) {
  MessageTree tree = example("CEB403Message");
  tree.children.push_back(Node{"Signature", "x"});
  EXPECT_THAT(told(decode(tree)), ElementsAre("message schema.unexpected 0002 -1 Signature"));
}

TEST(DecodeSchema, ExtensionHoldsOneElementOfAnyKind) {
  MessageTree tree = example("CEB403Message");
  Node extension{"ExtendMessage"};
  const auto with = [&](std::string content) {
    extension.raw =
        "<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version>"
        "<ceb:Message>" +
        content + "</ceb:Message></ceb:ExtendMessage>";
    MessageTree extended = tree;
    extended.children.push_back(extension);
    return told(decode(extended));
  };
  EXPECT_THAT(with(""), IsEmpty());
  EXPECT_THAT(with("<any a=\"1\"><b>text</b></any>"), IsEmpty());
  EXPECT_THAT(with("<a/><b/>"),
              ElementsAre("message schema.repeated 0002 -1 ExtendMessage/Message/*"));
  EXPECT_THAT(with("text"), ElementsAre("message schema.text 0002 -1 ExtendMessage/Message"));
}

std::string with_root(const std::string& attributes) {
  std::string bytes = write_tree(example("CEB404Message"));
  const size_t begin = bytes.find(" guid=");
  const size_t end = bytes.find(" xmlns");
  return bytes.replace(begin, end - begin, attributes);
}

TEST(DecodeSchema, RootAttributes) {
  const std::string guid = " guid=\"" + kExampleGuid + "\"";
  const auto told_of = [](const std::string& attributes) {
    return told(decode_message(with_root(attributes), {}));
  };
  EXPECT_THAT(told_of(guid + " version=\"1.0\""), IsEmpty());
  EXPECT_THAT(told_of(" version=\"1.0\""), ElementsAre("message schema.attribute 0002 -1 @guid"));
  EXPECT_THAT(told_of(guid), ElementsAre("message schema.attribute 0002 -1 @version"));
  EXPECT_THAT(told_of(guid + " version=\"\""),
              ElementsAre("message schema.attribute 0002 -1 @version"));
  EXPECT_THAT(told_of(guid + " version=\"12345678901\""),
              ElementsAre("message schema.attribute 0002 -1 @version"));
  EXPECT_THAT(told_of(" guid=\"short\" version=\"1.0\""),
              ElementsAre("message schema.attribute 0002 -1 @guid", "note guid.case  -1 @guid"));
  EXPECT_THAT(told_of(guid + " version=\"1.0\" more=\"1\""),
              ElementsAre("message schema.attribute 0002 -1 @more"));
  EXPECT_THAT(told_of(guid + " version=\"1.0\" xmlns:xsi=\"http://www.w3.org/2001/"
                             "XMLSchema-instance\" xsi:schemaLocation=\"a b\""),
              IsEmpty());
}

std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const size_t at = text.find(from);
  return text.replace(at, from.size(), to);
}

TEST(DecodeSchema, InsideFields) {
  const std::string bytes = write_tree(example("CEB404Message"));
  const std::string field = "<ceb:orderNo>ORDER-1</ceb:orderNo>";
  const auto told_of = [&](std::string_view with) {
    return told(decode_message(replaced(bytes, field, with), {}));
  };
  const auto decoded = decode_message(
      replaced(bytes, field, "<ceb:orderNo><!-- c -->A&amp;<![CDATA[<B>]]>&#x4E2D;</ceb:orderNo>"),
      {});
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.at(0).order_no, "A&<B>中");
  EXPECT_THAT(told_of("<ceb:orderNo a=\"1\">x</ceb:orderNo>"),
              ElementsAre("message schema.attribute 0002 0 ReceiptsReturn/orderNo/@a"));
  EXPECT_THAT(told_of("<ceb:orderNo>x<ceb:b/></ceb:orderNo>"),
              ElementsAre("message schema.unexpected 0002 0 ReceiptsReturn/orderNo"));
  EXPECT_THAT(told_of("stray<ceb:orderNo>x</ceb:orderNo>"),
              ElementsAre("message schema.text 0002 0 ReceiptsReturn"));
  EXPECT_THAT(told_of("<orderNo>x</orderNo>"),
              ElementsAre("message schema.unexpected 0002 0 ReceiptsReturn/orderNo",
                          "message schema.missing 0002 0 ReceiptsReturn/orderNo"));
  EXPECT_THAT(told_of("<o:orderNo xmlns:o=\"http://www.chinaport.gov.cn/ceb\">x</o:orderNo>"),
              IsEmpty());
}

TEST(DecodeSchema, DefaultNamespaceAndByteOrderMark) {
  MessageTree tree = example("CEB603Message");
  tree.prefix = "";
  EXPECT_THAT(told(decode(tree)), IsEmpty());
  const Decoded decoded = decode_message("\xEF\xBB\xBF" + write_tree(tree), {});
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.size(), 1u);
}

TEST(DecodeSchema, EmptyMeansTheDefault) {
  MessageTree tree = example("CEB303Message");
  node_at(tree, "Order/OrderHead/appStatus").text = "";
  node_at(tree, "Order/OrderHead/freight").text = "";
  const Decoded decoded = decode(tree);
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.at(0).app_status, '1');
  EXPECT_EQ(decoded.documents.at(0).freight.units(), 0);

  tree = example("CEB603Message");
  node_at(tree, "Inventory/InventoryHead/fFlag").text = "1";
  EXPECT_THAT(told(decode(tree)),
              ElementsAre("message schema.fixed 0002 0 Inventory/InventoryHead/fFlag"));
}

TEST(DecodeSchema, WhiteSpaceIsCollapsedWhereTheSchemaSaysSo) {
  MessageTree tree = example("CEB603Message");
  node_at(tree, "Inventory/InventoryHead/trafMode").text = " 5\n";
  EXPECT_THAT(told(decode(tree)), IsEmpty());
  node_at(tree, "Inventory/InventoryHead/tradeMode").text = " 9610";
  EXPECT_THAT(told(decode(tree)),
              ElementsAre("message schema.length 0002 0 Inventory/InventoryHead/tradeMode"));
}

struct FormatCase {
  const char* name;
  std::string bytes;
  const char* told;
};

class Format0001 : public testing::TestWithParam<FormatCase> {};

TEST_P(Format0001, IsRefused) {
  const Decoded decoded = decode_message(GetParam().bytes, {});
  EXPECT_TRUE(decoded.refused);
  EXPECT_THAT(told(decoded), Contains(std::string("message ") + GetParam().told));
  EXPECT_TRUE(decoded.documents.empty());
}

std::string good() { return write_tree(example("CEB303Message")); }

INSTANTIATE_TEST_SUITE_P(
    Bytes, Format0001,
    testing::Values(
        FormatCase{"Empty", "", "format.well_formed 0001 -1 "},
        FormatCase{"NotXml", "hello", "format.well_formed 0001 -1 "},
        FormatCase{"Truncated", good().substr(0, good().size() / 2), "format.well_formed 0001 -1 "},
        FormatCase{"TwoRoots", good() + good().substr(good().find("<ceb:")),
                   "format.well_formed 0001 -1 "},
        FormatCase{"NotUtf8", replaced(good(), "ORDER-1", "\xC0\x80"), "format.encoding 0001 -1 "},
        FormatCase{"Gbk", replaced(good(), "UTF-8", "GBK"), "format.encoding 0001 -1 "},
        FormatCase{"Doctype", replaced(good(), "<ceb:", "<!DOCTYPE a><ceb:"),
                   "format.doctype 0001 -1 "},
        FormatCase{"Root", "<Order xmlns=\"http://www.chinaport.gov.cn/ceb\"/>",
                   "format.root 0001 -1 Order"},
        FormatCase{"Namespace", replaced(good(), "gov.cn/ceb", "gov.cn/CEB"),
                   "format.root 0001 -1 CEB303Message"},
        FormatCase{"NotHandled", "<CEB311Message xmlns=\"http://www.chinaport.gov.cn/ceb\"/>",
                   "format.not_handled 0001 -1 CEB311Message"}),
    [](const auto& test) { return std::string(test.param.name); });

// A broken message still tells what the schema said before it broke.
TEST(DecodeSchema, FaultsBeforeTheBreakAreKept) {
  MessageTree tree = example("CEB303Message");
  node_at(tree, "Order/OrderHead/guid").text = "short";
  const std::string bytes = write_tree(tree);
  EXPECT_THAT(told(decode_message(bytes.substr(0, bytes.size() - 30), {})),
              ElementsAre("message schema.length 0002 0 Order/OrderHead/guid",
                          "message format.well_formed 0001 -1 "));
}

TEST(DecodeSchema, FindingsAreBounded) {
  std::string bytes = write_tree(example("CEB404Message"));
  std::string many;
  for (int i = 0; i < 20'000; ++i) many += "<ceb:x/>";
  const Decoded decoded =
      decode_message(replaced(bytes, "<ceb:ebcCode>", many + "<ceb:ebcCode>"), {});
  EXPECT_EQ(decoded.findings.size(), 10'001u);
  EXPECT_EQ(decoded.findings.back().rule, "schema.too_many");
}

}  // namespace
}  // namespace chuhai::documents
