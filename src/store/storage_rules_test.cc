#include "store/storage_rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/file.h"

namespace chuhai::store {
namespace {

struct Case {
  const char* sql;
  size_t breaches;
};

TEST(StorageRules, Statements) {
  const std::vector<Case> cases = {
      {"SELECT a FROM t WHERE b = :b AND c LIKE '%now()?%'", 0},
      {"SELECT a FROM t WHERE renown = :date AND updated_at < :now", 0},
      {"INSERT INTO t (a) VALUES (:a) ON CONFLICT (a) DO UPDATE SET n = t.n + excluded.n", 0},
      {"UPDATE h SET next = next + :n WHERE lane = :lane RETURNING next", 0},
      {"CREATE TABLE t (lane {int} NOT NULL, a {text}, b {blob}, PRIMARY KEY (lane, a)) {table};"
       "CREATE INDEX t_a ON t (lane, a)",
       0},
      {"INSERT INTO t (a) VALUES (now())", 1},
      {"INSERT INTO t (a) VALUES (CURRENT_TIMESTAMP)", 1},
      {"SELECT datetime('now') FROM t", 1},
      {"SELECT random() FROM t", 1},
      {"SELECT a FROM t ORDER BY rowid", 1},
      {"SELECT a FROM t WHERE b = $1", 1},
      {"SELECT a FROM t WHERE b = ?", 1},
      {"SELECT a FROM t WHERE b = ?2", 1},
      {"INSERT OR IGNORE INTO t (a) VALUES (:a)", 1},
      {"REPLACE INTO t (a) VALUES (:a)", 1},
      {"MERGE INTO t USING s ON t.a = s.a", 1},
      {"INSERT INTO t (a) SELECT a FROM unnest(:list) AS x(a)", 1},
      {"WITH x AS (SELECT 1) INSERT INTO t (a) SELECT 1 FROM x", 1},
      {"INSERT INTO t (a) VALUES ((SELECT max(a) FROM t))", 1},
      {"INSERT INTO t (a) VALUES (:a) ON CONFLICT (a) DO UPDATE SET n = (SELECT 1)", 2},
      {"SELECT a FROM t WHERE EXISTS (SELECT 1 FROM s)", 1},
      {"CREATE TRIGGER x AFTER INSERT ON t BEGIN SELECT 1; END", 1},
      {"CREATE TABLE t (a {int} PRIMARY KEY)", 1},
      {"CREATE TABLE t (a {int}) {table}", 1},
      {"CREATE TABLE t (a INTEGER, PRIMARY KEY (a)) {table}", 1},
      {"CREATE TABLE t (a REAL, b {int}, PRIMARY KEY (b)) {table}", 1},
      {"CREATE TABLE t (a {int} AUTOINCREMENT, PRIMARY KEY (a)) {table}", 1},
      {"CREATE TABLE t (a serial, PRIMARY KEY (a)) {table}", 1},
      {"CREATE TABLE t (lane {int} NOT NULL, a {int}, PRIMARY KEY (a)) {table}", 1},
      {"INSERT INTO t (a) VALUES (1.5)", 1},
      {"SELECT t1.a FROM t1 WHERE t1.a > 15", 0},
      {"SELECT a::text FROM t", 1},
      {"SELECT ifnull(a, 0) FROM t", 1},
  };
  for (const Case& c : cases) {
    EXPECT_TRUE(looks_like_sql(c.sql)) << c.sql;
    EXPECT_EQ(storage_rule_breaches(c.sql).size(), c.breaches)
        << c.sql << "\n"
        << ::testing::PrintToString(storage_rule_breaches(c.sql));
  }
}

TEST(StorageRules, WhatIsNoSql) {
  for (const char* text : {"Update the registry first", "select a measure", "with advice",
                           "create the folder", "insert a row", "", "drop shipping"}) {
    EXPECT_FALSE(looks_like_sql(text)) << text;
  }
}

TEST(StorageRules, LiteralsOfASource) {
  const auto found = string_literals(
      "a(\"SELECT a \"  // why \"not\"\n  \"FROM t\", \"b\\\"c\");\n/* \"no\" */ char q = '\"';\n"
      "int n = 1'000; auto r = R\"x(raw \"quoted\" \\n)x\";");
  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0].text, "SELECT a FROM t");
  EXPECT_EQ(found[0].line, 1);
  EXPECT_EQ(found[1].text, "b\"c");
  EXPECT_EQ(found[2].text, "raw \"quoted\" \\n");
  EXPECT_EQ(found[2].line, 4);
}

