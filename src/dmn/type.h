// Type: what is known of a value before it is there (DMN 1.5, 10.3.2.1 and 7.3.3). Structural.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "dmn/value.h"

namespace chuhai::dmn {

struct Expression;

struct Type {
  using Component = std::pair<std::string, Type>;

  Kind kind = Kind::kAny;
  std::string name;                                          // as written in typeRef
  std::shared_ptr<const Type> item;                          // of a list; null: Any
  std::shared_ptr<const std::vector<Component>> components;  // of a context; null: any
  std::shared_ptr<const Expression> allowed;                 // a test of the value; null: all

  static Type of(Kind kind);
};

// The value if it conforms, its only item if that conforms and the type is no list (singleton
// coercion, 10.3.2.9.4), else nullopt. Null conforms to everything. Allowed values aren't tested.
std::optional<Value> conform(const Value& value, const Type& type);

}  // namespace chuhai::dmn
