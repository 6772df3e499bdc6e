#include "policy/cases.h"

#include <fmt/format.h>

#include <algorithm>

#include "policy/determiner.h"
#include "policy/yaml_reader.h"

namespace chuhai::policy {
namespace {

using LinkList = std::map<std::string, std::vector<std::string>, std::less<>>;

// Where the enterprise was registered before, each until a day: [{region: "430102", to:
// 2024-01-01}].
void read_former_seats(YamlReader& reader, std::vector<registry::Seat>& seats) {
  Date from = Date::of(1, 1, 1).value();
  for (YamlReader& each : reader.list_if("former_seats")) {
    registry::Seat seat;
    seat.region = each.text("region");
    if (seat.region == "none") seat.region.clear();
    seat.from = from;
    seat.to = from = each.date("to");
    each.done();
    seats.push_back(std::move(seat));
  }
}

registry::Enterprise read_enterprise(const std::string& id, YamlReader& reader, LinkList& links,
                                     World& world) {
  registry::Enterprise enterprise;
  enterprise.id = id;
  const Text name = reader.bilingual_if("name").value_or(Text{id, id});
  enterprise.name_zh = name.zh;
  enterprise.name_en = name.en;
  enterprise.region = reader.text_if("region").value_or("430302");
  if (enterprise.region == "none") enterprise.region.clear();
  enterprise.roles = {"seller"};
  if (reader.has("roles")) {
    const auto roles = reader.texts("roles");
    enterprise.roles = {roles.begin(), roles.end()};
  }
  if (reader.text_if("established") != "none") enterprise.established = reader.date("established");
  enterprise.deregistered = reader.date_if("deregistered");
  if (reader.has("linked")) links[id] = reader.texts("linked");
  if (reader.has("former_seats")) {
    std::vector<registry::Seat>& seats = world.seats[id];
    read_former_seats(reader, seats);
    if (!seats.empty()) seats.push_back({enterprise.region, *seats.back().to, std::nullopt});
  }
  enterprise.synthetic = true;
  reader.done();
  return enterprise;
}

void read_warehouse(const std::string& id, YamlReader& reader, const PackContents& pack,
                    World& world) {
  registry::Warehouse warehouse;
  warehouse.id = id;
  const Text name = reader.bilingual_if("name").value_or(Text{id, id});
  warehouse.name_zh = name.zh;
  warehouse.name_en = name.en;
  warehouse.owner = reader.text("owner");
  warehouse.country = reader.text_if("country").value_or("USA");
  warehouse.synthetic = true;
  // Who owned it before, each until a day: [{owner: F, to: 2024-01-01}].
  Date from = Date::of(1, 1, 1).value();
  for (YamlReader& each : reader.list_if("former_owners")) {
    const Date to = each.date("to");
    world.ownerships[id].push_back({each.text("owner"), from, to});
    from = to;
    each.done();
  }
  if (!world.ownerships[id].empty()) {
    world.ownerships[id].push_back({warehouse.owner, from, std::nullopt});
  }
  if (reader.has("recognised")) {
    registry::Recognition recognition;
    recognition.subject_kind = pack.recognition_subject;
    recognition.subject = id;
    recognition.kind = pack.recognition_kind;
    recognition.level = pack.recognition_level;
    recognition.from = reader.date("recognised");
    recognition.to = reader.date_if("withdrawn");
    recognition.paper = "R-" + id;
    world.recognitions.push_back(std::move(recognition));
  }
  reader.done();
  world.warehouses[id] = std::move(warehouse);
}

facts::Bound bound_of(YamlReader& reader, const std::string& written) {
  if (written == "exact") return facts::Bound::kExact;
  if (written == "lower") return facts::Bound::kLower;
  if (written != "upper" && written != "below") {
    reader.fail("bound", "must be exact, lower, upper or below");
  }
  return facts::Bound::kUpper;
}

void read_fact(YamlReader& reader, World& world) {
  facts::Fact fact;
  fact.subject = {"enterprise", reader.text("of")};
  fact.fact = reader.text("fact");
  fact.basis = reader.text("basis");
  const std::string years = reader.text("year");
  const auto period = [&]() -> Result<Period> {
    const size_t dash = years.find('-');
    CHUHAI_ASSIGN_OR_RETURN(const Period first, Period::parse(years.substr(0, dash)));
    if (dash == std::string::npos) return first;
    CHUHAI_ASSIGN_OR_RETURN(const Period last, Period::parse(years.substr(dash + 1)));
    return Period::of(first.from(), last.to());
  }();
  if (period.ok()) {
    fact.period = period.value();
  } else {
    reader.fail("year", "must be a year or 2018-2022");
  }
  fact.value = reader.decimal("value");
  const std::string bound = reader.text_if("bound").value_or("exact");
  fact.bound = bound_of(reader, bound);
  fact.bound_exclusive = bound == "below";
  fact.usable = reader.text_if("accepted").value_or("true") == "true";
  fact.unit = "CNY";
  fact.evidence_count = reader.has("count") ? reader.integer("count") : 1;
  fact.paper = reader.text_if("paper").value_or("");
  fact.accepted_by = reader.text_if("accepted_by").value_or("");
  fact.accepted_on = reader.date_if("accepted_on");
  fact.history = reader.text_if("history").value_or("false") == "true";
  fact.id = fmt::format("{}/{}/{}/{}", fact.fact, fact.subject.to_string(), years, fact.basis);
  reader.done();
  world.facts[fact.subject].push_back(std::move(fact));
}

void read_award(YamlReader& reader, World& world) {
  Award award;
  const std::string to = reader.text("to");
  award.subject = to == kNobody                    ? facts::Subject{std::string(kNobody), ""}
                  : world.warehouse(to) != nullptr ? facts::Subject{"warehouse", to}
                                                   : facts::Subject{"enterprise", to};
  award.measure = reader.text("measure");
  award.year = static_cast<int>(reader.integer("year"));
  award.amount = Money::cny_fen(to_fen(reader.decimal("amount")).value_or(0));
  award.payer = reader.text_if("payer").value_or("4303");
  award.paid_on = reader.date_if("paid_on");
  award.id = fmt::format("A{}", world.awards.size() + 1);
  award.paper = award.id;
  reader.done();
  world.awards.push_back(std::move(award));
}

World read_world(YamlReader& reader, const PackContents& pack) {
  World world;
  LinkList links;
  if (reader.has("enterprises")) {
    for (auto& [id, enterprise] : reader.named("enterprises")) {
      world.enterprises[id] = read_enterprise(id, enterprise, links, world);
    }
  }
  if (reader.has("warehouses")) {
    for (auto& [id, warehouse] : reader.named("warehouses")) {
      read_warehouse(id, warehouse, pack, world);
    }
  }
  world.linked = [links](std::string_view id) {
    const auto found = links.find(id);
    return found == links.end() ? std::vector<std::string>{} : found->second;
  };
  for (YamlReader& fact : reader.list_if("facts")) read_fact(fact, world);
  for (YamlReader& award : reader.list_if("awards")) read_award(award, world);
  world.index();
  return world;
}

// One expectation, and what it says about a determination.
class Expectation {
 public:
  Expectation(YamlReader& reader, const std::string& name, CaseReport& report)
      : reader_(reader), name_(name), report_(report) {}

