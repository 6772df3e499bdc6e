// The use case: determine from the store, and keep each result as a dated version.
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "crypto/digest.h"
#include "facts/journalled.h"
#include "policy/determiner.h"
#include "policy/pack_contents.h"
#include "policy/policy.h"
#include "policy/world.h"
#include "store/transaction.h"

namespace chuhai::policy {
namespace {

// The pack is an input: journalled once, as one JSON object of file name to text.
Status journal_pack(store::Store& store, const PackContents& pack, journal::Batch& batch) {
  Json files = Json::object();
  for (const PackFile& file : pack.files) files.set(file.name, file.bytes);
  journal::NewEntry entry;
  entry.kind = kPackKind;
  entry.source_name = pack.id;
  entry.parameters = Json::object().set("digest", pack.digest).to_string();
  entry.record = journal::whole_record(files.to_string());
  CHUHAI_ASSIGN_OR_RETURN(const auto found,
                          journal::find_by_digest(store, entry.record.digest, entry.kind));
  if (found) return {};
  CHUHAI_ASSIGN_OR_RETURN([[maybe_unused]] const journal::Entry appended, batch.append(entry));
  return {};
}

// What was asked, so that the same can be determined again from the journal. Readings and legal
// states are the pack's, by the as-of date.
Status journal_request(const PackContents& pack, const facts::Catalogue& catalogue,
                       const DetermineRequest& request, journal::Batch& batch) {
  Json json = Json::object();
  json.set("year", request.year)
      .set("as_of", request.as_of.to_string())
      .set("known_at", request.known_at.to_string())
      .set("measure", request.measure ? Json(*request.measure) : Json())
      .set("subject", request.subject ? Json(request.subject->to_string()) : Json())
      .set("example_scales", request.use_example_scales)
      .set("pack", pack.id)
      .set("pack_digest", pack.digest);
  const std::string parameters = facts::under_catalogue(std::move(json), catalogue);
  journal::NewEntry entry;
  entry.kind = kDetermineKind;
  entry.source_name = pack.id;
  entry.parameters = parameters;
  entry.record = journal::whole_record(entry.parameters);
  CHUHAI_ASSIGN_OR_RETURN([[maybe_unused]] const journal::Entry appended, batch.append(entry));
  return {};
}

// What makes two versions the same: everything but when it was computed, and by whom.
std::string content_digest(const Json& body) {
  Json content = Json::object();
  for (const auto& [key, value] : *body.as_object()) {
    if (key != "known_at" && key != "determined_by") content.set(key, value);
  }
  return crypto::sha256(content.to_string()).hex();
}

struct Newest {
  int64_t version = 0;
  std::string content;
};

Result<std::map<std::string, Newest>> newest_versions(store::Store& store, int year) {
  std::map<std::string, Newest> newest;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT measure, subject_kind, subject_id, version, content_digest FROM "
                  "policy_determination WHERE year = :year ORDER BY version",
                  {{"year", year}}, [&](const store::Row& row) -> Status {
                    newest[fmt::format("{} {}:{}", row.text(0), row.text(1), row.text(2))] = {
                        row.int64(3), std::string(row.text(4))};
                    return {};
                  }));
  return newest;
}

Status write_version(store::Store& store, const Determination& d, int64_t version,
                     const std::string& content, const std::string& body, const journal::Act& act) {
  CHUHAI_ASSIGN_OR_RETURN(
      [[maybe_unused]] const int64_t written,
      store.execute(
          "INSERT INTO policy_determination (measure, year, subject_kind, subject_id, version, "
          "as_of, recorded_at, actor, outcome, legal_state, pack_digest, facts_digest, "
          "content_digest, body) VALUES (:measure, :year, :kind, :subject, :version, :as_of, "
          ":recorded_at, :actor, :outcome, :legal_state, :pack_digest, :facts_digest, :content, "
          ":body)",
          {{"measure", d.measure},
           {"year", d.year},
           {"kind", d.subject.kind},
           {"subject", d.subject.id},
           {"version", version},
           {"as_of", int64_t{d.as_of.days_since_epoch()}},
           {"recorded_at", act.at.millis()},
           {"actor", act.by},
           {"outcome", outcome_name(d.outcome)},
           {"legal_state", d.legal_state},
           {"pack_digest", d.pack_digest},
           {"facts_digest", d.facts_digest},
           {"content", content},
           {"body", body}}));
  return {};
}

