#include "dmn/parser.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "dmn/interpreter.h"

namespace chuhai::dmn {

namespace {

constexpr int kDepthMax = 200;
constexpr int kStepsMax = 100000;  // values read, those read again included
// Operators of one chain (`a + b + c`): a chain makes a tree as high as it is long, and trees are
// walked recursively.
constexpr int kChainMax = 1000;
constexpr uint32_t kHeightMax = kChainMax + kDepthMax;  // of the tree: chains within chains

// FEEL's built-in functions of this version's future (DMN 1.5, 10.3.4): named as "not supported
// yet", so that a writer can tell them from a typing error.
constexpr std::string_view kLaterFunctions[] = {"string length",
                                                "substring before",
                                                "substring after",
                                                "substring",
                                                "upper case",
                                                "lower case",
                                                "string join",
                                                "string",
                                                "contains",
                                                "starts with",
                                                "ends with",
                                                "matches",
                                                "replace",
                                                "split",
                                                "list contains",
                                                "list replace",
                                                "count",
                                                "min",
                                                "max",
                                                "sum",
                                                "mean",
                                                "all",
                                                "any",
                                                "sublist",
                                                "append",
                                                "concatenate",
                                                "insert before",
                                                "remove",
                                                "reverse",
                                                "index of",
                                                "union",
                                                "distinct values",
                                                "flatten",
                                                "product",
                                                "median",
                                                "stddev",
                                                "mode",
                                                "decimal",
                                                "floor",
                                                "ceiling",
                                                "round up",
                                                "round down",
                                                "round half up",
                                                "round half down",
                                                "abs",
                                                "modulo",
                                                "sqrt",
                                                "log",
                                                "exp",
                                                "odd",
                                                "even",
                                                "number",
                                                "time",
                                                "date and time",
                                                "duration",
                                                "years and months duration",
                                                "now",
                                                "today",
                                                "day of year",
                                                "day of week",
                                                "month of year",
                                                "week of year",
                                                "is",
                                                "before",
                                                "after",
                                                "meets",
                                                "met by",
                                                "overlaps",
                                                "overlaps before",
                                                "overlaps after",
                                                "finishes",
                                                "finished by",
                                                "includes",
                                                "during",
                                                "starts",
                                                "started by",
                                                "coincides",
                                                "sort",
                                                "get value",
                                                "get entries",
                                                "context",
                                                "context put",
                                                "context merge",
                                                "range"};

class Parser {
 public:
  Parser(std::string_view text, const Scope& scope) : lexer_(text, scope), text_(text) {
    result_.text = std::string(text);
  }

  ParseResult expression() {
    const uint32_t root = disjunction();
    return finish(root);
  }

  ParseResult unary_tests(const Type& subject) {
    subject_ = &subject;
    const Token first = operand();
    if (first.kind == TokenKind::kEnd) return finish(constant(Value(true), 0, 0));
    if (is_sign(first, "-") && lexer_.operator_at(first.end).kind == TokenKind::kEnd) {
      at_ = first.end;
      return finish(constant(Value(true), first.begin, first.end));
    }
    return finish(tests());
  }

 private:
  // --- text ---
  Token operand() const { return lexer_.operand_at(at_); }
  Token next_operator() const { return lexer_.operator_at(at_); }
  static bool is_sign(const Token& token, std::string_view sign) {
    return token.kind == TokenKind::kSign && token.text == sign;
  }
  static bool is_word(const Token& token, std::string_view word) {
    return token.kind == TokenKind::kWord && token.text == word;
  }
  bool accept_sign(std::string_view sign) {
    const Token token = next_operator();
    if (failed_ || !is_sign(token, sign)) return false;
    at_ = token.end;
    return true;
  }
  bool accept_word(std::string_view word) {
    const Token token = next_operator();
    if (failed_ || !is_word(token, word)) return false;
    at_ = token.end;
    return true;
  }
  void expect_sign(std::string_view sign) {
    if (!accept_sign(sign)) {
      fail(next_operator(), "expected '" + std::string(sign) + "'");
    }
  }

