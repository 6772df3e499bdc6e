#include "policy/yaml_reader.h"

#include <fmt/format.h>

namespace chuhai::policy {
namespace {

int line_of(const YAML::Node& node) { return node.Mark().line + 1; }

}  // namespace

void Problems::add(std::string_view file, int line, std::string_view message) {
  if (line > 0) {
    list_.push_back(fmt::format("{}:{}: {}", file, line, message));
  } else {
    list_.push_back(fmt::format("{}: {}", file, message));
  }
}

Status Problems::to_status(std::string_view what) const {
  if (list_.empty()) return {};
  constexpr size_t kShownMax = 20;
  std::string text =
      fmt::format("{}: {} problem{}", what, list_.size(), list_.size() == 1 ? "" : "s");
  for (size_t i = 0; i < list_.size() && i < kShownMax; ++i) text += "\n  " + list_[i];
  if (list_.size() > kShownMax) text += fmt::format("\n  and {} more", list_.size() - kShownMax);
  return Error(ErrorCode::kInvalidArgument, text);
}

YamlReader::YamlReader(YAML::Node node, std::string file, std::string path, Problems* problems)
    : node_(std::move(node)), file_(std::move(file)), path_(std::move(path)), problems_(problems) {
  if (!node_.IsMap()) {
    problems_->add(file_, line_of(node_), path_ + " must be a mapping");
    node_ = YAML::Node(YAML::NodeType::Map);
    return;
  }
  std::set<std::string> seen;
  for (const auto& item : node_) {
    if (!item.first.IsScalar()) {
      problems_->add(file_, line_of(item.first), path_ + ": a key must be plain text");
    } else if (!seen.insert(item.first.Scalar()).second) {
      problems_->add(file_, line_of(item.first),
                     fmt::format("{}: {} is there twice", path_, item.first.Scalar()));
    }
  }
}

std::optional<YamlReader> YamlReader::parse(const std::string& text, const std::string& file,
                                            Problems* problems) {
  try {
    YAML::Node node = YAML::Load(text);
    if (!node.IsMap()) {
      problems->add(file, 1, "the file must be a mapping");
      return std::nullopt;
    }
    return YamlReader(node, file, file, problems);
  } catch (const YAML::Exception& exception) {
    problems->add(file, exception.mark.line + 1, exception.msg);
    return std::nullopt;
  }
}

YAML::Node YamlReader::get(const std::string& key, bool required) {
  asked_.insert(key);
  for (const auto& item : node_) {
    if (item.first.IsScalar() && item.first.Scalar() == key) return item.second;
  }
  if (required) problems_->add(file_, line(), fmt::format("{}: {} is missing", path_, key));
  return YAML::Node(YAML::NodeType::Undefined);
}

bool YamlReader::has(const std::string& key) const {
  for (const auto& item : node_) {
    if (item.first.IsScalar() && item.first.Scalar() == key) return true;
  }
  return false;
}

int YamlReader::line(const std::string& key) const {
  if (!key.empty()) {
    for (const auto& item : node_) {
      if (item.first.IsScalar() && item.first.Scalar() == key) return line_of(item.first);
    }
  }
  return line_of(node_);
}

std::vector<std::string> YamlReader::keys() const {
  std::vector<std::string> keys;
  for (const auto& item : node_) {
    if (item.first.IsScalar()) keys.push_back(item.first.Scalar());
  }
  return keys;
}

std::optional<std::string> YamlReader::text_if(const std::string& key) {
  if (!has(key)) {
    asked_.insert(key);
    return std::nullopt;
  }
  return text(key);
}

std::string YamlReader::text(const std::string& key) {
  const YAML::Node node = get(key, true);
  if (!node.IsDefined()) return {};
  if (!node.IsScalar() || node.Scalar().empty()) {
    fail(key, "must be text");
    return {};
  }
  return node.Scalar();
}

Text YamlReader::bilingual(const std::string& key) {
  const YAML::Node node = get(key, true);
  if (!node.IsDefined()) return {};
  YamlReader reader(node, file_, path_ + "." + key, problems_);
  Text text;
  text.zh = reader.text("zh");
  text.en = reader.text("en");
  reader.done();
  return text;
}

std::optional<Text> YamlReader::bilingual_if(const std::string& key) {
  if (!has(key)) {
    asked_.insert(key);
    return std::nullopt;
  }
  return bilingual(key);
}

Date YamlReader::date(const std::string& key) {
  const std::string written = text(key);
  if (written.empty()) return {};
  auto date = Date::parse(written);
  if (!date.ok()) {
    fail(key, "must be a date like 2023-03-03");
    return {};
  }
  return date.value();
}

std::optional<Date> YamlReader::date_if(const std::string& key) {
  if (!has(key)) {
    asked_.insert(key);
    return std::nullopt;
  }
  return date(key);
}

Decimal YamlReader::decimal(const std::string& key) {
  const std::string written = text(key);
  if (written.empty()) return {};
  auto value = Decimal::parse(written);
  if (!value.ok()) {
    fail(key, "must be a number");
    return {};
  }
  return value.value();
}

int64_t YamlReader::integer(const std::string& key) {
  const Decimal value = decimal(key);
  const auto integer = value.to_scaled_int64(0, Rounding::kDown);
  if (!value.is_integer() || !integer) {
    fail(key, "must be a whole number");
    return 0;
  }
  return *integer;
}

bool YamlReader::boolean(const std::string& key) {
  const std::string written = text(key);
  if (written != "true" && written != "false") fail(key, "must be true or false");
  return written == "true";
}

YamlReader YamlReader::child(const std::string& key) {
  YAML::Node node = get(key, true);
  if (!node.IsDefined()) node = YAML::Node(YAML::NodeType::Map);
  return YamlReader(node, file_, path_ + "." + key, problems_);
}

std::vector<std::string> YamlReader::texts(const std::string& key) {
  std::vector<std::string> texts;
  const YAML::Node node = get(key, true);
  if (!node.IsDefined()) return texts;
  if (!node.IsSequence()) {
    fail(key, "must be a list");
    return texts;
  }
  for (const auto& item : node) {
    if (!item.IsScalar()) {
      problems_->add(file_, line_of(item), fmt::format("{}.{}: an item must be text", path_, key));
      continue;
    }
    texts.push_back(item.Scalar());
  }
  return texts;
}

std::vector<YamlReader> YamlReader::list(const std::string& key) {
  std::vector<YamlReader> readers;
  const YAML::Node node = get(key, true);
  if (!node.IsDefined()) return readers;
  if (!node.IsSequence()) {
    fail(key, "must be a list");
    return readers;
  }
  int number = 0;
  for (const auto& item : node) {
    readers.emplace_back(item, file_, fmt::format("{}.{}[{}]", path_, key, ++number), problems_);
  }
  return readers;
}

std::vector<YamlReader> YamlReader::list_if(const std::string& key) {
  if (!has(key)) {
    asked_.insert(key);
    return {};
  }
  return list(key);
}

std::vector<std::pair<std::string, YamlReader>> YamlReader::named(const std::string& key) {
  std::vector<std::pair<std::string, YamlReader>> readers;
  YamlReader map = child(key);
  for (const std::string& name : map.keys()) {
    readers.emplace_back(name, YamlReader(map.get(name, true), file_,
                                          fmt::format("{}.{}.{}", path_, key, name), problems_));
  }
  return readers;
}

void YamlReader::fail(const std::string& key, std::string_view message) {
  problems_->add(file_, line(key),
                 key.empty() ? fmt::format("{}: {}", path_, message)
                             : fmt::format("{}.{}: {}", path_, key, message));
}

void YamlReader::done() {
  for (const auto& item : node_) {
    if (item.first.IsScalar() && asked_.count(item.first.Scalar()) == 0) {
      problems_->add(file_, line_of(item.first),
                     fmt::format("{}: unknown key {}", path_, item.first.Scalar()));
    }
  }
}

}  // namespace chuhai::policy
