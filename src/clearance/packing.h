// Packed bytes: what the binary forms of clearance are made of. Integers are LEB128 varints (signed
// ones zigzag first), text is a varint length and its bytes. Same bytes on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/amount5.h"
#include "base/hash.h"
#include "base/time.h"
#include "documents/document.h"

namespace chuhai::clearance {

class ByteWriter {
 public:
  explicit ByteWriter(std::string& out) : out_(out) {}

  void u8(uint8_t value) { out_.push_back(static_cast<char>(value)); }
  void varint(uint64_t value) {
    while (value >= 0x80) {
      u8(static_cast<uint8_t>(value | 0x80));
      value >>= 7;
    }
    u8(static_cast<uint8_t>(value));
  }
  void zigzag(int64_t value) {
    varint((static_cast<uint64_t>(value) << 1) ^ static_cast<uint64_t>(value >> 63));
  }
  void text(std::string_view value) {
    varint(value.size());
    out_.append(value);
  }
  void u64(uint64_t value) {
    for (int i = 0; i < 8; ++i) u8(static_cast<uint8_t>(value >> (8 * i)));
  }
  void hash(Hash128 value) {
    u64(value.high);
    u64(value.low);
  }
  void amount(Amount5 value) { zigzag(value.units()); }
  void instant(Instant value) { zigzag(value.millis()); }
  void locator(const documents::Locator& value) {
    varint(static_cast<uint64_t>(value.entry.lane));
    varint(static_cast<uint64_t>(value.entry.position));
    varint(static_cast<uint64_t>(value.ordinal));
  }

 private:
  std::string& out_;
};

// Reads zeros and empty text beyond the end and remembers that it did: check ok() once at the end.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : bytes_(bytes) {}

  bool ok() const { return ok_; }
  bool at_end() const { return at_ == bytes_.size(); }
  size_t position() const { return at_; }

  uint8_t u8() {
    if (at_ >= bytes_.size()) return fail();
    return static_cast<uint8_t>(bytes_[at_++]);
  }
  uint64_t varint() {
    uint64_t value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      const uint8_t byte = u8();
      value |= static_cast<uint64_t>(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return fail();
  }
  int64_t zigzag() {
    const uint64_t value = varint();
    return static_cast<int64_t>(value >> 1) ^ -static_cast<int64_t>(value & 1);
  }
  std::string_view text() {
    const uint64_t size = varint();
    if (size > bytes_.size() - at_) {
      fail();
      return {};
    }
    at_ += size;
    return bytes_.substr(at_ - size, size);
  }
  uint64_t u64() {
    uint64_t value = 0;
    for (int i = 0; i < 8; ++i) value |= static_cast<uint64_t>(u8()) << (8 * i);
    return value;
  }
  Hash128 hash() {
    const uint64_t high = u64();
    return {high, u64()};
  }
  Amount5 amount() { return Amount5::from_units(zigzag()); }
  Instant instant() { return Instant::from_millis(zigzag()); }
  documents::Locator locator() {
    documents::Locator value;
    value.entry.lane = static_cast<int>(varint());
    value.entry.position = static_cast<int64_t>(varint());
    value.ordinal = static_cast<int>(varint());
    return value;
  }

 private:
  uint8_t fail() {
    ok_ = false;
    at_ = bytes_.size();
    return 0;
  }

  std::string_view bytes_;
  size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace chuhai::clearance
