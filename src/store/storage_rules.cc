#include "store/storage_rules.h"

#include <algorithm>
#include <array>
#include <regex>

namespace chuhai::store {
namespace {

class LiteralScanner {
 public:
  explicit LiteralScanner(std::string_view source) : source_(source) {}

  std::vector<SourceText> run() {
    while (at_ < source_.size()) step();
    flush();
    return std::move(found_);
  }

 private:
  std::string_view rest() const { return source_.substr(at_); }

  void advance(size_t bytes) {
    const std::string_view passed = rest().substr(0, bytes);
    line_ += static_cast<int>(std::count(passed.begin(), passed.end(), '\n'));
    at_ += passed.size();
  }

  void pass_to(std::string_view mark) {
    const size_t end = rest().find(mark);
    advance(end == std::string_view::npos ? rest().size() : end + mark.size());
  }

  void step() {
    const std::string_view here = rest();
    if (here.starts_with("//")) return pass_to("\n");
    if (here.starts_with("/*")) return pass_to("*/");
    if (here.starts_with("R\"")) return raw_string();
    if (here[0] == '"') return string();
    // 'x' and '\'' are characters; 1'000 is a number, whose quote stands between digits.
    if (here[0] == '\'' && !(at_ > 0 && isalnum(static_cast<unsigned char>(source_[at_ - 1])))) {
      flush();
      advance(here.size() > 1 && here[1] == '\\' ? 2 : 1);
      advance(1);
      return pass_to("'");
    }
    if (!isspace(static_cast<unsigned char>(here[0]))) flush();
    advance(1);
  }

  void begin() {
    if (!open_) current_ = {line_, ""};
    open_ = true;
  }

  void raw_string() {
    begin();
    const size_t paren = rest().find('(');
    if (paren == std::string_view::npos) return advance(rest().size());
    const std::string mark = ")" + std::string(rest().substr(2, paren - 2)) + "\"";
    advance(paren + 1);
    const size_t end = std::min(rest().find(mark), rest().size());
    current_.text += rest().substr(0, end);
    advance(end + mark.size());
  }

  void string() {
    begin();
    advance(1);
    while (!rest().empty() && rest()[0] != '"') {
      if (rest()[0] == '\\' && rest().size() > 1) {
        const char escaped = rest()[1];
        current_.text += escaped == 'n' ? '\n' : escaped == 't' ? '\t' : escaped;
        advance(2);
      } else {
        current_.text += rest()[0];
        advance(1);
      }
    }
    advance(1);
  }

  void flush() {
    if (open_) found_.push_back(std::move(current_));
    open_ = false;
  }

