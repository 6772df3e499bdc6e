#include "clearance/contribution.h"

#include <algorithm>
#include <iterator>
#include <set>

namespace chuhai::clearance {

using documents::Document;
using documents::Form;

std::vector<Contribution> order_contributions(const Document& order) {
  const bool counted = order.form == Form::kTradeRecord || order.order_type == 'E' ||
                       order.order_type == 'B' || order.order_type == 'W';
  if (!counted) return {};
  const Date date = order.app_time.date();
  Contribution one;
  one.key.kind = TotalKind::kTurnover;
  one.key.subject = order.ebc_code;
  one.key.form = order.form;
  one.key.year = date.year();
  one.key.month = date.month();
  if (order.order_type != 0) one.key.mode = std::string(1, order.order_type);
  one.key.currency = order.currency;
  one.total.amount += order.goods_value;
  one.total.documents = one.total.documents_by_destination = one.total.documents_once = 1;
  one.locator = order.locator;
  one.document_key = order.order_no;
  one.at = order.app_time;
  return {one};
}

std::vector<Contribution> list_contributions(const Document& list, Instant released) {
  const Date date = released.date();
  std::vector<Contribution> all;
  for (const documents::Line& line : list.lines) {
    const std::string& destination = line.country.empty() ? list.country : line.country;
    auto found = std::find_if(all.begin(), all.end(), [&](const Contribution& one) {
      return one.key.destination == destination && one.key.currency == line.currency;
    });
    if (found == all.end()) {
      found = all.emplace(all.end());
      found->key = {
          TotalKind::kImportExport, list.ebc_code, list.form,    date.year(), date.month(),
          list.trade_mode,          destination,   line.currency};
      found->locator = list.locator;
      found->document_key = list.pre_no.empty() ? list.cop_no : list.pre_no;
      found->at = released;
    }
    found->total.amount += line.total_price;
  }
  std::sort(all.begin(), all.end(),
            [](const Contribution& a, const Contribution& b) { return a.key < b.key; });
  std::set<std::string_view> destinations;
  for (Contribution& one : all) {
    one.total.documents = 1;
    one.total.documents_by_destination = destinations.insert(one.key.destination).second;
    one.total.documents_once = &one == all.data();
  }
  return all;
}

std::vector<Contribution> contributions_of(const Parcel& parcel) {
  std::vector<Contribution> all;
  if (parcel.order) all = order_contributions(*parcel.order);
  const auto released = parcel.list ? parcel.customs().released : std::nullopt;
  if (released) {
    auto lists = list_contributions(*parcel.list, *released);
    std::move(lists.begin(), lists.end(), std::back_inserter(all));
  }
  return all;
}

}  // namespace chuhai::clearance
