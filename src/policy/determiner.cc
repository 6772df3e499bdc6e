#include "policy/determiner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "crypto/digest.h"
#include "policy/input_history.h"
#include "policy/payment_sheets.h"
#include "policy/words.h"

namespace chuhai::policy {
namespace {

Error invalid(std::string message) {
  return Error(ErrorCode::kInvalidArgument, std::move(message));
}

// On the registry as it stands on the as-of day.
bool is_of_day(const World& world, const facts::Subject& subject) {
  if (subject.kind == "enterprise") return world.enterprise(subject.id) != nullptr;
  return subject.kind == "warehouse" && world.warehouse(subject.id) != nullptr;
}

bool stands(const DetermineRequest& request, const facts::Subject& subject) {
  return std::any_of(request.standing.begin(), request.standing.end(),
                     [&](const auto& item) { return item.second.count(subject) != 0; });
}

Status check_request(const PackContents& pack, const World& world, const DetermineRequest& request,
                     const Settings& settings) {
  if (const auto problem = check_overrides(pack, request.readings)) return invalid(*problem);
  if (request.as_of < pack.from) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("{} takes effect on {}, and was not law on {}", pack.document_number,
                             pack.from.to_string(), request.as_of.to_string()));
  }
  const int first = std::stoi(settings.value("first_award_year"));
  if (request.year < first) {
    return invalid(
        fmt::format("no award of {} can be earned for {}: the first award year is {} "
                    "(reading R2); earlier years count as history only",
                    pack.document_number, request.year, first));
  }
  if (request.measure && pack.measures.find(*request.measure) == pack.measures.end()) {
    std::vector<std::string> ids;
    for (const auto& [id, measure] : pack.measures) ids.push_back(id);
    return invalid(fmt::format("pack {} has no measure {}; it has {}", pack.id, *request.measure,
                               fmt::join(ids, ", ")));
  }
  if (!request.subject) return {};
  const facts::Subject& subject = *request.subject;
  if (!is_of_day(world, subject) && !stands(request, subject)) {
    return Error(
        ErrorCode::kNotFound,
        world.is_on_file(subject)
            ? fmt::format("{} is not on the registry on {}: its first state there is later",
                          subject.to_string(), request.as_of.to_string())
            : subject.to_string() +
                  " is not in the registry; import it first (chuhai registry import)");
  }
  if (request.measure && pack.measures.find(*request.measure)->second.subject != subject.kind) {
    return invalid(fmt::format("{} is for a {}, not for {}", *request.measure,
                               pack.measures.find(*request.measure)->second.subject,
                               subject.to_string()));
  }
  return {};
}

// Who is looked at when nobody is named: sellers, and every warehouse.
std::vector<std::string> subjects_of(const World& world, const PackMeasure& measure) {
  std::vector<std::string> ids;
  if (measure.subject == "warehouse") {
    for (const auto& [id, warehouse] : world.warehouses) ids.push_back(id);
    return ids;
  }
  for (const auto& [id, enterprise] : world.enterprises) {
    if (enterprise.roles.count("seller") != 0) ids.push_back(id);
  }
  return ids;
}

void name_subject(const World& world, Case& item) {
  Determination& determination = item.determination;
  determination.subject_name = both(item.subject.id);
  if (item.subject.kind == "enterprise") {
    item.enterprise = world.enterprise(item.subject.id);
    determination.subject_name = name_of_enterprise(world, item.subject.id);
    determination.synthetic = item.enterprise != nullptr && item.enterprise->synthetic;
    return;
  }
  const registry::Warehouse* warehouse = world.warehouse(item.subject.id);
  if (warehouse == nullptr) return;
  item.enterprise = world.enterprise(warehouse->owner);
  const Text owner = name_of_enterprise(world, warehouse->owner);
  const std::string name_en = warehouse->name_en.empty() ? warehouse->name_zh : warehouse->name_en;
  determination.subject_name = {warehouse->name_zh + "（" + owner.zh + "）",
                                name_en + " of " + owner.en};
  determination.synthetic = warehouse->synthetic;
}

Result<Case> judge_case(const Determining& determining, const PackMeasure& measure,
                        const std::string& subject_id) {
  const PackContents& pack = determining.pack;
  Case item;
  item.measure = &measure;
  item.subject = {measure.subject, subject_id};
  name_subject(determining.world, item);
  item.payer = payer_of(pack, measure, item.enterprise);
  Determination& determination = item.determination;
  determination.subject = item.subject;
  determination.measure = measure.id;
  determination.measure_title = measure.title;
  determination.year = determining.request.year;
  determination.as_of = determining.request.as_of;
  determination.known_at = determining.request.known_at;
  determination.payer = item.payer.code;
  determination.payer_name = item.payer.name;
  const LegalState state = legal_state(pack, measure, determination.as_of);
  determination.legal_state = state.state;
  determination.legal_note = state.note;
  determination.law = {pack.document_number + " " + measure.clause.zh,
                       pack.document_number + " " + measure.clause.en};
  determination.pack_digest = pack.digest;
  CHUHAI_ASSIGN_OR_RETURN(const Judgement judgement,
                          judge(determining.context(item), determination.as_of, determination));
  item.digest_lines = judgement.digest_lines;
  if (judgement.ceiling) item.own_ceiling_fen = to_fen(*judgement.ceiling);
  if (!is_of_day(determining.world, item.subject)) leave_absent_open(item);
  add_award_history(determining, item);
  add_general_notes(determining, item);
  return item;
}

