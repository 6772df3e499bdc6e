#include "dmn/split.h"

#include <fmt/format.h>

#include <algorithm>

#include "dmn/analysis.h"
#include "dmn/interpreter.h"
#include "dmn/run.h"

namespace chuhai::dmn {

namespace {

constexpr int32_t kFirstDay = -719162;  // 0001-01-01
constexpr int32_t kLastDay = 2932896;   // 9999-12-31

bool less(const Value& a, const Value& b) {
  const auto order = feel_compare(a, b);
  return order && *order < 0;
}

Decimal step_of(int scale) {
  auto step = Decimal::scaled(1, -scale);
  return step.ok() ? *step : Decimal::from_int(1);
}

bool is_on_grid(const Value& value, std::optional<int> scale) {
  if (!scale || value.as_number() == nullptr) return true;
  const auto rounded = value.as_number()->rounded(*scale, Rounding::kHalfEven);
  return rounded && *rounded == *value.as_number();
}

std::optional<Value> to_value(const std::optional<Decimal>& number) {
  return number ? std::optional<Value>(Value(*number)) : std::nullopt;
}

// Candidates for a number strictly between the ends; the first that is there is taken.
std::vector<std::optional<Decimal>> numbers_between(const Decimal* low, const Decimal* high,
                                                    std::optional<int> scale) {
  std::vector<std::optional<Decimal>> out;
  if (scale) {
    const Decimal step = step_of(*scale);
    if (low != nullptr) {
      const auto below = low->rounded(*scale, Rounding::kFloor);
      if (below) out.push_back(below->plus(step));
    } else if (high != nullptr) {
      const auto above = high->rounded(*scale, Rounding::kCeiling);
      if (above) out.push_back(above->minus(step));
    }
  }
  if (low != nullptr && high != nullptr) {
    const auto half = Decimal::from_int(1).divided_by(Decimal::from_int(2));
    const auto width = high->minus(*low);
    const auto middle = width ? width->times(*half) : std::nullopt;
    out.push_back(middle ? low->plus(*middle) : std::nullopt);
  } else if (low != nullptr) {
    out.push_back(low->plus(Decimal::from_int(1)));
    out.push_back(low->plus(low->abs()));
  } else if (high != nullptr) {
    out.push_back(high->minus(Decimal::from_int(1)));
    out.push_back(high->minus(high->abs()));
  } else {
    out.push_back(Decimal());
  }
  return out;
}

// A value strictly between, or nullopt when there's none.
std::optional<Value> between(Kind kind, const std::optional<Value>& low,
                             const std::optional<Value>& high, std::optional<int> scale) {
  const auto is_inside = [&](const Value& value) {
    return (!low || less(*low, value)) && (!high || less(value, *high)) && is_on_grid(value, scale);
  };
  std::vector<std::optional<Value>> candidates;
  if (kind == Kind::kNumber) {
    for (const auto& number : numbers_between(low ? low->as_number() : nullptr,
                                              high ? high->as_number() : nullptr, scale)) {
      candidates.push_back(to_value(number));
    }
  } else if (kind == Kind::kDate) {
    const int32_t day = low    ? low->as_date()->days_since_epoch() + 1
                        : high ? high->as_date()->days_since_epoch() - 1
                               : 0;
    if (day >= kFirstDay && day <= kLastDay) candidates.emplace_back(Value(Date::from_days(day)));
  } else {
    candidates.emplace_back(Value(low ? *low->as_string() + "\x01" : std::string()));
  }
  for (const auto& candidate : candidates) {
    if (candidate && is_inside(*candidate)) return candidate;
  }
  return std::nullopt;
}

void collect(const Value& value, Kind kind, std::vector<Value>& out, bool& has_range) {
  if (value.kind() == kind) out.push_back(value);
  if (const Value::List* list = value.as_list()) {
    for (const Value& item : *list) collect(item, kind, out, has_range);
  }
  if (const Range* range = value.as_range()) {
    has_range = true;
    collect(range->low, kind, out, has_range);
    collect(range->high, kind, out, has_range);
  }
}

class Boxes {
 public:
  Boxes(const Analysis& analysis, const Unknown& unknown, uint32_t slot,
        const std::vector<Value>& slots)
      : analysis_(analysis),
        unknown_(unknown),
        slot_(slot),
        slots_(slots),
        kind_(analysis.kind_of(slot)) {}

