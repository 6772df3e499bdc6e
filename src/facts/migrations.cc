// Schema of facts: two tables of versions, append-only. Ordinary tables (storage rule 8): they hold
// copies of intake keys and are not spread. A version is valid for its period and recorded at
// `recorded_at`; of one key the highest version stands, and as known at a time the highest among
// those recorded until then. `withdrawn` marks a fact that no longer stands.
#include <array>

#include "facts/fact.h"

namespace chuhai::facts {
namespace {

constexpr std::string_view kFirst = R"sql(
CREATE TABLE facts_fact (
  subject_kind {text} NOT NULL,
  subject {text} NOT NULL,
  fact_id {text} NOT NULL,
  version {int} NOT NULL,
  fact {text} NOT NULL,
  basis {text} NOT NULL,
  period_from {int} NOT NULL,
  period_to {int} NOT NULL,
  mode {text} NOT NULL,
  destination {text} NOT NULL,
  bound {int} NOT NULL,
  bound_exclusive {int} NOT NULL,
  value {text},
  unit {text} NOT NULL,
  unknown_reason {text} NOT NULL,
  evidence_count {int} NOT NULL,
  paper {text} NOT NULL,
  accepted_by {text} NOT NULL,
  accepted_on {int},
  usable {int} NOT NULL,
  history {int} NOT NULL,
  composition {int} NOT NULL,
  total {text} NOT NULL,
  codes {text} NOT NULL,
  rate_table {text} NOT NULL,
  withdrawn {int} NOT NULL,
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  CHECK (period_to > period_from),
  PRIMARY KEY (subject_kind, subject, fact_id, version)
) {key_table};
CREATE TABLE facts_paper (
  subject_kind {text} NOT NULL,
  subject {text} NOT NULL,
  fact {text} NOT NULL,
  basis {text} NOT NULL,
  period_from {int} NOT NULL,
  period_to {int} NOT NULL,
  mode {text} NOT NULL,
  destination {text} NOT NULL,
  paper {text} NOT NULL,
  version {int} NOT NULL,
  value {text} NOT NULL,
  bound {int} NOT NULL,
  bound_exclusive {int} NOT NULL,
  unit {text} NOT NULL,
  accepted_by {text} NOT NULL,
  accepted_on {int},
  usable {int} NOT NULL,
  history {int} NOT NULL,
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  line {int} NOT NULL,
  CHECK (period_to > period_from),
  PRIMARY KEY (subject_kind, subject, fact, basis, period_from, period_to, mode, destination,
               paper, version)
) {key_table};
CREATE TABLE facts_stamp (
  name {text} NOT NULL,
  value {text} NOT NULL,
  PRIMARY KEY (name)
) {key_table};
)sql";

constexpr std::array kMigrations = {
    store::Migration{"facts", 1, "facts, papers, stamps of what facts were computed with", kFirst},
};

}  // namespace

std::span<const store::Migration> migrations() { return kMigrations; }

}  // namespace chuhai::facts
