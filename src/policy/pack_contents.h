// A pack as read: the values behind Pack (policy.h). Dated things answer by `on`, the as-of date.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/time.h"
#include "dmn/evaluate.h"
#include "policy/determination.h"

namespace chuhai::policy {

// A number of the text: a threshold or a ceiling.
struct PackParameter {
  std::string name;
  Text title;
  Text clause;
  std::string unit;
  std::vector<std::pair<Date, Decimal>> values;  // ascending; each holds until the next
  std::optional<Decimal> value(Date on) const;
};

enum class InputSource {
  kRegistry,  // a field of the registry
  kFact,      // a fact of the year
  kHighest,   // the highest yearly value of a fact before the year
  kAward,     // the award register
};

// What feeds one input of a table.
struct PackInput {
  std::string name;
  InputSource source = InputSource::kRegistry;
  std::string fact;   // of kFact and kHighest
  std::string field;  // of kRegistry: role, region, recognition, recognition_kept, support_year
  Text label;         // {year} and {payer} are replaced
  Text holds, fails;  // words for true and false
  Text question;      // what to ask for, and whom
  int64_t cost = 0;   // of asking
  std::vector<std::string> readings;
};

struct LegalInterval {
  std::string state;  // in_force | held | suspended | replaced | expired
  Date from;
  Text note;
};

// A ceiling over several awards: those of all subjects of one owner in any `years` consecutive
// years.
struct PackCap {
  std::string parameter;
  std::string scope;  // "owner"
  int years = 0;
  std::string first_year,
      later_year;  // parameters: a single subject's ceilings, to bound the unknown
};

enum class Times { kFirst, kOnce, kYearly };

struct PackMeasure {
  std::string id;
  Text title;
  Text clause;
  std::string subject;  // "enterprise", "warehouse"
  Times times = Times::kOnce;
  std::string payer;  // "city" | "province"
  std::string model;  // file name
  std::string decision;
  Text decision_title;
  Text amount_by;
  std::string lower_step;  // a measure whose award may be deducted by R1 and R6
  std::optional<PackCap> cap;
  std::vector<std::string> readings;
  std::map<std::string, Text, std::less<>> reasons;
  std::vector<LegalInterval> legal_states;
};

struct ContinuationDecision {
  Date from, to;
  std::string paper, by;
};
struct ReviewConclusion {
  std::vector<std::string> measures;
  std::string number, office, file;
  Date date;
};

// One setting of an open reading.
struct PackSetting {
  std::string name;
  std::string reading;  // "R17"
  std::vector<std::pair<std::string, Text>> choices;
  std::string fallback;  // the default
  std::vector<std::pair<Date, std::string>> chosen;
  Text reason;
  const Text* choice_text(std::string_view choice) const;
};
struct PackReading {
  std::string id;
  Text phrase;
  std::vector<std::string> settings;
};

// A published rule for the amount inside the ceiling.
struct PackScale {
  std::string id;
  std::string file;
  bool example = false;
  Text title, publisher;
  std::vector<std::string> payers;  // empty: any
  Date from;
  std::optional<Date> to;
  std::string model;  // file name, relative to the pack
  struct Use {
    std::string decision;
    std::vector<std::string> inputs;
  };
  std::map<std::string, Use, std::less<>> measures;
  std::map<std::string, PackInput, std::less<>> inputs;
};

struct PackFile {
  std::string name;  // relative, with '/'
  std::string bytes;
};

struct PackContents {
  std::string id;
  Text title;
  std::string document_number;
  Date issued;
  Text issuer;
  Date from;
  std::string province_region;  // "43"
  Text province_name;
  std::string rate_table;
  std::map<std::string, PackParameter, std::less<>> parameters;
  std::map<std::string, std::vector<std::string>, std::less<>> bases;  // by fact
  std::map<std::string, PackInput, std::less<>> inputs;
  std::map<std::string, PackMeasure, std::less<>> measures;
  std::string recognition_subject, recognition_kind, recognition_level;
  Date continuation_last_day;
  std::vector<ContinuationDecision> continuations;
  std::vector<ReviewConclusion> reviews;
  std::map<std::string, PackReading, std::less<>> readings;
  std::map<std::string, PackSetting, std::less<>> settings;
  std::vector<PackScale> scales;
  std::map<std::string, dmn::CompiledModel, std::less<>> models;  // by file name
  std::vector<PackFile> files;                                    // sorted; what the digest is over
  std::vector<PackFile> cases;
  std::string digest;
};

// The legal state of the measure on a day, with a note in words. "not_yet_in_force" before the
// pack, "continuation_not_set" after its last day when nobody has decided.
struct LegalState {
  std::string state;
  Text note;
};
LegalState legal_state(const PackContents& pack, const PackMeasure& measure, Date on);

// Settings in force on a day, with a caller's overrides (what-if, tests).
class Settings {
 public:
  Settings(const PackContents& pack, Date on, std::map<std::string, std::string> overrides = {});
  // CHECKs that the pack has the setting: load refuses a pack without those the code reads.
  std::string value(std::string_view setting) const;
  bool is(std::string_view setting, std::string_view choice) const {
    return value(setting) == choice;
  }
  // "R5 谁的年交易额：湖南登记的本企业法人"; several settings of one reading are joined.
  Text describe(std::string_view reading) const;

 private:
  const PackContents* pack_;
  Date on_;
  std::map<std::string, std::string> overrides_;
};

// What this version computes: setting → choices. A pack must have each, and choose one of these.
const std::map<std::string, std::vector<std::string>, std::less<>>& computed_choices();
// Problem text when overrides name an unknown setting or a choice not computed.
std::optional<std::string> check_overrides(const PackContents& pack,
                                           const std::map<std::string, std::string>& overrides);

}  // namespace chuhai::policy
