#include "documents/encode.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/message_fixture.h"

namespace chuhai::documents {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

void write_fields(MessageWriter& writer, const Element& group, std::string_view without = "") {
  for (const Element& child : group.children) {
    if (child.is_group() || child.name == without) continue;
    writer.field(child.name, std::string_view(example_value(child)));
  }
}

const Element& document_of(std::string_view type) { return find_message_type(type)->document(); }

TEST(MessageWriter, TypedFieldsAndEscapes) {
  MessageWriter writer("CEB404Message", kExampleGuid);
  writer.begin_document();
  writer.field("guid", std::string_view(kExampleGuid));
  writer.field("ebcCode", "430196K001");
  writer.field("orderNo", "<A> & \"B\"\r\n中");
  writer.field("returnStatus", 800);
  writer.field("returnTime", Instant::parse("2024-01-02T03:04:05.006").value());
  writer.field("returnInfo", "");
  EXPECT_EQ(writer.document_count(), 1);
  const std::string bytes = writer.finish().value();
  const Decoded decoded = decode_message(bytes, {});
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.at(0).order_no, "<A> & \"B\"\r\n中");
  EXPECT_EQ(decoded.documents.at(0).return_status, "800");
  EXPECT_EQ(decoded.documents.at(0).return_time.to_compact17(), "20240102030405006");
}

TEST(MessageWriter, LinesAmountsAndDays) {
  MessageWriter writer("CEB603Message", kExampleGuid);
  const Element& document = document_of("CEB603Message");
  writer.begin_document();
  for (const Element& child : document.children[0].children) {
    if (child.format == Format::kDate8) {
      writer.field("ieDate", Instant::parse("2024-02-29").value());
    } else {
      writer.field(child.name, std::string_view(example_value(child)));
    }
  }
  for (int i = 1; i <= 2; ++i) {
    writer.begin_line();
    for (const Element& child : document.children[1].children) {
      if (child.name == "gnum") {
        writer.field("gnum", i);
      } else if (child.name == "totalPrice") {
        writer.field("totalPrice", Amount5::from_units(4'690'000));
      } else {
        writer.field(child.name, std::string_view(example_value(child)));
      }
    }
  }
  const Decoded decoded =
      decode_message(writer.finish({"430196K001", "n", "DXP", "d"}).value(), {});
  EXPECT_THAT(told(decoded), IsEmpty());
  EXPECT_EQ(decoded.documents.at(0).amount.to_string(), "93.8");
}

TEST(MessageWriter, RefusesWhatTheSchemaRefuses) {
  const auto fault_of = [](const auto& write) {
    MessageWriter writer("CEB404Message", kExampleGuid);
    writer.begin_document();
    write(writer);
    const Result<std::string> bytes = writer.finish();
    return bytes.ok() ? std::string("ok") : bytes.error().message();
  };
  const Element& document = document_of("CEB404Message");
  EXPECT_EQ(fault_of([&](MessageWriter& w) { write_fields(w, document); }), "ok");
  EXPECT_EQ(fault_of([&](MessageWriter& w) { write_fields(w, document, "payNo"); }), "ok");
  for (const char* without : {"guid", "orderNo", "returnInfo"}) {
    EXPECT_THAT(fault_of([&](MessageWriter& w) { write_fields(w, document, without); }),
                HasSubstr(without));
  }
  EXPECT_THAT(fault_of([&](MessageWriter& w) { w.field("orderNo", "x"); }), HasSubstr("guid"));
  EXPECT_THAT(fault_of([&](MessageWriter& w) {
                write_fields(w, document);
                w.field("returnInfo", "again");
              }),
              HasSubstr("out of sequence"));
  EXPECT_THAT(fault_of([&](MessageWriter& w) { w.field("guid", "short"); }),
              HasSubstr("5 characters"));
  EXPECT_THAT(fault_of([&](MessageWriter& w) {
                w.field("guid", std::string_view(kExampleGuid));
                w.field("ebcCode",
                        "a\x01"
                        "b");
              }),
              HasSubstr("XML can't carry"));
  EXPECT_THAT(MessageWriter("CEB404Message", "short").finish().error().message(),
              HasSubstr("36 characters"));
}

TEST(MessageWriter, CountsDocumentsAndLines) {
  MessageWriter writer("CEB404Message", kExampleGuid);
  for (int i = 0; i < 101; ++i) {
    writer.begin_document();
    write_fields(writer, document_of("CEB404Message"));
  }
  EXPECT_THAT(writer.finish().error().message(), HasSubstr("more than 100"));
  EXPECT_THAT(MessageWriter("CEB404Message", kExampleGuid).finish().error().message(),
              HasSubstr("missing"));
  MessageWriter order("CEB303Message", kExampleGuid);
  order.begin_document();
  write_fields(order, document_of("CEB303Message").children[0]);
  EXPECT_THAT(order.finish({"c", "n", "DXP", "d"}).error().message(), HasSubstr("OrderList"));
}

TEST(MessageWriter, WithoutChecksItWritesWhatItIsTold) {
  MessageWriter writer("CEB404Message", kExampleGuid, MessageWriter::Checks::kNone);
  writer.begin_document();
  writer.field("orderNo", "x");
  writer.field("guid", "short");
  const std::string bytes = writer.finish().value();
  EXPECT_TRUE(decode_message(bytes, {}).refused);
}

TEST(Tree, KeepsWhatItReads) {
  for (const MessageType& type : message_types()) {
    MessageTree tree = example(type.name);
    tree.namespaces.emplace_back("ds", kSignatureNamespace);
    if (!type.is_receipt) {
      Node signature{"Signature"};
      signature.raw = "<ds:Signature Id=\"a\"><ds:X>1 &amp; 2</ds:X></ds:Signature>";
      Node extension{"ExtendMessage"};
      extension.raw =
          "<ceb:ExtendMessage><ceb:name>n</ceb:name><ceb:version>1</ceb:version>"
          "<ceb:Message><x/></ceb:Message></ceb:ExtendMessage>";
      tree.children.push_back(signature);
      tree.children.push_back(extension);
    }
    node_at(tree, type.document().name);
    const Result<MessageTree> again = read_tree(write_tree(tree));
    ASSERT_TRUE(again.ok()) << again.error().message();
    EXPECT_EQ(*again, tree);
  }
}

TEST(Tree, RefusesWhatTheSchemaRefuses) {
  MessageTree tree = example("CEB303Message");
  node_at(tree, "Order/OrderHead/guid").text = "short";
  EXPECT_EQ(read_tree(write_tree(tree)).error().code(), ErrorCode::kInvalidArgument);
  EXPECT_EQ(read_tree("junk").error().code(), ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace chuhai::documents
