// Reading the registry's tables into a Registry.
#include <fmt/format.h>

#include <algorithm>
#include <tuple>

#include "base/text.h"
#include "registry/registry.h"

namespace chuhai::registry {
namespace {

std::optional<Date> date_at(const store::Row& row, int column) {
  if (row.is_null(column)) return std::nullopt;
  return Date::from_days(static_cast<int32_t>(row.int64(column)));
}

Error corrupt(std::string_view what, std::string_view id) {
  return Error(ErrorCode::kCorrupt, fmt::format("registry: {} of {} is unreadable", what, id));
}

}  // namespace

class Loader {
 public:
  Loader(store::Store& store, const View& view, Registry& registry)
      : store_(store), view_(view), registry_(registry) {}

  Status enterprises();
  Status links();
  Status warehouses();
  Status recognitions();
  Status zones();

 private:
  // Rows known at the view's instant, of all days.
  Status read(std::string_view columns, std::string_view table, std::string_view order,
              const store::RowCallback& callback);
  // Whether the view's day lies in [from, to).
  bool is_of_day(Date from, std::optional<Date> to) const {
    return !view_.valid_on || (from <= *view_.valid_on && (!to || *view_.valid_on < *to));
  }

  store::Store& store_;
  const View& view_;
  Registry& registry_;
};

Status Loader::read(std::string_view columns, std::string_view table, std::string_view order,
                    const store::RowCallback& callback) {
  std::string where = "superseded_at IS NULL";
  store::Parameters parameters;
  if (view_.known_at) {
    where = "recorded_at <= :known AND (superseded_at IS NULL OR superseded_at > :known)";
    parameters.push_back({"known", view_.known_at->millis()});
  }
  return store_.query(
      fmt::format("SELECT {} FROM {} WHERE {} ORDER BY {}", columns, table, where, order),
      parameters, callback);
}

Status Loader::enterprises() {
  return read(
      "id, customs_code, name_zh, name_en, roles, size_class, region, registered_capital_fen, "
      "established, deregistered, synthetic, valid_from, valid_to",
      "registry_enterprise", "id, valid_from", [&](const store::Row& row) -> Status {
        Enterprise enterprise;
        enterprise.id = row.text(0);
        enterprise.customs_code = row.text(1);
        enterprise.name_zh = row.text(2);
        enterprise.name_en = row.text(3);
        for (const std::string_view role : split(row.text(4), ';')) {
          if (!role.empty()) enterprise.roles.emplace(role);
        }
        const std::optional<SizeClass> size = size_class_of(row.text(5));
        if (!size) return corrupt("size class", enterprise.id);
        enterprise.size_class = *size;
        enterprise.region = row.text(6);
        if (!row.is_null(7)) enterprise.registered_capital = Money::cny_fen(row.int64(7));
        enterprise.established = date_at(row, 8);
        enterprise.deregistered = date_at(row, 9);
        enterprise.synthetic = row.int64(10) != 0;
        const Date from = date_at(row, 11).value();
        const std::optional<Date> to = date_at(row, 12);
        registry_.seats_[enterprise.id].push_back({enterprise.region, from, to});
        if (!is_of_day(from, to)) return {};
        // The later of two states of one enterprise comes later and stays.
        auto& all = registry_.enterprises_;
        if (!all.empty() && std::prev(all.end())->first == enterprise.id) {
          std::prev(all.end())->second = std::move(enterprise);
        } else {
          std::string id = enterprise.id;
          all.emplace_hint(all.end(), std::move(id), std::move(enterprise));
        }
        return {};
      });
}

Status Loader::links() {
  CHUHAI_RETURN_IF_ERROR(read("enterprise, other, kind, paper", "registry_enterprise_link",
                              "enterprise, other, kind", [&](const store::Row& row) -> Status {
                                EnterpriseLink link;
                                link.enterprise = row.text(0);
                                link.other = row.text(1);
                                link.kind = row.text(2) == "predecessor" ? LinkKind::kPredecessor
                                                                         : LinkKind::kRelated;
                                link.paper = row.text(3);
                                registry_.links_.push_back(std::move(link));
                                return {};
                              }));
  for (const EnterpriseLink& link : registry_.links_) {
    registry_.neighbours_[link.enterprise].push_back(link.other);
    if (link.kind == LinkKind::kRelated) {
      registry_.neighbours_[link.other].push_back(link.enterprise);
    }
  }
  return {};
}

Status Loader::warehouses() {
  return read("id, name_zh, name_en, owner, country, area_m2, synthetic, valid_from, valid_to",
              "registry_warehouse", "id, valid_from", [&](const store::Row& row) -> Status {
                Warehouse warehouse;
                warehouse.id = row.text(0);
                warehouse.name_zh = row.text(1);
                warehouse.name_en = row.text(2);
                warehouse.owner = row.text(3);
                warehouse.country = row.text(4);
                if (!row.text(5).empty()) warehouse.area_m2 = row.text(5);
                warehouse.synthetic = row.int64(6) != 0;
                const Date from = date_at(row, 7).value();
                const std::optional<Date> to = date_at(row, 8);
                registry_.ownerships_[warehouse.id].push_back({warehouse.owner, from, to});
                if (!is_of_day(from, to)) return {};
                std::string id = warehouse.id;
                registry_.warehouses_.insert_or_assign(std::move(id), std::move(warehouse));
                return {};
              });
}

Status Loader::recognitions() {
  CHUHAI_RETURN_IF_ERROR(read(
      "subject_kind, subject, kind, level, valid_from, valid_to, paper", "registry_recognition",
      "subject_kind, subject, kind, valid_from, level", [&](const store::Row& row) -> Status {
        Recognition recognition;
        recognition.subject_kind = row.text(0);
        recognition.subject = row.text(1);
        recognition.kind = row.text(2);
        recognition.level = row.text(3);
        recognition.from = date_at(row, 4).value();
        recognition.to = date_at(row, 5);
        recognition.paper = row.text(6);
        registry_.recognitions_.push_back(std::move(recognition));
        return {};
      }));
  // Again by our own order: an engine's collation may be another.
  std::stable_sort(registry_.recognitions_.begin(), registry_.recognitions_.end(),
                   [](const Recognition& a, const Recognition& b) {
                     return std::tie(a.subject_kind, a.subject, a.kind, a.from, a.level) <
                            std::tie(b.subject_kind, b.subject, b.kind, b.from, b.level);
                   });
  return {};
}

Status Loader::zones() {
  return read("city, name_zh, valid_from, valid_to, paper", "registry_zone", "city, valid_from",
              [&](const store::Row& row) -> Status {
                Zone zone;
                zone.city = row.text(0);
                zone.name_zh = row.text(1);
                zone.from = date_at(row, 2).value();
                zone.to = date_at(row, 3);
                zone.paper = row.text(4);
                registry_.zones_.push_back(std::move(zone));
                return {};
              });
}

Result<Registry> Registry::load(store::Store& store, const View& view) {
  Registry registry;
  Loader loader(store, view, registry);
  CHUHAI_RETURN_IF_ERROR(loader.enterprises());
  CHUHAI_RETURN_IF_ERROR(loader.links());
  CHUHAI_RETURN_IF_ERROR(loader.warehouses());
  CHUHAI_RETURN_IF_ERROR(loader.recognitions());
  CHUHAI_RETURN_IF_ERROR(loader.zones());
  for (const auto& [id, enterprise] : registry.enterprises_) {
    if (!enterprise.customs_code.empty()) {
      registry.by_customs_code_[enterprise.customs_code] = id;
    }
  }
  for (const auto& [id, warehouse] : registry.warehouses_) {
    registry.by_owner_.emplace(warehouse.owner, id);
  }
  return registry;
}

}  // namespace chuhai::registry
