#include "clearance/message_intake.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "clearance/clearance.h"
#include "crypto/digest.h"

namespace chuhai::clearance {
namespace {

using documents::Decoded;
using documents::Finding;
using documents::Severity;

// A refusal or finding may rest on a personal field, which is cut: a rebuild, which has only what
// was kept, would miss it. Then the verdict on the whole is kept with the entry.
std::string verdict_on_the_whole(const Decoded& decoded, std::string_view kept,
                                 const documents::Settings& settings) {
  if (decoded.cuts.empty() || (decoded.findings.empty() && !decoded.refused)) return "";
  const Decoded again = documents::decode_message(kept, settings);
  const auto text_of = [](const Decoded& one) {
    Json list = Json::array();
    for (const Finding& finding : one.findings) list.push(finding.to_json());
    return list;
  };
  Json findings = text_of(decoded);
  if (again.refused == decoded.refused && text_of(again) == findings) return "";
  Json verdict = Json::object();
  verdict.set("message_type", decoded.message_type)
      .set("message_guid", decoded.message_guid)
      .set("refused", decoded.refused)
      .set("documents", decoded.document_count)
      .set("findings", std::move(findings));
  return Json::object().set("verdict", std::move(verdict)).to_string();
}

Status apply_verdict(const Json& verdict, Decoded& decoded) {
  const Json* refused = verdict.find("refused");
  const Json* list = verdict.find("findings");
  const Json* guid = verdict.find("message_guid");
  const Json* type = verdict.find("message_type");
  if (refused == nullptr || refused->as_bool() == nullptr || list == nullptr ||
      list->as_array() == nullptr || guid == nullptr || guid->as_string() == nullptr ||
      type == nullptr || type->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "a message's verdict in the journal isn't in its form");
  decoded.refused = *refused->as_bool();
  decoded.message_guid = *guid->as_string();
  decoded.message_type = *type->as_string();
  if (decoded.refused) {
    decoded.documents.clear();
    decoded.refused_documents.clear();
  }
  decoded.findings.clear();
  for (const Json& json : *list->as_array()) {
    CHUHAI_ASSIGN_OR_RETURN(Finding finding, documents::finding_of(json));
    decoded.findings.push_back(std::move(finding));
  }
  return {};
}

const Finding* first_refusal(const Decoded& decoded, Severity severity, int ordinal) {
  for (const Finding& finding : decoded.findings)
    if (finding.severity == severity && finding.document == ordinal) return &finding;
  return nullptr;
}

Status refuse(Session& session, Session::Writing& writing, const documents::Locator& locator,
              const Decoded::Refused* refused, const Finding* finding) {
  const std::string_view rule = finding != nullptr ? std::string_view(finding->rule) : "unknown";
  ++session.summary.refused_by_rule[std::string(rule)];
  VerdictWriter::Refusal row{locator, 0, rule, "", "", "", ""};
  if (finding != nullptr) row.code = finding->code;
  if (refused != nullptr) {
    row.kind = static_cast<int>(refused->kind);
    row.document_key = refused->key;
    row.ebc_code = refused->ebc_code;
    row.order_no = refused->order_no;
  }
  return writing.verdicts.refusal(row);
}

// The refusals that the documents stage has found.
Status write_refusals(Session& session, Session::Writing& writing, const journal::Entry& entry,
                      const Decoded& decoded) {
  if (decoded.refused) {
    ++session.summary.messages_refused;
    const Finding* first = nullptr;
    for (const Finding& finding : decoded.findings)
      if (finding.severity == Severity::kMessageRefused && first == nullptr) first = &finding;
    return refuse(session, writing, {entry.key, -1}, nullptr, first);
  }
  for (const Decoded::Refused& refused : decoded.refused_documents) {
    ++session.summary.documents_refused;
    const Finding* finding = first_refusal(decoded, Severity::kDocumentRefused, refused.ordinal);
    CHUHAI_RETURN_IF_ERROR(
        refuse(session, writing, {entry.key, refused.ordinal}, &refused, finding));
  }
  return {};
}

}  // namespace

PreparedMessage prepare_message(std::string name, std::string bytes,
                                const documents::Settings& settings) {
  PreparedMessage message;
  message.name = std::move(name);
  message.record.digest = crypto::sha256(bytes);
  message.decoded = documents::decode_message(bytes, settings);
  message.record.cuts = message.decoded.cuts;
  message.record.bytes = message.record.cuts.empty()
                             ? std::move(bytes)
                             : documents::redact(bytes, message.record.cuts);
  message.parameters = verdict_on_the_whole(message.decoded, message.record.bytes, settings);
  return message;
}

Result<PreparedMessage> prepare_archived(const journal::Entry& entry,
                                         const journal::PackedRecord& packed,
                                         const documents::Settings& settings) {
  PreparedMessage message;
  message.name = entry.source_name;
  message.parameters = entry.parameters;
  message.packed = packed;
  CHUHAI_ASSIGN_OR_RETURN(message.record, journal::unpack(packed));
  message.decoded = documents::decode_message(message.record.bytes, settings);
  if (entry.parameters.empty()) return message;
  CHUHAI_ASSIGN_OR_RETURN(const Json parameters, Json::parse(entry.parameters));
  if (const Json* verdict = parameters.find("verdict"))
    CHUHAI_RETURN_IF_ERROR(apply_verdict(*verdict, message.decoded));
  return message;
}

Status take_message(Session& session, Session::Writing& writing, PreparedMessage& file) {
  journal::NewEntry added;
  added.kind = kMessageEntry;
  added.source_name = file.name;
  added.parameters = file.parameters;
  added.record = std::move(file.record);
  if (file.packed) added.packed = &*file.packed;
  CHUHAI_ASSIGN_OR_RETURN(const journal::Entry entry, writing.batch.append(added));
  ++session.summary.files;
  session.summary.documents_read += static_cast<size_t>(file.decoded.document_count);
  if (entry.first) {  // the first verdict stands
    ++session.summary.repeats;
    session.note_repeat(*entry.first);
    return {};
  }
  Decoded& decoded = file.decoded;
  ++session.summary.messages;
  ++session.summary
        .by_message_type[decoded.message_type.empty() ? "unknown" : decoded.message_type];
  CHUHAI_RETURN_IF_ERROR(write_refusals(session, writing, entry, decoded));
  for (documents::Document& document : decoded.documents) document.locator.entry = entry.key;
  CHUHAI_ASSIGN_OR_RETURN(const int accepted,
                          session.apply(writing, decoded.documents,
                                        {"", decoded.message_guid, false}, &decoded.findings));
  return writing.verdicts.verdict({entry.key, decoded.message_type, decoded.refused,
                                   decoded.document_count, accepted, &decoded.findings});
}

}  // namespace chuhai::clearance
