// A fact: a figure or a yes/no about one subject and one period, with how it is proved (basis), how
// much it says (bound) and how many documents or papers stand behind it.
#pragma once

#include <compare>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/decimal.h"
#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"
#include "store/store.h"

namespace chuhai::facts {

// (kind, id): "enterprise" 91…, "warehouse" W-…, later park, belt, county, case.
struct Subject {
  std::string kind;
  std::string id;
  static Result<Subject> parse(std::string_view text);  // "enterprise:91…", "warehouse:…", bare id
  std::string to_string() const { return kind + ":" + id; }
  auto operator<=>(const Subject&) const = default;
};

enum class Bound { kExact, kLower, kUpper };

// What a fact says: a money amount in CNY, a number, or a yes/no; per catalogue entry.
struct Fact {
  std::string id;    // "turnover/enterprise:91…/2023/zone_platform", with dimensions when not all
  std::string fact;  // catalogue id: "turnover", "import_export", …
  Subject subject;
  Period period = Period::year(2000).value();
  std::string mode;         // "" = all
  std::string destination;  // "" = all
  std::string basis;  // catalogue basis id: "zone_platform", "customs_lists", "statement", …
  Bound bound = Bound::kExact;
  bool bound_exclusive = false;  // upper bound from "none reached T": the value is below T
  std::optional<Decimal> value;  // nullopt: can't be stated; `unknown_reason` says why (no rate …)
  std::string unit;              // "CNY", "m2", "people" …
  std::string unknown_reason;
  int64_t evidence_count = 0;  // documents, or 1 for a paper
  std::string paper;           // for statements and sheets
  std::string accepted_by;     // office and person; empty on a claim not (yet) accepted
  std::optional<Date> accepted_on;
  bool usable = true;    // a statement not accepted is a claim: shown, not used
  bool history = false;  // came by history import
  Instant recorded_at;
  journal::EntryKey entry;  // last input that made this version
  Json to_json() const;
};

std::string_view bound_name(Bound bound);  // "exact", "lower", "upper"

// The catalogue: policies/catalogue/facts.yaml.
enum class UnitKind { kMoney, kNumber, kYesNo };
struct UnitDefinition {
  std::string id;  // money: the ISO currency
  std::string name_zh, name_en;
  UnitKind kind = UnitKind::kNumber;
  int decimals = 0;  // a figure with more is refused; 0..5
};
struct BasisDefinition {
  std::string id;
  std::string name_zh, name_en;
  Bound bound = Bound::kLower;
  // A paper is a claim, shown and not used, until an office has accepted it.
  bool needs_acceptance = false;
};
// Which of clearance's totals a proof is computed from.
struct Computation {
  std::string total;  // "turnover", "import_export"
  std::string form;   // "message", "trade_record"
};
// kEach: a paper states the figure of its period. kAddUp: a paper is a part (a declaration form),
// and the parts of a period add up.
enum class PaperUse { kNone, kEach, kAddUp };
// What proves a fact on one basis.
struct Proof {
  std::string basis;
  std::optional<Computation> computed;
  PaperUse papers = PaperUse::kNone;
  std::string proved_by_zh, proved_by_en;
  std::string counts_from_zh, counts_from_en;  // the status from which it counts
  std::string dated_by_zh, dated_by_en;        // the date that decides its period
};
struct FactDefinition {
  std::string id;
  std::string name_zh, name_en;
  std::string unit;
  std::vector<std::string> subject_kinds;
  std::vector<std::string> bases;       // of `proofs`, in their order
  bool adds_up_over_time = false;       // a flow: twelve months make the year; else a state
  std::vector<std::string> dimensions;  // "mode", "destination"
  std::vector<Proof> proofs;
  const Proof* proof(std::string_view basis) const;
  bool has_dimension(std::string_view dimension) const;
};
class Catalogue {
 public:
  // Strict: unknown, missing and repeated keys, ids not defined, are kInvalidArgument with the
  // line.
  static Result<Catalogue> parse(std::string_view yaml, std::string_view source_name);
  const std::string& text() const { return text_; }  // the YAML it was read from
  const FactDefinition* fact(std::string_view id) const;
  const BasisDefinition* basis(std::string_view id) const;
  const UnitDefinition* unit(std::string_view id) const;
  const std::vector<FactDefinition>& facts() const { return facts_; }
  const std::vector<BasisDefinition>& bases() const { return bases_; }
  const std::vector<UnitDefinition>& units() const { return units_; }

 private:
  friend class CatalogueParser;
  std::string text_;
  std::vector<UnitDefinition> units_;
  std::vector<FactDefinition> facts_;
  std::vector<BasisDefinition> bases_;
};

std::span<const store::Migration> migrations();

}  // namespace chuhai::facts
