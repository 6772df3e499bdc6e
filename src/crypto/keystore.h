// Keystore: the one place where keys act. Whoever seals, opens, matches or signs names a key by its
// id and never sees it, so that a hardware module can stand here in place of the software one
// (software_keystore.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/public_key.h"

namespace chuhai::crypto {

enum class KeyPurpose {
  kSeal,   // personal fields
  kToken,  // what matches in their place
  kSign,   // SM2
};

// "seal", "token", "sign".
std::string_view key_purpose_name(KeyPurpose purpose);
std::optional<KeyPurpose> parse_key_purpose(std::string_view name);

struct KeyAct {
  Instant at;
  std::string by;  // one line, not empty
  bool operator==(const KeyAct&) const = default;
};

struct KeyRecord {
  std::string id;
  KeyPurpose purpose = KeyPurpose::kSeal;
  KeyAct created;
  std::optional<KeyAct> destroyed;
};

// Lower-case letters, digits, '-' and '.', beginning with a letter or digit, at most 64.
bool is_key_id(std::string_view id);

// Errors of all that name a key: kNotFound when there never was one, kFailedPrecondition when it
// was destroyed (the message says when and by whom) or has another purpose, kCorrupt when what is
// kept of it is damaged, kIo and kUnavailable from below.
class Keystore {
 public:
  virtual ~Keystore() = default;

  // What a reader has to know of it: "SOFTWARE KEYSTORE …". Shown wherever the store is.
  virtual std::string_view label() const = 0;

  virtual Result<std::vector<KeyRecord>> list() = 0;  // by id, destroyed ones too
  // kAlreadyExists for an id that was ever used; kInvalidArgument for a wrong id or actor.
  virtual Status create(std::string_view id, KeyPurpose purpose, const KeyAct& act) = 0;
  // For good: nothing sealed under it can be opened again. What stays says when and by whom.
  virtual Status destroy(std::string_view id, const KeyAct& act) = 0;

  // As seal.h, with a derived nonce: the same text in the same context gives the same bytes.
  virtual Result<std::string> seal(std::string_view id, std::string_view context,
                                   std::string_view text) = 0;
  // With the key that the bytes name.
  virtual Result<std::string> open(std::string_view context, std::string_view sealed) = 0;
  // As keyed.h.
  virtual Result<Digest> token(std::string_view id, std::string_view field,
                               std::string_view value) = 0;
  // SM2, 64 bytes.
  virtual Result<std::string> sign(std::string_view id, std::string_view message) = 0;
  virtual Result<PublicKey> public_key(std::string_view id) = 0;
};

}  // namespace chuhai::crypto
