// The business rules about lines and whole documents.
#include <fmt/format.h>

#include <algorithm>

#include "base/hs_code.h"
#include "documents/document_reader.h"

namespace chuhai::documents {
namespace {

// The special-area modes, in which the field descriptions of the schema demand the firm inside the
// area and the bonded record number.
constexpr std::string_view kSpecialAreaModes[] = {"1210", "1239"};
constexpr size_t kHeadingDigits = 4;
// Statuses of table 1.4; any negative number is an exception, and known too.
constexpr std::string_view kReturnStatuses[] = {"1",   "2",   "3",   "4",   "100", "120",
                                                "300", "399", "500", "501", "502", "503",
                                                "505", "599", "600", "700", "800", "899"};

bool all_digits(std::string_view text) {
  return !text.empty() &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// quantity × price in units of 10^-5, rounded half-even.
__int128 product(Amount5 quantity, Amount5 price) {
  const __int128 exact = static_cast<__int128>(quantity.units()) * price.units();
  const __int128 magnitude = exact < 0 ? -exact : exact;
  __int128 whole = magnitude / Amount5::kUnitsPerOne;
  const __int128 rest = magnitude % Amount5::kUnitsPerOne * 2;
  if (rest > Amount5::kUnitsPerOne || (rest == Amount5::kUnitsPerOne && whole % 2 != 0)) ++whole;
  return exact < 0 ? -whole : whole;
}

// Text about a document's line: "Order/OrderList[2]/gnum".
std::string line_path(const Element& lines, size_t line, std::string_view name) {
  return fmt::format("{}[{}]/{}", lines.path, line + 1, name);
}

const Element& child_of(const Element& group, std::string_view name) {
  return group.children[static_cast<size_t>(group.find_child(name))];
}

}  // namespace

void DocumentReader::check_special_area(const Element& group) {
  const uint64_t missing = group.special_area & ~filled_;
  if (missing == 0) return;
  const bool special = std::find(std::begin(kSpecialAreaModes), std::end(kSpecialAreaModes),
                                 document_->trade_mode) != std::end(kSpecialAreaModes);
  if (!special) return;
  for (const Element& child : group.children) {
    if ((missing >> child.index & 1) == 0) continue;
    say(rules::kSpecialArea, &child,
        place_ == Place::kLine ? line_path(group, document_->lines.size() - 1, child.name)
                               : child.path,
        "");
  }
}

// totalPrice = quantity × price (export order and list). Off by no more than the tolerance is a
// finding, more refuses.
void DocumentReader::check_total_price() {
  constexpr unsigned kAll = kHasQuantity | kHasPrice | kHasTotal;
  if ((line_.has & kAll) != kAll) return;
  const Line& line = document_->lines.back();
  const __int128 expected = product(line.quantity, line_.price);
  __int128 off = line.total_price.units() - expected;
  if (off == 0) return;
  if (off < 0) off = -off;
  Rule rule =
      type_->kind == DocumentKind::kOrder ? rules::kOrderTotalPrice : rules::kListTotalPrice;
  if (off <= settings_.total_price_tolerance.units()) {
    rule.severity = Severity::kFinding;
    rule.code = "";
  }
  const Element& lines = type_->document().children[1];
  const std::string right = Amount5Sum::from_units(expected).to_string();
  say(rule, &child_of(lines, "totalPrice"),
      line_path(lines, document_->lines.size() - 1, "totalPrice"), line.total_price.to_string(),
      {fmt::format("数量×单价={}", right), fmt::format("quantity × price = {}", right)});
}

// From 1, rising by 1. A number that is there twice is told for every line that repeats it, a gap
// once.
void DocumentReader::check_line_numbers() {
  const bool order = type_->kind == DocumentKind::kOrder;
  const Element& lines = type_->document().children[1];
  const Element& gnum = child_of(lines, "gnum");
  bool in_order = true;
  for (size_t i = 0; i < line_numbers_.size(); ++i) {
    in_order = in_order && line_numbers_[i] == static_cast<int64_t>(i) + 1;
  }
  if (in_order) return;
  bool twice = false;
  for (size_t i = 1; i < line_numbers_.size(); ++i) {
    const auto before = line_numbers_.begin() + static_cast<ptrdiff_t>(i);
    if (std::find(line_numbers_.begin(), before, *before) == before) continue;
    twice = true;
    say(order ? rules::kOrderLineTwice : rules::kListLineTwice, &gnum, line_path(lines, i, "gnum"),
        std::to_string(*before));
  }
  if (twice) return;
  for (size_t i = 0; i < line_numbers_.size(); ++i) {
    if (line_numbers_[i] == static_cast<int64_t>(i) + 1) continue;
    say(order ? rules::kOrderLineNumbers : rules::kListLineNumbers, &gnum,
        line_path(lines, i, "gnum"), std::to_string(line_numbers_[i]));
    return;
  }
}

void DocumentReader::check_order() {
  check_line_numbers();
  const Element& head = type_->document().children[0];
  const Element& lines = type_->document().children[1];
  Amount5Sum sum;
  for (size_t i = 0; i < document_->lines.size(); ++i) {
    const Line& line = document_->lines[i];
    sum += line.total_price;
    if (line.currency != document_->currency) {
      say(rules::kOrderCurrencies, &child_of(lines, "currency"), line_path(lines, i, "currency"),
          line.currency, {document_->currency, document_->currency});
    }
  }
  if (sum.units() != document_->goods_value.units()) {
    const Element& goods_value = child_of(head, "goodsValue");
    say(rules::kGoodsValueSum, &goods_value, goods_value.path, document_->goods_value.to_string(),
        {sum.to_string(), sum.to_string()});
  }
}

// The list's amount is the sum of its lines when they are in one currency.
void DocumentReader::sum_list() {
  Document& d = *document_;
  if (d.lines.empty()) return;
  const Element& lines = type_->document().children[1];
  Amount5Sum sum;
  bool one_currency = true;
  for (const Line& line : d.lines) {
    sum += line.total_price;
    one_currency = one_currency && line.currency == d.lines[0].currency;
  }
  if (!one_currency) {
    const Element& currency = child_of(lines, "currency");
    say(rules::kListCurrencies, &currency, currency.path, "");
    return;
  }
  const auto units = static_cast<int64_t>(sum.units());
  if (sum.units() != units) {
    const Element& total = child_of(lines, "totalPrice");
    say(rules::kBeyondRange, &total, total.path, sum.to_string());
    return;
  }
  d.amount = Amount5::from_units(units);
  d.currency = d.lines[0].currency;
}

// Ten digits; a simplified declaration (statisticsFlag A) fills in the heading, and what follows it
// is told only.
void DocumentReader::check_commodity_code(const Element& element, std::string_view text) {
  if (HsCode::parse(text).ok()) return;
  const bool simplified = document_ != nullptr && document_->statistics_flag == 'A' &&
                          all_digits(text.substr(0, kHeadingDigits));
  say_here(simplified ? rules::kUnexpectedValue : rules::kCommodityCode, element, text);
}

void DocumentReader::check_return_status(const Element& element, std::string_view text) {
  const bool negative = text.starts_with('-') && all_digits(text.substr(1));
  const bool listed = std::find(std::begin(kReturnStatuses), std::end(kReturnStatuses), text) !=
                      std::end(kReturnStatuses);
  if (!negative && !listed) say_here(rules::kReturnStatus, element, text);
}

}  // namespace chuhai::documents
