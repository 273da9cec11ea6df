// Rooms under contention, on both databases: a room's night is given once, whatever everybody tries
// at the same time, and what a block takes from sale it gives back.

#include "hotel/desk/rack/blocks.hpp"
#include "hotel/desk/rack/rooms.hpp"
#include "hotel/store/setup.hpp"
#include "outside/mechanical_keys.hpp"
#include "store/hotel_desk.hpp"
#include "support/fake_gateway.hpp"

#include <atomic>
#include <latch>
#include <random>
#include <set>
#include <thread>

using namespace vacancy;
using namespace vacancy::test;

namespace {

constexpr db::Sql claimed_sql{"test.claimed_nights", "SELECT", "room_night",
                              "SELECT count(*) FROM room_night WHERE reservation_id IS NOT NULL"};

const hotel::Actor agent{.id = "desk 1", .role = "agent"};

/// A front desk over the test's store: no money moves here, and keys are metal.
class RackOn {
public:
    RackOn(TestStore& store, const Clock& clock)
        : desk(store, clock, !store.is_postgres()),
          gateway_(ledger_, real_timers()),
          till_{.db = store.db(), .gateway = gateway_, .clock = clock},
          front{.db = store.db(), .desk = desk.desk, .till = till_, .keys = keys_, .clock = clock} {
    }

    /// Confirmed: doubles from that day for so many nights; the code.
    std::string expects(int from, int nights) {
        const auto stay = desk.doubles(from, nights);
        const auto command = desk.wish(stay, desk.price(stay));
        const auto held = desk.hold(command);
        REQUIRE(held.has_value());
        REQUIRE(held->acquired);
        REQUIRE(desk.confirm(command.reservation) == std::nullopt);
        return command.confirmation_code;
    }
    hotel::StayName stay(const std::string& code) const { return {DeskOn::property(), code}; }

    Result<hotel::Assigned> assign(const std::string& code, const std::string& number = {},
                                   hotel::Upgrade upgrade = hotel::Upgrade::forbidden) {
        Step step = Step::silent();
        const hotel::AssignCommand command{
            .stay = stay(code), .room_number = number, .upgrade = upgrade, .actor = agent};
        return run_to_end(hotel::assign_ahead(step, front, command));
    }
    Result<hotel::BlockImpact> block(const std::string& number, int from, int nights,
                                     bool allow_oversold = false) {
        Step step = Step::silent();
        const LocalDate day = desk.first_day + from;
        const hotel::BlockCommand command{.property = DeskOn::property(),
                                          .room_number = number,
                                          .kind = hotel::BlockKind::out_of_order,
                                          .nights = {day, day + nights},
                                          .reason = "water",
                                          .allow_oversold = allow_oversold,
                                          .actor = agent};
        return run_to_end(hotel::block_room(step, front, command));
    }
    Result<void> lift(const hotel::BlockId& block) {
        Step step = Step::silent();
        const hotel::LiftCommand command{DeskOn::property(), block, agent};
        return run_to_end(hotel::lift_block(step, front, command));
    }
    Result<hotel::SwappedRooms> swap(const std::string& one, const std::string& two) {
        Step step = Step::silent();
        const hotel::SwapRoomsCommand command{.property = DeskOn::property(),
                                              .first = one,
                                              .second = two,
                                              .reason = "view",
                                              .actor = agent};
        return run_to_end(hotel::swap_rooms(step, front, command));
    }
    std::int64_t claimed_nights() {
        Step step = Step::silent();
        const auto body = [](db::Tx& tx) {
            return tx.first(claimed_sql, [](const db::Row& row) { return row.integer(0); });
        };
        return front.db.read_now(step, body).value().value_or(-1);
    }

    DeskOn desk;

private:
    testing::GatewayLedger ledger_{};
    testing::FakeGateway gateway_;
    outside::MechanicalKeys keys_{};
    payments::Till till_;

public:
    hotel::FrontDesk front;
};

void at_the_rack(const std::function<void(RackOn&)>& test) {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            RackOn rack(store, clock);
            test(rack);
        },
        {.clock = &clock});
}

}  // namespace

