// The interpreter: one expression over one set of slots. Three-valued logic and every failing
// operation give null (DMN 1.5, 10.3.2.12–15); nothing here fails otherwise.
#pragma once

#include <cstdint>

#include "dmn/expression.h"

namespace chuhai::dmn {

struct Frame {
  const Value* slots = nullptr;
  const Value* subject = nullptr;  // null outside unary tests
};

Value interpret(const Expression& expression, const Frame& frame);
// One node of it; used for constant folding and for operands of tests.
Value interpret_node(const Expression& expression, uint32_t node, const Frame& frame);

}  // namespace chuhai::dmn