  uint32_t fail(const Token& token, std::string message,
                DiagnosticCode code = DiagnosticCode::kSyntax) {
    if (failed_) return 0;
    failed_ = true;
    if (token.kind == TokenKind::kBad) {
      message = token.text;
      code = DiagnosticCode::kSyntax;
    } else if (code == DiagnosticCode::kSyntax) {
      message +=
          token.kind == TokenKind::kEnd
              ? ", found the end"
              : ", found '" + std::string(text_.substr(token.begin, token.end - token.begin)) + "'";
    }
    faults_.push_back({code, Severity::kError, token.begin, std::move(message)});
    return 0;
  }
  uint32_t unsupported(const Token& token, std::string_view what) {
    return fail(token, std::string(what) + " is not supported yet", DiagnosticCode::kUnsupported);
  }

  // --- tree ---
  uint32_t add(Node node) {
    if (failed_) return 0;
    uint32_t height = 0;
    for (const uint32_t child : node.children) height = std::max(height, heights_[child] + 1);
    if (height > kHeightMax) return fail(next_operator(), "the expression is too long");
    result_.nodes.push_back(std::move(node));
    heights_.push_back(height);
    return static_cast<uint32_t>(result_.nodes.size() - 1);
  }
  uint32_t constant(Value value, size_t begin, size_t end) {
    Node node;
    node.type = value.kind();
    node.constant = std::move(value);
    node.begin = static_cast<uint32_t>(begin);
    node.end = static_cast<uint32_t>(end);
    return add(std::move(node));
  }
  uint32_t subject(size_t begin, size_t end) {
    Node node;
    node.op = Op::kSubject;
    node.type = subject_ == nullptr ? Kind::kAny : subject_->kind;
    node.begin = static_cast<uint32_t>(begin);
    node.end = static_cast<uint32_t>(end);
    return add(std::move(node));
  }

  // Adds the node with its inferred type; folds it when all children are constants.
  uint32_t make(Op op, std::vector<uint32_t> children, size_t begin, Node node = {}) {
    if (failed_) return 0;
    node.op = op;
    node.children = std::move(children);
    node.begin = static_cast<uint32_t>(begin);
    node.end = static_cast<uint32_t>(at_);
    node.type = infer(node);
    const bool foldable = std::all_of(node.children.begin(), node.children.end(), [&](uint32_t c) {
      return result_.nodes[c].op == Op::kConstant;
    });
    const uint32_t index = add(std::move(node));
    if (failed_ || !foldable || op == Op::kPath) return index;
    Value value = interpret_node(result_, index, Frame{});
    Node& folded = result_.nodes[index];
    if (op == Op::kRange && value.is_null()) return index;  // [1..null]: tests of it are null
    folded.truth_if_boolean = is_boolean_expression(op);
    folded.op = Op::kConstant;
    folded.children.clear();
    heights_[index] = 0;
    folded.type = value.kind();
    folded.constant = std::move(value);
    return index;
  }

  static bool is_boolean_expression(Op op) {
    return is_comparison(op) || op == Op::kAnd || op == Op::kOr || op == Op::kNot ||
           op == Op::kBetween || op == Op::kIn;
  }

  Kind type_of(uint32_t node) const {
    return node < result_.nodes.size() ? result_.nodes[node].type : Kind::kAny;
  }

