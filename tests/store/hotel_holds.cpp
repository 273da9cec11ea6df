#include "store/hotel_desk.hpp"

#include <atomic>
#include <latch>
#include <random>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr std::chrono::seconds ten_minutes{600};

/// Runs a test with a clock of its own on both databases, memory deciding where it may.
void at_the_desk(const std::function<void(DeskOn&, ManualClock&)>& test) {
    for (const bool memory_decides : {true, false}) {
        CAPTURE(memory_decides);
        ManualClock clock(opening);
        on_each(
            [&](TestStore& store) {
                DeskOn desk(store, clock, memory_decides && !store.is_postgres());
                test(desk, clock);
            },
            {.clock = &clock});
    }
}

/// Holds double rooms of a stay until none is left; answers the last one held.
ReservationId sell_out(DeskOn& desk, const hotel::StayRequest& stay) {
    ReservationId last{};
    for (int rooms = desk.left(stay); rooms > 0; --rooms) last = desk.held(stay);
    return last;
}

}  // namespace

TEST_CASE("a hold takes one room of every night, and its release gives them back") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 3);
        CHECK(desk.left(stay) == 24);
        const auto id = desk.held(stay);
        CHECK(desk.left(desk.doubles(12, 1)) == 23);
        CHECK(desk.left(desk.doubles(13, 1)) == 24);
        CHECK(desk.release(id));
        CHECK(desk.left(stay) == 24);
        CHECK_FALSE(desk.release(id));
        CHECK(desk.left(stay) == 24);
    });
}

TEST_CASE("a confirmed hold stays sold, and confirming twice is harmless") {
    at_the_desk([](DeskOn& desk, ManualClock& clock) {
        const auto stay = desk.doubles(10, 2);
        const auto id = desk.held(stay);
        CHECK(desk.confirm(id) == std::nullopt);
        CHECK(desk.confirm(id) == std::nullopt);
        clock.advance(ten_minutes * 2);
        CHECK(desk.sweep() == 0);
        CHECK(desk.left(stay) == 23);
        CHECK(desk.status(id) == hotel::Status::confirmed);
        CHECK_FALSE(desk.release(id));
    });
}

TEST_CASE("a hold cannot be confirmed at the instant its time is over, sweeper or not") {
    at_the_desk([](DeskOn& desk, ManualClock& clock) {
        const auto id = desk.held(desk.doubles(10, 2));
        clock.advance(ten_minutes);
        CHECK(desk.confirm(id) == ErrorCode::hold_expired);
        CHECK(desk.sweep() == 1);
        CHECK(desk.confirm(id) == ErrorCode::hold_expired);
        CHECK(desk.status(id) == hotel::Status::expired);
    });
}

TEST_CASE("holds whose time is over block nobody though no sweeper runs") {
    at_the_desk([](DeskOn& desk, ManualClock& clock) {
        const auto stay = desk.doubles(10, 2);
        sell_out(desk, stay);
        CHECK(desk.left(stay) == 0);
        clock.advance(ten_minutes);
        CHECK(desk.left(stay) == 24);
        const auto id = desk.held(stay);
        CHECK(desk.confirm(id) == std::nullopt);
        CHECK(desk.left(stay) == 23);
        CHECK(desk.sweep() == 0);
    });
}

TEST_CASE("a hold that finds nothing left names the reason and the latest to take a night") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        const auto wish = desk.wish(stay, desk.price(stay));
        const auto last = sell_out(desk, desk.doubles(11, 3));
        const auto outcome = desk.hold(wish);
        REQUIRE(outcome.has_value());
        CHECK_FALSE(outcome->acquired);
        CHECK(outcome->contention_reason == "no_rooms_left");
        CHECK(outcome->competing_reservation == last.text());
        CHECK(desk.left(desk.doubles(10, 1)) == 24);
    });
}

