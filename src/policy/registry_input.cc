// Inputs from the registry: roles, seat, recognition; and the values that sources share.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

#include "policy/input_sources.h"
#include "policy/words.h"
#include "registry/codes.h"

namespace chuhai::policy {

Text not_on_file() { return {"没有数据", "not on file"}; }

dmn::Given unknown_number(std::optional<dmn::Bound> lower, std::optional<dmn::Bound> upper,
                          int64_t cost) {
  dmn::Given given = dmn::Given::not_known(cost);
  given.unknown->lower = std::move(lower);
  given.unknown->upper = std::move(upper);
  given.unknown->type = dmn::Kind::kNumber;
  return given;
}

InputValue known_boolean(const PackInput& input, bool holds, int64_t cost) {
  InputValue value;
  value.given = dmn::Given::known(dmn::Value(holds));
  value.given.cost = cost;
  value.value = holds ? input.holds : input.fails;
  value.basis = {"登记簿", "register"};
  return value;
}

InputValue unknown_boolean(int64_t cost) {
  InputValue value;
  value.given = dmn::Given::not_known(cost);
  value.given.unknown->type = dmn::Kind::kBoolean;
  value.value = not_on_file();
  value.basis = both("–");
  return value;
}

namespace {

InputValue role_value(const InputContext& context, const PackInput& input) {
  const registry::Enterprise* enterprise = context.enterprise;
  if (enterprise == nullptr || enterprise->roles.empty()) return unknown_boolean(input.cost);
  bool holds = enterprise->roles.count("seller") != 0;
  const bool serves = enterprise->roles.count("service") != 0;
  const bool decides = !holds && serves;  // only then do the two readings differ
  if (context.settings.is("cbec_enterprise", "service_firms_too")) holds = holds || serves;
  InputValue value = known_boolean(input, holds, input.cost);
  if (!decides) value.idle_readings = {"R4"};
  value.digest_lines.push_back(
      fmt::format("registry {} roles {}", enterprise->id, fmt::join(enterprise->roles, ",")));
  return value;
}

InputValue region_value(const InputContext& context, const PackInput& input) {
  const registry::Enterprise* enterprise = context.enterprise;
  if (enterprise == nullptr || enterprise->region.empty()) return unknown_boolean(input.cost);
  const std::string& province = context.pack.province_region;
  const bool holds = enterprise->region.compare(0, province.size(), province) == 0;
  InputValue value = known_boolean(input, holds, input.cost);
  const registry::Code* city = registry::city_of(enterprise->region);
  value.value = both(enterprise->region);
  if (city != nullptr) {
    value.value.zh += " " + std::string(city->name_zh);
    value.value.en += " " + std::string(city->name_en.empty() ? city->name_zh : city->name_en);
  }
  value.digest_lines.push_back(
      fmt::format("registry {} region {}", enterprise->id, enterprise->region));
  return value;
}

struct RecognitionStatus {
  const registry::Recognition* first = nullptr;  // the earliest by the end of the year
  bool kept = false;                             // some interval holds on the year's last day
};

RecognitionStatus status_of(const InputContext& context) {
  RecognitionStatus status;
  const Date last_day = Period::year(context.year).value().to().plus_days(-1);
  for (const auto* recognition : context.world.recognitions_of(context.subject.id, context.pack)) {
    if (recognition->from > last_day) continue;
    if (status.first == nullptr) status.first = recognition;
    status.kept = status.kept || !recognition->to || last_day < *recognition->to;
  }
  return status;
}

// The status itself, whether it was kept, and which year of support it is.
InputValue recognition_value(const InputContext& context, const PackInput& input) {
  const RecognitionStatus status = status_of(context);
  const bool has_list = context.world.has_recognition_list(context.pack);
  InputValue value;
  if (status.first == nullptr && !has_list) {
    value = unknown_boolean(input.cost);
    if (input.field == "support_year") {
      value.given = unknown_number(std::nullopt, std::nullopt, input.cost);
      value.given.unknown->scale = 0;
    }
    return value;
  }
  value.basis = {"认定名单", "recognition list"};
  if (input.field == "recognition") {
    value = known_boolean(input, status.first != nullptr, input.cost);
    value.basis = {"认定名单", "recognition list"};
  } else if (status.first == nullptr) {
    value.given = dmn::Given::known(dmn::Value());
    value.value = {"不适用", "does not apply"};
    value.basis = both("–");
  } else if (input.field == "recognition_kept") {
    value = known_boolean(input, status.kept, input.cost);
    value.basis = {"认定名单", "recognition list"};
  } else {
    const bool from_recognition = context.settings.is("support_begins", "recognition_year");
    const int number = context.year - status.first->from.year() + (from_recognition ? 1 : 0);
    value.given = dmn::Given::known(dmn::Value(number));
    value.value = {fmt::format("第 {} 年", number), fmt::format("year {}", number)};
    if (number < 1) value.value = {"尚未开始", "not begun"};
    value.lower = Decimal::from_int(number);
    value.exact = true;
  }
  if (status.first != nullptr) {
    value.evidence = {status.first->from.to_string() + " 认定",
                      "recognised " + status.first->from.to_string()};
    if (!status.first->paper.empty()) {
      value.evidence.zh += "，" + status.first->paper;
      value.evidence.en += ", " + status.first->paper;
    }
    value.digest_lines.push_back(fmt::format(
        "recognition {} {} {} {} {}", context.subject.to_string(), status.first->from.to_string(),
        status.first->to ? status.first->to->to_string() : "", status.kept, status.first->paper));
  }
  return value;
}

}  // namespace

InputValue registry_value(const InputContext& context, const PackInput& input) {
  if (input.field == "role") return role_value(context, input);
  if (input.field == "region") return region_value(context, input);
  return recognition_value(context, input);
}

}  // namespace chuhai::policy
