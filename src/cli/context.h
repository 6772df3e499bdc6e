// What every command shares: the store, who acts and when, the language and the form of output.
#pragma once

#include <fmt/format.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "clearance/settings.h"
#include "facts/fact.h"
#include "journal/journal.h"
#include "policy/policy.h"
#include "store/store.h"

namespace chuhai::cli {

inline constexpr std::string_view kProgramVersion = "chuhai 0.1.0";

// Filled by the option parser.
struct Options {
  std::string store = "./chuhai-data";
  std::string policies;  // folder of packs and the fact catalogue
  std::string mappings;  // folder of shipped spreadsheet mappings
  std::string pack = "hunan/cbec/2023-9";
  std::string at;  // "" = the system's clock
  std::string by;  // "" = the login name
  std::string language = "zh";
  bool json = false;
};

class Context {
 public:
  explicit Context(Options options) : options_(std::move(options)) {}

  const Options& options() const { return options_; }
  bool json() const { return options_.json; }
  policy::Language language() const;
  // The text in the chosen language.
  std::string_view text(std::string_view zh, std::string_view en) const;
  const std::string& text(const policy::Text& text) const;

  Result<journal::Act> act() const;
  // As act(), for a command that records in this store; remarks on standard error when the journal
  // holds something later: allowed, since papers are entered after the fact, but seldom meant.
  Result<journal::Act> act_in(store::Store& store) const;
  // Opens the existing store and brings its schema up to date.
  Result<std::unique_ptr<store::Store>> open_store() const;
  // Makes a new, empty store; that it was made, by whom and when, is its first journal entry.
  Result<std::unique_ptr<store::Store>> create_store(const journal::Act& act) const;
  Result<facts::Catalogue> catalogue() const;
  // Brings the facts up to date with what was just recorded, at the pack's rate table; every
  // command that takes something in ends with it.
  Status refresh_facts(store::Store& store, const journal::Act& act) const;
  // A subject as people type it: kind:id, an enterprise's credit code or customs code, or a
  // warehouse's register number.
  Result<facts::Subject> subject(store::Store& store, std::string_view text) const;
  Result<std::shared_ptr<const policy::Pack>> pack(const facts::Catalogue& catalogue) const;

 private:
  Options options_;
};

// Standard output: the JSON on one line, or the text.
void print(std::string_view text);
void print_json(const Json& json);

// A table for the terminal: columns aligned by display width, numbers to the right.
class Table {
 public:
  enum class Align { kLeft, kRight };
  struct Column {
    std::string head;
    Align align = Align::kLeft;
  };
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}
  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  bool empty() const { return rows_.empty(); }
  std::string to_string(std::string_view indent = "  ") const;

 private:
  std::vector<Column> columns_;
  std::vector<std::vector<std::string>> rows_;
};

std::string group_digits(int64_t number);  // 1234567 -> "1,234,567"

// Progress on standard error: one line rewritten on a terminal, a line a tenth otherwise, and none
// there of short work.
class Progress {
 public:
  Progress(std::string label, size_t total);
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress();
  void update(size_t done, std::string_view detail = {});

 private:
  static constexpr size_t kShortWork = 200;
  std::string label_;
  size_t total_;
  size_t last_tenth_ = 0;
  bool terminal_;
  bool shown_ = false;
};

}  // namespace chuhai::cli