  std::string_view source_;
  size_t at_ = 0;
  int line_ = 1;
  bool open_ = false;
  SourceText current_;
  std::vector<SourceText> found_;
};

struct Rule {
  const char* pattern;  // on the statement in lower case, without its strings and comments
  const char* why;
};

constexpr std::array kRules = {
    Rule{
        R"(\b(now|datetime|strftime|unixepoch|julianday|clock_timestamp|statement_timestamp)\s*\()",
        "rule 7: time comes in as a parameter"},
    Rule{R"(\bcurrent_(date|time|timestamp)\b)", "rule 7: time comes in as a parameter"},
    Rule{R"(\b(random|randomblob|gen_random_uuid|uuid_generate_v\d)\s*\()",
         "rule 7: random numbers come in as parameters"},
    Rule{R"(\b(autoincrement|serial|bigserial|smallserial)\b|\bas\s+identity\b)",
         "rule 4: numbers come from a head row"},
    Rule{R"(\b(nextval|currval|last_insert_rowid|lastval)\s*\(|\bcreate\s+sequence\b)",
         "rule 4: numbers come from a head row"},
    Rule{R"(\b(rowid|_rowid_|oid|ctid)\b)", "rule 4: rows have no number but their key"},
    Rule{R"(\btrigger\b)", "rule 7: no triggers"},
    Rule{R"(\$\d|\?)", "placeholders are \":name\""},
    Rule{R"(\binsert\s+or\b|\bupdate\s+or\b|^\s*replace\b)", "not portable: ON CONFLICT … DO"},
    Rule{R"(\bmerge\s+into\b)", "rule 6: VALUES … ON CONFLICT, not MERGE"},
    Rule{R"(\bunnest\s*\()", "rule 6: VALUES … ON CONFLICT, not unnest"},
    Rule{R"(\bwith\b[\s\S]*\b(insert\s+into|delete\s+from|update\s+\w+\s+set)\b)",
         "rule 7: no writing CTE"},
    Rule{R"(\bdo\s+update\b[\s\S]*\bselect\b)", "rule 7: no subquery in DO UPDATE"},
    Rule{R"(\bvalues\s*\([^;]*\bselect\b)", "rule 7: no subquery in VALUES"},
    Rule{R"(\brollup\b|\bwith\s+recursive\b)", "rule 9: no ROLLUP or recursive CTE"},
    Rule{R"(\bnot\s+exists\s*\(|\bexists\s*\()", "rule 9: IN (SELECT …), not EXISTS"},
    Rule{R"(\badvisory_|\bfor\s+update\b)", "rule 11: a lease row or head row is the lock"},
    Rule{R"(\bpragma\b|\battach\b|\bvacuum\b)", "not portable: the engine's own statement"},
    Rule{R"(\b(real|double|float|numeric|decimal|boolean|timestamp|date)\s*(not\b|,|\)|default\b))",
         "a column is {int}, {text} or {blob}: no floating point, no engine's own types"},
    Rule{R"(\b(ifnull|group_concat|string_agg|printf|instr|iif|total|nvl|glob)\s*\()",
         "not portable function"},
    Rule{R"(\bglob\b|\bilike\b|==|::)", "not portable operator"},
    Rule{R"((^|[^\w.])\d+\.\d)",
         "no fractions: PostgreSQL would round one where SQLite refuses it"},
    Rule{R"(\blimit\s+-|\blimit\s+[:\w]+\s*,)", "not portable LIMIT"},
};

// Strings emptied and comments gone, in lower case.
std::string bare(std::string_view sql) {
  static const std::regex kHidden(R"('(?:[^']|'')*'|--[^\n]*|/\*[\s\S]*?\*/)");
  std::string text = std::regex_replace(std::string(sql), kHidden, "''");
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return tolower(c); });
  return text;
}

void check_tables(const std::string& sql, std::vector<std::string>* breaches) {
  static const std::regex kTable(R"(\bcreate\s+table\b[^;]*)");
  for (auto i = std::sregex_iterator(sql.begin(), sql.end(), kTable); i != std::sregex_iterator();
       ++i) {
    const std::string table = i->str();
    if (!std::regex_search(table, std::regex(R"(\}\s*$)"))) {
      breaches->push_back("CREATE TABLE ends with {table} or {key_table}");
    }
    if (!std::regex_search(table, std::regex(R"(\bprimary\s+key\b)"))) {
      breaches->push_back("every table has a primary key");
    }
    if (std::regex_search(table, std::regex(R"(\w\s+(integer|int|bigint|text|blob|bytea)\b)"))) {
      breaches->push_back("column types are {int}, {text} and {blob}");
    }
    // Rules 1 and 2. What is spread begins with its lane.
    if (std::regex_search(table, std::regex(R"(\(\s*lane\b)")) &&
        !std::regex_search(table, std::regex(R"(\bprimary\s+key\s*\(\s*lane\b)"))) {
      breaches->push_back("rule 2: the primary key of a table with a lane begins with it");
    }
  }
}

bool has(const std::string& text, const std::string& pattern) {
  return std::regex_search(text, std::regex(pattern));
}

// Of tables that the statement names, in order of appearance.
std::vector<std::string> lane_tables_in(const std::string& sql, const LaneTables& tables) {
  static const std::regex kNamed(R"(\b(?:from|join|into|update)\s+(\w+))");
  std::vector<std::string> named;
  for (auto i = std::sregex_iterator(sql.begin(), sql.end(), kNamed); i != std::sregex_iterator();
       ++i) {
    if (tables.contains((*i)[1])) named.push_back((*i)[1]);
  }
  return named;
}

}  // namespace

