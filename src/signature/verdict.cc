#include "signature/verdict.h"

namespace chuhai::signature {
namespace {

struct Wording {
  std::string_view name;
  std::string_view zh;
  std::string_view en;
  std::string_view exchange_code;
};

constexpr Wording kWordings[] = {
    {"not_checked", "未验签", "not checked", ""},
    {"absent", "无签名", "no signature", ""},
    {"valid", "签名有效", "valid signature", ""},
    {"malformed", "签名格式错误", "malformed signature", "1001"},
    {"misplaced", "签名位置或数量错误", "signature misplaced or repeated", "1001"},
    {"unsupported", "不支持的签名算法或引用", "unsupported algorithm or reference", ""},
    {"signature_mismatch", "签名值不符", "wrong signature value", "1001"},
    {"digest_mismatch", "签名与数据不符", "data changed after signing", "1004"},
    {"certificate_unreadable", "证书无法读取", "unreadable certificate", ""},
    {"certificate_unknown", "证书不在信任范围内", "certificate of nobody trusted", ""},
    {"certificate_not_in_force", "证书不在有效期内", "certificate not in force", "1002"},
};

const Wording& wording(Verdict verdict) { return kWordings[static_cast<size_t>(verdict)]; }

}  // namespace

std::string_view verdict_name(Verdict verdict) { return wording(verdict).name; }
std::string_view verdict_label_zh(Verdict verdict) { return wording(verdict).zh; }
std::string_view verdict_label_en(Verdict verdict) { return wording(verdict).en; }
std::string_view exchange_code(Verdict verdict) { return wording(verdict).exchange_code; }

std::optional<Verdict> parse_verdict(int number) {
  if (number < 0 || static_cast<size_t>(number) >= std::size(kWordings)) return std::nullopt;
  return static_cast<Verdict>(number);
}

}  // namespace chuhai::signature
