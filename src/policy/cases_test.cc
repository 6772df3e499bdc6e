#include "policy/cases.h"

#include "policy/policy_test_support.h"

namespace chuhai::policy {
namespace {

TEST(Cases, ShippedCasesComeOutAsWritten) {
  const auto report = run_cases(shipped_pack(), shipped_catalogue());
  ASSERT_TRUE(report.ok()) << report.error().message();
  for (const CaseFailure& failure : report.value().failures) {
    ADD_FAILURE() << failure.file << ":" << failure.line << " (" << failure.name
                  << "): " << failure.message;
  }
  EXPECT_GE(report.value().cases, 40u);
  EXPECT_GE(report.value().expectations, 60u);
}

}  // namespace
}  // namespace chuhai::policy
