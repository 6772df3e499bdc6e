#include "clearance/settings.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace chuhai::clearance {
namespace {

constexpr std::string_view kIncompleteAfterDays = "clearance.incomplete_after_days";
constexpr std::string_view kReceiptRequiredUntil = "clearance.receipt_required_until";
constexpr std::string_view kTotalPriceTolerance = "documents.total_price_tolerance";
constexpr std::string_view kClockToleranceMinutes = "clearance.clock_tolerance_minutes";
constexpr int kDaysMax = 366;
constexpr int kMinutesMax = 24 * 60;

Result<int> parse_number_of(std::string_view what, int max, std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < 0 || number > max)
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("'{}' is not a number of {} from 0 to {}", text, what, max));
  return number;
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
    CHUHAI_ASSIGN_OR_RETURN(settings.incomplete_after_days,
                            parse_number_of("days", kDaysMax, value));
  } else if (name == kClockToleranceMinutes) {
    CHUHAI_ASSIGN_OR_RETURN(settings.clock_tolerance_minutes,
                            parse_number_of("minutes", kMinutesMax, value));
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
      journal::SettingDefinition{
          kClockToleranceMinutes, "10", "申报时间可晚于接收时间多少分钟",
          "minutes by which appTime may be later than the intake without a remark"},
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
