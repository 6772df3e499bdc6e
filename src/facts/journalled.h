// What facts put into the journal beside the files of papers: the catalogue under which something
// was taken in or computed, and that facts were brought up to date. With these a rebuild needs
// nothing but the journal.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "facts/fact.h"
#include "journal/journal.h"

namespace chuhai::facts {

inline constexpr std::string_view kCatalogueEntry = "catalogue";
inline constexpr std::string_view kRefreshEntry = "facts.refresh";

// Appends the catalogue's text, once a journal.
Status append_catalogue(store::Store& store, journal::Batch& batch, const Catalogue& catalogue);

// `parameters` with the catalogue's digest (SHA-256, hexadecimal) as member "catalogue".
std::string under_catalogue(Json parameters, const Catalogue& catalogue);

// The digest that an entry's parameters name; "" for entries of before there were any.
Result<std::string> catalogue_digest_of(const journal::Entry& entry);

// As journal::record with OnRepeat::kApplyAgain, the catalogue before the entry.
Status record_under(store::Store& store, const journal::Act& act, const Catalogue& catalogue,
                    const journal::NewEntry& entry,
                    const std::function<Status(const journal::Entry&)>& apply);

}  // namespace chuhai::facts
