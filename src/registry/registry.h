// The registry: who takes part, with dated status. Values and reading; import and export are in
// registry/import.h. Records are bitemporal: valid [valid_from, valid_to) in the world, recorded by
// a journal entry here. A later row for the same key and valid_from corrects the earlier one.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/money.h"
#include "base/result.h"
#include "base/time.h"
#include "journal/journal.h"
#include "registry/codes.h"
#include "store/store.h"

namespace chuhai::registry {

// 统计上大中小微型企业划分: the statistical size class on file.
enum class SizeClass { kUnknown, kMicro, kSmall, kMedium, kLarge };

// "unknown", "micro", "small", "medium", "large".
std::string_view size_class_name(SizeClass size);
// By that name or the Chinese one (微型 小型 中型 大型); nullopt for any other text.
std::optional<SizeClass> size_class_of(std::string_view text);

// What an enterprise may be in this trade, with names for people: "seller", 跨境电商企业, …
std::span<const Code> enterprise_roles();
bool is_enterprise_role(std::string_view role);

struct Enterprise {
  std::string id;            // unified social credit code
  std::string customs_code;  // ten characters, may be empty
  std::string name_zh;
  std::string name_en;          // may be empty
  std::set<std::string> roles;  // codes of enterprise_roles()
  SizeClass size_class = SizeClass::kUnknown;
  std::string region;  // six-digit division of registration; "" when not on file
  std::optional<Money> registered_capital;
  std::optional<Date> established;
  std::optional<Date> deregistered;
  bool synthetic = false;  // made by `chuhai generate`; shown wherever the name shows
};

// Directed for predecessors (`enterprise` took over the business of `other`), symmetric for
// related.
enum class LinkKind { kPredecessor, kRelated };
struct EnterpriseLink {
  std::string enterprise;
  std::string other;
  LinkKind kind = LinkKind::kRelated;
  std::string paper;
};

// 海外仓. `country` is an ISO 3166 alpha-3 code.
struct Warehouse {
  std::string id;  // register number
  std::string name_zh;
  std::string name_en;
  std::string owner;  // enterprise id
  std::string country;
  std::optional<std::string> area_m2;  // decimal text
  bool synthetic = false;
};

// A dated status of a subject: kind "public_overseas_warehouse" with level "provincial", a
// recognition list of leading enterprises, … [from, to), open when `to` is absent.
struct Recognition {
  std::string subject_kind;  // "enterprise", "warehouse", …
  std::string subject;
  std::string kind;
  std::string level;
  Date from;
  std::optional<Date> to;
  std::string paper;
};

// A city's membership of the comprehensive pilot zones (综试区).
struct Zone {
  std::string city;  // four digits of the division code
  std::string name_zh;
  Date from;
  std::optional<Date> to;
  std::string paper;
};

// Where an enterprise was registered in [from, to); "" when the registry doesn't say.
struct Seat {
  std::string region;
  Date from;
  std::optional<Date> to;
};
// Whose a warehouse was in [from, to).
struct Ownership {
  std::string owner;
  Date from;
  std::optional<Date> to;
};

// Which rows of the registry count. By default the latest state of each enterprise and warehouse,
// as known now.
struct View {
  std::optional<Date> valid_on;     // the state on that day; who has none by then is left out
  std::optional<Instant> known_at;  // as recorded then, before later corrections
};

// Snapshot of the registry, held in memory: a province has some 10^5 enterprises. Seats,
// ownerships, recognitions and zones are there with all their intervals, whatever the view's day:
// also those that have ended or not begun. Links have no dates.
class Registry {
 public:
  static Result<Registry> load(store::Store& store, const View& view = {});

  const Enterprise* enterprise(std::string_view id) const;
  // By credit code or customs registration code.
  const Enterprise* enterprise_by_code(std::string_view code) const;
  const Warehouse* warehouse(std::string_view id) const;
  const std::map<std::string, Enterprise, std::less<>>& enterprises() const { return enterprises_; }
  const std::map<std::string, Warehouse, std::less<>>& warehouses() const { return warehouses_; }
  std::vector<const Warehouse*> warehouses_of(std::string_view owner) const;
  // By id, each by `from`: whoever is on file for any day has at least one.
  const std::map<std::string, std::vector<Seat>, std::less<>>& seats() const { return seats_; }
  const std::map<std::string, std::vector<Ownership>, std::less<>>& ownerships() const {
    return ownerships_;
  }
  const std::vector<EnterpriseLink>& links() const { return links_; }
  // The enterprise's predecessors and related enterprises, transitively, without itself, sorted.
  // A predecessor isn't linked to its successor. Needn't be on file.
  std::vector<std::string> linked(std::string_view enterprise) const;
  const std::vector<Recognition>& recognitions() const { return recognitions_; }
  // By `from`.
  std::vector<const Recognition*> recognitions_of(std::string_view subject_kind,
                                                  std::string_view subject,
                                                  std::string_view kind) const;
  // Whether the city of `region` (its first four digits) was in a pilot zone on that day.
  bool in_zone(std::string_view region, Date on) const;
  const std::vector<Zone>& zones() const { return zones_; }

 private:
  friend class Loader;
  std::map<std::string, Enterprise, std::less<>> enterprises_;
  std::map<std::string, std::string, std::less<>> by_customs_code_;
  std::map<std::string, Warehouse, std::less<>> warehouses_;
  std::multimap<std::string, std::string, std::less<>> by_owner_;
  std::map<std::string, std::vector<Seat>, std::less<>> seats_;
  std::map<std::string, std::vector<Ownership>, std::less<>> ownerships_;
  std::vector<EnterpriseLink> links_;
  // From an enterprise to those whose past counts as its own.
  std::map<std::string, std::vector<std::string>, std::less<>> neighbours_;
  std::vector<Recognition> recognitions_;
  std::vector<Zone> zones_;
};

std::span<const store::Migration> migrations();

}  // namespace chuhai::registry
