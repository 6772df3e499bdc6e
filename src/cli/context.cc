#include "cli/context.h"

#include <pwd.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>

#include "base/file.h"
#include "base/text.h"
#include "clearance/clearance.h"
#include "facts/facts.h"
#include "registry/registry.h"

namespace chuhai::cli {
namespace {

// Each stage's schema, in the order of the flow; in one call, so that a store newer than this
// binary in any of them is refused as a whole.
Status migrate_all(store::Store& store) {
  std::vector<store::Migration> all;
  for (const auto& stage : {journal::migrations(), registry::migrations(), clearance::migrations(),
                            facts::migrations(), policy::migrations()})
    all.insert(all.end(), stage.begin(), stage.end());
  return store.migrate(all);
}

Instant system_clock_now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant::from_millis(
      std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count());
}

std::string login_name() {
  const passwd* user = getpwuid(getuid());
  return user != nullptr ? user->pw_name : fmt::format("uid {}", getuid());
}

}  // namespace

policy::Language Context::language() const {
  return options_.language == "en" ? policy::Language::kEnglish : policy::Language::kChinese;
}

std::string_view Context::text(std::string_view zh, std::string_view en) const {
  return language() == policy::Language::kEnglish ? en : zh;
}

const std::string& Context::text(const policy::Text& text) const {
  return language() == policy::Language::kEnglish ? text.en : text.zh;
}

Result<journal::Act> Context::act() const {
  journal::Act act;
  act.by = options_.by.empty() ? login_name() : options_.by;
  if (options_.at.empty()) {
    act.at = system_clock_now();
    return act;
  }
  auto at = Instant::parse(options_.at);
  if (!at.ok()) return at.take_error().with_context("--at");
  act.at = *at;
  return act;
}

Result<journal::Act> Context::act_in(store::Store& store) const {
  CHUHAI_ASSIGN_OR_RETURN(journal::Act act, this->act());
  CHUHAI_ASSIGN_OR_RETURN(const auto last, journal::last_batch(store));
  if (last && act.at < last->act.at)
    std::fprintf(
        stderr, "  %s\n",
        fmt::format("{} {}, {} {}", text("此次时间", "this act is dated"), act.at.to_string(),
                    text("早于日志中最近一次：", "before the journal's last one:"),
                    last->act.at.to_string())
            .c_str());
  return act;
}

Result<std::unique_ptr<store::Store>> Context::open_store() const {
  CHUHAI_ASSIGN_OR_RETURN(auto store,
                          store::Store::open(options_.store, store::OpenMode::kExisting));
  CHUHAI_RETURN_IF_ERROR(migrate_all(*store));
  return store;
}

Result<std::unique_ptr<store::Store>> Context::create_store(const journal::Act& act) const {
  CHUHAI_ASSIGN_OR_RETURN(auto store, store::Store::open(options_.store, store::OpenMode::kCreate));
  CHUHAI_RETURN_IF_ERROR(migrate_all(*store));
  Json made = Json::object();
  made.set("program", kProgramVersion);
  const journal::NewEntry entry{"init", "", "{}", journal::whole_record(made.to_string())};
  CHUHAI_ASSIGN_OR_RETURN(
      [[maybe_unused]] const auto recorded,
      journal::record(*store, act, entry, [](const journal::Entry&) { return Status(); }));
  return store;
}

Result<facts::Catalogue> Context::catalogue() const {
  const auto path = std::filesystem::path(options_.policies) / "catalogue" / "facts.yaml";
  auto yaml = read_file(path);
  if (!yaml.ok()) return yaml.take_error().with_context("the fact catalogue (see --policies)");
  return facts::Catalogue::parse(*yaml, path.string());
}

Status Context::refresh_facts(store::Store& store, const journal::Act& act) const {
  CHUHAI_ASSIGN_OR_RETURN(const facts::Catalogue catalogue, this->catalogue());
  CHUHAI_ASSIGN_OR_RETURN(const auto pack, this->pack(catalogue));
  auto refreshed = facts::refresh(store, catalogue, pack->rate_table(), act);
  return refreshed.ok() ? Status() : Status(refreshed.take_error());
}

Result<facts::Subject> Context::subject(store::Store& store, std::string_view text) const {
  if (text.find(':') != std::string_view::npos) return facts::Subject::parse(text);
  CHUHAI_ASSIGN_OR_RETURN(const registry::Registry registry, registry::Registry::load(store));
  if (const registry::Enterprise* enterprise = registry.enterprise_by_code(text))
    return facts::Subject{"enterprise", enterprise->id};
  if (registry.warehouse(text) != nullptr) return facts::Subject{"warehouse", std::string(text)};
  return facts::Subject::parse(text);
}

Result<std::shared_ptr<const policy::Pack>> Context::pack(const facts::Catalogue& catalogue) const {
  return policy::Pack::load(std::filesystem::path(options_.policies) / options_.pack, catalogue);
}

void print(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); }

void print_json(const Json& json) { print(json.to_string() + "\n"); }

std::string Table::to_string(std::string_view indent) const {
  std::vector<size_t> widths;
  for (size_t i = 0; i < columns_.size(); ++i) {
    size_t width = display_width(columns_[i].head);
    for (const auto& row : rows_) width = std::max(width, display_width(row[i]));
    widths.push_back(width);
  }
  const auto line = [&](const auto& cell_of) {
    std::string out(indent);
    for (size_t i = 0; i < columns_.size(); ++i) {
      if (i > 0) out += "  ";
      const std::string& cell = cell_of(i);
      out += columns_[i].align == Align::kRight ? pad_left(cell, widths[i])
                                                : pad_right(cell, widths[i]);
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out + "\n";
  };
  std::string out;
  bool has_head = false;
  for (const Column& column : columns_) has_head |= !column.head.empty();
  if (has_head) out += line([&](size_t i) -> const std::string& { return columns_[i].head; });
  for (const auto& row : rows_) out += line([&](size_t i) -> const std::string& { return row[i]; });
  return out;
}

std::string group_digits(int64_t number) { return group_thousands(std::to_string(number)); }

Progress::Progress(std::string label, size_t total)
    : label_(std::move(label)), total_(total), terminal_(isatty(STDERR_FILENO) != 0) {}

Progress::~Progress() {
  if (terminal_ && shown_) std::fprintf(stderr, "\n");
}

void Progress::update(size_t done, std::string_view detail) {
  const size_t tenth = total_ == 0 ? 10 : done * 10 / total_;
  std::string line = fmt::format("  {} {}/{}", label_, done, total_);
  if (!detail.empty()) line += fmt::format(" {}", detail);
  if (terminal_) {
    std::fprintf(stderr, "\r%s\x1b[K", line.c_str());
    shown_ = true;
  } else if (tenth > last_tenth_ && total_ >= kShortWork) {
    std::fprintf(stderr, "%s\n", line.c_str());
    last_tenth_ = tenth;
  }
}

}  // namespace chuhai::cli
