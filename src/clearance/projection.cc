#include "clearance/projection.h"

#include <array>

#include "base/json.h"
#include "clearance/packing.h"
#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

using store::Blob;
using store::Store;

constexpr std::array<std::string_view, 7> kVerdictColumns = {
    "lane", "position", "message_type", "refused", "documents", "accepted", "findings"};
constexpr std::array<std::string_view, 9> kRefusalColumns = {
    "lane", "position", "ordinal", "kind", "rule", "code", "document_key", "ebc_code", "order_no"};
constexpr std::array<std::string_view, 14> kParcelColumns = {
    "lane",       "id",      "version", "batch",   "current",     "form",    "subject",
    "year_month", "present", "missing", "amounts", "differences", "customs", "body"};
constexpr std::array<std::string_view, 4> kTransitionColumns = {"lane", "batch", "entries",
                                                                "bytes"};
constexpr std::array<std::string_view, 4> kOpenColumns = {"lane", "is_waybill", "id", "body"};

Status write_parcels(Store& store, int64_t batch, const Effects& effects) {
  if (effects.parcels.empty()) return {};
  CHUHAI_ASSIGN_OR_RETURN(auto rows, store.bulk_append("clearance_parcel", kParcelColumns, false));
  for (const WrittenParcel& written : effects.parcels) {
    if (written.version > 1) {
      CHUHAI_RETURN_IF_ERROR(store.execute(
          "UPDATE clearance_parcel SET current = 0 "
          "WHERE lane = :lane AND id = :id AND version = :version",
          {{"lane", written.lane}, {"id", written.id.value()}, {"version", written.version - 1}}));
    }
    rows->int64(written.lane)
        .int64(written.id.value())
        .int64(written.version)
        .int64(batch)
        .int64(1)
        .int64(static_cast<int64_t>(written.form))
        .text(written.subject)
        .int64(written.year_month)
        .int64(written.present)
        .int64(written.missing)
        .int64(static_cast<int64_t>(written.amounts))
        .int64(written.flags)
        .text(written.customs)
        .blob(written.body);
    CHUHAI_RETURN_IF_ERROR(rows->end_row());
  }
  return rows->finish();
}

