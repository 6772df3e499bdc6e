#include "base/file_stream.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace chuhai {
namespace {

constexpr size_t kBufferSize = 1 << 20;

Error stream_error(std::string_view action, const std::filesystem::path& path, int error) {
  return Error(error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
               fmt::format("cannot {} {}: {}", action, path.string(),
                           std::generic_category().message(error)));
}

Error ends_early(const std::filesystem::path& path, uint64_t offset) {
  return Error(ErrorCode::kCorrupt,
               fmt::format("{} ends at byte {} in the middle of a record: copy it again",
                           path.string(), offset));
}

}  // namespace

Result<FileWriter> FileWriter::create(const std::filesystem::path& path) {
  std::filesystem::path beside = path;
  beside += fmt::format(".{}.partial", ::getpid());
  const int descriptor = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (descriptor < 0) return stream_error("create", beside, errno);
  return FileWriter(path, std::move(beside), descriptor);
}

FileWriter::FileWriter(FileWriter&& other) noexcept
    : path_(std::move(other.path_)),
      beside_(std::move(other.beside_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)) {}

FileWriter::~FileWriter() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  ::unlink(beside_.c_str());
}

Status FileWriter::write(std::string_view bytes) {
  buffer_ += bytes;
  return buffer_.size() < kBufferSize ? Status() : flush();
}

Status FileWriter::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty()) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return stream_error("write", beside_, errno);
    rest.remove_prefix(static_cast<size_t>(written));
  }
  buffer_.clear();
  return {};
}

Status FileWriter::commit() {
  CHUHAI_RETURN_IF_ERROR(flush());
  if (::fsync(descriptor_) != 0) return stream_error("write", beside_, errno);
  if (::close(std::exchange(descriptor_, -1)) != 0 ||
      ::rename(beside_.c_str(), path_.c_str()) != 0) {
    const int error = errno;
    ::unlink(beside_.c_str());
    return stream_error("write", path_, error);
  }
  return {};
}

Result<FileReader> FileReader::open(const std::filesystem::path& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return stream_error("open", path, errno);
  return FileReader(path, descriptor);
}

FileReader::FileReader(FileReader&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      offset_(other.offset_) {}

FileReader::~FileReader() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<bool> FileReader::fill() {
  buffer_.erase(0, std::exchange(begin_, 0));
  const size_t size = buffer_.size();
  buffer_.resize(size + kBufferSize);
  ssize_t got = -1;
  do {
    got = ::read(descriptor_, buffer_.data() + size, kBufferSize);
  } while (got < 0 && errno == EINTR);
  buffer_.resize(size + static_cast<size_t>(std::max<ssize_t>(got, 0)));
  if (got < 0) return stream_error("read", path_, errno);
  return got > 0;
}

std::string FileReader::take(size_t size) {
  std::string taken = buffer_.substr(begin_, size);
  begin_ += taken.size();
  offset_ += taken.size();
  return taken;
}

Result<std::string> FileReader::line(size_t bytes_max) {
  size_t searched = 0;
  while (true) {
    const size_t end = buffer_.find('\n', begin_ + searched);
    if (end != std::string::npos && end - begin_ <= bytes_max) {
      std::string taken = take(end - begin_ + 1);
      taken.pop_back();
      return taken;
    }
    searched = buffer_.size() - begin_;
    if (searched > bytes_max)
      return Error(ErrorCode::kCorrupt, fmt::format("{}, byte {}: a line longer than {} bytes",
                                                    path_.string(), offset_, bytes_max));
    CHUHAI_ASSIGN_OR_RETURN(const bool more, fill());
    if (!more) return ends_early(path_, offset_ + searched);
  }
}

Result<std::string> FileReader::bytes(size_t size) {
  while (buffer_.size() - begin_ < size) {
    CHUHAI_ASSIGN_OR_RETURN(const bool more, fill());
    if (!more) return ends_early(path_, offset_ + buffer_.size() - begin_);
  }
  return take(size);
}

Result<std::string> FileReader::some(size_t size_max) {
  if (buffer_.size() == begin_) {
    CHUHAI_ASSIGN_OR_RETURN(const bool more, fill());
    if (!more) return std::string();
  }
  return take(size_max);
}

}  // namespace chuhai
