// For this folder's tests: the shipped pack and catalogue.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>

#include "base/file.h"
#include "policy/pack_contents.h"
#include "policy/policy.h"

namespace chuhai::policy {

inline std::filesystem::path source_dir() { return CHUHAI_SOURCE_DIR; }
inline std::filesystem::path pack_dir() { return source_dir() / "policies/hunan/cbec/2023-9"; }

inline const facts::Catalogue& shipped_catalogue() {
  static const facts::Catalogue kCatalogue = [] {
    const auto path = source_dir() / "policies/catalogue/facts.yaml";
    return facts::Catalogue::parse(read_file(path).value(), "facts.yaml").value();
  }();
  return kCatalogue;
}

inline const Pack& shipped_pack() {
  static const std::shared_ptr<const Pack> kPack =
      Pack::load(pack_dir(), shipped_catalogue()).value();
  return *kPack;
}

}  // namespace chuhai::policy
