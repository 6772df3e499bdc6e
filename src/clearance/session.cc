#include "clearance/session.h"

#include <fmt/format.h>

#include <utility>

#include "clearance/parcels_event.h"
#include "crypto/digest.h"
#include "store/transaction.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;
using documents::Finding;

constexpr int64_t kMillisPerMinute = 60'000;

Finding finding_of(const Ruling& ruling, const Document& document, std::string_view guid) {
  Finding finding;
  finding.severity = ruling.verdict == Verdict::kHeld ? documents::Severity::kFinding
                                                      : documents::Severity::kDocumentRefused;
  finding.rule = ruling.rule;
  finding.code = ruling.code;
  finding.message = guid;
  finding.document = document.locator.ordinal;
  finding.value = document_key_of(document);
  finding.text_zh = ruling.text_zh;
  finding.text_en = ruling.text_en;
  return finding;
}

}  // namespace

std::string document_key_of(const Document& document) {
  const DocumentKind kind = document.kind == DocumentKind::kReturn ? document.about : document.kind;
  switch (kind) {
    case DocumentKind::kWaybill:
      if (document.form == documents::Form::kTradeRecord) break;
      return document.logistics_code + "/" + document.logistics_no;
    case DocumentKind::kList:
      return document.agent_code + "/" + document.cop_no;
    case DocumentKind::kReceipt:
      return document.ebc_code + "/" + document.order_no + "/" + document.pay_code + "/" +
             document.pay_no;
    default:
      break;
  }
  return document.ebc_code + "/" + document.order_no;
}

Result<std::unique_ptr<Session>> Session::open(store::Store& store, const Settings& settings,
                                               const journal::Act& act,
                                               const IntakeLimits& limits) {
  std::unique_ptr<Session> session(new Session(store, settings, act, limits));
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&] { return session->catch_up(); }));
  return session;
}

// Whether nobody else has written since the memory was made.
Result<bool> Session::is_in_step() {
  if (!is_sound_) return false;
  CHUHAI_ASSIGN_OR_RETURN(const StoredCheckpoint stored, read_checkpoint(store_));
  return stored.watermark == state_->watermark && stored.last_batch == state_->last_batch &&
         stored.settings == settings_text(state_->settings);
}

Status Session::catch_up() {
  CHUHAI_ASSIGN_OR_RETURN(const bool in_step, is_in_step());
  if (in_step) return {};
  is_sound_ = false;
  CHUHAI_ASSIGN_OR_RETURN(state_, recover(store_, settings_));
  // What the last command left behind is settled under the settings that it ran with; from here on
  // the new ones hold, and a later replay must know them.
  const bool changed = settings_text(state_->settings) != settings_text(settings_);
  if (changed || state_->replayed || state_->watermark == 0) {
    state_->settings = settings_;
    CHUHAI_RETURN_IF_ERROR(checkpoint());
  }
  if (changed) {
    CHUHAI_ASSIGN_OR_RETURN(state_, recover(store_, settings_));
  }
  is_sound_ = true;
  return {};
}

Status Session::checkpoint() {
  State& state = *state_;
  CHUHAI_RETURN_IF_ERROR(
      write_checkpoint(store_, state.matcher.take_checkpoint(), state.last_batch, state.settings));
  state.watermark = state.last_batch;
  batches_since_checkpoint_ = 0;
  return {};
}

Status Session::write_batch(const std::function<Status(Writing&)>& fill) {
  if (batches_ == limits_.stop_after_batches)
    return Error(ErrorCode::kIo, "stopped after the number of batches asked for");
  journal::Act act = act_;
  if (!act.id.empty()) act.id = fmt::format("{}/{}", act_.id, batches_);
  return write(act, fill);
}

Status Session::write_batch_of(const journal::Act& act,
                               const std::function<Status(Writing&)>& fill) {
  act_ = act;
  return write(act, fill);
}

Status Session::write(const journal::Act& act, const std::function<Status(Writing&)>& fill) {
  CHUHAI_ASSIGN_OR_RETURN(store::Transaction transaction, store_.begin());
  CHUHAI_RETURN_IF_ERROR(catch_up());
  is_sound_ = false;  // until the commit
  repeats_.clear();
  auto opened = journal::Batch::open(store_, act);
  if (!opened.ok() && opened.error().code() == ErrorCode::kAlreadyExists) {
    // The client's act was cut short after this batch, or its answer was lost: go on with the next.
    is_sound_ = true;
    ++batches_;
    return {};
  }
  if (!opened.ok()) return opened.take_error();
  journal::Batch batch = std::move(opened).value();
  CHUHAI_RETURN_IF_ERROR(move_last_batch(store_, state_->last_batch, batch.number()));
  CHUHAI_ASSIGN_OR_RETURN(VerdictWriter verdicts, VerdictWriter::open(store_));
  Writing writing{batch, verdicts};
  CHUHAI_RETURN_IF_ERROR(fill(writing));
  const Effects effects = state_->matcher.end_batch();
  CHUHAI_RETURN_IF_ERROR(verdicts.finish());
  // Now that they are written: a message may repeat one of the same batch.
  for (const journal::EntryKey first : std::exchange(repeats_, {}))
    CHUHAI_RETURN_IF_ERROR(add_first_verdict(store_, first, &summary.repeated));
  CHUHAI_RETURN_IF_ERROR(write_effects(store_, state_->locator, batch.number(), effects));
  for (const auto& [lane, payload] : event_payloads(effects))
    CHUHAI_RETURN_IF_ERROR(batch.append_event(lane, kParcelsEvent, payload));
  CHUHAI_RETURN_IF_ERROR(batch.finish());
  state_->last_batch = batch.number();
  if (++batches_since_checkpoint_ >= limits_.batches_per_checkpoint)
    CHUHAI_RETURN_IF_ERROR(checkpoint());
  CHUHAI_RETURN_IF_ERROR(transaction.commit());
  is_sound_ = true;
  summary.parcels_written += effects.parcels.size();
  ++batches_;
  return {};
}

