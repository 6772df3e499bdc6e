#include "policy/world.h"

#include <algorithm>
#include <memory>

#include "facts/facts.h"
#include "policy/pack_contents.h"

namespace chuhai::policy {
namespace {

bool is_used(const PackContents& pack, const facts::Fact& fact) {
  return fact.mode.empty() && fact.destination.empty() && pack.bases.count(fact.fact) != 0;
}

Status load_facts(store::Store& store, const PackContents& pack, std::optional<Instant> known_at,
                  World& world) {
  if (!known_at) {
    return facts::for_each_fact(store, [&](const facts::Fact& fact) -> Status {
      if (is_used(pack, fact)) world.facts[fact.subject].push_back(fact);
      return {};
    });
  }
  for (const auto& [id, seats] : world.seats) {
    const facts::Subject subject{"enterprise", id};
    CHUHAI_ASSIGN_OR_RETURN(const auto facts, facts::facts_of(store, subject, known_at));
    for (const facts::Fact& fact : facts) {
      if (is_used(pack, fact)) world.facts[subject].push_back(fact);
    }
  }
  return {};
}

}  // namespace

const registry::Enterprise* World::enterprise(std::string_view id) const {
  const auto found = enterprises.find(id);
  return found == enterprises.end() ? nullptr : &found->second;
}

const registry::Warehouse* World::warehouse(std::string_view id) const {
  const auto found = warehouses.find(id);
  return found == warehouses.end() ? nullptr : &found->second;
}

std::span<const registry::Seat> World::seats_of(std::string_view id) const {
  const auto found = seats.find(id);
  if (found == seats.end()) return {};
  return found->second;
}

bool World::is_on_file(const facts::Subject& subject) const {
  if (subject.kind == "enterprise") return seats.find(subject.id) != seats.end();
  return subject.kind == "warehouse" && ownerships.find(subject.id) != ownerships.end();
}

std::span<const facts::Fact> World::facts_of(const facts::Subject& subject) const {
  const auto found = facts.find(subject);
  if (found == facts.end()) return {};
  return found->second;
}

std::vector<const Award*> World::awards_of(const facts::Subject& subject,
                                           std::string_view measure) const {
  std::vector<const Award*> found;
  const auto all = awards_by_subject_.find(subject);
  if (all == awards_by_subject_.end()) return found;
  for (const Award* award : all->second) {
    if (measure.empty() || award->measure == measure) found.push_back(award);
  }
  return found;
}

std::vector<const registry::Recognition*> World::recognitions_of(std::string_view subject,
                                                                 const PackContents& pack) const {
  std::vector<const registry::Recognition*> found;
  for (const registry::Recognition& recognition : recognitions) {
    if (recognition.subject_kind == pack.recognition_subject && recognition.subject == subject &&
        recognition.kind == pack.recognition_kind && recognition.level == pack.recognition_level) {
      found.push_back(&recognition);
    }
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto* a, const auto* b) { return a->from < b->from; });
  return found;
}

bool World::has_recognition_list(const PackContents& pack) const {
  return std::any_of(recognitions.begin(), recognitions.end(), [&](const auto& recognition) {
    return recognition.subject_kind == pack.recognition_subject &&
           recognition.kind == pack.recognition_kind && recognition.level == pack.recognition_level;
  });
}

std::string_view World::owner_on(std::string_view warehouse, Date day) const {
  const auto found = ownerships.find(warehouse);
  if (found == ownerships.end() || found->second.empty()) return {};
  std::string_view owner = found->second.front().owner;
  for (const registry::Ownership& each : found->second) {
    if (each.from <= day) owner = each.owner;
  }
  return owner;
}

std::string_view World::payee_of(const Award& award) const {
  if (award.subject.kind == "enterprise") return award.subject.id;
  if (award.subject.kind != "warehouse") return {};
  const Date last_day = Period::year(award.year).value().to().plus_days(-1);
  return owner_on(award.subject.id, award.paid_on.value_or(last_day));
}

std::vector<const Award*> World::awards_paid_to(std::string_view enterprise,
                                                std::string_view measure) const {
  std::vector<const Award*> found;
  const auto all = awards_by_payee_.find(enterprise);
  if (all == awards_by_payee_.end()) return found;
  for (const Award* award : all->second) {
    if (award->measure == measure) found.push_back(award);
  }
  return found;
}

std::vector<std::string> World::warehouses_held(std::string_view enterprise, Date from,
                                                Date to) const {
  std::vector<std::string> held;
  const auto all = warehouses_by_owner_.find(enterprise);
  if (all == warehouses_by_owner_.end()) return held;
  for (const std::string& id : all->second) {
    const auto& states = ownerships.find(id)->second;
    const bool then = std::any_of(states.begin(), states.end(), [&](const auto& each) {
      const bool begun = each.from <= to || &each == &states.front();
      return each.owner == enterprise && begun && (!each.to || from < *each.to);
    });
    if (then) held.push_back(id);
  }
  return held;
}

void World::index() {
  const Date beginning = Date::of(1, 1, 1).value();
  for (const auto& [id, each] : enterprises) {
    auto& own = seats[id];
    if (own.empty()) own.push_back({each.region, beginning, std::nullopt});
  }
  for (const auto& [id, each] : warehouses) {
    auto& own = ownerships[id];
    if (own.empty()) own.push_back({each.owner, beginning, std::nullopt});
  }
  coverage = Coverage(awards, sheet_gaps,
                      [this](const facts::Subject& subject) { return is_on_file(subject); });
  awards_by_subject_.clear();
  awards_by_payee_.clear();
  warehouses_by_owner_.clear();
  for (const auto& [id, states] : ownerships) {
    for (const registry::Ownership& each : states) warehouses_by_owner_[each.owner].insert(id);
  }
  std::vector<const Award*> by_year;
  for (const Award& award : awards) by_year.push_back(&award);
  std::stable_sort(by_year.begin(), by_year.end(),
                   [](const Award* a, const Award* b) { return a->year < b->year; });
  for (const Award* award : by_year) {
    awards_by_subject_[award->subject].push_back(award);
    const std::string_view payee = payee_of(*award);
    if (!payee.empty()) awards_by_payee_[std::string(payee)].push_back(award);
  }
}

Result<World> load_world(store::Store& store, const PackContents& pack, Date as_of,
                         std::optional<Instant> known_at) {
  registry::View view;
  view.valid_on = as_of;
  view.known_at = known_at;
  CHUHAI_ASSIGN_OR_RETURN(auto loaded, registry::Registry::load(store, view));
  const auto registry = std::make_shared<const registry::Registry>(std::move(loaded));
  World world;
  world.enterprises = registry->enterprises();
  world.warehouses = registry->warehouses();
  world.seats = registry->seats();
  world.ownerships = registry->ownerships();
  world.recognitions = registry->recognitions();
  world.linked = [registry](std::string_view id) { return registry->linked(id); };
  CHUHAI_ASSIGN_OR_RETURN(world.awards, all_awards(store, known_at));
  CHUHAI_ASSIGN_OR_RETURN(world.sheet_gaps, sheet_gaps(store, known_at));
  CHUHAI_RETURN_IF_ERROR(load_facts(store, pack, known_at, world));
  world.index();
  return world;
}

}  // namespace chuhai::policy
