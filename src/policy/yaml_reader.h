// YamlReader: one mapping of a pack's YAML file, read strictly. Every wrong, missing or unknown key
// becomes a problem with file and line, so that an author sees all of them at once.
#pragma once

#include <yaml-cpp/yaml.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/decimal.h"
#include "base/result.h"
#include "base/time.h"
#include "policy/determination.h"

namespace chuhai::policy {

// What is wrong with a pack, in the order found: "growth.dmn:31: …".
class Problems {
 public:
  void add(std::string_view file, int line, std::string_view message);
  bool empty() const { return list_.empty(); }
  const std::vector<std::string>& list() const { return list_; }
  // kInvalidArgument listing the first twenty, or ok.
  Status to_status(std::string_view what) const;

 private:
  std::vector<std::string> list_;
};

class YamlReader {
 public:
  // `problems` must outlive the reader. A node that is no mapping is a problem and reads as empty.
  YamlReader(YAML::Node node, std::string file, std::string path, Problems* problems);

  // Parses a file's text; nullopt (and a problem) when it isn't YAML or no mapping.
  static std::optional<YamlReader> parse(const std::string& text, const std::string& file,
                                         Problems* problems);

  bool has(const std::string& key) const;
  int line(const std::string& key = {}) const;  // 1-based; of the mapping when the key is empty
  const std::string& file() const { return file_; }
  std::vector<std::string> keys() const;

  // Required: absent or of another kind is a problem, and gives the empty value.
  std::string text(const std::string& key);
  Text bilingual(const std::string& key);
  Date date(const std::string& key);
  int64_t integer(const std::string& key);
  Decimal decimal(const std::string& key);
  bool boolean(const std::string& key);
  YamlReader child(const std::string& key);
  std::vector<std::string> texts(const std::string& key);
  std::vector<YamlReader> list(const std::string& key);
  std::vector<std::pair<std::string, YamlReader>> named(const std::string& key);
  // The same, where the key is there.
  std::optional<std::string> text_if(const std::string& key);
  std::optional<Text> bilingual_if(const std::string& key);
  std::optional<Date> date_if(const std::string& key);
  std::vector<YamlReader> list_if(const std::string& key);

  void fail(const std::string& key, std::string_view message);
  // Every key that nothing asked for is a problem. Call last.
  void done();

 private:
  YAML::Node get(const std::string& key, bool required);
  YAML::Node node_;
  std::string file_;
  std::string path_;
  Problems* problems_;
  std::set<std::string> asked_;
};

}  // namespace chuhai::policy
