// Lexer: FEEL's tokens, on demand. FEEL names may contain blanks and any letters, so what a name is
// depends on the names in scope: where an operand may stand, the longest name of the scope that
// the text begins with (blanks normalised) is one token. Where an operator may stand, names aren't
// looked for, so that `a and b` isn't a name unless declared.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "dmn/type.h"

namespace chuhai::dmn {

struct Symbol {
  std::string name;  // blanks normalised
  uint32_t slot = 0;
  Type type;
};

// The variables that an expression may use.
class Scope {
 public:
  void add(std::string_view name, uint32_t slot, Type type);
  const std::vector<Symbol>& symbols() const { return symbols_; }  // longest name first

 private:
  std::vector<Symbol> symbols_;
};

// Runs of blanks to one space, none at the ends.
std::string normalise_name(std::string_view name);
// The bytes of `text` that are `name` with blanks normalised, ending at a word's end; 0 if none.
size_t match_name(std::string_view text, std::string_view name);

enum class TokenKind : uint8_t {
  kEnd,
  kNumber,
  kString,    // `text` without quotes and escapes
  kAtString,  // @"…"
  kName,      // of the scope: `symbol`
  kWord,      // any other word, keywords too: `text`
  kSign,      // + - * ** / ( ) [ ] { } , : . .. = != < <= > >= ? is kSubject
  kSubject,   // ?
  kBad,       // `text` says what is wrong
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  std::string text;
  const Symbol* symbol = nullptr;
  size_t begin = 0;
  size_t end = 0;
};

class Lexer {
 public:
  Lexer(std::string_view text, const Scope& scope) : text_(text), scope_(scope) {}

  Token operand_at(size_t offset) const;
  Token operator_at(size_t offset) const;
  // The longest of `names` at `offset`, else the word there (after a `.`).
  Token component_at(size_t offset, const std::vector<Type::Component>* names) const;

 private:
  size_t skip_blanks(size_t offset) const;  // and comments; npos: a comment without end
  Token plain_at(size_t offset) const;
  Token number_at(size_t offset) const;
  Token string_at(size_t offset, TokenKind kind) const;
  Token sign_at(size_t offset) const;
  Token bad(size_t offset, std::string message) const;

  std::string_view text_;
  const Scope& scope_;
};

bool is_keyword(std::string_view word);

}  // namespace chuhai::dmn
