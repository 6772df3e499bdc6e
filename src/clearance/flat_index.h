// FlatIndex: a hash table from Hash128 to 32-bit slot numbers, several a key, with linear probing.
// The hash is taken as equal to the key only as far as the caller confirms it.
#pragma once

#include <cstdint>
#include <vector>

#include "base/hash.h"

namespace chuhai::clearance {

class FlatIndex {
 public:
  static constexpr uint32_t kNone = UINT32_MAX;

  FlatIndex() : cells_(kCapacityMin) {}

  size_t size() const { return size_; }

  void insert(Hash128 key, uint32_t value) {
    if ((size_ + 1) * 4 > cells_.size() * 3) grow();
    place({key, value});
    ++size_;
  }

  void erase(Hash128 key, uint32_t value) {
    size_t at = home(key);
    while (cells_[at].value != kNone) {
      if (cells_[at].value == value && cells_[at].key == key) {
        close_gap(at);
        --size_;
        return;
      }
      at = next(at);
    }
  }

  // The first value of the key that `accept(value)` takes, else kNone.
  template <typename Accept>
  uint32_t find(Hash128 key, Accept accept) const {
    for (size_t at = home(key); cells_[at].value != kNone; at = next(at))
      if (cells_[at].key == key && accept(cells_[at].value)) return cells_[at].value;
    return kNone;
  }

 private:
  struct Cell {
    Hash128 key;
    uint32_t value = kNone;
  };
  static constexpr size_t kCapacityMin = 1024;

  // The low bits choose the lane, so the high word spreads better within one.
  size_t home(Hash128 key) const { return key.high & (cells_.size() - 1); }
  size_t next(size_t at) const { return (at + 1) & (cells_.size() - 1); }

  void place(const Cell& cell) {
    size_t at = home(cell.key);
    while (cells_[at].value != kNone) at = next(at);
    cells_[at] = cell;
  }

  void grow() {
    std::vector<Cell> old(cells_.size() * 2);
    old.swap(cells_);
    for (const Cell& cell : old)
      if (cell.value != kNone) place(cell);
  }

  // Moves later cells of the run back, so that no tombstones gather.
  void close_gap(size_t gap) {
    for (size_t at = next(gap); cells_[at].value != kNone; at = next(at)) {
      const size_t wanted = home(cells_[at].key);
      const size_t mask = cells_.size() - 1;
      if (((at - wanted) & mask) < ((at - gap) & mask)) continue;
      cells_[gap] = cells_[at];
      gap = at;
    }
    cells_[gap].value = kNone;
  }

  std::vector<Cell> cells_;
  size_t size_ = 0;
};

}  // namespace chuhai::clearance
