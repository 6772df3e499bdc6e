// From an input's bytes to checked documents: schema by the field table, business rules, codes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/document.h"
#include "documents/settings.h"

namespace chuhai::documents {

struct Decoded {
  std::string message_type;  // "CEB303Message"; empty when the root is unknown
  std::string message_guid;
  bool refused = false;             // the message as a whole (code in findings: 0001 or 0002)
  std::vector<Document> documents;  // accepted ones only; locators' entry is left to the caller
  int document_count = 0;           // in the message, accepted or not
  std::vector<Finding> findings;    // all of them: refusals and findings
  std::vector<journal::Cut> cuts;   // personal fields, in order of offset
  // Documents refused by a business rule, with what identifies them, so that they can be asked for.
  struct Refused {
    int ordinal = 0;
    DocumentKind kind = DocumentKind::kOrder;
    std::string key;  // business key for people: "ebcCode/orderNo"
    std::string ebc_code, order_no;
  };
  std::vector<Refused> refused_documents;
};

// Never fails: what is wrong with the bytes is in the findings.
Decoded decode_message(std::string_view bytes, const Settings& settings);

// The original without the cuts (what is archived).
std::string redact(std::string_view bytes, const std::vector<journal::Cut>& cuts);

// One document decoded again from archived (redacted) bytes, by ordinal. kCorrupt when it isn't
// there.
Result<Document> decode_archived(std::string_view redacted_bytes, int ordinal);

}  // namespace chuhai::documents
