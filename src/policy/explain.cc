// A determination as text for a terminal: every line can be checked by a reader who has never seen
// the system. Columns are aligned by display width, since Chinese characters take two.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/text.h"
#include "policy/pack_contents.h"
#include "policy/policy.h"

namespace chuhai::policy {
namespace {

class Explanation {
 public:
  Explanation(const Determination& determination, Language language, bool inputs_since)
      : d_(determination), chinese_(language == Language::kChinese), inputs_since_(inputs_since) {}

  std::string text() {
    head();
    if (d_.outcome == Outcome::kCannotTell) {
      field("原因", "reason", say(d_.reason));
      asks();
    } else if (d_.outcome == Outcome::kNotMet) {
      field("原因", "reason", say(d_.reason));
    }
    money();
    if (d_.outcome == Outcome::kMet) asks();  // what is open of its ceiling
    law();
    table();
    details();
    return std::move(out_);
  }

 private:
  std::string say(const Text& text) const { return chinese_ ? text.zh : text.en; }
  std::string say(std::string_view zh, std::string_view en) const {
    return std::string(chinese_ ? zh : en);
  }
  // A labelled line; without a label it continues the one above.
  void field(std::string_view zh, std::string_view en, std::string_view value) {
    const size_t width = chinese_ ? 7 : 18;
    out_ += "  " + pad_right(say(zh, en), width) + std::string(value) + "\n";
  }
  void list(std::string_view zh, std::string_view en, const std::vector<Text>& texts) {
    bool first = true;
    for (const Text& text : texts) {
      field(first ? zh : "", first ? en : "", say(text));
      first = false;
    }
  }

  void head();
  void asks();
  void money();
  void law();
  void table();
  void details();
  void checks();
  void determined();
  std::string paid_by() const;
  std::string state_of(const Condition& condition) const;

