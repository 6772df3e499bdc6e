// The visitor that turns a walked message into Documents, with the business rules of the contract.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "documents/code_check.h"
#include "documents/decode.h"
#include "documents/walk.h"

namespace chuhai::documents {

class DocumentReader : public Visitor {
 public:
  // With `only` >= 0 nothing is judged: the document of that ordinal is kept as it reads.
  DocumentReader(std::string_view bytes, const Settings& settings, Decoded& out, int only = -1);
  void attach(Walk& walk) { walk_ = &walk; }
  // Personal fields in attributes, comments and instructions; the elements' are in `out`.
  const std::vector<journal::Cut>& markup_cuts() const { return markup_cuts_; }

  void message(const MessageType& type, std::string_view guid) override;
  void begin_group(const Element& group, size_t offset) override;
  void end_group(const Element& group, size_t offset) override;
  void field(const Element& element, const FieldText& value) override;
  void personal(std::string_view path, size_t begin, size_t end) override;

 private:
  enum class Place { kOutside, kHead, kLine };
  enum Has : unsigned { kHasQuantity = 1, kHasPrice = 2, kHasTotal = 4 };
  // What the rules about a line need beyond the Line.
  struct LineState {
    Amount5 price;
    unsigned has = 0;
    int64_t number = 0;
  };

  void begin_document(size_t offset);
  void end_document(size_t offset);
  void set_head(const Element& element, const FieldText& value);
  void set_line(const Element& element, const FieldText& value);

  // Rules about one field; true when the value may be used.
  bool check_value(const Element& element, const FieldText& value);
  bool check_number(const Element& element, const FieldText& value);
  bool check_format(const Element& element, std::string_view text);
  void check_text(const Element& element, const FieldText& value);
  void check_commodity_code(const Element& element, std::string_view text);
  void check_return_status(const Element& element, std::string_view text);
  // Rules about a line, and about a document.
  void check_special_area(const Element& group);
  void check_total_price();
  void check_line_numbers();
  void check_order();
  void sum_list();
  bool is_judged() const;

  Hash128 digest_of(size_t begin, size_t end);
  void say(const Rule& rule, const Element* element, std::string path, std::string_view value,
           const Detail& detail = {});
  void say_here(const Rule& rule, const Element& element, std::string_view value,
                const Detail& detail = {});

  std::string_view bytes_;
  const Settings& settings_;
  Decoded& out_;
  const int only_;
  Walk* walk_ = nullptr;
  const MessageType* type_ = nullptr;
  CodeCheck codes_;

  Document* document_ = nullptr;  // the last of out_.documents, or null when it isn't wanted
  Place place_ = Place::kOutside;
  LineState line_;
  std::vector<int64_t> line_numbers_;
  uint64_t filled_ = 0;   // special-area fields of the open group that hold text
  Instant time_;          // of the last field with a time
  bool refused_ = false;  // the document
  size_t document_begin_ = 0;
  size_t cuts_before_ = 0;
  std::vector<journal::Cut> markup_cuts_;
  std::string scratch_;
};

}  // namespace chuhai::documents