  SplitInput make() {
    SplitInput out;
    out.slot = slot_;
    if (unknown_.may_be_absent) out.boxes.push_back({Box::Shape::kNull, Value(), {}, {}});
    if (const auto values = analysis_.finite_values(slot_)) {
      for (const Value& value : *values) add(out, {Box::Shape::kPoint, value, {}, {}});
      return out;
    }
    find_cuts();
    if (kind_ == Kind::kString && !needs_order_) {
      add_strings(out);
    } else if (kind_ == Kind::kNumber || kind_ == Kind::kDate || kind_ == Kind::kString) {
      out.is_ordered = true;
      add_pieces(out);
    } else {
      out.boxes.push_back({Box::Shape::kOther, Value(), {}, {}});  // every use of it is opaque
    }
    return out;
  }

 private:
  void find_cuts() {
    for (const CutSource& source : analysis_.cuts()) {
      if (source.slot != slot_) continue;
      needs_order_ = needs_order_ || source.is_order;
      const Value value =
          interpret_node(*source.expression, source.node, Frame{slots_.data(), nullptr});
      collect(value, kind_, cuts_, needs_order_);
    }
    for (const auto* bound : {&unknown_.lower, &unknown_.upper}) {
      if (!*bound) continue;
      needs_order_ = true;
      cuts_.push_back((*bound)->value);
    }
    std::sort(cuts_.begin(), cuts_.end(), less);
    cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
  }

  void add_pieces(SplitInput& out) {
    std::optional<Value> low;
    for (size_t i = 0; i <= cuts_.size(); ++i) {
      const std::optional<Value> high =
          i < cuts_.size() ? std::optional<Value>(cuts_[i]) : std::nullopt;
      if (const auto inside = between(kind_, low, high, unknown_.scale)) {
        add(out, {Box::Shape::kOpen, *inside, low, high});
      }
      if (high) add(out, {Box::Shape::kPoint, *high, {}, {}});
      low = high;
    }
  }

  void add_strings(SplitInput& out) {
    std::string other = "…";
    for (const Value& value : cuts_) {
      add(out, {Box::Shape::kPoint, value, {}, {}});
      while (value.as_string()->starts_with(other)) other += "…";
    }
    add(out, {Box::Shape::kOther, Value(other), {}, {}});
  }

  bool is_within_bounds(const Value& value) const {
    const auto holds = [&](const std::optional<Bound>& bound, bool is_lower) {
      if (!bound) return true;
      const auto order = feel_compare(value, bound->value);
      if (!order) return false;
      if (*order == 0) return bound->closed;
      return is_lower ? *order > 0 : *order < 0;
    };
    return holds(unknown_.lower, true) && holds(unknown_.upper, false);
  }

  void add(SplitInput& out, Box box) const {
    const Value& value = box.representative;
    if (!is_within_bounds(value) || !is_on_grid(value, unknown_.scale)) return;
    if (kind_ != Kind::kAny && value.kind() != kind_) return;
    const auto tests = analysis_.domain_tests().find(slot_);
    if (tests != analysis_.domain_tests().end()) {
      for (const Expression* test : tests->second) {
        if (!interpret(*test, Frame{slots_.data(), &value}).is_true()) return;
      }
    }
    const bool is_there = std::any_of(out.boxes.begin(), out.boxes.end(), [&](const Box& other) {
      return other.representative == box.representative;
    });
    if (!is_there) out.boxes.push_back(std::move(box));
  }

