#include "db/driver/constraints.hpp"
#include "db/driver/statement.hpp"
#include "db/migration_text.hpp"

#include <doctest/doctest.h>

using namespace vacancy;
using namespace vacancy::db;

TEST_CASE("parameters are numbered for SQLite, and nothing else is touched") {
    CHECK(with_numbered_parameters("SELECT $2, $1") == "SELECT ?2, ?1");
    CHECK(with_numbered_parameters("SELECT '$1', $1") == "SELECT '$1', ?1");
    CHECK(with_numbered_parameters("SELECT \"$1\" FROM t") == "SELECT \"$1\" FROM t");
    CHECK(with_numbered_parameters("SELECT 1 -- $1\n, $1") == "SELECT 1 -- $1\n, ?1");
    CHECK(with_numbered_parameters("SELECT /* $1 */ $1") == "SELECT /* $1 */ ?1");
    CHECK(with_numbered_parameters("SELECT 'it''s $1', $1") == "SELECT 'it''s $1', ?1");
    CHECK(with_numbered_parameters("SELECT 'open $1") == "SELECT 'open $1");
}

TEST_CASE("a statement's span is named by its operation and table") {
    CHECK(span_name_of({"x.y", "UPDATE", "night", ""}) == "UPDATE night");
    CHECK(span_name_of({"x.y", "SELECT", "", ""}) == "SELECT");
}

TEST_CASE("a violated constraint is mapped by its name, and by its kind when it is unknown") {
    CHECK(code_of_violation(Violation::check, "night_capacity") ==
          ErrorCode::room_no_longer_available);
    CHECK(code_of_violation(Violation::unique, "somebody_elses") == ErrorCode::already_exists);
    CHECK(code_of_violation(Violation::check, "somebody_elses") == ErrorCode::constraint_violated);
    CHECK(code_of_violation(Violation::foreign_key, "") == ErrorCode::constraint_violated);
    CHECK(constraint_in("CHECK constraint failed: night_capacity") == "night_capacity");
    CHECK(constraint_in("UNIQUE constraint failed: a.b, a.c") == "a.b, a.c");
    CHECK(constraint_in("something else").empty());
}

TEST_CASE("a migration is split at lines that end in a semicolon") {
    const auto statements = statements_of(
        "-- why\nCREATE TABLE a (\n  x TEXT -- no; end\n);\n\n"
        "CREATE INDEX i ON a (x);\n-- the end\n",
        "sqlite");
    REQUIRE(statements.size() == 2);
    CHECK(statements[0].starts_with("CREATE TABLE a ("));
    CHECK(statements[1] == "CREATE INDEX i ON a (x);\n");
}

TEST_CASE("a statement for one database only is left out on the other") {
    constexpr std::string_view sql =
        "-- only: postgresql\nCREATE EXTENSION x;\n-- only: sqlite\nCREATE TABLE s (x TEXT);\n"
        "CREATE TABLE both (x TEXT);\n";
    CHECK(statements_of(sql, "sqlite").size() == 2);
    CHECK(statements_of(sql, "postgresql").size() == 2);
    CHECK(statements_of(sql, "postgresql").front() == "CREATE EXTENSION x;\n");
}

TEST_CASE("a checksum does not depend on how lines end, and on everything else") {
    CHECK(checksum_of("a\nb") == checksum_of("a\r\nb"));
    CHECK(checksum_of("a\nb") != checksum_of("a\nc"));
    CHECK(checksum_of("").size() == 64);
}
