#include "crypto/software_keystore.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <map>
#include <mutex>
#include <set>

#include "base/text.h"
#include "crypto/key_file.h"
#include "crypto/keyed.h"
#include "crypto/seal.h"

namespace chuhai::crypto {
namespace {

constexpr std::string_view kKeySuffix = ".key";
constexpr std::string_view kTombstoneSuffix = ".destroyed";
constexpr size_t kSecretBytes = 32;  // of every purpose
constexpr int kSm2Tries = 64;        // a random number out of range is one in 2^32

Status check_act(const KeyAct& act) {
  const bool one_line = std::none_of(act.by.begin(), act.by.end(),
                                     [](char c) { return static_cast<unsigned char>(c) < 0x20; });
  if (!act.by.empty() && one_line && act.by.size() <= 256 && !first_invalid_utf8(act.by)) return {};
  return Error(ErrorCode::kInvalidArgument, "who did it is one line of 1 to 256 bytes");
}

Error destroyed_error(const KeyRecord& record) {
  return Error(ErrorCode::kFailedPrecondition,
               fmt::format("the key {} was destroyed at {} by {}", record.id,
                           record.destroyed->at.to_string(), record.destroyed->by));
}

Error wrong_id(std::string_view id) {
  return Error(ErrorCode::kInvalidArgument,
               fmt::format("'{}' is no id of a key: lower-case letters, digits, '-' and '.', at "
                           "most {}",
                           printable_name(id), kKeyIdBytesMax));
}

Status exists(std::string_view id) {
  return Error(ErrorCode::kAlreadyExists,
               fmt::format("the id {} has been used; ids never come again", id));
}

Result<Secret> fresh_secret(KeyPurpose purpose, const RandomBytes& random) {
  for (int tries = 0; tries < kSm2Tries; ++tries) {
    Secret secret(kSecretBytes);
    CHUHAI_RETURN_IF_ERROR(random(secret.writable()));
    if (purpose != KeyPurpose::kSign || Sm2PrivateKey::of(secret).ok()) return secret;
  }
  return Error(ErrorCode::kUnavailable, "the random bytes give no SM2 key");
}

}  // namespace

// One of them by the purpose.
struct SoftwareKeystore::LoadedKey {
  KeyRecord record;
  std::optional<SealingKey> sealing;
  Secret token;
  std::map<std::string, Secret, std::less<>> token_fields;
  std::optional<Sm2PrivateKey> signing;
};

struct SoftwareKeystore::State {
  std::filesystem::path folder;
  RandomBytes random;
  std::mutex mutex;  // guards keys
  std::map<std::string, LoadedKey, std::less<>> keys;

  std::filesystem::path key_path(std::string_view id) const {
    return folder / (std::string(id) + std::string(kKeySuffix));
  }
  std::filesystem::path tombstone_path(std::string_view id) const {
    return folder / (std::string(id) + std::string(kTombstoneSuffix));
  }
};

SoftwareKeystore::SoftwareKeystore(std::filesystem::path folder, RandomBytes random)
    : state_(std::make_unique<State>()) {
  state_->folder = std::move(folder);
  state_->random = std::move(random);
}

SoftwareKeystore::~SoftwareKeystore() = default;

Result<std::unique_ptr<SoftwareKeystore>> SoftwareKeystore::open_folder(
    const std::filesystem::path& folder, RandomBytes random) {
  std::error_code error;
  std::filesystem::create_directories(folder.parent_path(), error);
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    return Error(ErrorCode::kIo, "cannot make the folder " + folder.string());
  }
  struct stat info {};
  if (::stat(folder.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    return Error(ErrorCode::kIo, folder.string() + " is no folder");
  }
  if ((info.st_mode & 077) != 0) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("{} is open to others than its owner: chmod 700 it", folder.string()));
  }
  const Status label =
      write_private_file(folder / "KEYSTORE", std::string(kSoftwareKeystoreLabel) + "\n");
  if (!label.ok() && label.error().code() != ErrorCode::kAlreadyExists) return label.error();
  return std::unique_ptr<SoftwareKeystore>(new SoftwareKeystore(folder, std::move(random)));
}

