#include "facts/journalled.h"

#include "crypto/digest.h"
#include "store/transaction.h"

namespace chuhai::facts {

Status append_catalogue(store::Store& store, journal::Batch& batch, const Catalogue& catalogue) {
  journal::NewEntry entry;
  entry.kind = kCatalogueEntry;
  entry.parameters = "{}";
  entry.record = journal::whole_record(catalogue.text());
  CHUHAI_ASSIGN_OR_RETURN(const auto found,
                          journal::find_by_digest(store, entry.record.digest, entry.kind));
  if (found) return {};
  const auto appended = batch.append(entry);
  return appended.ok() ? Status() : Status(appended.error());
}

std::string under_catalogue(Json parameters, const Catalogue& catalogue) {
  parameters.set("catalogue", crypto::sha256(catalogue.text()).hex());
  return parameters.to_string();
}

Result<std::string> catalogue_digest_of(const journal::Entry& entry) {
  if (entry.parameters.empty()) return std::string();
  CHUHAI_ASSIGN_OR_RETURN(const Json parameters, Json::parse(entry.parameters));
  const Json* digest = parameters.find("catalogue");
  return digest != nullptr && digest->as_string() != nullptr ? *digest->as_string() : std::string();
}

Status record_under(store::Store& store, const journal::Act& act, const Catalogue& catalogue,
                    const journal::NewEntry& entry,
                    const std::function<Status(const journal::Entry&)>& apply) {
  return store::run_transaction(store, [&]() -> Status {
    CHUHAI_ASSIGN_OR_RETURN(journal::Batch batch, journal::Batch::open(store, act));
    CHUHAI_RETURN_IF_ERROR(append_catalogue(store, batch, catalogue));
    CHUHAI_ASSIGN_OR_RETURN(const journal::Entry written, batch.append(entry));
    CHUHAI_RETURN_IF_ERROR(batch.finish());
    return apply(written);
  });
}

}  // namespace chuhai::facts
