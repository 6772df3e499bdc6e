// One message on its way in: everything that needs no store, and then its place in the journal, its
// documents' effects and its verdict. For intake and for a rebuild alike.
#pragma once

#include <optional>
#include <string>

#include "clearance/session.h"
#include "documents/decode.h"
#include "journal/journal.h"

namespace chuhai::clearance {

struct PreparedMessage {
  std::string name;        // of its source
  std::string parameters;  // of its entry: "", or the verdict when it rests on what was cut
  journal::ArchiveRecord record;
  std::optional<journal::PackedRecord> packed;  // as another journal has it
  documents::Decoded decoded;
};

// Decodes the bytes as received and cuts what is personal.
PreparedMessage prepare_message(std::string name, std::string bytes,
                                const documents::Settings& settings);
// Of a journal's entry: decoded from what was kept, with the verdict as it was given on the whole.
// kCorrupt when the archive or the verdict in the parameters can't be read.
Result<PreparedMessage> prepare_archived(const journal::Entry& entry,
                                         const journal::PackedRecord& packed,
                                         const documents::Settings& settings);

Status take_message(Session& session, Session::Writing& writing, PreparedMessage& message);

}  // namespace chuhai::clearance