// A tombstone says more than a key beside it: that one was about to be overwritten.
Result<KeyRecord> SoftwareKeystore::record(std::string_view id) {
  if (!is_key_id(id)) return wrong_id(id);
  auto text = read_private_file(state_->tombstone_path(id));
  if (!text.ok() && text.error().code() == ErrorCode::kNotFound) {
    text = read_private_file(state_->key_path(id));
  }
  if (!text.ok() && text.error().code() == ErrorCode::kNotFound) {
    return Error(ErrorCode::kNotFound, fmt::format("there is no key {}", id));
  }
  if (!text.ok()) return text.take_error();
  auto parsed = parse_key_file(text->view());
  if (!parsed.ok()) return parsed.take_error().with_context(fmt::format("the key {}", id));
  KeyFile file = std::move(parsed).value();
  if (file.record.id != id) {
    return Error(ErrorCode::kCorrupt, fmt::format("the file of the key {} holds another", id));
  }
  return std::move(file.record);
}

Result<std::vector<KeyRecord>> SoftwareKeystore::list() {
  std::set<std::string> ids;
  std::error_code error;
  for (std::filesystem::directory_iterator entry(state_->folder, error), end;
       !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const std::string stem = entry->path().stem().string();
    if (is_key_id(stem) &&
        (name == stem + std::string(kKeySuffix) || name == stem + std::string(kTombstoneSuffix))) {
      ids.insert(stem);
    }
  }
  if (error) return Error(ErrorCode::kIo, "cannot list " + state_->folder.string());
  std::vector<KeyRecord> out;
  for (const std::string& id : ids) {
    CHUHAI_ASSIGN_OR_RETURN(KeyRecord one, record(id));
    out.push_back(std::move(one));
  }
  return out;
}

Status SoftwareKeystore::create(std::string_view id, KeyPurpose purpose, const KeyAct& act) {
  if (!is_key_id(id)) return wrong_id(id);
  CHUHAI_RETURN_IF_ERROR(check_act(act));
  const auto known = record(id);
  if (known.ok()) return exists(id);
  if (known.error().code() != ErrorCode::kNotFound) return known.error();
  CHUHAI_ASSIGN_OR_RETURN(const Secret secret, fresh_secret(purpose, state_->random));
  const Secret text = key_file_text({std::string(id), purpose, act, std::nullopt}, secret);
  const Status written = write_private_file(state_->key_path(id), text.view());
  if (!written.ok() && written.error().code() == ErrorCode::kAlreadyExists) return exists(id);
  return written;
}

// The tombstone first: a crash after it leaves a key that counts as destroyed, and destroying again
// finishes the work.
Status SoftwareKeystore::destroy(std::string_view id, const KeyAct& act) {
  CHUHAI_RETURN_IF_ERROR(check_act(act));
  CHUHAI_ASSIGN_OR_RETURN(KeyRecord known, record(id));
  {
    const std::lock_guard lock(state_->mutex);
    const auto loaded = state_->keys.find(id);
    if (loaded != state_->keys.end()) state_->keys.erase(loaded);
  }
  if (known.destroyed) {
    std::error_code ignored;
    if (!std::filesystem::exists(state_->key_path(id), ignored)) return destroyed_error(known);
    return overwrite_and_remove(state_->key_path(id));
  }
  known.destroyed = act;
  const Secret text = key_file_text(known, Secret());
  // kAlreadyExists: another process destroys it right now
  CHUHAI_RETURN_IF_ERROR(write_private_file(state_->tombstone_path(id), text.view()));
  return overwrite_and_remove(state_->key_path(id));
}

