#include "synthetic/manifest.h"

#include <fmt/format.h>

#include "base/time.h"
#include "synthetic/story.h"
#include "synthetic/tables.h"

namespace chuhai::synthetic {
namespace {

struct Note {
  Expected expected = Expected::kNothing;
  std::string subject;  // as the commands take it
  std::string name_zh, name_en;
  std::string measure;
  std::string why;
};

// Support begins in the year after recognition and lasts three years, while the status is kept to
// the year's end (R17). Later than 2024 the joint cap decides, which no expectation is made of.
Expected warehouse_outcome(const SyntheticWarehouse& warehouse, int year) {
  if (year > 2024) return Expected::kNothing;
  if (warehouse.recognised.empty()) return Expected::kNotMet;
  const int support = year - Date::parse(warehouse.recognised).value().year();
  const bool lost =
      !warehouse.withdrawn.empty() && Date::parse(warehouse.withdrawn).value().year() <= year;
  return support >= 1 && support <= 3 && !lost ? Expected::kMet : Expected::kNotMet;
}

std::string warehouse_reason(const SyntheticWarehouse& warehouse) {
  if (warehouse.recognised.empty()) return "not recognised";
  std::string why = "recognised " + warehouse.recognised;
  if (!warehouse.withdrawn.empty()) why += ", withdrawn " + warehouse.withdrawn;
  return why;
}

std::vector<Note> notes_of(const Province& province, int year) {
  std::vector<Note> notes;
  for (const Part part : notable_parts(year)) {
    const Seller& seller = province.with(part);
    const PartYear story = story_of(part, year);
    const auto add = [&](Expected expected, std::string_view measure) {
      if (expected != Expected::kNothing)
        notes.push_back({expected, seller.id, seller.name_zh, seller.name_en, std::string(measure),
                         std::string(story.why)});
    };
    // First the step that the seller is there for.
    const bool second_first = story.orders >= 900 * int64_t{100'000'000} &&
                              story.m01_2 == Expected::kMet && story.m01_1 != Expected::kMet;
    if (second_first) add(story.m01_2, "M01.2");
    add(story.m01_1, "M01.1");
    if (!second_first) add(story.m01_2, "M01.2");
  }
  for (const SyntheticWarehouse& each : province.warehouses)
    if (const Expected expected = warehouse_outcome(each, year); expected != Expected::kNothing)
      notes.push_back({expected, "warehouse:" + each.id, each.name_zh, each.name_en, "M07.1",
                       warehouse_reason(each)});
  return notes;
}

Json note_json(const Note& note) {
  return Json::object()
      .set("subject", note.subject)
      .set("measure", note.measure)
      .set("nameZh", note.name_zh)
      .set("nameEn", note.name_en)
      .set("why", note.why);
}

// Who is within a thousand yuan of a threshold, and by what.
void add_near(const Province& province, int year, Json& subjects) {
  constexpr int64_t kNear = 100'000;  // fen
  Json under = Json::array(), over = Json::array();
  const auto look = [&](const Seller& seller, std::string_view by, int64_t fen) {
    for (const int64_t threshold : {int64_t{10'000'000'000}, int64_t{100'000'000'000}}) {
      if (fen < threshold - kNear || fen > threshold + kNear) continue;
      (fen < threshold ? under : over)
          .push(Json::object()
                    .set("subject", seller.id)
                    .set("by", by)
                    .set("amount", yuan(fen))
                    .set("threshold", yuan(threshold)));
    }
  };
  for (const Seller& seller : province.sellers) {
    const PartYear story = story_of(seller.part, year);
    if (seller.part != Part::kNoRate) look(seller, "orders", story.orders);
    look(seller, "platform_settlement", story.settlement);
    look(seller, story.accepted ? "statement" : "statement_not_accepted", story.statement);
    look(seller, "customs_sheet", story.sheet);
  }
  subjects.set("near_under", std::move(under)).set("near_over", std::move(over));
}

Json subjects_json(const Province& province, int year) {
  const auto notes = notes_of(province, year);
  Json subjects = Json::object();
  for (const Expected expected : {Expected::kMet, Expected::kNotMet, Expected::kCannotTell}) {
    Json list = Json::array();
    for (const Note& note : notes)
      if (note.expected == expected) list.push(note_json(note));
    subjects.set(expected_name(expected), std::move(list));
  }
  add_near(province, year, subjects);
  return subjects;
}

}  // namespace

Json make_manifest(const Province& province, const GenerateOptions& options,
                   const YearOutput& output) {
  Json planted = Json::object(), examples = Json::object();
  for (const auto& [plant, number] : output.ledger.planted())
    planted.set(plant_name(plant), number);
  for (const auto& [plant, keys] : output.ledger.examples()) {
    Json list = Json::array();
    for (const std::string& key : keys) list.push(key);
    examples.set(plant_name(plant), std::move(list));
  }
  return Json::object()
      .set("synthetic", true)
      .set("note", "合成数据，并非真实企业与单证 / synthetic data: no real enterprise or document")
      .set("seed", options.seed)
      .set("year", options.year)
      .set("parcels", options.parcels)
      .set("sellers", static_cast<uint64_t>(province.sellers.size()))
      .set("files", static_cast<uint64_t>(output.files))
      .set("bytes", static_cast<uint64_t>(output.bytes))
      .set("documents", static_cast<uint64_t>(output.documents))
      .set("simulatedAnswers", static_cast<uint64_t>(output.answers))
      .set("planted", std::move(planted))
      .set("plantedExamples", std::move(examples))
      .set("exceptions", output.ledger.exceptions().to_json())
      .set("subjects", subjects_json(province, options.year));
}

std::string make_notable(const Province& province, int year) {
  std::string text;
  for (const Note& note : notes_of(province, year))
    text += fmt::format("{} {} {}\n", expected_name(note.expected), note.subject, note.measure);
  return text;
}

}  // namespace chuhai::synthetic
