// The night audit on both databases: what it counts, that it is once, and two servers at it
// together.

#include "hotel/store/desk/trail.hpp"
#include "hotel/store/night/audits.hpp"
#include "store/reception.hpp"

#include <thread>

using namespace vacancy;
using namespace vacancy::hotel;
using namespace vacancy::test;

namespace {

std::int64_t room_nights(Reception& desk) {
    return number(desk.store.db(), "SELECT count(*) FROM posting WHERE reference LIKE 'night:%'");
}

}  // namespace

TEST_CASE("closing a day charges the house once and sells what was sold, taxes apart") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 3);
        const CheckedIn in = desk.check_in(id);
        (void)desk.sold(5, 2);  // comes later: nothing happens to it
        const ClosedNight night = desk.closed();
        CHECK(night.business_date == desk.town.first_day);
        CHECK(night.discrepancies == 0);
        CHECK(room_nights(desk) == 1);
        const DayFigures day = desk.figures(desk.town.first_day);
        CHECK(day.sold == 1);
        CHECK(day.house_balance == desk.folio(in.folio).totals.balance);
        std::int64_t earned = 0;
        for (const auto& sums : {day.revenue, day.taxes, day.fees})
            for (const NamedSum& sum : sums) earned += sum.amount.amount;
        CHECK(earned == desk.folio(in.folio).totals.charges.amount);
        CHECK_FALSE(day.taxes.empty());
        const ClosedNight again = desk.closed();
        CHECK(again.was_closed);
        CHECK(again.report == night.report);
        CHECK(room_nights(desk) == 1);
    });
}

TEST_CASE("all nights of a stay sum to its price, to the cent") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 3);
        const CheckedIn in = desk.check_in(id);
        for (int day = 0; day < 3; ++day) {
            (void)desk.closed();
            desk.clock.advance(std::chrono::hours{24});
        }
        CHECK(desk.folio(in.folio).totals.charges == desk.reservation(id).total);
        // The guest was due out on the fourth day and is still here.
        const ClosedNight late = desk.closed();
        CHECK(late.discrepancies == 1);
        CHECK(late.report.find("due_out_in_house") != std::string::npos);
    });
}

TEST_CASE("who did not come is a no-show: the fee is charged, the later nights are on sale again") {
    at_the_reception([](Reception& desk) {
        const StayRequest stay = desk.town.doubles(0, 3);
        const int before = desk.town.left({.property = stay.property,
                                           .stay = {stay.stay.arrival + 1, stay.stay.departure},
                                           .guests = 2,
                                           .room_type = stay.room_type});
        const auto id = desk.sold(0, 3);
        CHECK(desk.closed().discrepancies == 1);  // there is no card: the fee stays owed
        CHECK(desk.reservation(id).status == Status::no_show);
        CHECK(desk.town.left({.property = stay.property,
                              .stay = {stay.stay.arrival + 1, stay.stay.departure},
                              .guests = 2,
                              .room_type = stay.room_type}) == before);
        CHECK(number(desk.store.db(), "SELECT count(*) FROM posting WHERE code = 'no_show'") == 1);
        CHECK(number(desk.store.db(), "SELECT count(*) FROM stay WHERE busy_with <> ''") == 0);
    });
}

TEST_CASE("a no-show's fee beyond the deposit is charged to the card of the booking") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 2);
        desk.pays_ahead(id, 2'000, "tok_approved");
        const NoShow done = desk.misses(id).value();
        CHECK(done.fee == desk.reservation(id).first_night);
        CHECK(done.paid.amount == 2'000);
        CHECK(done.charged.amount == done.fee.amount - 2'000);
        CHECK(done.owed.is_zero());
        CHECK(desk.kept(id) == done.fee.amount);
        CHECK_FALSE(desk.folio(done.folio).folio.open);
        CHECK(desk.misses(id).value().charged == done.charged);
        CHECK(desk.kept(id) == done.fee.amount);
    });
}

