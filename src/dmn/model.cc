#include "dmn/model.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <pugixml.hpp>

#include "base/text.h"
#include "dmn/model_reader.h"

namespace chuhai::dmn {

namespace {

constexpr size_t kSizeMax = size_t{64} << 20;
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

// The bytes that one character or entity of the file at `raw` gives in the unescaped text.
struct Step {
  size_t raw = 0;
  size_t text = 0;
};

Step step_at(std::string_view source, size_t raw) {
  const std::string_view rest = source.substr(raw);
  if (rest.starts_with("\r\n")) return {2, 1};
  if (rest.empty() || rest[0] != '&') return {1, 1};
  const size_t end = rest.find(';');
  if (end == std::string_view::npos || end > 10) return {1, 1};
  if (rest[1] != '#') return {end + 1, 1};
  // a numeric reference to a character beyond ASCII takes two to four bytes
  const bool is_hex = rest[2] == 'x';
  const size_t digits = end - (is_hex ? 3 : 2);
  const size_t bytes = is_hex ? (digits <= 2   ? 1
                                 : digits <= 3 ? 2
                                 : digits <= 4 ? 3
                                               : 4)
                              : (digits <= 3   ? 1
                                 : digits <= 4 ? 2
                                               : 3);
  return {end + 1, bytes};
}

}  // namespace

Result<Model> Model::parse(std::string_view xml, std::string_view source_name) {
  Model model;
  model.source_name_ = std::string(source_name);
  if (xml.starts_with(kByteOrderMark)) xml.remove_prefix(kByteOrderMark.size());
  if (xml.size() > kSizeMax) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}: {} bytes are more than a model may have ({})", model.source_name_,
                             xml.size(), kSizeMax));
  }
  if (const auto bad = first_invalid_utf8(xml)) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}: not UTF-8 at byte {}", model.source_name_, *bad));
  }
  model.source_ = std::string(xml);
  pugi::xml_document document;
  const pugi::xml_parse_result parsed =
      document.load_buffer(model.source_.data(), model.source_.size(),
                           pugi::parse_default | pugi::parse_doctype, pugi::encoding_utf8);
  if (!parsed) {
    const SourcePosition at = model.position(static_cast<size_t>(parsed.offset));
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("{}:{}:{}: not well-formed XML: {}", model.source_name_, at.line,
                             at.column, parsed.description()));
  }
  CHUHAI_RETURN_IF_ERROR(ModelReader(model).read(document));
  return model;
}

SourcePosition Model::position(size_t offset) const {
  if (source_.empty()) return {};
  const std::string_view before = std::string_view(source_).substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return {static_cast<int>(std::count(before.begin(), before.end(), '\n')) + 1,
          static_cast<int>(code_point_count(before.substr(line_start))) + 1};
}

SourcePosition Model::position(const SourceText& text, size_t offset_in_text) const {
  size_t raw = text.offset;
  for (size_t done = 0; done < offset_in_text && raw < source_.size();) {
    const Step step = step_at(source_, raw);
    raw += step.raw;
    done += step.text;
  }
  return position(raw);
}

}  // namespace chuhai::dmn
