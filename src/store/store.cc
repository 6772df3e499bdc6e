#include "store/store.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "store/postgres_store.h"
#include "store/sqlite_store.h"

namespace chuhai::store {

Transaction::Transaction(Transaction&& o) noexcept : store_(std::exchange(o.store_, nullptr)) {}

Transaction::~Transaction() { rollback(); }

Status Transaction::commit() {
  CHECK(store_ != nullptr, "commit() of a transaction that has ended");
  return std::exchange(store_, nullptr)->commit();
}

void Transaction::rollback() {
  if (store_ != nullptr) std::exchange(store_, nullptr)->rollback();
}

bool is_postgres_address(std::string_view address) {
  return address.starts_with("postgresql://") || address.starts_with("postgres://");
}

std::string shown_address(std::string_view address) {
  if (!is_postgres_address(address)) return std::string(address);
  std::string shown;
  // user:password@ before the first slash of the path, password=… among the parameters.
  const size_t authority = address.find("//") + 2;
  const size_t path = std::min(address.find_first_of("/?", authority), address.size());
  const size_t at = address.substr(0, path).rfind('@');
  const size_t colon = address.find(':', authority);
  const bool has_password = at != std::string_view::npos && colon < at;
  shown = address.substr(0, has_password ? colon : path);
  if (has_password) shown += address.substr(at, path - at);
  std::string_view rest = address.substr(path);
  while (!rest.empty()) {
    const size_t end = std::min(rest.find_first_of("?&", 1), rest.size());
    if (rest.substr(1, end - 1).starts_with("password=")) {
      shown += rest[0];
      shown += "password=***";
    } else {
      shown += rest.substr(0, end);
    }
    rest.remove_prefix(end);
  }
  return shown;
}

Result<std::unique_ptr<Store>> Store::open(std::string_view address, OpenMode mode) {
  if (address.empty()) {
    return Error(ErrorCode::kInvalidArgument, "the store's address is empty: name a folder");
  }
  if (is_postgres_address(address)) return PostgresStore::open(address, mode);
  return SqliteStore::open(std::filesystem::path(address), mode);
}

}  // namespace chuhai::store
