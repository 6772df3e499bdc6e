#include "crypto/key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

#include "base/text.h"
#include "crypto/software_keystore.h"

namespace chuhai::crypto {
namespace {

constexpr std::string_view kFirstLine = "chuhai key 1";
constexpr off_t kKeyFileBytesMax = 4096;

Error damaged(std::string_view why) {
  return Error(ErrorCode::kCorrupt,
               fmt::format("a key file is damaged ({}); restore it from where keys are kept", why));
}

Error refused(std::string_view action, const std::filesystem::path& path, int error) {
  const ErrorCode code = error == ENOENT   ? ErrorCode::kNotFound
                         : error == EEXIST ? ErrorCode::kAlreadyExists
                         : error == ELOOP  ? ErrorCode::kFailedPrecondition
                                           : ErrorCode::kIo;
  return Error(code, fmt::format("cannot {} {}: {}", action, path.string(),
                                 std::generic_category().message(error)));
}

class OpenFile {
 public:
  OpenFile(const std::filesystem::path& path, int flags)
      : fd_(::open(path.c_str(), flags | O_CLOEXEC | O_NOFOLLOW, 0600)) {}
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  ~OpenFile() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// 0, or the errno of the first failure.
int write_and_sync(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return ::fsync(fd) == 0 ? 0 : errno;
}

// Makes what happened to names in the folder last.
Status sync_folder_of(const std::filesystem::path& path) {
  const OpenFile folder(path.parent_path(), O_RDONLY | O_DIRECTORY);
  if (folder.get() < 0 || ::fsync(folder.get()) != 0) return refused("sync", path, errno);
  return {};
}

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex(Secret& out, size_t& at, std::string_view bytes) {
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out.writable()[at++] = static_cast<uint8_t>(kHexDigits[byte >> 4]);
    out.writable()[at++] = static_cast<uint8_t>(kHexDigits[byte & 15]);
  }
}

std::optional<Secret> parse_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  Secret out(text.size() / 2);
  for (size_t i = 0; i < text.size(); ++i) {
    const size_t digit = kHexDigits.find(text[i]);
    if (digit == std::string_view::npos) return std::nullopt;
    out.writable()[i / 2] = static_cast<uint8_t>(out.writable()[i / 2] << 4 | digit);
  }
  return out;
}

// The line's text after `name` and a space; moves on to the next line.
std::optional<std::string_view> take_line(std::string_view& rest, std::string_view name) {
  const size_t end = rest.find('\n');
  if (end == std::string_view::npos || !rest.starts_with(name) || rest.size() <= name.size() ||
      rest[name.size()] != ' ') {
    return std::nullopt;
  }
  const std::string_view value = rest.substr(name.size() + 1, end - name.size() - 1);
  rest.remove_prefix(end + 1);
  return value;
}

std::optional<KeyAct> parse_act(std::optional<std::string_view> text) {
  const size_t space = text ? text->find(' ') : std::string_view::npos;
  if (space == std::string_view::npos) return std::nullopt;
  const auto at = Instant::parse(text->substr(0, space));
  if (!at.ok()) return std::nullopt;
  return KeyAct{*at, std::string(text->substr(space + 1))};
}

std::string act_text(std::string_view name, const KeyAct& act) {
  return fmt::format("{} {} {}\n", name, act.at.to_string(), act.by);
}

}  // namespace

Secret key_file_text(const KeyRecord& record, const Secret& secret) {
  std::string open = fmt::format("{}\n{}\nid {}\npurpose {}\n", kFirstLine, kSoftwareKeystoreLabel,
                                 record.id, key_purpose_name(record.purpose));
  open += act_text("created", record.created);
  if (record.destroyed) open += act_text("destroyed", *record.destroyed);
  constexpr std::string_view kKey = "key ";
  constexpr std::string_view kSum = "sum ";
  const size_t key_bytes = secret.size() == 0 ? 0 : kKey.size() + 2 * secret.size() + 1;
  Secret out(open.size() + key_bytes + kSum.size() + 64 + 1);
  size_t at = 0;
  const auto append = [&](std::string_view text) {
    for (const char c : text) out.writable()[at++] = static_cast<uint8_t>(c);
  };
  append(open);
  if (key_bytes != 0) {
    append(kKey);
    append_hex(out, at, secret.view());
    append("\n");
  }
  const Digest sum = sm3(out.view().substr(0, at));
  append(kSum);
  append(sum.hex());
  append("\n");
  return out;
}

