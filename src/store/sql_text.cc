#include "store/sql_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace chuhai::store {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

bool is_space(char c) { return kWhiteSpace.find(c) != std::string_view::npos; }

Error malformed(std::string_view sql, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{} in \"{}\"", why, shown_sql(sql)));
}

std::optional<std::string_view> dialect_word(std::string_view word, const Dialect& dialect) {
  if (word == "int") return dialect.int_type;
  if (word == "text") return dialect.text_type;
  if (word == "blob") return dialect.blob_type;
  if (word == "table") return dialect.table_end;
  if (word == "key_table") return dialect.key_table_end;
  return std::nullopt;
}

class Splitter {
 public:
  Splitter(std::string_view sql, const Dialect& dialect) : sql_(sql), dialect_(dialect) {}

  Result<std::vector<std::string>> run() {
    while (at_ < sql_.size()) CHUHAI_RETURN_IF_ERROR(step());
    end_statement();
    if (statements_.empty()) return malformed(sql_, "no statement");
    return std::move(statements_);
  }

 private:
  Status step() {
    const char c = sql_[at_];
    if (c == '\'' || c == '"') return quoted(c);
    if (sql_.substr(at_, 2) == "--") return skip_to("\n", sql_.size());
    if (sql_.substr(at_, 2) == "/*") return skip_to("*/", std::string_view::npos);
    if (c == '{') return word();
    ++at_;
    if (c == ';') {
      end_statement();
    } else if (!is_space(c)) {
      current_ += c;
    } else if (!current_.empty() && !is_space(current_.back())) {
      current_ += ' ';
    }
    return {};
  }

  // A doubled quote inside is read as two neighbouring strings, which comes to the same.
  Status quoted(char quote) {
    const size_t end = sql_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return malformed(sql_, "unclosed quote");
    current_ += sql_.substr(at_, end + 1 - at_);
    at_ = end + 1;
    return {};
  }

  // Comments count as a space. `otherwise` is where one without an end stops; npos when it must
  // end.
  Status skip_to(std::string_view mark, size_t otherwise) {
    const size_t end = sql_.find(mark, at_ + 2);
    if (end == std::string_view::npos && otherwise == std::string_view::npos) {
      return malformed(sql_, "unclosed comment");
    }
    at_ = end == std::string_view::npos ? otherwise : end + mark.size();
    if (!current_.empty() && !is_space(current_.back())) current_ += ' ';
    return {};
  }

  Status word() {
    const size_t end = sql_.find('}', at_);
    if (end == std::string_view::npos) return malformed(sql_, "unclosed {");
    const std::string_view name = sql_.substr(at_ + 1, end - at_ - 1);
    const auto replacement = dialect_word(name, dialect_);
    if (!replacement) {
      return malformed(sql_, fmt::format("unknown word {{{}}}: the words are {{int}}, {{text}}, "
                                         "{{blob}}, {{table}} and {{key_table}}",
                                         shown_sql(name)));
    }
    current_ += *replacement;
    at_ = end + 1;
    return {};
  }

  void end_statement() {
    while (!current_.empty() && is_space(current_.back())) current_.pop_back();
    if (!current_.empty()) statements_.push_back(std::move(current_));
    current_.clear();
  }

  std::string_view sql_;
  const Dialect& dialect_;
  size_t at_ = 0;
  std::string current_;
  std::vector<std::string> statements_;
};

}  // namespace

Result<std::vector<std::string>> migration_statements(std::string_view sql,
                                                      const Dialect& dialect) {
  return Splitter(sql, dialect).run();
}

bool is_plain_name(std::string_view name) {
  if (name.empty() || name.size() > 63 || name[0] < 'a' || name[0] > 'z') return false;
  return std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
  });
}

std::string first_word(std::string_view sql) {
  const size_t begin = std::min(sql.find_first_not_of(kWhiteSpace), sql.size());
  std::string word;
  for (const char c : sql.substr(begin)) {
    if (c >= 'a' && c <= 'z') {
      word += static_cast<char>(c - 'a' + 'A');
    } else if (c >= 'A' && c <= 'Z') {
      word += c;
    } else {
      break;
    }
  }
  return word;
}

std::string shown_sql(std::string_view sql) {
  constexpr size_t kBytesMax = 160;
  std::string line;
  for (const char c : sql) {
    if (line.size() >= kBytesMax) return line + "…";
    if (!is_space(c)) {
      line += c;
    } else if (!line.empty() && line.back() != ' ') {
      line += ' ';
    }
  }
  return line;
}

}  // namespace chuhai::store
