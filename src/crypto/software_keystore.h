// SOFTWARE KEYSTORE: keys in files of one folder, in the clear, for machines without a hardware
// module. It keeps nobody out who may read the folder as its owner, nor does it reach copies: a
// backup of the folder keeps destroyed keys alive, and a disk may keep overwritten blocks. The
// README of this folder says what that means for a deployment.
//
//   KEYSTORE          the label, for whoever looks into the folder
//   <id>.key          one key, mode 0600 (key_file.h)
//   <id>.destroyed    what is left of a destroyed one: purpose, times, actors
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "crypto/keystore.h"
#include "crypto/secret.h"

namespace chuhai::crypto {

inline constexpr std::string_view kSoftwareKeystoreLabel =
    "SOFTWARE KEYSTORE 软件密钥库（密钥以明文存放，不是硬件密码机）";

class SoftwareKeystore : public Keystore {
 public:
  // Makes the folder (mode 0700) where it isn't yet. kFailedPrecondition when others than its owner
  // may enter it. `random` makes the keys; the keystore has no other source.
  static Result<std::unique_ptr<SoftwareKeystore>> open_folder(const std::filesystem::path& folder,
                                                               RandomBytes random);
  ~SoftwareKeystore() override;

  std::string_view label() const override { return kSoftwareKeystoreLabel; }
  Result<std::vector<KeyRecord>> list() override;
  Status create(std::string_view id, KeyPurpose purpose, const KeyAct& act) override;
  Status destroy(std::string_view id, const KeyAct& act) override;
  Result<std::string> seal(std::string_view id, std::string_view context,
                           std::string_view text) override;
  Result<std::string> open(std::string_view context, std::string_view sealed) override;
  Result<Digest> token(std::string_view id, std::string_view field,
                       std::string_view value) override;
  Result<std::string> sign(std::string_view id, std::string_view message) override;
  Result<PublicKey> public_key(std::string_view id) override;

 private:
  struct LoadedKey;
  SoftwareKeystore(std::filesystem::path folder, RandomBytes random);
  // The key in memory, unless it has been destroyed since it was read, by another process too.
  Result<LoadedKey*> key(std::string_view id, KeyPurpose purpose);
  Result<KeyRecord> record(std::string_view id);

  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace chuhai::crypto
