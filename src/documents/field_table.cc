#include "documents/field_table.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace chuhai::documents {

extern const std::string_view kFieldTable;  // schemas/ceb-202205.tsv

namespace {

enum Column {
  kMessage,
  kParent,
  kName,
  kKind,
  kLength,
  kDigits,
  kOccurs,
  kWhiteSpace,
  kText,
  kCodes,
  kValues,
  kExpected,
  kFixed,
  kEmptyMeans,
  kFormat,
  kPersonal,
  kEnglish,
  kChinese,
  kColumnCount
};
using FieldRow = std::vector<std::string_view>;

constexpr std::string_view kNothing = "-";
constexpr size_t kChildrenMax = 64;

constexpr std::pair<std::string_view, ElementKind> kElementKinds[] = {
    {"group", ElementKind::kGroup},         {"string", ElementKind::kString},
    {"decimal", ElementKind::kDecimal},     {"int", ElementKind::kInt},
    {"signature", ElementKind::kSignature}, {"any", ElementKind::kAny}};
constexpr std::pair<std::string_view, CodeSet> kCodeSets[] = {{"-", CodeSet::kNone},
                                                              {"currency", CodeSet::kCurrency},
                                                              {"unit", CodeSet::kUnit},
                                                              {"country", CodeSet::kCountry},
                                                              {"customs", CodeSet::kCustoms},
                                                              {"transport", CodeSet::kTransport},
                                                              {"packaging", CodeSet::kPackaging},
                                                              {"port", CodeSet::kPort},
                                                              {"enterprise", CodeSet::kEnterprise},
                                                              {"platform", CodeSet::kPlatform}};
constexpr std::pair<std::string_view, TextRule> kTextRules[] = {
    {"-", TextRule::kNone},
    {"required", TextRule::kRequired},
    {"special_area", TextRule::kSpecialArea}};
constexpr std::pair<std::string_view, Format> kFormats[] = {{"-", Format::kNone},
                                                            {"guid", Format::kGuid},
                                                            {"time14", Format::kTime14},
                                                            {"time17", Format::kTime17},
                                                            {"date8", Format::kDate8}};
constexpr std::pair<std::string_view, Field> kFields[] = {
    {"guid", Field::kGuid},
    {"appType", Field::kAppType},
    {"appTime", Field::kAppTime},
    {"appStatus", Field::kAppStatus},
    {"orderType", Field::kOrderType},
    {"orderNo", Field::kOrderNo},
    {"ebpCode", Field::kEbpCode},
    {"ebpName", Field::kEbpName},
    {"ebcCode", Field::kEbcCode},
    {"ebcName", Field::kEbcName},
    {"goodsValue", Field::kGoodsValue},
    {"freight", Field::kFreight},
    {"currency", Field::kCurrency},
    {"gnum", Field::kGnum},
    {"qty", Field::kQty},
    {"price", Field::kPrice},
    {"totalPrice", Field::kTotalPrice},
    {"payCode", Field::kPayCode},
    {"payNo", Field::kPayNo},
    {"charge", Field::kCharge},
    {"accountingDate", Field::kAccountingDate},
    {"logisticsCode", Field::kLogisticsCode},
    {"logisticsNo", Field::kLogisticsNo},
    {"customsCode", Field::kCustomsCode},
    {"copNo", Field::kCopNo},
    {"preNo", Field::kPreNo},
    {"invtNo", Field::kInvtNo},
    {"statisticsFlag", Field::kStatisticsFlag},
    {"agentCode", Field::kAgentCode},
    {"tradeMode", Field::kTradeMode},
    {"country", Field::kCountry},
    {"gcode", Field::kGcode},
    {"iacCode", Field::kIacCode},
    {"iacName", Field::kIacName},
    {"itemRecordNo", Field::kItemRecordNo},
    {"returnStatus", Field::kReturnStatus},
    {"returnTime", Field::kReturnTime},
    {"returnInfo", Field::kReturnInfo}};

struct Kinds {
  std::string_view message;
  DocumentKind kind, about;
};
constexpr Kinds kDocumentKinds[] = {
    {"CEB303Message", DocumentKind::kOrder, DocumentKind::kOrder},
    {"CEB304Message", DocumentKind::kReturn, DocumentKind::kOrder},
    {"CEB403Message", DocumentKind::kReceipt, DocumentKind::kReceipt},
    {"CEB404Message", DocumentKind::kReturn, DocumentKind::kReceipt},
    {"CEB505Message", DocumentKind::kWaybill, DocumentKind::kWaybill},
    {"CEB506Message", DocumentKind::kReturn, DocumentKind::kWaybill},
    {"CEB603Message", DocumentKind::kList, DocumentKind::kList},
    {"CEB604Message", DocumentKind::kReturn, DocumentKind::kList}};

template <typename Value, size_t n>
Value named(const std::pair<std::string_view, Value> (&table)[n], std::string_view name) {
  for (const auto& [key, value] : table) {
    if (key == name) return value;
  }
  CHECK(false, name);
  return table[0].second;
}

int number(std::string_view text) {
  int value = 0;
  const auto end = text.data() + text.size();
  CHECK(std::from_chars(text.data(), end, value).ptr == end, text);
  return value;
}

// "0..60" or "19,5" into two numbers; "-" leaves them.
void pair_of_numbers(std::string_view text, std::string_view separator, int& first, int& second) {
  if (text == kNothing) return;
  const size_t at = text.find(separator);
  CHECK(at != std::string_view::npos, text);
  first = number(text.substr(0, at));
  second = number(text.substr(at + separator.size()));
}

std::vector<std::string> alternatives(std::string_view text) {
  std::vector<std::string> result;
  if (text == kNothing) return result;
  for (const std::string_view part : split(text, '|')) result.emplace_back(part);
  return result;
}

std::string unless_nothing(std::string_view text) {
  return text == kNothing ? std::string() : std::string(text);
}

Element element_of(const FieldRow& row) {
  Element e;
  e.name = row[kName];
  e.path = row[kParent] == kNothing ? e.name : std::string(row[kParent]) + "/" + e.name;
  e.kind = named(kElementKinds, row[kKind]);
  e.text = named(kTextRules, row[kText]);
  e.codes = named(kCodeSets, row[kCodes]);
  e.format = named(kFormats, row[kFormat]);
  for (const auto& [name, field] : kFields) {
    if (name == e.name && !e.is_group()) e.field = field;
  }
  e.collapse = row[kWhiteSpace] == "collapse";
  e.personal = row[kPersonal] == "yes";
  pair_of_numbers(row[kLength], "..", e.min_length, e.max_length);
  pair_of_numbers(row[kDigits], ",", e.total_digits, e.fraction_digits);
  pair_of_numbers(row[kOccurs], "..", e.min_occurs, e.max_occurs);
  e.values = alternatives(row[kValues]);
  e.expected = alternatives(row[kExpected]);
  e.fixed = unless_nothing(row[kFixed]);
  e.empty_means = e.fixed.empty() ? unless_nothing(row[kEmptyMeans]) : e.fixed;
  e.english = row[kEnglish];
  e.chinese = row[kChinese];
  return e;
}

// Puts the row's element below its parent in the message.
void add_element(Element& root, const FieldRow& row) {
  Element* parent = &root;
  if (row[kParent] != kNothing) {
    for (const std::string_view step : split(row[kParent], '/')) {
      const int at = parent->find_child(step);
      CHECK(at >= 0, row[kParent]);
      parent = &parent->children[static_cast<size_t>(at)];
    }
  }
  Element e = element_of(row);
  e.index = static_cast<int>(parent->children.size());
  CHECK(e.index < static_cast<int>(kChildrenMax), e.path);
  const uint64_t bit = uint64_t{1} << e.index;
  if (e.min_occurs > 0) parent->mandatory |= bit;
  if (e.text == TextRule::kSpecialArea) parent->special_area |= bit;
  parent->children.push_back(std::move(e));
}

MessageType message_of(const FieldRow& row) {
  MessageType type;
  type.name = row[kMessage];
  type.english = row[kEnglish];
  type.chinese = row[kChinese];
  type.is_receipt = row[kKind] == "receipt";
  type.root.name = type.name;
  for (const Kinds& kinds : kDocumentKinds) {
    if (kinds.message != type.name) continue;
    type.kind = kinds.kind;
    type.about = kinds.about;
  }
  return type;
}

std::vector<MessageType> compile(std::string_view table) {
  std::vector<MessageType> types;
  bool header = true;
  for (const std::string_view line : split(table, '\n')) {
    if (line.empty() || line[0] == '#') continue;
    const FieldRow row = split(line, '\t');
    CHECK(row.size() == kColumnCount, line);
    if (std::exchange(header, false)) continue;
    if (row[kName] == row[kMessage]) {
      types.push_back(message_of(row));
    } else if (row[kMessage] == "firm") {
      for (MessageType& type : types) {
        if (!type.is_receipt) add_element(type.root, row);
      }
    } else {
      CHECK(!types.empty() && types.back().name == row[kMessage], line);
      add_element(types.back().root, row);
    }
  }
  return types;
}

const std::vector<MessageType>& compiled() {
  static const std::vector<MessageType> types = compile(kFieldTable);
  return types;
}

void collect_personal(const Element& element, std::vector<std::string>& names) {
  if (element.personal && std::find(names.begin(), names.end(), element.name) == names.end()) {
    names.push_back(element.name);
  }
  for (const Element& child : element.children) collect_personal(child, names);
}

}  // namespace

int Element::find_child(std::string_view child_name) const {
  for (const Element& child : children) {
    if (child.name == child_name) return child.index;
  }
  return -1;
}

std::span<const MessageType> message_types() { return compiled(); }

const MessageType* find_message_type(std::string_view name) {
  for (const MessageType& type : compiled()) {
    if (type.name == name) return &type;
  }
  return nullptr;
}

std::span<const std::string> personal_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> result;
    for (const MessageType& type : compiled()) collect_personal(type.root, result);
    return result;
  }();
  return names;
}

bool is_personal_name(std::string_view name) {
  const std::span<const std::string> names = personal_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace chuhai::documents
