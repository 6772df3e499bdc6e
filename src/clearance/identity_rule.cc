#include "clearance/identity_rule.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;

constexpr std::string_view kOwnRuleCode = "100";  // the rule's own id goes into returnInfo

struct KindRules {
  std::string_view duplicate, exists;
  std::string_view exists_code, older_code;
};

KindRules rules_of(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kOrder:
      return {"order.duplicate", "order.exists", "-301010", "-301014"};
    case DocumentKind::kReceipt:
      return {"receipt.duplicate", "receipt.exists", "-401007", "-401012"};
    case DocumentKind::kWaybill:
      return {"waybill.duplicate", "waybill.exists", kOwnRuleCode, kOwnRuleCode};
    case DocumentKind::kList:
      return {"list.duplicate", "list.exists", kOwnRuleCode, kOwnRuleCode};
    case DocumentKind::kReturn:
      break;
  }
  return {"return.duplicate", "return.exists", kOwnRuleCode, kOwnRuleCode};
}

}  // namespace

Ruling rule_by_itself(const Document& document) {
  if (document.kind == DocumentKind::kReturn) return {};
  if (document.app_type == '2')
    return {Verdict::kNotYetHandled, "not_yet_handled.change", kOwnRuleCode,
            "变更报文尚不处理，已存档", "changes are not yet handled; archived"};
  if (document.app_type == '3')
    return {Verdict::kNotYetHandled, "not_yet_handled.deletion", kOwnRuleCode,
            "删除报文尚不处理，已存档", "deletions are not yet handled; archived"};
  if (document.app_status == '1')
    return {Verdict::kHeld, kHeldRule, "", "暂存单证，不计入",
            "held (appStatus 1), does not count"};
  return {};
}

Ruling rule_against(const Document& incoming, const Document& known) {
  if (incoming.content_digest == known.content_digest) return {Verdict::kRepeated, "", "", "", ""};
  const KindRules rules = rules_of(incoming.kind);
  if (incoming.app_time < known.app_time)
    return {Verdict::kNotYetHandled, "not_yet_handled.older", rules.older_code,
            "申报时间早于已有单证，尚不处理，已存档",
            "appTime is older than the document on file: not yet handled; archived"};
  if (incoming.app_time == known.app_time)
    return {Verdict::kRefused, rules.duplicate, rules.exists_code, "同一单证、同一时间、内容不同",
            "same identity and appTime, other content"};
  return {Verdict::kRefused, rules.exists, rules.exists_code, "单证已存在，新增被拒绝",
          "the document exists already: a new one (appType 1) is refused"};
}

Ruling other_mapping_ruling() {
  return {Verdict::kRefused, "trade_record.other_mapping", kOwnRuleCode,
          "该商家的同一订单号已通过另一映射收过，不重复计入",
          "the seller's order came through a mapping of another name; it isn't counted twice"};
}

Ruling second_list_ruling() {
  return {Verdict::kRefused, "list.second_for_order", kOwnRuleCode, "该订单已有申报清单",
          "the order has a list already"};
}

Ruling other_list_ruling() {
  return {Verdict::kRefused, "return.other_list", kOwnRuleCode, "回执所指清单不是该订单的清单",
          "the receipt is about a list other than the order's"};
}

}  // namespace chuhai::clearance
