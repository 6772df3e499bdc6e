#include "synthetic/year.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "synthetic/large.h"
#include "synthetic/spool.h"

namespace chuhai::synthetic {
namespace {

constexpr int kMonths = 12;
// Hundredths of the year's parcels: more before Christmas.
constexpr std::array<int, kMonths> kSeason = {7, 6, 8, 8, 8, 8, 8, 8, 8, 9, 12, 10};
constexpr int64_t kDayMillis = 86'400'000;
constexpr int64_t kHourMillis = 3'600'000;
constexpr size_t kProgressEvery = 500;
// What is planted lies in the first nine tenths: before mid-December every order of any year needs
// its receipt of money.
constexpr int kPlantedTenths = 9;

documents::Transfer transfer_of(const Service& service) {
  documents::Transfer transfer;
  transfer.cop_code = service.id;
  transfer.cop_name = service.name_zh;
  transfer.dxp_id = "DXPSYN" + service.customs_code;
  transfer.note = "合成数据 SYNTHETIC";
  return transfer;
}

class YearWriter {
 public:
  YearWriter(const Province& province, const GenerateOptions& options,
             const std::function<void(size_t, size_t)>& progress)
      : province_(province),
        options_(options),
        progress_(progress),
        spool_(options.out / "messages"),
        orders_("CEB303Message", transfer_of(province.platforms[0]), stream("303")),
        receipts_("CEB403Message", transfer_of(province.payers[0]), stream("403")),
        waybills_("CEB505Message", transfer_of(province.carriers[0]), stream("505")),
        lists_("CEB603Message", transfer_of(province.agents[0]), stream("603")),
        large_("CEB303Message", transfer_of(province.platforms[1]), stream("large")),
        again_("CEB303Message", transfer_of(province.platforms[0]), stream("again")),
        random_(stream("faults")),
        of_each_(planted_of_each(options.parcels)),
        output_{Ledger(settings_)} {
    for (const Seller& seller : province.sellers) weights_.push_back(seller.weight);
  }

  Result<YearOutput> run();

 private:
  uint64_t stream(std::string_view name) const {
    return stable_hash64(fmt::format("{} {} {}", options_.seed, options_.year, name));
  }
  Status write_month(int month);
  Status write_parcel(int month, int index, Instant at);
  Status write_retail(int month, const Trade& trade);
  Status write_bad_message(int month, const Trade& trade);
  Status write_again(int month, const Trade& trade);
  Status write_large_orders(int month);
  Status end_month(int month);
  Status write_late_answers();
  std::pair<Plant, int> plant_at(int index) const;

