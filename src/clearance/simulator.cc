#include "clearance/simulator.h"

#include <fmt/format.h>

#include <algorithm>

#include "documents/encode.h"

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::DocumentKind;

constexpr int64_t kSecond = 1000;

// splitmix64: a fixed sequence from a seed.
uint64_t mix(uint64_t value) {
  value += 0x9E37'79B9'7F4A'7C15u;
  value = (value ^ (value >> 30)) * 0xBF58'476D'1CE4'E5B9u;
  value = (value ^ (value >> 27)) * 0x94D0'49BB'1331'11EBu;
  return value ^ (value >> 31);
}

class Answers {
 public:
  Answers(uint64_t seed, uint64_t list_serial, std::vector<Document>* out)
      : seed_(seed), list_serial_(list_serial), out_(out) {}

  // An answer `from`..`to` seconds after `at`; returns its time.
  Instant add(const Document& about, Instant at, int from, int to, std::string_view status,
              std::string_view text) {
    seed_ = mix(seed_);
    const auto seconds = from + static_cast<int64_t>(seed_ % static_cast<uint64_t>(to - from + 1));
    Document answer;
    answer.kind = DocumentKind::kReturn;
    answer.about = about.kind;
    answer.guid = simulated_guid(seed_, out_->size());
    answer.ebp_code = about.ebp_code;
    answer.ebc_code = about.ebc_code;
    answer.order_no = about.order_no;
    answer.pay_no = about.pay_no;
    answer.logistics_code = about.logistics_code;
    answer.logistics_no = about.logistics_no;
    answer.agent_code = about.agent_code;
    answer.cop_no = about.cop_no;
    answer.statistics_flag = about.statistics_flag;
    if (about.kind == DocumentKind::kList) number_list(about, &answer);
    answer.return_status = status;
    answer.return_time = at.plus_millis(seconds * kSecond + static_cast<int64_t>(seed_ % 1000));
    answer.return_info = fmt::format("{}{}[{}]", kSimulatedCustoms, text, about.guid);
    out_->push_back(std::move(answer));
    return out_->back().return_time;
  }

 private:
  // preNo: B, date, nine digits; invtNo: customs code, year, E, nine digits.
  void number_list(const Document& list, Document* answer) const {
    const uint64_t serial = list_serial_ % 1'000'000'000;
    const Date date = list.app_time.date();
    answer->pre_no =
        fmt::format("B{:04}{:02}{:02}{:09}", date.year(), date.month(), date.day(), serial);
    std::string_view code = "4900";
    if (list.customs_code.size() == 4) code = list.customs_code;
    answer->invt_no = fmt::format("{}{:04}E{:09}", code, date.year(), serial);
  }

  uint64_t seed_;
  uint64_t list_serial_;
  std::vector<Document>* out_;
};

Instant stored(Answers& answers, const Document& document) {
  const Instant declared = answers.add(document, document.app_time, 5, 60, "2", "申报中");
  return answers.add(document, declared, 10, 300, "120", "海关入库");
}

void answer_list(Answers& answers, const SimulatedParcel& parcel, SimulatedOutcome outcome,
                 Instant others_stored) {
  const Document& list = *parcel.list;
  Instant at = answers.add(list, list.app_time, 5, 60, "2", "新增申报成功");
  if (parcel.order == nullptr || parcel.waybill == nullptr) return;
  at = answers.add(list, std::max(at, others_stored), 10, 300, "120", "海关入库");
  if (outcome == SimulatedOutcome::kStored) return;
  if (outcome == SimulatedOutcome::kRejected) {
    answers.add(list, at, 60, 600, "100", "海关退单");
    return;
  }
  at = answers.add(list, at, 60, 600, "399", "海关审结");
  at = answers.add(list, at, 60, 3600, "800", "放行");
  if (outcome == SimulatedOutcome::kReleased) return;
  answers.add(list, at, 24 * 3600, 72 * 3600, "899", "结关");
}

void write_key(documents::MessageWriter& writer, const Document& answer) {
  writer.field("guid", answer.guid);
  switch (answer.about) {
    case DocumentKind::kOrder:
      writer.field("ebpCode", answer.ebp_code);
      writer.field("ebcCode", answer.ebc_code);
      writer.field("orderNo", answer.order_no);
      return;
    case DocumentKind::kReceipt:
      writer.field("ebcCode", answer.ebc_code);
      writer.field("orderNo", answer.order_no);
      if (!answer.pay_no.empty()) writer.field("payNo", answer.pay_no);
      return;
    case DocumentKind::kWaybill:
      writer.field("logisticsCode", answer.logistics_code);
      writer.field("logisticsNo", answer.logistics_no);
      return;
    default:
      break;
  }
  writer.field("agentCode", answer.agent_code);
  writer.field("copNo", answer.cop_no);
  writer.field("preNo", answer.pre_no);
  writer.field("invtNo", answer.invt_no);
  writer.field("ebcCode", answer.ebc_code);
  writer.field("ebpCode", answer.ebp_code);
  writer.field("orderNo", answer.order_no);
  writer.field("statisticsFlag", std::string(1, answer.statistics_flag));
}

}  // namespace

std::string_view returns_type(DocumentKind about) {
  switch (about) {
    case DocumentKind::kOrder:
      return "CEB304Message";
    case DocumentKind::kReceipt:
      return "CEB404Message";
    case DocumentKind::kWaybill:
      return "CEB506Message";
    default:
      return "CEB604Message";
  }
}

std::string simulated_guid(uint64_t seed, uint64_t number) {
  const uint64_t high = mix(seed ^ mix(number));
  const uint64_t low = mix(high);
  return fmt::format("{:08X}-{:04X}-{:04X}-{:04X}-{:012X}", high >> 32, high >> 16 & 0xffff,
                     high & 0xffff, low >> 48, low & 0xffff'ffff'ffffu);
}

std::vector<Document> simulate_customs(const SimulatedParcel& parcel, SimulatedOutcome outcome,
                                       uint64_t seed) {
  std::vector<Document> all;
  Answers answers(seed, parcel.list_serial, &all);
  Instant others_stored = Instant::from_millis(INT64_MIN);
  if (parcel.order != nullptr) others_stored = stored(answers, *parcel.order);
  for (const Document* receipt : parcel.receipts) stored(answers, *receipt);
  if (parcel.waybill != nullptr)
    others_stored = std::max(others_stored, stored(answers, *parcel.waybill));
  if (parcel.list != nullptr) answer_list(answers, parcel, outcome, others_stored);
  return all;
}

Result<std::string> write_returns(std::span<const Document> answers,
                                  std::string_view message_guid) {
  if (answers.empty() || answers.size() > 100)
    return Error(ErrorCode::kInvalidArgument, "a message holds 1 to 100 answers");
  documents::MessageWriter writer(returns_type(answers.front().about), message_guid);
  writer.reserve(answers.size() * 1000);
  for (const Document& answer : answers) {
    if (answer.about != answers.front().about)
      return Error(ErrorCode::kInvalidArgument, "a message's answers are about one kind");
    writer.begin_document();
    write_key(writer, answer);
    writer.field("returnStatus", answer.return_status);
    writer.field("returnTime", answer.return_time);
    writer.field("returnInfo", answer.return_info);
  }
  return writer.finish();
}

}  // namespace chuhai::clearance
