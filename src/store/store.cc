#include "store/store.h"

#include <utility>

#include "base/check.h"
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

Result<std::unique_ptr<Store>> Store::open(std::string_view address, OpenMode mode) {
  if (address.empty()) {
    return Error(ErrorCode::kInvalidArgument, "the store's address is empty: name a folder");
  }
  if (address.starts_with("postgresql://") || address.starts_with("postgres://")) {
    return Error(ErrorCode::kUnsupported,
                 "this version has no PostgreSQL behind the store: name a folder");
  }
  return SqliteStore::open(std::filesystem::path(address), mode);
}

}  // namespace chuhai::store
