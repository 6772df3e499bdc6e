#include "registry/kinds.h"

#include <array>

namespace chuhai::registry {
namespace {

using enum ColumnType;

constexpr std::array kEnterprise = {
    Column{"id", "id", kText, true},
    Column{"customs_code", "customs_code"},
    Column{"name_zh", "name_zh"},
    Column{"name_en", "name_en"},
    Column{"roles", "roles"},
    Column{"size_class", "size_class"},
    Column{"region", "region"},
    Column{"registered_capital", "registered_capital_fen", kMoney},
    Column{"established", "established", kDate},
    Column{"deregistered", "deregistered", kDate},
    Column{"valid_from", "valid_from", kDate},
    Column{"synthetic", "synthetic", kFlag},
};

constexpr std::array kLink = {
    Column{"enterprise", "enterprise", kText, true},
    Column{"other", "other", kText, true},
    Column{"kind", "kind", kText, true},
    Column{"paper", "paper"},
};

constexpr std::array kWarehouse = {
    Column{"id", "id", kText, true},
    Column{"name_zh", "name_zh"},
    Column{"name_en", "name_en"},
    Column{"owner", "owner"},
    Column{"country", "country"},
    Column{"area_m2", "area_m2"},
    Column{"valid_from", "valid_from", kDate},
    Column{"synthetic", "synthetic", kFlag},
};

constexpr std::array kRecognition = {
    Column{"subject_kind", "subject_kind", kText, true},
    Column{"subject", "subject", kText, true},
    Column{"kind", "kind", kText, true},
    Column{"level", "level", kText, true},
    Column{"from", "valid_from", kDate},
    Column{"to", "valid_to", kDate},
    Column{"paper", "paper"},
};

constexpr std::array kZone = {
    Column{"city", "city", kText, true},
    Column{"name_zh", "name_zh"},
    Column{"from", "valid_from", kDate},
    Column{"to", "valid_to", kDate},
    Column{"paper", "paper"},
};

constexpr std::array kRate = {
    Column{"table", "rate_table", kText, true},
    Column{"source", "source"},
    Column{"currency", "currency", kText, true},
    Column{"month", "valid_from", kMonth},
    Column{"cny", "cny"},
    Column{"example", "example", kFlag},
};

const std::array kKinds = {
    Kind{"enterprises", "registry.enterprises", "registry_enterprise", kEnterprise, Dating::kChain},
    Kind{"links", "registry.links", "registry_enterprise_link", kLink, Dating::kAlways},
    Kind{"warehouses", "registry.warehouses", "registry_warehouse", kWarehouse, Dating::kChain},
    Kind{"recognitions", "registry.recognitions", "registry_recognition", kRecognition,
         Dating::kInterval},
    Kind{"zones", "registry.zones", "registry_zone", kZone, Dating::kInterval},
    Kind{"rates", "rates", "registry_rate", kRate, Dating::kMonth},
};

}  // namespace

std::span<const Kind> kinds() { return kKinds; }

const Kind* find_kind(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

const Kind* find_kind_of_entry(std::string_view entry_kind) {
  for (const Kind& kind : kKinds) {
    if (kind.entry_kind == entry_kind) return &kind;
  }
  return nullptr;
}

std::string header_of(const Kind& kind) {
  std::string header;
  for (const Column& column : kind.columns) {
    if (!header.empty()) header += ',';
    header += column.csv;
  }
  return header;
}

std::optional<size_t> column_of(const Kind& kind, std::string_view csv) {
  for (size_t i = 0; i < kind.columns.size(); ++i) {
    if (kind.columns[i].csv == csv) return i;
  }
  return std::nullopt;
}

}  // namespace chuhai::registry
