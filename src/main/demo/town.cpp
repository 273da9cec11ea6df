#include "main/demo/town.hpp"

#include "hotel/seed.hpp"
#include "web/keys.hpp"

namespace vacancy {
namespace {

Result<hotel::Seeded> seeded_town(db::Database& db, const SeedOptions& options) {
    hotel::Calendars calendars;
    hotel::Desk desk{.db = db, .clock = system_clock(), .calendars = calendars};
    Step step = Step::silent();
    return hotel::seed(step, desk, {.properties = options.properties, .days = options.days});
}

}  // namespace

Result<void> seed_town(db::Database& db, const SeedOptions& options) {
    TRY_VOID(seeded_town(db, options));
    return {};
}

Result<DemoKeys> make_town_keys(db::Database& db) {
    constexpr web::Role roles[] = {web::Role::agent,   web::Role::host,  web::Role::housekeeper,
                                   web::Role::manager, web::Role::admin, web::Role::integration};
    TRY(const hotel::Seeded town, seeded_town(db, {}));
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) -> Result<DemoKeys> {
        DemoKeys keys;
        for (const web::Role role : roles) {
            const std::string name(web::name_of(role));
            TRY(const Secret key,
                web::create_key(tx,
                                {.role = role, .name = "demo " + name, .account = town.account}));
            keys.emplace(name, key.reveal());
        }
        return keys;
    };
    return db.transact_now(step, body);
}

}  // namespace vacancy
