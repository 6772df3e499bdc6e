// From the world to a table's inputs: what is known of each, in words, with its evidence.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "dmn/determine.h"
#include "facts/combine.h"
#include "policy/pack_contents.h"
#include "policy/world.h"

namespace chuhai::policy {

struct Payer {
  std::string code;  // "province", a city's four digits, or "" when the seat isn't known
  Text name;
};
// R24 of the enterprise that is paid: the city of its registered seat, or the province.
Payer payer_of(const PackContents& pack, const PackMeasure& measure,
               const registry::Enterprise* enterprise);
// The same of a seat's six digits.
Payer payer_of_region(const PackContents& pack, const PackMeasure& measure,
                      std::string_view region);

// Whose case is looked at, and by what.
struct InputContext {
  const PackContents& pack;
  const facts::Catalogue& catalogue;
  const Settings& settings;
  const World& world;
  const PackMeasure& measure;
  facts::Subject subject;
  const registry::Enterprise* enterprise = nullptr;  // the subject, or the warehouse's owner
  Payer payer;
  int year = 0;
  Date as_of;  // what was accepted later doesn't count yet
};

struct InputValue {
  dmn::Given given;
  Text value;                      // "104,312,870.55（下限）", "not on file"
  Text basis;                      // "线上平台订单"
  Text evidence;                   // "26,114 单"
  std::vector<facts::Fact> facts;  // behind the value; those that `combined` names come later
  std::optional<facts::Combined> combined;  // of a fact of the year
  std::optional<Decimal> lower;             // what is known of a number
  bool exact = false;
  bool partly_known = false;  // open, and something is known
  bool disagrees = false;
  std::optional<Text> question;  // more exact than the pack's
  std::vector<Text> notes, history;
  std::vector<std::string> idle_readings;  // of the input's, those that can't matter here
  std::vector<std::string> digest_lines;   // what was looked at
};

InputValue input_value(const InputContext& context, const PackInput& input);

// Words for one fact, and for the evidence behind it.
Text shown_fact_value(const facts::Fact& fact);
Text shown_evidence(const facts::Fact& fact);
Text basis_name(const facts::Catalogue& catalogue, std::string_view basis);

// Enterprises whose past counts as the enterprise's own, by R12.
std::vector<std::string> history_of(const InputContext& context);

}  // namespace chuhai::policy
