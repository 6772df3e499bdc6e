// What becomes of a document whose identity is known already, and of changes and deletions. Pure.
#pragma once

#include <string_view>

#include "documents/document.h"

namespace chuhai::clearance {

inline constexpr std::string_view kHeldRule = "document.held";

enum class Verdict : uint8_t {
  kAccepted,       // applied
  kRepeated,       // same identity and content: no effect
  kRefused,        // duplicate
  kNotYetHandled,  // change, deletion, older appTime: archived, never applied
  kHeld,           // appStatus 1: archived, proves nothing
};

struct Ruling {
  Verdict verdict = Verdict::kAccepted;
  std::string_view rule;  // "order.exists", "not_yet_handled.change"…; "" when accepted or repeated
  // The published code where customs.md 1.5 lists one for that very document; else "100".
  std::string_view code;
  std::string_view text_zh, text_en;
};

// By the document alone: held, change, deletion; else accepted.
Ruling rule_by_itself(const documents::Document& document);

// Against the document of the same identity that came before it:
// same content digest: repeated; same appTime, other content: refused as a duplicate; newer
// appTime: refused as existing (appType 1 means new); older appTime: not yet handled.
Ruling rule_against(const documents::Document& incoming, const documents::Document& known);

// A trade record whose order came through a mapping of another name. Counted twice, it would raise
// what is proven of the seller's turnover, so the first stands.
Ruling other_mapping_ruling();
// A second list, with an identity of its own, for an order that has one.
Ruling second_list_ruling();
// customs' answer about a list other than the order's.
Ruling other_list_ruling();

}  // namespace chuhai::clearance
