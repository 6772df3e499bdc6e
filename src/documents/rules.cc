#include "documents/rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>

#include "base/check.h"
#include "documents/field_table.h"

namespace chuhai::documents {
namespace {

constexpr size_t kValueCharactersMax = 80;

constexpr std::string_view kSeverityNames[] = {"", "message_refused", "document_refused",
                                               "finding"};

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
  Json json = Json::object();
  json.set("severity", kSeverityNames[static_cast<size_t>(severity)]);
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

Result<Finding> finding_of(const Json& json) {
  bool whole = true;
  const auto text = [&](std::string_view key) {
    const Json* member = json.find(key);
    const std::string* value = member == nullptr ? nullptr : member->as_string();
    whole = whole && value != nullptr;
    return value == nullptr ? std::string() : *value;
  };
  Finding finding;
  const std::string severity = text("severity");
  const auto name = std::find(std::begin(kSeverityNames) + 1, std::end(kSeverityNames), severity);
  const Json* document = json.find("document");
  const Json::Number* number = document == nullptr ? nullptr : document->as_number();
  finding.rule = text("rule");
  finding.code = text("code");
  finding.message = text("message");
  finding.field_path = text("field_path");
  finding.value = text("value");
  finding.text_zh = text("text_zh");
  finding.text_en = text("text_en");
  if (!whole || name == std::end(kSeverityNames) || number == nullptr)
    return Error(ErrorCode::kCorrupt, "a finding isn't in its form");
  finding.severity = static_cast<Severity>(name - std::begin(kSeverityNames));
  finding.document = std::atoi(number->text.c_str());
  return finding;
}

}  // namespace chuhai::documents
