#include "main/demo/town.hpp"

#include "hotel/seed.hpp"
#include "hotel/store/interfaces/interfaces.hpp"
#include "hotel/store/setup.hpp"
#include "web/keys.hpp"

namespace vacancy {
namespace {

Result<hotel::Seeded> seeded_town(db::Database& db, const hotel::SeedOptions& options) {
    hotel::Calendars calendars;
    hotel::Desk desk{.db = db, .clock = system_clock(), .calendars = calendars};
    Step step = Step::silent();
    return hotel::seed(step, desk, options);
}

/// As demo.json lists them: by name.
Result<std::optional<hotel::Property>> first_property(db::Tx& tx) {
    std::optional<hotel::Property> first;
    TRY(const auto ids, hotel::store::property_ids(tx));
    for (const PropertyId& id : ids) {
        TRY(const auto row, hotel::store::find_property(tx, id));
        if (!row) continue;
        const hotel::Property& p = row->property;
        if (!first || std::pair(p.name, p.id) < std::pair(first->name, first->id)) first = p;
    }
    return first;
}

}  // namespace

Result<void> seed_town(db::Database& db, const SeedOptions& options) {
    // When the dates of houses without a night audit roll, too.
    constexpr std::chrono::minutes four_in_the_morning{4 * 60};
    hotel::SeedOptions town{.properties = options.properties, .days = options.days};
    if (options.closes_days) town.audit_at = four_in_the_morning;
    TRY_VOID(seeded_town(db, town));
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

Result<void> give_town_an_encoder(db::Database& db, const std::string& listen) {
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) -> Result<void> {
        TRY(const auto first, first_property(tx));
        if (!first) return {};
        TRY(const auto known, hotel::store::interfaces(tx, first->id));
        hotel::Interface keys{
            .property = first->id, .name = "keys", .listen = listen, .time_zone = first->time_zone};
        for (const hotel::Interface& one : known)
            if (one.name == keys.name) keys = one;
        keys.listen = listen;
        TRY(const bool made, hotel::store::insert_interface(tx, keys));
        if (!made) TRY_VOID(hotel::store::update_interface(tx, keys));
        return {};
    };
    return db.transact_now(step, body);
}

}  // namespace vacancy