void find_lane_tables(std::string_view sql, LaneTables* tables) {
  static const std::regex kSpread(
      R"(\bcreate\s+table\s+(\w+)\s*\([^;]*\bprimary\s+key\s*\(\s*lane\b([^)]*)\))");
  static const std::regex kWord(R"(\w+)");
  const std::string text = bare(sql);
  for (auto i = std::sregex_iterator(text.begin(), text.end(), kSpread);
       i != std::sregex_iterator(); ++i) {
    std::vector<std::string>& keys = (*tables)[(*i)[1]];
    const std::string others = (*i)[2];
    for (auto key = std::sregex_iterator(others.begin(), others.end(), kWord);
         key != std::sregex_iterator(); ++key) {
      keys.push_back(key->str());
    }
  }
}

std::vector<std::string> lane_rule_breaches(std::string_view sql, const LaneTables& tables) {
  const std::string text = bare(sql);
  std::vector<std::string> breaches;
  const std::vector<std::string> named = lane_tables_in(text, tables);
  if (named.empty()) return breaches;
  const bool names_its_lane = has(text, R"(\blane\s*(=|>=|in\b))");
  const bool changes = has(text, R"(^\s*(update|delete)\b)");
  if (changes && !names_its_lane) breaches.push_back("rule 2: an update or delete names its lane");
  for (const std::string& table : named) {
    for (const std::string& key : tables.at(table)) {
      if (changes || names_its_lane || !has(text, "\\b" + key + R"(\s*=\s*:)")) continue;
      breaches.push_back("rule 2: a point read of " + table + " names its lane");
      break;
    }
  }
  if (has(text, R"(^\s*insert\b)") &&
      !has(text, R"(^\s*insert\s+into\s+\w+(\s+as\s+\w+)?\s*\(\s*lane\b)"))
    breaches.push_back("rule 1: the first column of an insert is its lane");
  if (has(text, R"(\bon\s+conflict\s*\()") && !has(text, R"(\bon\s+conflict\s*\(\s*lane\b)"))
    breaches.push_back("rule 2: the key of a conflict begins with the lane");
  if (named.size() > 1 && named[0] != named[1] &&
      !has(text, R"(\blane\s*=\s*(\w+\.|coalesce\(\w+\.\w*)lane\b)"))
    breaches.push_back("rule 9: a join is on the lane and more");
  return breaches;
}

std::vector<SourceText> string_literals(std::string_view source) {
  return LiteralScanner(source).run();
}

bool looks_like_sql(std::string_view text) {
  static const std::regex kSql(
      R"(^\s*(select\b[\s\S]*\bfrom|insert\s+(into|or)|)"
      R"(update\s+\w+(\s+as)?(\s+\w+)?\s+set|delete\s+from|)"
      R"(replace\s+into|merge\s+into|create\s+(table|index|unique|view|trigger|sequence)|)"
      R"(alter\s+table|drop\s+(table|index|view|trigger)|with\s+(recursive\s+)?\w+\s*(\(|as\b)|)"
      R"(pragma\s+\w|vacuum\s*$)[\s\S]*)");
  // std::regex recurses over long texts; the first words are enough.
  std::string head = bare(text.substr(0, 2000));
  return std::regex_search(head, kSql, std::regex_constants::match_continuous);
}

std::vector<std::string> storage_rule_breaches(std::string_view sql) {
  static const std::vector<std::regex> kPatterns = [] {
    std::vector<std::regex> patterns;
    for (const Rule& rule : kRules) patterns.emplace_back(rule.pattern);
    return patterns;
  }();
  std::vector<std::string> breaches;
  const std::string text = bare(sql);
  for (size_t i = 0; i < kRules.size(); ++i) {
    if (std::regex_search(text, kPatterns[i])) breaches.push_back(kRules[i].why);
  }
  check_tables(text, &breaches);
  return breaches;
}

}  // namespace chuhai::store