// New versions where something other than the time changed; in a transaction the caller holds.
Status store_determinations(store::Store& store, const std::vector<Determination>& determinations,
                            int year, const journal::Act& act) {
  CHUHAI_ASSIGN_OR_RETURN(auto newest, newest_versions(store, year));
  for (const Determination& determination : determinations) {
    const Json body = determination.to_json();
    const std::string content = content_digest(body);
    Newest& last = newest[determination.measure + " " + determination.subject.to_string()];
    if (last.version > 0 && last.content == content) continue;
    CHUHAI_RETURN_IF_ERROR(
        write_version(store, determination, ++last.version, content, body.to_string(), act));
    last.content = content;
  }
  return {};
}

// Whoever has a determination of the year, stored before that time.
Result<std::map<std::string, std::set<facts::Subject>>> standing_subjects(
    store::Store& store, int year, std::optional<Instant> before) {
  std::map<std::string, std::set<facts::Subject>> standing;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT DISTINCT measure, subject_kind, subject_id FROM policy_determination "
                  "WHERE year = :year AND recorded_at < :before",
                  {{"year", year}, {"before", before ? before->millis() : INT64_MAX}},
                  [&](const store::Row& row) -> Status {
                    standing[std::string(row.text(0))].insert(
                        {std::string(row.text(1)), std::string(row.text(2))});
                    return {};
                  }));
  return standing;
}

Result<DetermineRequest> request_of(const DetermineOptions& options, const journal::Act& act) {
  constexpr int kYearMax = 9998;
  if (options.year < 1 || options.year > kYearMax) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("no year {}", options.year));
  }
  DetermineRequest request;
  request.year = options.year;
  CHUHAI_ASSIGN_OR_RETURN(const Date last_of_march, Date::of(options.year + 1, 3, 31));
  request.as_of = options.as_of.value_or(last_of_march);
  request.known_at = options.known_at.value_or(act.at);
  request.measure = options.measure;
  request.subject = options.subject;
  request.use_example_scales = options.use_example_scales;
  request.readings = options.readings;
  return request;
}

Result<std::vector<Determination>> determine_from(store::Store& store, const Pack& pack,
                                                  const facts::Catalogue& catalogue,
                                                  DetermineRequest request,
                                                  std::optional<Instant> known_at,
                                                  const std::string& by) {
  CHUHAI_ASSIGN_OR_RETURN(const World world,
                          load_world(store, pack.contents(), request.as_of, known_at));
  CHUHAI_ASSIGN_OR_RETURN(request.standing, standing_subjects(store, request.year, known_at));
  CHUHAI_ASSIGN_OR_RETURN(std::vector<Determination> determinations,
                          determine_world(pack.contents(), catalogue, world, request));
  for (Determination& each : determinations) each.determined_by = by;
  return determinations;
}

// Of a year that isn't over, or as of a day still to come, nobody knows yet what will be on file. A
// journalled request was allowed when it was made.
Status check_days(const DetermineRequest& request, const journal::Act& act) {
  const Date over = Period::year(request.year).value().to();
  const Date today = act.at.date();
  if (today < over) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("{} isn't over on {}: it can be determined from {} on", request.year,
                             today.to_string(), over.to_string()));
  }
  if (over <= request.as_of && request.as_of <= today) return {};
  return Error(ErrorCode::kFailedPrecondition,
               fmt::format("as of {}, {}: give --as-of from {} up to {}", request.as_of.to_string(),
                           today < request.as_of ? "a day still to come"
                                                 : fmt::format("{} wasn't over", request.year),
                           over.to_string(), today.to_string()));
}

// Whether a journalled request determined, or confirmed, this determination.
Result<bool> is_request_of(const journal::Entry& entry, const Determination& determination) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(entry.parameters));
  const auto is = [&](std::string_view key, const std::string& value, bool or_all) {
    const Json* found = json.find(key);
    if (found == nullptr || found->is_null()) return or_all;
    return found->as_string() != nullptr && *found->as_string() == value;
  };
  const Json* year = json.find("year");
  return year != nullptr && year->as_number() != nullptr &&
         year->as_number()->text == std::to_string(determination.year) &&
         is("as_of", determination.as_of.to_string(), false) &&
         is("measure", determination.measure, true) &&
         is("subject", determination.subject.to_string(), true);
}