void finish(const Determining& determining, Case& item) {
  std::vector<std::string>& lines = item.digest_lines;
  std::sort(lines.begin(), lines.end());
  lines.erase(std::unique(lines.begin(), lines.end()), lines.end());
  crypto::Sha256 hash;
  for (const std::string& line : lines) hash.update(line).update("\n");
  item.determination.facts_digest = hash.finish().hex();
  (void)determining;
}

class Run {
 public:
  explicit Run(const Determining& determining) : determining_(determining) {}

  Result<std::vector<Determination>> all() {
    for (const auto& [id, measure] : determining_.pack.measures) {
      CHUHAI_RETURN_IF_ERROR(judge_measure(measure));
    }
    for (auto& item : cases_) {
      if (!item->measure->cap) apply_awarded(determining_, *item);
    }
    join_steps();
    join_owners();
    std::vector<Determination> determinations;
    for (auto& item : cases_) {
      CHUHAI_RETURN_IF_ERROR(apply_scale(determining_, *item));
      finish(determining_, *item);
      if (is_asked_for(*item)) determinations.push_back(std::move(item->determination));
    }
    return determinations;
  }

 private:
  const DetermineRequest& request() const { return determining_.request; }

  bool is_asked_for(const Case& item) const {
    if (request().measure && *request().measure != item.measure->id) return false;
    return !request().subject || *request().subject == item.subject;
  }

  // Also what the asked-for cases hang on: the other step, the owner's other warehouses.
  bool is_needed(const PackMeasure& measure) const {
    if (!request().measure || *request().measure == measure.id) return true;
    const auto& asked = determining_.pack.measures.find(*request().measure)->second;
    return asked.lower_step == measure.id || measure.lower_step == asked.id;
  }

  Status judge_measure(const PackMeasure& measure) {
    if (!is_needed(measure)) return {};
    std::vector<std::string> ids;
    if (!request().subject) {
      ids = with_standing(subjects_of(determining_.world, measure), measure);
    } else if (request().subject->kind == measure.subject) {
      ids = {request().subject->id};
      if (measure.cap) ids = warehouses_beside(request().subject->id);
    }
    for (const std::string& id : ids) {
      CHUHAI_ASSIGN_OR_RETURN(Case item, judge_case(determining_, measure, id));
      cases_.push_back(std::make_unique<Case>(std::move(item)));
    }
    return {};
  }

  std::vector<std::string> with_standing(std::vector<std::string> ids,
                                         const PackMeasure& measure) const {
    const auto standing = request().standing.find(measure.id);
    if (standing == request().standing.end()) return ids;
    for (const facts::Subject& subject : standing->second) {
      if (subject.kind == measure.subject) ids.push_back(subject.id);
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
  }

  std::vector<std::string> warehouses_beside(const std::string& id) const {
    const registry::Warehouse* asked = determining_.world.warehouse(id);
    if (asked == nullptr) return {id};
    const std::string& owner = asked->owner;
    std::vector<std::string> ids;
    for (const auto& [other, warehouse] : determining_.world.warehouses) {
      if (warehouse.owner == owner) ids.push_back(other);
    }
    return ids;
  }

  void join_steps() {
    std::map<facts::Subject, std::vector<Case*>> by_subject;
    for (auto& item : cases_) {
      if (!item->measure->cap) by_subject[item->subject].push_back(item.get());
    }
    for (auto& [subject, cases] : by_subject) apply_steps(determining_, cases);
  }

  void join_owners() {
    std::map<std::pair<std::string, std::string>, std::vector<Case*>> by_owner;
    for (auto& item : cases_) {
      if (!item->measure->cap) continue;
      const registry::Warehouse* warehouse = determining_.world.warehouse(item->subject.id);
      if (warehouse == nullptr) continue;  // left open
      by_owner[{item->measure->id, warehouse->owner}].push_back(item.get());
    }
    for (auto& [key, cases] : by_owner) apply_cap(determining_, cases);
  }

  const Determining& determining_;
  std::vector<std::unique_ptr<Case>> cases_;  // by measure, then subject
};

}  // namespace

InputContext Determining::context(const Case& item) const {
  return {.pack = pack,
          .catalogue = catalogue,
          .settings = settings,
          .world = world,
          .measure = *item.measure,
          .subject = item.subject,
          .enterprise = item.enterprise,
          .payer = item.payer,
          .year = request.year,
          .as_of = request.as_of};
}

std::optional<int64_t> Determining::parameter_fen(const std::string& name) const {
  const auto found = pack.parameters.find(name);
  if (found == pack.parameters.end()) return std::nullopt;
  const auto value = found->second.value(request.as_of);
  return value ? to_fen(*value) : std::nullopt;
}

std::optional<int64_t> to_fen(const Decimal& yuan) {
  return yuan.to_scaled_int64(2, Rounding::kDown);
}

std::string shown_fen(int64_t fen) { return Money::cny_fen(fen).to_display_string(); }

Result<std::vector<Determination>> determine_world(const PackContents& pack,
                                                   const facts::Catalogue& catalogue,
                                                   const World& world,
                                                   const DetermineRequest& request) {
  const Settings settings(pack, request.as_of, request.readings);
  CHUHAI_RETURN_IF_ERROR(check_request(pack, world, request, settings));
  const Determining determining{pack, catalogue, world, request, settings};
  return Run(determining).all();
}

}  // namespace chuhai::policy
