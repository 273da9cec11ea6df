#include "db/migrate.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"
#include "main/demo/town.hpp"
#include "main/house/house.hpp"
#include "web/keys.hpp"

#include <fmt/format.h>

namespace vacancy {
namespace {

Result<std::unique_ptr<db::Database>> open_any(const Config& config) {
    db::DatabaseOptions options;
    options.url = config.db;
    return db::open_database(options);
}

int end(const Result<std::string>& outcome) {
    if (!outcome) return complain(outcome.error());
    say_line(*outcome);
    return 0;
}

Result<std::string> migrate_store(const Config& config) {
    TRY(const auto db, open_any(config));
    Step step = Step::silent();
    TRY(const auto report, db::migrate(step, *db));
    return fmt::format("applied {} migration(s); the schema is at {}", report.applied,
                       report.version);
}

Result<std::string> backup_store(const Config& config, const std::string& file) {
    // Read-only: the server that writes goes on meanwhile.
    db::DatabaseOptions options;
    options.url = config.db;
    options.read_only = true;
    TRY(const auto db, db::open_database(options));
    TRY_VOID(db->backup(file));
    return "the database was copied to " + file;
}

Result<std::string> seed_store(const Config& config, const SeedOptions& options) {
    TRY(const auto db, open_store(config));
    TRY_VOID(seed_town(*db, options));
    return "the town is there";
}

Result<std::string> make_key(const Config& config, const KeyOptions& options) {
    web::KeyFor key{.role = web::Role::agent, .name = options.name};
    const auto role = web::parse_role(options.role);
    if (!role || *role == web::Role::guest)
        return fail(ErrorCode::invalid_request,
                    fmt::format("\"{}\" is no role that has a key", options.role));
    key.role = *role;
    if (!options.account.empty()) {
        TRY(key.account, AccountId::parse(options.account));
    }
    if (!options.property.empty()) {
        TRY(key.property, PropertyId::parse(options.property));
    }
    TRY(const auto db, open_store(config));
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) { return web::create_key(tx, key); };
    TRY(const Secret made, db->transact_now(step, body));
    return made.reveal();
}

}  // namespace

int migrate_command(const Config& config) { return end(migrate_store(config)); }

int backup_command(const Config& config, const std::string& file) {
    return end(backup_store(config, file));
}

int seed_command(const Config& config, const SeedOptions& options) {
    return end(seed_store(config, options));
}

int key_command(const Config& config, const KeyOptions& options) {
    return end(make_key(config, options));
}

}  // namespace vacancy
