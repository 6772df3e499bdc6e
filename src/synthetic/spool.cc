#include "synthetic/spool.h"

#include <fmt/format.h>

#include <fstream>

namespace chuhai::synthetic {
namespace {

constexpr int kDocumentsMax = 100;  // of a message, by the specification
constexpr size_t kMessageBytes = 400'000;

std::string_view answer_type(About about) {
  switch (about) {
    case About::kOrder:
      return "CEB304Message";
    case About::kReceipt:
      return "CEB404Message";
    case About::kWaybill:
      return "CEB506Message";
    case About::kList:
      return "CEB604Message";
  }
  return "";
}

std::vector<const AnswerKeys*> those(const std::vector<AnswerKeys>& all,
                                     const std::function<bool(const AnswerKeys&)>& wanted) {
  std::vector<const AnswerKeys*> found;
  for (const AnswerKeys& keys : all)
    if (wanted(keys)) found.push_back(&keys);
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
                   std::optional<AnswerKeys> answer) {
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
  if (pending_.front().about != About::kList) {
    const auto all = those(pending_, [](const AnswerKeys&) { return true; });
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "120", all, &AnswerKeys::stored));
  } else {
    // A list whose order or waybill is missing stays "being declared".
    const auto waiting = those(pending_, [](const AnswerKeys& k) { return !k.is_released; });
    const auto released = those(pending_, [](const AnswerKeys& k) { return k.is_released; });
    const auto in_time =
        those(pending_, [](const AnswerKeys& k) { return k.is_released && !k.is_late; });
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "2", waiting, &AnswerKeys::stored));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "399", released, &AnswerKeys::concluded));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "800", in_time, &AnswerKeys::released));
    CHUHAI_RETURN_IF_ERROR(send_answers(spool, month, "899", in_time, &AnswerKeys::cleared));
    for (AnswerKeys& keys : pending_)
      if (keys.is_released && keys.is_late) late_.push_back(std::move(keys));
  }
  pending_.clear();
  return {};
}

Status Outbox::send_answers(Spool& spool, int month, std::string_view status,
                            const std::vector<const AnswerKeys*>& keys, Instant AnswerKeys::*at) {
  for (size_t first = 0; first < keys.size(); first += kDocumentsMax) {
    const std::string_view type = answer_type(keys[first]->about);
    documents::MessageWriter writer(type, make_guid(random_));
    writer.reserve(kMessageBytes / 4);
    const size_t end = std::min(keys.size(), first + kDocumentsMax);
    for (size_t i = first; i < end; ++i)
      write_answer(writer, *keys[i], status, keys[i]->*at, make_guid(random_));
    answers_ += end - first;
    CHUHAI_ASSIGN_OR_RETURN(const std::string bytes, writer.finish());
    CHUHAI_RETURN_IF_ERROR(spool.write(type, month, bytes));
  }
  return {};
}

}  // namespace chuhai::synthetic
