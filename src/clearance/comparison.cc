#include "clearance/comparison.h"

#include <algorithm>
#include <set>

namespace chuhai::clearance {
namespace {

using documents::Document;
using documents::Line;

struct Difference {
  ExceptionFlag flag;
  std::string left_name, left_value, right_name, right_value;
};

std::string numbers_text(const std::vector<Line>& lines) {
  std::string text;
  for (const Line& line : lines) text += (text.empty() ? "" : ",") + std::to_string(line.gnum);
  return text;
}

std::set<int> numbers_of(const std::vector<Line>& lines) {
  std::set<int> numbers;
  for (const Line& line : lines) numbers.insert(line.gnum);
  return numbers;
}

Amount5Sum lines_sum(const Document& list) {
  Amount5Sum sum;
  for (const Line& line : list.lines) sum += line.total_price;
  return sum;
}

void compare_currencies(const Parcel& parcel, std::vector<Difference>* found) {
  for (const Document& receipt : parcel.receipts) {
    if (receipt.currency == parcel.order->currency) continue;
    found->push_back({kCurrenciesDiffer, "order.currency", parcel.order->currency,
                      "receipt.currency", receipt.currency});
    return;
  }
  if (!parcel.list) return;
  for (const Line& line : parcel.list->lines) {
    if (line.currency == parcel.order->currency) continue;
    found->push_back({kCurrenciesDiffer, "order.currency", parcel.order->currency, "list.currency",
                      line.currency});
    return;
  }
}

void compare_goods(const Parcel& parcel, std::vector<Difference>* found) {
  const Document& order = *parcel.order;
  const Document& list = *parcel.list;
  const bool one_currency = std::all_of(list.lines.begin(), list.lines.end(), [&](const Line& l) {
    return l.currency == order.currency;
  });
  if (one_currency && lines_sum(list).units() != order.goods_value.units())
    found->push_back({kGoodsValueDiffers, "order.goodsValue", order.goods_value.to_string(),
                      "list.totalPrice", lines_sum(list).to_string()});
  // Orders of trade records and older forms carry no lines: nothing to compare then.
  if (!order.lines.empty() && (numbers_of(order.lines) != numbers_of(list.lines) ||
                               order.lines.size() != list.lines.size()))
    found->push_back({kLineNumbersDiffer, "order.gnum", numbers_text(order.lines), "list.gnum",
                      numbers_text(list.lines)});
}

void compare_platforms(const Parcel& parcel, std::vector<Difference>* found) {
  const auto compare = [&](std::string_view name, const Document& other) {
    if (other.ebp_code == parcel.order->ebp_code) return false;
    found->push_back({kPlatformDiffers, "order.ebpCode", parcel.order->ebp_code,
                      std::string(name) + ".ebpCode", other.ebp_code});
    return true;
  };
  for (const Document& receipt : parcel.receipts)
    if (compare("receipt", receipt)) return;
  if (parcel.list) compare("list", *parcel.list);
}

std::vector<Difference> differences(const Parcel& parcel) {
  std::vector<Difference> found;
  if (parcel.order) compare_currencies(parcel, &found);
  if (parcel.order && parcel.list) compare_goods(parcel, &found);
  if (parcel.order && parcel.form == documents::Form::kMessage) compare_platforms(parcel, &found);
  if (parcel.waybill && !parcel.waybill->ebc_code.empty() &&
      parcel.waybill->ebc_code != parcel.ebc_code)
    found.push_back({kEnterpriseDiffers, "order.ebcCode", parcel.ebc_code, "waybill.ebcCode",
                     parcel.waybill->ebc_code});
  return found;
}

Exception exception_for(const Parcel& parcel, std::string_view reason) {
  Exception exception;
  exception.reason = reason;
  exception.lane = parcel.lane;
  exception.parcel = parcel.id;
  exception.ebc_code = parcel.ebc_code;
  exception.order_no = parcel.order_no;
  return exception;
}

Exception amounts_exception(const Parcel& parcel) {
  Exception exception = exception_for(parcel, "amounts_differ");
  Amount5Sum goods, money;
  goods += parcel.order->goods_value;
  goods += parcel.order->freight;
  for (const Document& receipt : parcel.receipts) money += receipt.amount;
  exception.detail = amount_class_name(parcel.amount_class());
  exception.left_name = "order.goodsValue+freight";
  exception.left_value = goods.to_string() + " " + parcel.order->currency;
  exception.right_name = "receipts.charge";
  exception.right_value = money.to_string() + " " + parcel.receipts.front().currency;
  return exception;
}

}  // namespace

std::vector<ExceptionFlag> all_exception_flags() {
  return {kGoodsValueDiffers, kLineNumbersDiffer, kCurrenciesDiffer, kPlatformDiffers,
          kEnterpriseDiffers};
}

std::string_view exception_flag_name(ExceptionFlag flag) {
  switch (flag) {
    case kGoodsValueDiffers:
      return "goods_value_differs";
    case kLineNumbersDiffer:
      return "line_numbers_differ";
    case kCurrenciesDiffer:
      return "currencies_differ";
    case kPlatformDiffers:
      return "platform_differs";
    case kEnterpriseDiffers:
      return "enterprise_differs";
  }
  return "";
}

ExceptionFlags exception_flags(const Parcel& parcel) {
  ExceptionFlags flags = 0;
  for (const Difference& difference : differences(parcel)) flags |= difference.flag;
  return flags;
}

std::vector<Exception> exceptions_of(const Parcel& parcel) {
  std::vector<Exception> all;
  if (!parcel.complete()) {
    Exception missing = exception_for(parcel, "missing");
    missing.detail = parts_key(parcel.missing());
    missing.left_name = "present";
    missing.left_value = parts_key(parcel.present());
    missing.right_name = "expected";
    missing.right_value = parts_key(parcel.expected());
    all.push_back(std::move(missing));
  }
  const AmountClass amounts = parcel.amount_class();
  if (amounts != AmountClass::kEqual && amounts != AmountClass::kNotComparable)
    all.push_back(amounts_exception(parcel));
  for (Difference& difference : differences(parcel)) {
    Exception exception = exception_for(parcel, exception_flag_name(difference.flag));
    exception.left_name = std::move(difference.left_name);
    exception.left_value = std::move(difference.left_value);
    exception.right_name = std::move(difference.right_name);
    exception.right_value = std::move(difference.right_value);
    all.push_back(std::move(exception));
  }
  return all;
}

}  // namespace chuhai::clearance
