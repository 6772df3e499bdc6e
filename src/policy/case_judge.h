// One case before its table, while it is judged: the inputs by column, and the words that come out.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "policy/judge.h"
#include "policy/table_words.h"

namespace chuhai::policy {

struct NamedInput {
  PackInput input;  // with {year} and {payer} replaced
  InputValue value;
};

class Judge {
 public:
  Judge(const InputContext& context, Determination& determination)
      : context_(context), determination_(determination) {}
  Result<Judgement> run(Date on);

 private:
  void gather_inputs();
  void set_outcome(const dmn::Outcome& outcome, Judgement& judgement);
  void set_reason(const dmn::Outcome& outcome, const dmn::MergedTable* merged);
  std::vector<std::string> reasons_of(const dmn::Outcome& outcome,
                                      const dmn::MergedTable* merged) const;
  void set_rule(const dmn::MergedTable& merged);
  void add_conditions(const dmn::MergedTable& merged);
  Condition condition_of(const NamedInput& item, size_t column, const JudgedCell& cell);
  void name_deciding_basis(const NamedInput& item, const Threshold& threshold, Condition& condition,
                           std::vector<facts::Fact>& cited);
  void add_distance(const NamedInput& item, const Threshold& threshold, Condition& condition);
  void add_asks(const dmn::Outcome& outcome);
  Ask ask_of(const NamedInput& item, const dmn::Question& question) const;
  void add_nearest();
  void add_readings();
  void add_checks(const std::vector<facts::Fact>& facts);
  const dmn::DecisionTable& table() const { return *table_; }

  const InputContext& context_;
  Determination& determination_;
  const dmn::DecisionTable* table_ = nullptr;
  std::vector<NamedInput> inputs_;  // in the order of the table's columns
  dmn::Givens parameters_;
  std::set<std::string> checked_;
};

}  // namespace chuhai::policy
