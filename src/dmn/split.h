// Split: what `determine` needs before it evaluates. Which expressions keep one value within each
// box, and the boxes of every input that isn't known. Internal to dmn.
//
// An input with infinitely many values is *free*: it may occur only in tests against values that
// don't depend on other unknown inputs; these are its cut points. An expression where it occurs
// otherwise is *opaque*. An input with finitely many values (booleans, lists of allowed values)
// is enumerated and may occur anywhere.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "dmn/determine.h"
#include "dmn/program.h"

namespace chuhai::dmn {

struct Box {
  enum class Shape : uint8_t {
    kNull,
    kPoint,
    kOpen,   // between low and high, both excluded; none: without end
    kOther,  // any string but the points
  };
  Shape shape = Shape::kPoint;
  Value representative;
  std::optional<Value> low;
  std::optional<Value> high;
};

struct SplitInput {
  uint32_t slot = 0;
  bool is_ordered = false;  // boxes follow the order of values; else they are a set
  std::vector<Box> boxes;
};

struct OpaqueExpression {
  ExpressionId expression = kNoExpression;
  std::string reason;
  std::vector<uint32_t> slots;  // the unknown inputs in it
};

struct Split {
  std::vector<SplitInput> inputs;  // those that an expression reads, by slot
  std::vector<uint8_t> opaque;     // by expression
  std::vector<OpaqueExpression> opaque_expressions;
};

// For `decision` with `slots` holding what is known. kInvalidArgument: an unknown with bounds of
// the wrong kind, or with no possible value.
Result<Split> split(const Program& program, uint32_t decision, const std::vector<Value>& slots,
                    const std::vector<uint8_t>& supplied,
                    const std::map<uint32_t, Unknown>& unknowns);

// The analysis alone, for check_tables: every input unknown, parameters known.
std::vector<OpaqueExpression> find_opaque(const Program& program, uint32_t decision,
                                          const std::map<uint32_t, Unknown>& unknowns);

// FEEL unary tests for a set of the input's boxes, given by ascending index; "-" for all of them.
std::string condition_of(const SplitInput& input, const std::vector<size_t>& boxes);

}  // namespace chuhai::dmn
