// The message files, in the order in which they were sent: documents gathered a hundred to a
// message, and customs' answers right after the message that they answer.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/encode.h"
#include "synthetic/random.h"
#include "synthetic/trade_documents.h"

namespace chuhai::synthetic {

// Numbers the files: messages/000001-CEB303Message-01.xml, with the month at the end.
class Spool {
 public:
  explicit Spool(std::filesystem::path folder) : folder_(std::move(folder)) {}

  Status write(std::string_view type, int month, std::string_view bytes);
  // The last files written are kept, to be repeated.
  void keep_last(size_t count) { keep_ = count; }
  // Writes up to `count` of the kept files again, byte for byte; how many.
  Result<int> repeat(int count);

  size_t files() const { return files_; }
  size_t bytes() const { return bytes_; }

 private:
  struct Kept {
    std::string type;
    int month = 0;
    std::string bytes;
  };
  Status write_file(std::string_view type, int month, std::string_view bytes);

  std::filesystem::path folder_;
  std::vector<Kept> kept_;  // a ring
  size_t keep_ = 0;
  size_t files_ = 0;
  size_t bytes_ = 0;
};

// Messages of one type, of which one is open.
class Outbox {
 public:
  Outbox(std::string_view type, documents::Transfer transfer, uint64_t seed)
      : type_(type), transfer_(std::move(transfer)), random_(seed) {}

  // `write` adds one document; `answer` is what customs says about it, if anything. Sends when the
  // message is full.
  Status add(Spool& spool, int month, const std::function<void(documents::MessageWriter&)>& write,
             std::optional<AnswerPlan> answer);
  // Sends the open message, if any, and the answers about it.
  Status flush(Spool& spool, int month);

  // Of lists whose release and clearance come with the year's last files.
  std::vector<AnswerPlan>& late() { return late_; }
  size_t documents() const { return documents_; }
  size_t answers() const { return answers_; }

  // Answers of one kind with one status, at most a hundred a message.
  Status send_answers(Spool& spool, int month, std::string_view status,
                      const std::vector<const AnswerPlan*>& plans, Instant AnswerPlan::*at);

 private:
  Status send_all_answers(Spool& spool, int month);

  std::string type_;
  documents::Transfer transfer_;
  Random random_;
  std::unique_ptr<documents::MessageWriter> open_;
  std::vector<AnswerPlan> pending_;
  std::vector<AnswerPlan> late_;
  size_t documents_ = 0;
  size_t answers_ = 0;
};

}  // namespace chuhai::synthetic
