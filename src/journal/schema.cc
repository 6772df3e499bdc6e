#include <array>

#include "journal/journal.h"

namespace chuhai::journal {
namespace {

constexpr std::string_view kTables = R"(
CREATE TABLE journal_head (
  lane {int} NOT NULL,
  counter {text} NOT NULL,
  next {int} NOT NULL,
  PRIMARY KEY (lane, counter)
) {key_table};

CREATE TABLE journal_batch (
  lane {int} NOT NULL,
  batch {int} NOT NULL,
  recorded_at {int} NOT NULL,
  actor {text} NOT NULL,
  entries {int} NOT NULL,
  PRIMARY KEY (lane, batch)
) {key_table};

CREATE TABLE journal_entry (
  lane {int} NOT NULL,
  position {int} NOT NULL,
  batch {int} NOT NULL,
  ordinal {int} NOT NULL,
  kind {text} NOT NULL,
  source_name {text} NOT NULL,
  parameters {text} NOT NULL,
  recorded_at {int} NOT NULL,
  actor {text} NOT NULL,
  digest {blob} NOT NULL,
  first_lane {int},
  first_position {int},
  PRIMARY KEY (lane, position)
) {table};
CREATE INDEX journal_entry_digest ON journal_entry (lane, digest, position);
CREATE INDEX journal_entry_order ON journal_entry (batch, ordinal);

CREATE TABLE journal_archive (
  lane {int} NOT NULL,
  position {int} NOT NULL,
  format_version {int} NOT NULL,
  digest {blob} NOT NULL,
  signature_verdict {int} NOT NULL,
  original_size {int} NOT NULL,
  bytes {blob} NOT NULL,
  cuts {blob} NOT NULL,
  PRIMARY KEY (lane, position)
) {table};

CREATE TABLE journal_event (
  lane {int} NOT NULL,
  position {int} NOT NULL,
  batch {int} NOT NULL,
  kind {text} NOT NULL,
  payload {blob} NOT NULL,
  PRIMARY KEY (lane, position)
) {table};

CREATE TABLE journal_cursor (
  lane {int} NOT NULL,
  stage {text} NOT NULL,
  position {int} NOT NULL,
  PRIMARY KEY (lane, stage)
) {key_table};

CREATE TABLE journal_setting (
  name {text} NOT NULL,
  recorded_at {int} NOT NULL,
  entry_lane {int} NOT NULL,
  entry_position {int} NOT NULL,
  value {text} NOT NULL,
  actor {text} NOT NULL,
  PRIMARY KEY (name, recorded_at, entry_lane, entry_position)
) {key_table})";

constexpr std::string_view kBatchIds = R"(
CREATE TABLE journal_batch_id (
  lane {int} NOT NULL,
  id {text} NOT NULL,
  batch {int} NOT NULL,
  PRIMARY KEY (lane, id)
) {key_table};
CREATE INDEX journal_batch_id_batch ON journal_batch_id (lane, batch))";

}  // namespace

std::span<const store::Migration> migrations() {
  static constexpr std::array kMigrations = {
      store::Migration{"journal", 1, "entries, archive, events, cursors", kTables},
      store::Migration{"journal", 2, "ids that clients choose for their acts", kBatchIds},
  };
  return kMigrations;
}

}  // namespace chuhai::journal
