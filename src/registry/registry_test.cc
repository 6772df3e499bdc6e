#include "registry/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "registry/rates.h"
#include "registry/test_store.h"

namespace chuhai::registry {
namespace {

using ::testing::ElementsAre;

Date day(std::string_view text) { return Date::parse(text).value(); }

View valid_on(std::string_view text) { return {.valid_on = day(text), .known_at = std::nullopt}; }

View known_at(std::string_view text) {
  return {.valid_on = std::nullopt, .known_at = Instant::start_of(day(text))};
}

TEST_F(RegistryTest, EnterpriseAsWritten) {
  take("enterprises",
       std::string(kEnterpriseHeader) + test_code(1) +
           ",4301ABCDEF,湖南甲,Jia,platform;seller,大型,430121,100000000,2019-05-06,2023-12-31,"
           "2020-01-01,1\n" +
           test_code(2) + ",,乙,,,,,,,,2020-01-01,\n");
  const Registry registry = load();
  const Enterprise* a = registry.enterprise(test_code(1));
  ASSERT_NE(a, nullptr);
  EXPECT_EQ(a->name_zh, "湖南甲");
  EXPECT_EQ(a->name_en, "Jia");
  EXPECT_THAT(a->roles, ElementsAre("platform", "seller"));
  EXPECT_EQ(a->size_class, SizeClass::kLarge);
  EXPECT_EQ(a->region, "430121");
  EXPECT_EQ(a->registered_capital, Money::cny_fen(100'000'000'00));
  EXPECT_EQ(a->established, day("2019-05-06"));
  EXPECT_EQ(a->deregistered, day("2023-12-31"));
  EXPECT_TRUE(a->synthetic);
  EXPECT_EQ(registry.enterprise_by_code("4301ABCDEF"), a);
  EXPECT_EQ(registry.enterprise_by_code(test_code(1)), a);
  EXPECT_EQ(registry.enterprise("4301ABCDEF"), nullptr);
  EXPECT_EQ(registry.enterprise_by_code(""), nullptr);
  EXPECT_EQ(registry.enterprise_by_code(test_code(3)), nullptr);
  const Enterprise* b = registry.enterprise(test_code(2));
  ASSERT_NE(b, nullptr);
  EXPECT_TRUE(b->roles.empty());
  EXPECT_EQ(b->size_class, SizeClass::kUnknown);
  EXPECT_EQ(b->registered_capital, std::nullopt);
  EXPECT_EQ(b->established, std::nullopt);
  EXPECT_FALSE(b->synthetic);
}

TEST_F(RegistryTest, StatesFollowEachOtherInTime) {
  const std::string header(kEnterpriseHeader);
  take("enterprises", header + enterprise_line(1, "2020-01-01", "micro"), "2024-01-01");
  take("enterprises", header + enterprise_line(1, "2022-01-01", "medium"), "2024-02-01");
  // Between the two, entered last.
  take("enterprises", header + enterprise_line(1, "2021-01-01", "small"), "2024-03-01");
  struct Case {
    const char* on;
    std::optional<SizeClass> size;
  };
  const std::vector<Case> cases = {
      {"2019-12-31", std::nullopt},      {"2020-01-01", SizeClass::kMicro},
      {"2020-12-31", SizeClass::kMicro}, {"2021-01-01", SizeClass::kSmall},
      {"2021-12-31", SizeClass::kSmall}, {"2022-01-01", SizeClass::kMedium},
      {"2099-01-01", SizeClass::kMedium}};
  for (const Case& c : cases) {
    const Registry registry = load(valid_on(c.on));
    const Enterprise* enterprise = registry.enterprise(test_code(1));
    ASSERT_EQ(enterprise != nullptr, c.size.has_value()) << c.on;
    if (c.size) {
      EXPECT_EQ(enterprise->size_class, *c.size) << c.on;
    }
  }
  EXPECT_EQ(load().enterprise(test_code(1))->size_class, SizeClass::kMedium);
  // In mid-February the state of 2021 was still thought to be the one of 2020.
  View then = known_at("2024-02-15");
  then.valid_on = day("2021-06-01");
  EXPECT_EQ(load(then).enterprise(test_code(1))->size_class, SizeClass::kMicro);
}

TEST_F(RegistryTest, CorrectionSupersedesAndEarlierVersionsStay) {
  const std::string header(kEnterpriseHeader);
  take("enterprises", header + enterprise_line(1, "2020-01-01", "small"), "2024-01-01");
  take("enterprises", header + enterprise_line(1, "2020-01-01", "large"), "2024-02-01");
  EXPECT_EQ(load().enterprise(test_code(1))->size_class, SizeClass::kLarge);
  EXPECT_EQ(load(known_at("2024-01-31")).enterprise(test_code(1))->size_class, SizeClass::kSmall);
  EXPECT_EQ(load(known_at("2024-02-01")).enterprise(test_code(1))->size_class, SizeClass::kLarge);
  EXPECT_EQ(load(known_at("2023-12-31")).enterprise(test_code(1)), nullptr);
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_enterprise"), 2);
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_enterprise WHERE superseded_at IS NULL"), 1);
  // Each version names the entry that made it, and the one that ended it.
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_enterprise a JOIN registry_enterprise b ON "
                  "a.superseded_lane = b.entry_lane AND a.superseded_position = b.entry_position"),
            1);
}

TEST_F(RegistryTest, LinksAreTransitiveAndPredecessorsDirected) {
  std::string enterprises(kEnterpriseHeader);
  for (int n = 1; n <= 7; ++n) enterprises += enterprise_line(n);
  take("enterprises", enterprises);
  const auto link = [](int a, int b, std::string_view kind) {
    return fmt::format("{},{},{},\n", test_code(a), test_code(b), kind);
  };
  // 1 took over from 2, 2 from 3, 3 from 1 (a cycle); 3 and 4 are related; 5 took over from 4;
  // 6 and 7 are related, and 6 took over from 7.
  take("links", "enterprise,other,kind,paper\n" + link(1, 2, "predecessor") +
                    link(2, 3, "predecessor") + link(3, 1, "predecessor") + link(4, 3, "related") +
                    link(5, 4, "predecessor") + link(6, 7, "related") + link(6, 7, "predecessor"));
  const Registry registry = load();
  const std::map<int, std::set<int>> expected = {
      {1, {2, 3, 4}},    {2, {1, 3, 4}}, {3, {1, 2, 4}}, {4, {1, 2, 3}},
      {5, {1, 2, 3, 4}}, {6, {7}},       {7, {6}},       {8, {}}};
  for (const auto& [from, others] : expected) {
    std::set<std::string> codes;
    for (const int other : others) codes.insert(test_code(other));
    const std::vector<std::string> linked = registry.linked(test_code(from));
    EXPECT_EQ(std::vector<std::string>(codes.begin(), codes.end()), linked) << from;
  }
}

TEST_F(RegistryTest, PredecessorIsNotLinkedToItsSuccessor) {
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + enterprise_line(2));
  take("links", fmt::format("enterprise,other,kind,paper\n{},{},predecessor,\n", test_code(1),
                            test_code(2)));
  EXPECT_THAT(load().linked(test_code(1)), ElementsAre(test_code(2)));
  EXPECT_TRUE(load().linked(test_code(2)).empty());
}

TEST_F(RegistryTest, WarehousesOfAnOwner) {
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + enterprise_line(2));
  take("warehouses",
       fmt::format("id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic\n"
                   "B,乙仓,,{0},DEU,,2023-01-01,1\nA,甲仓,Jia,{0},USA,3000.50,2023-01-01,0\n"
                   "C,丙仓,,{1},USA,,2023-01-01,0\n",
                   test_code(1), test_code(2)));
  const Registry registry = load();
  const Registry copy = registry;
  const auto warehouses = copy.warehouses_of(test_code(1));
  ASSERT_EQ(warehouses.size(), 2u);
  EXPECT_EQ(warehouses[0], copy.warehouse("A"));
  EXPECT_EQ(warehouses[0]->area_m2, "3000.5");
  EXPECT_EQ(warehouses[1]->id, "B");
  EXPECT_EQ(warehouses[1]->area_m2, std::nullopt);
  EXPECT_TRUE(warehouses[1]->synthetic);
  EXPECT_TRUE(copy.warehouses_of("nobody").empty());
}

