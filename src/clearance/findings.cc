// Reading stored verdicts back.
#include <fmt/format.h>

#include <set>

#include "clearance/clearance.h"
#include "clearance/session.h"

namespace chuhai::clearance {
namespace {

constexpr std::string_view kNotYetHandledPrefix = "not_yet_handled.";
constexpr int kWholeMessage = -1;

// The findings of a verdict, and what sort of message it is about; an empty list when there are
// none.
struct StoredVerdict {
  std::string message_type;
  int64_t accepted = 0;
  Json::Array findings;
};

Error not_a_list(journal::EntryKey key) {
  return Error(ErrorCode::kCorrupt, fmt::format("the findings of journal entry {}:{} aren't a list",
                                                key.lane, key.position));
}

Result<StoredVerdict> read_verdict(store::Store& store, journal::EntryKey key) {
  std::optional<StoredVerdict> found;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT message_type, accepted, findings FROM clearance_verdict "
      "WHERE lane = :lane AND position = :position",
      {{"lane", key.lane}, {"position", key.position}}, [&](const store::Row& row) -> Status {
        found.emplace();
        found->message_type = row.text(0);
        found->accepted = row.int64(1);
        if (row.text(2).empty()) return {};
        CHUHAI_ASSIGN_OR_RETURN(const Json findings, Json::parse(row.text(2)));
        if (findings.as_array() == nullptr) return not_a_list(key);
        found->findings = *findings.as_array();
        return {};
      }));
  if (found) return std::move(*found);
  return Error(ErrorCode::kCorrupt,
               fmt::format("journal entry {}:{} has no verdict", key.lane, key.position));
}

bool has_rule(const Json& finding, std::string_view rule) {
  const Json* value = finding.find("rule");
  return value != nullptr && value->as_string() != nullptr && *value->as_string() == rule;
}

}  // namespace

Status for_each_finding(store::Store& store,
                        const std::function<Status(const StoredFinding&)>& callback) {
  // Verdicts lie by lane, the journal's order goes across lanes: most verdicts have no findings, so
  // the keys of those that have some fit into memory.
  std::set<journal::EntryKey> with_findings;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT lane, position FROM clearance_verdict WHERE findings <> '' "
                  "ORDER BY lane, position",
                  {}, [&](const store::Row& row) -> Status {
                    with_findings.insert({static_cast<int>(row.int64(0)), row.int64(1)});
                    return {};
                  }));
  if (with_findings.empty()) return {};
  return journal::for_each_entry(store, 0, "", [&](const journal::Entry& entry) -> Status {
    if (!with_findings.contains(entry.key)) return {};
    CHUHAI_ASSIGN_OR_RETURN(const StoredVerdict verdict, read_verdict(store, entry.key));
    StoredFinding stored{entry.key,         entry.batch,          entry.ordinal,
                         entry.source_name, verdict.message_type, {}};
    for (const Json& finding : verdict.findings) {
      stored.finding = finding;
      CHUHAI_RETURN_IF_ERROR(callback(stored));
    }
    return {};
  });
}

Status add_first_verdict(store::Store& store, journal::EntryKey key,
                         IntakeSummary::Repeated* repeated) {
  CHUHAI_ASSIGN_OR_RETURN(const StoredVerdict verdict, read_verdict(store, key));
  repeated->documents += static_cast<size_t>(verdict.accepted);
  for (const Json& finding : verdict.findings) {
    repeated->held += has_rule(finding, kHeldRule);
    repeated->in_future += has_rule(finding, kFutureRule);
  }
  return store.query(
      "SELECT ordinal, rule FROM clearance_refusal WHERE lane = :lane AND position = :position",
      {{"lane", key.lane}, {"position", key.position}}, [&](const store::Row& row) -> Status {
        const std::string_view rule = row.text(1);
        ++repeated->refused_by_rule[std::string(rule)];
        ++(row.int64(0) == kWholeMessage            ? repeated->messages_refused
           : rule.starts_with(kNotYetHandledPrefix) ? repeated->not_yet_handled
                                                    : repeated->documents_refused);
        return {};
      });
}

}  // namespace chuhai::clearance
