// Verdict: what checking a message's signature gave. It is stored with the archived message, so the
// numbers never change.
#pragma once

#include <optional>
#include <string_view>

namespace chuhai::signature {

enum class Verdict {
  kNotChecked = 0,
  kAbsent = 1,
  kValid = 2,
  kMalformed = 3,          // no well-formed document, or a signature of another build
  kMisplaced = 4,          // several, or not a child of the root: what is signed isn't what is read
  kUnsupported = 5,        // an algorithm, or a reference to something other than the document
  kSignatureMismatch = 6,  // the key in the message didn't sign this SignedInfo
  kDigestMismatch = 7,     // the key signed, and the document was changed since
  kCertificateUnreadable = 8,
  kCertificateUnknown = 9,      // all fits, but nobody trusted vouches for the key
  kCertificateNotInForce = 10,  // not yet, or no longer
};

// "not_checked", "valid"…
std::string_view verdict_name(Verdict verdict);
// For people: 签名有效…
std::string_view verdict_label_zh(Verdict verdict);
std::string_view verdict_label_en(Verdict verdict);
// By its stored number.
std::optional<Verdict> parse_verdict(int number);

// The exchange platform's published code (customs.md 1.5): 1001 wrong signature, 1002 expired, 1004
// the signature doesn't match the data. Empty where none of them says it.
std::string_view exchange_code(Verdict verdict);

}  // namespace chuhai::signature
