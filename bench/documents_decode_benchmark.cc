// How fast messages are decoded and written, on one core: 100 documents a message, one line each.
//
//   make bench && build/documents_decode_benchmark
#include <fmt/format.h>

#include <cstdint>
#include <ctime>
#include <string>
#include <vector>

#include "documents/decode.h"
#include "documents/encode.h"
#include "documents/message_fixture.h"

namespace {

using namespace chuhai;  // a program of its own
using namespace chuhai::documents;

std::string write_message(const MessageType& type, int documents) {
  MessageWriter writer(type.name, kExampleGuid);
  const Element& document = type.document();
  const auto fields = [&](const Element& group) {
    for (const Element& child : group.children) {
      if (!child.is_group()) writer.field(child.name, std::string_view(example_value(child)));
    }
  };
  const bool grouped = document.children[0].is_group();
  for (int i = 0; i < documents; ++i) {
    writer.begin_document();
    fields(grouped ? document.children[0] : document);
    if (!grouped) continue;
    writer.begin_line();
    fields(document.children[1]);
  }
  return (type.is_receipt ? writer.finish() : writer.finish({"c", "n", "DXP", "d"})).value();
}

template <typename Work>
int64_t nanoseconds(int rounds, const Work& work) {
  const std::clock_t begin = std::clock();  // processor time: the machine may be shared
  for (int i = 0; i < rounds; ++i) work();
  return int64_t{std::clock() - begin} * (1'000'000'000 / CLOCKS_PER_SEC) / rounds;
}

}  // namespace

int main() {
  constexpr int kDocuments = 100;
  constexpr int kRounds = 400;
  size_t accepted = 0;
  int64_t total = 0;
  for (const MessageType& type : message_types()) {
    const std::string bytes = write_message(type, kDocuments);
    const int64_t decode =
        nanoseconds(kRounds, [&] { accepted += decode_message(bytes, {}).documents.size(); });
    fmt::print("{}: {} bytes a document, decode {} ns, {} documents/s\n", type.name,
               bytes.size() / kDocuments, decode / kDocuments,
               int64_t{1'000'000'000} * kDocuments / decode);
    if (!type.is_receipt) total += decode;
  }
  fmt::print("303, 403, 505 and 603 together: {} documents/s ({} accepted)\n",
             int64_t{1'000'000'000} * kDocuments * 4 / total, accepted);
  return 0;
}
