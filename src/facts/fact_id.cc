#include "facts/fact_id.h"

#include <fmt/format.h>

#include "base/text.h"

namespace chuhai::facts {
namespace {

constexpr std::string_view kHexDigits = "0123456789ABCDEF";

std::string escaped(std::string_view part) {
  std::string out;
  for (const char c : part) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/' || c == '%' || byte <= 0x20 || byte == 0x7f) {
      out += {'%', kHexDigits[byte >> 4], kHexDigits[byte & 15]};
    } else {
      out += c;
    }
  }
  return out;
}

Result<std::string> unescaped(std::string_view part) {
  std::string out;
  for (size_t i = 0; i < part.size(); ++i) {
    if (part[i] != '%') {
      out += part[i];
      continue;
    }
    const size_t high = i + 2 < part.size() ? kHexDigits.find(part[i + 1]) : std::string::npos;
    const size_t low = i + 2 < part.size() ? kHexDigits.find(part[i + 2]) : std::string::npos;
    if (high == std::string::npos || low == std::string::npos) {
      return Error(ErrorCode::kInvalidArgument,
                   fmt::format("\"{}\": % is followed by two digits 0-9, A-F", part));
    }
    out += static_cast<char>(high * 16 + low);
    i += 2;
  }
  return out;
}

std::string period_part(const Period& period) {
  std::string text = period.to_string();
  if (const size_t slash = text.find('/'); slash != std::string::npos) text.replace(slash, 1, "..");
  return text;
}

Result<Period> parse_period_part(std::string_view part) {
  std::string text(part);
  if (const size_t dots = text.find(".."); dots != std::string::npos) text.replace(dots, 2, "/");
  return Period::parse(text);
}

}  // namespace

std::string canonical_text(const FactIdParts& parts) {
  std::string id = fmt::format("{}/{}:{}/{}", parts.fact, parts.subject.kind,
                               escaped(parts.subject.id), period_part(parts.period));
  if (!parts.basis.empty()) id += "/" + parts.basis;
  return id + parts.rest;
}

std::string make_fact_id(const Fact& fact, Composition composition) {
  std::string id = canonical_text({.fact = fact.fact,
                                   .subject = fact.subject,
                                   .period = fact.period,
                                   .basis = fact.basis,
                                   .rest = ""});
  if (!fact.mode.empty()) id += "/mode=" + escaped(fact.mode);
  if (!fact.destination.empty()) id += "/dest=" + escaped(fact.destination);
  if (composition == Composition::kOnePaper) id += "/paper=" + escaped(fact.paper);
  if (composition == Composition::kMonths) id += "/months";
  if (composition == Composition::kMonthsHighest) id += "/months=highest";
  return id;
}

Result<FactIdParts> parse_fact_id(std::string_view text) {
  constexpr std::string_view kPrefix = "fact:";
  if (text.starts_with(kPrefix)) text.remove_prefix(kPrefix.size());
  const auto parts = split(text, '/');
  if (parts.size() < 3) {
    return Error(ErrorCode::kInvalidArgument,
                 fmt::format("\"{}\" is no fact id: FACT/SUBJECT/PERIOD[/BASIS…], for example "
                             "turnover/enterprise:91…/2023/zone_platform; `chuhai facts SUBJECT` "
                             "lists them",
                             text));
  }
  FactIdParts id;
  id.fact = parts[0];
  CHUHAI_ASSIGN_OR_RETURN(const std::string subject, unescaped(parts[1]));
  // Documents may name an enterprise by a code with spaces in it, which Subject::parse doesn't
  // take.
  const size_t colon = subject.find(':');
  id.subject = colon == std::string::npos
                   ? Subject{"enterprise", subject}
                   : Subject{subject.substr(0, colon), subject.substr(colon + 1)};
  if (id.subject.kind.empty() || id.subject.id.empty()) {
    return Error(ErrorCode::kInvalidArgument, fmt::format("\"{}\" names no subject", text));
  }
  CHUHAI_ASSIGN_OR_RETURN(id.period, parse_period_part(parts[2]));
  if (parts.size() > 3) id.basis = parts[3];
  for (size_t i = 4; i < parts.size(); ++i) id.rest += fmt::format("/{}", parts[i]);
  return id;
}

}  // namespace chuhai::facts
