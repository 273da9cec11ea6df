// What the close of a day counts, and what it leaves to housekeeping, on both databases.

#include "hotel/accounts.hpp"
#include "hotel/desk/rack/rooms.hpp"
#include "hotel/store/desk/stays.hpp"
#include "hotel/store/desk/tasks.hpp"
#include "store/reception.hpp"

using namespace vacancy;
using namespace vacancy::hotel;
using namespace vacancy::test;

namespace {

const Actor agent{"agent-1", "agent"};

struct House : Reception {
    using Reception::Reception;

    using Reception::sold;
    ReservationId sold(int nights) { return sold(0, nights); }
    /// The room that the guest of a new stay is in.
    Room arrives(int nights) { return check_in(sold(nights)).room; }
    void leaves(const Room& room) {
        Step step = Step::silent();
        const CheckOutCommand command{
            .property = DeskOn::property(), .room_number = room.number, .actor = agent};
        const auto out = run_to_end(check_out_guest(step, front, command));
        REQUIRE_MESSAGE(out.has_value(), (out ? "" : out.error().detail));
    }
    NightReport report() { return {.figures = figures(town.first_day), .currency = eur()}; }
    Room now(const Room& room) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return store::find_room(tx, room.id); };
        return front.db.read_now(step, body).value().value();
    }
    /// Kinds of the room's open tasks.
    std::vector<TaskKind> tasks(const Room& room) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return store::open_tasks(tx, DeskOn::property()); };
        std::vector<TaskKind> kinds;
        for (const HousekeepingTask& task : front.db.read_now(step, body).value())
            if (task.room == room.id) kinds.push_back(task.kind);
        return kinds;
    }
};

}  // namespace

TEST_CASE("a room that was left on the day it was taken is a room sold, as its night is revenue") {
    at_the_reception<House>([](House& house) {
        (void)house.arrives(2);
        house.leaves(house.arrives(1));
        house.leaves(house.arrives(1));
        // The nights of those who stay are charged by the close of the day.
        (void)house.closed();
        const NightReport report = house.report();
        CHECK(report.figures.day_use == 2);
        CHECK(report.figures.sold == 3);
        CHECK(report.average_daily_rate() == for_each_of(report.room_revenue(), 3));
    });
}

TEST_CASE("confirmed stays that were canceled are counted, and holds that were given up are not") {
    at_the_reception<House>([](House& house) {
        CHECK(house.town.does(hotel::cancel, house.sold(1)) == std::nullopt);
        CHECK(house.town.does(hotel::cancel, house.sold(2)) == std::nullopt);
        CHECK(house.town.release(house.town.held(house.town.doubles(3, 1))));
        (void)house.sold(1);
        CHECK(house.report().figures.cancellations == 2);
    });
}

TEST_CASE(
    "after the night rooms that were slept in are dirty, and those of guests who stay a task") {
    at_the_reception<House>([](House& house) {
        const Room stays = house.arrives(2);
        const Room due_out = house.arrives(1);
        CHECK(house.now(stays).housekeeping != Housekeeping::dirty);
        (void)house.closed();
        CHECK(house.now(stays).housekeeping == Housekeeping::dirty);
        CHECK(house.now(due_out).housekeeping == Housekeeping::dirty);
        CHECK(house.tasks(stays) == std::vector{TaskKind::stay_over});
        CHECK(house.tasks(due_out).empty());
    });
}

TEST_CASE("a guest who leaves before the room was made up leaves one task and not two") {
    at_the_reception<House>([](House& house) {
        const Room room = house.arrives(2);
        (void)house.closed();
        REQUIRE(house.tasks(room) == std::vector{TaskKind::stay_over});
        house.leaves(room);
        CHECK(house.tasks(room) == std::vector{TaskKind::departure});
    });
}

TEST_CASE("a no-show's fee carries the taxes of its charge code") {
    at_the_reception<House>([](House& house) {
        Step step = Step::silent();
        const PutChargeCode code{{.property = DeskOn::property(),
                                  .code = "no_show",
                                  .name = "No-show",
                                  .taxes = {{"VAT", BasisPoints{1'900}, false}},
                                  .version = 0},
                                 {"manager-1", "manager"}};
        REQUIRE(run_to_end(put_charge_code(step, house.front, code)).has_value());
        const NoShow done = house.misses(house.sold(2)).value();
        const Money tax = included_percent(done.fee, BasisPoints{1'900});
        CHECK(number(house.store.db(),
                     "SELECT -amount_minor FROM posting_line WHERE account ="
                     " 'tax:VAT'") == tax.amount);
        CHECK(number(house.store.db(),
                     "SELECT -amount_minor FROM posting_line WHERE account ="
                     " 'revenue:no_show'") == (done.fee - tax).amount);
    });
}
