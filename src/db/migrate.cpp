#include "db/migrate.hpp"

#include "db/migration_text.hpp"

#include <algorithm>
#include <map>

namespace vacancy::db {
namespace {

constexpr Sql lock_schema{"", "SELECT", "",
                          "SELECT CAST(pg_advisory_xact_lock(7276201) AS TEXT) IS NULL"};
constexpr Sql make_table{"", "CREATE", "schema_migration",
                         "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, "
                         "name TEXT NOT NULL, checksum TEXT NOT NULL, applied_at BIGINT NOT NULL)"};
constexpr Sql find_table_sqlite{
    "", "SELECT", "sqlite_schema",
    "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = 'schema_migration'"};
constexpr Sql find_table_postgres{
    "", "SELECT", "pg_class",
    "SELECT CASE WHEN to_regclass('schema_migration') IS NULL THEN 0 ELSE 1 END"};
constexpr Sql list_applied{"db.list_migrations", "SELECT", "schema_migration",
                           "SELECT number, name, checksum FROM schema_migration ORDER BY number"};
constexpr Sql note_applied{"db.note_migration", "INSERT", "schema_migration",
                           "INSERT INTO schema_migration (number, name, checksum, applied_at) "
                           "VALUES ($1, $2, $3, $4)"};

struct Applied {
    std::string name;
    std::string checksum;
};
using AppliedByNumber = std::map<int, Applied>;

std::string label(int number, std::string_view name) {
    std::string digits = std::to_string(number);
    digits.insert(0, 4 - std::min<std::size_t>(digits.size(), 4), '0');
    return digits + "_" + std::string(name);
}

Result<AppliedByNumber> applied_in(Tx& tx) {
    AppliedByNumber applied;
    TRY_VOID(tx.each(list_applied, [&](const Row& row) {
        applied.emplace(row.small(0), Applied{row.text(1), row.text(2)});
    }));
    return applied;
}

/// A database that was never migrated has no table to ask.
Result<AppliedByNumber> applied_or_none(Tx& tx, std::string_view system) {
    const auto one = [](const Row& row) { return row.integer(0); };
    const Sql& find = system == "sqlite" ? find_table_sqlite : find_table_postgres;
    TRY(const auto tables, tx.first(find, one));
    if (tables.value_or(0) == 0) return AppliedByNumber{};
    return applied_in(tx);
}

/// What was applied is what this binary carries: nothing changed since, nothing from a newer one.
Result<void> compare(const AppliedByNumber& applied, std::span<const Migration> migrations) {
    for (const auto& [number, was] : applied) {
        const auto found = std::ranges::find(migrations, number, &Migration::number);
        if (found == migrations.end())
            return fail(ErrorCode::store_unavailable,
                        "The database is newer than this program: it has migration " +
                            label(number, was.name) + "; run the newer program");
        if (checksum_of(found->sql) != was.checksum)
            return fail(ErrorCode::store_unavailable,
                        "Migration " + label(number, was.name) +
                            " has changed since it was applied; restore it and add a new one");
    }
    return {};
}

Result<void> apply(Tx& tx, const Migration& migration, std::string_view system) {
    for (const std::string& text : statements_of(migration.sql, system)) {
        const Sql statement{"", "DDL", "", text};
        auto ran = tx.run(statement);
        if (!ran) {
            ran.error().detail = "Migration " + label(migration.number, migration.name) + ": " +
                                 (ran.error().detail.empty() ? std::string(ran.error().sentence())
                                                             : ran.error().detail);
            return std::unexpected(std::move(ran).error());
        }
    }
    TRY_VOID(tx.run(note_applied, migration.number, migration.name, checksum_of(migration.sql),
                    tx.now()));
    return {};
}

}  // namespace

Result<MigrationReport> migrate(Step& step, Database& db, std::span<const Migration> migrations) {
    const std::string_view system = db.system_name();
    return step.within(span::vacancy_db_migrate, [&](Step& span) -> Result<MigrationReport> {
        auto report = db.transact_now(span, [&](Tx& tx) -> Result<MigrationReport> {
            MigrationReport done;
            if (system == "postgresql") TRY_VOID(tx.run(lock_schema));
            TRY_VOID(tx.run(make_table));
            TRY(const auto applied, applied_in(tx));
            TRY_VOID(compare(applied, migrations));
            for (const Migration& migration : migrations) {
                done.version = std::max(done.version, migration.number);
                if (applied.contains(migration.number)) continue;
                TRY_VOID(apply(tx, migration, system));
                ++done.applied;
            }
            return done;
        });
        if (report) span.set(attr::vacancy_migration_version, report->version);
        return report;
    });
}

Result<bool> is_empty(Step& step, Database& db) {
    return db.read_now(step, [&](Tx& tx) -> Result<bool> {
        TRY(const auto applied, applied_or_none(tx, db.system_name()));
        return applied.empty();
    });
}

Result<void> check_schema(Step& step, Database& db) {
    const auto migrations = embedded_migrations();
    return db.read_now(step, [&](Tx& tx) -> Result<void> {
        TRY(const auto applied, applied_or_none(tx, db.system_name()));
        TRY_VOID(compare(applied, migrations));
        const auto missing = migrations.size() - applied.size();
        if (missing > 0)
            return fail(ErrorCode::store_unavailable, "The database lacks " +
                                                          std::to_string(missing) +
                                                          " migration(s): run `vacancy migrate`");
        return {};
    });
}

}  // namespace vacancy::db
