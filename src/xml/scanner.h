// A strict pull scanner for the XML that CEB messages use: XML 1.0 (fifth edition) and Namespaces
// in XML 1.0 in UTF-8, without DOCTYPE. What it lets through is well-formed, and
// namespace-well-formed: one root, matched tags, legal names and characters, no attribute twice (by
// name, and by namespace and local name), only the five predefined entities.
//
//   xml::Scanner scanner(bytes);
//   while (true) {
//     CHUHAI_ASSIGN_OR_RETURN(const xml::Scanner::Event event, scanner.next());
//     if (event == xml::Scanner::Event::kEof) break;
//     if (event == xml::Scanner::Event::kStart) use(scanner.namespace_uri(), scanner.local_name());
//   }
//
// A document is well-formed only once kEof has come. Views point into the input, or into the
// scanner until the next call of next().
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace chuhai::xml {

// Beyond these a document is refused with kOutOfRange.
struct Limits {
  size_t bytes_max = size_t{1} << 30;
  size_t depth_max = 64;
  size_t attributes_max = 64;  // of one element, namespace declarations included
  size_t name_bytes_max = 256;
};

struct Attribute {
  std::string_view prefix;
  std::string_view local_name;
  std::string_view namespace_uri;  // empty without a prefix: the default namespace is for elements
  std::string_view value;          // references decoded, white space normalised (as for CDATA)
  size_t value_begin = 0;          // offsets of the raw value, without its quotes
  size_t value_end = 0;
};

struct NamespaceBinding {
  std::string_view prefix;  // empty: the default namespace
  std::string_view uri;     // empty: the default namespace is no more
};

// Of a byte of the input, both from 1; the column counts code points.
struct Position {
  size_t line = 1;
  size_t column = 1;
  bool operator==(const Position&) const = default;
};

class Scanner {
 public:
  enum class Event {
    kStart,        // a start tag; an empty-element tag gives kStart and kEnd
    kEnd,          // an end tag
    kText,         // character data between two tags, all of it, comments and instructions left out
    kEof,          // the end of a well-formed document; stays
    kInstruction,  // a processing instruction, only when they are reported
  };

  // `bytes` must outlive the scanner.
  explicit Scanner(std::string_view bytes, Limits limits = {});
  Scanner(const Scanner&) = delete;
  Scanner& operator=(const Scanner&) = delete;

  // To be called before the first event: instructions become events, outside the root too, and a
  // text ends where one stands.
  void report_instructions() { report_instructions_ = true; }

  // kInvalidArgument when the document is not well-formed UTF-8 XML; kUnsupported for DOCTYPE,
  // another encoding or another version; kOutOfRange beyond the limits. Each refuses the message,
  // and comes again on every later call. The encoding and the legality of characters are checked
  // for the whole input before the first event.
  Result<Event> next();

  // Of the element that begins or ends. An end tag's names are those of its start tag.
  std::string_view local_name() const { return local_name_; }
  std::string_view prefix() const { return prefix_; }
  std::string_view namespace_uri() const { return namespace_uri_; }
  // Of the element that begins, in the order of the document, namespace declarations left out.
  const std::vector<Attribute>& attributes() const { return attributes_; }
  // What the element that begins declares, in the order of the document.
  std::vector<NamespaceBinding> declarations() const;
  // All that is in force inside the element that begins, each prefix once; the prefix xml isn't
  // there unless declared.
  std::vector<NamespaceBinding> namespaces_in_scope() const;
  // The attribute without namespace of that name, or nullptr.
  const Attribute* attribute(std::string_view name) const;

  // The text, decoded: references, CDATA sections, CR and CRLF as LF.
  std::string_view text() const { return text_; }
  bool text_is_white_space() const;

  // The instruction's target, and what follows the white space after it, line ends as they are.
  std::string_view instruction_target() const { return instruction_target_; }
  std::string_view instruction_text() const { return instruction_text_; }

  // Elements open after this event: 1 after the root's start.
  size_t depth() const { return frames_.size(); }
  // The raw bytes of the event: the tag, or the text from its first to its last piece. An
  // element's content lies from its kStart's token_end() to its kEnd's token_begin().
  size_t token_begin() const { return token_begin_; }
  size_t token_end() const { return token_end_; }
  // How far the input has been read; after a refusal, where the error is.
  size_t offset() const { return static_cast<size_t>(at_ - bytes_.data()); }
  // Counts from the start of the input, so for messages only.
  Position position(size_t offset) const;

 private:
  struct Frame {
    std::string_view qualified_name;
    std::string_view prefix;
    std::string_view local_name;
    std::string_view namespace_uri;
    size_t bindings;  // those in force outside
  };
  enum class State { kUnread, kProlog, kContent, kEpilog, kFailed };

  // These return false after fail().
  bool fail(const char* at, std::string_view reason, ErrorCode code = ErrorCode::kInvalidArgument);
  bool begin();
  bool scan_declaration();
  bool scan_declaration_value(std::string_view name, std::string_view& value);
  bool scan_misc();
  bool scan_comment();
  bool scan_instruction();
  bool instruction_is_reported() const { return report_instructions_ && starts_with("<?"); }
  bool scan_content(Event& event);
  bool scan_start_tag();
  bool scan_attributes(bool& empty);
  bool scan_attribute();
  bool scan_attribute_value(Attribute& attribute);
  bool scan_end_tag();
  bool scan_text();
  bool scan_text_pieces(const char* begin);
  bool scan_cdata();
  bool scan_reference(std::string& out);
  bool scan_character_reference(std::string& out);
  bool scan_ncname(std::string_view& name);
  bool scan_qualified_name(std::string_view& prefix, std::string_view& local);
  bool declare_namespaces();
  bool declare_namespace(const Attribute& attribute, std::string_view prefix);
  bool resolve(std::string_view prefix, std::string_view& uri, const char* tag);
  bool resolve_attributes();
  bool skip_white_space();
  bool starts_with(std::string_view text) const;
  void leave_element();
  Error failure() const;

  std::string_view bytes_;
  Limits limits_;
  const char* at_;
  const char* end_;
  State state_ = State::kUnread;
  bool report_instructions_ = false;
  bool empty_element_ = false;  // its kEnd is still to come
  size_t token_begin_ = 0;
  size_t token_end_ = 0;
  std::string_view local_name_;
  std::string_view prefix_;
  std::string_view namespace_uri_;
  std::string_view text_;
  std::string decoded_text_;
  std::string_view instruction_target_;
  std::string_view instruction_text_;
  std::vector<Attribute> attributes_;
  std::deque<std::string> decoded_values_;  // of this tag's attributes; a deque keeps views valid
  std::deque<std::string> decoded_uris_;    // of declarations, kept to the end
  std::vector<Frame> frames_;
  std::vector<NamespaceBinding> bindings_;
  std::string reason_;
  ErrorCode code_ = ErrorCode::kInvalidArgument;
};

}  // namespace chuhai::xml