  Kind infer(const Node& node) {
    switch (node.op) {
      case Op::kAdd:
        warn_mismatch(node, "both sides of '+' must be numbers or strings");
        return type_of(node.children[0]) == type_of(node.children[1]) ? type_of(node.children[0])
                                                                      : Kind::kAny;
      case Op::kNegate:
      case Op::kSubtract:
      case Op::kMultiply:
      case Op::kDivide:
      case Op::kPower:
        return Kind::kNumber;
      case Op::kIf:
        return type_of(node.children[1]) == type_of(node.children[2]) ? type_of(node.children[1])
                                                                      : Kind::kAny;
      case Op::kList:
        return Kind::kList;
      case Op::kRange:
        return Kind::kRange;
      case Op::kDateOfText:
      case Op::kDateOfParts:
        return Kind::kDate;
      case Op::kPath:
        return node.type;
      case Op::kMatches:
        warn_mismatch(node, "the test is never true");
        return Kind::kBoolean;
      default:
        if (is_comparison(node.op)) warn_mismatch(node, "the comparison is always null");
        return Kind::kBoolean;
    }
  }

  // Both types are known, scalar and different.
  void warn_mismatch(const Node& node, std::string_view consequence) {
    const auto scalar = [](Kind kind) {
      return kind >= Kind::kBoolean && kind <= Kind::kYearsAndMonthsDuration;
    };
    const Kind left = type_of(node.children[0]);
    const Kind right = type_of(node.children[1]);
    if (!scalar(left) || !scalar(right) || left == right || node.truth_if_boolean) return;
    faults_.push_back({DiagnosticCode::kTypeMismatch, Severity::kWarning,
                       result_.nodes[node.children[1]].begin,
                       std::string(kind_name(left)) + " against " + std::string(kind_name(right)) +
                           ": " + std::string(consequence)});
  }

  ParseResult finish(uint32_t root) {
    if (!failed_) {
      const Token rest = next_operator();
      if (rest.kind != TokenKind::kEnd) fail(rest, "expected an operator or the end");
    }
    ParseResult out;
    out.faults = std::move(faults_);
    if (failed_) return out;
    result_.root = root;
    for (const Node& node : result_.nodes) {
      if (node.op == Op::kSlot) result_.slots.push_back(node.slot);
    }
    std::sort(result_.slots.begin(), result_.slots.end());
    result_.slots.erase(std::unique(result_.slots.begin(), result_.slots.end()),
                        result_.slots.end());
    out.expression = std::move(result_);
    return out;
  }

  // --- unary tests ---
  uint32_t tests() {
    const Token first = operand();
    if (is_word(first, "not") && is_sign(lexer_.operator_at(first.end), "(")) {
      const Mark before = mark();
      at_ = first.end;
      accept_sign("(");
      const uint32_t inner = test_list();
      if (accept_sign(")") && at_test_end()) return make(Op::kNot, {inner}, first.begin);
      if (failed_ && faults_.back().code != DiagnosticCode::kSyntax) return 0;
      // `not(a) and b`: an expression after all
      rewind(before);
    }
    return test_list();
  }

  bool at_test_end() const {
    const Token token = next_operator();
    return token.kind == TokenKind::kEnd || is_sign(token, ")");
  }

  // What a reading that is given up leaves: its nodes, their types, and its faults all go.
  struct Mark {
    size_t at, nodes, faults;
    int depth;
  };
  Mark mark() const { return {at_, result_.nodes.size(), faults_.size(), depth_}; }
  void rewind(const Mark& to) {
    at_ = to.at;
    depth_ = to.depth;
    result_.nodes.resize(to.nodes);
    heights_.resize(to.nodes);
    if (types_.size() > to.nodes) types_.resize(to.nodes);
    faults_.resize(to.faults);
    failed_ = false;
  }

  // Counts one operator of a chain; false, and failed, at one too many.
  bool chain_on(int& turns, const Token& token) {
    if (++turns <= kChainMax) return true;
    fail(token, "the chain of operators is too long");
    return false;
  }
  // Reads the word as the next operator of a chain.
  bool chain_word(std::string_view word, int& turns) {
    const Token token = next_operator();
    return accept_word(word) && chain_on(turns, token);
  }

  uint32_t test_list() {
    const size_t begin = operand().begin;
    std::vector<uint32_t> alternatives{test()};
    while (accept_sign(",")) alternatives.push_back(test());
    if (alternatives.size() == 1) return alternatives[0];
    return make(Op::kOr, std::move(alternatives), begin);
  }

