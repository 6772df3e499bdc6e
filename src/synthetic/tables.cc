#include "synthetic/tables.h"

#include <fmt/format.h>

#include <array>
#include <set>

#include "base/file.h"
#include "csv/csv.h"
#include "registry/codes.h"
#include "synthetic/large.h"
#include "synthetic/story.h"

namespace chuhai::synthetic {

extern const std::string_view kZonesCsv;

namespace {

constexpr int kMonths = 12;
constexpr int kFirstAwardYear = 2023;      // M01, M07: awards are earned from then on (R2)
constexpr std::string_view kDayOfAll = "2015-01-01";

std::string bureau_of(const Seller& seller) {
  const registry::Code* city = registry::city_of(seller.region);
  return fmt::format("{}商务局（合成数据）", city != nullptr ? city->name_zh : "外省");
}

Status write_enterprises(const Province& province, const std::filesystem::path& out) {
  csv::CsvWriter csv;
  csv.row({"id", "customs_code", "name_zh", "name_en", "roles", "size_class", "region",
           "registered_capital", "established", "deregistered", "valid_from", "synthetic"});
  for (const Seller& seller : province.sellers) {
    const std::string_view from =
        seller.established.empty() ? kDayOfAll : std::string_view(seller.established);
    csv.row({seller.id, seller.customs_code, seller.name_zh, seller.name_en, seller.roles,
             seller.size_class, seller.region, seller.capital, seller.established,
             seller.deregistered, from, "1"});
  }
  for (const auto* services :
       {&province.platforms, &province.carriers, &province.payers, &province.agents})
    for (const Service& service : *services)
      csv.row({service.id, service.customs_code, service.name_zh, service.name_en, service.role,
               "medium", service.region, "10000000", "2014-05-20", "", "2014-05-20", "1"});
  return write_file(out / "enterprises.csv", csv.text());
}

Status write_links(const Province& province, const std::filesystem::path& out) {
  csv::CsvWriter csv;
  csv.row({"enterprise", "other", "kind", "paper"});
  csv.row({province.with(Part::kRelatedReached).id, province.with(Part::kRelated).id, "related",
           "合成股权资料 SYN-LINK-001"});
  csv.row({province.with(Part::kPredecessorReached).id, province.with(Part::kPredecessor).id,
           "predecessor", "合成承继资料 SYN-LINK-002"});
  return write_file(out / "links.csv", csv.text());
}

Status write_warehouses(const Province& province, const std::filesystem::path& out) {
  csv::CsvWriter warehouses, recognitions;
  warehouses.row(
      {"id", "name_zh", "name_en", "owner", "country", "area_m2", "valid_from", "synthetic"});
  recognitions.row({"subject_kind", "subject", "kind", "level", "from", "to", "paper"});
  int number = 0;
  for (const SyntheticWarehouse& each : province.warehouses) {
    ++number;
    warehouses.row({each.id, each.name_zh, each.name_en, each.owner, each.country,
                    std::to_string(3000 + number * 750), "2021-01-01", "1"});
    if (each.recognised.empty()) continue;
    recognitions.row({"warehouse", each.id, "public_overseas_warehouse", "provincial",
                      each.recognised, each.withdrawn,
                      fmt::format("合成认定文件 SYN-REC-{:03}", number)});
  }
  CHUHAI_RETURN_IF_ERROR(write_file(out / "warehouses.csv", warehouses.text()));
  return write_file(out / "recognitions.csv", recognitions.text());
}

// What the first year's story awards, for the payment sheet that the second year brings.
struct Payment {
  std::string subject, measure, payer;
  int64_t fen = 0;
};
std::vector<Payment> payments_of_first_year(const Province& province) {
  std::vector<Payment> payments;
  for (const Seller& seller : province.sellers) {
    const PartYear story = story_of(seller.part, kFirstAwardYear);
    const std::string city = seller.region.substr(0, 4);
    const std::string subject = "enterprise:" + seller.id;
    if (story.m01_1 == Expected::kMet) payments.push_back({subject, "M01.1", city, 18'000'000});
    if (story.m01_2 == Expected::kMet) payments.push_back({subject, "M01.2", city, 80'000'000});
  }
  const Seller& owner = province.with(Part::kWarehouseOwner);
  for (const SyntheticWarehouse& each : province.warehouses)
    if (each.owner == owner.id)
      payments.push_back({"warehouse:" + each.id, "M07.1", owner.region.substr(0, 4), 60'000'000});
  return payments;
}

Status write_awards(const Province& province, int year, const std::filesystem::path& out) {
  csv::CsvWriter csv;
  csv.row({"id", "subject", "measure", "year", "amount", "payer", "paper", "paid_on"});
  for (int each = kFirstAwardYear; each < year; ++each) {
    int number = 0;
    const std::string paper = fmt::format("合成兑付表 {} (synthetic payment sheet)", each);
    const std::string paid_on = fmt::format("{}-06-28", each + 1);
    std::set<std::pair<std::string, std::string>> paid;  // (payer, measure)
    const auto row = [&](std::string_view subject, std::string_view measure, int64_t fen,
                         std::string_view payer) {
      csv.row({fmt::format("SYN-PAY-{}-{:03}", each, ++number), subject, measure,
               std::to_string(each), yuan(fen), payer, paper, fen == 0 ? "" : paid_on});
    };
    if (each == kFirstAwardYear)
      for (const Payment& payment : payments_of_first_year(province)) {
        row(payment.subject, payment.measure, payment.fen, payment.payer);
        paid.emplace(payment.payer, payment.measure);
      }
    for (const registry::Code& code : registry::all_codes(registry::CodeTable::kRegion)) {
      if (code.code.size() != 4) continue;
      for (const std::string_view measure : {"M01.1", "M01.2", "M07.1"})
        if (!paid.contains({std::string(code.code), std::string(measure)}))
          row("*", measure, 0, code.code);
    }
  }
  return write_file(out / "awards.csv", csv.text());
}

Status write_figures(const Province& province, int year, const std::filesystem::path& out) {
  csv::CsvWriter csv;
  csv.row({"subject", "fact", "year", "basis", "value", "paper", "accepted_by"});
  for (const Seller& seller : province.sellers) {
    const auto row = [&](std::string_view years, std::string_view value) {
      csv.row({"enterprise:" + seller.id, "turnover", years, "statement", value,
               fmt::format("合成年报 SYN-HIST-{}-{}", seller.customs_code, years),
               bureau_of(seller)});
    };
    for (const HistoryRow& each : history_of(seller, year)) {
      const std::string years = each.first == each.last
                                    ? std::to_string(each.first)
                                    : fmt::format("{}-{}", each.first, each.last);
      row(years, each.none_reached ? "<100000000" : yuan(each.fen));
    }
    // The year between comes from its own documents; some firms' papers say the same once more.
    const bool says_again =
        seller.part == Part::kJustUnderByOrders || seller.part == Part::kFirstTimeNextYear;
    if (story_year(year) != year && says_again)
      row(std::to_string(year - 1), yuan(story_of(seller.part, year - 1).statement));
  }
  return write_file(out / "figures.csv", csv.text());
}

// The rows of evidence.csv.
class Evidence {
 public:
  explicit Evidence(int year) : year_(year) {
    csv_.row({"subject", "fact", "basis", "period", "amount", "unit", "paper", "accepted_by",
              "accepted_on", "destination", "mode"});
  }

