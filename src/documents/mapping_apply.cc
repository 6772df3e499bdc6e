#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/text.h"
#include "csv/csv.h"
#include "documents/mapping.h"
#include "registry/codes.h"

namespace chuhai::documents {
namespace {

constexpr int kBusinessMinutes = 480;  // what Instant::parse takes a time without zone for
constexpr int64_t kMillisPerMinute = 60'000;

// * for any characters, ? for one.
bool matches(std::string_view pattern, std::string_view name) {
  size_t at = 0;
  size_t star = std::string_view::npos;  // the last * met, and where what follows it is tried
  size_t tried = 0;
  for (size_t in_name = 0; in_name < name.size();) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      tried = in_name;
    } else if (at < pattern.size() && (pattern[at] == '?' || pattern[at] == name[in_name])) {
      ++at;
      ++in_name;
    } else if (star != std::string_view::npos) {
      at = star + 1;
      in_name = ++tried;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == std::string_view::npos;
}

std::string_view base_name(std::string_view path) {
  const size_t slash = path.find_last_of("/\\");
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool names_a_zone(std::string_view time) {
  if (time.ends_with('Z')) return true;
  const size_t clock = time.find(':');
  return clock != std::string_view::npos &&
         time.find_first_of("+-", clock) != std::string_view::npos;
}

struct Row {
  size_t file = 0;
  size_t ordinal = 0;  // within the file
  const csv::CsvTable* table = nullptr;
  const csv::CsvRow* row = nullptr;
};

struct LoadedSource {
  std::vector<Row> rows;  // those with a key
  std::unordered_map<std::string_view, std::vector<size_t>> by_key;
  std::vector<std::string_view> keys;  // in order of first appearance
};

// A value that can't be used; where and why.
struct Refusal {
  const Row* row = nullptr;
  std::string column;
  std::string value;
  std::string reason;
};

class Application {
 public:
  Application(const Mapping& mapping, std::span<const NamedFile> files)
      : mapping_(mapping), files_(files) {}

  Result<TradeRecords> run() {
    CHUHAI_RETURN_IF_ERROR(load());
    CHUHAI_RETURN_IF_ERROR(check_columns());
    for (const RecordRule& record : mapping_.records) make_records(record);
    return std::move(result_);
  }

 private:
  Status load() {
    sources_.resize(mapping_.sources.size());
    tables_.resize(files_.size());
    std::vector<bool> used(files_.size());
    for (size_t s = 0; s < sources_.size(); ++s) {
      const TradeSource& source = mapping_.sources[s];
      bool found = false;
      for (size_t f = 0; f < files_.size(); ++f) {
        if (!matches(source.file_pattern, base_name(files_[f].name))) continue;
        used[f] = found = true;
        CHUHAI_RETURN_IF_ERROR(load_file(source, sources_[s], f));
      }
      if (!found) {
        return Error(ErrorCode::kNotFound,
                     fmt::format("mapping {}: no file is called {} (source {})", mapping_.name,
                                 source.file_pattern, source.name));
      }
    }
    for (size_t f = 0; f < files_.size(); ++f) {
      if (!used[f]) result_.unused_files.push_back(files_[f].name);
    }
    return {};
  }

  Status load_file(const TradeSource& source, LoadedSource& loaded, size_t f) {
    if (!tables_[f]) {
      CHUHAI_ASSIGN_OR_RETURN(tables_[f], csv::parse_csv(files_[f].bytes, files_[f].name));
      for (const csv::CsvBadRow& bad : tables_[f]->bad_rows()) {
        result_.refused.push_back({files_[f].name, bad.line, "", "", bad.reason});
      }
    }
    const csv::CsvTable& table = *tables_[f];
    const auto key = table.column_index(source.key_column);
    if (!key) return no_column(table, source.key_column);
    for (size_t r = 0; r < table.rows().size(); ++r) {
      const csv::CsvRow& row = table.rows()[r];
      const std::string_view text = trim(row.cells[*key]);
      if (text.empty()) {
        result_.refused.push_back(
            {files_[f].name, row.line, source.key_column, "", "the order key is empty"});
        continue;
      }
      std::vector<size_t>& of_key = loaded.by_key[text];
      if (of_key.empty()) loaded.keys.push_back(text);
      of_key.push_back(loaded.rows.size());
      loaded.rows.push_back({f, r, &table, &row});
    }
    return {};
  }

  Error no_column(const csv::CsvTable& table, std::string_view column) const {
    return Error(ErrorCode::kNotFound,
                 fmt::format("mapping {}: {} has no column {}; it has {}", mapping_.name,
                             table.source_name(), column, fmt::join(table.header(), ", ")));
  }

  // Every file of a source has every column that is taken from it.
  Status check_columns() const {
    for (const RecordRule& record : mapping_.records) {
      for (const std::string& column : record.when) {
        CHUHAI_RETURN_IF_ERROR(check_column(record.rows, column));
      }
      for (const auto& [field, value] : record.fields) {
        for (const ValueSource::Term& term : value.terms) {
          CHUHAI_RETURN_IF_ERROR(check_column(term.source, term.column));
        }
      }
    }
    return {};
  }

  Status check_column(int source, std::string_view column) const {
    const csv::CsvTable* last = nullptr;
    for (const Row& row : sources_[static_cast<size_t>(source)].rows) {
      if (row.table == last) continue;
      last = row.table;
      if (!last->has_column(column)) return no_column(*last, column);
    }
    return {};
  }

  void make_records(const RecordRule& record) {
    rows_source_ = record.rows;
    const LoadedSource& source = sources_[static_cast<size_t>(record.rows)];
    if (record.per_key) {
      for (const std::string_view key : source.keys) {
        std::vector<const Row*> rows;
        for (const size_t at : source.by_key.at(key)) {
          if (is_wanted(record, source.rows[at])) rows.push_back(&source.rows[at]);
        }
        if (!rows.empty()) make_record(record, key, rows);
      }
      return;
    }
    const std::string& key_column = mapping_.sources[static_cast<size_t>(record.rows)].key_column;
    for (const Row& row : source.rows) {
      if (is_wanted(record, row)) make_record(record, cell(row, key_column), {&row});
    }
  }

  static std::string_view cell(const Row& row, std::string_view column) {
    return trim(row.table->cell(*row.row, column).value_or(std::string_view()));
  }

  static bool is_wanted(const RecordRule& record, const Row& row) {
    return std::all_of(record.when.begin(), record.when.end(),
                       [&](const std::string& column) { return !cell(row, column).empty(); });
  }

  void make_record(const RecordRule& record, std::string_view key,
                   const std::vector<const Row*>& rows) {
    Document document;
    document.kind = record.kind;
    document.form = Form::kTradeRecord;
    document.order_no = key;
    document.locator.ordinal = static_cast<int>(rows.front()->ordinal);
    digest_text_.clear();
    add_to_digest(key);
    for (const auto& [field, value] : record.fields) {
      add_to_digest(name_of(field));
      Refusal refusal;
      required_ = is_required(record.kind, field);
      if (set_field(document, field, value, key, rows, refusal)) continue;
      const Row& at = refusal.row == nullptr ? *rows.front() : *refusal.row;
      result_.refused.push_back(
          {files_[at.file].name, at.row->line, refusal.column, refusal.value, refusal.reason});
      return;
    }
    document.content_digest = stable_hash128({std::string_view(mapping_.name),
                                              fmt::format("{}", static_cast<int>(record.kind)),
                                              std::string_view(digest_text_)});
    result_.documents.push_back(std::move(document));
    result_.origins.push_back({rows.front()->file, rows.front()->row->line, rows.size()});
  }

  // With its length, so that no two lists of parts give the same.
  void add_to_digest(std::string_view part) {
    digest_text_ += fmt::format("{}:{}", part.size(), part);
  }

  // The one text that the record's rows have for a term; rows that say nothing don't count.
  bool text_of(const ValueSource::Term& term, std::string_view key,
               const std::vector<const Row*>& rows, std::string& text, Refusal& refusal) {
    refusal.column = term.column;
    const auto look_at = [&](const Row& row) {
      const std::string_view value = cell(row, term.column);
      if (value.empty() || value == text) return true;
      if (!text.empty()) {
        refusal.row = &row;
        refusal.value = value;
        refusal.reason = fmt::format("differs from '{}' in an earlier row of the order", text);
        return false;
      }
      refusal.row = &row;
      text = value;
      return true;
    };
    if (term.source == rows_source_) {
      return std::all_of(rows.begin(), rows.end(), [&](const Row* row) { return look_at(*row); });
    }
    const LoadedSource& other = sources_[static_cast<size_t>(term.source)];
    const auto found = other.by_key.find(key);
    if (found == other.by_key.end()) {
      refusal.value = key;
      refusal.reason = fmt::format("no row of this order in source {}",
                                   mapping_.sources[static_cast<size_t>(term.source)].name);
      return false;
    }
    return std::all_of(found->second.begin(), found->second.end(),
                       [&](size_t at) { return look_at(other.rows[at]); });
  }

  // A further row of an order may leave empty what another one says.
  bool text_of_other_rows(const ValueSource::Term& term, std::string_view key,
                          const std::vector<const Row*>& rows, std::string& text,
                          Refusal& refusal) {
    const LoadedSource& source = sources_[static_cast<size_t>(rows_source_)];
    std::vector<const Row*> all;
    for (const size_t at : source.by_key.at(key)) all.push_back(&source.rows[at]);
    if (!text_of(term, key, all, text, refusal)) return false;
    if (text.empty()) refusal.row = rows.front();
    return true;
  }

  bool amount_of(std::string_view text, Amount5& amount, Refusal& refusal) {
    const Result<Amount5> parsed = Amount5::parse(text);
    refusal.value = text;
    if (!parsed.ok()) {
      refusal.reason = parsed.error().message();
      return false;
    }
    amount = *parsed;
    return true;
  }

  // Adds a term of the value, over the rows or once.
  bool add_term(const ValueSource& value, const ValueSource::Term& term, std::string_view key,
                const std::vector<const Row*>& rows, Amount5Sum& sum, Refusal& refusal) {
    const auto add = [&](std::string_view text) {
      Amount5 amount;
      if (!amount_of(text, amount, refusal)) return false;
      if (term.negative) {
        sum -= amount;
      } else {
        sum += amount;
      }
      add_to_digest(text);
      return true;
    };
    const auto is_absent = [&](std::string_view text) {
      if (required_ || !text.empty()) return false;
      add_to_digest(text);
      return true;
    };
    if (!value.sum_over_rows) {
      std::string text;
      return text_of(term, key, rows, text, refusal) && (is_absent(text) || add(text));
    }
    for (const Row* row : rows) {
      refusal = {row, term.column, "", ""};
      const std::string_view text = cell(*row, term.column);
      if (!is_absent(text) && !add(text)) return false;
    }
    return true;
  }

  bool set_amount(Amount5& amount, const ValueSource& value, std::string_view key,
                  const std::vector<const Row*>& rows, Refusal& refusal) {
    if (value.constant) {
      add_to_digest(*value.constant);
      refusal.reason = "negative";
      return amount_of(*value.constant, amount, refusal) && amount.units() >= 0;
    }
    Amount5Sum sum;
    for (const ValueSource::Term& term : value.terms) {
      if (!add_term(value, term, key, rows, sum, refusal)) return false;
    }
    const auto units = static_cast<int64_t>(sum.units());
    refusal.value = sum.to_string();
    refusal.reason = "negative, or beyond the range of amounts";
    if (units < 0 || sum.units() != units) return false;
    amount = Amount5::from_units(units);
    return true;
  }

  bool set_time(Instant& time, std::string_view text, Refusal& refusal) {
    const Result<Instant> parsed = Instant::parse(text);
    refusal.value = text;
    if (!parsed.ok()) {
      refusal.reason = parsed.error().message();
      return false;
    }
    const int64_t shift = names_a_zone(text) ? 0 : kBusinessMinutes - mapping_.time_zone_minutes;
    time = parsed->plus_millis(shift * kMillisPerMinute);
    return true;
  }

  bool set_field(Document& d, TradeField field, const ValueSource& value, std::string_view key,
                 const std::vector<const Row*>& rows, Refusal& refusal) {
    switch (field) {
      case TradeField::kGoodsValue:
        return set_amount(d.goods_value, value, key, rows, refusal);
      case TradeField::kFreight:
        return set_amount(d.freight, value, key, rows, refusal);
      case TradeField::kAmount:
        return set_amount(d.amount, value, key, rows, refusal);
      default:
        break;
    }
    std::string text = value.constant.value_or(std::string());
    if (!value.constant && !text_of(value.terms[0], key, rows, text, refusal)) return false;
    if (!value.constant && text.empty() && !is_of_the_row(field) &&
        value.terms[0].source == rows_source_ &&
        !text_of_other_rows(value.terms[0], key, rows, text, refusal)) {
      return false;
    }
    add_to_digest(text);
    if (text.empty() && !required_) return true;
    return set_text(d, field, text, refusal);
  }

  bool set_text(Document& d, TradeField field, const std::string& text, Refusal& refusal) {
    switch (field) {
      case TradeField::kAppTime:
        return set_time(d.app_time, text, refusal);
      case TradeField::kAccountingTime:
        return set_time(d.accounting_time, text, refusal);
      case TradeField::kEbcCode:
        refusal.reason = "the seller's code is empty";
        d.ebc_code = text;
        return !text.empty();
      case TradeField::kCurrency: {
        const auto currency = registry::currency_of(text);
        refusal.value = text;
        refusal.reason = "not an ISO currency code";
        d.currency = text;
        return currency.has_value() && currency->code() == text;
      }
      case TradeField::kOrderType:
        refusal.value = text;
        refusal.reason = "an order type is E, B or W";
        d.order_type = text[0];
        return text == "E" || text == "B" || text == "W";
      case TradeField::kEbcName:
        d.ebc_name = text;
        return true;
      case TradeField::kEbpCode:
        d.ebp_code = text;
        return true;
      case TradeField::kEbpName:
        d.ebp_name = text;
        return true;
      case TradeField::kPayCode:
        d.pay_code = text;
        return true;
      case TradeField::kPayNo:
        d.pay_no = text;
        return true;
      case TradeField::kLogisticsCode:
        d.logistics_code = text;
        return true;
      case TradeField::kLogisticsNo:
        d.logistics_no = text;
        return true;
      default:
        return true;
    }
  }

  const Mapping& mapping_;
  std::span<const NamedFile> files_;
  std::vector<std::optional<csv::CsvTable>> tables_;
  std::vector<LoadedSource> sources_;
  int rows_source_ = 0;      // of the records being made
  bool required_ = false;    // the field being set: its cell can't be empty
  std::string digest_text_;  // what the record being made was made from
  TradeRecords result_;
};

}  // namespace

Result<TradeRecords> apply_mapping(const Mapping& mapping, std::span<const NamedFile> files) {
  CHUHAI_ASSIGN_OR_RETURN(TradeRecords records, Application(mapping, files).run());
  records.mapping = mapping.name;
  return records;
}

}  // namespace chuhai::documents
