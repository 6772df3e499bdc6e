// Expression: the typed tree of one FEEL expression or of one cell's unary tests, kept flat with
// children before parents, names resolved to slots. It is what evaluators run: the interpreter for
// one subject, and later a columnar one, for which this order is already the program.
//
// Unary tests are ordinary boolean trees over the tested value (kSubject): `> 5` is
// kGreater(kSubject, 5), `"a", "b"` is kOr of two kMatches. `x in tests` binds the subject to x.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dmn/type.h"
#include "dmn/value.h"

namespace chuhai::dmn {

enum class Op : uint8_t {
  kConstant,
  kSlot,     // a variable
  kSubject,  // the value under test: `?`
  kNegate,
  kAdd,
  kSubtract,
  kMultiply,
  kDivide,
  kPower,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kAnd,
  kOr,
  kNot,
  kIf,       // condition, then, else
  kBetween,  // value, low, high
  kIn,       // value, test over the subject
  kMatches,  // value, tested against: equality, membership, or truth (see interpreter.cc)
  kList,
  kRange,        // low, high
  kDateOfText,   // date("2024-03-31")
  kDateOfParts,  // date(2024, 3, 31)
  kPath,         // context, key in `constant`
};

bool is_comparison(Op op);  // kEqual..kGreaterOrEqual

struct Node {
  Op op = Op::kConstant;
  bool low_closed = true;   // kRange
  bool high_closed = true;  // kRange
  // kMatches: the operand is a boolean expression; kConstant: it was one before folding
  bool truth_if_boolean = false;
  Kind type = Kind::kAny;  // inferred
  uint32_t slot = 0;       // kSlot
  uint32_t begin = 0;      // bytes of the source text
  uint32_t end = 0;
  std::vector<uint32_t> children;
  Value constant;
};

struct Expression {
  std::vector<Node> nodes;  // children before parents
  uint32_t root = 0;
  std::vector<uint32_t> slots;  // read by it, sorted, each once
  std::string text;             // source

  const Node& node(uint32_t index) const { return nodes[index]; }
  const Node& top() const { return nodes[root]; }
  bool is_constant() const { return top().op == Op::kConstant; }
};

}  // namespace chuhai::dmn
