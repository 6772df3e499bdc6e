// Id<Tag>: a 64-bit number that can't be mixed up with another kind of number.
//
//   using ParcelId = Id<struct ParcelTag>;
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace chuhai {

template <typename Tag>
class Id {
 public:
  constexpr Id() = default;
  explicit constexpr Id(int64_t value) : value_(value) {}
  constexpr int64_t value() const { return value_; }
  auto operator<=>(const Id&) const = default;

 private:
  int64_t value_ = 0;
};

}  // namespace chuhai

template <typename Tag>
struct std::hash<chuhai::Id<Tag>> {
  size_t operator()(chuhai::Id<Tag> id) const { return std::hash<int64_t>{}(id.value()); }
};
