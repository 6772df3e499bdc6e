#include "store/postgres_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "store/sql_text.h"

namespace chuhai::store {
namespace {

Error wrong_text(std::string_view sql, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{} in \"{}\"", why, shown_sql(sql)));
}

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

class PlaceholderScanner {
 public:
  explicit PlaceholderScanner(std::string_view sql) : sql_(sql) {}

  Result<PostgresText> run() {
    while (at_ < sql_.size()) CHUHAI_RETURN_IF_ERROR(step());
    if (!has_text_) return wrong_text(sql_, "no statement");
    return std::move(text_);
  }

 private:
  Status step() {
    const char c = sql_[at_];
    if (c == '\'' || c == '"') return pass(sql_.find(c, at_ + 1), 1, "unclosed quote");
    if (sql_.substr(at_, 2) == "--") {
      return pass(std::min(sql_.find('\n', at_), sql_.size() - 1), 1, "");
    }
    if (sql_.substr(at_, 2) == "/*") return pass(sql_.find("*/", at_ + 2), 2, "unclosed comment");
    if (c == ':') return placeholder();
    if (c == '?' || c == '$' || c == '@') {
      return wrong_text(sql_, "a placeholder that isn't \":name\"");
    }
    const bool is_space = c == ' ' || c == '\t' || c == '\r' || c == '\n';
    if (c == ';') {
      ended_ = has_text_;
    } else if (!is_space) {
      if (ended_) return wrong_text(sql_, "more than one statement");
      has_text_ = true;
      text_.sql += c;
    } else {
      text_.sql += ' ';
    }
    ++at_;
    return {};
  }

  // To `end` and `size` bytes more. A doubled quote inside is read as two neighbouring strings.
  Status pass(size_t end, size_t size, std::string_view unclosed) {
    if (end == std::string_view::npos) return wrong_text(sql_, unclosed);
    const bool is_comment = sql_[at_] == '-' || sql_[at_] == '/';
    if (!is_comment) {
      if (ended_) return wrong_text(sql_, "more than one statement");
      has_text_ = true;
      text_.sql += sql_.substr(at_, end + size - at_);
    } else {
      text_.sql += ' ';
    }
    at_ = end + size;
    return {};
  }

  Status placeholder() {
    size_t end = at_ + 1;
    while (end < sql_.size() && is_name_character(sql_[end])) ++end;
    const std::string_view name = sql_.substr(at_ + 1, end - at_ - 1);
    if (name.empty()) return wrong_text(sql_, "a placeholder that isn't \":name\"");
    auto& names = text_.names;
    const auto found = std::find(names.begin(), names.end(), name);
    const auto number = found - names.begin() + 1;
    if (found == names.end()) names.emplace_back(name);
    text_.sql += fmt::format("${}", number);
    at_ = end;
    return {};
  }

  std::string_view sql_;
  size_t at_ = 0;
  bool has_text_ = false;
  bool ended_ = false;
  PostgresText text_;
};

}  // namespace

Result<PostgresText> postgres_text(std::string_view sql) { return PlaceholderScanner(sql).run(); }

Status check_postgres_statement(std::string_view sql) {
  constexpr std::array<std::string_view, 9> kAllowed = {
      "SELECT", "INSERT", "UPDATE", "DELETE", "WITH", "VALUES", "CREATE", "ALTER", "DROP"};
  const std::string word = first_word(sql);
  const bool is_allowed = std::find(kAllowed.begin(), kAllowed.end(), word) != kAllowed.end();
  // Without a word there is a comment or nothing: the scanner says which.
  if (is_allowed || word.empty()) return {};
  return wrong_text(sql, fmt::format("{} isn't for callers of the store", word));
}

bool is_postgres_read(std::string_view sql) {
  const std::string word = first_word(sql);
  return word == "SELECT" || word == "VALUES" || word == "WITH";
}

}  // namespace chuhai::store
