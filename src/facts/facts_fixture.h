// What the tests of the folder share: the shipped catalogue, a store (the journal tests') with the
// registry's and facts' tables, and clearance's totals and documents held in memory.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/credit_code.h"
#include "base/file.h"
#include "facts/facts.h"
#include "facts/source.h"
#include "journal/journal_fixture.h"
#include "registry/import.h"
#include "registry/rates.h"
#include "store/test_store.h"

namespace chuhai::facts {

inline std::string shipped_yaml() {
  auto text = read_file(std::filesystem::path(CHUHAI_SOURCE_DIR) / "policies/catalogue/facts.yaml");
  EXPECT_TRUE(text.ok()) << text.error().message();
  return text.ok() ? *text : "";
}
inline const Catalogue& shipped_catalogue() {
  static const Catalogue kCatalogue = Catalogue::parse(shipped_yaml(), "facts.yaml").value();
  return kCatalogue;
}
inline Decimal decimal(std::string_view text) { return Decimal::parse(text).value(); }
inline Period period(std::string_view text) { return Period::parse(text).value(); }
inline Date date(std::string_view text) { return Date::parse(text).value(); }
inline Amount5 amount5(std::string_view text) { return Amount5::parse(text).value(); }
// A credit code with its check character right.
inline std::string credit_code(int number) {
  const std::string first = fmt::format("91430100MA{:07}", number);
  return first + CreditCode::check_character(first).value();
}

// "≥ 5", "< 100", "5", "? no rate…": a fact in one word.
inline std::string shown(const Fact& fact) {
  if (!fact.value) return "? " + fact.unknown_reason;
  const char* sign = fact.bound == Bound::kLower   ? ">="
                     : fact.bound == Bound::kExact ? "="
                     : fact.bound_exclusive        ? "<"
                                                   : "<=";
  return sign + fact.value->to_string() + (fact.usable ? "" : " claim") +
         (fact.history ? " history" : "");
}

// Clearance in memory: documents with their lines, and the totals they add up to.
class MemoryClearance {
 public:
  // A list's further lines go under the locator of its first.
  void add(const clearance::TotalKey& key, std::string_view amount, int document) {
    clearance::EvidenceDocument evidence;
    evidence.key = key;
    evidence.locator = {.entry = {.lane = 1, .position = document}, .ordinal = 0};
    evidence.order_no = fmt::format("O{}", document);
    evidence.document_key = fmt::format("D{}", document);
    evidence.amount += amount5(amount);
    documents_.push_back(evidence);
  }
  void order(std::string_view code, int year, int month, std::string_view amount, int document,
             std::string_view mode = "E", std::string_view currency = "142") {
    add({.kind = clearance::TotalKind::kTurnover,
         .subject = std::string(code),
         .form = documents::Form::kMessage,
         .year = year,
         .month = month,
         .mode = std::string(mode),
         .destination = "",
         .currency = std::string(currency)},
        amount, document);
  }
  void list_line(std::string_view code, int year, int month, std::string_view amount, int document,
                 std::string_view destination, std::string_view currency = "142") {
    add({.kind = clearance::TotalKind::kImportExport,
         .subject = std::string(code),
         .form = documents::Form::kMessage,
         .year = year,
         .month = month,
         .mode = "9610",
         .destination = std::string(destination),
         .currency = std::string(currency)},
        amount, document);
  }
  std::vector<clearance::EvidenceDocument>& documents() { return documents_; }

  TotalsSource source() {
    return {[this](store::Store&, std::string_view code, const auto& callback) -> Status {
              for (const auto& [key, total] : totals()) {
                if (!code.empty() && key.subject != code) continue;
                CHUHAI_RETURN_IF_ERROR(callback(key, total));
              }
              return {};
            },
            [this](store::Store&, clearance::TotalKind kind, std::string_view code, int year,
                   documents::Form form, const auto& callback) -> Status {
              for (const auto& document : documents_) {
                const auto& key = document.key;
                if (key.kind != kind || key.subject != code || key.year != year || key.form != form)
                  continue;
                CHUHAI_RETURN_IF_ERROR(callback(document));
              }
              return {};
            }};
  }

