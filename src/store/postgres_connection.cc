#include "store/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <limits>

#include "base/log.h"
#include "store/postgres_text.h"
#include "store/postgres_value.h"
#include "store/sql_text.h"

namespace chuhai::store {
namespace {

// Far more than a program has texts; reached only by SQL that is built.
constexpr size_t kPreparedStatementsMax = 512;

std::string one_line(std::string_view message) {
  while (!message.empty() && (message.back() == '\n' || message.back() == ' ')) {
    message.remove_suffix(1);
  }
  std::string line(message);
  std::replace(line.begin(), line.end(), '\n', ' ');
  return line;
}

void log_notice(void*, const char* message) { log(LogLevel::kWarning, "store", one_line(message)); }

Error wrong_value(std::string_view sql, std::string_view why) {
  return Error(ErrorCode::kInvalidArgument, fmt::format("{} in \"{}\"", why, shown_sql(sql)));
}

// The values of one call in the form that libpq takes. Views of the caller's are not copied.
class BoundValues {
 public:
  explicit BoundValues(size_t count)
      : numbers_(count), values_(count), lengths_(count), formats_(count, 1) {}

  Status bind(std::string_view sql, size_t i, std::string_view name, uint32_t type,
              const Value& value) {
    if (const auto* number = std::get_if<int64_t>(&value)) {
      return bind_number(sql, i, name, type, *number);
    }
    if (const auto* text = std::get_if<std::string_view>(&value)) {
      if (!is_postgres_text(type)) return mismatch(sql, name, "text");
      return set(i, *text);
    }
    if (const auto* blob = std::get_if<Blob>(&value)) {
      if (type != postgres_type::kBytea) return mismatch(sql, name, "bytes");
      return set(i, blob->bytes);
    }
    values_[i] = nullptr;
    return {};
  }

  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  static Error mismatch(std::string_view sql, std::string_view name, std::string_view kind) {
    return wrong_value(sql, fmt::format("{} for :{}, which is of another type", kind, name));
  }
  Status bind_number(std::string_view sql, size_t i, std::string_view name, uint32_t type,
                     int64_t number) {
    std::string& own = numbers_[i];
    const auto fits = [&](int64_t least, int64_t most) {
      return number >= least && number <= most;
    };
    if (type == postgres_type::kInt8) {
      put_big_endian(static_cast<uint64_t>(number), 8, &own);
    } else if (type == postgres_type::kInt4) {
      if (!fits(std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max())) {
        return Error(ErrorCode::kOutOfRange,
                     fmt::format(":{} goes beyond 32 bits in \"{}\"", name, shown_sql(sql)));
      }
      put_big_endian(static_cast<uint64_t>(number), 4, &own);
    } else if (type == postgres_type::kNumeric) {
      own = std::to_string(number);
      formats_[i] = 0;
    } else {
      return mismatch(sql, name, "a number");
    }
    return set(i, own);
  }
  Status set(size_t i, std::string_view bytes) {
    // libpq takes a null pointer for NULL, and a default string_view has one.
    values_[i] = bytes.data() != nullptr ? bytes.data() : "";
    lengths_[i] = static_cast<int>(bytes.size());
    return {};
  }

