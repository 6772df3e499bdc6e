// Whether a code is in the table that its field names. Built for the hot path: numeric codes are
// looked up by index, and the last enterprise code of each field is remembered.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "documents/field_table.h"
#include "documents/rules.h"

namespace chuhai::documents {

class CodeCheck {
 public:
  // The rule that refuses `text` as the element's code, or nullptr. `text` isn't empty.
  const Rule* refuse(const Element& element, std::string_view text);

 private:
  struct Remembered {
    std::string text;
    bool valid = false;
  };
  std::array<Remembered, 64> enterprises_;  // by the element's index
};

}  // namespace chuhai::documents