// Halves of a 128-bit sum, so that no column overflows whatever amounts a message claims: a sum of
// 2^31 amounts of 64 bits still fits each half.
Status write_total(Store& store, const TotalDelta& delta) {
  const TotalKey& key = delta.key;
  const __int128 units = delta.total.amount.units();
  CHUHAI_RETURN_IF_ERROR(store.execute(
      "INSERT INTO clearance_total (lane, subject, kind, form, year, month, mode, destination, "
      "currency, amount_high, amount_low, documents, documents_by_destination, documents_once) "
      "VALUES (:lane, :subject, :kind, :form, :year, :month, :mode, :destination, :currency, "
      ":high, :low, :documents, :by_destination, :once) "
      "ON CONFLICT (lane, subject, kind, form, year, month, mode, destination, currency) "
      "DO UPDATE SET amount_high = clearance_total.amount_high + excluded.amount_high, "
      "amount_low = clearance_total.amount_low + excluded.amount_low, "
      "documents = clearance_total.documents + excluded.documents, "
      "documents_by_destination = clearance_total.documents_by_destination + "
      "excluded.documents_by_destination, "
      "documents_once = clearance_total.documents_once + excluded.documents_once",
      {{"lane", delta.lane},
       {"subject", key.subject},
       {"kind", static_cast<int64_t>(key.kind)},
       {"form", static_cast<int64_t>(key.form)},
       {"year", key.year},
       {"month", key.month},
       {"mode", key.mode},
       {"destination", key.destination},
       {"currency", key.currency},
       {"high", static_cast<int64_t>(units >> 32)},
       {"low", static_cast<int64_t>(units & 0xffff'ffff)},
       {"documents", delta.total.documents},
       {"by_destination", delta.total.documents_by_destination},
       {"once", delta.total.documents_once}}));
  return {};
}

Status write_transitions(Store& store, int64_t batch,
                         const std::vector<AppliedTransition>& transitions) {
  if (transitions.empty()) return {};
  CHUHAI_ASSIGN_OR_RETURN(auto rows,
                          store.bulk_append("clearance_transition", kTransitionColumns, false));
  for (size_t first = 0; first < transitions.size();) {
    const int lane = lane_group(transitions[first].lane);
    size_t end = first;
    while (end < transitions.size() && lane_group(transitions[end].lane) == lane) ++end;
    const std::string bytes = encode_transitions(transitions, first, end);
    rows->int64(lane).int64(batch).int64(static_cast<int64_t>(end - first)).blob(bytes);
    CHUHAI_RETURN_IF_ERROR(rows->end_row());
    first = end;
  }
  return rows->finish();
}

}  // namespace

Result<VerdictWriter> VerdictWriter::open(Store& store) {
  VerdictWriter writer;
  CHUHAI_ASSIGN_OR_RETURN(writer.verdicts_,
                          store.bulk_append("clearance_verdict", kVerdictColumns, false));
  CHUHAI_ASSIGN_OR_RETURN(writer.refusals_,
                          store.bulk_append("clearance_refusal", kRefusalColumns, false));
  return writer;
}

Status VerdictWriter::verdict(const Verdict& verdict) {
  std::string findings;
  if (!verdict.findings->empty()) {
    Json list = Json::array();
    for (const documents::Finding& finding : *verdict.findings) list.push(finding.to_json());
    findings = list.to_string();
  }
  verdicts_->int64(verdict.entry.lane)
      .int64(verdict.entry.position)
      .text(verdict.message_type)
      .int64(verdict.refused)
      .int64(verdict.documents)
      .int64(verdict.accepted)
      .text(findings);
  return verdicts_->end_row();
}

Status VerdictWriter::refusal(const Refusal& refusal) {
  refusals_->int64(refusal.locator.entry.lane)
      .int64(refusal.locator.entry.position)
      .int64(refusal.locator.ordinal)
      .int64(refusal.kind)
      .text(refusal.rule)
      .text(refusal.code)
      .text(refusal.document_key)
      .text(refusal.ebc_code)
      .text(refusal.order_no);
  return refusals_->end_row();
}

Status VerdictWriter::finish() {
  CHUHAI_RETURN_IF_ERROR(verdicts_->finish());
  return refusals_->finish();
}

Status write_effects(Store& store, LocatorIndex& locator, int64_t batch, const Effects& effects) {
  CHUHAI_RETURN_IF_ERROR(write_parcels(store, batch, effects));
  for (const TotalDelta& delta : effects.totals) CHUHAI_RETURN_IF_ERROR(write_total(store, delta));
  CHUHAI_RETURN_IF_ERROR(write_transitions(store, batch, effects.transitions));
  std::vector<LocatorEntry> entries;
  for (const WrittenParcel& written : effects.parcels)
    for (const Hash128 key : written.new_keys) entries.push_back({key, {written.lane, written.id}});
  return locator.append(batch, entries);
}

Status write_checkpoint(Store& store, const Matcher::Checkpoint& checkpoint, int64_t batch,
                        const Settings& settings) {
  const auto remove = [&](const Matcher::RowKey& key) {
    return store.execute(
        "DELETE FROM clearance_open "
        "WHERE lane = :lane AND is_waybill = :is_waybill AND id = :id",
        {{"lane", key.lane}, {"is_waybill", key.is_waybill}, {"id", key.id.value()}});
  };
  for (const Matcher::RowKey& key : checkpoint.gone) CHUHAI_RETURN_IF_ERROR(remove(key));
  for (const auto& [key, body] : checkpoint.rows)
    if (key.exists) CHUHAI_RETURN_IF_ERROR(remove(key));
  CHUHAI_ASSIGN_OR_RETURN(auto rows, store.bulk_append("clearance_open", kOpenColumns, false));
  for (const auto& [key, body] : checkpoint.rows) {
    rows->int64(key.lane).int64(key.is_waybill).int64(key.id.value()).blob(body);
    CHUHAI_RETURN_IF_ERROR(rows->end_row());
  }
  CHUHAI_RETURN_IF_ERROR(rows->finish());
  const std::string text = settings_text(settings);
  CHUHAI_RETURN_IF_ERROR(
      store.execute("INSERT INTO clearance_checkpoint (lane, watermark, last_batch, settings) "
                    "VALUES (0, :batch, :batch, :settings) ON CONFLICT (lane) DO UPDATE SET "
                    "watermark = excluded.watermark, last_batch = excluded.last_batch, "
                    "settings = excluded.settings",
                    {{"batch", batch}, {"settings", text}}));
  return {};
}

Status move_last_batch(Store& store, int64_t from, int64_t to) {
  CHUHAI_ASSIGN_OR_RETURN(const int64_t changed,
                          store.execute("UPDATE clearance_checkpoint SET last_batch = :to "
                                        "WHERE lane = 0 AND last_batch = :from",
                                        {{"to", to}, {"from", from}}));
  if (changed == 1) return {};
  return Error(ErrorCode::kConflict,
               "another intake has written to this store meanwhile: run the command again");
}

std::string settings_text(const Settings& settings) {
  Json json = Json::object();
  json.set("incomplete_after_days", settings.incomplete_after_days)
      .set("receipt_required_until", settings.receipt_required_until.to_string())
      .set("total_price_tolerance", settings.documents.total_price_tolerance.to_string())
      .set("clock_tolerance_minutes", settings.clock_tolerance_minutes);
  return json.to_string();
}

Result<Settings> parse_settings(std::string_view text) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(text));
  const Json* days = json.find("incomplete_after_days");
  const Json* until = json.find("receipt_required_until");
  const Json* tolerance = json.find("total_price_tolerance");
  if (days == nullptr || days->as_number() == nullptr || until == nullptr ||
      until->as_string() == nullptr || tolerance == nullptr || tolerance->as_string() == nullptr)
    return Error(ErrorCode::kCorrupt, "clearance_checkpoint holds no settings");
  Settings settings;
  settings.incomplete_after_days = std::atoi(days->as_number()->text.c_str());
  // Stores of version 0.1.0 ran without it.
  const Json* minutes = json.find("clock_tolerance_minutes");
  if (minutes != nullptr && minutes->as_number() != nullptr)
    settings.clock_tolerance_minutes = std::atoi(minutes->as_number()->text.c_str());
  CHUHAI_ASSIGN_OR_RETURN(settings.receipt_required_until, Date::parse(*until->as_string()));
  CHUHAI_ASSIGN_OR_RETURN(settings.documents.total_price_tolerance,
                          Amount5::parse(*tolerance->as_string()));
  return settings;
}

