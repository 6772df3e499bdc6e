// Keyed digests: HMAC-SM3 (RFC 2104 over GB/T 32905), keys derived from keys, and tokens, which
// stand for a personal value where only equality matters.
#pragma once

#include <initializer_list>
#include <string_view>

#include "crypto/digest.h"
#include "crypto/secret.h"

namespace chuhai::crypto {

// Of the pieces one after another, without marks between them.
Digest hmac_sm3(const Secret& key, std::initializer_list<std::string_view> pieces);

// HKDF (RFC 5869) over HMAC-SM3 without salt: `size` bytes, at most 255 * 32, that say nothing of
// the key or of those derived for another purpose.
Secret derive_secret(const Secret& key, std::string_view purpose, size_t size);

// What makes tokens of one field ("buyerIdNumber"): values of different fields don't match.
Secret token_key(const Secret& key, std::string_view field);

// The same for the same key, field and value; without the key nothing is learnt of the value. The
// value is taken as it is: whoever wants "x" and "X" to match makes them one before. A value of few
// possibilities can be guessed by whoever has the key, so the key is destroyed when matching ends.
Digest token(const Secret& of_field, std::string_view value);

}  // namespace chuhai::crypto
