// Schema of the registry. Every row has the valid interval [valid_from, valid_to) in days, when it
// was recorded (milliseconds) and by which journal entry; a correction sets superseded_at and the
// entry that did it, and adds a row. Current rows are those with superseded_at null.
#include <array>

#include "registry/registry.h"

namespace chuhai::registry {
namespace {

constexpr std::string_view kFirst = R"sql(
CREATE TABLE registry_enterprise (
  id {text} NOT NULL,
  customs_code {text} NOT NULL,
  name_zh {text} NOT NULL,
  name_en {text} NOT NULL,
  roles {text} NOT NULL,
  size_class {text} NOT NULL,
  region {text} NOT NULL,
  registered_capital_fen {int},
  established {int},
  deregistered {int},
  synthetic {int} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (valid_to > valid_from),
  PRIMARY KEY (id, valid_from, entry_lane, entry_position)
) {table};
CREATE TABLE registry_enterprise_link (
  enterprise {text} NOT NULL,
  other {text} NOT NULL,
  kind {text} NOT NULL,
  paper {text} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (enterprise <> other),
  PRIMARY KEY (enterprise, other, kind, valid_from, entry_lane, entry_position)
) {table};
CREATE TABLE registry_warehouse (
  id {text} NOT NULL,
  name_zh {text} NOT NULL,
  name_en {text} NOT NULL,
  owner {text} NOT NULL,
  country {text} NOT NULL,
  area_m2 {text} NOT NULL,
  synthetic {int} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (valid_to > valid_from),
  PRIMARY KEY (id, valid_from, entry_lane, entry_position)
) {table};
CREATE TABLE registry_recognition (
  subject_kind {text} NOT NULL,
  subject {text} NOT NULL,
  kind {text} NOT NULL,
  level {text} NOT NULL,
  paper {text} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (valid_to > valid_from),
  PRIMARY KEY (subject_kind, subject, kind, level, valid_from, entry_lane, entry_position)
) {table};
CREATE TABLE registry_zone (
  city {text} NOT NULL,
  name_zh {text} NOT NULL,
  paper {text} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int},
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (valid_to > valid_from),
  PRIMARY KEY (city, valid_from, entry_lane, entry_position)
) {table};
CREATE TABLE registry_rate (
  rate_table {text} NOT NULL,
  currency {text} NOT NULL,
  source {text} NOT NULL,
  cny {text} NOT NULL,
  example {int} NOT NULL,
  valid_from {int} NOT NULL,
  valid_to {int} NOT NULL,
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  superseded_at {int},
  superseded_lane {int},
  superseded_position {int},
  CHECK (valid_to > valid_from),
  PRIMARY KEY (rate_table, currency, valid_from, entry_lane, entry_position)
) {table};
)sql";

constexpr std::array kMigrations = {
    store::Migration{"registry", 1, "enterprises, links, warehouses, recognitions, zones, rates",
                     kFirst},
};

}  // namespace

std::span<const store::Migration> migrations() { return kMigrations; }

}  // namespace chuhai::registry