  const Determination& d_;
  const bool chinese_;
  const bool inputs_since_;
  std::string out_;
};

void Explanation::head() {
  static constexpr std::array<std::string_view, 3> kMarks = {"●", "○", "◐"};
  static constexpr std::array<std::string_view, 3> kZh = {"符合", "不符合", "无法判定"};
  static constexpr std::array<std::string_view, 3> kEn = {"met", "not met", "cannot tell"};
  const size_t i = static_cast<size_t>(d_.outcome);
  std::string name = say(d_.subject_name);
  // A synthetic name may say so itself.
  const std::string label = say("（合成数据）", " (synthetic)");
  if (d_.synthetic && name.find(label) == std::string::npos) name += label;
  out_ += fmt::format("{} {}   {} {} · {} · {}\n", kMarks[i], say(kZh[i], kEn[i]), d_.measure,
                      say(d_.measure_title),
                      chinese_ ? fmt::format("{} 年", d_.year) : std::to_string(d_.year), name);
}

void Explanation::asks() {
  bool first = true;
  for (const Ask& ask : d_.asks) {
    std::string line = say(ask.question);
    for (const Text& answer : ask.answers) line += say("；", ". ") + say(answer);
    field(first ? "先问" : "再问", first ? "ask first" : "then", line);
    first = false;
  }
}

std::string Explanation::paid_by() const {
  if (d_.payer == "province") return say("省级支付", "paid by the province");
  if (d_.payer.empty()) return say(d_.payer_name);
  return say("市级支付：", "paid by the city: ") + say(d_.payer_name);
}

void Explanation::money() {
  if (d_.ceiling) {
    std::string line =
        d_.ceiling->to_display_string() + say(" 元（", " yuan (") + paid_by() + say("）", ")");
    if (!d_.ceiling_note.zh.empty()) line += say("；", "; ") + say(d_.ceiling_note);
    field("上限", "ceiling", line);
  } else if (!d_.ceiling_note.zh.empty()) {
    field("上限", "ceiling", say(d_.ceiling_note));
  }
  if (d_.outcome != Outcome::kMet) return;
  if (d_.amount) {
    std::string line = d_.amount->to_display_string() + say(" 元", " yuan");
    if (d_.scale_is_example) line += say("（示例标准，非规定）", " (by an example scale, no rule)");
    field("金额", "amount", line + say("；", "; ") + say(d_.amount_note));
  } else {
    field("金额", "amount", say(d_.amount_note));
  }
}

void Explanation::law() {
  field("法律", "law",
        say(d_.law) + say("· 效力状态：", " · legal state: ") +
            say(legal_state_name(d_.legal_state)) +
            (chinese_ ? "（按 " + d_.as_of.to_string() + "）" : " as of " + d_.as_of.to_string()));
  if (!d_.legal_note.zh.empty()) field("", "", say(d_.legal_note));
  std::string rule = d_.rule.model + (chinese_ ? "「" + say(d_.rule.table) + "」"
                                               : " \"" + say(d_.rule.table) + "\"");
  if (d_.rule.row > 0) {
    rule += chinese_ ? fmt::format("第 {} 行（{}）", d_.rule.row, d_.rule.rule_id)
                     : fmt::format(", row {} ({})", d_.rule.row, d_.rule.rule_id);
  }
  field("规则", "rule", rule);
}

std::string Explanation::state_of(const Condition& condition) const {
  static constexpr std::array<std::string_view, 4> kZh = {"成立", "不成立", "可能成立", "未知"};
  static constexpr std::array<std::string_view, 4> kEn = {"holds", "fails", "may hold", "unknown"};
  const size_t i = static_cast<size_t>(condition.state);
  std::string state = say(kZh[i], kEn[i]);
  if (!condition.to_threshold.zh.empty()) state += say("，", ", ") + say(condition.to_threshold);
  return state;
}

void Explanation::table() {
  static constexpr std::array<std::string_view, 4> kMarks = {"✓", "✗", "?", "?"};
  const bool with_state = d_.outcome != Outcome::kMet;
  std::vector<std::vector<std::string>> rows;
  rows.push_back({say("条件", "condition"), say("值", "value"), say("口径", "basis"),
                  say("证据", "evidence")});
  if (with_state) rows.back().push_back(say("状态", "state"));
  for (const Condition& condition : d_.conditions) {
    std::string evidence = say(condition.evidence);
    if (evidence.empty()) evidence = "–";
    rows.push_back(
        {std::string(kMarks[static_cast<size_t>(condition.state)]) + " " + say(condition.label),
         say(condition.value), say(condition.basis), evidence});
    if (with_state) rows.back().push_back(state_of(condition));
  }
  std::vector<size_t> widths(rows.front().size());
  for (const auto& row : rows) {
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  out_ += "\n";
  for (const auto& row : rows) {
    std::string line = "  ";
    for (size_t i = 0; i < row.size(); ++i) {
      line += i + 1 < row.size() ? pad_right(row[i], widths[i] + 2) : row[i];
    }
    out_ += line + "\n";
  }
  out_ += "\n";
}

// The first commands check what decides; those of a long history are one command together.
void Explanation::checks() {
  constexpr size_t kCommandsMax = 3;
  const size_t all = d_.check_commands.size();
  const size_t shown = all > kCommandsMax ? kCommandsMax - 1 : all;
  size_t width = 0;
  for (size_t i = 0; i < shown; ++i) width = std::max(width, display_width(d_.check_commands[i]));
  for (size_t i = 0; i < shown; ++i) {
    std::string line = d_.check_commands[i];
    if (i < d_.check_notes.size()) {
      line = pad_right(line, width + 3) + say(d_.check_notes[i]);
    }
    field(i == 0 ? "查证" : "", i == 0 ? "check" : "", line);
  }
  if (shown < all) {
    field("", "",
          pad_right(fmt::format("chuhai facts {}", d_.subject.to_string()), width + 3) +
              say(fmt::format("其余 {} 项的依据", all - shown),
                  fmt::format("what the other {} rest on", all - shown)));
  }
}

// As of which day, when and by whom; another as-of day or later inputs can give another result.
void Explanation::determined() {
  const std::string as_of = d_.as_of.to_string(), at = d_.known_at.to_string();
  std::string by = d_.determined_by;
  if (!by.empty()) by = chinese_ ? "，由 " + by : " by " + by;
  field("判定", "determined",
        chinese_ ? fmt::format("按 {} 的登记与效力状态；{} 判定{}", as_of, at, by)
                 : fmt::format("as of {}, on {}{}", as_of, at, by));
  if (!inputs_since_) return;
  const std::string command = fmt::format("chuhai determine --year {} --as-of {}", d_.year, as_of);
  field("", "",
        chinese_ ? "此后又有数据录入，结果可能已变：请运行 " + command
                 : "inputs have come in since, and may change it: run " + command);
}

void Explanation::details() {
  if (d_.nearest) field("差距", "nearest", say(*d_.nearest));
  list("说明", "note", d_.notes);
  list("解读", "reading", d_.readings);
  checks();
  list("此前", "history", d_.history);
  determined();
  constexpr size_t kShown = 12;
  field("摘要", "digests",
        fmt::format("{} {} · {} {}", say("规则", "pack"), d_.pack_digest.substr(0, kShown),
                    say("事实", "facts"), d_.facts_digest.substr(0, kShown)));
}

}  // namespace

std::string explain(const Determination& determination, Language language, bool inputs_since) {
  return Explanation(determination, language, inputs_since).text();
}

}  // namespace chuhai::policy
