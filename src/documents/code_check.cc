#include "documents/code_check.h"

#include <bitset>
#include <optional>

#include "base/credit_code.h"
#include "registry/codes.h"

namespace chuhai::documents {
namespace {

using registry::CodeTable;

constexpr size_t kIndexedDigitsMax = 4;
constexpr size_t kIndexSize = 10 * 10 * 10 * 10;
// What a foreign platform without a code of its own is given as (202205 specification, export).
constexpr std::string_view kNoPlatformCode = "无";

// Up to four digits as a number, or nullopt.
std::optional<size_t> index_of(std::string_view code) {
  if (code.empty() || code.size() > kIndexedDigitsMax) return std::nullopt;
  size_t value = 0;
  for (const char c : code) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + static_cast<size_t>(c - '0');
  }
  return value;
}

// The numeric codes of a table, by length and number.
class Index {
 public:
  explicit Index(CodeTable table) : table_(table) {
    for (const registry::Code& code : registry::all_codes(table)) {
      if (const auto at = index_of(code.code)) known_[code.code.size() - 1].set(*at);
    }
  }
  bool holds(std::string_view code) const {
    if (const auto at = index_of(code)) return known_[code.size() - 1].test(*at);
    return registry::find_code(table_, code) != nullptr;
  }

 private:
  CodeTable table_;
  std::array<std::bitset<kIndexSize>, kIndexedDigitsMax> known_;
};

struct Indices {
  Index currency{CodeTable::kCurrency};
  Index unit{CodeTable::kUnit};
  Index country{CodeTable::kCountry};
  Index customs{CodeTable::kCustomsDistrict};
  Index transport{CodeTable::kTransportMode};
  Index packaging{CodeTable::kPackaging};
  Index port{CodeTable::kPort};
};

const Indices& indices() {
  static const Indices built;
  return built;
}

}  // namespace

const Rule* CodeCheck::refuse(const Element& element, std::string_view text) {
  const Indices& by = indices();
  switch (element.codes) {
    case CodeSet::kNone:
      return nullptr;
    case CodeSet::kCurrency:
      return by.currency.holds(text) ? nullptr : &rules::kCurrency;
    case CodeSet::kUnit:
      return by.unit.holds(text) ? nullptr : &rules::kUnit;
    case CodeSet::kCountry:
      return by.country.holds(text) ? nullptr : &rules::kCountry;
    case CodeSet::kCustoms:
      return by.customs.holds(text) ? nullptr : &rules::kCustomsDistrict;
    case CodeSet::kTransport:
      return by.transport.holds(text) ? nullptr : &rules::kTransport;
    case CodeSet::kPackaging:
      return by.packaging.holds(text) ? nullptr : &rules::kPackaging;
    case CodeSet::kPort:
      return by.port.holds(text) ? nullptr : &rules::kPort;
    case CodeSet::kPlatform:
      if (text == kNoPlatformCode) return nullptr;
      [[fallthrough]];
    case CodeSet::kEnterprise: {
      Remembered& last = enterprises_[static_cast<size_t>(element.index)];
      if (last.text != text) {
        last.text = text;
        last.valid = is_enterprise_code(text);
      }
      return last.valid ? nullptr : &rules::kEnterprise;
    }
  }
  return nullptr;
}

}  // namespace chuhai::documents
