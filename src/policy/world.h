// World: all that a determination looks at, in memory: from the store, or written in a case file.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "facts/fact.h"
#include "policy/awards.h"
#include "policy/policy.h"
#include "registry/registry.h"

namespace chuhai::policy {

// Enterprises and warehouses are those of the as-of day; recognitions keep ended ones.
struct World {
  std::map<std::string, registry::Enterprise, std::less<>> enterprises;
  std::map<std::string, registry::Warehouse, std::less<>> warehouses;
  // Seats and owners of all days, by `from`: who is on file for any day has one.
  std::map<std::string, std::vector<registry::Seat>, std::less<>> seats;
  std::map<std::string, std::vector<registry::Ownership>, std::less<>> ownerships;
  // Predecessors and related enterprises, transitively, without itself.
  std::function<std::vector<std::string>(std::string_view)> linked;
  std::vector<registry::Recognition> recognitions;
  // The facts a pack may use: all modes and destinations together.
  std::map<facts::Subject, std::vector<facts::Fact>> facts;
  std::vector<Award> awards;
  std::set<SheetScope> sheet_gaps;
  Coverage coverage{{}, {}, {}};

  const registry::Enterprise* enterprise(std::string_view id) const;
  const registry::Warehouse* warehouse(std::string_view id) const;
  std::span<const registry::Seat> seats_of(std::string_view enterprise) const;
  // On the registry, for whatever day.
  bool is_on_file(const facts::Subject& subject) const;
  std::span<const facts::Fact> facts_of(const facts::Subject& subject) const;
  // Awards of the measure to the subject, by year; of any measure when it is empty.
  std::vector<const Award*> awards_of(const facts::Subject& subject,
                                      std::string_view measure) const;
  // Intervals of the status, by `from`.
  std::vector<const registry::Recognition*> recognitions_of(std::string_view subject,
                                                            const PackContents& pack) const;
  // Who owned the warehouse on the day; before its first state on file the first owner, "" when
  // none is on file.
  std::string_view owner_on(std::string_view warehouse, Date day) const;
  // Who was paid: the enterprise that the sheet names, or the warehouse's owner on the day of
  // payment (the last day of the award's year where the sheet gives none).
  std::string_view payee_of(const Award& award) const;
  // Awards of the measure that the enterprise was paid, by year.
  std::vector<const Award*> awards_paid_to(std::string_view enterprise,
                                           std::string_view measure) const;
  // Warehouses that were the enterprise's on some day of [from, to].
  std::vector<std::string> warehouses_held(std::string_view enterprise, Date from, Date to) const;
  // Some subject of the kind has the status on file: a list was imported.
  bool has_recognition_list(const PackContents& pack) const;
  // Must be called after filling: indexes awards. Who has no seats or ownerships has the present
  // one without end (cases state only what changes).
  void index();

 private:
  std::map<facts::Subject, std::vector<const Award*>> awards_by_subject_;
  std::map<std::string, std::vector<const Award*>, std::less<>> awards_by_payee_;
  std::map<std::string, std::set<std::string>, std::less<>> warehouses_by_owner_;  // of any day
};

// The registry's state of the day, as known at `known_at` (nullopt: all that is recorded).
Result<World> load_world(store::Store& store, const PackContents& pack, Date as_of,
                         std::optional<Instant> known_at);

}  // namespace chuhai::policy