  std::vector<std::string> numbers_;
  std::vector<const char*> values_;
  std::vector<int> lengths_;
  std::vector<int> formats_;
};

Status check_names(std::string_view sql, const std::vector<std::string>& names,
                   const Parameters& parameters) {
  if (parameters.size() == names.size()) return {};
  for (const Parameter& parameter : parameters) {
    if (std::find(names.begin(), names.end(), parameter.name) == names.end()) {
      return wrong_value(sql, fmt::format("a value for :{}, which isn't", parameter.name));
    }
  }
  return wrong_value(sql, "a parameter given twice");
}

}  // namespace

void PostgresResultClear::operator()(pg_result* result) const { PQclear(result); }

Result<PostgresAddress> parse_postgres_address(std::string_view address) {
  constexpr std::string_view kName = "schema=";
  PostgresAddress parsed;
  const size_t question = std::min(address.find('?'), address.size());
  parsed.connection = address.substr(0, question);
  std::string_view rest = address.substr(std::min(question + 1, address.size()));
  char separator = '?';
  while (!rest.empty()) {
    const std::string_view parameter = rest.substr(0, rest.find('&'));
    rest.remove_prefix(std::min(parameter.size() + 1, rest.size()));
    if (parameter.starts_with(kName)) {
      parsed.schema = parameter.substr(kName.size());
      if (!is_plain_name(parsed.schema)) {
        return Error(ErrorCode::kInvalidArgument,
                     fmt::format("schema \"{}\" of the store's address: small letters, digits and "
                                 "underscores",
                                 parsed.schema));
      }
      continue;
    }
    parsed.connection += separator;
    parsed.connection += parameter;
    separator = '&';
  }
  return parsed;
}

ErrorCode postgres_error_code(std::string_view state) {
  struct Rule {
    std::string_view prefix;
    ErrorCode code;
  };
  // The first that fits.
  constexpr std::array kRules = {
      Rule{"08", ErrorCode::kUnavailable},
      Rule{"22003", ErrorCode::kOutOfRange},
      Rule{"22", ErrorCode::kInvalidArgument},
      Rule{"23505", ErrorCode::kAlreadyExists},
      Rule{"23503", ErrorCode::kFailedPrecondition},
      Rule{"23001", ErrorCode::kFailedPrecondition},
      Rule{"23", ErrorCode::kInvalidArgument},
      Rule{"25P02", ErrorCode::kFailedPrecondition},
      Rule{"25006", ErrorCode::kFailedPrecondition},
      Rule{"0A", ErrorCode::kInvalidArgument},
      Rule{"40", ErrorCode::kConflict},
      Rule{"42501", ErrorCode::kIo},
      Rule{"42", ErrorCode::kInvalidArgument},
      Rule{"53100", ErrorCode::kIo},
      Rule{"53", ErrorCode::kUnavailable},
      Rule{"54", ErrorCode::kOutOfRange},
      Rule{"55P03", ErrorCode::kUnavailable},
      Rule{"57014", ErrorCode::kUnavailable},
      Rule{"57P", ErrorCode::kUnavailable},
      Rule{"XX001", ErrorCode::kCorrupt},
      Rule{"XX002", ErrorCode::kCorrupt},
  };
  for (const Rule& rule : kRules) {
    if (state.starts_with(rule.prefix)) return rule.code;
  }
  return ErrorCode::kIo;
}

PostgresConnection::~PostgresConnection() { PQfinish(connection_); }

Result<std::unique_ptr<PostgresConnection>> PostgresConnection::open(
    const PostgresAddress& address, const PostgresOptions& options) {
  std::unique_ptr<PostgresConnection> connection(new PostgresConnection(address, options));
  CHUHAI_RETURN_IF_ERROR(connection->connect());
  return connection;
}

bool PostgresConnection::is_up() const { return PQstatus(connection_) == CONNECTION_OK; }

Status PostgresConnection::reconnect() {
  PQfinish(connection_);
  connection_ = nullptr;
  statements_.clear();
  return connect();
}

Status PostgresConnection::connect() {
  // What stands after dbname can't be set in the address, what stands before it can.
  constexpr const char* kKeywords[] = {"connect_timeout", "fallback_application_name", "dbname",
                                       "client_encoding", nullptr};
  const char* const values[] = {"10", "chuhai", address_.connection.c_str(), "UTF8", nullptr};
  connection_ = PQconnectdbParams(kKeywords, values, 1);
  if (!is_up()) {
    return Error(ErrorCode::kUnavailable,
                 fmt::format("PostgreSQL can't be reached: {}",
                             one_line(connection_ ? PQerrorMessage(connection_) : "no memory")));
  }
  PQsetNoticeProcessor(connection_, log_notice, nullptr);
  return configure();
}

Status PostgresConnection::configure() {
  const char* encoding = PQparameterStatus(connection_, "server_encoding");
  if (encoding == nullptr || std::string_view(encoding) != "UTF8") {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("the database's encoding is {}, a store needs UTF8: make one with "
                             "createdb --encoding=UTF8 --template=template0 --locale=C.UTF-8",
                             encoding == nullptr ? "unknown" : encoding));
  }
  // A commit that has returned must survive, whatever the server's default. A client that vanished
  // in the middle of its turn doesn't hold up the others for ever.
  std::string sql = fmt::format(
      "SET client_min_messages = warning; SET standard_conforming_strings = on; "
      "SET default_transaction_isolation = 'read committed'; SET lock_timeout = {}; "
      "SET idle_in_transaction_session_timeout = '10min'; "
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'",
      options_.lock_timeout_ms_max);
  if (!address_.schema.empty()) sql += fmt::format("; SET search_path = {}", address_.schema);
  auto done = run(sql);
  return done.ok() ? Status() : Status(done.take_error());
}

Error PostgresConnection::error(const pg_result* result, std::string_view sql) {
  const char* field = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
  const std::string state = field != nullptr ? field : "";
  if (!is_up() || state.empty()) {
    std::string message = one_line(PQerrorMessage(connection_));
    return Error(
        is_up() ? ErrorCode::kIo : ErrorCode::kUnavailable,
        fmt::format("the connection to PostgreSQL failed: {} in \"{}\"", message, shown_sql(sql)));
  }
  const char* primary = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  const ErrorCode code = postgres_error_code(state);
  std::string text =
      fmt::format("{} (PostgreSQL {}) in \"{}\"", one_line(primary != nullptr ? primary : ""),
                  state, shown_sql(sql));
  if (state == "55P03") text += ": another writer holds the store, try again";
  if (code == ErrorCode::kCorrupt) text += ": the database is damaged, restore a copy";
  return Error(code, std::move(text));
}