Result<DetermineOptions> options_of(const journal::Entry& entry, const Pack& pack) {
  const auto corrupt = [] {
    return Error(ErrorCode::kCorrupt, "a journalled determination isn't in its form");
  };
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(entry.parameters));
  const auto text = [&](std::string_view key) {
    const Json* found = json.find(key);
    return found == nullptr ? nullptr : found->as_string();
  };
  const Json* year = json.find("year");
  const Json* examples = json.find("example_scales");
  const std::string* as_of = text("as_of");
  const std::string* digest = text("pack_digest");
  if (year == nullptr || year->as_number() == nullptr || examples == nullptr ||
      examples->as_bool() == nullptr || as_of == nullptr || digest == nullptr) {
    return corrupt();
  }
  if (*digest != pack.digest()) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("it was determined by the pack with digest {}, not {}", *digest,
                             pack.digest()));
  }
  DetermineOptions options;
  CHUHAI_ASSIGN_OR_RETURN(const Period period, Period::parse(year->as_number()->text));
  options.year = period.from().year();
  CHUHAI_ASSIGN_OR_RETURN(options.as_of, Date::parse(*as_of));
  if (const std::string* measure = text("measure")) options.measure = *measure;
  if (const std::string* subject = text("subject")) {
    CHUHAI_ASSIGN_OR_RETURN(options.subject, facts::Subject::parse(*subject));
  }
  options.use_example_scales = *examples->as_bool();
  return options;
}

}  // namespace

Result<std::vector<Determination>> determine(store::Store& store, const Pack& pack,
                                             const facts::Catalogue& catalogue,
                                             const DetermineOptions& options,
                                             const journal::Act& act) {
  CHUHAI_ASSIGN_OR_RETURN(const DetermineRequest request, request_of(options, act));
  CHUHAI_RETURN_IF_ERROR(check_days(request, act));
  const bool is_replay = options.known_at.has_value() || !options.readings.empty();
  std::vector<Determination> determinations;
  if (is_replay) {
    CHUHAI_RETURN_IF_ERROR(store::run_reading(store, [&]() -> Status {
      CHUHAI_ASSIGN_OR_RETURN(determinations, determine_from(store, pack, catalogue, request,
                                                             options.known_at, act.by));
      return {};
    }));
    return determinations;
  }
  // The batch's number is taken before anything is read: what is read is what the journal holds
  // before this entry, and a rebuild finds the same.
  CHUHAI_RETURN_IF_ERROR(store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store, act));
    CHUHAI_ASSIGN_OR_RETURN(determinations,
                            determine_from(store, pack, catalogue, request, std::nullopt, act.by));
    CHUHAI_RETURN_IF_ERROR(facts::append_catalogue(store, batch, catalogue));
    CHUHAI_RETURN_IF_ERROR(journal_pack(store, pack.contents(), batch));
    CHUHAI_RETURN_IF_ERROR(journal_request(pack.contents(), catalogue, request, batch));
    CHUHAI_RETURN_IF_ERROR(store_determinations(store, determinations, options.year, act));
    return batch.finish();
  }));
  return determinations;
}

Status redetermine(store::Store& store, const Pack& pack, const facts::Catalogue& catalogue,
                   const journal::Entry& entry) {
  CHUHAI_ASSIGN_OR_RETURN(const DetermineOptions options, options_of(entry, pack));
  CHUHAI_ASSIGN_OR_RETURN(const DetermineRequest request, request_of(options, entry.act));
  CHUHAI_ASSIGN_OR_RETURN(
      const std::vector<Determination> determinations,
      determine_from(store, pack, catalogue, request, std::nullopt, entry.act.by));
  return store_determinations(store, determinations, options.year, entry.act);
}

Status determine_again(store::Store& store, const Pack& pack, const facts::Catalogue& catalogue,
                       const journal::Entry& entry, const journal::Act& act) {
  CHUHAI_ASSIGN_OR_RETURN(const DetermineOptions options, options_of(entry, pack));
  const auto determinations = determine(store, pack, catalogue, options, act);
  return determinations.ok() ? Status() : Status(determinations.error());
}

Result<bool> has_determinations(store::Store& store, int year) {
  bool any = false;
  CHUHAI_RETURN_IF_ERROR(
      store.query("SELECT 1 FROM policy_determination WHERE year = :year LIMIT 1", {{"year", year}},
                  [&](const store::Row&) -> Status {
                    any = true;
                    return {};
                  }));
  return any;
}

