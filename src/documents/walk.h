// One pass over a message against the field table: structure, lengths, types. What it meets goes to
// a visitor, what breaks the schema into a list; it goes on after every fault, within the parent.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "documents/field_table.h"
#include "documents/number.h"
#include "documents/rules.h"
#include "xml/scanner.h"

namespace chuhai::documents {

// A field as read.
struct FieldText {
  std::string_view
      text;  // decoded; white space collapsed where the schema says so; default filled in
  std::string_view exact;  // decoded, as written
  Number number;           // of decimals and integers
  bool in_place = false;   // `text` points into the input and stays
};

class Visitor {
 public:
  virtual ~Visitor() = default;
  virtual void message(const MessageType&, std::string_view /*guid*/) {}
  // A group's start tag begins at `offset`; `document` is the ordinal, -1 outside documents.
  virtual void begin_group(const Element&, size_t /*offset*/) {}
  // The group's end tag ends before `offset`.
  virtual void end_group(const Element&, size_t /*offset*/) {}
  // Only fields that the schema accepts and that stand in their place.
  virtual void field(const Element&, const FieldText&) {}
  // A signature or extension, of which only the outline is looked at: its bytes from tag to tag.
  virtual void subtree(const Element&, size_t /*begin*/, size_t /*end*/) {}
  // The content of a personal field, wherever it stands.
  virtual void personal(std::string_view /*path*/, size_t /*begin*/, size_t /*end*/) {}
};

class Walk {
 public:
  Walk(std::string_view bytes, Visitor& visitor);

  // Runs to the end of the message, or to where it stops being XML.
  void run();

  // Null when the root is unknown.
  const MessageType* type() const { return type_; }
  std::string_view guid() const { return guid_; }
  std::string_view version() const { return version_; }
  bool well_formed() const { return well_formed_; }
  // The document being walked, -1 outside; the number of documents met.
  int document() const { return document_; }
  int document_count() const { return document_count_; }
  size_t document_faults() const { return document_faults_; }
  std::vector<Finding>& findings() { return findings_; }
  // "Order/OrderList[2]/qty": where a child of the open group stands.
  std::string path_of(std::string_view child) const;
  std::string path_of_group() const;
  // Adds the ordinal, and keeps the number of findings within bounds.
  void add(Finding finding);
  const xml::Scanner& scanner() const { return scanner_; }

 private:
  using Event = xml::Scanner::Event;
  struct Level {
    const Element* group = nullptr;
    uint64_t seen = 0;
    int at = 0;              // the furthest child so far
    int occurrence = 0;      // of this group among its like, from 1
    int counts[2] = {0, 0};  // of children that may occur several times
  };

  bool advance(Event& event);  // false when the input is over or not well-formed
  bool read_root();
  void check_root_attributes();
  void read_children();
  bool read_child();
  // False when it is out of sequence or once too often.
  bool place_child(const Element& child);
  bool read_group(const Element& group, int occurrence);
  bool read_field(const Element& field, bool counted);
  bool leave_broken(const Element& field, size_t content_begin);
  void check_field(const Element& field, FieldText& value, bool counted);
  bool check_string(const Element& field, FieldText& value);
  bool check_number(const Element& field, FieldText& value);
  bool read_any(const Element& element);
  bool read_subtree(const Element& element);
  bool skip_element(std::string_view parent_path);
  void check_no_attributes(std::string_view path, const Element* element);
  void check_missing();
  void stop();
  void fault(const Rule& rule, const Element* element, std::string path, std::string_view value,
             const Detail& detail = {});
  bool is_ceb() const;
  int& count_of(Level& level, const Element& child);

  std::string_view bytes_;
  Visitor& visitor_;
  xml::Scanner scanner_;
  const MessageType* type_ = nullptr;
  const char* ceb_uri_ = nullptr;
  std::string guid_;
  std::string version_;
  std::string copied_text_;
  std::string collapsed_text_;
  std::vector<Finding> findings_;
  Level levels_[5];
  int depth_ = -1;
  int document_ = -1;
  int document_count_ = 0;
  size_t document_faults_ = 0;
  bool well_formed_ = false;
  bool stopped_ = false;
  bool inside_personal_ = false;  // a field that is cut whole, with what is in it
};

}  // namespace chuhai::documents