TEST_F(RegistryTest, SeatsAndOwnershipsKeepAllTheirIntervals) {
  const std::string id = test_code(1);
  std::string moved = enterprise_line(1, "2024-07-01");
  moved.replace(moved.find("430121"), 6, "440305");
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(1) + moved);
  take("enterprises", std::string(kEnterpriseHeader) + enterprise_line(2));
  take("warehouses", "id,name_zh,name_en,owner,country,area_m2,valid_from,synthetic\nW,甲仓,," +
                         id + ",USA,,2021-01-01,1\nW,甲仓,," + test_code(2) +
                         ",USA,,2024-06-01,1\n");
  for (const View& view : {View{}, valid_on("2024-01-01"), valid_on("2019-12-31")}) {
    const Registry registry = load(view);
    const auto& seats = registry.seats().find(id)->second;
    ASSERT_EQ(seats.size(), 2u);
    EXPECT_EQ(seats[0].region, "430121");
    EXPECT_EQ(seats[0].to, day("2024-07-01"));
    EXPECT_EQ(seats[1].region, "440305");
    EXPECT_EQ(seats[1].from, day("2024-07-01"));
    EXPECT_EQ(seats[1].to, std::nullopt);
    const auto& ownerships = registry.ownerships().find("W")->second;
    ASSERT_EQ(ownerships.size(), 2u);
    EXPECT_EQ(ownerships[0].owner, id);
    EXPECT_EQ(ownerships[0].to, day("2024-06-01"));
    EXPECT_EQ(ownerships[1].owner, test_code(2));
  }
  EXPECT_EQ(load(valid_on("2024-06-30")).enterprise(id)->region, "430121");
  EXPECT_EQ(load(valid_on("2024-07-01")).enterprise(id)->region, "440305");
  EXPECT_EQ(load(valid_on("2019-12-31")).enterprise(id), nullptr);
  EXPECT_EQ(load(valid_on("2024-05-31")).warehouse("W")->owner, id);
  EXPECT_EQ(load(valid_on("2024-06-01")).warehouse("W")->owner, test_code(2));
}