Result<PostgresResult> PostgresConnection::run(const std::string& sql) {
  PostgresResult result(PQexec(connection_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) return error(result.get(), sql);
  return result;
}

Result<std::string> PostgresConnection::value(const std::string& sql) {
  CHUHAI_ASSIGN_OR_RETURN(const PostgresResult result, run(sql));
  if (PQntuples(result.get()) == 0) return std::string();
  return std::string(PQgetvalue(result.get(), 0, 0));
}

void PostgresConnection::forget_statements() {
  if (statements_.empty()) return;
  statements_.clear();
  if (is_up()) PostgresResult(PQexec(connection_, "DEALLOCATE ALL"));
}

Result<const PostgresStatement*> PostgresConnection::prepare(std::string_view sql) {
  if (const auto found = statements_.find(sql); found != statements_.end()) return &found->second;
  CHUHAI_ASSIGN_OR_RETURN(PostgresText text, postgres_text(sql));
  const std::string word = first_word(sql);
  const bool is_kept = word != "CREATE" && word != "ALTER" && word != "DROP";
  if (!is_kept || statements_.size() >= kPreparedStatementsMax) forget_statements();
  PostgresStatement statement;
  if (is_kept) statement.name = fmt::format("s{}", ++prepared_);
  statement.names = std::move(text.names);
  const char* name = statement.name.c_str();
  PostgresResult prepared(PQprepare(connection_, name, text.sql.c_str(), 0, nullptr));
  if (PQresultStatus(prepared.get()) != PGRES_COMMAND_OK) return error(prepared.get(), sql);
  if (!statement.names.empty()) {
    PostgresResult described(PQdescribePrepared(connection_, name));
    if (PQresultStatus(described.get()) != PGRES_COMMAND_OK) return error(described.get(), sql);
    for (int i = 0; i < PQnparams(described.get()); ++i) {
      statement.types.push_back(PQparamtype(described.get(), i));
    }
  }
  if (!is_kept) {
    unkept_ = std::move(statement);
    return &unkept_;
  }
  return &statements_.emplace(sql, std::move(statement)).first->second;
}

Status PostgresConnection::send(std::string_view sql, const PostgresStatement& statement,
                                const Parameters& parameters, bool row_by_row) {
  const size_t count = statement.names.size();
  BoundValues bound(count);
  for (size_t i = 0; i < count; ++i) {
    const std::string& name = statement.names[i];
    // Usually in the order of the text, so a long list isn't searched for each.
    auto given = parameters.begin() + static_cast<ptrdiff_t>(std::min(i, parameters.size()));
    if (given == parameters.end() || given->name != name) {
      given = std::find_if(parameters.begin(), parameters.end(),
                           [&](const Parameter& p) { return p.name == name; });
    }
    if (given == parameters.end()) return wrong_value(sql, fmt::format("no value for :{}", name));
    CHUHAI_RETURN_IF_ERROR(bound.bind(sql, i, name, statement.types[i], given->value));
  }
  CHUHAI_RETURN_IF_ERROR(check_names(sql, statement.names, parameters));
  constexpr int kBinary = 1;
  if (PQsendQueryPrepared(connection_, statement.name.c_str(), static_cast<int>(count),
                          bound.values(), bound.lengths(), bound.formats(), kBinary) != 1) {
    return error(nullptr, sql);
  }
  if (row_by_row) PQsetSingleRowMode(connection_);
  return {};
}

Result<PostgresResult> PostgresConnection::next(std::string_view sql) {
  PostgresResult result(PQgetResult(connection_));
  if (result == nullptr) return result;
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_SINGLE_TUPLE) {
    return result;
  }
  Error failure = error(result.get(), sql);
  while (PostgresResult(PQgetResult(connection_)) != nullptr) {
  }
  return failure;
}

Status PostgresConnection::copy(const std::string& sql, std::string_view rows) {
  constexpr std::string_view kHeader("PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
  constexpr std::string_view kTrailer("\377\377", 2);
  // Kept small, so that libpq's own copy of what it sends is.
  constexpr size_t kBytesAtOnce = 256 << 10;
  PostgresResult started(PQexec(connection_, sql.c_str()));
  if (PQresultStatus(started.get()) != PGRES_COPY_IN) return error(started.get(), sql);
  const auto put = [&](std::string_view bytes) {
    return PQputCopyData(connection_, bytes.data(), static_cast<int>(bytes.size())) == 1;
  };
  bool sent = put(kHeader);
  for (size_t at = 0; sent && at < rows.size(); at += kBytesAtOnce) {
    sent = put(rows.substr(at, kBytesAtOnce));
  }
  sent = sent && put(kTrailer) && PQputCopyEnd(connection_, nullptr) == 1;
  if (!sent) return error(nullptr, sql);
  while (true) {
    CHUHAI_ASSIGN_OR_RETURN(const PostgresResult result, next(sql));
    if (result == nullptr) return {};
  }
}

}  // namespace chuhai::store
