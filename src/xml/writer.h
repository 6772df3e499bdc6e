// Writes XML elements at the end of a string, escaped so that reading it back gives the same text.
//
//   std::string out;
//   xml::Writer writer(out);
//   writer.declaration();
//   writer.start("CEB304Message", {{"guid", guid}, {"xmlns:ceb", uri}});
//   writer.element("appStatus", "2");
//   writer.end();
//   CHUHAI_RETURN_IF_ERROR(writer.finish());
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace chuhai::xml {

class Writer {
 public:
  using AttributeText = std::pair<std::string_view, std::string_view>;

  // `prefix` with its colon goes before every element's name; empty for none. `out` must outlive
  // the writer.
  explicit Writer(std::string& out, std::string_view prefix = "ceb:");

  void declaration();  // <?xml version="1.0" encoding="UTF-8"?>
  // `name` and the attributes' names are written as they are: they come from the program, not from
  // outside. Attributes' names bring their own prefix.
  void start(std::string_view name, std::initializer_list<AttributeText> attributes = {});
  void text(std::string_view text);
  void end();  // of the innermost open element (CHECK)
  void element(std::string_view name, std::string_view text);  // <ceb:name>text</ceb:name>

  // kInvalidArgument when some text held what XML can't carry (a control character, bytes that
  // aren't UTF-8). CHECKs that every element has ended.
  Status finish() const;

 private:
  enum class Place { kText, kAttribute };
  void append_escaped(std::string_view text, Place place);
  void open_name(std::string_view name);

  std::string& out_;
  std::string prefix_;
  std::vector<std::string> open_;
  bool illegal_ = false;
};

}  // namespace chuhai::xml