TEST_CASE("many agents give one room to many guests at once, and one guest gets it") {
    at_the_rack([](RackOn& rack) {
        constexpr int guests = 8;
        std::vector<std::string> codes;
        for (int i = 0; i < guests; ++i) codes.push_back(rack.expects(5, 2));
        const auto first = rack.assign(codes[0]);
        REQUIRE(first.has_value());
        const std::string number = first->room.number;
        std::atomic<int> won = 0;
        std::latch start(guests);
        std::vector<std::thread> threads;
        for (const std::string& code : codes)
            threads.emplace_back([&, code] {
                start.arrive_and_wait();
                if (rack.assign(code, number)) ++won;
            });
        for (auto& thread : threads) thread.join();
        CHECK(won == 1);
        CHECK(rack.claimed_nights() == 2);
    });
}

TEST_CASE("guests of one night get as many rooms as there are, each their own") {
    at_the_rack([](RackOn& rack) {
        std::set<std::string> rooms;
        int given = 0;
        for (int left = rack.desk.left(rack.desk.doubles(8, 1)); left > 0; --left) {
            const auto assigned = rack.assign(rack.expects(8, 1));
            REQUIRE(assigned.has_value());
            rooms.insert(assigned->room.number);
            ++given;
        }
        CHECK(static_cast<int>(rooms.size()) == given);
        CHECK(rack.claimed_nights() == given);
    });
}

TEST_CASE("a room out of order is one room less to sell until the block is lifted") {
    at_the_rack([](RackOn& rack) {
        const auto stay = rack.desk.doubles(10, 2);
        const int before = rack.desk.left(stay);
        const auto assigned = rack.assign(rack.expects(20, 1));
        REQUIRE(assigned.has_value());
        const auto blocked = rack.block(assigned->room.number, 10, 3);
        REQUIRE_MESSAGE(blocked.has_value(), (blocked ? "" : blocked.error().detail));
        CHECK(rack.desk.left(stay) == before - 1);
        CHECK(rack.block(assigned->room.number, 12, 1).error().code == ErrorCode::room_taken);
        CHECK(rack.lift(blocked->block.id).has_value());
        CHECK(rack.desk.left(stay) == before);
        CHECK(rack.lift(blocked->block.id).error().code == ErrorCode::not_found);
    });
}

TEST_CASE("a house that is full gives no room up unless overbooking it is allowed") {
    at_the_rack([](RackOn& rack) {
        const auto assigned = rack.assign(rack.expects(25, 1));
        REQUIRE(assigned.has_value());
        const auto stay = rack.desk.doubles(30, 1);
        for (int left = rack.desk.left(stay); left > 0; --left) rack.expects(30, 1);
        const auto refused = rack.block(assigned->room.number, 30, 1);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::inventory_oversold);
        const auto allowed = rack.block(assigned->room.number, 30, 1, true);
        REQUIRE_MESSAGE(allowed.has_value(), (allowed ? "" : allowed.error().detail));
        CHECK(allowed->oversold.size() == 1);
        CHECK(rack.desk.left(stay) == 0);
    });
}

TEST_CASE("two expected guests take each other's room, also when one stays longer") {
    at_the_rack([](RackOn& rack) {
        const std::string one = rack.expects(12, 1);
        const std::string two = rack.expects(12, 4);
        const auto room_one = rack.assign(one);
        const auto room_two = rack.assign(two);
        REQUIRE(room_one.has_value());
        REQUIRE(room_two.has_value());
        const auto swapped = rack.swap(room_one->room.number, room_two->room.number);
        REQUIRE_MESSAGE(swapped.has_value(), (swapped ? "" : swapped.error().detail));
        CHECK(swapped->first_code == two);
        CHECK(swapped->second_code == one);
        CHECK(rack.claimed_nights() == 5);
        const auto again = rack.assign(rack.expects(15, 1), room_one->room.number);
        REQUIRE_FALSE(again.has_value());
        CHECK(again.error().code == ErrorCode::room_taken);
    });
}

