#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <initializer_list>
#include <set>

#include "base/text.h"
#include "documents/mapping.h"

namespace chuhai::documents {
namespace {

constexpr int kZoneMinutesMax = 14 * 60;  // XML Schema part 2, 3.2.7.3: up to 14:00

constexpr std::pair<std::string_view, TradeField> kFieldNames[] = {
    {"app_time", TradeField::kAppTime},
    {"ebc_code", TradeField::kEbcCode},
    {"ebc_name", TradeField::kEbcName},
    {"ebp_code", TradeField::kEbpCode},
    {"ebp_name", TradeField::kEbpName},
    {"order_type", TradeField::kOrderType},
    {"goods_value", TradeField::kGoodsValue},
    {"freight", TradeField::kFreight},
    {"currency", TradeField::kCurrency},
    {"pay_code", TradeField::kPayCode},
    {"pay_no", TradeField::kPayNo},
    {"amount", TradeField::kAmount},
    {"accounting_time", TradeField::kAccountingTime},
    {"logistics_code", TradeField::kLogisticsCode},
    {"logistics_no", TradeField::kLogisticsNo}};

struct Kind {
  std::string_view name;
  DocumentKind kind;
  std::initializer_list<TradeField> allowed;
  std::initializer_list<TradeField> required;
};
using enum TradeField;
const Kind kKinds[] = {
    {"order",
     DocumentKind::kOrder,
     {kAppTime, kEbcCode, kEbcName, kEbpCode, kEbpName, kOrderType, kGoodsValue, kFreight,
      kCurrency},
     {kAppTime, kEbcCode, kGoodsValue, kCurrency}},
    {"receipt",
     DocumentKind::kReceipt,
     {kAppTime, kEbcCode, kEbcName, kEbpCode, kEbpName, kPayCode, kPayNo, kAmount, kAccountingTime,
      kCurrency},
     {kAppTime, kEbcCode, kAmount, kCurrency}},
    {"waybill",
     DocumentKind::kWaybill,
     {kAppTime, kEbcCode, kEbcName, kLogisticsCode, kLogisticsNo, kFreight, kCurrency},
     {kAppTime, kEbcCode}}};

std::optional<TradeField> field_named(std::string_view name) {
  for (const auto& [key, field] : kFieldNames) {
    if (key == name) return field;
  }
  return std::nullopt;
}

class Parser {
 public:
  explicit Parser(std::string_view name) : file_(name) {}

  Result<Mapping> parse(const YAML::Node& root) {
    CHUHAI_RETURN_IF_ERROR(check_keys(
        root, {"name", "title_zh", "title_en", "time_zone", "constants", "sources", "records"}));
    mapping_.name = text(root["name"]);
    mapping_.title_zh = text(root["title_zh"]);
    mapping_.title_en = text(root["title_en"]);
    if (mapping_.name.empty()) return wrong(root, "'name' is missing");
    if (root["time_zone"]) CHUHAI_RETURN_IF_ERROR(parse_time_zone(root["time_zone"]));
    CHUHAI_RETURN_IF_ERROR(parse_sources(root["sources"]));
    CHUHAI_RETURN_IF_ERROR(parse_constants(root["constants"]));
    const YAML::Node records = root["records"];
    if (!records || !records.IsMap() || records.size() == 0) {
      return wrong(root, "'records' is missing");
    }
    CHUHAI_RETURN_IF_ERROR(check_keys(records, {"order", "receipt", "waybill"}));
    for (const Kind& kind : kKinds) {
      const YAML::Node record = records[std::string(kind.name)];
      if (record) CHUHAI_RETURN_IF_ERROR(parse_record(kind, record));
    }
    return std::move(mapping_);
  }

 private:
  Error wrong(const YAML::Node& node, std::string_view why) const {
    const YAML::Mark mark = node.Mark();
    return Error(ErrorCode::kInvalidArgument,
                 mark.is_null() ? fmt::format("{}: {}", file_, why)
                                : fmt::format("{}, line {}: {}", file_, mark.line + 1, why));
  }

  static std::string text(const YAML::Node& node) {
    return node && node.IsScalar() ? node.Scalar() : std::string();
  }

