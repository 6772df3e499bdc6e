#include <fmt/format.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <set>

#include "facts/fact.h"

namespace chuhai::facts {

// Reads the catalogue's YAML; the first thing wrong ends it, with its line.
class CatalogueParser {
 public:
  explicit CatalogueParser(std::string_view source) : source_(source) {}
  Result<Catalogue> parse(std::string_view yaml);

 private:
  using Keys = std::initializer_list<std::string_view>;
  Error fail(const YAML::Node& node, std::string_view what) const;
  Status check_keys(const YAML::Node& node, Keys needed, Keys optional) const;
  Result<YAML::Node> list(const YAML::Node& parent, const char* key) const;
  Result<std::string> word(const YAML::Node& parent, const char* key) const;
  // One of `words`, by its place; `otherwise` when the key is missing.
  Result<size_t> choice(const YAML::Node& parent, const char* key, Keys words,
                        std::optional<size_t> otherwise) const;
  Result<std::vector<std::string>> words(const YAML::Node& parent, const char* key) const;
  Status texts(const YAML::Node& parent, const char* key, std::string& zh, std::string& en) const;
  Status check_new(const YAML::Node& node, std::string_view what, const std::string& id,
                   bool known) const;
  Status parse_unit(const YAML::Node& node);
  Status parse_basis(const YAML::Node& node);
  Status parse_fact(const YAML::Node& node);
  Result<Proof> parse_proof(const YAML::Node& node, const FactDefinition& fact) const;
  Result<Computation> parse_computation(const YAML::Node& node, const FactDefinition& fact) const;
  Status each(const YAML::Node& list, Status (CatalogueParser::*parse)(const YAML::Node&));

  std::string source_;
  Catalogue catalogue_;
};

Error CatalogueParser::fail(const YAML::Node& node, std::string_view what) const {
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("{}:{}: {}", source_, node.Mark().line + 1, what));
}

Status CatalogueParser::check_keys(const YAML::Node& node, Keys needed, Keys optional) const {
  if (!node.IsMap()) return fail(node, "a map of keys is expected here");
  std::set<std::string, std::less<>> seen;
  for (const auto& member : node) {
    if (!member.first.IsScalar()) return fail(member.first, "a key is a word");
    const std::string& key = member.first.Scalar();
    if (std::find(needed.begin(), needed.end(), key) == needed.end() &&
        std::find(optional.begin(), optional.end(), key) == optional.end()) {
      return fail(member.first, fmt::format("unknown key \"{}\"", key));
    }
    if (!seen.insert(key).second) return fail(member.first, fmt::format("\"{}\" twice", key));
  }
  for (const std::string_view key : needed) {
    if (!seen.contains(key)) return fail(node, fmt::format("key \"{}\" is missing", key));
  }
  return {};
}

Result<YAML::Node> CatalogueParser::list(const YAML::Node& parent, const char* key) const {
  YAML::Node node = parent[key];
  if (!node.IsSequence() || node.size() == 0) {
    return fail(node, fmt::format("\"{}\" is a list of at least one", key));
  }
  return node;
}

Result<std::string> CatalogueParser::word(const YAML::Node& parent, const char* key) const {
  const YAML::Node node = parent[key];
  if (!node.IsScalar() || node.Scalar().empty() ||
      !std::all_of(node.Scalar().begin(), node.Scalar().end(),
                   [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; })) {
    return fail(node, fmt::format("\"{}\" is a word of letters, digits and _", key));
  }
  return node.Scalar();
}

Result<size_t> CatalogueParser::choice(const YAML::Node& parent, const char* key, Keys words,
                                       std::optional<size_t> otherwise) const {
  if (!parent[key]) return *otherwise;
  CHUHAI_ASSIGN_OR_RETURN(const std::string text, word(parent, key));
  const auto found = std::find(words.begin(), words.end(), text);
  if (found != words.end()) return static_cast<size_t>(found - words.begin());
  return fail(parent[key], fmt::format("\"{}\" is one of {}; it says \"{}\"", key,
                                       fmt::join(words, ", "), text));
}

Result<std::vector<std::string>> CatalogueParser::words(const YAML::Node& parent,
                                                        const char* key) const {
  CHUHAI_ASSIGN_OR_RETURN(const YAML::Node node, list(parent, key));
  std::vector<std::string> all;
  for (const auto& item : node) {
    if (!item.IsScalar() || item.Scalar().empty()) return fail(item, "a word is expected here");
    if (std::find(all.begin(), all.end(), item.Scalar()) != all.end()) {
      return fail(item, fmt::format("\"{}\" twice", item.Scalar()));
    }
    all.push_back(item.Scalar());
  }
  return all;
}

Status CatalogueParser::texts(const YAML::Node& parent, const char* key, std::string& zh,
                              std::string& en) const {
  const YAML::Node node = parent[key];
  if (!node) return {};
  CHUHAI_RETURN_IF_ERROR(check_keys(node, {"zh", "en"}, {}));
  for (const char* language : {"zh", "en"}) {
    if (!node[language].IsScalar() || node[language].Scalar().empty()) {
      return fail(node, fmt::format("\"{}\" needs a text", language));
    }
  }
  zh = node["zh"].Scalar();
  en = node["en"].Scalar();
  return {};
}

