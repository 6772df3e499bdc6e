// The rules of the documents stage: our id, the code that a receipt carries, and what to say. A
// published code stands here only where the specification (tables 7-1, 7-2) lists it for that very
// message and rule; "100" (rejected) with our id otherwise.
#pragma once

#include <string>
#include <string_view>

#include "documents/document.h"

namespace chuhai::documents {

struct Element;

struct Rule {
  std::string_view id;
  std::string_view code;
  Severity severity;
  std::string_view zh;  // what is wrong, without subject and value
  std::string_view en;
};

namespace rules {

inline constexpr auto kMessage = Severity::kMessageRefused;
inline constexpr auto kDocument = Severity::kDocumentRefused;

// The bytes are no message that is read here: 0001, format.
inline constexpr Rule kEncoding{"format.encoding", "0001", kMessage, "报文不是 UTF-8 编码",
                                "The message is not UTF-8"};
inline constexpr Rule kWellFormed{"format.well_formed", "0001", kMessage, "XML 格式不正确",
                                  "The XML is not well-formed"};
inline constexpr Rule kDoctype{"format.doctype", "0001", kMessage, "不允许 DOCTYPE",
                               "DOCTYPE is not allowed"};
inline constexpr Rule kLimits{"format.limits", "0001", kMessage, "报文超出读取上限",
                              "The message is beyond the limits of what is read"};
inline constexpr Rule kRoot{"format.root", "0001", kMessage, "根元素不是 CEB 报文",
                            "The root element is not a CEB message"};
inline constexpr Rule kNotHandled{"format.not_handled", "0001", kMessage, "本版本尚不处理这种报文",
                                  "This version does not handle this message"};

// Against the schema: 0002.
inline constexpr Rule kUnexpected{"schema.unexpected", "0002", kMessage, "不应出现的元素",
                                  "An element that does not belong here"};
inline constexpr Rule kSequence{"schema.sequence", "0002", kMessage, "元素顺序不对",
                                "An element out of sequence"};
inline constexpr Rule kRepeated{"schema.repeated", "0002", kMessage, "元素出现次数过多",
                                "An element occurs too often"};
inline constexpr Rule kMissing{"schema.missing", "0002", kMessage, "缺少必需元素",
                               "A mandatory element is missing"};
inline constexpr Rule kStrayText{"schema.text", "0002", kMessage, "元素之间不应有文字",
                                 "Text between elements"};
inline constexpr Rule kAttribute{"schema.attribute", "0002", kMessage, "属性不符合规范",
                                 "An attribute is wrong"};
inline constexpr Rule kLength{"schema.length", "0002", kMessage, "长度不符合规范",
                              "The length is wrong"};
inline constexpr Rule kDecimal{"schema.decimal", "0002", kMessage, "不是数值", "Not a number"};
inline constexpr Rule kInteger{"schema.integer", "0002", kMessage, "不是整数", "Not an integer"};
inline constexpr Rule kTotalDigits{"schema.total_digits", "0002", kMessage, "总位数过多",
                                   "Too many digits"};
inline constexpr Rule kDecimals{"schema.decimals", "0002", kMessage, "小数位数过多",
                                "Too many decimals"};
inline constexpr Rule kFixed{"schema.fixed", "0002", kMessage, "与规范规定的固定值不同",
                             "Not the value that the schema fixes"};
inline constexpr Rule kTooManyFindings{"schema.too_many", "0002", kMessage, "问题过多，其余未列出",
                                       "Too many findings; the rest is not listed"};

// Business rules: the document is refused.
inline constexpr Rule kRequired{"text.required", "100", kDocument, "不能为空", "Must not be empty"};
inline constexpr Rule kSpecialArea{"text.special_area", "100", kDocument,
                                   "特殊区域模式（1210、1239）必填",
                                   "Mandatory in the special-area modes 1210 and 1239"};
inline constexpr Rule kEnterprise{"code.enterprise", "-10102", kDocument,
                                  "不是10位海关编码或有效的18位统一社会信用代码",
                                  "Neither a customs code of ten characters nor a valid unified "
                                  "social credit code"};
inline constexpr Rule kCurrency{"code.currency", "100", kDocument, "不在币制代码表中",
                                "Not in the table of currencies"};
inline constexpr Rule kUnit{"code.unit", "100", kDocument, "不在计量单位代码表中",
                            "Not in the table of units"};
inline constexpr Rule kCountry{"code.country", "100", kDocument, "不在国家（地区）代码表中",
                               "Not in the table of countries and regions"};
inline constexpr Rule kCustomsDistrict{"code.customs", "100", kDocument, "不在关区代码表中",
                                       "Not in the table of customs districts"};
inline constexpr Rule kTransport{"code.transport", "100", kDocument, "不在运输方式代码表中",
                                 "Not in the table of transport modes"};
inline constexpr Rule kPackaging{"code.packaging", "100", kDocument, "不在包装种类代码表中",
                                 "Not in the table of packaging"};
inline constexpr Rule kPort{"code.port", "100", kDocument, "不在港口代码表中",
                            "Neither in the table of ports abroad nor a country or region"};
inline constexpr Rule kValue{"value.not_allowed", "100", kDocument, "不是允许的值",
                             "Not one of the allowed values"};
inline constexpr Rule kTime{"time.invalid", "100", kDocument, "不是有效的日期或时间",
                            "Not a valid date or time"};
inline constexpr Rule kNegative{"number.negative", "100", kDocument, "不能为负数",
                                "Must not be negative"};
inline constexpr Rule kBeyondRange{"number.beyond_range", "100", kDocument,
                                   "数值超出本系统范围（±92233720368547.75807）",
                                   "Beyond the range of ±92233720368547.75807"};
inline constexpr Rule kOrderLineTwice{"order.line_number_twice", "-301002", kDocument,
                                      "商品序号重复", "The line number is there twice"};
inline constexpr Rule kOrderLineNumbers{"order.line_numbers", "100", kDocument,
                                        "商品序号应从1开始连续递增",
                                        "Line numbers must run from 1 without gaps"};
inline constexpr Rule kListLineTwice{"list.line_number_twice", "100", kDocument, "商品项号重复",
                                     "The line number is there twice"};
inline constexpr Rule kListLineNumbers{"list.line_numbers", "100", kDocument,
                                       "商品项号应从1开始连续递增",
                                       "Line numbers must run from 1 without gaps"};
inline constexpr Rule kOrderTotalPrice{"order.total_price", "100", kDocument,
                                       "总价不等于数量乘单价",
                                       "The total is not quantity times price"};
inline constexpr Rule kListTotalPrice{"list.total_price", "100", kDocument, "总价不等于数量乘单价",
                                      "The total is not quantity times price"};
inline constexpr Rule kOrderCurrencies{"order.currencies_differ", "100", kDocument,
                                       "表体币制与表头币制不同",
                                       "The line's currency differs from the head's"};
inline constexpr Rule kCommodityCode{"list.commodity_code", "100", kDocument,
                                     "商品编码应为10位数字", "A commodity code has ten digits"};

// Findings: stored and shown, nothing is refused.
inline constexpr auto kNote = Severity::kFinding;
inline constexpr Rule kGuidCase{"guid.case", "", kNote, "字母应为大写",
                                "Letters should be capitals"};
inline constexpr Rule kUnexpectedValue{"value.unexpected", "", kNote, "不是规范规定的值",
                                       "Not the value of the specification"};
inline constexpr Rule kGoodsValueSum{"order.goods_value_sum", "", kNote,
                                     "商品金额不等于各项总价之和",
                                     "The goods value is not the sum of the lines' totals"};
inline constexpr Rule kListCurrencies{"list.currencies_differ", "", kNote,
                                      "各商品项币制不同，金额不能相加",
                                      "The lines are in several currencies and have no sum"};
inline constexpr Rule kReturnStatus{"return.status", "", kNote, "规范未列出的回执状态",
                                    "A status that the specification does not list"};

// Decided by clearance, which knows the other documents; offered here so that codes stand in one
// place. Orders and receipts of money have published codes, waybills and export lists none.
inline constexpr Rule kOrderExists{"order.exists", "-301010", kDocument, "订单编号已存在",
                                   "The order number exists"};
inline constexpr Rule kOrderOlder{"order.older", "-301014", kDocument, "已有更新的报文，本报文忽略",
                                  "A newer message is there; this one is ignored"};
inline constexpr Rule kReceiptExists{"receipt.exists", "-401007", kDocument, "收款单已存在",
                                     "The receipt of money exists"};
inline constexpr Rule kReceiptOlder{"receipt.older", "-401012", kDocument,
                                    "已有更新的报文，本报文忽略",
                                    "A newer message is there; this one is ignored"};
inline constexpr Rule kWaybillExists{"waybill.exists", "100", kDocument, "运单已存在",
                                     "The waybill exists"};
inline constexpr Rule kWaybillOlder{"waybill.older", "100", kDocument, "已有更新的报文，本报文忽略",
                                    "A newer message is there; this one is ignored"};
inline constexpr Rule kListExists{"list.exists", "100", kDocument, "清单已存在", "The list exists"};
inline constexpr Rule kListOlder{"list.older", "100", kDocument, "已有更新的报文，本报文忽略",
                                 "A newer message is there; this one is ignored"};

}  // namespace rules

// The rule for a second document of the same identity, and for one with an older appTime. Of
// firms' documents only (CHECK).
const Rule& exists_rule(DocumentKind kind);
const Rule& older_rule(DocumentKind kind);

// What a finding says beyond its rule.
struct Detail {
  std::string zh, en;  // appended after a colon; empty for nothing
};

// The first 80 code points of valid or invalid UTF-8, never splitting one: what findings quote.
std::string cut_value(std::string_view value);

// `element` may be null. The value is cut to 80 characters, and left out for personal fields.
Finding make_finding(const Rule& rule, const Element* element, std::string path,
                     std::string_view value, const Detail& detail = {});

// "ebcCode/orderNo", "logisticsCode/logisticsNo", "agentCode/copNo": the key for people.
std::string business_key(const Document& document);

}  // namespace chuhai::documents
