// Determining a year over a world: pure, so that cases, replays and what-if run it without a store.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "policy/judge.h"

namespace chuhai::policy {

struct DetermineRequest {
  int year = 0;
  Date as_of;
  Instant known_at;
  std::optional<std::string> measure;
  std::optional<facts::Subject> subject;
  bool use_example_scales = false;
  std::map<std::string, std::string> readings;
  // Subjects, by measure, with a determination that stands: they are judged also when nobody would
  // look at them any more, so that none stays standing for a subject that fell out of scope.
  std::map<std::string, std::set<facts::Subject>> standing;
};

// Ordered by measure and subject. kInvalidArgument: a year before the first award year (R2), an
// unknown measure, subject kind or reading; kNotFound: the subject isn't on file on as_of;
// kFailedPrecondition: the pack isn't in force on as_of.
Result<std::vector<Determination>> determine_world(const PackContents& pack,
                                                   const facts::Catalogue& catalogue,
                                                   const World& world,
                                                   const DetermineRequest& request);

// One subject's case under one measure while it is worked out.
struct Case {
  const PackMeasure* measure = nullptr;
  facts::Subject subject;
  const registry::Enterprise* enterprise = nullptr;  // the subject, or the warehouse's owner
  Payer payer;
  Determination determination;
  std::optional<int64_t> own_ceiling_fen;  // the rule's, before what was awarded
  bool awarded_in_full = false;            // the year's awards reach it
  std::vector<std::string> digest_lines;
};

// What all steps of a request share.
struct Determining {
  const PackContents& pack;
  const facts::Catalogue& catalogue;
  const World& world;
  const DetermineRequest& request;
  Settings settings;
  InputContext context(const Case& item) const;
  std::optional<int64_t> parameter_fen(const std::string& name) const;
};

// determiner_notes.cc. Nobody can say of a subject that isn't on the registry on the day: at best
// it is left open.
void leave_absent_open(Case& item);
void add_award_history(const Determining& determining, Case& item);
void add_general_notes(const Determining& determining, Case& item);
// determiner_ceiling.cc: M01's two steps (R1, R6) and what was awarded for the year.
void apply_awarded(const Determining& determining, Case& item);
void apply_steps(const Determining& determining, std::vector<Case*> steps);
// determiner_cap.cc: the joint ceiling over all of an owner's subjects.
void apply_cap(const Determining& determining, std::vector<Case*> of_owner);
// determiner_scale.cc: the amount, when a scale is published (or an example asked for).
Status apply_scale(const Determining& determining, Case& item);

// Fen of a yuan amount: ceilings are whole fen, rounded down.
std::optional<int64_t> to_fen(const Decimal& yuan);
std::string shown_fen(int64_t fen);
// Of a ceiling that the year's awards have reached.
Text awarded_in_full_words(int64_t awarded, int64_t ceiling);

}  // namespace chuhai::policy