  static std::optional<Op> comparison_of(const Token& token) {
    if (token.kind != TokenKind::kSign) return std::nullopt;
    if (token.text == "=") return Op::kEqual;
    if (token.text == "!=") return Op::kNotEqual;
    if (token.text == "<") return Op::kLess;
    if (token.text == "<=") return Op::kLessOrEqual;
    if (token.text == ">") return Op::kGreater;
    if (token.text == ">=") return Op::kGreaterOrEqual;
    return std::nullopt;
  }

  uint32_t test() {
    const Token first = operand();
    if (const auto op = comparison_of(first)) {
      const uint32_t left = subject(first.begin, first.end);
      at_ = first.end;
      const uint32_t right = additive();
      return make(*op, {left, right}, first.begin);
    }
    const size_t nodes = result_.nodes.size();
    const uint32_t value = in_test_ ? additive() : disjunction();
    if (failed_) return 0;
    const bool uses_subject =
        std::any_of(result_.nodes.begin() + static_cast<std::ptrdiff_t>(nodes), result_.nodes.end(),
                    [](const Node& node) { return node.op == Op::kSubject; });
    if (uses_subject) return value;
    Node node;
    const Node& top = result_.nodes[value];
    node.truth_if_boolean =
        is_boolean_expression(top.op) || (top.op == Op::kConstant && top.truth_if_boolean);
    const uint32_t left = subject(first.begin, first.begin);
    return make(Op::kMatches, {left, value}, first.begin, node);
  }

  // --- expressions, loosest first ---
  uint32_t disjunction() {
    if (++depth_ > kDepthMax) return fail(operand(), "the expression is nested too deeply");
    const size_t begin = operand().begin;
    std::vector<uint32_t> operands{conjunction()};
    int turns = 0;
    while (chain_word("or", turns)) operands.push_back(conjunction());
    --depth_;
    return operands.size() == 1 ? operands[0] : make(Op::kOr, std::move(operands), begin);
  }

  uint32_t conjunction() {
    const size_t begin = operand().begin;
    std::vector<uint32_t> operands{comparison()};
    int turns = 0;
    while (chain_word("and", turns)) operands.push_back(comparison());
    return operands.size() == 1 ? operands[0] : make(Op::kAnd, std::move(operands), begin);
  }

  uint32_t comparison() {
    const size_t begin = operand().begin;
    uint32_t left = additive();
    int turns = 0;
    while (!failed_) {
      const Token token = next_operator();
      const auto op = comparison_of(token);
      const bool goes_on = op || is_word(token, "between") || is_word(token, "in");
      if (goes_on && !chain_on(turns, token)) break;
      if (op) {
        at_ = token.end;
        const uint32_t right = additive();
        left = make(*op, {left, right}, begin);
      } else if (is_word(token, "between")) {
        at_ = token.end;
        const uint32_t low = additive();
        if (!accept_word("and")) return fail(next_operator(), "expected 'and' of 'between'");
        const uint32_t high = additive();
        left = make(Op::kBetween, {left, low, high}, begin);
      } else if (is_word(token, "in")) {
        at_ = token.end;
        left = in_tests(left, begin);
      } else if (is_word(token, "instance")) {
        return unsupported(token, "'instance of'");
      } else {
        break;
      }
    }
    return left;
  }

  // After `in`: one test, or several in parentheses.
  uint32_t in_tests(uint32_t value, size_t begin) {
    const Type* outer = subject_;
    const bool was_in_test = in_test_;
    const Type type = Type::of(type_of(value));
    subject_ = &type;
    in_test_ = true;
    uint32_t test_node = 0;
    const Token open = operand();
    bool listed = false;
    if (is_sign(open, "(")) {
      const Mark before = mark();
      at_ = open.end;
      test_node = test_list();
      listed = accept_sign(")");
      if (!listed && !(failed_ && faults_.back().code != DiagnosticCode::kSyntax)) {
        rewind(before);  // `(1..5)`: a range
      }
    }
    if (!listed) test_node = test();
    in_test_ = was_in_test;
    subject_ = outer;
    return make(Op::kIn, {value, test_node}, begin);
  }

