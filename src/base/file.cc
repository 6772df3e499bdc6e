#include "base/file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>

namespace chuhai {
namespace {

Error io_error(std::string_view action, const std::filesystem::path& path, int error) {
  const ErrorCode code = error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return Error(code, fmt::format("cannot {} {}: {}", action, path.string(),
                                 std::generic_category().message(error)));
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  // The result of close, which is where some file systems report a failed write.
  int close() { return ::close(std::exchange(fd_, -1)); }

 private:
  int fd_;
};

Error too_large(const std::filesystem::path& path, size_t bytes_max) {
  return Error(ErrorCode::kOutOfRange,
               fmt::format("{} is larger than {} bytes", path.string(), bytes_max));
}

// 0 or the errno of the first failure.
int write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<size_t>(written));
  }
  return 0;
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& path, size_t bytes_max) {
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) return io_error("open", path, errno);
  struct stat info {};
  if (::fstat(file.get(), &info) != 0) return io_error("read", path, errno);
  if (S_ISDIR(info.st_mode)) return io_error("read", path, EISDIR);
  const auto expected = static_cast<size_t>(std::max<off_t>(info.st_size, 0));
  if (expected > bytes_max) return too_large(path, bytes_max);
  // A pipe or a growing file has no size to trust, so reading goes on until the end.
  std::string bytes;
  size_t size = 0;
  while (true) {
    if (size == bytes.size()) bytes.resize(std::max(expected + 1, size + size / 2 + 4096));
    const ssize_t got = ::read(file.get(), bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return io_error("read", path, errno);
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > bytes_max) return too_large(path, bytes_max);
  }
  bytes.resize(size);
  return bytes;
}

Status write_file(const std::filesystem::path& path, std::string_view bytes) {
  std::filesystem::path beside = path;
  beside += fmt::format(".{}.partial", ::getpid());
  FileDescriptor file(::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file.get() < 0) return io_error("create", beside, errno);
  int error = write_all(file.get(), bytes);
  if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  if (file.close() != 0 && error == 0) error = errno;
  if (error == 0 && ::rename(beside.c_str(), path.c_str()) != 0) error = errno;
  if (error == 0) return {};
  ::unlink(beside.c_str());
  return io_error("write", path, error);
}

Result<std::vector<std::filesystem::path>> list_files(const std::filesystem::path& path) {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::file_status status = fs::status(path, error);
  if (status.type() == fs::file_type::not_found) return io_error("list", path, ENOENT);
  if (error) return io_error("list", path, error.value());
  if (fs::is_regular_file(status)) return std::vector<fs::path>{path};
  std::vector<fs::path> files;
  fs::recursive_directory_iterator it(path, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (it->is_regular_file(error)) files.push_back(it->path());
    if (error) break;
  }
  if (error) return io_error("list", path, error.value());
  std::sort(files.begin(), files.end(),
            [](const fs::path& a, const fs::path& b) { return a.native() < b.native(); });
  return files;
}

}  // namespace chuhai