TEST_CASE("what was paid beyond a no-show's fee goes back, all of it when the fee is waived") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 2);
        const Reservation r = desk.reservation(id);
        desk.pays_ahead(id, r.total.amount, "tok_approved");
        const auto waived = desk.sold(0, 2);
        desk.pays_ahead(waived, r.total.amount, "tok_approved");
        const NoShow done = desk.misses(id).value();
        CHECK(done.returned == r.total - done.fee);
        CHECK(desk.kept(id) == done.fee.amount);
        CHECK(desk.misses(waived, "the flight was canceled").value().waived == done.fee);
        CHECK(desk.kept(waived) == 0);
        CHECK(number(desk.store.db(), "SELECT count(*) FROM fee_waiver") == 1);
        CHECK(number(desk.store.db(), "SELECT count(*) FROM folio WHERE status = 'open'") == 0);
    });
}

TEST_CASE("a no-show whose card is declined owes the rest of the fee on an open folio") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 2);
        desk.pays_ahead(id, 2'000, "tok_declined_later");
        const NoShow done = desk.misses(id).value();
        CHECK(done.charged.is_zero());
        CHECK(done.owed.amount == done.fee.amount - 2'000);
        CHECK(desk.folio(done.folio).folio.open);
        CHECK(desk.closed().report.find("folio_open") != std::string::npos);
    });
}

TEST_CASE("the card that guarantees a stay pays for not coming, and is forgotten") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 2);
        desk.guarantees(id, "tok_approved");
        const NoShow done = desk.misses(id).value();
        CHECK(done.charged == done.fee);
        CHECK(desk.kept(id) == done.fee.amount);
        CHECK(number(desk.store.db(), "SELECT count(*) FROM payment WHERE token <> ''") == 0);
    });
}

TEST_CASE("a guarantee that is declined leaves the fee owed, for the day's report to name") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 2);
        desk.guarantees(id, "tok_declined");
        CHECK(desk.misses(id).value().owed == desk.misses(id).value().fee);
        CHECK(desk.kept(id) == 0);
        CHECK(desk.closed().report.find("folio_open") != std::string::npos);
    });
}

TEST_CASE("two servers close the same day together: it is closed once, and nobody pays twice") {
    ManualClock clock(opening);
    on_postgres(
        [&](TestStore& store) {
            clock.set(opening);
            Reception first(store, clock);
            Reception second(store, clock);
            for (int i = 0; i < 6; ++i) (void)first.check_in(first.sold(0, 2));
            for (int i = 0; i < 3; ++i) (void)first.sold(0, 1);
            std::array<std::optional<ErrorCode>, 2> failed;
            const auto close = [](Reception& desk, std::optional<ErrorCode>& why) {
                const auto night = desk.close();
                if (!night) why = night.error().code;
            };
            std::thread other([&] { close(second, failed[1]); });
            close(first, failed[0]);
            other.join();
            CHECK_FALSE((failed[0] && failed[1]));
            CHECK(first.closed().was_closed);
            CHECK(room_nights(first) == 6);
            CHECK(number(store.db(), "SELECT count(*) FROM posting WHERE code = 'no_show'") == 3);
            CHECK(number(store.db(), "SELECT count(*) FROM night_audit WHERE state = 'closed'") ==
                  1);
        },
        {.clock = &clock});
}

TEST_CASE("a hotel whose day is closed at an hour does not roll by itself, and catches up") {
    at_the_reception([](Reception& desk) {
        Step step = Step::silent();
        const AuditHourCommand three{.property = DeskOn::property(),
                                     .at = std::chrono::minutes{180},
                                     .actor = {"manager-1", "manager"}};
        REQUIRE(run_to_end(set_audit_hour(step, desk.front, three)).has_value());
        CHECK(run_to_end(close_due_nights(step, desk.front)).value() == 0);
        desk.clock.advance(std::chrono::hours{24 * 3});
        CHECK(run_to_end(roll_business_dates(step, desk.town.desk)).value() == 0);
        CHECK(run_to_end(close_due_nights(step, desk.front)).value() == 3);
        CHECK(property_facts(desk.town.desk, DeskOn::property()).value().business_date ==
              desk.town.first_day + 3);
        CHECK(run_to_end(close_due_nights(step, desk.front)).value() == 0);
    });
}

