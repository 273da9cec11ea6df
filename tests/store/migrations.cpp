#include "support/test_store.hpp"

#include <array>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Migration first{1, "first", "CREATE TABLE one (x TEXT);\n"};
constexpr db::Migration changed{1, "first", "CREATE TABLE one (y TEXT);\n"};
constexpr db::Migration second{2, "second",
                               "CREATE TABLE two (x TEXT);\nINSERT INTO two VALUES ('a');\n"};
constexpr db::Migration broken{2, "second", "CREATE TABLE two (x TEXT);\nCREATE NONSENSE;\n"};

Result<db::MigrationReport> migrate(db::Database& db, std::span<const db::Migration> migrations) {
    Step step = Step::silent();
    return db::migrate(step, db, migrations);
}

constexpr StoreOptions empty{.migrated = false};

}  // namespace

TEST_CASE("migrations are applied once, in order, and repeating changes nothing") {
    on_each(
        [](TestStore& store) {
            const std::array all{first, second};
            auto report = migrate(store.db(), std::span(all).first(1));
            REQUIRE(report.has_value());
            CHECK(report->applied == 1);
            report = migrate(store.db(), all);
            REQUIRE(report.has_value());
            CHECK(report->applied == 1);
            CHECK(report->version == 2);
            CHECK(migrate(store.db(), all)->applied == 0);
            CHECK(number(store.db(), "SELECT count(*) FROM two") == 1);
        },
        empty);
}

TEST_CASE("a migration that has changed since it was applied is refused") {
    on_each(
        [](TestStore& store) {
            REQUIRE(migrate(store.db(), std::array{first}).has_value());
            const auto again = migrate(store.db(), std::array{changed, second});
            REQUIRE_FALSE(again.has_value());
            CHECK(again.error().detail.find("0001_first has changed") != std::string::npos);
            CHECK(number(store.db(), "SELECT count(*) FROM schema_migration") == 1);
        },
        empty);
}

TEST_CASE("a schema that is newer than the program is refused") {
    on_each(
        [](TestStore& store) {
            REQUIRE(migrate(store.db(), std::array{first, second}).has_value());
            const auto old = migrate(store.db(), std::array{first});
            REQUIRE_FALSE(old.has_value());
            CHECK(old.error().detail.find("newer than this program") != std::string::npos);
        },
        empty);
}

TEST_CASE("a migration that fails leaves nothing of itself") {
    on_each(
        [](TestStore& store) {
            const auto failed = migrate(store.db(), std::array{first, broken});
            REQUIRE_FALSE(failed.has_value());
            CHECK(failed.error().detail.find("Migration 0002_second") == 0);
            CHECK(migrate(store.db(), std::array{first, second})->applied == 2);
        },
        empty);
}

TEST_CASE("two processes that migrate at once do it once") {
    on_each(
        [](TestStore& store) {
            const std::array all{first, second};
            // On SQLite a second process waits for the first one's lock; here both share a writer.
            const auto other = store.is_postgres() ? store.open_another() : nullptr;
            std::array<int, 2> applied{-1, -1};
            std::thread rival([&] {
                const auto report = migrate(other != nullptr ? *other : store.db(), all);
                if (report) applied[0] = report->applied;
            });
            const auto report = migrate(store.db(), all);
            rival.join();
            if (report) applied[1] = report->applied;
            CHECK(std::min(applied[0], applied[1]) == 0);
            CHECK(std::max(applied[0], applied[1]) == 2);
        },
        empty);
}

TEST_CASE("the program's own migrations fit both databases, and an old schema is told what to do") {
    on_each(
        [](TestStore& store) {
            Step step = Step::silent();
            const auto before = db::check_schema(step, store.db());
            REQUIRE_FALSE(before.has_value());
            CHECK(before.error().detail.find("vacancy migrate") != std::string::npos);
            const auto report = db::migrate(step, store.db());
            REQUIRE_MESSAGE(report.has_value(), report.error().detail);
            CHECK(db::check_schema(step, store.db()).has_value());
            CHECK(number(store.db(), "SELECT count(*) FROM saga WHERE finished = 0") == 0);
        },
        empty);
}
