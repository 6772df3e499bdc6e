#include "policy/determination.h"

#include <fmt/format.h>

#include <array>

namespace chuhai::policy {
namespace {

constexpr std::array<std::string_view, 3> kOutcomes = {"met", "not_met", "cannot_tell"};
constexpr std::array<std::string_view, 4> kStates = {"holds", "fails", "may_hold", "unknown"};

Json text_json(const Text& text) { return Json::object().set("zh", text.zh).set("en", text.en); }

Json texts_json(const std::vector<Text>& texts) {
  Json list = Json::array();
  for (const Text& text : texts) list.push(text_json(text));
  return list;
}

Json strings_json(const std::vector<std::string>& strings) {
  Json list = Json::array();
  for (const std::string& string : strings) list.push(string);
  return list;
}

Json money_json(const std::optional<Money>& money) {
  return money ? Json(money->to_string()) : Json();
}

Json condition_json(const Condition& condition) {
  return Json::object()
      .set("input", condition.input)
      .set("label", text_json(condition.label))
      .set("state", kStates[static_cast<size_t>(condition.state)])
      .set("value", text_json(condition.value))
      .set("basis", text_json(condition.basis))
      .set("evidence", text_json(condition.evidence))
      .set("facts", strings_json(condition.fact_ids))
      .set("to_threshold", text_json(condition.to_threshold));
}

Json ask_json(const Ask& ask) {
  return Json::object()
      .set("input", ask.input)
      .set("question", text_json(ask.question))
      .set("answers", texts_json(ask.answers));
}

// Reads members of one object; the first that isn't as written makes the whole corrupt.
class Reader {
 public:
  Reader(const Json& json, bool* ok) : json_(json), ok_(ok) {}

  const Json& member(std::string_view key) const {
    static const Json kNull;
    const Json* found = json_.find(key);
    if (found == nullptr) *ok_ = false;
    return found == nullptr ? kNull : *found;
  }
  std::string string(std::string_view key) const { return string_of(member(key)); }
  bool boolean(std::string_view key) const {
    const bool* value = member(key).as_bool();
    if (value == nullptr) *ok_ = false;
    return value != nullptr && *value;
  }
  int integer(std::string_view key) const {
    const Json::Number* number = member(key).as_number();
    const auto value = number == nullptr ? std::nullopt : whole(number->text);
    if (!value) *ok_ = false;
    return static_cast<int>(value.value_or(0));
  }
  Text text(std::string_view key) const { return text_of(member(key)); }
  std::optional<Text> text_if(std::string_view key) const {
    const Json& value = member(key);
    return value.is_null() ? std::nullopt : std::optional(text_of(value));
  }
  std::vector<Text> texts(std::string_view key) const {
    std::vector<Text> texts;
    for (const Json& item : items(key)) texts.push_back(text_of(item));
    return texts;
  }
  std::vector<std::string> strings(std::string_view key) const {
    std::vector<std::string> strings;
    for (const Json& item : items(key)) strings.push_back(string_of(item));
    return strings;
  }
  const Json::Array& items(std::string_view key) const {
    static const Json::Array kNone;
    const Json::Array* array = member(key).as_array();
    if (array == nullptr) *ok_ = false;
    return array == nullptr ? kNone : *array;
  }
  std::optional<Money> money(std::string_view key) const {
    const Json& value = member(key);
    if (value.is_null()) return std::nullopt;
    auto money = Money::parse(string_of(value), Currency::cny());
    if (!money.ok()) *ok_ = false;
    return money.ok() ? std::optional(money.value()) : std::nullopt;
  }
  template <size_t N>
  size_t index(std::string_view key, const std::array<std::string_view, N>& names) const {
    const std::string name = string(key);
    for (size_t i = 0; i < N; ++i) {
      if (names[i] == name) return i;
    }
    *ok_ = false;
    return 0;
  }

