// How an engine brings its schema up to date. Table store_migration says what was applied; its
// digests are of the text with the {words} still in, so they are the same on every engine.
#pragma once

#include <span>

#include "store/sql_text.h"
#include "store/store.h"

namespace chuhai::store {

// What Store::migrate promises, by the public calls of `store`.
Status apply_migrations(Store& store, const Dialect& dialect,
                        std::span<const Migration> migrations);

}  // namespace chuhai::store
