#include "documents/decode.h"

#include <fmt/format.h>

#include <algorithm>

#include "documents/cuts.h"
#include "documents/document_reader.h"
#include "documents/field_table.h"
#include "documents/walk.h"

namespace chuhai::documents {
namespace {

constexpr std::string_view kWholeMessage = "*";

// A refused message decides nothing about its documents: what their rules say is told as findings.
void refuse_message(Decoded& decoded) {
  decoded.refused = true;
  decoded.documents.clear();
  decoded.refused_documents.clear();
  for (Finding& finding : decoded.findings) {
    if (finding.severity != Severity::kDocumentRefused) continue;
    finding.severity = Severity::kFinding;
    finding.code.clear();
  }
}

void complete_cuts(std::string_view bytes, const Walk& walk,
                   const std::vector<journal::Cut>& in_markup, Decoded& decoded) {
  if (walk.type() == nullptr) {
    // Nobody knows which of its fields are personal.
    decoded.cuts.clear();
    if (!bytes.empty()) {
      decoded.cuts.push_back({0, static_cast<uint32_t>(bytes.size()), std::string(kWholeMessage)});
    }
  } else if (!walk.well_formed()) {
    const size_t from =
        decoded.cuts.empty() ? 0 : size_t{decoded.cuts.back().offset} + decoded.cuts.back().length;
    cut_as_text(bytes, from, decoded.cuts);
  }
  decoded.cuts.insert(decoded.cuts.end(), in_markup.begin(), in_markup.end());
  merge_cuts(decoded.cuts);
}

}  // namespace

Decoded decode_message(std::string_view bytes, const Settings& settings) {
  Decoded decoded;
  DocumentReader reader(bytes, settings, decoded);
  Walk walk(bytes, reader);
  reader.attach(walk);
  walk.run();
  if (walk.type() != nullptr) decoded.message_type = walk.type()->name;
  decoded.message_guid = walk.guid();
  decoded.document_count = walk.document_count();
  decoded.findings = std::move(walk.findings());
  complete_cuts(bytes, walk, reader.markup_cuts(), decoded);
  const bool refused = std::any_of(
      decoded.findings.begin(), decoded.findings.end(),
      [](const Finding& finding) { return finding.severity == Severity::kMessageRefused; });
  if (refused) refuse_message(decoded);
  return decoded;
}

std::string redact(std::string_view bytes, const std::vector<journal::Cut>& cuts) {
  std::string redacted;
  redacted.reserve(bytes.size());
  size_t at = 0;
  for (const journal::Cut& cut : cuts) {
    const size_t begin = std::clamp<size_t>(cut.offset, at, bytes.size());
    redacted.append(bytes.substr(at, begin - at));
    at = std::min(begin + cut.length, bytes.size());
  }
  redacted.append(bytes.substr(at));
  return redacted;
}

Result<Document> decode_archived(std::string_view redacted_bytes, int ordinal) {
  Decoded decoded;
  const Settings settings;
  DocumentReader reader(redacted_bytes, settings, decoded, std::max(ordinal, 0));
  Walk walk(redacted_bytes, reader);
  reader.attach(walk);
  walk.run();
  if (ordinal < 0 || decoded.documents.empty()) {
    return Error(ErrorCode::kCorrupt,
                 fmt::format("the archived message {} holds no document {}", walk.guid(), ordinal));
  }
  return std::move(decoded.documents.front());
}

}  // namespace chuhai::documents