TEST_CASE("who asks twice after midnight gets the same report, and the new day stays open") {
    at_the_reception([](Reception& desk) {
        desk.clock.advance(std::chrono::hours{13});  // the next day has begun
        CHECK(desk.closed().business_date == desk.town.first_day);
        desk.clock.advance(std::chrono::minutes{10});
        const ClosedNight again = desk.closed();
        CHECK(again.was_closed);
        CHECK(again.business_date == desk.town.first_day);
        const auto named = desk.close(desk.town.first_day + 1);
        REQUIRE(named.has_value());
        CHECK_FALSE(named->was_closed);
        CHECK(named->business_date == desk.town.first_day + 1);
    });
}

TEST_CASE("the evening of the new day closes it without its name") {
    at_the_reception([](Reception& desk) {
        desk.clock.advance(std::chrono::hours{13});
        CHECK(desk.closed().business_date == desk.town.first_day);
        desk.clock.advance(std::chrono::hours{21});
        CHECK(desk.closed().business_date == desk.town.first_day + 1);
    });
}

TEST_CASE("a last night that was missed is charged by the next audit") {
    at_the_reception([](Reception& desk) {
        const auto id = desk.sold(0, 1);
        const CheckedIn in = desk.check_in(id);
        // At the desk, perhaps on the way out again: a charge would stand in the way.
        run_sql(desk.store.db(), "UPDATE stay SET busy_with = 'somebody'");
        CHECK(desk.closed().report.find("not_posted") != std::string::npos);
        CHECK(room_nights(desk) == 0);
        run_sql(desk.store.db(), "UPDATE stay SET busy_with = ''");
        desk.clock.advance(std::chrono::hours{24});
        (void)desk.closed();
        CHECK(desk.folio(in.folio).totals.charges == desk.reservation(id).total);
    });
}

TEST_CASE(
    "an audit that was cut off before its hour closes its own day, and not the next one too") {
    at_the_reception([](Reception& desk) {
        Step step = Step::silent();
        const AuditHourCommand three{.property = DeskOn::property(),
                                     .at = std::chrono::minutes{180},
                                     .actor = {"manager-1", "manager"}};
        REQUIRE(run_to_end(set_audit_hour(step, desk.front, three)).has_value());
        desk.clock.set(instant_of(desk.town.first_day + 1, std::chrono::minutes{180}, "UTC"));
        desk.clock.advance(std::chrono::hours{12});
        const auto begins = [&](db::Tx& tx) {
            return hotel::store::begin_audit(tx,
                                             {DeskOn::property(), desk.town.first_day, "trace-1"});
        };
        REQUIRE(desk.store.db().transact_now(step, begins).has_value());
        desk.clock.advance(std::chrono::minutes{1});
        CHECK(run_to_end(close_due_nights(step, desk.front)).value() == 1);
        CHECK(property_facts(desk.town.desk, DeskOn::property()).value().business_date ==
              desk.town.first_day + 1);
    });
}

TEST_CASE("a trail with a changed or missing entry does not hold") {
    at_the_reception([](Reception& desk) {
        for (int i = 0; i < 3; ++i) (void)desk.check_in(desk.sold(0, 1));
        const auto breach = [&] {
            Step step = Step::silent();
            const auto body = [&](db::Tx& tx) {
                return store::trail(tx, DeskOn::property(), 0, 10);
            };
            TrailWalk walk{.property = DeskOn::property()};
            std::string found;
            for (const TrailEntry& entry : desk.front.db.read_now(step, body).value())
                if (found.empty()) found = walk_on(walk, entry);
            return found;
        };
        CHECK(breach().empty());
        run_sql(desk.store.db(), "UPDATE audit_trail SET actor = 'somebody' WHERE position = 2");
        CHECK(breach().starts_with("entry 2 (check_in"));
        run_sql(desk.store.db(), "DELETE FROM audit_trail WHERE position = 2");
        CHECK(breach() == "entry 2 is missing");
    });
}
