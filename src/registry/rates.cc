#include "registry/rates.h"

#include <fmt/format.h>

namespace chuhai::registry {

Result<RateTable> RateTable::load(store::Store& store, std::string_view name) {
  RateTable table;
  table.name_ = name;
  table.cny_.table = name;
  table.cny_.cny = Decimal::from_int(1);
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT currency, source, cny, example, valid_from, entry_lane, entry_position "
                  "FROM registry_rate WHERE rate_table = :name AND superseded_at IS NULL "
                  "ORDER BY currency, valid_from",
                  {{"name", name}}, [&](const store::Row& row) -> Status {
                    Rate rate;
                    rate.table = name;
                    CHUHAI_ASSIGN_OR_RETURN(rate.currency, Currency::parse(row.text(0)));
                    rate.source = row.text(1);
                    CHUHAI_ASSIGN_OR_RETURN(rate.cny, Decimal::parse(row.text(2)));
                    rate.example = row.int64(3) != 0;
                    const Date month = Date::from_days(static_cast<int32_t>(row.int64(4)));
                    rate.year = month.year();
                    rate.month = month.month();
                    rate.entry = {static_cast<int>(row.int64(5)), row.int64(6)};
                    const std::tuple key(rate.currency, rate.year, rate.month);
                    table.rates_.emplace(key, std::move(rate));
                    return {};
                  }));
  return table;
}

const Rate* RateTable::find(Currency currency, int year, int month) const {
  if (currency == Currency::cny()) return &cny_;
  const auto found = rates_.find({currency, year, month});
  return found == rates_.end() ? nullptr : &found->second;
}

}  // namespace chuhai::registry
