// The joint ceiling: in no three consecutive years is it exceeded, whatever the recognitions.
#include "policy/cap.h"

#include <fmt/format.h>
#include <rapidcheck.h>

#include "policy/determiner.h"
#include "policy/policy_test_support.h"

namespace chuhai::policy {
namespace {

TEST(Cap, RemainingLooksAtEveryWindow) {
  constexpr int64_t kCap = 500;
  EXPECT_EQ(cap_remaining({}, 2025, 3, kCap), 500);
  EXPECT_EQ(cap_remaining({{2023, 300}, {2024, 150}}, 2025, 3, kCap), 50);
  EXPECT_EQ(cap_remaining({{2022, 500}, {2024, 150}}, 2025, 3, kCap), 350);
  EXPECT_EQ(cap_remaining({{2026, 200}, {2027, 250}}, 2025, 3, kCap), 50);  // later years too
  EXPECT_EQ(cap_remaining({{2025, 500}}, 2025, 3, kCap), 0);
  EXPECT_EQ(cap_remaining({{2024, 900}}, 2025, 3, kCap), 0);  // overpaid: nothing, not less
  EXPECT_EQ(cap_remaining({{2028, 500}, {2022, 500}}, 2025, 3, kCap), 500);
}

TEST(Cap, TheLastRecognisedIsCutFirst) {
  const Date first = Date::of(2022, 1, 1).value(), second = Date::of(2022, 2, 1).value();
  std::vector<CapShare> shares = {{"B", second, 300}, {"A", second, 300}, {"Z", first, 300}};
  share_in_order(shares, 700);
  EXPECT_EQ(shares[0].id, "Z");
  EXPECT_EQ(shares[0].granted, 300);
  EXPECT_EQ(shares[1].id, "A");
  EXPECT_EQ(shares[1].granted, 300);
  EXPECT_EQ(shares[2].granted, 100);
}

TEST(Cap, ProportionRoundsDown) {
  std::vector<CapShare> shares = {{"A", {}, 100}, {"B", {}, 100}, {"C", {}, 100}};
  share_in_proportion(shares, 100);
  for (const CapShare& share : shares) EXPECT_EQ(share.granted, 33);
}

// Years in any order, each awarded its full ceilings and entered in the register.
TEST(Cap, NoThreeYearsEverExceedIt) {
  const PackContents& pack = shipped_pack().contents();
  const bool held = rc::check("joint ceiling over random recognitions", [&] {
    World world;
    registry::Enterprise owner;
    owner.id = "F";
    owner.region = "430302";
    world.enterprises["F"] = owner;
    world.linked = [](std::string_view) { return std::vector<std::string>{}; };
    const int count = *rc::gen::inRange(1, 20);
    for (int i = 0; i < count; ++i) {
      registry::Warehouse warehouse;
      warehouse.id = fmt::format("W{:02}", i);
      warehouse.owner = "F";
      world.warehouses[warehouse.id] = warehouse;
      registry::Recognition recognition;
      recognition.subject_kind = pack.recognition_subject;
      recognition.subject = warehouse.id;
      recognition.kind = pack.recognition_kind;
      recognition.level = pack.recognition_level;
      recognition.from =
          Date::of(*rc::gen::inRange(2021, 2027), *rc::gen::inRange(1, 13), 1).value();
      world.recognitions.push_back(recognition);
    }
    std::vector<int> years = {2023, 2024, 2025, 2026, 2027, 2028};
    if (*rc::gen::arbitrary<bool>()) std::reverse(years.begin(), years.end());
    DetermineRequest request;
    if (*rc::gen::arbitrary<bool>()) request.readings["cut_order"] = "in_proportion";
    if (*rc::gen::arbitrary<bool>()) request.readings["support_begins"] = "recognition_year";
    std::map<int, int64_t> awarded;
    for (const int year : years) {
      // A statement of "no award" covers each year, so that every ceiling is decided.
      Award none;
      none.id = fmt::format("none{}", year);
      none.subject = {"*", ""};
      none.measure = "M07.1";
      none.year = year;
      none.payer = "4303";
      world.awards.push_back(none);
    }
    for (const int year : years) {
      world.index();
      request.year = year;
      request.as_of = Date::of(year + 1, 3, 31).value();
      const auto all = determine_world(pack, shipped_catalogue(), world, request);
      RC_ASSERT(all.ok());
      for (const Determination& each : all.value()) {
        RC_ASSERT(each.outcome != Outcome::kCannotTell);
        if (each.outcome != Outcome::kMet) continue;
        RC_ASSERT(each.ceiling.has_value() && each.ceiling->minor() > 0);
        Award award;
        award.id = fmt::format("{}-{}", each.subject.id, year);
        award.subject = each.subject;
        award.measure = "M07.1";
        award.year = year;
        award.payer = "4303";
        award.amount = *each.ceiling;
        world.awards.push_back(award);
        awarded[year] += award.amount.minor();
      }
      constexpr int64_t kCapFen = 500'000'000;
      for (int first = 2021; first <= 2028; ++first) {
        RC_ASSERT(awarded[first] + awarded[first + 1] + awarded[first + 2] <= kCapFen);
      }
    }
  });
  EXPECT_TRUE(held);
}

}  // namespace
}  // namespace chuhai::policy