TEST_F(RegistryTest, RecognitionsOfASubjectByDate) {
  take("recognitions",
       "subject_kind,subject,kind,level,from,to,paper\n"
       "park,P,cbec_park,provincial,2023-01-01,,p3\n"
       "park,P,cbec_park,provincial,2020-01-01,2021-01-01,p1\n"
       "park,P,cbec_park,municipal,2021-01-01,2023-01-01,p2\n"
       "park,P,other,,2020-01-01,,\n"
       "park,Q,cbec_park,,2020-01-01,,\n"
       "belt,P,cbec_park,,2020-01-01,,\n");
  const Registry registry = load();
  const auto found = registry.recognitions_of("park", "P", "cbec_park");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]->paper, "p1");
  EXPECT_EQ(found[1]->paper, "p2");
  EXPECT_EQ(found[1]->to, day("2023-01-01"));
  EXPECT_EQ(found[2]->paper, "p3");
  EXPECT_EQ(found[2]->to, std::nullopt);
  EXPECT_TRUE(registry.recognitions_of("park", "P", "cbec").empty());
  EXPECT_EQ(registry.recognitions().size(), 6u);
}

TEST_F(RegistryTest, EndingAStatusAndBeginningAnotherInOneFile) {
  const std::string header = "subject_kind,subject,kind,level,from,to,paper\n";
  take("recognitions", header + "park,P,k,l,2020-01-01,,p\n");
  // The new one comes first in the file, and fits because the old one is ended by it.
  take("recognitions", header + "park,P,k,l,2022-01-01,,p\npark,P,k,l,2020-01-01,2021-06-01,p\n",
       "2024-02-01");
  const Registry registry = load();
  const auto found = registry.recognitions_of("park", "P", "k");
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0]->to, day("2021-06-01"));
  const Registry before = load(known_at("2024-01-15"));
  ASSERT_EQ(before.recognitions().size(), 1u);
  EXPECT_EQ(before.recognitions()[0].to, std::nullopt);
}