  void check(const std::vector<Determination>& determinations) {
    ++report_.expectations;
    const std::string measure = reader_.text("measure");
    const std::string of = reader_.text("of");
    const auto found = std::find_if(
        determinations.begin(), determinations.end(),
        [&](const Determination& d) { return d.measure == measure && d.subject.id == of; });
    label_ = measure + " of " + of;
    if (found == determinations.end()) {
      fail("determination", "one", "none");
      found_ = nullptr;
    } else {
      found_ = &*found;
    }
    compare("outcome", [](const Determination& d) { return std::string(outcome_name(d.outcome)); });
    compare_money("ceiling", [](const Determination& d) { return d.ceiling; });
    compare_money("amount", [](const Determination& d) { return d.amount; });
    compare("legal_state", [](const Determination& d) { return d.legal_state; });
    compare("rule", [](const Determination& d) { return d.rule.rule_id; });
    compare("payer", [](const Determination& d) { return d.payer.empty() ? "none" : d.payer; });
    compare("asks", [](const Determination& d) {
      std::vector<std::string> inputs;
      for (const Ask& ask : d.asks) inputs.push_back(ask.input);
      return fmt::format("{}", fmt::join(inputs, " "));
    });
    reader_.done();
  }

 private:
  void fail(std::string_view what, std::string_view expected, std::string_view got) {
    report_.failures.push_back(
        {reader_.file(), reader_.line(), name_,
         fmt::format("{}: {} should be {}, is {}", label_, what, expected, got)});
  }
  template <typename Get>
  void compare(const std::string& key, Get get) {
    const auto expected = reader_.text_if(key);
    if (!expected || found_ == nullptr) return;
    const std::string got = get(*found_);
    if (got != *expected) fail(key, *expected, got);
  }
  template <typename Get>
  void compare_money(const std::string& key, Get get) {
    const auto expected = reader_.text_if(key);
    if (!expected || found_ == nullptr) return;
    const std::optional<Money> got = get(*found_);
    const std::string shown = got ? got->to_string() : "none";
    const auto wanted = Money::parse(*expected, Currency::cny());
    const bool equal = *expected == "none" ? !got : got && wanted.ok() && wanted.value() == *got;
    if (!equal) fail(key, *expected, shown);
  }

