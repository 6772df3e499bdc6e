// SM4 (GB/T 32907) in counter mode. Keeps secret and nothing more: who changes the ciphertext
// changes the text, so what is to be kept goes through seal.h.
#pragma once

#include <string>
#include <string_view>

#include "crypto/secret.h"

namespace chuhai::crypto {

inline constexpr size_t kSm4KeyBytes = 16;
inline constexpr size_t kSm4BlockBytes = 16;

// Enciphers and deciphers, which in counter mode is the same. `counter` is the first block's; all
// of its 16 bytes are counted up, high first, beginning anew after all ones.
std::string sm4_ctr(const Secret& key, std::string_view counter, std::string_view text);

}  // namespace chuhai::crypto
