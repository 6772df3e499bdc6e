#include "clearance/settings.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace chuhai::clearance {
namespace {

constexpr std::string_view kIncompleteAfterDays = "clearance.incomplete_after_days";
constexpr std::string_view kReceiptRequiredUntil = "clearance.receipt_required_until";
constexpr std::string_view kTotalPriceTolerance = "documents.total_price_tolerance";
constexpr int kDaysMax = 366;

Result<int> parse_days(std::string_view text) {
  int days = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), days);
  if (error != std::errc() || end != text.data() + text.size() || days < 0 || days > kDaysMax)
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not a number of days from 0 to {}", text, kDaysMax));
  return days;
}

Result<Amount5> parse_tolerance(std::string_view text) {
  CHUHAI_ASSIGN_OR_RETURN(const Amount5 tolerance, Amount5::parse(text));
  if (tolerance.units() < 0)
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is negative; a tolerance is 0 or more", text));
  return tolerance;
}

Status apply(std::string_view name, std::string_view value, Settings& settings) {
  if (name == kIncompleteAfterDays) {
    CHUHAI_ASSIGN_OR_RETURN(settings.incomplete_after_days, parse_days(value));
  } else if (name == kReceiptRequiredUntil) {
    CHUHAI_ASSIGN_OR_RETURN(settings.receipt_required_until, Date::parse(value));
  } else if (name == kTotalPriceTolerance) {
    CHUHAI_ASSIGN_OR_RETURN(settings.documents.total_price_tolerance, parse_tolerance(value));
  } else {
    return Error(ErrorCode::kNotFound,
                 fmt::format("there is no setting '{}'; `chuhai settings` lists them", name));
  }
  return {};
}

}  // namespace

std::span<const journal::SettingDefinition> setting_definitions() {
  static constexpr std::array kDefinitions = {
      journal::SettingDefinition{kIncompleteAfterDays, "7", "单证等待多少天后显示为不齐全",
                                 "days after which an unmatched document is shown as incomplete"},
      journal::SettingDefinition{
          kReceiptRequiredUntil, "2024-12-15",
          "此日前的订单须有收款单（海关总署公告2024年第167号起不再需要）",
          "orders before this day need receipt-of-money data (customs' announcement 2024 no. 167)"},
      journal::SettingDefinition{kTotalPriceTolerance, "0.01", "总价与数量乘单价可相差多少",
                                 "how far totalPrice may be off quantity times price"}};
  return kDefinitions;
}

Status check_setting(std::string_view name, std::string_view value) {
  Settings ignored;
  return apply(name, value, ignored);
}

Result<Settings> settings_from(const std::map<std::string, journal::Setting>& made) {
  Settings settings;
  for (const auto& [name, setting] : made) {
    Status status = apply(name, setting.value, settings);
    if (!status.ok()) return status.take_error().with_context("setting " + name);
  }
  return settings;
}

}  // namespace chuhai::clearance
