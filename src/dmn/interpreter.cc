#include "dmn/interpreter.h"

namespace chuhai::dmn {

namespace {

Value to_value(std::optional<bool> truth) { return truth ? Value(*truth) : Value(); }
Value to_value(const std::optional<Decimal>& number) { return number ? Value(*number) : Value(); }

Value arithmetic(Op op, const Value& a, const Value& b) {
  const Decimal* x = a.as_number();
  const Decimal* y = b.as_number();
  if (x != nullptr && y != nullptr) {
    switch (op) {
      case Op::kAdd:
        return to_value(x->plus(*y));
      case Op::kSubtract:
        return to_value(x->minus(*y));
      case Op::kMultiply:
        return to_value(x->times(*y));
      case Op::kDivide:
        return to_value(x->divided_by(*y));
      default:
        return to_value(x->power(*y));
    }
  }
  if (op == Op::kAdd && a.as_string() != nullptr && b.as_string() != nullptr) {
    return Value(*a.as_string() + *b.as_string());
  }
  return Value();
}

std::optional<bool> compare(Op op, const Value& a, const Value& b) {
  if (op == Op::kEqual || op == Op::kNotEqual) {
    const std::optional<bool> equal = feel_equal(a, b);
    return equal && op == Op::kNotEqual ? std::optional<bool>(!*equal) : equal;
  }
  const auto order = feel_compare(a, b);
  if (!order) return std::nullopt;
  switch (op) {
    case Op::kLess:
      return *order < 0;
    case Op::kLessOrEqual:
      return *order <= 0;
    case Op::kGreater:
      return *order > 0;
    default:
      return *order >= 0;
  }
}

std::optional<bool> in_range(const Value& value, const Value& low, bool low_closed,
                             const Value& high, bool high_closed) {
  const auto above = feel_compare(value, low);
  const auto below = feel_compare(value, high);
  if (!above || !below) return std::nullopt;
  return (low_closed ? *above >= 0 : *above > 0) && (high_closed ? *below <= 0 : *below < 0);
}

std::optional<bool> in_range(const Value& value, const Range& range) {
  return in_range(value, range.low, range.low_closed, range.high, range.high_closed);
}

// Membership: an item of another type is no member, and doesn't make the answer null.
bool in_list(const Value& value, const Value::List& list) {
  for (const Value& item : list) {
    if (feel_equal(value, item).value_or(false)) return true;
    if (item.as_range() != nullptr && in_range(value, *item.as_range()).value_or(false)) {
      return true;
    }
  }
  return false;
}

// What a bare expression means as a unary test (DMN 1.5, 10.3.2.7 and 7.3.x): the tested value
// equals it, or is in it when it gives a list or range, or it is itself the answer when it is a
// boolean expression and the tested value is no boolean.
Value matches(const Value& subject, const Value& operand, bool truth_if_boolean) {
  if (truth_if_boolean && operand.as_boolean() != nullptr && subject.as_boolean() == nullptr) {
    return operand;
  }
  if (const Value::List* list = operand.as_list()) {
    if (subject.as_list() != nullptr && feel_equal(subject, operand).value_or(false)) return true;
    return in_list(subject, *list);
  }
  if (operand.as_range() != nullptr && subject.as_range() == nullptr) {
    return to_value(in_range(subject, *operand.as_range()));
  }
  return to_value(feel_equal(subject, operand));
}

Value date_of_text(const Value& text) {
  if (text.as_date() != nullptr) return text;
  if (text.as_string() == nullptr) return Value();
  const auto date = Date::parse(*text.as_string());
  return date.ok() ? Value(*date) : Value();
}

Value date_of_parts(const Value& year, const Value& month, const Value& day) {
  int parts[3] = {};
  const Value* values[3] = {&year, &month, &day};
  for (int i = 0; i < 3; ++i) {
    const Decimal* number = values[i]->as_number();
    if (number == nullptr || !number->is_integer()) return Value();
    const auto integer = number->to_scaled_int64(0, Rounding::kHalfEven);
    if (!integer || *integer < 0 || *integer > 9999) return Value();
    parts[i] = static_cast<int>(*integer);
  }
  const auto date = Date::of(parts[0], parts[1], parts[2]);
  return date.ok() ? Value(*date) : Value();
}

class Interpreter {
 public:
  explicit Interpreter(const Expression& expression) : expression_(expression) {}

  // A reference to a slot or constant where possible, else to `scratch`.
  const Value& at(uint32_t index, const Frame& frame, Value& scratch) const {
    const Node& node = expression_.node(index);
    switch (node.op) {
      case Op::kConstant:
        return node.constant;
      case Op::kSlot:
        return frame.slots[node.slot];
      case Op::kSubject:
        return *frame.subject;
      default:
        scratch = compute(node, frame);
        return scratch;
    }
  }

