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
         name.starts_with("postgres_") || name == "storage_rules.cc";
}

TEST(StorageRules, EverySqlStringOfTheSource) {
  const auto files = list_files(std::filesystem::path(CHUHAI_SOURCE_DIR) / "src");
  ASSERT_TRUE(files.ok());
  int statements = 0;
  for (const auto& file : *files) {
    if ((file.extension() != ".cc" && file.extension() != ".h") || is_exempt(file)) continue;
    const auto source = read_file(file);
    ASSERT_TRUE(source.ok()) << file;
    for (const SourceText& literal : string_literals(*source)) {
      if (!looks_like_sql(literal.text)) continue;
      ++statements;
      for (const std::string& breach : storage_rule_breaches(literal.text)) {
        ADD_FAILURE() << file.string() << ":" << literal.line << ": " << breach << "\n"
                      << literal.text;
      }
    }
  }
  EXPECT_GE(statements, 4);  // the store's own; a scanner that finds nothing proves nothing
}

}  // namespace
}  // namespace chuhai::store
