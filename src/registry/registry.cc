#include "registry/registry.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"

namespace chuhai::registry {
namespace {

constexpr std::array<std::string_view, 5> kSizeClasses = {"unknown", "micro", "small", "medium",
                                                          "large"};
constexpr std::array<std::string_view, 5> kSizeClassesZh = {"不详", "微型", "小型", "中型", "大型"};

constexpr std::array kRoles = {
    Code{"seller", "跨境电商企业", "cross-border e-commerce seller"},
    Code{"platform", "电商平台企业", "platform"},
    Code{"logistics", "物流企业", "logistics enterprise"},
    Code{"payment", "支付企业", "payment enterprise"},
    Code{"agent", "代理申报企业", "declaration agent"},
    Code{"warehouse_operator", "仓储运营企业", "warehouse operator"},
    Code{"park_operator", "园区运营企业", "park operator"},
    Code{"incubator", "孵化中心运营机构", "incubation centre operator"},
    Code{"supplier", "供货企业", "supplier"},
    Code{"service", "服务企业", "service enterprise"},
    Code{"training", "培训机构", "training body"},
};

}  // namespace

std::string_view size_class_name(SizeClass size) { return kSizeClasses[static_cast<size_t>(size)]; }

std::optional<SizeClass> size_class_of(std::string_view text) {
  for (size_t i = 0; i < kSizeClasses.size(); ++i) {
    if (text == kSizeClasses[i] || text == kSizeClassesZh[i]) return static_cast<SizeClass>(i);
  }
  return std::nullopt;
}

std::span<const Code> enterprise_roles() { return kRoles; }

bool is_enterprise_role(std::string_view role) {
  return std::any_of(kRoles.begin(), kRoles.end(), [&](const Code& c) { return c.code == role; });
}

const Enterprise* Registry::enterprise(std::string_view id) const {
  const auto found = enterprises_.find(id);
  return found == enterprises_.end() ? nullptr : &found->second;
}

const Enterprise* Registry::enterprise_by_code(std::string_view code) const {
  if (const Enterprise* found = enterprise(code)) return found;
  const auto found = by_customs_code_.find(code);
  return found == by_customs_code_.end() ? nullptr : enterprise(found->second);
}

const Warehouse* Registry::warehouse(std::string_view id) const {
  const auto found = warehouses_.find(id);
  return found == warehouses_.end() ? nullptr : &found->second;
}

std::vector<const Warehouse*> Registry::warehouses_of(std::string_view owner) const {
  std::vector<const Warehouse*> found;
  const auto [begin, end] = by_owner_.equal_range(owner);
  for (auto at = begin; at != end; ++at) found.push_back(warehouse(at->second));
  return found;
}

std::vector<std::string> Registry::linked(std::string_view enterprise) const {
  std::set<std::string, std::less<>> seen = {std::string(enterprise)};
  std::vector<std::string> open = {std::string(enterprise)};
  while (!open.empty()) {
    const auto neighbours = neighbours_.find(open.back());
    open.pop_back();
    if (neighbours == neighbours_.end()) continue;
    for (const std::string& neighbour : neighbours->second) {
      if (seen.insert(neighbour).second) open.push_back(neighbour);
    }
  }
  seen.erase(seen.find(enterprise));
  return {seen.begin(), seen.end()};
}

std::vector<const Recognition*> Registry::recognitions_of(std::string_view subject_kind,
                                                          std::string_view subject,
                                                          std::string_view kind) const {
  // Sorted by (subject_kind, subject, kind, from) when loaded.
  using Key = std::array<std::string_view, 3>;
  const Key key = {subject_kind, subject, kind};
  const auto key_of = [](const Recognition& r) { return Key{r.subject_kind, r.subject, r.kind}; };
  auto at = std::lower_bound(recognitions_.begin(), recognitions_.end(), key,
                             [&](const Recognition& r, const Key& k) { return key_of(r) < k; });
  std::vector<const Recognition*> found;
  for (; at != recognitions_.end() && key_of(*at) == key; ++at) found.push_back(&*at);
  return found;
}

bool Registry::in_zone(std::string_view region, Date on) const {
  const Code* city = city_of(region);
  return city != nullptr && std::any_of(zones_.begin(), zones_.end(), [&](const Zone& zone) {
           return zone.city == city->code && zone.from <= on && (!zone.to || on < *zone.to);
         });
}

}  // namespace chuhai::registry
