#include "policy/pack_load.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/file.h"
#include "crypto/digest.h"
#include "policy/policy.h"

namespace chuhai::policy {
namespace {

class LoadedPack : public Pack {
 public:
  explicit LoadedPack(PackContents data) : data_(std::move(data)) {}
  const std::string& id() const override { return data_.id; }
  const std::string& digest() const override { return data_.digest; }
  std::string rate_table() const override { return data_.rate_table; }
  std::vector<MeasureInfo> measures() const override {
    std::vector<MeasureInfo> measures;
    for (const auto& [id, measure] : data_.measures) {
      measures.push_back({id, measure.title, measure.subject});
    }
    return measures;
  }
  const PackContents& contents() const override { return data_; }

 private:
  PackContents data_;
};

bool is_under(const std::string& name, std::string_view folder) {
  return name.substr(0, folder.size()) == folder;
}

// Cases test the law and README describes it; neither is the law, so neither is in the digest.
Status read_files(const std::filesystem::path& directory, PackContents& data) {
  CHUHAI_ASSIGN_OR_RETURN(const auto paths, list_files(directory));
  for (const auto& path : paths) {
    PackFile file;
    file.name = path.lexically_relative(directory).generic_string();
    constexpr size_t kBytesMax = 64u << 20;
    CHUHAI_ASSIGN_OR_RETURN(file.bytes, read_file(path, kBytesMax));
    if (is_under(file.name, "cases/")) {
      data.cases.push_back(std::move(file));
    } else if (file.name != "README.md") {
      data.files.push_back(std::move(file));
    }
  }
  const auto by_name = [](const PackFile& a, const PackFile& b) { return a.name < b.name; };
  std::sort(data.files.begin(), data.files.end(), by_name);
  std::sort(data.cases.begin(), data.cases.end(), by_name);
  return {};
}

// Over name, NUL, length, NUL, bytes of each file, in the order of the names.
std::string digest_of(const std::vector<PackFile>& files) {
  crypto::Sha256 hash;
  for (const PackFile& file : files) {
    hash.update(file.name);
    hash.update(std::string_view("\0", 1));
    hash.update(std::to_string(file.bytes.size()));
    hash.update(std::string_view("\0", 1));
    hash.update(file.bytes);
  }
  return hash.finish().hex();
}

// A file that pack.yaml doesn't name would be law that nothing reads.
void check_no_stray_files(PackLoading& loading) {
  std::set<std::string> named = {"pack.yaml", loading.parameters_file};
  named.insert(loading.model_files.begin(), loading.model_files.end());
  named.insert(loading.scale_files.begin(), loading.scale_files.end());
  for (const PackScale& scale : loading.data.scales) named.insert(scale.model);
  for (const PackFile& file : loading.data.files) {
    if (named.count(file.name) == 0) {
      loading.problems.add(file.name, 0, "pack.yaml doesn't name this file");
    }
  }
}

// From its files, as they lie in `loading`.
Result<std::shared_ptr<const Pack>> load_files(PackLoading loading, const std::string& what,
                                               const facts::Catalogue& catalogue) {
  try {
    read_pack_yaml(loading);
    CHUHAI_RETURN_IF_ERROR(loading.problems.to_status(what));
    read_parameters(loading);
    read_scales(loading);
  } catch (const YAML::Exception& exception) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("{}: {}", what, exception.what()));
  }
  compile_models(loading);
  check_measures(loading);
  check_against_catalogue(loading, catalogue);
  check_no_stray_files(loading);
  CHUHAI_RETURN_IF_ERROR(loading.problems.to_status(what));
  loading.data.digest = digest_of(loading.data.files);
  return std::shared_ptr<const Pack>(std::make_shared<LoadedPack>(std::move(loading.data)));
}

}  // namespace

Result<std::shared_ptr<const Pack>> Pack::load(const std::filesystem::path& directory,
                                               const facts::Catalogue& catalogue) {
  PackLoading loading;
  CHUHAI_RETURN_IF_ERROR(read_files(directory, loading.data));
  return load_files(std::move(loading), "pack " + directory.generic_string(), catalogue);
}

Result<std::shared_ptr<const Pack>> Pack::from_journal(std::string_view bytes,
                                                       const facts::Catalogue& catalogue) {
  CHUHAI_ASSIGN_OR_RETURN(const Json json, Json::parse(bytes));
  PackLoading loading;
  const Json::Object* files = json.as_object();
  if (files == nullptr) return Error(ErrorCode::kCorrupt, "a journalled pack isn't in its form");
  for (const auto& [name, text] : *files) {
    if (text.as_string() == nullptr) {
      return Error(ErrorCode::kCorrupt, "a journalled pack isn't in its form: " + name);
    }
    loading.data.files.push_back({name, *text.as_string()});
  }
  return load_files(std::move(loading), "the journalled pack", catalogue);
}

}  // namespace chuhai::policy