  uint32_t additive() {
    const size_t begin = operand().begin;
    uint32_t left = multiplicative();
    int turns = 0;
    while (!failed_) {
      const Token token = next_operator();
      if (!is_sign(token, "+") && !is_sign(token, "-")) break;
      if (!chain_on(turns, token)) break;
      at_ = token.end;
      const uint32_t right = multiplicative();
      if (type_of(left) == Kind::kDate || type_of(right) == Kind::kDate) {
        return unsupported(token, "arithmetic on dates");
      }
      left = make(token.text == "+" ? Op::kAdd : Op::kSubtract, {left, right}, begin);
    }
    return left;
  }

  uint32_t multiplicative() {
    const size_t begin = operand().begin;
    uint32_t left = power();
    int turns = 0;
    while (!failed_) {
      const Token token = next_operator();
      if (!is_sign(token, "*") && !is_sign(token, "/")) break;
      if (!chain_on(turns, token)) break;
      at_ = token.end;
      const uint32_t right = power();
      left = make(token.text == "*" ? Op::kMultiply : Op::kDivide, {left, right}, begin);
    }
    return left;
  }

  // Left-associative, and a minus sign binds tighter: 3**4**5 is 81**5, -3**2 is 9.
  uint32_t power() {
    const size_t begin = operand().begin;
    uint32_t left = negation();
    int turns = 0;
    while (!failed_) {
      const Token token = next_operator();
      if (!accept_sign("**") || !chain_on(turns, token)) break;
      const uint32_t right = negation();
      left = make(Op::kPower, {left, right}, begin);
    }
    return left;
  }

  uint32_t negation() {
    const Token token = operand();
    if (!is_sign(token, "-")) return postfix();
    if (++depth_ > kDepthMax) return fail(token, "the expression is nested too deeply");
    at_ = token.end;
    const uint32_t inner = negation();
    --depth_;
    return make(Op::kNegate, {inner}, token.begin);
  }

  uint32_t postfix() {
    const size_t begin = operand().begin;
    uint32_t value = primary();
    int turns = 0;
    while (!failed_) {
      const Token token = next_operator();
      if (is_sign(token, "[") && !in_open_range_) return unsupported(token, "a filter");
      if (is_sign(token, "(")) return unsupported(token, "calling a value");
      if (!is_sign(token, ".") || !chain_on(turns, token)) break;
      value = path(value, begin, token);
    }
    return value;
  }

  uint32_t path(uint32_t value, size_t begin, const Token& dot) {
    const Type* type = value < types_.size() ? types_[value] : nullptr;
    const auto* names = type == nullptr ? nullptr : type->components.get();
    const Token name = lexer_.component_at(dot.end, names);
    if (name.kind != TokenKind::kWord) return fail(name, "expected a name after '.'");
    if (type_of(value) != Kind::kContext && type_of(value) != Kind::kAny) {
      return unsupported(dot, "a property of a " + std::string(kind_name(type_of(value))));
    }
    at_ = name.end;
    Node node;
    node.constant = Value(name.text);
    const Type* found = nullptr;
    if (names != nullptr) {
      for (const auto& [key, component] : *names) {
        if (key == name.text) found = &component;
      }
    }
    if (found != nullptr) node.type = found->kind;
    const uint32_t index = make(Op::kPath, {value}, begin, std::move(node));
    remember_type(index, found);
    return index;
  }

  void remember_type(uint32_t node, const Type* type) {
    if (type == nullptr || failed_) return;
    if (types_.size() <= node) types_.resize(node + 1, nullptr);
    types_[node] = type;
  }