Result<bool> inputs_since(store::Store& store, const Determination& determination) {
  int64_t batch = -1;  // of the newest request that gave it
  CHUHAI_RETURN_IF_ERROR(
      journal::for_each_entry(store, 0, kDetermineKind, [&](const journal::Entry& entry) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(const bool of_it, is_request_of(entry, determination));
        if (of_it) batch = std::max(batch, entry.batch);
        return {};
      }));
  bool any = false;
  const Status looked = journal::for_each_entry(
      store, std::max<int64_t>(batch, 0), "", [&](const journal::Entry& entry) -> Status {
        static constexpr std::string_view kNoInputs[] = {kDetermineKind, "pack", "catalogue",
                                                         "facts.refresh"};
        const bool input = std::find(std::begin(kNoInputs), std::end(kNoInputs), entry.kind) ==
                           std::end(kNoInputs);
        // Before requests were journalled only the time tells.
        any = input && (batch >= 0 || determination.known_at < entry.act.at);
        if (any) return Error(ErrorCode::kFailedPrecondition, "found: look no further");
        return {};
      });
  if (any) return true;
  CHUHAI_RETURN_IF_ERROR(looked);
  return false;
}

Status check_measure(const Pack& pack, std::string_view measure, const facts::Subject& subject) {
  const auto& measures = pack.contents().measures;
  const auto found = measures.find(measure);
  if (found != measures.end() && found->second.subject == subject.kind) return {};
  std::vector<std::string> all, of_kind;
  for (const auto& [id, each] : measures) {
    all.push_back(id);
    if (each.subject == subject.kind) of_kind.push_back(id);
  }
  if (found == measures.end()) {
    return Error(ErrorCode::kNotFound, fmt::format("pack {} has no measure {}; it has {}",
                                                   pack.id(), measure, fmt::join(all, ", ")));
  }
  const std::string kind = subject.kind;
  return Error(ErrorCode::kNotFound,
               fmt::format("{} is for a {}, not for {}; measures of a kind {}: {}", measure,
                           found->second.subject, subject.to_string(), kind,
                           of_kind.empty() ? "none" : fmt::format("{}", fmt::join(of_kind, ", "))));
}

Text ceiling_words(const Determination& determination) {
  if (!determination.ceiling) return {"–", "–"};
  const std::string shown = determination.ceiling->to_display_string();
  const bool used = determination.outcome == Outcome::kMet && determination.ceiling->minor() == 0;
  if (used) return {shown + "（已足额）", shown + " (awarded in full)"};
  return {shown, shown};
}

Result<Determination> find_determination(store::Store& store, const facts::Subject& subject,
                                         std::string_view measure, int year) {
  std::string body, actor;
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT body, actor FROM policy_determination WHERE measure = :measure AND year = :year AND "
      "subject_kind = :kind AND subject_id = :subject ORDER BY version DESC LIMIT 1",
      {{"measure", measure}, {"year", year}, {"kind", subject.kind}, {"subject", subject.id}},
      [&](const store::Row& row) -> Status {
        body = row.text(0);
        actor = row.text(1);
        return {};
      }));
  if (body.empty()) {
    return Error(ErrorCode::kNotFound,
                 fmt::format("no determination of {} for {} in {} is stored; run "
                             "`chuhai determine --year {}` first",
                             measure, subject.to_string(), year, year));
  }
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(body));
  CHUHAI_ASSIGN_OR_RETURN(Determination determination, Determination::from_json(json));
  determination.determined_by = actor;
  return determination;
}

Result<std::vector<Determination>> determinations_of_year(store::Store& store, int year) {
  std::vector<Determination> determinations;
  // Versions of one subject and measure follow each other: the last one stays.
  CHUHAI_RETURN_IF_ERROR(store.query(
      "SELECT body, actor FROM policy_determination WHERE year = :year "
      "ORDER BY measure, subject_kind, subject_id, version",
      {{"year", year}}, [&](const store::Row& row) -> Status {
        CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(row.text(0)));
        CHUHAI_ASSIGN_OR_RETURN(Determination determination, Determination::from_json(json));
        determination.determined_by = row.text(1);
        const bool newer = !determinations.empty() &&
                           determinations.back().measure == determination.measure &&
                           determinations.back().subject == determination.subject;
        if (newer) determinations.pop_back();
        determinations.push_back(std::move(determination));
        return {};
      }));
  return determinations;
}

}  // namespace chuhai::policy
