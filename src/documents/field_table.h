// The compiled field table (schemas/ceb-202205.tsv): which messages this version knows, their
// elements in sequence, and what each element may hold. Codec, writer and tree codec are driven by
// it, so that a further message is a matter of data.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "documents/document.h"

namespace chuhai::documents {

inline constexpr std::string_view kCebNamespace = "http://www.chinaport.gov.cn/ceb";
inline constexpr std::string_view kSignatureNamespace = "http://www.w3.org/2000/09/xmldsig#";

enum class ElementKind : uint8_t { kGroup, kString, kDecimal, kInt, kSignature, kAny };
// Sets of codes a field must be in. kPlatform is an enterprise's code or 无 (a foreign platform
// that has none; 202205 specification).
enum class CodeSet : uint8_t {
  kNone,
  kCurrency,
  kUnit,
  kCountry,
  kCustoms,
  kTransport,
  kPackaging,
  kPort,
  kEnterprise,
  kPlatform
};
enum class TextRule : uint8_t { kNone, kRequired, kSpecialArea };
enum class Format : uint8_t { kNone, kGuid, kTime14, kTime17, kDate8 };

// Which fact a field states, by its element name; the decoder puts it into the Document.
enum class Field : uint8_t {
  kOther,
  kGuid,
  kAppType,
  kAppTime,
  kAppStatus,
  kOrderType,
  kOrderNo,
  kEbpCode,
  kEbpName,
  kEbcCode,
  kEbcName,
  kGoodsValue,
  kFreight,
  kCurrency,
  kGnum,
  kQty,
  kPrice,
  kTotalPrice,
  kPayCode,
  kPayNo,
  kCharge,
  kAccountingDate,
  kLogisticsCode,
  kLogisticsNo,
  kCustomsCode,
  kCopNo,
  kPreNo,
  kInvtNo,
  kStatisticsFlag,
  kAgentCode,
  kTradeMode,
  kCountry,
  kGcode,
  kIacCode,
  kIacName,
  kItemRecordNo,
  kReturnStatus,
  kReturnTime,
  kReturnInfo
};

struct Element {
  std::string name;
  std::string path;  // below the message: "Order/OrderHead/orderNo"
  ElementKind kind = ElementKind::kGroup;
  TextRule text = TextRule::kNone;
  CodeSet codes = CodeSet::kNone;
  Format format = Format::kNone;
  Field field = Field::kOther;
  bool collapse = false;  // white space is collapsed before the value is looked at
  bool personal = false;  // cut out of what is archived
  int min_length = 0;     // code points
  int max_length = 0;
  int total_digits = 0;
  int fraction_digits = 0;
  int min_occurs = 1;
  int max_occurs = 1;
  std::vector<std::string> values;    // anything else refuses the document
  std::vector<std::string> expected;  // anything else is a finding
  std::string fixed;                  // anything else breaks the schema
  std::string empty_means;            // the schema's default, which an empty element takes
  std::string english, chinese;
  std::vector<Element> children;  // of a group, in sequence; at most 64
  uint64_t mandatory = 0;         // bit i: children[i] must occur
  uint64_t special_area = 0;      // bit i: children[i] must be filled in the special-area modes
  int index = 0;                  // among the siblings
  bool is_group() const { return kind == ElementKind::kGroup; }
  // The child of that name, or -1.
  int find_child(std::string_view child_name) const;
};

struct MessageType {
  std::string name;  // "CEB303Message"
  std::string english, chinese;
  bool is_receipt = false;  // customs' answer: no transfer block, no signature
  DocumentKind kind = DocumentKind::kOrder;
  DocumentKind about = DocumentKind::kOrder;  // what a return is about
  Element root;                               // children[0] is the document element
  const Element& document() const { return root.children[0]; }
};

// All message types, in the order of the table.
std::span<const MessageType> message_types();
const MessageType* find_message_type(std::string_view name);
// True for the names of personal fields, wherever they stand.
bool is_personal_name(std::string_view name);
std::span<const std::string> personal_names();

}  // namespace chuhai::documents
