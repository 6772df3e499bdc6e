#include "registry/line_check.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/credit_code.h"
#include "base/decimal.h"
#include "base/money.h"
#include "base/text.h"
#include "base/time.h"
#include "registry/codes.h"
#include "registry/line.h"
#include "registry/registry.h"

namespace chuhai::registry {
namespace {

constexpr size_t kCustomsCodeLength = 10;
constexpr size_t kMonthLength = 7;
constexpr size_t kCityLength = 4;

void check_credit_code(Line& line, std::string_view column) {
  if (!line.require(column)) return;
  const std::string& code = line.at(column);
  const Result<CreditCode> parsed = CreditCode::parse(code);
  if (parsed.ok()) return;
  const Result<char> right =
      code.empty() ? Result<char>('0')
                   : CreditCode::check_character(std::string_view(code).substr(0, code.size() - 1));
  if (right.ok()) {
    line.refuse(
        column,
        fmt::format("统一社会信用代码校验码不符，按前 17 位应为 {}；请核对整个代码", *right),
        fmt::format("check character wrong: the first 17 characters give {}; compare the "
                    "whole code with the licence",
                    *right));
  } else {
    line.refuse(column, "不是统一社会信用代码（18 位，数字与大写字母，不含 I O S V Z）",
                "not a unified social credit code (18 digits and capital letters without I, O, S, "
                "V, Z)");
  }
}

void check_customs_code(Line& line, Known& known) {
  const std::string& code = line.at("customs_code");
  if (code.empty()) return;
  if (code.size() != kCustomsCodeLength || !is_enterprise_code(code)) {
    line.refuse("customs_code", "海关注册编码应为 10 位数字或大写字母，没有则留空",
                "ten digits or capital letters, or empty");
    return;
  }
  const auto owner = known.customs_code_owners.find(code);
  if (owner != known.customs_code_owners.end() && owner->second != line.at("id")) {
    line.refuse("customs_code", fmt::format("该编码已属于 {}；请核对，先更正该企业", owner->second),
                fmt::format("it belongs to {}; correct that enterprise first", owner->second));
  }
}

// "agent; seller" -> "agent;seller", sorted and without repeats.
void check_roles(Line& line) {
  std::set<std::string> roles;
  for (const std::string_view part : split(line.at("roles"), ';')) {
    const std::string_view role = trim(part);
    if (role.empty()) continue;
    if (!is_enterprise_role(role)) {
      std::vector<std::string_view> names;
      for (const Code& known : enterprise_roles()) names.push_back(known.code);
      line.refuse("roles", fmt::format("没有角色“{}”；可用：{}", role, fmt::join(names, " ")),
                  fmt::format("no role '{}'; there are {}", role, fmt::join(names, ", ")));
      return;
    }
    roles.emplace(role);
  }
  line.at("roles") = fmt::format("{}", fmt::join(roles, ";"));
}

void check_size_class(Line& line) {
  std::string& cell = line.at("size_class");
  if (cell.empty()) cell = size_class_name(SizeClass::kUnknown);
  const std::optional<SizeClass> size = size_class_of(cell);
  if (size) {
    cell = size_class_name(*size);
  } else {
    line.refuse("size_class", "应为 micro small medium large（微型 小型 中型 大型），不详则留空",
                "micro, small, medium or large; empty when not on file");
  }
}

void check_region(Line& line) {
  const std::string& region = line.at("region");
  if (region.empty() || is_region(region)) return;
  line.refuse(
      "region", "没有这个行政区划代码（6 位，如 430121；市本级如 430100），不详则留空",
      "no such division: six digits such as 430121, or 430100 for a city itself; empty when "
      "not on file");
}

void check_capital(Line& line) {
  std::string& cell = line.at("registered_capital");
  if (cell.empty()) return;
  const Result<Money> capital = Money::parse(cell, Currency::cny());
  if (capital.ok() && !capital->is_negative()) {
    cell = capital->to_string();
    return;
  }
  line.refuse("registered_capital", "应为人民币元，不加千分位，最多两位小数，不为负",
              "yuan without thousands separators, at most two decimals, not negative");
}

void check_enterprise(Line& line, Known& known) {
  check_credit_code(line, "id");
  check_customs_code(line, known);
  line.require("name_zh");
  check_roles(line);
  check_size_class(line);
  check_region(line);
  check_capital(line);
  const std::optional<Date> established = line.date("established");
  const std::optional<Date> deregistered = line.date("deregistered");
  if (established && deregistered && *deregistered < *established) {
    line.refuse("deregistered", "注销早于成立；请核对两个日期",
                "before it was established; compare both dates");
  }
  if (line.require("valid_from")) line.date("valid_from");
  line.flag("synthetic");
  if (line.ok() && !line.at("customs_code").empty()) {
    known.customs_code_owners[line.at("customs_code")] = line.at("id");
  }
}

// `column` names an enterprise on file.
void check_known_enterprise(Line& line, std::string_view column, const Known& known) {
  if (!line.require(column) || known.enterprises.contains(line.at(column))) return;
  line.refuse(column, "登记库里没有这家企业；先导入企业，再导入本文件",
              "no such enterprise on file; import the enterprises first, then this file again");
}

void check_link(Line& line, Known& known) {
  check_known_enterprise(line, "enterprise", known);
  check_known_enterprise(line, "other", known);
  const std::string& kind = line.at("kind");
  if (kind != "predecessor" && kind != "related") {
    line.refuse("kind", "应为 predecessor（承继自 other）或 related（关联）",
                "predecessor (enterprise took over from other) or related");
  }
  if (!line.ok()) return;
  if (line.at("enterprise") == line.at("other")) {
    line.refuse("other", "企业不能与自己关联", "an enterprise isn't linked to itself");
  }
  // Related is symmetric: one order, so that the same link is one row.
  if (kind == "related" && line.at("other") < line.at("enterprise")) {
    std::swap(line.at("enterprise"), line.at("other"));
  }
}

void check_warehouse(Line& line, Known& known) {
  line.require("id");
  line.require("name_zh");
  check_known_enterprise(line, "owner", known);
  if (line.require("country") && find_code(CodeTable::kIsoCountry, line.at("country")) == nullptr) {
    line.refuse("country", "没有这个国家（地区）代码；应为 ISO 3166 三字码，如 USA",
                "no such country: an ISO 3166 alpha-3 code such as USA");
  }
  std::string& area = line.at("area_m2");
  if (!area.empty()) {
    const Result<Decimal> value = Decimal::parse(area);
    if (value.ok() && *value > Decimal()) {
      area = value->to_string();
    } else {
      line.refuse("area_m2", "面积应为大于零的数，单位平方米，不详则留空",
                  "square metres above zero, or empty");
    }
  }
  if (line.require("valid_from")) line.date("valid_from");
  line.flag("synthetic");
}

void check_interval(Line& line) {
  std::optional<Date> from;
  if (line.require("from")) from = line.date("from");
  const std::optional<Date> to = line.date("to");
  if (from && to && *to <= *from) {
    line.refuse("to", "止日须晚于起日（止日当天已不在内），未结束则留空",
                "must be after from (the day itself is outside), or empty while it lasts");
  }
}

void check_recognition(Line& line, Known& known) {
  if (line.require("subject_kind") && line.require("subject")) {
    const std::string& kind = line.at("subject_kind");
    if (kind == "enterprise") check_known_enterprise(line, "subject", known);
    if (kind == "warehouse" && !known.warehouses.contains(line.at("subject"))) {
      line.refuse("subject", "登记库里没有这个海外仓；先导入海外仓，再导入本文件",
                  "no such warehouse on file; import the warehouses first, then this file again");
    }
  }
  line.require("kind");
  check_interval(line);
}

void check_zone(Line& line) {
  const std::string& city = line.at("city");
  if (line.require("city") &&
      (city.size() != kCityLength || find_code(CodeTable::kRegion, city) == nullptr)) {
    line.refuse("city", "没有这个市州；应为行政区划代码前 4 位，如 4301",
                "no such city: the first four digits of the division code, such as 4301");
  }
  line.require("name_zh");
  check_interval(line);
}

void check_month(Line& line) {
  if (!line.require("month")) return;
  const std::string& month = line.at("month");
  if (month.size() == kMonthLength && month[4] == '-' && Period::parse(month).ok()) return;
  line.refuse("month", "月份应写成 2023-01", "write the month as 2023-01");
}

// 1e-9 to 1e9: wider than any currency's rate; beyond, amounts can't be converted exactly.
bool is_rate_possible(const Decimal& rate) {
  const Decimal low = Decimal::parse("0.000000001").value();
  const Decimal high = Decimal::parse("1000000000").value();
  return !(rate < low) && !(rate > high);
}

void check_rate(Line& line) {
  line.require("table");
  line.require("source");
  if (line.require("currency")) {
    std::string& cell = line.at("currency");
    const std::optional<Currency> currency = currency_of(cell);
    if (!currency) {
      line.refuse("currency", "没有这个币种；用 ISO 4217 代码或海关币制代码",
                  "no such currency: an ISO 4217 code such as USD, or customs' such as 502");
    } else if (*currency == Currency::cny()) {
      line.refuse("currency", "人民币不需要汇率；删去本行", "CNY is 1 always; take the line out");
    } else {
      cell = currency->code();
    }
  }
  check_month(line);
  if (line.require("cny")) {
    std::string& cell = line.at("cny");
    const Result<Decimal> rate = Decimal::parse(cell);
    if (rate.ok() && *rate > Decimal()) {
      if (is_rate_possible(*rate)) {
        cell = rate->to_string();
      } else {
        line.refuse("cny", "汇率应在 0.000000001 与 1000000000 之间；请核对小数点与指数",
                    "between 0.000000001 and 1000000000: compare the decimal point and exponent");
      }
    } else {
      line.refuse("cny", "汇率应为大于零的数：1 单位外币合多少元人民币",
                  "a number above zero: CNY for one unit of the currency");
    }
  }
  line.flag("example");
}

Status load_ids(store::Store& store, std::string_view table, std::unordered_set<std::string>& ids) {
  return store.query(fmt::format("SELECT id FROM {} WHERE superseded_at IS NULL", table), {},
                     [&](const store::Row& row) -> Status {
                       ids.emplace(row.text(0));
                       return {};
                     });
}

}  // namespace

Result<Known> load_known(store::Store& store, const Kind& kind) {
  Known known;
  if (kind.name == "links" || kind.name == "warehouses" || kind.name == "recognitions") {
    CHUHAI_RETURN_IF_ERROR(load_ids(store, "registry_enterprise", known.enterprises));
  }
  if (kind.name == "recognitions") {
    CHUHAI_RETURN_IF_ERROR(load_ids(store, "registry_warehouse", known.warehouses));
  }
  if (kind.name != "enterprises") return known;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT customs_code, id FROM registry_enterprise "
                  "WHERE superseded_at IS NULL AND valid_to IS NULL AND customs_code <> ''",
                  {}, [&](const store::Row& row) -> Status {
                    known.customs_code_owners[std::string(row.text(0))] = row.text(1);
                    return {};
                  }));
  return known;
}

bool check_line(const Kind& kind, size_t line, std::vector<std::string>& cells, Known& known,
                std::vector<csv::RefusedLine>& refused) {
  for (std::string& cell : cells) cell = std::string(trim(cell));
  Line checked(kind, line, cells, refused);
  checked.refuse_long_cells();
  if (checked.ok()) checked.refuse_control_characters();
  if (!checked.ok()) return false;
  if (kind.name == "enterprises") check_enterprise(checked, known);
  if (kind.name == "links") check_link(checked, known);
  if (kind.name == "warehouses") check_warehouse(checked, known);
  if (kind.name == "recognitions") check_recognition(checked, known);
  if (kind.name == "zones") check_zone(checked);
  if (kind.name == "rates") check_rate(checked);
  return checked.ok();
}

}  // namespace chuhai::registry