  YamlReader& reader_;
  const std::string& name_;
  CaseReport& report_;
  std::string label_;
  const Determination* found_ = nullptr;
};

// A case as read: its world, what is asked, and what must come out.
struct ReadCase {
  std::string name;
  DetermineRequest request;
  World world;
  std::vector<YamlReader> expectations;
};

Result<ReadCase> read_case(const PackContents& pack, YamlReader& reader) {
  ReadCase item;
  item.name = reader.bilingual("name").en;
  DetermineRequest& request = item.request;
  request.year = static_cast<int>(reader.integer("year"));
  CHUHAI_ASSIGN_OR_RETURN(const Date last_of_march, Date::of(request.year + 1, 3, 31));
  request.as_of = reader.date_if("as_of").value_or(last_of_march);
  request.known_at = Instant::start_of(request.as_of);
  request.use_example_scales = reader.text_if("example_scales").value_or("false") == "true";
  if (reader.has("readings")) {
    YamlReader readings = reader.child("readings");
    for (const std::string& key : readings.keys()) request.readings[key] = readings.text(key);
  }
  item.world = read_world(reader, pack);
  item.expectations = reader.list_if("expect");
  reader.done();
  return item;
}

Status run_case(const PackContents& pack, const facts::Catalogue& catalogue, YamlReader& reader,
                CaseReport& report) {
  ++report.cases;
  CHUHAI_ASSIGN_OR_RETURN(ReadCase item, read_case(pack, reader));
  const auto fail = [&](std::string message) {
    report.failures.push_back({reader.file(), reader.line(), item.name, std::move(message)});
  };
  if (item.expectations.empty()) fail("a case must expect something");
  const auto determinations = determine_world(pack, catalogue, item.world, item.request);
  if (!determinations.ok()) {
    fail(determinations.error().message());
    return {};
  }
  for (YamlReader& expectation : item.expectations) {
    Expectation(expectation, item.name, report).check(determinations.value());
  }
  return {};
}

}  // namespace

Result<CaseReport> run_cases(const Pack& pack, const facts::Catalogue& catalogue) {
  CaseReport report;
  Problems problems;
  try {
    for (const PackFile& file : pack.contents().cases) {
      auto reader = YamlReader::parse(file.bytes, file.name, &problems);
      if (!reader) continue;
      for (YamlReader& item : reader->list("cases")) {
        CHUHAI_RETURN_IF_ERROR(run_case(pack.contents(), catalogue, item, report));
      }
      reader->done();
    }
  } catch (const YAML::Exception& exception) {
    return Error(ErrorCode::kInvalidArgument, std::string("cases: ") + exception.what());
  }
  CHUHAI_RETURN_IF_ERROR(problems.to_status("cases of pack " + pack.id()));
  return report;
}

Result<std::vector<Determination>> determine_case(const Pack& pack,
                                                  const facts::Catalogue& catalogue,
                                                  const std::string& yaml) {
  Problems problems;
  auto reader = YamlReader::parse(yaml, "case", &problems);
  CHUHAI_RETURN_IF_ERROR(problems.to_status("case"));
  CHUHAI_ASSIGN_OR_RETURN(const ReadCase item, read_case(pack.contents(), *reader));
  CHUHAI_RETURN_IF_ERROR(problems.to_status("case"));
  return determine_world(pack.contents(), catalogue, item.world, item.request);
}

}  // namespace chuhai::policy
