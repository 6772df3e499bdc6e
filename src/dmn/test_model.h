// Models for this folder's tests.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/file.h"
#include "dmn/evaluate.h"

namespace chuhai::dmn {

// `body` inside definitions, on line 2.
inline CompiledModel compile_test_model(std::string_view body,
                                        std::vector<Parameter> parameters = {}) {
  const std::string xml =
      "<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' name='m'>\n" +
      std::string(body) + "</definitions>";
  auto model = Model::parse(xml, "test.dmn");
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().message());
  return CompiledModel::compile(std::move(model).value(), std::move(parameters));
}

inline CompiledModel load_test_model(std::string_view file_name,
                                     std::vector<Parameter> parameters = {}) {
  const std::string path =
      std::string(CHUHAI_SOURCE_DIR) + "/src/dmn/test_models/" + std::string(file_name);
  auto model = Model::parse(read_file(path).value(), file_name);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().message());
  return CompiledModel::compile(std::move(model).value(), std::move(parameters));
}

}  // namespace chuhai::dmn
