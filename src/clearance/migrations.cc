#include <array>

#include "clearance/clearance.h"

namespace chuhai::clearance {
namespace {

constexpr std::array kMigrations = {
    store::Migration{"clearance", 1, "verdicts, parcels, totals, locator, open matches", R"(
CREATE TABLE clearance_verdict (
  lane {int} NOT NULL,
  position {int} NOT NULL,
  message_type {text} NOT NULL,
  refused {int} NOT NULL,
  documents {int} NOT NULL,
  accepted {int} NOT NULL,
  findings {text} NOT NULL,
  PRIMARY KEY (lane, position)
) {key_table};

CREATE TABLE clearance_refusal (
  lane {int} NOT NULL,
  position {int} NOT NULL,
  ordinal {int} NOT NULL,
  kind {int} NOT NULL,
  rule {text} NOT NULL,
  code {text} NOT NULL,
  document_key {text} NOT NULL,
  ebc_code {text} NOT NULL,
  order_no {text} NOT NULL,
  PRIMARY KEY (lane, position, ordinal, kind)
) {key_table};

CREATE TABLE clearance_parcel (
  lane {int} NOT NULL,
  id {int} NOT NULL,
  version {int} NOT NULL,
  batch {int} NOT NULL,
  current {int} NOT NULL,
  form {int} NOT NULL,
  subject {text} NOT NULL,
  year_month {int} NOT NULL,
  present {int} NOT NULL,
  missing {int} NOT NULL,
  amounts {int} NOT NULL,
  differences {int} NOT NULL,
  customs {text} NOT NULL,
  body {blob} NOT NULL,
  PRIMARY KEY (lane, id, version)
) {table};

CREATE TABLE clearance_total (
  lane {int} NOT NULL,
  subject {text} NOT NULL,
  kind {int} NOT NULL,
  form {int} NOT NULL,
  year {int} NOT NULL,
  month {int} NOT NULL,
  mode {text} NOT NULL,
  destination {text} NOT NULL,
  currency {text} NOT NULL,
  amount_high {int} NOT NULL,
  amount_low {int} NOT NULL,
  documents {int} NOT NULL,
  documents_by_destination {int} NOT NULL,
  documents_once {int} NOT NULL,
  PRIMARY KEY (lane, subject, kind, form, year, month, mode, destination, currency)
) {key_table};

CREATE TABLE clearance_locator (
  lane {int} NOT NULL,
  level {int} NOT NULL,
  batch {int} NOT NULL,
  entries {int} NOT NULL,
  bloom {blob} NOT NULL,
  bytes {blob} NOT NULL,
  PRIMARY KEY (lane, level, batch)
) {table};

CREATE TABLE clearance_transition (
  lane {int} NOT NULL,
  batch {int} NOT NULL,
  entries {int} NOT NULL,
  bytes {blob} NOT NULL,
  PRIMARY KEY (lane, batch)
) {table};

CREATE TABLE clearance_open (
  lane {int} NOT NULL,
  is_waybill {int} NOT NULL,
  id {int} NOT NULL,
  body {blob} NOT NULL,
  PRIMARY KEY (lane, is_waybill, id)
) {table};

CREATE TABLE clearance_checkpoint (
  lane {int} NOT NULL,
  watermark {int} NOT NULL,
  last_batch {int} NOT NULL,
  settings {text} NOT NULL,
  PRIMARY KEY (lane)
) {key_table})"},
};

}  // namespace

std::span<const store::Migration> migrations() { return kMigrations; }

}  // namespace chuhai::clearance