TEST_CASE("what is recorded along is undone with the hold, and the hold with it") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        const auto wish = desk.wish(stay, desk.price(stay));
        const auto outcome =
            desk.hold(wish, [](db::Tx&) { return fail(ErrorCode::already_exists); });
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::already_exists);
        CHECK(desk.left(stay) == 24);
        CHECK(desk.confirm(wish.reservation) == ErrorCode::booking_not_found);
    });
}

TEST_CASE("the same hold asked for twice is one hold") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        const auto wish = desk.wish(stay, desk.price(stay));
        const auto once = desk.hold(wish);
        const auto twice = desk.hold(wish);
        REQUIRE((once && twice));
        CHECK(once->hold == twice->hold);
        CHECK(twice->acquired);
        CHECK(desk.left(stay) == 23);
    });
}

TEST_CASE("another price than the one quoted is refused with the price of now") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        Money quoted = desk.price(stay);
        quoted.amount += 1;
        const auto outcome = desk.hold(desk.wish(stay, quoted));
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::price_changed);
        CHECK(desk.left(stay) == 24);
    });
}

TEST_CASE("a price that changed behind memory's back is noticed in the transaction") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        const Money quoted = desk.price(stay);
        run_sql(desk.desk.db, "UPDATE price_month SET prices = '9' || replace(prices, ';', ';9')");
        run_sql(desk.desk.db, "UPDATE property SET rates_version = rates_version + 1");
        const auto outcome = desk.hold(desk.wish(stay, quoted));
        REQUIRE_FALSE(outcome.has_value());
        CHECK(outcome.error().code == ErrorCode::price_changed);
        CHECK(desk.left(stay) == 24);
        CHECK(desk.price(stay).amount > quoted.amount);
    });
}

TEST_CASE("a closed night is not held, and the answer says so") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        auto stay = desk.doubles(3, 2);
        const auto book = desk.desk.calendars.find(DeskOn::property())->book();
        stay.rate_plan = book->plans[2].id;  // the saver: a week ahead at least
        const auto outcome = desk.hold(desk.wish(stay, Money{1, eur()}));
        REQUIRE(outcome.has_value());
        CHECK(outcome->contention_reason == "minimum_lead_time");
    });
}

TEST_CASE("canceling gives sold nights back once") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto stay = desk.doubles(10, 2);
        const auto id = desk.held(stay);
        CHECK(desk.does(hotel::cancel, id) == ErrorCode::illegal_transition);
        CHECK(desk.confirm(id) == std::nullopt);
        CHECK(desk.does(hotel::cancel, id) == std::nullopt);
        CHECK(desk.does(hotel::cancel, id) == std::nullopt);
        CHECK(desk.left(stay) == 24);
        CHECK(desk.confirm(id) == ErrorCode::illegal_transition);
    });
}

TEST_CASE("a stay is checked in and out, and neither from another state") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto id = desk.held(desk.doubles(0, 2));
        CHECK(desk.does(hotel::check_in, id) == ErrorCode::illegal_transition);
        CHECK(desk.confirm(id) == std::nullopt);
        CHECK(desk.does(hotel::check_out, id) == ErrorCode::illegal_transition);
        CHECK(desk.does(hotel::check_in, id) == std::nullopt);
        CHECK(desk.does(hotel::mark_no_show, id) == ErrorCode::illegal_transition);
        CHECK(desk.does(hotel::check_out, id) == std::nullopt);
        CHECK(desk.status(id) == hotel::Status::checked_out);
    });
}

TEST_CASE("a no-show keeps its first night and gives the others back") {
    at_the_desk([](DeskOn& desk, ManualClock&) {
        const auto id = desk.held(desk.doubles(10, 3));
        CHECK(desk.confirm(id) == std::nullopt);
        CHECK(desk.does(hotel::mark_no_show, id) == std::nullopt);
        CHECK(desk.left(desk.doubles(10, 1)) == 23);
        CHECK(desk.left(desk.doubles(11, 2)) == 24);
    });
}