  const Analysis& analysis_;
  const Unknown& unknown_;
  uint32_t slot_;
  const std::vector<Value>& slots_;
  Kind kind_;
  std::vector<Value> cuts_;
  bool needs_order_ = false;
};

Status check(const Program& program, uint32_t slot, const Unknown& unknown, Kind kind) {
  for (const auto* bound : {&unknown.lower, &unknown.upper}) {
    if (!*bound) continue;
    const bool is_ordered = kind == Kind::kNumber || kind == Kind::kDate || kind == Kind::kString;
    if (is_ordered && (*bound)->value.kind() == kind) continue;
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("the input '{}' is of type {}; {} can't bound it",
                             program.slots[slot].name, kind_name(kind), (*bound)->value.to_feel()));
  }
  return {};
}

// The text of a run of ordered boxes, first to last.
std::string run_text(const SplitInput& input, size_t first, size_t last) {
  const Box& low = input.boxes[first];
  const Box& high = input.boxes[last];
  const bool has_null = input.boxes.front().shape == Box::Shape::kNull;
  const bool from_start = first == (has_null ? 1 : 0);
  const bool to_end = last + 1 == input.boxes.size();
  const bool low_closed = low.shape == Box::Shape::kPoint;
  const bool high_closed = high.shape == Box::Shape::kPoint;
  if (first == last && low_closed) return low.representative.to_feel();
  const auto low_end = low_closed ? std::optional<Value>(low.representative) : low.low;
  const auto high_end = high_closed ? std::optional<Value>(high.representative) : high.high;
  const bool has_low = low_end && !from_start;
  const bool has_high = high_end && !to_end;
  if (has_low && has_high) {
    return fmt::format("{}{}..{}{}", low_closed ? '[' : '(', low_end->to_feel(),
                       high_end->to_feel(), high_closed ? ']' : ')');
  }
  if (has_low) return (low_closed ? ">= " : "> ") + low_end->to_feel();
  if (has_high) return (high_closed ? "<= " : "< ") + high_end->to_feel();
  return has_null ? "!= null" : "-";
}

std::string set_text(const SplitInput& input, const std::vector<size_t>& boxes) {
  std::vector<uint8_t> chosen(input.boxes.size());
  for (const size_t box : boxes) chosen[box] = 1;
  const bool has_other = std::any_of(boxes.begin(), boxes.end(), [&](size_t box) {
    return input.boxes[box].shape == Box::Shape::kOther;
  });
  std::string list;
  for (size_t i = 0; i < input.boxes.size(); ++i) {
    const bool is_listed = (chosen[i] != 0) != has_other;
    if (!is_listed || input.boxes[i].shape == Box::Shape::kOther) continue;
    if (!list.empty()) list += ", ";
    list += input.boxes[i].representative.to_feel();
  }
  if (!has_other) return list;
  return list.empty() ? "-" : "not(" + list + ")";
}

}  // namespace

std::string condition_of(const SplitInput& input, const std::vector<size_t>& boxes) {
  if (boxes.size() == input.boxes.size()) return "-";
  if (!input.is_ordered) return set_text(input, boxes);
  std::string out;
  const auto append = [&](const std::string& text) {
    if (!out.empty()) out += ", ";
    out += text;
  };
  for (size_t i = 0; i < boxes.size();) {
    if (input.boxes[boxes[i]].shape == Box::Shape::kNull) {
      append("null");
      ++i;
      continue;
    }
    size_t last = i;
    while (last + 1 < boxes.size() && boxes[last + 1] == boxes[last] + 1) ++last;
    append(run_text(input, boxes[i], boxes[last]));
    i = last + 1;
  }
  return out;
}

Result<Split> split(const Program& program, uint32_t decision, const std::vector<Value>& slots,
                    const std::vector<uint8_t>& supplied,
                    const std::map<uint32_t, Unknown>& unknowns) {
  Analysis analysis(program, decision, supplied, unknowns);
  for (const auto& [slot, unknown] : unknowns) {
    CHUHAI_RETURN_IF_ERROR(check(program, slot, unknown, analysis.kind_of(slot)));
  }
  analysis.run();
  // Decisions that depend on no unknown input have their value now; cut points may need them.
  Run base(program, slots, supplied, RunOptions{false, false, nullptr});
  base.evaluate(decision);
  Split out;
  out.opaque.resize(program.expressions.size());
  for (const OpaqueExpression& opaque : analysis.opaque()) out.opaque[opaque.expression] = 1;
  out.opaque_expressions = analysis.opaque();
  for (const uint32_t slot : analysis.read_slots()) {
    SplitInput input = Boxes(analysis, unknowns.at(slot), slot, base.slots()).make();
    if (input.boxes.empty()) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("the input '{}' has no possible value: its bounds, allowed values "
                               "and scale exclude each other",
                               program.slots[slot].name));
    }
    out.inputs.push_back(std::move(input));
  }
  return out;
}

std::vector<OpaqueExpression> find_opaque(const Program& program, uint32_t decision,
                                          const std::map<uint32_t, Unknown>& unknowns) {
  const std::vector<uint8_t> supplied(program.decisions.size());
  Analysis analysis(program, decision, supplied, unknowns);
  analysis.run();
  return analysis.opaque();
}

}  // namespace chuhai::dmn