 private:
  std::string string_of(const Json& value) const {
    const std::string* string = value.as_string();
    if (string == nullptr) *ok_ = false;
    return string == nullptr ? std::string() : *string;
  }
  Text text_of(const Json& value) const {
    const Reader reader(value, ok_);
    return {reader.string("zh"), reader.string("en")};
  }
  static std::optional<int64_t> whole(const std::string& text) {
    const auto number = Decimal::parse(text);
    return number.ok() ? number.value().to_scaled_int64(0, Rounding::kDown) : std::nullopt;
  }
  const Json& json_;
  bool* ok_;
};

Condition condition_from(const Json& json, bool* ok) {
  const Reader reader(json, ok);
  Condition condition;
  condition.input = reader.string("input");
  condition.label = reader.text("label");
  condition.state = static_cast<Condition::State>(reader.index("state", kStates));
  condition.value = reader.text("value");
  condition.basis = reader.text("basis");
  condition.evidence = reader.text("evidence");
  condition.fact_ids = reader.strings("facts");
  condition.to_threshold = reader.text("to_threshold");
  return condition;
}

Ask ask_from(const Json& json, bool* ok) {
  const Reader reader(json, ok);
  return {reader.string("input"), reader.text("question"), reader.texts("answers")};
}

void read_money(const Reader& reader, Determination& d) {
  d.ceiling = reader.money("ceiling");
  d.ceiling_note = reader.text("ceiling_note");
  d.amount = reader.money("amount");
  d.amount_note = reader.text("amount_note");
  d.scale = reader.string("scale");
  d.scale_is_example = reader.boolean("scale_is_example");
  d.payer = reader.string("payer");
  d.payer_name = reader.text("payer_name");
}

void read_lists(const Reader& reader, Determination& d, bool* ok) {
  for (const Json& item : reader.items("conditions"))
    d.conditions.push_back(condition_from(item, ok));
  for (const Json& item : reader.items("asks")) d.asks.push_back(ask_from(item, ok));
  d.nearest = reader.text_if("nearest");
  d.history = reader.texts("history");
  d.readings = reader.texts("readings");
  d.notes = reader.texts("notes");
  d.check_commands = reader.strings("check_commands");
  d.check_notes = reader.texts("check_notes");
}

}  // namespace

std::string_view outcome_name(Outcome outcome) { return kOutcomes[static_cast<size_t>(outcome)]; }

Json Determination::to_json() const {
  Json json = Json::object();
  json.set("subject", subject.to_string())
      .set("subject_name", text_json(subject_name))
      .set("synthetic", synthetic)
      .set("measure", measure)
      .set("measure_title", text_json(measure_title))
      .set("year", year)
      .set("as_of", as_of.to_string())
      .set("known_at", known_at.to_string())
      .set("determined_by", determined_by)
      .set("outcome", outcome_name(outcome))
      .set("reason", text_json(reason))
      .set("ceiling", money_json(ceiling))
      .set("ceiling_note", text_json(ceiling_note))
      .set("amount", money_json(amount))
      .set("amount_note", text_json(amount_note))
      .set("scale", scale)
      .set("scale_is_example", scale_is_example)
      .set("payer", payer)
      .set("payer_name", text_json(payer_name))
      .set("legal_state", legal_state)
      .set("legal_note", text_json(legal_note))
      .set("law", text_json(law));
  json.set("rule", Json::object()
                       .set("model", rule.model)
                       .set("table", text_json(rule.table))
                       .set("row", rule.row)
                       .set("rule_id", rule.rule_id));
  Json condition_list = Json::array();
  for (const Condition& condition : conditions) condition_list.push(condition_json(condition));
  Json ask_list = Json::array();
  for (const Ask& ask : asks) ask_list.push(ask_json(ask));
  json.set("conditions", std::move(condition_list))
      .set("asks", std::move(ask_list))
      .set("nearest", nearest ? text_json(*nearest) : Json())
      .set("history", texts_json(history))
      .set("readings", texts_json(readings))
      .set("notes", texts_json(notes))
      .set("check_commands", strings_json(check_commands))
      .set("check_notes", texts_json(check_notes))
      .set("pack_digest", pack_digest)
      .set("facts_digest", facts_digest)
      .set("trace", trace);
  return json;
}

Result<Determination> Determination::from_json(const Json& json) {
  bool ok = true;
  const Reader reader(json, &ok);
  Determination d;
  auto subject = facts::Subject::parse(reader.string("subject"));
  const auto as_of = Date::parse(reader.string("as_of"));
  const auto known_at = Instant::parse(reader.string("known_at"));
  ok = ok && subject.ok() && as_of.ok() && known_at.ok();
  if (ok) {
    d.subject = std::move(subject).value();
    d.as_of = as_of.value();
    d.known_at = known_at.value();
  }
  // Not in bodies stored before it was kept: those have it beside them.
  if (json.find("determined_by") != nullptr) d.determined_by = reader.string("determined_by");
  d.subject_name = reader.text("subject_name");
  d.synthetic = reader.boolean("synthetic");
  d.measure = reader.string("measure");
  d.measure_title = reader.text("measure_title");
  d.year = reader.integer("year");
  d.outcome = static_cast<Outcome>(reader.index("outcome", kOutcomes));
  d.reason = reader.text("reason");
  read_money(reader, d);
  d.legal_state = reader.string("legal_state");
  d.legal_note = reader.text("legal_note");
  d.law = reader.text("law");
  const Reader rule(reader.member("rule"), &ok);
  d.rule = {rule.string("model"), rule.text("table"), rule.integer("row"), rule.string("rule_id")};
  read_lists(reader, d, &ok);
  d.pack_digest = reader.string("pack_digest");
  d.facts_digest = reader.string("facts_digest");
  d.trace = reader.member("trace");
  if (!ok) return Error(ErrorCode::kCorrupt, "a stored determination isn't in its form");
  return d;
}

}  // namespace chuhai::policy
