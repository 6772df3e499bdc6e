// pack.yaml and parameters.yaml, section by section.
#include <fmt/format.h>

#include <algorithm>

#include "policy/pack_load.h"

namespace chuhai::policy {
namespace {

void check_ascending(YamlReader& reader, const std::string& key, const std::vector<Date>& dates) {
  if (dates.empty()) reader.fail(key, "must not be empty");
  if (std::adjacent_find(dates.begin(), dates.end(), std::greater_equal<>()) != dates.end()) {
    reader.fail(key, "dates must ascend");
  }
}

InputSource source_of(YamlReader& reader) {
  const std::string source = reader.text("source");
  if (source == "fact") return InputSource::kFact;
  if (source == "highest") return InputSource::kHighest;
  if (source == "award") return InputSource::kAward;
  if (source != "registry") reader.fail("source", "must be registry, fact, highest or award");
  return InputSource::kRegistry;
}

void check_choice(YamlReader& reader, const std::string& key, const std::string& value,
                  std::initializer_list<std::string_view> choices) {
  if (std::find(choices.begin(), choices.end(), value) != choices.end()) return;
  reader.fail(key, fmt::format("must be one of {}", fmt::join(choices, ", ")));
}

std::vector<LegalInterval> read_legal_states(YamlReader& measure) {
  std::vector<LegalInterval> intervals;
  std::vector<Date> dates;
  for (YamlReader& reader : measure.list("legal_states")) {
    LegalInterval interval;
    interval.state = reader.text("state");
    check_choice(reader, "state", interval.state,
                 {"in_force", "held", "suspended", "replaced", "expired"});
    interval.from = reader.date("from");
    interval.note = reader.bilingual_if("note").value_or(Text{});
    if (interval.state != "in_force" && interval.note.zh.empty()) {
      reader.fail("state", "a state other than in_force needs a note that says why");
    }
    reader.done();
    dates.push_back(interval.from);
    intervals.push_back(std::move(interval));
  }
  check_ascending(measure, "legal_states", dates);
  return intervals;
}

PackCap read_cap(YamlReader reader) {
  PackCap cap;
  cap.parameter = reader.text("parameter");
  cap.scope = reader.text("scope");
  check_choice(reader, "scope", cap.scope, {"owner"});
  cap.years = static_cast<int>(reader.integer("years"));
  if (cap.years < 1 || cap.years > 10) reader.fail("years", "must be 1 to 10");
  cap.first_year = reader.text("first_year");
  cap.later_year = reader.text("later_year");
  reader.done();
  return cap;
}

PackMeasure read_measure(const std::string& id, YamlReader& reader) {
  PackMeasure measure;
  measure.id = id;
  measure.title = reader.bilingual("title");
  measure.clause = reader.bilingual("clause");
  measure.subject = reader.text("subject");
  check_choice(reader, "subject", measure.subject, {"enterprise", "warehouse"});
  const std::string times = reader.text("times");
  check_choice(reader, "times", times, {"first", "once", "yearly"});
  measure.times = times == "first"  ? Times::kFirst
                  : times == "once" ? Times::kOnce
                                    : Times::kYearly;
  measure.payer = reader.text("payer");
  check_choice(reader, "payer", measure.payer, {"city", "province"});
  measure.model = reader.text("model");
  measure.decision = reader.text("decision");
  measure.decision_title = reader.bilingual("decision_title");
  measure.amount_by = reader.bilingual("amount_by");
  measure.lower_step = reader.text_if("lower_step").value_or("");
  if (reader.has("cap")) measure.cap = read_cap(reader.child("cap"));
  measure.readings = reader.texts("readings");
  YamlReader reasons = reader.child("reasons");
  for (const std::string& key : reasons.keys()) {
    measure.reasons.emplace(key, reasons.bilingual(key));
  }
  measure.legal_states = read_legal_states(reader);
  reader.done();
  return measure;
}

void read_document(PackContents& data, YamlReader& pack) {
  data.id = pack.text("id");
  data.title = pack.bilingual("title");
  YamlReader document = pack.child("document");
  data.document_number = document.text("number");
  data.issued = document.date("issued");
  data.issuer = document.bilingual("issuer");
  document.done();
  YamlReader interval = pack.child("interval");
  data.from = interval.date("from");
  interval.done();
  YamlReader province = pack.child("province");
  data.province_region = province.text("region");
  data.province_name = province.bilingual("name");
  province.done();
  data.rate_table = pack.text("rate_table");
  YamlReader recognition = pack.child("recognition");
  data.recognition_subject = recognition.text("subject");
  data.recognition_kind = recognition.text("kind");
  data.recognition_level = recognition.text("level");
  recognition.done();
}

void read_decisions(PackContents& data, YamlReader& pack) {
  YamlReader continuation = pack.child("continuation");
  data.continuation_last_day = continuation.date("last_day");
  for (YamlReader& reader : continuation.list("decisions")) {
    ContinuationDecision decision;
    decision.from = reader.date("from");
    decision.to = reader.date("to");
    decision.paper = reader.text("paper");
    decision.by = reader.text("by");
    if (decision.to <= decision.from) reader.fail("to", "must be after from");
    reader.done();
    data.continuations.push_back(std::move(decision));
  }
  continuation.done();
  for (YamlReader& reader : pack.list("review_conclusions")) {
    ReviewConclusion review;
    review.measures = reader.texts("measures");
    review.number = reader.text("number");
    review.date = reader.date("date");
    review.office = reader.text("office");
    review.file = reader.text("file");
    reader.done();
    data.reviews.push_back(std::move(review));
  }
}

}  // namespace

const std::string* PackLoading::file(const std::string& name) const {
  for (const PackFile& file : data.files) {
    if (file.name == name) return &file.bytes;
  }
  return nullptr;
}

PackInput read_input(const std::string& name, YamlReader& reader) {
  PackInput input;
  input.name = name;
  input.source = source_of(reader);
  if (input.source == InputSource::kFact || input.source == InputSource::kHighest) {
    input.fact = reader.text("fact");
  }
  if (input.source == InputSource::kRegistry) {
    input.field = reader.text("field");
    check_choice(reader, "field", input.field,
                 {"role", "region", "recognition", "recognition_kept", "support_year"});
  }
  input.label = reader.bilingual("label");
  input.holds = reader.bilingual_if("holds").value_or(Text{});
  input.fails = reader.bilingual_if("fails").value_or(Text{});
  input.question = reader.bilingual("question");
  input.cost = reader.integer("cost");
  if (input.cost < 0) reader.fail("cost", "must not be negative");
  input.readings = reader.texts("readings");
  reader.done();
  return input;
}

void read_pack_yaml(PackLoading& loading) {
  const std::string* text = loading.file(std::string(kPackFile));
  if (text == nullptr) {
    loading.problems.add(kPackFile, 0, "the file is missing");
    return;
  }
  auto pack = YamlReader::parse(*text, std::string(kPackFile), &loading.problems);
  if (!pack) return;
  PackContents& data = loading.data;
  read_document(data, *pack);
  loading.parameters_file = pack->text("parameters");
  loading.model_files = pack->texts("models");
  loading.scale_files = pack->texts("scales");
  for (auto& [fact, reader] : pack->named("facts")) {
    data.bases[fact] = reader.texts("bases");
    reader.done();
  }
  for (auto& [name, reader] : pack->named("inputs")) {
    loading.input_lines[name] = reader.line();
    data.inputs[name] = read_input(name, reader);
  }
  for (auto& [id, reader] : pack->named("measures")) {
    loading.measure_lines[id] = reader.line();
    data.measures[id] = read_measure(id, reader);
  }
  read_decisions(data, *pack);
  read_readings(loading, *pack);
  pack->done();
}

void read_parameters(PackLoading& loading) {
  const std::string& name = loading.parameters_file;
  const std::string* text = loading.file(name);
  if (text == nullptr) {
    loading.problems.add(kPackFile, 0, fmt::format("parameters: there is no file {}", name));
    return;
  }
  auto file = YamlReader::parse(*text, name, &loading.problems);
  if (!file) return;
  for (auto& [id, reader] : file->named("parameters")) {
    PackParameter parameter;
    parameter.name = id;
    parameter.title = reader.bilingual("title");
    parameter.clause = reader.bilingual("clause");
    parameter.unit = reader.text("unit");
    std::vector<Date> dates;
    for (YamlReader& value : reader.list("values")) {
      dates.push_back(value.date("from"));
      parameter.values.emplace_back(dates.back(), value.decimal("value"));
      value.done();
    }
    check_ascending(reader, "values", dates);
    reader.done();
    loading.data.parameters[id] = std::move(parameter);
  }
  file->done();
}

}  // namespace chuhai::policy