 private:
  Value binary(const Node& node, const Frame& frame) const {
    Value left_scratch;
    Value right_scratch;
    const Value& left = at(node.children[0], frame, left_scratch);
    const Value& right = at(node.children[1], frame, right_scratch);
    if (node.op == Op::kMatches) return matches(left, right, node.truth_if_boolean);
    if (is_comparison(node.op)) return to_value(compare(node.op, left, right));
    return arithmetic(node.op, left, right);
  }

  // Stops at the first operand that decides; other non-booleans count as null, without error.
  Value logical(const Node& node, const Frame& frame) const {
    const bool deciding = node.op == Op::kOr;
    bool saw_null = false;
    for (const uint32_t child : node.children) {
      Value scratch;
      const bool* truth = at(child, frame, scratch).as_boolean();
      if (truth == nullptr) {
        saw_null = true;
      } else if (*truth == deciding) {
        return deciding;
      }
    }
    return saw_null ? Value() : Value(!deciding);
  }

  // value in [low..high] without making the range a value.
  Value between(const Value& value, uint32_t low, bool low_closed, uint32_t high, bool high_closed,
                const Frame& frame) const {
    Value low_scratch;
    Value high_scratch;
    return to_value(in_range(value, at(low, frame, low_scratch), low_closed,
                             at(high, frame, high_scratch), high_closed));
  }

  Value matches_node(const Node& node, const Frame& frame) const {
    const Node& operand = expression_.node(node.children[1]);
    if (operand.op != Op::kRange) return binary(node, frame);
    Value scratch;
    return between(at(node.children[0], frame, scratch), operand.children[0], operand.low_closed,
                   operand.children[1], operand.high_closed, frame);
  }

  Value compute(const Node& node, const Frame& frame) const {
    Value scratch;
    switch (node.op) {
      case Op::kNegate: {
        const Decimal* number = at(node.children[0], frame, scratch).as_number();
        return number == nullptr ? Value() : Value(number->negated());
      }
      case Op::kAnd:
      case Op::kOr:
        return logical(node, frame);
      case Op::kNot: {
        const bool* truth = at(node.children[0], frame, scratch).as_boolean();
        return truth == nullptr ? Value() : Value(!*truth);
      }
      case Op::kIf: {
        const bool holds = at(node.children[0], frame, scratch).is_true();
        Value result;
        return at(node.children[holds ? 1 : 2], frame, result);
      }
      case Op::kBetween:
        return between(at(node.children[0], frame, scratch), node.children[1], true,
                       node.children[2], true, frame);
      case Op::kIn: {
        const Value& subject = at(node.children[0], frame, scratch);
        Value result;
        return at(node.children[1], Frame{frame.slots, &subject}, result);
      }
      case Op::kMatches:
        return matches_node(node, frame);
      case Op::kList: {
        Value::List list;
        for (const uint32_t child : node.children) list.push_back(at(child, frame, scratch));
        return Value(std::move(list));
      }
      case Op::kRange:
        return range(node, frame);
      case Op::kDateOfText:
        return date_of_text(at(node.children[0], frame, scratch));
      case Op::kDateOfParts: {
        Value month;
        Value day;
        return date_of_parts(at(node.children[0], frame, scratch),
                             at(node.children[1], frame, month), at(node.children[2], frame, day));
      }
      case Op::kPath: {
        const Value* entry = at(node.children[0], frame, scratch).find(*node.constant.as_string());
        return entry == nullptr ? Value() : *entry;
      }
      default:
        return binary(node, frame);
    }
  }

  // A range whose ends can't be compared is null.
  Value range(const Node& node, const Frame& frame) const {
    Value low_scratch;
    Value high_scratch;
    Range range{at(node.children[0], frame, low_scratch), at(node.children[1], frame, high_scratch),
                node.low_closed, node.high_closed};
    if (!feel_compare(range.low, range.high)) return Value();
    return Value(std::move(range));
  }

  const Expression& expression_;
};

}  // namespace

bool is_comparison(Op op) { return op >= Op::kEqual && op <= Op::kGreaterOrEqual; }

Value interpret(const Expression& expression, const Frame& frame) {
  return interpret_node(expression, expression.root, frame);
}

Value interpret_node(const Expression& expression, uint32_t node, const Frame& frame) {
  Value scratch;
  return Interpreter(expression).at(node, frame, scratch);
}

}  // namespace chuhai::dmn