Status CatalogueParser::check_new(const YAML::Node& node, std::string_view what,
                                  const std::string& id, bool known) const {
  if (known) return fail(node, fmt::format("{} \"{}\" is defined twice", what, id));
  return {};
}

Status CatalogueParser::parse_unit(const YAML::Node& node) {
  CHUHAI_RETURN_IF_ERROR(check_keys(node, {"id", "name", "kind", "decimals"}, {}));
  UnitDefinition unit;
  CHUHAI_ASSIGN_OR_RETURN(unit.id, word(node, "id"));
  CHUHAI_RETURN_IF_ERROR(check_new(node, "unit", unit.id, catalogue_.unit(unit.id) != nullptr));
  CHUHAI_RETURN_IF_ERROR(texts(node, "name", unit.name_zh, unit.name_en));
  CHUHAI_ASSIGN_OR_RETURN(const size_t kind,
                          choice(node, "kind", {"money", "number", "yes_no"}, std::nullopt));
  unit.kind = static_cast<UnitKind>(kind);
  CHUHAI_ASSIGN_OR_RETURN(const size_t decimals,
                          choice(node, "decimals", {"0", "1", "2", "3", "4", "5"}, std::nullopt));
  unit.decimals = static_cast<int>(decimals);
  catalogue_.units_.push_back(std::move(unit));
  return {};
}

Status CatalogueParser::parse_basis(const YAML::Node& node) {
  CHUHAI_RETURN_IF_ERROR(check_keys(node, {"id", "name", "bound"}, {"acceptance"}));
  BasisDefinition basis;
  CHUHAI_ASSIGN_OR_RETURN(basis.id, word(node, "id"));
  CHUHAI_RETURN_IF_ERROR(check_new(node, "basis", basis.id, catalogue_.basis(basis.id) != nullptr));
  CHUHAI_RETURN_IF_ERROR(texts(node, "name", basis.name_zh, basis.name_en));
  CHUHAI_ASSIGN_OR_RETURN(const size_t bound,
                          choice(node, "bound", {"exact", "lower", "upper"}, std::nullopt));
  basis.bound = static_cast<Bound>(bound);
  CHUHAI_ASSIGN_OR_RETURN(const size_t acceptance,
                          choice(node, "acceptance", {"not_needed", "needed"}, 0));
  basis.needs_acceptance = acceptance == 1;
  catalogue_.bases_.push_back(std::move(basis));
  return {};
}

Result<Computation> CatalogueParser::parse_computation(const YAML::Node& node,
                                                       const FactDefinition& fact) const {
  CHUHAI_RETURN_IF_ERROR(check_keys(node, {"total", "form"}, {}));
  CHUHAI_ASSIGN_OR_RETURN(const size_t total,
                          choice(node, "total", {"turnover", "import_export"}, std::nullopt));
  CHUHAI_ASSIGN_OR_RETURN(const size_t form,
                          choice(node, "form", {"message", "trade_record"}, std::nullopt));
  // Money is rounded once, to the fen.
  if (fact.unit != "CNY" || catalogue_.unit("CNY")->decimals != 2 || !fact.adds_up_over_time) {
    return fail(node, "what is computed from totals is in CNY to the fen and adds up over time");
  }
  return Computation{.total = total == 0 ? "turnover" : "import_export",
                     .form = form == 0 ? "message" : "trade_record"};
}

Result<Proof> CatalogueParser::parse_proof(const YAML::Node& node,
                                           const FactDefinition& fact) const {
  CHUHAI_RETURN_IF_ERROR(
      check_keys(node, {"basis", "proved_by", "dated_by"}, {"computed", "papers", "counts_from"}));
  Proof proof;
  CHUHAI_ASSIGN_OR_RETURN(proof.basis, word(node, "basis"));
  const BasisDefinition* basis = catalogue_.basis(proof.basis);
  if (basis == nullptr) return fail(node, fmt::format("basis \"{}\" isn't defined", proof.basis));
  if (fact.proof(proof.basis) != nullptr) {
    return fail(node, fmt::format("basis \"{}\" twice", proof.basis));
  }
  if (const YAML::Node computed = node["computed"]) {
    CHUHAI_ASSIGN_OR_RETURN(proof.computed, parse_computation(computed, fact));
  }
  CHUHAI_ASSIGN_OR_RETURN(const size_t papers,
                          choice(node, "papers", {"none", "each", "add_up"}, 0));
  proof.papers = static_cast<PaperUse>(papers);
  if (proof.papers == PaperUse::kAddUp && (basis->bound != Bound::kLower || proof.computed)) {
    return fail(node, "papers add up only on a lower-bound basis that isn't computed as well");
  }
  if (!proof.computed && proof.papers == PaperUse::kNone) {
    return fail(node, "a proof is computed, or comes on papers");
  }
  CHUHAI_RETURN_IF_ERROR(texts(node, "proved_by", proof.proved_by_zh, proof.proved_by_en));
  CHUHAI_RETURN_IF_ERROR(texts(node, "counts_from", proof.counts_from_zh, proof.counts_from_en));
  CHUHAI_RETURN_IF_ERROR(texts(node, "dated_by", proof.dated_by_zh, proof.dated_by_en));
  return proof;
}

