# Run by chuhai_embed: writes OUTPUT with the bytes of INPUT as an array.
file(READ ${INPUT} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," bytes "${hex}")
file(WRITE ${OUTPUT}
"#include <string_view>
namespace chuhai::${NAMESPACE} {
namespace {
const unsigned char ${SYMBOL}Bytes[] = {${bytes}0};
}
extern const std::string_view ${SYMBOL};
const std::string_view ${SYMBOL}(reinterpret_cast<const char*>(${SYMBOL}Bytes), sizeof(${SYMBOL}Bytes) - 1);
}  // namespace chuhai::${NAMESPACE}
")
