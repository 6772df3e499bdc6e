// Which payment sheets could hold an award, and which of them aren't on file. Nobody awarded is
// only known where every payer that could have paid has a sheet of the year.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "policy/inputs.h"

namespace chuhai::policy {

// Who could have paid the enterprise an award of the measure for the year (R24): the province, or
// the city of every seat it had from the year's first day to the as-of day, since the claim may
// come later than the year. A seat outside the province has no payer, nor has a year before the
// enterprise was established or after it was deregistered. Before the first state on file its seat
// is taken to be the first one's. A payer without a code stands for a seat that isn't on file.
std::vector<Payer> payers_in_year(const InputContext& context, const std::string& enterprise,
                                  int year);

// Looks for sheets and gathers those that aren't there.
class SheetSearch {
 public:
  explicit SheetSearch(const InputContext& context) : context_(context) {}
  // `whose` is named beside the payer; empty for the subject's own.
  void look_for(const Payer& payer, int year, const Text& whose = {});
  // Of all payers of the enterprise in the year.
  void look_for_payers_of(const std::string& enterprise, int year, const Text& whose = {});

  bool complete() const { return missing_.empty(); }
  // "2023 年兑付表（长沙市）；…" / "payment sheet of 2023 (Changsha); …"
  Text missing() const;
  // Of those on file: "2023–2024 年兑付表"; with the payers' names where there are several.
  std::optional<Text> found() const;
  const std::vector<std::string>& digest_lines() const { return digest_lines_; }

 private:
  struct Sheets {
    Payer payer;
    Text whose;
    std::vector<int> years;  // ascending as looked for
  };
  static void add(std::vector<Sheets>& list, const Payer& payer, int year, const Text& whose);

  const InputContext& context_;
  std::vector<Sheets> missing_, found_;
  std::vector<std::string> digest_lines_;
};

// The enterprise's name, or its id when it isn't on the registry on the as-of day.
Text name_of_enterprise(const World& world, const std::string& id);

}  // namespace chuhai::policy