Result<SoftwareKeystore::LoadedKey*> SoftwareKeystore::key(std::string_view id,
                                                           KeyPurpose purpose) {
  if (!is_key_id(id)) return wrong_id(id);
  auto loaded = state_->keys.find(id);
  const bool is_destroyed = ::access(state_->tombstone_path(id).c_str(), F_OK) == 0;
  if (loaded == state_->keys.end() || is_destroyed) {
    if (loaded != state_->keys.end()) state_->keys.erase(loaded);
    CHUHAI_ASSIGN_OR_RETURN(KeyRecord known, record(id));
    if (known.destroyed) return destroyed_error(known);
    CHUHAI_ASSIGN_OR_RETURN(const Secret text, read_private_file(state_->key_path(id)));
    CHUHAI_ASSIGN_OR_RETURN(KeyFile file, parse_key_file(text.view()));
    if (file.secret.size() != kSecretBytes) {
      return Error(ErrorCode::kCorrupt, fmt::format("the key {} has a wrong length", id));
    }
    LoadedKey fresh;
    fresh.record = std::move(file.record);
    if (fresh.record.purpose == KeyPurpose::kSeal) {
      fresh.sealing.emplace(std::string(id), file.secret);
    } else if (fresh.record.purpose == KeyPurpose::kSign) {
      CHUHAI_ASSIGN_OR_RETURN(fresh.signing, Sm2PrivateKey::of(file.secret));
    } else {
      fresh.token = std::move(file.secret);
    }
    loaded = state_->keys.emplace(std::string(id), std::move(fresh)).first;
  }
  if (loaded->second.record.purpose == purpose) return &loaded->second;
  return Error(
      ErrorCode::kFailedPrecondition,
      fmt::format("the key {} is for '{}', not for '{}'", id,
                  key_purpose_name(loaded->second.record.purpose), key_purpose_name(purpose)));
}

Result<std::string> SoftwareKeystore::seal(std::string_view id, std::string_view context,
                                           std::string_view text) {
  const std::lock_guard lock(state_->mutex);
  CHUHAI_ASSIGN_OR_RETURN(const LoadedKey* found, key(id, KeyPurpose::kSeal));
  const SealingKey& sealing = *found->sealing;
  return crypto::seal(sealing, derived_nonce(sealing, context, text), context, text);
}

Result<std::string> SoftwareKeystore::open(std::string_view context, std::string_view sealed) {
  CHUHAI_ASSIGN_OR_RETURN(const std::string_view id, sealed_key_id(sealed));
  const std::lock_guard lock(state_->mutex);
  CHUHAI_ASSIGN_OR_RETURN(const LoadedKey* found, key(id, KeyPurpose::kSeal));
  return open_sealed(*found->sealing, context, sealed);
}

Result<Digest> SoftwareKeystore::token(std::string_view id, std::string_view field,
                                       std::string_view value) {
  const std::lock_guard lock(state_->mutex);
  CHUHAI_ASSIGN_OR_RETURN(LoadedKey* const found, key(id, KeyPurpose::kToken));
  auto of_field = found->token_fields.find(field);
  if (of_field == found->token_fields.end()) {
    of_field =
        found->token_fields.emplace(std::string(field), token_key(found->token, field)).first;
  }
  return crypto::token(of_field->second, value);
}

Result<std::string> SoftwareKeystore::sign(std::string_view id, std::string_view message) {
  const std::lock_guard lock(state_->mutex);
  CHUHAI_ASSIGN_OR_RETURN(const LoadedKey* found, key(id, KeyPurpose::kSign));
  return found->signing->sign(message);
}

Result<PublicKey> SoftwareKeystore::public_key(std::string_view id) {
  const std::lock_guard lock(state_->mutex);
  CHUHAI_ASSIGN_OR_RETURN(const LoadedKey* found, key(id, KeyPurpose::kSign));
  return found->signing->public_key();
}

}  // namespace chuhai::crypto
