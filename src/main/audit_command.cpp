#include "hotel/model/desk/trail.hpp"
#include "hotel/store/desk/numbers.hpp"
#include "hotel/store/desk/trail.hpp"
#include "hotel/store/setup.hpp"
#include "main/commands.hpp"
#include "main/console.hpp"

#include <fmt/format.h>

namespace vacancy {
namespace {

/// What one property's trail came to.
struct Verdict {
    PropertyId property;
    std::int64_t entries = 0;
    std::string breach{};  ///< empty: it holds
};

/// Entries that were read, and whether there may be more.
Result<bool> walk_page(db::Tx& tx, hotel::TrailWalk& walk, std::string& breach) {
    constexpr int page = 1000;
    TRY(const auto entries, hotel::store::trail(tx, walk.property, walk.position, page));
    for (const hotel::TrailEntry& entry : entries) {
        breach = hotel::walk_on(walk, entry);
        if (!breach.empty()) return false;
    }
    return entries.size() == static_cast<std::size_t>(page);
}

Result<Verdict> verify(Step& step, db::Database& db, const PropertyId& property) {
    hotel::TrailWalk walk{.property = property};
    Verdict verdict{.property = property};
    for (bool more = true; more;) {
        const auto body = [&](db::Tx& tx) { return walk_page(tx, walk, verdict.breach); };
        TRY(more, db.read_now(step, body));
    }
    verdict.entries = walk.position;
    if (!verdict.breach.empty()) return verdict;
    // A chain that lost its end still hangs together: the numbers given out tell.
    const auto body = [&](db::Tx& tx) { return hotel::store::last_number(tx, property, "trail"); };
    TRY(const std::int64_t given, db.read_now(step, body));
    if (given > walk.position)
        verdict.breach = fmt::format("entry {} and what follows is missing", walk.position + 1);
    return verdict;
}

Result<std::vector<Verdict>> verify_all(const Config& config, const std::string& only) {
    db::DatabaseOptions options;
    options.url = config.db;
    options.read_only = true;
    TRY(const auto db, db::open_database(options));
    Step step = Step::silent();
    std::vector<PropertyId> properties;
    const auto body = [&](db::Tx& tx) { return hotel::store::property_ids(tx); };
    TRY(properties, db->read_now(step, body));
    if (!only.empty()) {
        TRY(const auto wanted, PropertyId::parse(only));
        std::erase_if(properties, [&](const PropertyId& id) { return id != wanted; });
        if (properties.empty()) return fail(ErrorCode::property_not_found);
    }
    std::vector<Verdict> verdicts;
    for (const PropertyId& property : properties) {
        TRY(auto verdict, verify(step, *db, property));
        verdicts.push_back(std::move(verdict));
    }
    return verdicts;
}

}  // namespace

int audit_verify_command(const Config& config, const std::string& property) {
    const auto verdicts = verify_all(config, property);
    if (!verdicts) return complain(verdicts.error());
    int broken = 0;
    for (const Verdict& one : *verdicts) {
        const bool holds = one.breach.empty();
        broken += holds ? 0 : 1;
        say_line(holds ? fmt::format("{}: {} entries, sound", one.property.text(), one.entries)
                       : fmt::format("{}: broken, {}", one.property.text(), one.breach));
    }
    return broken == 0 ? 0 : 1;
}

}  // namespace vacancy
