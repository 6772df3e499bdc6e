#include "facts/fact.h"

#include <fmt/format.h>

#include <algorithm>

namespace chuhai::facts {

std::string_view bound_name(Bound bound) {
  switch (bound) {
    case Bound::kExact:
      return "exact";
    case Bound::kLower:
      return "lower";
    case Bound::kUpper:
      return "upper";
  }
  return "";
}

Result<Subject> Subject::parse(std::string_view text) {
  Subject subject{.kind = "enterprise", .id = std::string(text)};
  if (const size_t colon = text.find(':'); colon != std::string_view::npos) {
    subject = {std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
  }
  const bool kind_ok = !subject.kind.empty() &&
                       std::all_of(subject.kind.begin(), subject.kind.end(),
                                   [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  const bool id_ok = !subject.id.empty() &&
                     std::none_of(subject.id.begin(), subject.id.end(),
                                  [](char c) { return static_cast<unsigned char>(c) <= 0x20; });
  if (kind_ok && id_ok) return subject;
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("\"{}\" is no subject: KIND:ID such as enterprise:91… or warehouse:W-1, "
                           "or an enterprise's code alone",
                           text));
}

Json Fact::to_json() const {
  Json json = Json::object();
  json.set("id", id).set("fact", fact).set("subject", subject.to_string());
  json.set("period", period.to_string());
  if (!mode.empty()) json.set("mode", mode);
  if (!destination.empty()) json.set("destination", destination);
  json.set("basis", basis).set("bound", bound_name(bound));
  if (bound_exclusive) json.set("bound_exclusive", true);
  json.set("value", value ? Json(*value) : Json()).set("unit", unit);
  if (!unknown_reason.empty()) json.set("unknown_reason", unknown_reason);
  json.set("evidence_count", evidence_count);
  if (!paper.empty()) json.set("paper", paper);
  if (!accepted_by.empty()) json.set("accepted_by", accepted_by);
  if (accepted_on) json.set("accepted_on", accepted_on->to_string());
  json.set("usable", usable).set("history", history);
  json.set("recorded_at", recorded_at.to_string());
  json.set("entry", fmt::format("{}/{}", entry.lane, entry.position));
  return json;
}

const Proof* FactDefinition::proof(std::string_view basis) const {
  const auto found = std::find_if(proofs.begin(), proofs.end(),
                                  [&](const Proof& proof) { return proof.basis == basis; });
  return found == proofs.end() ? nullptr : &*found;
}

bool FactDefinition::has_dimension(std::string_view dimension) const {
  return std::find(dimensions.begin(), dimensions.end(), dimension) != dimensions.end();
}

}  // namespace chuhai::facts
