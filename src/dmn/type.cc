#include "dmn/type.h"

namespace chuhai::dmn {

Type Type::of(Kind kind) {
  Type type;
  type.kind = kind;
  type.name = std::string(kind_name(kind));
  return type;
}

namespace {

bool conforms(const Value& value, const Type& type) {
  if (value.is_null() || type.kind == Kind::kAny) return true;
  if (value.kind() != type.kind) return false;
  if (const Value::List* list = value.as_list(); list != nullptr && type.item != nullptr) {
    for (const Value& item : *list) {
      if (!conforms(item, *type.item)) return false;
    }
  }
  if (value.as_context() != nullptr && type.components != nullptr) {
    for (const auto& [name, component] : *type.components) {
      const Value* entry = value.find(name);
      if (entry == nullptr || !conforms(*entry, component)) return false;
    }
  }
  return true;
}

}  // namespace

std::optional<Value> conform(const Value& value, const Type& type) {
  if (conforms(value, type)) return value;
  const Value::List* list = value.as_list();
  if (list != nullptr && list->size() == 1 && type.kind != Kind::kList &&
      conforms(list->front(), type)) {
    return list->front();
  }
  return std::nullopt;
}

}  // namespace chuhai::dmn