Result<int> Session::apply(Writing& writing, std::vector<Document>& documents, const From& from,
                           std::vector<Finding>* findings) {
  int accepted = 0;
  note_future(documents, from, findings);
  const auto take = [&](const Applied& applied) -> Status {
    const Ruling& ruling = applied.ruling;
    const Document& document = *applied.document;
    switch (ruling.verdict) {
      case Verdict::kAccepted:
        ++accepted;
        ++summary.documents;
        if (document.kind == DocumentKind::kReturn) ++summary.transitions;
        return {};
      case Verdict::kRepeated:
        ++summary.documents_repeated;
        return {};
      case Verdict::kHeld:
        ++(from.repeat ? summary.repeated.held : summary.held);
        if (from.repeat) return {};
        findings->push_back(finding_of(ruling, document, from.name));
        return {};
      case Verdict::kRefused:
      case Verdict::kNotYetHandled:
        break;
    }
    const bool refused = ruling.verdict == Verdict::kRefused;
    if (from.repeat) {
      ++(refused ? summary.repeated.documents_refused : summary.repeated.not_yet_handled);
      ++summary.repeated.refused_by_rule[std::string(ruling.rule)];
      return {};
    }
    ++(refused ? summary.documents_refused : summary.not_yet_handled);
    ++summary.refused_by_rule[std::string(ruling.rule)];
    findings->push_back(finding_of(ruling, document, from.name));
    return writing.verdicts.refusal({document.locator, static_cast<int>(document.kind), ruling.rule,
                                     ruling.code, document_key_of(document), document.ebc_code,
                                     document.order_no});
  };
  CHUHAI_RETURN_IF_ERROR(apply_documents(state_->matcher, documents, from.mapping, take));
  return accepted;
}

// A clock that runs ahead, a day mistyped, or an act dated back: the documents may be right all the
// same. One finding for all of them, since with a wrong act time that is every document there is.
void Session::note_future(const std::vector<Document>& documents, const From& from,
                          std::vector<Finding>* findings) {
  const int minutes = state_->settings.clock_tolerance_minutes;
  const Instant latest = act_.at.plus_millis(minutes * kMillisPerMinute);
  const Document* first = nullptr;
  size_t number = 0;
  for (const Document& document : documents) {
    if (document.kind == DocumentKind::kReturn || document.app_time <= latest) continue;
    if (number++ == 0) first = &document;
  }
  if (number == 0) return;
  ++(from.repeat ? summary.repeated.in_future : summary.in_future);
  if (from.repeat) return;
  Finding finding;
  finding.severity = documents::Severity::kFinding;
  finding.rule = kFutureRule;
  finding.message = from.name;
  finding.document = first->locator.ordinal;
  finding.field_path = "appTime";
  finding.value = first->app_time.to_string();
  finding.text_zh = fmt::format("{} 份单证的 appTime 晚于接收时间 {} 超过 {} 分钟，首份为 {}",
                                number, act_.at.to_string(), minutes, document_key_of(*first));
  finding.text_en = fmt::format(
      "appTime of {} document(s) is later than their intake at {} by more than {} minutes; the "
      "first is {}",
      number, act_.at.to_string(), minutes, document_key_of(*first));
  findings->push_back(std::move(finding));
}

bool Session::anything_has_waited() const {
  bool waited = false;
  state_->matcher.for_each_open(
      [&](const OpenParcel& open) {
        waited = waited || state_->matcher.has_waited(open.newest_millis, act_.at);
      },
      [](const OpenWaybill&) {});
  return waited;
}

Status Session::sweep() {
  return write_batch([&](Writing& writing) -> Status {
    journal::NewEntry entry;
    entry.kind = kDeadlineEntry;
    entry.source_name = "clock";
    entry.parameters = settings_text(state_->settings);
    entry.record.bytes = act_.at.to_string();
    entry.record.digest = crypto::sha256(entry.record.bytes);
    auto written = writing.batch.append(entry);
    if (!written.ok()) return written.take_error();
    state_->matcher.sweep(act_.at);
    return {};
  });
}

Status Session::close() {
  if (anything_has_waited()) {
    CHUHAI_RETURN_IF_ERROR(store::with_retries({}, [&] { return sweep(); }));
  }
  return close_without_sweep();
}

Status Session::close_without_sweep() {
  if (state_->watermark != state_->last_batch) {
    CHUHAI_RETURN_IF_ERROR(store::run_transaction(store_, [&]() -> Status {
      // Whoever has written meanwhile leaves a newer checkpoint.
      CHUHAI_ASSIGN_OR_RETURN(const bool in_step, is_in_step());
      is_sound_ = false;
      return in_step ? checkpoint() : Status();
    }));
  }
  summary.parcels_open = state_->matcher.open_parcels();
  return {};
}

}  // namespace chuhai::clearance