TEST_CASE("a swap is refused when somebody else has the room later") {
    at_the_rack([](RackOn& rack) {
        const std::string shorter = rack.expects(12, 1);
        const std::string longer = rack.expects(12, 4);
        const auto room_one = rack.assign(shorter);
        const auto room_two = rack.assign(longer);
        REQUIRE(room_one.has_value());
        REQUIRE(room_two.has_value());
        REQUIRE(rack.assign(rack.expects(14, 1), room_one->room.number).has_value());
        const auto refused = rack.swap(room_one->room.number, room_two->room.number);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::room_taken);
        CHECK(rack.claimed_nights() == 6);
    });
}

namespace {

/// A room of that type, by its place among the types.
std::string room_of_type(RackOn& rack, std::size_t type) {
    Step step = Step::silent();
    const auto book = rack.desk.desk.calendars.find(DeskOn::property())->book();
    const auto body = [&](db::Tx& tx) { return hotel::store::rooms(tx, DeskOn::property()); };
    for (const hotel::Room& room : rack.front.db.read_now(step, body).value())
        if (room.room_type == book->room_types.at(type).id) return room.number;
    FAIL("there is no room of that type");
    return {};
}

/// Rooms left of that type, from the first day on.
std::vector<int> left_of(RackOn& rack, std::size_t type, int nights) {
    std::vector<int> left;
    const auto book = rack.desk.desk.calendars.find(DeskOn::property())->book();
    for (int i = 0; i < nights; ++i) {
        auto night = rack.desk.doubles(12 + i, 1);
        night.room_type = book->room_types.at(type).id;
        left.push_back(rack.desk.left(night));
    }
    return left;
}

}  // namespace

TEST_CASE("a swap of rooms of different types exchanges the nights of the types, too") {
    at_the_rack([](RackOn& rack) {
        const auto doubles = left_of(rack, 1, 4);
        const auto better = left_of(rack, 2, 4);
        const std::string shorter = rack.expects(12, 1);
        const std::string longer = rack.expects(12, 3);
        const std::string high = room_of_type(rack, 2);
        const auto room_one = rack.assign(shorter);
        REQUIRE(room_one.has_value());
        REQUIRE(rack.assign(longer, high, hotel::Upgrade::wanted).has_value());
        CHECK(left_of(rack, 1, 4) ==
              std::vector{doubles[0] - 1, doubles[1], doubles[2], doubles[3]});
        CHECK(left_of(rack, 2, 4) ==
              std::vector{better[0] - 1, better[1] - 1, better[2] - 1, better[3]});
        const auto swapped = rack.swap(room_one->room.number, high);
        REQUIRE_MESSAGE(swapped.has_value(), (swapped ? "" : swapped.error().detail));
        CHECK(left_of(rack, 1, 4) ==
              std::vector{doubles[0] - 1, doubles[1] - 1, doubles[2] - 1, doubles[3]});
        CHECK(left_of(rack, 2, 4) == std::vector{better[0] - 1, better[1], better[2], better[3]});
        // And back again.
        REQUIRE(rack.swap(room_one->room.number, high).has_value());
        CHECK(left_of(rack, 2, 4) ==
              std::vector{better[0] - 1, better[1] - 1, better[2] - 1, better[3]});
    });
}

TEST_CASE("nobody gets a lesser room than the one booked by a swap") {
    at_the_rack([](RackOn& rack) {
        const std::string one = rack.expects(12, 1);
        const auto given = rack.assign(one);
        REQUIRE(given.has_value());
        auto stay = rack.desk.doubles(12, 1);
        stay.room_type =
            rack.desk.desk.calendars.find(DeskOn::property())->book()->room_types[2].id;
        const auto wish = rack.desk.wish(stay, rack.desk.price(stay));
        REQUIRE(rack.desk.hold(wish).value().acquired);
        REQUIRE(rack.desk.confirm(wish.reservation) == std::nullopt);
        const auto better = rack.assign(wish.confirmation_code);
        REQUIRE(better.has_value());
        const auto refused = rack.swap(given->room.number, better->room.number);
        REQUIRE_FALSE(refused.has_value());
        CHECK(refused.error().code == ErrorCode::room_not_ready);
    });
}
