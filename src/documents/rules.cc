#include "documents/rules.h"

#include <fmt/format.h>

#include "base/check.h"
#include "documents/field_table.h"

namespace chuhai::documents {
namespace {

constexpr size_t kValueCharactersMax = 80;

}  // namespace

std::string cut_value(std::string_view value) {
  size_t characters = 0;
  size_t at = 0;
  while (at < value.size()) {
    const bool starts = (static_cast<unsigned char>(value[at]) & 0xC0) != 0x80;
    if (starts && characters++ == kValueCharactersMax) break;
    ++at;
  }
  return std::string(value.substr(0, at));
}

const Rule& exists_rule(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kOrder:
      return rules::kOrderExists;
    case DocumentKind::kReceipt:
      return rules::kReceiptExists;
    case DocumentKind::kWaybill:
      return rules::kWaybillExists;
    case DocumentKind::kList:
      return rules::kListExists;
    case DocumentKind::kReturn:
      break;
  }
  CHECK(false, "a return has no identity");
  return rules::kListExists;
}

const Rule& older_rule(DocumentKind kind) {
  switch (kind) {
    case DocumentKind::kOrder:
      return rules::kOrderOlder;
    case DocumentKind::kReceipt:
      return rules::kReceiptOlder;
    case DocumentKind::kWaybill:
      return rules::kWaybillOlder;
    case DocumentKind::kList:
      return rules::kListOlder;
    case DocumentKind::kReturn:
      break;
  }
  CHECK(false, "a return has no identity");
  return rules::kListOlder;
}

Finding make_finding(const Rule& rule, const Element* element, std::string path,
                     std::string_view value, const Detail& detail) {
  Finding finding;
  finding.severity = rule.severity;
  finding.rule = rule.id;
  finding.code = rule.code;
  finding.field_path = std::move(path);
  if (element == nullptr || !element->personal) finding.value = cut_value(value);
  if (element != nullptr) {
    finding.text_zh = fmt::format("{}（{}）：{}", element->chinese, element->name, rule.zh);
    finding.text_en = fmt::format("{} ({}): {}", element->english, element->name, rule.en);
  } else {
    finding.text_zh = rule.zh;
    finding.text_en = rule.en;
  }
  if (!detail.zh.empty()) finding.text_zh += "：" + detail.zh;
  if (!detail.en.empty()) finding.text_en += ": " + detail.en;
  return finding;
}

std::string business_key(const Document& d) {
  switch (d.kind == DocumentKind::kReturn ? d.about : d.kind) {
    case DocumentKind::kOrder:
    case DocumentKind::kReceipt:
      return d.ebc_code + "/" + d.order_no;
    case DocumentKind::kWaybill:
      return d.form == Form::kTradeRecord ? d.ebc_code + "/" + d.order_no
                                          : d.logistics_code + "/" + d.logistics_no;
    case DocumentKind::kList:
      return d.agent_code + "/" + d.cop_no;
    case DocumentKind::kReturn:
      break;
  }
  return {};
}

Json Finding::to_json() const {
  static constexpr std::string_view kNames[] = {"", "message_refused", "document_refused",
                                                "finding"};
  Json json = Json::object();
  json.set("severity", kNames[static_cast<size_t>(severity)]);
  json.set("rule", rule);
  json.set("code", code);
  json.set("message", message);
  json.set("document", document);
  json.set("field_path", field_path);
  json.set("value", value);
  json.set("text_zh", text_zh);
  json.set("text_en", text_en);
  return json;
}

}  // namespace chuhai::documents
