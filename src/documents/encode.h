// Writing messages: the eight messages of the field table, for the generator, the customs simulator
// and tests. What a checking writer accepts is valid against the official schema and decodes
// without a schema finding.
//
//   MessageWriter writer("CEB303Message", guid);
//   writer.begin_document();            // Order and its OrderHead
//   writer.field("guid", order_guid);
//   …
//   writer.begin_line();                // an OrderList
//   writer.field("gnum", 1);
//   …
//   CHUHAI_ASSIGN_OR_RETURN(const std::string bytes, writer.finish(transfer));
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/amount5.h"
#include "base/result.h"
#include "base/time.h"

namespace chuhai::documents {

struct Element;
struct MessageType;

// BaseTransfer: who transmits.
struct Transfer {
  std::string cop_code;
  std::string cop_name;
  std::string dxp_mode = "DXP";
  std::string dxp_id;
  std::string note;  // left out when empty
};

class MessageWriter {
 public:
  // kNone writes whatever it is told, for messages that are meant to be wrong.
  enum class Checks { kSchema, kNone };

  // `type` is one of the table's ("CEB303Message"): anything else is a bug (CHECK).
  MessageWriter(std::string_view type, std::string_view guid, Checks checks = Checks::kSchema);

  // Starts a document, closing the one before: Receipts, Logistics, the returns; of Order and
  // Inventory also the head.
  void begin_document();
  // Starts the next line (OrderList, InventoryList), closing the head or the line before.
  void begin_line();
  // The next field of the open group, in the order of the schema; optional ones may be left out.
  void field(std::string_view name, std::string_view value);
  void field(std::string_view name, Amount5 value);
  void field(std::string_view name, int64_t value);
  void field(std::string_view name, int value) { field(name, int64_t{value}); }
  // YYYYMMDDhhmmss or yyyyMMddHHmmssfff as the field's format wants.
  void field(std::string_view name, Instant value);

  // Documents so far, and bytes, so that a caller can keep to the limit of 100.
  int document_count() const { return document_count_; }
  size_t size() const { return out_.size(); }
  // Room for so many more bytes.
  void reserve(size_t bytes) { out_.reserve(out_.size() + bytes); }

  // Closes everything and gives the bytes (UTF-8 with declaration, prefix "ceb"); the writer is
  // empty afterwards. Firms' messages take the transfer, receipts take none. kInvalidArgument with
  // the first thing that the schema refuses, unless Checks::kNone.
  Result<std::string> finish(const Transfer& transfer);
  Result<std::string> finish();

 private:
  struct Level {
    const Element* group = nullptr;
    int next = 0;               // the first child that may still come
    int counts[2] = {0, 0};     // of the children that may come several times
    bool open_repeats = false;  // the child at `next` is there, and may come again
  };

  void open(const Element& element);
  void close();
  void close_to(size_t depth);
  const Element* next_element(std::string_view name);
  void write_field(std::string_view name, std::string_view value, bool escape);
  void check_missing(const Level& level, int index);
  void fail(std::string message);
  Result<std::string> end();

  const MessageType& type_;
  Checks checks_;
  std::string out_;
  std::string error_;  // the first thing that the schema refuses
  static constexpr size_t kDepthMax = 4;
  Level levels_[kDepthMax];
  size_t depth_ = 0;
  int document_count_ = 0;
};

}  // namespace chuhai::documents
