// ModelReader: pugixml's tree to a Model. Internal to dmn.
#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "dmn/model.h"

namespace chuhai::dmn {

class ModelReader {
 public:
  explicit ModelReader(Model& model) : model_(model) {}

  // The document parsed from exactly model.source_.
  Status read(const pugi::xml_document& document);

 private:
  bool is(pugi::xml_node node, std::string_view local_name) const;
  pugi::xml_node child(pugi::xml_node parent, std::string_view local_name) const;
  std::string child_text(pugi::xml_node parent, std::string_view local_name) const;
  // The text of the `text` child of `holder`.
  SourceText source_text(pugi::xml_node holder) const;
  std::optional<SourceText> optional_text(pugi::xml_node parent, std::string_view name) const;

  ItemDefinition item_definition(pugi::xml_node node);
  InputElement input_data(pugi::xml_node node);
  Decision decision(pugi::xml_node node);
  DecisionTable table(pugi::xml_node node, const Decision& owner);
  InputClause input_clause(pugi::xml_node node) const;
  OutputClause output_clause(pugi::xml_node node) const;
  Rule rule(pugi::xml_node node, const DecisionTable& table, const Decision& owner);
  void report(pugi::xml_node node, DiagnosticCode code, const std::string& name,
              std::string message);

  Model& model_;
  std::string prefix_;  // of the root with its colon, or empty
};

}  // namespace chuhai::dmn
