// Cases: readable examples beside a pack, run by the tests and by `chuhai policy test`. A case is a
// small world (enterprises, warehouses, facts, awards) and what must come out of it.
//
//   cases:
//     - name: {zh: …, en: …}
//       year: 2023
//       enterprises: {A: {established: 2019-05-01}}    # a seller in Hunan unless it says otherwise
//       facts: [{of: A, fact: turnover, year: 2023, basis: statement, value: 100000000.00}]
//       awards: [{to: A, measure: M01.1, year: 2023, amount: 200000}]
//       expect: [{measure: M01.1, of: A, outcome: met, ceiling: 200000, amount: none}]
//
// An enterprise that has moved has former_seats: [{region: "430102", to: 2024-01-01}, …].
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "policy/pack_contents.h"
#include "policy/policy.h"

namespace chuhai::policy {

struct CaseFailure {
  std::string file;
  int line = 0;
  std::string name;
  std::string message;  // what was expected and what came out
};
struct CaseReport {
  size_t cases = 0;
  size_t expectations = 0;
  std::vector<CaseFailure> failures;
};

// Runs every file of the pack's cases/. kInvalidArgument when a file isn't in the form of a case.
Result<CaseReport> run_cases(const Pack& pack, const facts::Catalogue& catalogue);

// The determinations of one case, given as the text of an item of `cases`; what it expects is left
// aside.
Result<std::vector<Determination>> determine_case(const Pack& pack,
                                                  const facts::Catalogue& catalogue,
                                                  const std::string& yaml);

}  // namespace chuhai::policy
