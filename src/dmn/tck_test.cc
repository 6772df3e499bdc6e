// The public conformance cases (dmn-tck), where the shared folder has them. Counts are printed; a
// folder whose models are within this version must pass whole.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <pugixml.hpp>
#include <set>

#include "base/file.h"
#include "base/text.h"
#include "dmn/evaluate.h"

namespace chuhai::dmn {
namespace {

namespace fs = std::filesystem;

fs::path tck_folder() {
  const char* shared = std::getenv("CHUHAI_SHARED");
  const fs::path root =
      shared != nullptr ? fs::path(shared) : fs::path(CHUHAI_SOURCE_DIR) / ".." / "shared";
  return root / "dmn-tck";
}

std::string_view local_name(pugi::xml_node node) {
  const std::string_view name = node.name();
  return name.substr(name.find(':') + 1);  // npos + 1 is 0
}

pugi::xml_node child(pugi::xml_node parent, std::string_view name) {
  for (const pugi::xml_node node : parent.children()) {
    if (local_name(node) == name) return node;
  }
  return {};
}

// nullopt: a value of a kind that this version doesn't have.
std::optional<Value> read_scalar(pugi::xml_node node) {
  if (node.attribute("xsi:nil").as_bool()) return Value();
  const std::string_view type = node.attribute("xsi:type").as_string();
  const std::string_view kind = type.substr(type.find(':') + 1);
  const std::string text = node.text().as_string();
  if (kind == "string") return Value(text);
  if (kind == "boolean") return Value(trim(text) == "true");
  const bool is_number = kind == "decimal" || kind.starts_with("dou");  // binary in name only
  if (is_number) {
    const auto number = Decimal::parse(trim(text));
    return number.ok() ? std::optional<Value>(Value(*number)) : std::nullopt;
  }
  if (kind == "date") {
    const auto date = Date::parse(trim(text));
    return date.ok() ? std::optional<Value>(Value(*date)) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<Value> read_value(pugi::xml_node holder) {
  if (const pugi::xml_node list = child(holder, "list")) {
    Value::List out;
    for (const pugi::xml_node item : list.children()) {
      if (local_name(item) != "item") continue;
      const auto value = read_value(item);
      if (!value) return std::nullopt;
      out.push_back(*value);
    }
    return Value(std::move(out));
  }
  if (const pugi::xml_node value = child(holder, "value")) return read_scalar(value);
  Value::Context out;
  for (const pugi::xml_node part : holder.children()) {
    if (local_name(part) != "component") continue;
    const auto value = read_value(part);
    if (!value) return std::nullopt;
    out.emplace_back(part.attribute("name").as_string(), *value);
  }
  return Value(std::move(out));
}

struct Counts {
  int cases = 0;
  int passed = 0;
  int with_result = 0;  // expect something that isn't null
  int with_result_passed = 0;
  int by_tolerance = 0;
};

// As the reference runners compare numbers: within 1e-8. `exact` tells whether it was needed.
bool same(const Value& found, const Value& expected, bool& exact) {
  exact = found == expected;
  if (exact) return true;
  const Decimal* a = found.as_number();
  const Decimal* b = expected.as_number();
  const auto difference = a != nullptr && b != nullptr ? a->minus(*b) : std::nullopt;
  return difference && difference->abs() < Decimal::parse("0.00000001").value();
}

class Folder {
 public:
  explicit Folder(fs::path path) : path_(std::move(path)) {}

  void run(Counts& counts) {
    for (const auto& entry : fs::directory_iterator(path_)) {
      if (entry.path().extension() == ".xml") run_file(entry.path());
    }
    counts.cases += counts_.cases;
    counts.passed += counts_.passed;
    counts.with_result += counts_.with_result;
    counts.with_result_passed += counts_.with_result_passed;
    counts.by_tolerance += counts_.by_tolerance;
  }
  bool is_within_version() const { return within_; }
  const Counts& counts() const { return counts_; }
  const std::vector<std::string>& failures() const { return failures_; }

 private:
  void run_file(const fs::path& file) {
    pugi::xml_document document;
    ASSERT_TRUE(
        document.load_file(file.c_str(), pugi::parse_default | pugi::parse_ws_pcdata_single));
    const pugi::xml_node root = document.document_element();
    const std::string model_name(trim(child(root, "modelName").text().as_string()));
    auto parsed = Model::parse(read_file(path_ / model_name).value(), model_name);
    ASSERT_TRUE(parsed.ok()) << file << parsed.error().message();
    const CompiledModel model = CompiledModel::compile(std::move(parsed).value());
    for (const Diagnostic& diagnostic : model.diagnostics()) {
      within_ = within_ && diagnostic.code != DiagnosticCode::kUnsupported;
    }
    for (const pugi::xml_node test : root.children()) {
      if (local_name(test) != "testCase") continue;
      const bool is_decision =
          std::string_view(test.attribute("type").as_string("decision")) == "decision";
      for (const pugi::xml_node result : test.children()) {
        if (local_name(result) == "resultNode") run_case(model, test, result, is_decision);
      }
    }
  }

  void run_case(const CompiledModel& model, pugi::xml_node test, pugi::xml_node result,
                bool is_decision) {
    const auto expected = read_value(child(result, "expected"));
    ++counts_.cases;
    const bool expects_null = expected && expected->is_null();
    if (!expects_null) ++counts_.with_result;
    Inputs inputs;
    bool readable = expected.has_value() && is_decision;
    for (const pugi::xml_node input : test.children()) {
      if (local_name(input) != "inputNode") continue;
      const auto value = read_value(input);
      readable = readable && value;
      if (value) inputs[input.attribute("name").as_string()] = *value;
    }
    const std::string name = result.attribute("name").as_string();
    const auto found = model.evaluate(name, inputs, Tracing::kOff);
    bool exact = true;
    const bool passed = readable && found.ok() && same(found->result, *expected, exact);
    if (passed && !exact) ++counts_.by_tolerance;
    within_ = within_ && readable;
    if (passed) {
      ++counts_.passed;
      if (!expects_null) ++counts_.with_result_passed;
    } else {
      failures_.push_back(path_.filename().string() + " " +
                          std::string(test.attribute("id").as_string()) + " " + name + ": " +
                          (found.ok() ? found->result.to_feel() : found.error().message()) +
                          " for " + (expected ? expected->to_feel() : "?"));
    }
  }

  fs::path path_;
  Counts counts_;
  bool within_ = true;
  std::vector<std::string> failures_;
};

TEST(Tck, FoldersWithinThisVersionPass) {
  if (!fs::exists(tck_folder())) GTEST_SKIP() << "the conformance cases aren't there";
  Counts all;
  int folders = 0;
  int whole = 0;
  for (const std::string_view level : {"compliance-level-2", "compliance-level-3"}) {
    std::set<fs::path> paths;
    for (const auto& entry : fs::directory_iterator(tck_folder() / level)) {
      if (entry.is_directory()) paths.insert(entry.path());
    }
    for (const fs::path& path : paths) {
      Folder folder(path);
      folder.run(all);
      ++folders;
      if (folder.failures().empty()) ++whole;
      const bool listed = std::getenv("CHUHAI_TCK_VERBOSE") != nullptr;
      for (const std::string& failure : folder.failures()) {
        if (folder.is_within_version()) ADD_FAILURE() << failure;
        if (listed) fmt::print("{}\n", failure);
      }
      if (folder.is_within_version() && folder.counts().cases > 0) {
        fmt::print("{}: {} of {}\n", path.filename().string(), folder.counts().passed,
                   folder.counts().cases);
      }
    }
  }
  fmt::print(
      "{} of {} cases; with a result {} of {}, {} by tolerance; folders passed whole {} of "
      "{}\n",
      all.passed, all.cases, all.with_result_passed, all.with_result, all.by_tolerance, whole,
      folders);
}

}  // namespace
}  // namespace chuhai::dmn