  void declaration(const Seller& seller, const LargeOrder& order, std::string_view mode) {
    csv_.row({"enterprise:" + seller.id, "import_export", "customs_declarations",
              month_text(order.at.date().month()), yuan(order.amount), "CNY",
              fmt::format("SYN-DECL-{}-{:05}", year_, ++declarations_), "", "", "", mode});
  }
  // A firm's twelve months; `declared` is what its declaration forms prove month by month.
  void sheet(const Seller& seller, int64_t total, const std::array<int64_t, kMonths>& declared) {
    int64_t rest = total;
    for (const int64_t month : declared) rest -= month;
    for (int month = 0; month < kMonths; ++month) {
      int64_t amount = declared[static_cast<size_t>(month)] + rest / kMonths;
      if (month == kMonths - 1) amount += rest % kMonths;
      csv_.row({"enterprise:" + seller.id, "import_export", "customs_sheet", month_text(month + 1),
                yuan(amount), "CNY", fmt::format("合成海关统计 SYN-SHEET-{}", year_), "", "", "",
                ""});
    }
  }
  void settlement(const Seller& seller, int64_t fen) {
    csv_.row({"enterprise:" + seller.id, "turnover", "platform_settlement", std::to_string(year_),
              yuan(fen), "CNY",
              fmt::format("合成平台结算报告 SYN-SETTLE-{}-{}", year_, seller.customs_code), "", "",
              "", ""});
  }
  void statement(const Seller& seller, int64_t fen, bool accepted) {
    csv_.row({"enterprise:" + seller.id, "turnover", "statement", std::to_string(year_), yuan(fen),
              "CNY", fmt::format("合成年报 SYN-STMT-{}-{}", year_, seller.customs_code),
              accepted ? bureau_of(seller) : "", accepted ? fmt::format("{}-02-10", year_ + 1) : "",
              "", ""});
  }
  const std::string& text() const { return csv_.text(); }