  // Of keys that are there once: the library takes the first or the last of several.
  Status check_map(const YAML::Node& node) const {
    if (!node.IsMap()) return wrong(node, "a map is expected here");
    std::set<std::string> seen;
    for (const auto& item : node) {
      const std::string key = text(item.first);
      if (key.empty()) return wrong(item.first, "a name is expected here");
      if (!seen.insert(key).second)
        return wrong(item.first, fmt::format("'{}' is there twice", key));
    }
    return {};
  }

  Status check_keys(const YAML::Node& node, std::initializer_list<std::string_view> keys) const {
    CHUHAI_RETURN_IF_ERROR(check_map(node));
    for (const auto& item : node) {
      const std::string key = text(item.first);
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) {
        return wrong(item.first,
                     fmt::format("'{}' is unknown here; known are {}", key, fmt::join(keys, ", ")));
      }
    }
    return {};
  }

  // "+08:00", "-03:00".
  Status parse_time_zone(const YAML::Node& node) {
    const std::string zone = text(node);
    int hours = 0;
    int minutes = 0;
    const bool shaped = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
    const auto number = [&](size_t at, int& value) {
      const auto digit = [&](size_t i) { return zone[i] >= '0' && zone[i] <= '9'; };
      value = (zone[at] - '0') * 10 + (zone[at + 1] - '0');
      return digit(at) && digit(at + 1);
    };
    if (!shaped || !number(1, hours) || !number(4, minutes) || minutes > 59 ||
        hours * 60 + minutes > kZoneMinutesMax) {
      return wrong(node, fmt::format("'{}' is no offset like +08:00", zone));
    }
    mapping_.time_zone_minutes = (zone[0] == '-' ? -1 : 1) * (hours * 60 + minutes);
    return {};
  }

  Status parse_sources(const YAML::Node& sources) {
    if (!sources || !sources.IsMap() || sources.size() == 0) {
      return Error(ErrorCode::kInvalidArgument, fmt::format("{}: 'sources' is missing", file_));
    }
    CHUHAI_RETURN_IF_ERROR(check_map(sources));
    for (const auto& item : sources) {
      CHUHAI_RETURN_IF_ERROR(check_keys(item.second, {"file", "key"}));
      TradeSource source{text(item.first), text(item.second["file"]), text(item.second["key"])};
      if (source.file_pattern.empty() || source.key_column.empty()) {
        return wrong(item.second, "a source has a 'file' and a 'key'");
      }
      mapping_.sources.push_back(std::move(source));
    }
    return {};
  }

  Status parse_constants(const YAML::Node& constants) {
    if (!constants) return {};
    CHUHAI_RETURN_IF_ERROR(check_map(constants));
    for (const auto& item : constants) {
      const auto field = field_named(text(item.first));
      if (!field) return wrong(item.first, fmt::format("no field '{}'", text(item.first)));
      if (!item.second.IsScalar()) return wrong(item.second, "a constant is one value");
      std::string value(trim(item.second.Scalar()));
      if (is_amount(*field)) {
        const Result<Amount5> amount = Amount5::parse(value);
        if (!amount.ok()) return wrong(item.second, amount.error().message());
        if (amount->units() < 0) return wrong(item.second, "an amount can't be negative");
      }
      constants_[*field].constant = std::move(value);
    }
    return {};
  }

  Result<int> source_named(const YAML::Node& node, std::string_view name) const {
    for (size_t i = 0; i < mapping_.sources.size(); ++i) {
      if (mapping_.sources[i].name == name) return static_cast<int>(i);
    }
    return wrong(node, fmt::format("no source '{}'", name));
  }

