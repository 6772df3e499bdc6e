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

// Of this folder's test_models, under the checkout at `source_dir`.
inline CompiledModel load_test_model(std::string_view source_dir, std::string_view file_name,
                                     std::vector<Parameter> parameters = {}) {
  const std::string path =
      std::string(source_dir) + "/src/dmn/test_models/" + std::string(file_name);
  auto model = Model::parse(read_file(path).value(), file_name);
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().message());
  return CompiledModel::compile(std::move(model).value(), std::move(parameters));
}

}  // namespace chuhai::dmn
