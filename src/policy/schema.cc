#include <array>

#include "policy/policy.h"

namespace chuhai::policy {

std::span<const store::Migration> migrations() {
  static constexpr std::array kMigrations = {
      store::Migration{"policy", 1, "award register and determinations", R"(
CREATE TABLE policy_award (
  id {text} NOT NULL,
  version {int} NOT NULL,
  subject_kind {text} NOT NULL,
  subject_id {text} NOT NULL,
  measure {text} NOT NULL,
  year {int} NOT NULL,
  amount_fen {int} NOT NULL,
  payer {text} NOT NULL,
  paper {text} NOT NULL,
  paid_on {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  PRIMARY KEY (id, version)
) {table};
CREATE INDEX policy_award_subject ON policy_award (subject_kind, subject_id, measure, year);

CREATE TABLE policy_determination (
  measure {text} NOT NULL,
  year {int} NOT NULL,
  subject_kind {text} NOT NULL,
  subject_id {text} NOT NULL,
  version {int} NOT NULL,
  as_of {int} NOT NULL,
  recorded_at {int} NOT NULL,
  actor {text} NOT NULL,
  outcome {text} NOT NULL,
  legal_state {text} NOT NULL,
  pack_digest {text} NOT NULL,
  facts_digest {text} NOT NULL,
  content_digest {text} NOT NULL,
  body {text} NOT NULL,
  PRIMARY KEY (measure, year, subject_kind, subject_id, version)
) {table};
)"},
      // Lines of payment sheets that were refused: what the sheet doesn't tell of. A line without
      // an id is closed by a whole sheet of the same name.
      store::Migration{"policy", 2, "payment sheets' gaps", R"(
CREATE TABLE policy_sheet_gap (
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  line {int} NOT NULL,
  payer {text} NOT NULL,
  measure {text} NOT NULL,
  year {int} NOT NULL,
  source_name {text} NOT NULL,
  award_id {text} NOT NULL,
  reason {text} NOT NULL,
  recorded_at {int} NOT NULL,
  closed_at {int},
  PRIMARY KEY (entry_lane, entry_position, line, payer, measure, year)
) {table};
)"},
  };
  return kMigrations;
}

}  // namespace chuhai::policy