  Status parse_record(const Kind& kind, const YAML::Node& node) {
    CHUHAI_RETURN_IF_ERROR(check_keys(node, {"rows", "per", "when", "fields"}));
    RecordRule record;
    record.kind = kind.kind;
    CHUHAI_ASSIGN_OR_RETURN(record.rows, source_named(node, text(node["rows"])));
    const std::string per = text(node["per"]);
    if (per != "row" && per != "key") return wrong(node, "'per' is row or key");
    record.per_key = per == "key";
    if (node["when"]) {
      if (!node["when"].IsSequence()) return wrong(node["when"], "'when' is a list of columns");
      for (const YAML::Node& column : node["when"]) record.when.push_back(text(column));
    }
    if (!node["fields"] || !node["fields"].IsMap()) return wrong(node, "'fields' is missing");
    CHUHAI_RETURN_IF_ERROR(check_map(node["fields"]));
    for (const auto& item : node["fields"]) {
      const auto field = field_named(text(item.first));
      const bool allowed = field && std::find(kind.allowed.begin(), kind.allowed.end(), *field) !=
                                        kind.allowed.end();
      if (!allowed) {
        return wrong(item.first, fmt::format("a record of kind {} has no field '{}'", kind.name,
                                             text(item.first)));
      }
      CHUHAI_ASSIGN_OR_RETURN(record.fields[*field], parse_value(item.second, record));
      const bool is_sum =
          record.fields[*field].sum_over_rows || record.fields[*field].terms.size() > 1;
      if (is_sum && !is_amount(*field)) return wrong(item.second, "only amounts can be added");
    }
    for (const TradeField field : kind.allowed) {
      const auto constant = constants_.find(field);
      if (constant != constants_.end()) record.fields.emplace(field, constant->second);
    }
    for (const TradeField field : kind.required) {
      if (record.fields.contains(field)) continue;
      return wrong(node, fmt::format("a record of kind {} needs '{}'", kind.name, name_of(field)));
    }
    mapping_.records.push_back(std::move(record));
    return {};
  }

  // "column", "source.column", "a + b - c", "sum(a + b)".
  Result<ValueSource> parse_value(const YAML::Node& node, const RecordRule& record) const {
    ValueSource value;
    if (!node.IsScalar()) return wrong(node, "a column is expected here");
    std::string_view rest = trim(node.Scalar());
    if (rest.starts_with("sum(") && rest.ends_with(')')) {
      if (!record.per_key) return wrong(node, "sum(…) needs 'per: key'");
      value.sum_over_rows = true;
      rest = rest.substr(4, rest.size() - 5);
    }
    bool negative = false;
    while (true) {
      const size_t end = rest.find_first_of("+-");
      const std::string_view term = trim(rest.substr(0, end));
      if (term.empty()) return wrong(node, "a column is missing");
      CHUHAI_ASSIGN_OR_RETURN(ValueSource::Term parsed, parse_term(node, term, record));
      parsed.negative = negative;
      if (value.sum_over_rows && parsed.source != record.rows) {
        return wrong(node, "sum(…) adds columns of the record's own rows");
      }
      value.terms.push_back(std::move(parsed));
      if (end == std::string_view::npos) return value;
      negative = rest[end] == '-';
      rest.remove_prefix(end + 1);
    }
  }

  Result<ValueSource::Term> parse_term(const YAML::Node& node, std::string_view term,
                                       const RecordRule& record) const {
    const size_t dot = term.find('.');
    if (dot == std::string_view::npos) {
      return ValueSource::Term{record.rows, std::string(term), false};
    }
    CHUHAI_ASSIGN_OR_RETURN(const int source, source_named(node, term.substr(0, dot)));
    return ValueSource::Term{source, std::string(term.substr(dot + 1)), false};
  }

  std::string file_;
  Mapping mapping_;
  std::map<TradeField, ValueSource> constants_;
};

}  // namespace

std::string_view name_of(TradeField field) {
  for (const auto& [key, named] : kFieldNames) {
    if (named == field) return key;
  }
  return {};
}

bool is_required(DocumentKind kind, TradeField field) {
  for (const Kind& known : kKinds) {
    if (known.kind != kind) continue;
    return std::find(known.required.begin(), known.required.end(), field) != known.required.end();
  }
  return false;
}

Result<Mapping> parse_mapping(std::string_view yaml, std::string_view name) {
  try {
    return Parser(name).parse(YAML::Load(std::string(yaml)));
  } catch (const YAML::Exception& exception) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{}: {}", name, exception.what()));
  }
}

}  // namespace chuhai::documents