 private:
  std::string month_text(int month) const { return fmt::format("{}-{:02}", year_, month); }

  int year_;
  int declarations_ = 0;
  csv::CsvWriter csv_;
};

// Most everyday sellers have an accepted statement, above what their orders prove; some a claim
// only, some nothing.
void add_everyday_statement(const Seller& seller, size_t index, int64_t proved,
                            Evidence& evidence) {
  constexpr size_t kTurns = 7;
  constexpr int64_t kWholeAmount = 10'000'000;  // 100,000 yuan
  if (index % kTurns == 0) return;
  const int64_t amount = (proved + proved / 10 + kMillion / 2) / kWholeAmount * kWholeAmount;
  evidence.statement(seller, amount, index % kTurns != 1);
}

}  // namespace

std::string yuan(int64_t fen) { return fmt::format("{}.{:02}", fen / 100, fen % 100); }

Status write_registry(const Province& province, const std::filesystem::path& out) {
  const auto folder = out / "registry";
  CHUHAI_RETURN_IF_ERROR(write_enterprises(province, folder));
  CHUHAI_RETURN_IF_ERROR(write_links(province, folder));
  CHUHAI_RETURN_IF_ERROR(write_warehouses(province, folder));
  return write_file(folder / "zones.csv", kZonesCsv);
}

Status write_rates(int year, const std::filesystem::path& out) {
  csv::CsvWriter csv;
  csv.row({"table", "source", "currency", "month", "cny", "example"});
  for (const ExampleCurrency& currency : all_currencies()) {
    if (currency.iso == "CNY") continue;
    for (int month = 1; month <= kMonths; ++month) {
      const int64_t rate = example_rate(currency.customs, year, month);
      if (rate == 0) continue;
      csv.row({kRateTable, kRateSource, currency.iso, fmt::format("{}-{:02}", year, month),
               fmt::format("{}.{:06}", rate / 1'000'000, rate % 1'000'000), "1"});
    }
  }
  return write_file(out / "rates.csv", csv.text());
}

Status write_history(const Province& province, int year, const std::filesystem::path& out) {
  CHUHAI_RETURN_IF_ERROR(write_figures(province, year, out / "history"));
  return write_awards(province, year, out / "history");
}

Status write_evidence(const Province& province, uint64_t seed, int year, const Ledger& ledger,
                      const std::filesystem::path& out) {
  Evidence evidence(year);
  std::map<size_t, std::array<int64_t, kMonths>> declared;
  for (const LargeOrder& order : large_orders(province, seed, year)) {
    const Seller& seller = province.sellers[order.seller_index];
    // Baht can't be stated in yuan without a rate, so those have no forms here.
    if (seller.part == Part::kNoRate) continue;
    evidence.declaration(seller, order, order.number % 3 == 2 ? "9810" : "9710");
    declared[order.seller_index][static_cast<size_t>(order.at.date().month() - 1)] += order.amount;
  }
  for (size_t i = 0; i < province.sellers.size(); ++i) {
    const Seller& seller = province.sellers[i];
    const PartYear story = story_of(seller.part, year);
    if (seller.part == Part::kEveryday)
      add_everyday_statement(seller, i, ledger.turnover_fen(i, year), evidence);
    if (story.sheet != 0) evidence.sheet(seller, story.sheet, declared[i]);
    if (story.settlement != 0) evidence.settlement(seller, story.settlement);
    if (story.statement != 0) evidence.statement(seller, story.statement, story.accepted);
  }
  return write_file(out / "evidence.csv", evidence.text());
}

}  // namespace chuhai::synthetic
