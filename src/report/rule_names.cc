#include "documents/rules.h"
#include "report/html.h"

namespace chuhai::report {

namespace {

constexpr const documents::Rule* kRules[] = {&documents::rules::kEncoding,
                                             &documents::rules::kWellFormed,
                                             &documents::rules::kDoctype,
                                             &documents::rules::kLimits,
                                             &documents::rules::kRoot,
                                             &documents::rules::kNotHandled,
                                             &documents::rules::kUnexpected,
                                             &documents::rules::kSequence,
                                             &documents::rules::kRepeated,
                                             &documents::rules::kMissing,
                                             &documents::rules::kStrayText,
                                             &documents::rules::kAttribute,
                                             &documents::rules::kLength,
                                             &documents::rules::kDecimal,
                                             &documents::rules::kInteger,
                                             &documents::rules::kTotalDigits,
                                             &documents::rules::kDecimals,
                                             &documents::rules::kFixed,
                                             &documents::rules::kTooManyFindings,
                                             &documents::rules::kRequired,
                                             &documents::rules::kSpecialArea,
                                             &documents::rules::kEnterprise,
                                             &documents::rules::kCurrency,
                                             &documents::rules::kUnit,
                                             &documents::rules::kCountry,
                                             &documents::rules::kCustomsDistrict,
                                             &documents::rules::kTransport,
                                             &documents::rules::kPackaging,
                                             &documents::rules::kPort,
                                             &documents::rules::kValue,
                                             &documents::rules::kTime,
                                             &documents::rules::kNegative,
                                             &documents::rules::kBeyondRange,
                                             &documents::rules::kOrderLineTwice,
                                             &documents::rules::kOrderLineNumbers,
                                             &documents::rules::kListLineTwice,
                                             &documents::rules::kListLineNumbers,
                                             &documents::rules::kOrderTotalPrice,
                                             &documents::rules::kListTotalPrice,
                                             &documents::rules::kOrderCurrencies,
                                             &documents::rules::kCommodityCode,
                                             &documents::rules::kGuidCase,
                                             &documents::rules::kUnexpectedValue,
                                             &documents::rules::kGoodsValueSum,
                                             &documents::rules::kListCurrencies,
                                             &documents::rules::kReturnStatus,
                                             &documents::rules::kOrderExists,
                                             &documents::rules::kOrderOlder,
                                             &documents::rules::kReceiptExists,
                                             &documents::rules::kReceiptOlder,
                                             &documents::rules::kWaybillExists,
                                             &documents::rules::kWaybillOlder,
                                             &documents::rules::kListExists,
                                             &documents::rules::kListOlder};

}  // namespace

policy::Text rule_text(std::string_view id) {
  for (const documents::Rule* rule : kRules) {
    if (rule->id == id) return {std::string(rule->zh), std::string(rule->en)};
  }
  // Clearance's own, against what is on file.
  constexpr std::string_view kSameTime = ".duplicate";
  if (id == "not_yet_handled.change") return {"变更报文，尚不处理", "a change, not yet handled"};
  if (id == "not_yet_handled.deletion")
    return {"删除报文，尚不处理", "a deletion, not yet handled"};
  if (id == "not_yet_handled.older") {
    return {"申报时间早于已有单证，尚不处理", "older than the document on file, not yet handled"};
  }
  if (id.ends_with(kSameTime)) {
    return {"同一单证、同一时间、内容不同", "same identity and time, other content"};
  }
  return {std::string(id), std::string(id)};
}

}  // namespace chuhai::report
