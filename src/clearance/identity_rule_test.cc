// Repeats, duplicates, older documents, changes and deletions, against open and written parcels.
#include "clearance/matcher_bench.h"

namespace chuhai::clearance {
namespace {

struct DuplicateCase {
  std::string name;
  char app_type;
  int minutes;  // of the second document's appTime after the first's
  bool same_content;
  Verdict verdict;
  std::string rule;  // without the kind's prefix where it has one
  std::map<DocumentKind, std::string> codes;
};

const std::vector<DuplicateCase> kDuplicateCases = {
    {"repeat", '1', 0, true, Verdict::kRepeated, "", {}},
    {"same time",
     '1',
     0,
     false,
     Verdict::kRefused,
     ".duplicate",
     {{DocumentKind::kOrder, "-301010"},
      {DocumentKind::kReceipt, "-401007"},
      {DocumentKind::kWaybill, "100"},
      {DocumentKind::kList, "100"}}},
    {"newer",
     '1',
     5,
     false,
     Verdict::kRefused,
     ".exists",
     {{DocumentKind::kOrder, "-301010"},
      {DocumentKind::kReceipt, "-401007"},
      {DocumentKind::kWaybill, "100"},
      {DocumentKind::kList, "100"}}},
    {"older",
     '1',
     -5,
     false,
     Verdict::kNotYetHandled,
     "not_yet_handled.older",
     {{DocumentKind::kOrder, "-301014"},
      {DocumentKind::kReceipt, "-401012"},
      {DocumentKind::kWaybill, "100"},
      {DocumentKind::kList, "100"}}},
    {"change", '2', 5, false, Verdict::kNotYetHandled, "not_yet_handled.change", {}},
    {"deletion", '3', 5, false, Verdict::kNotYetHandled, "not_yet_handled.deletion", {}},
};

TEST(Matcher, DuplicatesOfOpenAndOfWrittenParcels) {
  const std::map<DocumentKind, std::string> prefixes = {{DocumentKind::kOrder, "order"},
                                                        {DocumentKind::kReceipt, "receipt"},
                                                        {DocumentKind::kWaybill, "waybill"},
                                                        {DocumentKind::kList, "list"}};
  for (const bool written : {false, true}) {
    for (const DuplicateCase& one : kDuplicateCases) {
      for (const auto& [kind, prefix] : prefixes) {
        SCOPED_TRACE(one.name + " " + prefix + (written ? " written" : " open"));
        Bench bench;
        const ExampleParcel parcel = example_parcel(3);
        Document again;
        for (const Document& document :
             written ? parcel.all()
                     : std::vector{parcel.order, parcel.receipt, parcel.waybill, parcel.list}) {
          bench.put(document);
          if (document.kind == kind) again = document;
        }
        bench.end();
        EXPECT_EQ(bench.written.size(), written ? 1u : 0u);
        const auto totals = bench.written.totals;
        again.app_type = one.app_type;
        again.app_time = again.app_time.plus_millis(one.minutes * 60'000);
        if (!one.same_content) {
          again.content_digest.low ^= 1;
          again.goods_value = again.amount = Amount5::from_units(1);
          again.guid = "OTHER";
        }
        const Ruling ruling = bench.put(again);
        EXPECT_EQ(ruling.verdict, one.verdict);
        EXPECT_EQ(ruling.rule, one.rule.starts_with('.') ? prefix + one.rule : one.rule);
        if (one.codes.contains(kind)) {
          EXPECT_EQ(ruling.code, one.codes.at(kind));
        }
        bench.end();
        EXPECT_TRUE(bench.written.totals == totals) << "no effect";
        EXPECT_EQ(bench.written.rows, written ? 1u : 0u);
        EXPECT_EQ(bench.matcher.open_parcels(), written ? 0u : 1u);
      }
    }
  }
}

}  // namespace
}  // namespace chuhai::clearance