TEST_F(RegistryTest, ZonesOfHunanByDate) {
  take("zones", read_file(CHUHAI_SOURCE_DIR "/data/zones/hunan.csv").value());
  const Registry registry = load();
  EXPECT_EQ(registry.zones().size(), 7u);
  struct Case {
    const char* region;
    const char* on;
    bool in;
  };
  const std::vector<Case> cases = {{"430121", "2018-07-23", false}, {"430121", "2018-07-24", true},
                                   {"4301", "2023-01-01", true},    {"430100", "2023-01-01", true},
                                   {"430602", "2019-12-14", false}, {"430602", "2019-12-15", true},
                                   {"430302", "2020-04-27", true},  {"431002", "2020-04-26", false},
                                   {"430405", "2022-11-14", true},  {"430202", "2022-11-13", false},
                                   {"430502", "2025-03-31", false}, {"430502", "2025-04-01", true},
                                   {"430702", "2030-01-01", false}, {"440305", "2030-01-01", false},
                                   {"", "2030-01-01", false}};
  for (const Case& c : cases) {
    EXPECT_EQ(registry.in_zone(c.region, day(c.on)), c.in) << c.region << " " << c.on;
  }
}

TEST_F(RegistryTest, ZoneThatEnds) {
  take("zones", "city,name_zh,from,to,paper\n4301,长沙市,2018-07-24,2020-01-01,p\n");
  EXPECT_TRUE(load().in_zone("430121", day("2019-12-31")));
  EXPECT_FALSE(load().in_zone("430121", day("2020-01-01")));
}

TEST_F(RegistryTest, RatesByMonthAndMissingOnes) {
  const auto import = [&](std::string_view day, std::string_view lines) {
    return import_rates(*store_, act(day), "rates.csv",
                        "table,source,currency,month,cny,example\n" + std::string(lines))
        .value();
  };
  EXPECT_EQ(import("2024-01-01",
                   "main,paper 1,USD,2023-01,6.7604,1\nmain,paper 1,110,2023-01,0.86,1\n"
                   "other,paper 2,USD,2023-02,6.9,0\n")
                .taken,
            3u);
  const RateTable table = RateTable::load(*store_, "main").value();
  EXPECT_EQ(table.size(), 2u);
  const Currency usd = Currency::parse("USD").value();
  const Rate* rate = table.find(usd, 2023, 1);
  ASSERT_NE(rate, nullptr);
  EXPECT_EQ(rate->cny.to_string(), "6.7604");
  EXPECT_EQ(rate->source, "paper 1");
  EXPECT_EQ(rate->table, "main");
  EXPECT_TRUE(rate->example);
  EXPECT_EQ(journal::read_entry(*store_, rate->entry)->kind, "rates");
  EXPECT_NE(table.find(Currency::parse("HKD").value(), 2023, 1), nullptr);
  EXPECT_EQ(table.find(usd, 2023, 2), nullptr);  // another table's
  EXPECT_EQ(table.find(usd, 2022, 1), nullptr);
  EXPECT_EQ(table.find(Currency::parse("EUR").value(), 2023, 1), nullptr);
  EXPECT_EQ(table.find(Currency::cny(), 1999, 1)->cny, Decimal::from_int(1));
  EXPECT_EQ(RateTable::load(*store_, "none")->size(), 0u);
  EXPECT_EQ(RateTable::load(*store_, "none")->find(Currency::cny(), 2023, 1)->cny.to_string(), "1");

  const ImportReport corrected = import("2024-02-01", "main,paper 3,USD,2023-01,6.77,0\n");
  EXPECT_EQ(corrected.taken, 1u);
  EXPECT_EQ(RateTable::load(*store_, "main")->find(usd, 2023, 1)->cny.to_string(), "6.77");
  EXPECT_EQ(import("2024-03-01", "main,paper 3,USD,2023-01,6.770,0\n").unchanged, 1u);
  EXPECT_EQ(count("SELECT COUNT(*) FROM registry_rate"), 4);
}

}  // namespace
}  // namespace chuhai::registry
