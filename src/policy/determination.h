// Determination: what a measure gives a subject for a year, and why. Outcome, ceiling, scale and
// amount are four things and never stand in for one another.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "facts/fact.h"

namespace chuhai::policy {

enum class Outcome { kMet, kNotMet, kCannotTell };
std::string_view outcome_name(Outcome outcome);  // "met", "not_met", "cannot_tell"

struct Text {
  std::string zh, en;
};

// Words for Determination::legal_state: 有效 / in force. "in_force", "held", "suspended",
// "replaced", "expired", "continuation_not_set" (after the pack's last day, when nobody has
// decided) and "not_yet_in_force"; any other text names itself.
Text legal_state_name(std::string_view state);

// One condition of the clause, as judged.
struct Condition {
  enum class State { kHolds, kFails, kMayHold, kUnknown };
  std::string input;  // the table's input, e.g. "turnover"
  Text label;         // "2023 年交易额 ≥ 100,000,000"
  State state = State::kUnknown;
  Text value;     // "104,312,870.55（下限）", "not on file"
  Text basis;     // "线上平台订单"
  Text evidence;  // "26,114 单"
  std::vector<std::string> fact_ids;
  Text to_threshold;  // how far: "还差至多 1,234.00"; empty when it holds
};

// What would settle an open outcome, in the order to ask.
struct Ask {
  std::string input;
  Text question;              // what is missing and who can supply it
  std::vector<Text> answers;  // "if ≥ 100,000,000, it is decided: met"
};

struct RuleReference {
  std::string model;  // "growth.dmn"
  Text table;         // the decision's name
  int row = 0;        // 1-based; 0 when no row decides
  std::string rule_id;
};

struct Determination {
  facts::Subject subject;
  Text subject_name;
  bool synthetic = false;
  std::string measure;  // "M01.1"
  Text measure_title;
  int year = 0;
  Date as_of;
  Instant known_at;           // when it was determined, by what was on file then
  std::string determined_by;  // the act's person; empty in a case that no store holds
  Outcome outcome = Outcome::kCannotTell;
  Text reason;  // one sentence
  // What the text still lets this subject have, awards so far taken off; absent unless met/capped.
  std::optional<Money> ceiling;
  Text ceiling_note;            // cap used so far, cut from …
  std::optional<Money> amount;  // the scale applied and cut to the ceiling
  Text amount_note;             // why not determinable; or scale and "example"
  std::string scale;            // scale file applied; "" when none
  bool scale_is_example = false;
  std::string payer;  // "province" or city code
  Text payer_name;
  std::string legal_state;  // "in_force", "held", …, at as_of
  Text legal_note;
  Text law;  // document number and clause
  RuleReference rule;
  std::vector<Condition> conditions;
  std::vector<Ask> asks;
  std::vector<Text> history;   // earlier awards on file, years and figures
  std::vector<Text> readings;  // "R5 …" those that this result depends on
  std::vector<Text> notes;
  std::vector<std::string> check_commands;  // "chuhai evidence fact:…"
  std::vector<Text> check_notes;            // beside each: "共 26,114 单，合计 104,312,870.55"
  std::optional<Text> nearest;              // what is still to be shown, when open
  std::string pack_digest, facts_digest;    // SHA-256 hex
  Json trace;                               // the engine's full trace
  Json to_json() const;
  // kCorrupt when it isn't what to_json gives.
  static Result<Determination> from_json(const Json& json);
};

}  // namespace chuhai::policy
