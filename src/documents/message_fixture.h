// For the tests of this folder: valid example messages built from the field table, as trees to be
// spoilt.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "documents/decode.h"
#include "documents/field_table.h"
#include "documents/tree.h"

namespace chuhai::documents {

inline const std::string kExampleGuid = "4CDE1CFD-EDED-46B1-946C-B8022E42FC94";

inline std::string example_value(const Element& element) {
  static const std::map<std::string, std::string> kValues = {{"guid", kExampleGuid},
                                                             {"appType", "1"},
                                                             {"appTime", "20230507153001"},
                                                             {"appStatus", "2"},
                                                             {"orderType", "E"},
                                                             {"orderNo", "ORDER-1"},
                                                             {"goodsValue", "46.9"},
                                                             {"freight", "5"},
                                                             {"currency", "142"},
                                                             {"gnum", "1"},
                                                             {"unit", "011"},
                                                             {"unit1", "035"},
                                                             {"unit2", "011"},
                                                             {"qty", "2"},
                                                             {"price", "23.45"},
                                                             {"totalPrice", "46.9"},
                                                             {"charge", "51.9"},
                                                             {"accountingDate", "20230507153101"},
                                                             {"insuredFee", "0"},
                                                             {"grossWeight", "1.5"},
                                                             {"netWeight", "1.25"},
                                                             {"packNo", "1"},
                                                             {"customsCode", "4900"},
                                                             {"portCode", "4900"},
                                                             {"ieFlag", "E"},
                                                             {"ieDate", "20230508"},
                                                             {"statisticsFlag", "A"},
                                                             {"tradeMode", "9610"},
                                                             {"trafMode", "5"},
                                                             {"country", "502"},
                                                             {"POD", "3201"},
                                                             {"fCurrency", "142"},
                                                             {"fFlag", "3"},
                                                             {"iCurrency", "142"},
                                                             {"iFlag", "3"},
                                                             {"wrapType", "2"},
                                                             {"gcode", "8517130000"},
                                                             {"qty1", "1.5"},
                                                             {"qty2", "2"},
                                                             {"preNo", "B20230507000000001"},
                                                             {"invtNo", "490020231000000001"},
                                                             {"returnStatus", "800"},
                                                             {"returnTime", "20230507153001001"},
                                                             {"dxpMode", "DXP"},
                                                             {"dxpId", "DXPLGS0000000001"},
                                                             {"ebcTelephone", "13800138000"},
                                                             {"status", "ALL"}};
  if (element.codes == CodeSet::kEnterprise || element.codes == CodeSet::kPlatform ||
      element.name.ends_with("Code")) {
    if (!kValues.contains(element.name)) return "91430100MA4M76GY99";
  }
  const auto at = kValues.find(element.name);
  return at != kValues.end() ? at->second : "text";
}

inline Node example_node(const Element& element) {
  Node node{element.name};
  if (element.kind == ElementKind::kGroup) {
    for (const Element& child : element.children) node.children.push_back(example_node(child));
  } else if (element.kind != ElementKind::kAny) {
    node.text = example_value(element);
  }
  return node;
}

// One document of one line, with every field, and a transfer block where there is one.
inline MessageTree example(std::string_view type_name) {
  const MessageType& type = *find_message_type(type_name);
  MessageTree tree;
  tree.type = type.name;
  tree.guid = kExampleGuid;
  tree.children.push_back(example_node(type.document()));
  if (!type.is_receipt) tree.children.push_back(example_node(type.root.children[1]));
  return tree;
}

// "Order/OrderList[2]/qty": the node, which must be there.
inline Node& node_at(MessageTree& tree, std::string_view path) {
  std::vector<Node>* children = &tree.children;
  Node* node = nullptr;
  for (std::string_view step : split(path, '/')) {
    int count = 1;
    if (const size_t bracket = step.find('['); bracket != std::string_view::npos) {
      count = std::atoi(std::string(step.substr(bracket + 1)).c_str());
      step = step.substr(0, bracket);
    }
    node = nullptr;
    for (Node& child : *children) {
      if (child.name == step && --count == 0) node = &child;
    }
    if (node == nullptr) std::abort();
    children = &node->children;
  }
  return *node;
}

// The group that holds the node of that path, and where.
inline std::vector<Node>& siblings_of(MessageTree& tree, std::string_view path) {
  const size_t slash = path.rfind('/');
  if (slash == std::string_view::npos) return tree.children;
  return node_at(tree, path.substr(0, slash)).children;
}

inline Decoded decode(const MessageTree& tree) { return decode_message(write_tree(tree), {}); }

// What the findings say, one a line: severity, rule, code, document, path.
inline std::vector<std::string> told(const Decoded& decoded) {
  static const char* const kNames[] = {"", "message", "document", "note"};
  std::vector<std::string> lines;
  for (const Finding& f : decoded.findings) {
    lines.push_back(std::string(kNames[static_cast<int>(f.severity)]) + " " + f.rule + " " +
                    f.code + " " + std::to_string(f.document) + " " + f.field_path);
  }
  return lines;
}

inline std::filesystem::path shared_folder() {
  const char* const named = std::getenv("CHUHAI_SHARED");
  return named != nullptr ? std::filesystem::path(named)
                          : std::filesystem::path(CHUHAI_SOURCE_DIR) / ".." / "shared";
}

inline std::string read_bytes(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream out;
  out << in.rdbuf();
  return out.str();
}

}  // namespace chuhai::documents