// Tests may break the rules on purpose; the store's engine files write their own SQL.
bool is_exempt(const std::filesystem::path& file) {
  const std::string name = file.filename().string();
  return name.ends_with("_test.cc") || name.starts_with("sqlite_") ||
         name.starts_with("postgres_") || name == "storage_rules.cc" ||
         name.find("fixture") != std::string::npos || name.starts_with("test_");
}

TEST(StorageRules, Lanes) {
  LaneTables tables;
  find_lane_tables(
      "CREATE TABLE t (lane {int} NOT NULL, a {int}, b {text}, PRIMARY KEY (lane, a, b)) {table};"
      "CREATE TABLE u (a {int}, PRIMARY KEY (a)) {table};"
      "CREATE TABLE v (lane {int} NOT NULL, PRIMARY KEY (lane)) {key_table}",
      &tables);
  ASSERT_EQ(tables.size(), 2u);
  EXPECT_EQ(tables.at("t"), (std::vector<std::string>{"a", "b"}));
  EXPECT_TRUE(tables.at("v").empty());
  const std::vector<Case> cases = {
      {"SELECT a FROM t WHERE lane = :lane AND a = :a", 0},
      {"SELECT a FROM t WHERE a = :a", 1},
      {"SELECT a FROM t WHERE c = :c ORDER BY lane", 0},
      {"SELECT a FROM u WHERE a = :a", 0},
      {"UPDATE t SET c = 1 WHERE lane = :lane AND a = :a", 0},
      {"UPDATE t SET c = 1 WHERE a = :a", 1},
      {"UPDATE t SET c = 1", 1},
      {"DELETE FROM t WHERE c = 1", 1},
      {"DELETE FROM u WHERE a = 1", 0},
      {"INSERT INTO t (lane, a) VALUES (:lane, :a) ON CONFLICT (lane, a) DO NOTHING", 0},
      {"INSERT INTO t (a, lane) VALUES (:a, :lane)", 1},
      {"INSERT INTO t (lane, a) VALUES (:lane, :a) ON CONFLICT (a) DO NOTHING", 1},
      {"SELECT 1 FROM t JOIN v ON v.lane = t.lane AND v.a = t.a", 0},
      {"SELECT 1 FROM t JOIN v ON v.a = t.a", 1},
      {"SELECT 1 FROM t JOIN u ON u.a = t.a", 0},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(lane_rule_breaches(c.sql, tables).size(), c.breaches)
        << c.sql << "\n"
        << ::testing::PrintToString(lane_rule_breaches(c.sql, tables));
  }
}

struct SourceSql {
  std::string where;
  std::string text;
};

std::vector<SourceSql> sql_of_the_source() {
  std::vector<SourceSql> all;
  const auto files = list_files(std::filesystem::path(CHUHAI_SOURCE_DIR) / "src");
  EXPECT_TRUE(files.ok());
  for (const auto& file : *files) {
    if ((file.extension() != ".cc" && file.extension() != ".h") || is_exempt(file)) continue;
    const auto source = read_file(file);
    EXPECT_TRUE(source.ok()) << file;
    for (const SourceText& literal : string_literals(*source)) {
      if (!looks_like_sql(literal.text)) continue;
      all.push_back({fmt::format("{}:{}", file.string(), literal.line), literal.text});
    }
  }
  return all;
}

TEST(StorageRules, EverySqlStringOfTheSource) {
  const std::vector<SourceSql> all = sql_of_the_source();
  EXPECT_GE(all.size(), 40u);  // a scanner that finds nothing proves nothing
  LaneTables tables;
  for (const SourceSql& sql : all) find_lane_tables(sql.text, &tables);
  EXPECT_GE(tables.size(), 12u);
  for (const SourceSql& sql : all) {
    std::vector<std::string> breaches = storage_rule_breaches(sql.text);
    const auto of_lanes = lane_rule_breaches(sql.text, tables);
    breaches.insert(breaches.end(), of_lanes.begin(), of_lanes.end());
    for (const std::string& breach : breaches) {
      ADD_FAILURE() << sql.where << ": " << breach << "\n" << sql.text;
    }
  }
}

}  // namespace
}  // namespace chuhai::store
