#include "synthetic/spool.h"

#include <fmt/format.h>

#include <fstream>

#include "clearance/simulator.h"

namespace chuhai::synthetic {
namespace {

constexpr int kDocumentsMax = 100;  // of a message, by the specification
constexpr size_t kMessageBytes = 400'000;

std::vector<const AnswerPlan*> those(const std::vector<AnswerPlan>& all,
                                     const std::function<bool(const AnswerPlan&)>& wanted) {
  std::vector<const AnswerPlan*> found;
  for (const AnswerPlan& plan : all)
    if (wanted(plan)) found.push_back(&plan);
  return found;
}

}  // namespace

// Not base's write_file: that waits for the disk at each of thousands of files.
Status Spool::write_file(std::string_view type, int month, std::string_view bytes) {
  const auto path = folder_ / fmt::format("{:06}-{}-{:02}.xml", ++files_, type, month);
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.close();
  if (!out) return Error(ErrorCode::kIo, fmt::format("can't write {}", path.string()));
  bytes_ += bytes.size();
  return {};
}

Status Spool::write(std::string_view type, int month, std::string_view bytes) {
  CHUHAI_RETURN_IF_ERROR(write_file(type, month, bytes));
  if (keep_ == 0) return {};
  if (kept_.size() >= keep_) kept_.erase(kept_.begin());
  kept_.push_back({std::string(type), month, std::string(bytes)});
  return {};
}

Result<int> Spool::repeat(int count) {
  int done = 0;
  for (const Kept& kept : kept_) {
    if (done == count) break;
    CHUHAI_RETURN_IF_ERROR(write_file(kept.type, kept.month, kept.bytes));
    ++done;
  }
  kept_.clear();
  return done;
}

Status Outbox::add(Spool& spool, int month,
                   const std::function<void(documents::MessageWriter&)>& write,
                   std::optional<AnswerPlan> answer) {
  if (!open_) {
    open_ = std::make_unique<documents::MessageWriter>(type_, make_guid(random_));
    open_->reserve(kMessageBytes);
  }
  write(*open_);
  ++documents_;
  if (answer) pending_.push_back(std::move(*answer));
  return open_->document_count() == kDocumentsMax ? flush(spool, month) : Status();
}

Status Outbox::flush(Spool& spool, int month) {
  if (!open_) return {};
  CHUHAI_ASSIGN_OR_RETURN(const std::string bytes, open_->finish(transfer_));
  open_.reset();
  CHUHAI_RETURN_IF_ERROR(spool.write(type_, month, bytes));
  return send_all_answers(spool, month);
}

Status Outbox::send_all_answers(Spool& spool, int month) {
  if (pending_.empty()) return {};
  if (pending_.front().answer.about != documents::DocumentKind::kList) {
    const auto all = those(pending_, [](const AnswerPlan&) { return true; });
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "120", all, &AnswerPlan::stored));
  } else {
    // A list whose order or waybill is missing stays "being declared".
    const auto waiting = those(pending_, [](const AnswerPlan& k) { return !k.is_released; });
    const auto released = those(pending_, [](const AnswerPlan& k) { return k.is_released; });
    const auto in_time =
        those(pending_, [](const AnswerPlan& k) { return k.is_released && !k.is_late; });
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "2", waiting, &AnswerPlan::stored));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "399", released, &AnswerPlan::concluded));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "800", in_time, &AnswerPlan::released));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "899", in_time, &AnswerPlan::cleared));
    for (AnswerPlan& plan : pending_)
      if (plan.is_released && plan.is_late) late_.push_back(std::move(plan));
  }
  pending_.clear();
  return {};
}

Status Outbox::send_answers(Spool& spool, int month, std::string_view status,
                            const std::vector<const AnswerPlan*>& plans, Instant AnswerPlan::*at) {
  for (size_t first = 0; first < plans.size(); first += kDocumentsMax) {
    const size_t end = std::min(plans.size(), first + kDocumentsMax);
    const std::string message_guid = make_guid(random_);
    std::vector<documents::Document> answers;
    answers.reserve(end - first);
    for (size_t i = first; i < end; ++i)
      answers.push_back(answer_of(*plans[i], status, plans[i]->*at, make_guid(random_)));
    answers_ += answers.size();
    CHUHAI_ASSIGN_OR_RETURN(const std::string bytes,
                            clearance::write_returns(answers, message_guid));
    CHUHAI_RETURN_IF_ERROR(
        spool.write(clearance::returns_type(answers.front().about), month, bytes));
  }
  return {};
}

}  // namespace chuhai::synthetic
