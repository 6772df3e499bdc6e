// Reading a pack's parts. pack_load.cc joins them; each function reports to `problems`.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "facts/fact.h"
#include "policy/pack_contents.h"
#include "policy/yaml_reader.h"

namespace chuhai::policy {

inline constexpr std::string_view kPackFile = "pack.yaml";

struct PackLoading {
  PackContents data;
  Problems problems;
  // What pack.yaml names; any other file is a problem.
  std::string parameters_file;
  std::vector<std::string> model_files, scale_files;
  // Where each measure and input stands, for problems found after reading.
  std::map<std::string, int, std::less<>> measure_lines, input_lines;

  const std::string* file(const std::string& name) const;
};

// pack_sections.cc
void read_pack_yaml(PackLoading& loading);
void read_parameters(PackLoading& loading);
PackInput read_input(const std::string& name, YamlReader& reader);
// pack_readings.cc
void read_readings(PackLoading& loading, YamlReader& pack);
// pack_models.cc
void read_scales(PackLoading& loading);
void compile_models(PackLoading& loading);
void check_against_catalogue(PackLoading& loading, const facts::Catalogue& catalogue);
void check_measures(PackLoading& loading);

}  // namespace chuhai::policy