std::string encode_transitions(const std::vector<AppliedTransition>& transitions, size_t first,
                               size_t end) {
  std::string bytes;
  ByteWriter writer(bytes);
  writer.u8(1);
  int64_t id = 0;
  for (size_t i = first; i < end; ++i) {
    const AppliedTransition& one = transitions[i];
    writer.varint(static_cast<uint64_t>(one.lane));
    writer.zigzag(one.parcel.value() - id);
    writer.u8(static_cast<uint8_t>(one.about));
    writer.text(one.status);
    writer.instant(one.at);
    id = one.parcel.value();
  }
  return bytes;
}

Result<std::vector<AppliedTransition>> decode_transitions(std::string_view bytes) {
  ByteReader reader(bytes);
  std::vector<AppliedTransition> transitions;
  int64_t id = 0;
  const bool known = reader.u8() == 1;
  while (known && !reader.at_end()) {
    AppliedTransition one;
    one.lane = static_cast<int>(reader.varint());
    id += reader.zigzag();
    one.parcel = ParcelId(id);
    one.about = static_cast<documents::DocumentKind>(reader.u8());
    one.status = reader.text();
    one.at = reader.instant();
    transitions.push_back(std::move(one));
  }
  if (!known || !reader.ok())
    return Error(ErrorCode::kCorrupt, "a transition segment isn't in its form, version 1");
  return transitions;
}

}  // namespace chuhai::clearance
