// A customs simulator: the answers that customs would give to a parcel's documents, for tests and
// the synthetic province. Not customs: every answer says so at the start of its returnInfo.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/document.h"

namespace chuhai::clearance {

inline constexpr std::string_view kSimulatedCustoms = "模拟海关/SIMULATED CUSTOMS ";

struct SimulatedParcel {
  const documents::Document* order = nullptr;
  std::vector<const documents::Document*> receipts;
  const documents::Document* waybill = nullptr;
  const documents::Document* list = nullptr;
  // Of the numbers that customs gives the list, 0 to 999,999,999. The caller counts: two lists with
  // the same serial, customs office and year would share their invtNo, which customs never does.
  uint64_t list_serial = 0;
};

// How far the list gets. A list whose order or waybill is missing stays at 2 in any case
// (customs.md 1.4: 120 once both are found).
enum class SimulatedOutcome { kStored, kReleased, kCleared, kRejected };

// Status 2 and 120 for every document, and for the list further 399, 800 and 899, or 100. The
// list's answers carry a preNo and an invtNo of the published shapes. Same input and seed, same
// answers; ordered by returnTime within a document.
std::vector<documents::Document> simulate_customs(const SimulatedParcel& parcel,
                                                  SimulatedOutcome outcome, uint64_t seed);

// The message that answers about this kind of document go in: "CEB304Message", 404, 506 or 604.
std::string_view returns_type(documents::DocumentKind about);

// Answers about one kind of document as a message, at most 100.
Result<std::string> write_returns(std::span<const documents::Document> answers,
                                  std::string_view message_guid);

// A guid of the messages' shape (36 characters, upper case) from a number.
std::string simulated_guid(uint64_t seed, uint64_t number);

}  // namespace chuhai::clearance