  const Province& province_;
  const GenerateOptions& options_;
  const std::function<void(size_t, size_t)>& progress_;
  const clearance::Settings settings_;
  Spool spool_;
  Outbox orders_, receipts_, waybills_, lists_;
  Outbox large_;
  Outbox again_;  // repeated documents, changes, older ones; sent at the month's end
  Random random_;
  int of_each_;
  YearOutput output_;
  std::vector<int> weights_;
  std::vector<LargeOrder> large_orders_;
  size_t next_large_ = 0;
  int next_parcel_ = 0;
};

// The k-th of all planted ones lies at (k + 1/2) / all of the planted part of the year; the kinds
// take turns.
std::pair<Plant, int> YearWriter::plant_at(int index) const {
  const int64_t all = int64_t{of_each_} * kPlantedInParcels;
  if (all == 0) return {Plant::kNone, 0};
  const int64_t width = int64_t{options_.parcels} * kPlantedTenths;  // times ten
  const auto place = [&](int64_t k) { return (2 * k + 1) * width / (20 * all); };
  const int64_t guess = int64_t{index} * 10 * all / width;
  for (int64_t k = std::max<int64_t>(guess - 1, 0); k < all && k <= guess + 1; ++k)
    if (place(k) == index)
      return {static_cast<Plant>(1 + k % kPlantedInParcels),
              static_cast<int>(k / kPlantedInParcels)};
  return {Plant::kNone, 0};
}

Result<YearOutput> YearWriter::run() {
  std::error_code error;
  std::filesystem::create_directories(options_.out / "messages", error);
  if (error) return Error(ErrorCode::kIo, "can't make the folder messages: " + error.message());
  large_orders_ = large_orders(province_, options_.seed, options_.year);
  for (int month = 1; month <= kMonths; ++month) CHUHAI_RETURN_IF_ERROR(write_month(month));
  CHUHAI_RETURN_IF_ERROR(write_late_answers());
  if (progress_)
    progress_(static_cast<size_t>(options_.parcels), static_cast<size_t>(options_.parcels));
  output_.files = spool_.files();
  output_.bytes = spool_.bytes();
  for (const Outbox* box : {&orders_, &receipts_, &waybills_, &lists_, &large_, &again_}) {
    output_.documents += box->documents();
    output_.answers += box->answers();
  }
  return std::move(output_);
}

Status YearWriter::write_month(int month) {
  const auto repeats_by = [&](int m) { return of_each_ * m / kMonths; };
  const int repeats = repeats_by(month) - repeats_by(month - 1);
  spool_.keep_last(static_cast<size_t>(repeats));
  int season = 0;
  for (int m = 0; m < month; ++m) season += kSeason[static_cast<size_t>(m)];
  const auto end = static_cast<int>(int64_t{options_.parcels} * season / 100);
  const int count = end - next_parcel_;
  const Date first = Date::of(options_.year, month, 1).value();
  const int days = first.plus_months(1).days_since_epoch() - first.days_since_epoch();
  // The last day is left for what follows an order.
  const int64_t width = (days - 1) * kDayMillis;
  for (int k = 0; k < count; ++k) {
    const int64_t begin = width * k / count, next = width * (k + 1) / count;
    const int64_t millis = (begin + random_.below(std::max<int64_t>(next - begin, 1))) / 1000;
    CHUHAI_RETURN_IF_ERROR(
        write_parcel(month, next_parcel_, Instant::start_of(first).plus_millis(millis * 1000)));
    ++next_parcel_;
  }
  CHUHAI_RETURN_IF_ERROR(write_large_orders(month));
  CHUHAI_RETURN_IF_ERROR(end_month(month));
  CHUHAI_ASSIGN_OR_RETURN(const int repeated, spool_.repeat(repeats));
  output_.ledger.add_repeated_messages(repeated);
  return {};
}

Status YearWriter::write_parcel(int month, int index, Instant at) {
  const auto [plant, number] = plant_at(index);
  const RetailPlace place{.index = index,
                          .at = at,
                          .receipts_until = Instant::start_of(settings_.receipt_required_until),
                          .plant = plant,
                          .plant_number = number};
  const Trade trade = make_retail(province_, weights_, options_.seed, options_.year, place);
  output_.ledger.add(trade);
  if (progress_ && static_cast<size_t>(index) % kProgressEvery == 0)
    progress_(static_cast<size_t>(index), static_cast<size_t>(options_.parcels));
  return write_retail(month, trade);
}

Status YearWriter::write_retail(int month, const Trade& trade) {
  const DocumentsOf sent = sent_of(trade);
  const DocumentsOf accepted = accepted_of(trade);
  // Customs answers what the checks let through.
  const auto answer = [&](documents::DocumentKind about, bool there) {
    return there ? std::optional(plan_answer(trade, about)) : std::nullopt;
  };
  if (trade.plant == Plant::kBadMessage) CHUHAI_RETURN_IF_ERROR(write_bad_message(month, trade));
  if (sent.order)
    CHUHAI_RETURN_IF_ERROR(orders_.add(
        spool_, month, [&](auto& writer) { write_order(writer, trade, first_form(trade)); },
        answer(documents::DocumentKind::kOrder, accepted.order)));
  if (sent.receipt)
    CHUHAI_RETURN_IF_ERROR(receipts_.add(
        spool_, month, [&](auto& writer) { write_receipt(writer, trade); },
        answer(documents::DocumentKind::kReceipt, accepted.receipt)));
  if (sent.waybill)
    CHUHAI_RETURN_IF_ERROR(waybills_.add(
        spool_, month, [&](auto& writer) { write_waybill(writer, trade); },
        answer(documents::DocumentKind::kWaybill, accepted.waybill)));
  if (sent.list)
    CHUHAI_RETURN_IF_ERROR(lists_.add(
        spool_, month, [&](auto& writer) { write_list(writer, trade); },
        answer(documents::DocumentKind::kList, accepted.list)));
  return write_again(month, trade);
}

// The order alone in a message that breaks the schema; the right one follows.
Status YearWriter::write_bad_message(int month, const Trade& trade) {
  static constexpr std::array kFaults = {SchemaFault::kMissingElement,
                                         SchemaFault::kTooManyDecimals, SchemaFault::kShortGuid};
  OrderForm form = first_form(trade);
  form.fault = kFaults[static_cast<size_t>(trade.plant_number) % kFaults.size()];
  documents::MessageWriter writer("CEB303Message", make_guid(random_),
                                  documents::MessageWriter::Checks::kNone);
  write_order(writer, trade, form);
  CHUHAI_ASSIGN_OR_RETURN(const std::string bytes,
                          writer.finish(transfer_of(province_.platforms[0])));
  ++output_.documents;
  return spool_.write("CEB303Message", month, bytes);
}

// What is sent about the order once more. Customs doesn't answer: the checks stop it.
Status YearWriter::write_again(int month, const Trade& trade) {
  OrderForm form = first_form(trade);
  if (trade.plant == Plant::kChange) {
    form.app_type = '2';
    form.app_time = trade.order_time.plus_millis(2 * kHourMillis);
  } else if (trade.plant == Plant::kOlder) {
    form.app_time = trade.order_time.plus_millis(-kHourMillis);
  } else if (trade.plant != Plant::kRepeatedDocument) {
    return {};
  }
  if (trade.plant != Plant::kRepeatedDocument) {
    form.guid = make_guid(random_);
    form.more_freight = 100;
  }
  return again_.add(
      spool_, month, [&](auto& writer) { write_order(writer, trade, form); }, std::nullopt);
}

Status YearWriter::write_large_orders(int month) {
  for (; next_large_ < large_orders_.size(); ++next_large_) {
    const LargeOrder& order = large_orders_[next_large_];
    if (order.at.date().month() != month) break;
    const Trade trade = make_large(province_, order.seller_index, options_.seed, options_.year,
                                   order.number, order.at, order.amount, order.currency);
    output_.ledger.add(trade);
    CHUHAI_RETURN_IF_ERROR(large_.add(
        spool_, month, [&](auto& writer) { write_order(writer, trade, first_form(trade)); },
        plan_answer(trade, documents::DocumentKind::kOrder)));
  }
  return {};
}

Status YearWriter::end_month(int month) {
  for (Outbox* box : {&orders_, &receipts_, &waybills_, &lists_, &large_, &again_})
    CHUHAI_RETURN_IF_ERROR(box->flush(spool_, month));
  return {};
}

// Release and clearance in the next January: they count for that year.
Status YearWriter::write_late_answers() {
  std::vector<AnswerPlan>& late = lists_.late();
  const Instant new_year = Instant::start_of(Date::of(options_.year + 1, 1, 2).value());
  std::vector<const AnswerPlan*> plans;
  for (size_t i = 0; i < late.size(); ++i) {
    late[i].released = new_year.plus_millis(static_cast<int64_t>(i + 10) * kHourMillis / 2);
    late[i].cleared = late[i].released.plus_millis(8 * kHourMillis);
    plans.push_back(&late[i]);
  }
  CHUHAI_RETURN_IF_ERROR(lists_.send_answers(spool_, kMonths, "800", plans, &AnswerPlan::released));
  return lists_.send_answers(spool_, kMonths, "899", plans, &AnswerPlan::cleared);
}

}  // namespace

int planted_of_each(int parcels) {
  constexpr int kFullFrom = 200;
  return parcels < kFullFrom ? parcels / 60 : std::max(3, parcels / 1000);
}

Result<YearOutput> write_year(const Province& province, const GenerateOptions& options,
                              const std::function<void(size_t, size_t)>& progress) {
  return YearWriter(province, options, progress).run();
}

}  // namespace chuhai::synthetic
