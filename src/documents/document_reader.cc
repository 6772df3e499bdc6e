#include "documents/document_reader.h"

#include <algorithm>

#include "documents/cuts.h"
#include "documents/field_table.h"

namespace chuhai::documents {
namespace {

constexpr size_t kDocumentsMax = 100;
// For the first allocation only: a receipt, the shortest document.
constexpr size_t kDocumentBytesLeast = 400;

bool is_blank(std::string_view text) {
  return text.find_first_not_of(" \t\n\r") == std::string_view::npos;
}

char first_of(std::string_view text) { return text.empty() ? '\0' : text[0]; }

}  // namespace

DocumentReader::DocumentReader(std::string_view bytes, const Settings& settings, Decoded& out,
                               int only)
    : bytes_(bytes),
      settings_(settings),
      out_(out),
      only_(only),
      markup_cuts_(cuts_in_markup(bytes)) {}

void DocumentReader::message(const MessageType& type, std::string_view guid) {
  type_ = &type;
  const size_t expected = only_ >= 0 ? 1 : bytes_.size() / kDocumentBytesLeast + 1;
  out_.documents.reserve(std::min(expected, kDocumentsMax));
  const bool lower =
      std::any_of(guid.begin(), guid.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  if (lower) say(rules::kGuidCase, nullptr, "@guid", guid);
}

void DocumentReader::begin_group(const Element& group, size_t offset) {
  const Element& document = type_->document();
  if (&group == &document) {
    begin_document(offset);
    place_ = document.children[0].is_group() ? Place::kOutside : Place::kHead;
  } else if (!document.children[0].is_group()) {
    place_ = Place::kOutside;
  } else if (&group == &document.children[0]) {
    place_ = Place::kHead;
  } else if (&group == &document.children[1]) {
    place_ = Place::kLine;
    line_ = LineState{};
    if (document_ != nullptr) document_->lines.emplace_back();
  } else {
    place_ = Place::kOutside;
  }
  filled_ = 0;
}

void DocumentReader::begin_document(size_t offset) {
  document_begin_ = offset;
  cuts_before_ = out_.cuts.size();
  line_numbers_.clear();
  refused_ = false;
  document_ = nullptr;
  if (only_ >= 0 && walk_->document() != only_) return;
  document_ = &out_.documents.emplace_back();
  document_->kind = type_->kind;
  document_->about = type_->about;
  document_->locator.ordinal = walk_->document();
}

void DocumentReader::end_group(const Element& group, size_t offset) {
  if (&group == &type_->document()) {
    if (document_ != nullptr) end_document(offset);
    document_ = nullptr;
  } else if (document_ != nullptr && is_judged()) {
    check_special_area(group);
    if (place_ == Place::kLine) {
      line_numbers_.push_back(line_.number);
      check_total_price();
    }
  }
  place_ = Place::kOutside;
}

void DocumentReader::end_document(size_t offset) {
  document_->content_digest = digest_of(document_begin_, offset);
  if (is_judged() && type_->kind == DocumentKind::kOrder) check_order();
  if (is_judged() && type_->kind == DocumentKind::kList) check_line_numbers();
  if (type_->kind == DocumentKind::kList) sum_list();
  if (!refused_) return;
  out_.refused_documents.push_back({walk_->document(), type_->kind, business_key(*document_),
                                    document_->ebc_code, document_->order_no});
  out_.documents.pop_back();
}

// Rules across fields need a document that the schema accepts.
bool DocumentReader::is_judged() const { return only_ < 0 && walk_->document_faults() == 0; }

// Of the document's bytes without the cuts, so that archived bytes give the same.
Hash128 DocumentReader::digest_of(size_t begin, size_t end) {
  std::vector<journal::Cut> cuts(out_.cuts.begin() + static_cast<ptrdiff_t>(cuts_before_),
                                 out_.cuts.end());
  const auto inside =
      std::lower_bound(markup_cuts_.begin(), markup_cuts_.end(), begin,
                       [](const journal::Cut& cut, size_t offset) { return cut.offset < offset; });
  for (auto cut = inside; cut != markup_cuts_.end() && cut->offset < end; ++cut) {
    cuts.push_back(*cut);
  }
  if (cuts.empty()) return stable_hash128(bytes_.substr(begin, end - begin));
  merge_cuts(cuts);
  scratch_.clear();
  size_t at = begin;
  for (const journal::Cut& cut : cuts) {
    scratch_.append(bytes_.substr(at, cut.offset - at));
    at = size_t{cut.offset} + cut.length;
  }
  scratch_.append(bytes_.substr(at, end - at));
  return stable_hash128(scratch_);
}

void DocumentReader::personal(std::string_view path, size_t begin, size_t end) {
  if (end <= begin) return;
  out_.cuts.push_back(
      {static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin), std::string(path)});
}

void DocumentReader::field(const Element& element, const FieldText& value) {
  if (document_ == nullptr) {
    if (only_ < 0 && place_ == Place::kOutside) check_value(element, value);
    return;
  }
  if (!check_value(element, value)) return;
  if (place_ == Place::kHead) {
    set_head(element, value);
  } else if (place_ == Place::kLine) {
    set_line(element, value);
  }
}

// The rules about a field alone; an empty text that may be empty counts as absent.
bool DocumentReader::check_value(const Element& element, const FieldText& value) {
  if (element.kind != ElementKind::kString) return check_number(element, value);
  if (value.text.empty() || element.text != TextRule::kNone) {
    const bool blank = is_blank(value.text);
    if (blank && element.text == TextRule::kRequired) {
      say_here(rules::kRequired, element, value.exact);
    }
    if (!blank && element.text == TextRule::kSpecialArea) filled_ |= uint64_t{1} << element.index;
    if (value.text.empty()) return false;
  }
  const bool valid = check_format(element, value.text);
  if (only_ < 0) check_text(element, value);
  return valid;
}

bool DocumentReader::check_number(const Element& element, const FieldText& value) {
  if (!value.number.in_range) {
    say_here(rules::kBeyondRange, element, value.exact);
    return false;
  }
  if (value.number.units < 0) say_here(rules::kNegative, element, value.exact);
  return true;
}

bool DocumentReader::check_format(const Element& element, std::string_view text) {
  switch (element.format) {
    case Format::kNone:
      return true;
    case Format::kGuid:
      if (std::any_of(text.begin(), text.end(), [](char c) { return c >= 'a' && c <= 'z'; })) {
        say_here(rules::kGuidCase, element, text);
      }
      return true;
    case Format::kDate8:
      if (Date::parse_compact(text).ok()) return true;
      break;
    case Format::kTime14:
    case Format::kTime17:
      if (const Result<Instant> time = Instant::parse_compact(text); time.ok()) {
        time_ = *time;
        return true;
      }
      break;
  }
  say_here(rules::kTime, element, text);
  return false;
}

void DocumentReader::check_text(const Element& element, const FieldText& value) {
  const auto among = [&](const std::vector<std::string>& allowed) {
    return std::find(allowed.begin(), allowed.end(), value.text) != allowed.end();
  };
  if (!element.values.empty() && !among(element.values)) {
    say_here(rules::kValue, element, value.exact);
  }
  if (!element.expected.empty() && !among(element.expected)) {
    say_here(rules::kUnexpectedValue, element, value.exact);
  }
  if (element.codes != CodeSet::kNone) {
    const Rule* rule = codes_.refuse(element, value.text);
    if (rule != nullptr) say_here(*rule, element, value.exact);
  }
  if (element.field == Field::kGcode) check_commodity_code(element, value.text);
  if (element.field == Field::kReturnStatus) check_return_status(element, value.text);
}

namespace {

// Where a text field of a head or a return goes; nullptr for fields of other types.
std::string* text_target(Document& d, Field field) {
  switch (field) {
    case Field::kGuid:
      return &d.guid;
    case Field::kOrderNo:
      return &d.order_no;
    case Field::kEbpCode:
      return &d.ebp_code;
    case Field::kEbpName:
      return &d.ebp_name;
    case Field::kEbcCode:
      return &d.ebc_code;
    case Field::kEbcName:
      return &d.ebc_name;
    case Field::kCurrency:
      return &d.currency;
    case Field::kPayCode:
      return &d.pay_code;
    case Field::kPayNo:
      return &d.pay_no;
    case Field::kLogisticsCode:
      return &d.logistics_code;
    case Field::kLogisticsNo:
      return &d.logistics_no;
    case Field::kCustomsCode:
      return &d.customs_code;
    case Field::kCopNo:
      return &d.cop_no;
    case Field::kPreNo:
      return &d.pre_no;
    case Field::kInvtNo:
      return &d.invt_no;
    case Field::kAgentCode:
      return &d.agent_code;
    case Field::kTradeMode:
      return &d.trade_mode;
    case Field::kCountry:
      return &d.country;
    case Field::kReturnStatus:
      return &d.return_status;
    case Field::kReturnInfo:
      return &d.return_info;
    default:
      return nullptr;
  }
}

}  // namespace

void DocumentReader::set_head(const Element& element, const FieldText& value) {
  Document& d = *document_;
  if (std::string* target = text_target(d, element.field)) {
    *target = value.text;
    return;
  }
  const Amount5 amount = Amount5::from_units(value.number.units);
  switch (element.field) {
    case Field::kAppType:
      d.app_type = first_of(value.text);
      break;
    case Field::kAppTime:
      d.app_time = time_;
      break;
    case Field::kAppStatus:
      d.app_status = first_of(value.text);
      break;
    case Field::kOrderType:
      d.order_type = first_of(value.text);
      break;
    case Field::kGoodsValue:
      d.goods_value = amount;
      break;
    case Field::kFreight:
      d.freight = amount;
      break;
    case Field::kCharge:
      d.amount = amount;
      break;
    case Field::kAccountingDate:
      d.accounting_time = time_;
      break;
    case Field::kStatisticsFlag:
      d.statistics_flag = first_of(value.text);
      break;
    case Field::kReturnTime:
      d.return_time = time_;
      break;
    default:
      break;
  }
}

void DocumentReader::set_line(const Element& element, const FieldText& value) {
  Line& line = document_->lines.back();
  const Amount5 amount = Amount5::from_units(value.number.units);
  switch (element.field) {
    case Field::kGnum:
      line.gnum = static_cast<int>(value.number.units);
      line_.number = value.number.units;
      break;
    case Field::kGcode:
      line.gcode = value.text;
      break;
    case Field::kCountry:
      line.country = value.text;
      break;
    case Field::kCurrency:
      line.currency = value.text;
      break;
    case Field::kQty:
      line.quantity = amount;
      line_.has |= kHasQuantity;
      break;
    case Field::kPrice:
      line_.price = amount;
      line_.has |= kHasPrice;
      break;
    case Field::kTotalPrice:
      line.total_price = amount;
      line_.has |= kHasTotal;
      break;
    default:
      break;
  }
}

void DocumentReader::say(const Rule& rule, const Element* element, std::string path,
                         std::string_view value, const Detail& detail) {
  if (only_ >= 0) return;
  if (rule.severity == Severity::kDocumentRefused) refused_ = true;
  walk_->add(make_finding(rule, element, std::move(path), value, detail));
}

void DocumentReader::say_here(const Rule& rule, const Element& element, std::string_view value,
                              const Detail& detail) {
  if (only_ >= 0) return;
  say(rule, &element, walk_->path_of(element.name), value, detail);
}

}  // namespace chuhai::documents
