// Reading stored verdicts back.
#include "clearance/clearance.h"

namespace chuhai::clearance {

Status for_each_finding(store::Store& store,
                        const std::function<Status(const StoredFinding&)>& callback) {
  return store.query(
      "SELECT lane, position, message_type, findings FROM clearance_verdict WHERE findings <> '' "
      "ORDER BY lane, position",
      {}, [&](const store::Row& row) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(const Json findings, Json::parse(row.text(3)));
        const Json::Array* list = findings.as_array();
        if (list == nullptr)
          return Error(ErrorCode::kCorrupt,
                       fmt::format("the findings of journal entry {}:{} aren't a list",
                                   row.int64(0), row.int64(1)));
        StoredFinding stored;
        stored.entry = {static_cast<int>(row.int64(0)), row.int64(1)};
        stored.message_type = row.text(2);
        for (const Json& finding : *list) {
          stored.finding = finding;
          CHUHAI_RETURN_IF_ERROR(callback(stored));
        }
        return {};
      });
}

}  // namespace chuhai::clearance