 private:
  std::map<clearance::TotalKey, clearance::Total> totals() const {
    std::map<clearance::TotalKey, clearance::Total> totals;
    std::set<std::tuple<documents::Locator, std::string>> by_destination;
    std::set<documents::Locator> once;
    std::set<std::tuple<documents::Locator, clearance::TotalKey>> by_key;
    for (const auto& document : documents_) {
      auto& total = totals[document.key];
      total.amount += document.amount;
      total.documents += by_key.emplace(document.locator, document.key).second;
      total.documents_by_destination +=
          by_destination.emplace(document.locator, document.key.destination).second;
      total.documents_once += once.insert(document.locator).second;
    }
    return totals;
  }
  std::vector<clearance::EvidenceDocument> documents_;
};

class FactsTest : public journal::JournalTest {
 protected:
  void SetUp() override {
    JournalTest::SetUp();
    EXPECT_OK(store_->migrate(registry::migrations()));
    EXPECT_OK(store_->migrate(migrations()));
  }

  // Each act is a minute after the one before.
  journal::Act act() {
    now_ = now_.plus_millis(60'000);
    return {now_, "tester"};
  }
  void put_on_file(const std::vector<std::pair<std::string, std::string>>& codes) {
    std::string csv = header_of_enterprises();
    for (const auto& [id, customs_code] : codes) {
      csv += fmt::format("{},{},甲公司,,seller,small,430100,,2015-01-01,,no,2015-01-01\n", id,
                         customs_code);
    }
    auto report = registry::import_csv(*store_, act(), "enterprises", "e.csv", csv);
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_EQ(report->taken, codes.size()) << report->to_json().to_pretty_string();
  }
  static std::string header_of_enterprises() {
    return "id,customs_code,name_zh,name_en,roles,size_class,region,registered_capital,"
           "established,deregistered,synthetic,valid_from\n";
  }
  void import_rates(std::string_view rows) {
    auto report = registry::import_rates(
        *store_, act(), "r.csv", "table,source,currency,month,cny,example\n" + std::string(rows));
    ASSERT_TRUE(report.ok()) << report.error().message();
    ASSERT_TRUE(report->refused.empty()) << report->to_json().to_pretty_string();
  }
  RefreshSummary refresh() {
    auto summary = refresh_from(clearance_.source(), *store_, shipped_catalogue(), "test", act());
    EXPECT_TRUE(summary.ok()) << summary.error().message();
    return summary.ok() ? *summary : RefreshSummary{};
  }
  // As clearance does with every batch; without codes an event that doesn't say whose totals
  // changed.
  void announce(const std::vector<std::string>& codes = {}) {
    Json touched = Json::array();
    for (const std::string& code : codes) {
      touched.push(Json::array().push(1).push(0).push(code).push(2023));
    }
    const std::string payload = Json::object()
                                    .set("parcels", Json::object())
                                    .set("touched", std::move(touched))
                                    .set("corrections", Json::array())
                                    .to_string();

    auto transaction = store_->begin();
    ASSERT_TRUE(transaction.ok());
    auto batch = journal::Batch::open(*store_, act());
    ASSERT_TRUE(batch.ok());
    EXPECT_OK(batch->append_event(7, codes.empty() ? "other" : "parcels", payload));
    EXPECT_OK(batch->finish());
    EXPECT_OK(transaction->commit());
  }
  PaperReport evidence(std::string_view rows) {
    auto report = import_evidence(*store_, shipped_catalogue(), act(), "e.csv",
                                  "subject,fact,basis,period,amount,unit,paper,accepted_by,"
                                  "accepted_on,destination,mode\n" +
                                      std::string(rows));
    EXPECT_TRUE(report.ok()) << report.error().message();
    return report.ok() ? *report : PaperReport{};
  }
  PaperReport history(std::string_view rows) {
    auto report =
        import_history(*store_, shipped_catalogue(), act(), "h.csv",
                       "subject,fact,year,basis,value,paper,accepted_by\n" + std::string(rows));
    EXPECT_TRUE(report.ok()) << report.error().message();
    return report.ok() ? *report : PaperReport{};
  }
  // Fact id without "turnover/enterprise:<code>/" … -> shown value, of the subject.
  std::map<std::string, std::string> facts(std::string_view subject,
                                           std::optional<Instant> known_at = std::nullopt) {
    std::map<std::string, std::string> all;
    auto found = facts_of(*store_, Subject::parse(subject).value(), known_at);
    EXPECT_TRUE(found.ok()) << found.error().message();
    if (!found.ok()) return all;
    for (const Fact& fact : *found) {
      std::string id = fact.id;
      const size_t at = id.find(fact.subject.to_string());
      if (at != std::string::npos) id.erase(at, fact.subject.to_string().size() + 1);
      all[id] = shown(fact);
    }
    return all;
  }
  Result<Evidence> evidence_for(std::string_view fact_id) {
    return evidence_from(clearance_.source(), *store_, fact_id);
  }

  MemoryClearance clearance_;
  Instant now_ = Instant::parse("2024-01-01T00:00:00+08:00").value();
};

}  // namespace chuhai::facts