  uint32_t primary() {
    const Token token = operand();
    if (++steps_ > kStepsMax) return fail(token, "the expression is too long");
    switch (token.kind) {
      case TokenKind::kNumber:
        return number(token);
      case TokenKind::kString:
        at_ = token.end;
        return constant(Value(token.text), token.begin, token.end);
      case TokenKind::kAtString:
        return at_literal(token);
      case TokenKind::kName:
        return variable(token);
      case TokenKind::kSubject:
        if (subject_ == nullptr) return fail(token, "'?' stands only in unary tests");
        at_ = token.end;
        return subject(token.begin, token.end);
      case TokenKind::kWord:
        return word(token);
      case TokenKind::kSign:
        return bracketed(token);
      default:
        return fail(token, "expected a value");
    }
  }

  uint32_t number(const Token& token) {
    const auto value = Decimal::parse(token.text);
    if (!value.ok()) return fail(token, "expected a number within decimal128");
    at_ = token.end;
    return constant(Value(*value), token.begin, token.end);
  }

  uint32_t at_literal(const Token& token) {
    const auto date = Date::parse(token.text);
    if (date.ok()) {
      at_ = token.end;
      return constant(Value(*date), token.begin, token.end);
    }
    const bool later = token.text.find(':') != std::string::npos || token.text.starts_with('P') ||
                       token.text.starts_with("-P");
    if (later) return unsupported(token, "a time or duration literal");
    return fail(token, "expected a date, time or duration after '@'");
  }

  uint32_t variable(const Token& token) {
    at_ = token.end;
    Node node;
    node.op = Op::kSlot;
    node.slot = token.symbol->slot;
    node.type = token.symbol->type.kind;
    node.begin = static_cast<uint32_t>(token.begin);
    node.end = static_cast<uint32_t>(token.end);
    const uint32_t index = add(std::move(node));
    remember_type(index, &token.symbol->type);
    return index;
  }

  uint32_t word(const Token& token) {
    const auto literal = [&](Value value) {
      at_ = token.end;
      return constant(std::move(value), token.begin, token.end);
    };
    if (token.text == "true") return literal(Value(true));
    if (token.text == "false") return literal(Value(false));
    if (token.text == "null") return literal(Value());
    if (token.text == "if") return conditional(token);
    const bool called = is_sign(lexer_.operator_at(token.end), "(");
    if (token.text == "not" && called) return call_not(token);
    if (token.text == "date" && called) return call_date(token);
    if (token.text == "for") return unsupported(token, "'for'");
    if (token.text == "some" || token.text == "every") {
      return unsupported(token, "'" + token.text + "'");
    }
    if (token.text == "function") return unsupported(token, "a function definition");
    if (is_keyword(token.text)) return fail(token, "expected a value");
    return unknown_word(token);
  }

  uint32_t unknown_word(const Token& token) {
    const std::string_view rest = text_.substr(token.begin);
    for (const std::string_view name : kLaterFunctions) {
      const size_t length = match_name(rest, name);
      if (length == 0 || !is_sign(lexer_.operator_at(token.begin + length), "(")) continue;
      return unsupported(token, "the function '" + std::string(name) + "'");
    }
    return fail(token, "no variable or function '" + token.text + "' is in scope",
                DiagnosticCode::kUnknownName);
  }

  uint32_t conditional(const Token& token) {
    at_ = token.end;
    const uint32_t condition = disjunction();
    if (!failed_ && !accept_word("then")) return fail(next_operator(), "expected 'then'");
    const uint32_t yes = disjunction();
    if (!failed_ && !accept_word("else")) return fail(next_operator(), "expected 'else'");
    const uint32_t no = disjunction();
    return make(Op::kIf, {condition, yes, no}, token.begin);
  }

  // Arguments in parentheses, positional.
  std::vector<uint32_t> arguments(const Token& name) {
    at_ = name.end;
    expect_sign("(");
    std::vector<uint32_t> out;
    if (accept_sign(")")) return out;
    do {
      const Token first = operand();
      if (first.kind == TokenKind::kWord && is_sign(lexer_.operator_at(first.end), ":")) {
        unsupported(first, "a named argument");
        return out;
      }
      out.push_back(disjunction());
    } while (accept_sign(","));
    expect_sign(")");
    return out;
  }