Result<KeyFile> parse_key_file(std::string_view text) {
  constexpr size_t kSumLine = 4 + 64 + 1;
  if (text.size() < kSumLine) return damaged("too short");
  std::string_view rest = text;
  std::string_view sum_line = text.substr(text.size() - kSumLine);
  const auto sum = take_line(sum_line, "sum");
  if (!sum || *sum != sm3(text.substr(0, text.size() - kSumLine)).hex()) return damaged("its sum");
  if (!rest.starts_with(kFirstLine)) return damaged("its first line");
  for (int line = 0; line < 2; ++line) {  // the second is the label, which is for people
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return damaged("its label");
    rest.remove_prefix(end + 1);
  }
  KeyFile out;
  const auto id = take_line(rest, "id");
  const auto purpose = take_line(rest, "purpose");
  const auto created = parse_act(take_line(rest, "created"));
  const auto kind = purpose ? parse_key_purpose(*purpose) : std::nullopt;
  if (!id || !is_key_id(*id) || !kind || !created) return damaged("what it tells of the key");
  out.record = {std::string(*id), *kind, *created, parse_act(take_line(rest, "destroyed"))};
  if (const auto key = take_line(rest, "key")) {
    std::optional<Secret> secret = parse_hex(*key);
    if (!secret || out.record.destroyed) return damaged("its key");
    out.secret = std::move(*secret);
  } else if (!out.record.destroyed) {
    return damaged("its key is missing");
  }
  if (rest.size() != kSumLine) return damaged("its end");
  return out;
}

Result<Secret> read_private_file(const std::filesystem::path& path) {
  const OpenFile file(path, O_RDONLY);
  if (file.get() < 0) return refused("open", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return refused("read", path, errno);
  if ((info.st_mode & 077) != 0) {
    return Error(ErrorCode::kFailedPrecondition,
                 fmt::format("{} may be read by others than its owner: chmod 600 it, and take a "
                             "new key if they may have",
                             path.string()));
  }
  if (info.st_size > kKeyFileBytesMax) return damaged("its length");
  Secret bytes(static_cast<size_t>(info.st_size));
  size_t size = 0;
  while (size < bytes.size()) {
    const ssize_t got = ::read(file.get(), bytes.writable().data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return refused("read", path, errno);
    if (got == 0) return damaged("its length");
    size += static_cast<size_t>(got);
  }
  return bytes;
}

Status write_private_file(const std::filesystem::path& path, std::string_view bytes) {
  const std::filesystem::path partial =
      path.parent_path() / fmt::format(".{}.{}", path.filename().string(), ::getpid());
  int error = 0;
  {
    const OpenFile file(partial, O_WRONLY | O_CREAT | O_EXCL);
    if (file.get() < 0 && errno == EEXIST) {
      return Error(ErrorCode::kConflict,
                   fmt::format("{} was left by a write that was cut short, or is being written: "
                               "remove it when nobody writes",
                               partial.string()));
    }
    if (file.get() < 0) return refused("write", partial, errno);
    error = write_and_sync(file.get(), bytes);
  }
  // A link, unlike a rename, never takes the place of a file that is there.
  if (error == 0 && ::link(partial.c_str(), path.c_str()) != 0) error = errno;
  ::unlink(partial.c_str());
  if (error != 0) return refused("write", path, error);
  return sync_folder_of(path);
}

Status overwrite_and_remove(const std::filesystem::path& path) {
  {
    const OpenFile file(path, O_WRONLY);
    if (file.get() < 0 && errno == ENOENT) return {};
    if (file.get() < 0) return refused("overwrite", path, errno);
    struct stat info {};
    if (::fstat(file.get(), &info) != 0) return refused("overwrite", path, errno);
    const std::string zeros(static_cast<size_t>(info.st_size), '\0');
    if (const int error = write_and_sync(file.get(), zeros)) {
      return refused("overwrite", path, error);
    }
  }
  if (::unlink(path.c_str()) != 0 && errno != ENOENT) return refused("remove", path, errno);
  return sync_folder_of(path);
}

}  // namespace chuhai::crypto