TEST_CASE("a restarted desk knows what is held and sold, and when holds end") {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            ReservationId held{};
            {
                DeskOn desk(store, clock);
                held = desk.held(desk.doubles(10, 2));
            }
            DeskOn again(store, clock);
            CHECK(again.left(again.doubles(10, 2)) == 23);
            clock.advance(ten_minutes);
            CHECK(again.left(again.doubles(10, 2)) == 24);
        },
        {.clock = &clock});
}

TEST_CASE("64 clients fight for the last room: one holds it, the others learn who was faster") {
    for (const bool memory_decides : {true, false}) {
        on_each([&](TestStore& store) {
            DeskOn desk(store, system_clock(), memory_decides && !store.is_postgres());
            const auto stay = desk.doubles(10, 3);
            while (desk.left(stay) > 1) (void)desk.held(stay);
            const Money total = desk.price(stay);
            std::atomic<int> won = 0;
            std::atomic<int> lost = 0;
            std::latch start(64);
            std::vector<std::thread> clients;
            for (int i = 0; i < 64; ++i)
                clients.emplace_back([&] {
                    const auto wish = desk.wish(stay, total);
                    start.arrive_and_wait();
                    const auto outcome = desk.hold(wish);
                    if (outcome && outcome->acquired) ++won;
                    if (outcome && !outcome->acquired && !outcome->competing_reservation.empty())
                        ++lost;
                });
            for (auto& client : clients) client.join();
            CHECK(won == 1);
            CHECK(lost == 63);
            CHECK(number(store.db(), "SELECT max(sold + held) FROM inventory_night") == 24);
        });
    }
}

TEST_CASE("random holds, confirmations, releases, cancellations and swaps keep every count exact") {
    const auto seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    const auto upto = [&](int most) {
        return static_cast<int>(random() % static_cast<unsigned>(most + 1));
    };
    at_the_desk([&](DeskOn& desk, ManualClock& clock) {
        Step step = Step::silent();
        std::vector<ReservationId> known;
        for (int i = 0; i < 250; ++i) {
            clock.advance(std::chrono::seconds{upto(60)});
            const auto stay = desk.doubles(1 + upto(4), 1 + upto(3));
            const int what = upto(9);
            if (what < 5 || known.empty()) {
                const auto wish = desk.wish(stay, desk.price(stay));
                const auto outcome = desk.hold(wish);
                if (outcome && outcome->acquired) known.push_back(wish.reservation);
                continue;
            }
            const auto id =
                known[static_cast<std::size_t>(upto(static_cast<int>(known.size()) - 1))];
            if (what == 5) (void)desk.confirm(id);
            if (what == 6) (void)desk.release(id);
            if (what == 7) (void)desk.does(hotel::cancel, id);
            if (what == 8) (void)desk.sweep();
            if (what == 9) {
                const hotel::SwapCommand swap{
                    .reservation = id, .stay = stay, .total = desk.price(stay)};
                (void)run_to_end(hotel::swap(step, desk.desk, swap, {}));
            }
        }
        CHECK(
            number(desk.desk.db,
                   "SELECT count(*) FROM inventory_night i WHERE sold <> (SELECT count(*) FROM"
                   " reservation r WHERE r.room_type_id = i.room_type_id AND r.arrival <= i.night"
                   " AND r.departure > i.night AND r.status = 'confirmed') OR held <> (SELECT"
                   " count(*) FROM reservation r WHERE r.room_type_id = i.room_type_id AND"
                   " r.arrival <= i.night AND r.departure > i.night AND r.status = 'tentative')") ==
            0);
        for (int night = 0; night < 10; ++night) {
            const auto one = desk.doubles(night, 1);
            const auto before = desk.left(one);
            Step loading = Step::silent();
            hotel::Calendars fresh;
            hotel::Desk reread{.db = desk.desk.db, .clock = clock, .calendars = fresh};
            REQUIRE(hotel::load_calendars(loading, reread).has_value());
            const auto* calendar = fresh.find(DeskOn::property());
            const auto book = calendar->book();
            CHECK(calendar->left(*book, one.stay, clock.now())[1].rooms == before);
        }
    });
}
