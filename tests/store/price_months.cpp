// Prices of nights in rows of months: whatever is written, the nights read are the nights meant.

#include "hotel/store/month_prices.hpp"
#include "hotel/store/prices.hpp"
#include "support/test_store.hpp"

#include <map>
#include <random>

using namespace vacancy;
using namespace vacancy::hotel;
using namespace vacancy::test;

namespace {

constexpr LocalDate first_night{20'510};  // late in February of 2026
constexpr int nights_tried = 150;
constexpr int before_months = 15;  // the last migration that kept a row for each night

const PropertyId house = PropertyId::named("a house");

RatePlanId plan_of(int number) { return RatePlanId::named("plan " + std::to_string(number)); }
RoomTypeId type_of(int number) { return RoomTypeId::named("type " + std::to_string(number)); }

using Cell = std::tuple<LocalDate, RatePlanId, RoomTypeId>;
using Prices = std::array<std::int64_t, 4>;

Prices prices_of(const DayRate& rate) {
    return {rate.amount, rate.single_discount, rate.extra_adult, rate.extra_child};
}

std::map<Cell, Prices> all_in(db::Database& db) {
    Step step = Step::silent();
    const auto body = [](db::Tx& tx) {
        return store::rates(tx, house, {first_night - 60, first_night + nights_tried + 60});
    };
    const auto rows = db.read_now(step, body);
    REQUIRE(rows.has_value());
    std::map<Cell, Prices> found;
    for (const RateRow& row : *rows)
        CHECK(found.emplace(Cell{row.night, row.rate_plan, row.room_type}, prices_of(row.rate))
                  .second);
    return found;
}

std::int64_t write(db::Database& db, const std::vector<RateChange>& changes) {
    Step step = Step::silent();
    const auto body = [&](db::Tx& tx) { return store::set_rates(tx, changes); };
    const auto written = db.transact_now(step, body);
    REQUIRE_MESSAGE(written.has_value(), (written ? "" : written.error().detail));
    return *written;
}

class Random {
public:
    explicit Random(std::uint64_t seed) : bits_(seed) {}
    int below(int limit) { return static_cast<int>(bits_() % static_cast<unsigned>(limit)); }
    RateChange change() {
        const LocalDate from = first_night + below(nights_tried - 70);
        RateChange change{.property = house,
                          .rate_plan = plan_of(below(2)),
                          .room_type = type_of(below(2)),
                          .nights = {from, from + 1 + below(70)}};
        if (below(2) == 0) change.nights.weekdays = 1 + below(127);
        if (below(4) == 0) return change;  // takes prices away
        change.rate.amount = 5'000 + below(90'000);
        if (below(2) == 0) change.rate.single_discount = below(5'000);
        if (below(2) == 0) change.rate.extra_adult = below(5'000);
        if (below(2) == 0) change.rate.extra_child = below(5'000);
        return change;
    }

private:
    std::mt19937_64 bits_;
};

/// What it means, a night at a time.
std::int64_t meant_by(std::map<Cell, Prices>& model, const RateChange& change) {
    std::int64_t written = 0;
    for (LocalDate night = change.nights.from; night < change.nights.until; ++night) {
        if ((change.nights.weekdays >> (night.iso_weekday() - 1) & 1) == 0) continue;
        const Cell cell{night, change.rate_plan, change.room_type};
        if (change.rate.amount < 0) {
            written += static_cast<std::int64_t>(model.erase(cell));
        } else {
            model[cell] = prices_of(change.rate);
            ++written;
        }
    }
    return written;
}

}  // namespace

TEST_CASE("any ranges of prices, on any weekdays, are read as they were written") {
    const std::uint64_t seed = std::random_device{}();
    CAPTURE(seed);
    on_each([&](TestStore& store) {
        Random random(seed);
        std::map<Cell, Prices> model;
        for (int round = 0; round < 40; ++round) {
            std::vector<RateChange> changes;
            std::int64_t meant = 0;
            for (int i = 0; i <= random.below(4); ++i) {
                changes.push_back(random.change());
                meant += meant_by(model, changes.back());
            }
            CHECK(write(store.db(), changes) == meant);
            REQUIRE(all_in(store.db()) == model);
        }
    });
}

TEST_CASE("a month whose last price was taken away has no row") {
    on_each([](TestStore& store) {
        RateChange change{.property = house,
                          .rate_plan = plan_of(0),
                          .room_type = type_of(0),
                          .nights = {first_night, first_night + 3},
                          .rate = {.amount = 10'000}};
        write(store.db(), {change});
        CHECK(number(store.db(), "SELECT COUNT(*) FROM price_month") > 0);
        change.rate = {};
        CHECK(write(store.db(), {change}) == 3);
        CHECK(number(store.db(), "SELECT COUNT(*) FROM price_month") == 0);
    });
}

TEST_CASE("prices that were kept a night at a time become rows of months") {
    on_each(
        [](TestStore& store) {
            std::vector<db::Migration> old;
            for (const db::Migration& one : db::embedded_migrations())
                if (one.number <= before_months) old.push_back(one);
            Step step = Step::silent();
            REQUIRE(db::migrate(step, store.db(), old).has_value());
            std::map<Cell, Prices> model;
            for (int i = 0; i < nights_tried; i += 1 + i % 3) {
                const LocalDate night = first_night + i;
                const Cell cell{night, plan_of(i % 2), type_of(0)};
                model[cell] = {10'000 + i, i % 2 == 0 ? 0 : 500, i % 5, 0};
                const Prices& p = model[cell];
                run_sql(store.db(), "INSERT INTO daily_rate VALUES ('" + house.text() + "', '" +
                                        night.text() + "', '" + plan_of(i % 2).text() + "', '" +
                                        type_of(0).text() + "', " + std::to_string(p[0]) + ", " +
                                        std::to_string(p[1]) + ", " + std::to_string(p[2]) + ", " +
                                        std::to_string(p[3]) + ")");
            }
            REQUIRE(db::migrate(step, store.db()).has_value());
            CHECK(all_in(store.db()) == model);
        },
        {.migrated = false});
}

TEST_CASE("prices of a month that nobody could have written are an error and not a guess") {
    using store::MonthPrices;
    const std::string good = MonthPrices{}.text();
    REQUIRE(MonthPrices::parse(good).has_value());
    for (const std::string& text :
         {good + ";", good.substr(1), "x" + good, "1.2" + good, "1.2.3" + good, "1.2.3.4.5" + good,
          "1.-2.3.4" + good, "99999999999999999999" + good, std::string()})
        CHECK_MESSAGE(!MonthPrices::parse(text).has_value(), text);
}