  uint32_t call_not(const Token& token) {
    std::vector<uint32_t> given = arguments(token);
    if (failed_) return 0;
    if (given.size() != 1) return constant(Value(), token.begin, at_);
    return make(Op::kNot, std::move(given), token.begin);
  }

  uint32_t call_date(const Token& token) {
    std::vector<uint32_t> given = arguments(token);
    if (failed_) return 0;
    if (given.size() == 1) return make(Op::kDateOfText, std::move(given), token.begin);
    if (given.size() == 3) return make(Op::kDateOfParts, std::move(given), token.begin);
    return constant(Value(), token.begin, at_);  // wrong arguments: null (10.3.2.13.1)
  }

  uint32_t bracketed(const Token& token) {
    if (token.text == "{") return unsupported(token, "a context");
    if (token.text == "(" || token.text == "[" || token.text == "]") {
      if (++depth_ > kDepthMax) return fail(token, "the expression is nested too deeply");
      at_ = token.end;
      const uint32_t out = token.text == "(" ? parenthesised(token) : list_or_range(token);
      --depth_;
      return out;
    }
    return fail(token, "expected a value");
  }

  uint32_t parenthesised(const Token& open) {
    if (comparison_of(operand())) return unsupported(open, "a range such as (< 5) as a value");
    const bool was_in_test = in_test_;
    in_test_ = false;
    const uint32_t value = disjunction();
    in_test_ = was_in_test;
    if (accept_sign("..")) return range_after(value, open);
    expect_sign(")");
    return value;
  }

  uint32_t list_or_range(const Token& open) {
    const bool was_in_test = in_test_;
    in_test_ = false;
    std::vector<uint32_t> items;
    if (open.text == "[" && accept_sign("]")) {
      in_test_ = was_in_test;
      return make(Op::kList, {}, open.begin);
    }
    items.push_back(disjunction());
    in_test_ = was_in_test;
    if (accept_sign("..")) return range_after(items[0], open);
    if (open.text == "]") return fail(next_operator(), "expected '..' of a range");
    while (accept_sign(",")) items.push_back(disjunction());
    expect_sign("]");
    return make(Op::kList, std::move(items), open.begin);
  }

  uint32_t range_after(uint32_t low, const Token& open) {
    // `]1..5[`: the closing bracket must not be read as a filter on 5
    const bool was_in_open_range = in_open_range_;
    in_open_range_ = true;
    const uint32_t high = additive();
    in_open_range_ = was_in_open_range;
    Node node;
    node.low_closed = open.text == "[";
    const Token close = next_operator();
    if (!is_sign(close, ")") && !is_sign(close, "]") && !is_sign(close, "[")) {
      return fail(close, "expected the end of a range");
    }
    node.high_closed = close.text == "]";
    at_ = close.end;
    return make(Op::kRange, {low, high}, open.begin, std::move(node));
  }

  Lexer lexer_;
  std::string_view text_;
  Expression result_;
  std::vector<ParseFault> faults_;
  std::vector<uint32_t> heights_;   // of the trees below nodes, by node
  std::vector<const Type*> types_;  // of nodes whose components are known, by node
  const Type* subject_ = nullptr;
  size_t at_ = 0;
  int depth_ = 0;
  int steps_ = 0;
  bool failed_ = false;
  bool in_test_ = false;  // after `in`: a test ends before `and` and `or`
  bool in_open_range_ = false;
};

}  // namespace

ParseResult parse_expression(std::string_view text, const Scope& scope) {
  return Parser(text, scope).expression();
}

ParseResult parse_unary_tests(std::string_view text, const Scope& scope, const Type& subject) {
  return Parser(text, scope).unary_tests(subject);
}

}  // namespace chuhai::dmn
