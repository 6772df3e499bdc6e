#include "clearance/parcels_event.h"

#include <charconv>
#include <set>

#include "clearance/parcel_id.h"

namespace chuhai::clearance {
namespace {

Json contributions_json(const std::vector<Contribution>& contributions) {
  Json list = Json::array();
  for (const Contribution& one : contributions) {
    Json item = Json::array();
    item.push(static_cast<int>(one.key.kind))
        .push(one.key.year)
        .push(one.key.month)
        .push(one.key.mode)
        .push(one.key.destination)
        .push(one.key.currency)
        .push(one.total.amount.to_string());
    list.push(std::move(item));
  }
  return list;
}

Json correction_json(const Correction& correction) {
  Json json = Json::object();
  json.set("lane", correction.lane)
      .set("id", correction.parcel.value())
      .set("version", correction.version)
      .set("before", contributions_json(correction.before))
      .set("after", contributions_json(correction.after));
  return json;
}

struct Group {
  std::map<int, Json> parcels;
  std::map<int, int64_t> last;
  std::set<Touched> touched;
  Json corrections = Json::array();
};

std::optional<int64_t> number_of(const Json& json) {
  const Json::Number* number = json.as_number();
  if (number == nullptr) return std::nullopt;
  int64_t value = 0;
  const char* end = number->text.data() + number->text.size();
  const auto [at, error] = std::from_chars(number->text.data(), end, value);
  if (error != std::errc() || at != end) return std::nullopt;
  return value;
}

Error not_an_event() {
  return Error(ErrorCode::kCorrupt, "a 'parcels' event isn't in the form of parcels_event.h");
}

Status parse_parcels(const Json& json, ParcelsEvent* event) {
  if (json.as_object() == nullptr) return not_an_event();
  for (const auto& [lane_text, ids] : *json.as_object()) {
    int lane = 0;
    std::from_chars(lane_text.data(), lane_text.data() + lane_text.size(), lane);
    if (ids.as_array() == nullptr) return not_an_event();
    int64_t id = 0;
    for (const Json& difference : *ids.as_array()) {
      const std::optional<int64_t> number = number_of(difference);
      if (!number) return not_an_event();
      id += *number;
      event->parcels.emplace_back(lane, ParcelId(id));
    }
  }
  return {};
}

Status parse_touched(const Json& json, ParcelsEvent* event) {
  if (json.as_array() == nullptr) return not_an_event();
  for (const Json& item : *json.as_array()) {
    const Json::Array* fields = item.as_array();
    if (fields == nullptr || fields->size() != 4) return not_an_event();
    const auto kind = number_of((*fields)[0]), form = number_of((*fields)[1]);
    const std::string* subject = (*fields)[2].as_string();
    const auto year = number_of((*fields)[3]);
    if (!kind || !form || subject == nullptr || !year) return not_an_event();
    event->touched.push_back({static_cast<TotalKind>(*kind), static_cast<documents::Form>(*form),
                              *subject, static_cast<int>(*year)});
  }
  return {};
}

}  // namespace

std::map<int, std::string> event_payloads(const Effects& effects) {
  std::map<int, Group> groups;
  for (const WrittenParcel& written : effects.parcels) {
    Group& group = groups[lane_group(written.lane)];
    const auto [ids, added] = group.parcels.try_emplace(written.lane, Json::array());
    int64_t& last = group.last[written.lane];
    ids->second.push(written.id.value() - last);
    last = written.id.value();
  }
  for (const TotalDelta& delta : effects.totals)
    groups[delta.lane].touched.insert(
        {delta.key.kind, delta.key.form, delta.key.subject, delta.key.year});
  for (const Correction& correction : effects.corrections)
    groups[lane_group(correction.lane)].corrections.push(correction_json(correction));

  std::map<int, std::string> payloads;
  for (auto& [lane, group] : groups) {
    Json parcels = Json::object();
    for (auto& [parcel_lane, ids] : group.parcels)
      parcels.set(std::to_string(parcel_lane), std::move(ids));
    Json touched = Json::array();
    for (const Touched& one : group.touched) {
      Json item = Json::array();
      item.push(static_cast<int>(one.kind))
          .push(static_cast<int>(one.form))
          .push(one.subject)
          .push(one.year);
      touched.push(std::move(item));
    }
    Json json = Json::object();
    json.set("parcels", std::move(parcels)).set("touched", std::move(touched));
    if (!group.corrections.as_array()->empty())
      json.set("corrections", std::move(group.corrections));
    payloads[lane] = json.to_string();
  }
  return payloads;
}

Result<ParcelsEvent> parse_parcels_event(std::string_view payload) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(payload));
  const Json* parcels = json.find("parcels");
  const Json* touched = json.find("touched");
  if (parcels == nullptr || touched == nullptr) return not_an_event();
  ParcelsEvent event;
  CHUHAI_RETURN_IF_ERROR(parse_parcels(*parcels, &event));
  CHUHAI_RETURN_IF_ERROR(parse_touched(*touched, &event));
  const Json* corrections = json.find("corrections");
  if (corrections != nullptr && corrections->as_array() != nullptr)
    event.corrections = corrections->as_array()->size();
  return event;
}

}  // namespace chuhai::clearance
