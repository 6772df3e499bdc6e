// Monthly exchange rates: tables by name, each row CNY for one unit of a currency in a month, with
// the source it was taken from. Which table applies is the pack's setting.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

#include "base/decimal.h"
#include "base/money.h"
#include "base/result.h"
#include "registry/import.h"
#include "store/store.h"

namespace chuhai::registry {

struct Rate {
  std::string table;
  std::string source;
  Currency currency = Currency::cny();
  int year = 0;
  int month = 0;
  Decimal cny;           // CNY for 1 unit
  bool example = false;  // marked as an example, shown as one
  journal::EntryKey entry;
};

class RateTable {
 public:
  // A table nobody has imported is empty, and every amount in it unknown.
  static Result<RateTable> load(store::Store& store, std::string_view name);
  // CNY is 1 always (that rate has no source, month or entry). nullptr: no rate on file, so the
  // amount in CNY is unknown.
  const Rate* find(Currency currency, int year, int month) const;
  const std::string& name() const { return name_; }
  size_t size() const { return rates_.size(); }
  const std::map<std::tuple<Currency, int, int>, Rate>& rates() const { return rates_; }

 private:
  std::string name_;
  Rate cny_;
  std::map<std::tuple<Currency, int, int>, Rate> rates_;
};

// CSV: table,source,currency,month,cny,example. Bad lines are refused one by one and reported.
Result<ImportReport> import_rates(store::Store& store, const journal::Act& act,
                                  std::string_view source_name, std::string_view csv);

}  // namespace chuhai::registry