Status CatalogueParser::parse_fact(const YAML::Node& node) {
  CHUHAI_RETURN_IF_ERROR(check_keys(
      node, {"id", "name", "unit", "subject_kinds", "over_time", "proofs"}, {"dimensions"}));
  FactDefinition fact;
  CHUHAI_ASSIGN_OR_RETURN(fact.id, word(node, "id"));
  CHUHAI_RETURN_IF_ERROR(check_new(node, "fact", fact.id, catalogue_.fact(fact.id) != nullptr));
  CHUHAI_RETURN_IF_ERROR(texts(node, "name", fact.name_zh, fact.name_en));
  CHUHAI_ASSIGN_OR_RETURN(fact.unit, word(node, "unit"));
  if (catalogue_.unit(fact.unit) == nullptr) {
    return fail(node["unit"], fmt::format("unit \"{}\" isn't defined", fact.unit));
  }
  CHUHAI_ASSIGN_OR_RETURN(fact.subject_kinds, words(node, "subject_kinds"));
  CHUHAI_ASSIGN_OR_RETURN(const size_t over_time,
                          choice(node, "over_time", {"adds_up", "state"}, std::nullopt));
  fact.adds_up_over_time = over_time == 0;
  if (node["dimensions"]) {
    CHUHAI_ASSIGN_OR_RETURN(fact.dimensions, words(node, "dimensions"));
    for (const std::string& dimension : fact.dimensions) {
      if (dimension != "mode" && dimension != "destination") {
        return fail(node["dimensions"], fmt::format("unknown dimension \"{}\"", dimension));
      }
    }
  }
  CHUHAI_ASSIGN_OR_RETURN(const YAML::Node proofs, list(node, "proofs"));
  for (const auto& item : proofs) {
    CHUHAI_ASSIGN_OR_RETURN(Proof proof, parse_proof(item, fact));
    fact.bases.push_back(proof.basis);
    fact.proofs.push_back(std::move(proof));
  }
  catalogue_.facts_.push_back(std::move(fact));
  return {};
}

Status CatalogueParser::each(const YAML::Node& list,
                             Status (CatalogueParser::*parse)(const YAML::Node&)) {
  for (const auto& item : list) CHUHAI_RETURN_IF_ERROR((this->*parse)(item));
  return {};
}

Result<Catalogue> CatalogueParser::parse(std::string_view yaml) {
  try {
    const std::vector<YAML::Node> documents = YAML::LoadAll(std::string(yaml));
    if (documents.size() != 1) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("{}: one YAML document is expected", source_));
    }
    const YAML::Node& root = documents[0];
    CHUHAI_RETURN_IF_ERROR(check_keys(root, {"format", "units", "bases", "facts"}, {}));
    CHUHAI_ASSIGN_OR_RETURN([[maybe_unused]] const size_t format,
                            choice(root, "format", {"1"}, std::nullopt));
    CHUHAI_ASSIGN_OR_RETURN(const YAML::Node units, list(root, "units"));
    CHUHAI_RETURN_IF_ERROR(each(units, &CatalogueParser::parse_unit));
    CHUHAI_ASSIGN_OR_RETURN(const YAML::Node bases, list(root, "bases"));
    CHUHAI_RETURN_IF_ERROR(each(bases, &CatalogueParser::parse_basis));
    CHUHAI_ASSIGN_OR_RETURN(const YAML::Node facts, list(root, "facts"));
    CHUHAI_RETURN_IF_ERROR(each(facts, &CatalogueParser::parse_fact));
    return std::move(catalogue_);
  } catch (const YAML::Exception& exception) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}:{}: {}", source_, exception.mark.line + 1, exception.msg));
  }
}

Result<Catalogue> Catalogue::parse(std::string_view yaml, std::string_view source_name) {
  CHUHAI_ASSIGN_OR_RETURN(Catalogue catalogue, CatalogueParser(source_name).parse(yaml));
  catalogue.text_ = yaml;
  return catalogue;
}

namespace {
template <typename Definition>
const Definition* by_id(const std::vector<Definition>& all, std::string_view id) {
  const auto found = std::find_if(
      all.begin(), all.end(), [&](const Definition& definition) { return definition.id == id; });
  return found == all.end() ? nullptr : &*found;
}
}  // namespace

const FactDefinition* Catalogue::fact(std::string_view id) const { return by_id(facts_, id); }
const BasisDefinition* Catalogue::basis(std::string_view id) const { return by_id(bases_, id); }
const UnitDefinition* Catalogue::unit(std::string_view id) const { return by_id(units_, id); }

}  // namespace chuhai::facts
