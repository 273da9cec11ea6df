// The rules of the rack: what a changed stay costs, who pays for coming early or leaving late, how
// work is dealt out, what a discrepancy is.

#include "hotel/model/rack/document.hpp"
#include "hotel/model/rack/rack.hpp"
#include "hotel/model/rack/rules.hpp"
#include "hotel/model/rack/sheet.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <random>

using namespace vacancy;
using namespace vacancy::hotel;

namespace {

LocalDate day(int number) { return LocalDate::parse("2026-03-01").value() + (number - 1); }
Money euros(std::int64_t minor) { return {minor, eur()}; }

Reservation stay_of_three() {
    Reservation r{};
    r.stay = {day(10), day(13)};
    r.total = euros(30'000);
    r.first_night = euros(10'000);
    return r;
}

Property in_paris() {
    Property p{};
    p.time_zone = "Europe/Paris";
    p.currency = eur();
    return p;
}

const std::vector<Money> thirds{{10'000, eur()}, {10'000, eur()}, {10'000, eur()}};

OpenTask task_in(const std::string& number, TaskKind kind, int priority = 0) {
    OpenTask open{.task = {.id = TaskId::make(Instant{}),
                           .property = {},
                           .room = {},
                           .kind = kind,
                           .priority = priority},
                  .room_number = number};
    return open;
}

}  // namespace

TEST_CASE("a stay that ends earlier costs the nights that are left of it") {
    const auto changed = shortened(stay_of_three(), {day(12), day(11), thirds});
    REQUIRE(changed.has_value());
    CHECK(changed->total == euros(20'000));
    CHECK(changed->difference == euros(-10'000));
    CHECK(changed->kept == euros(0));
    CHECK(changed->nights == StayDates{day(12), day(13)});
}

TEST_CASE("nights given up that could not be canceled any more are owed all the same") {
    Reservation r = stay_of_three();
    r.cancellation.refundable = false;
    const auto changed = shortened(r, {day(11), day(11), thirds});
    REQUIRE(changed.has_value());
    CHECK(changed->kept == euros(20'000));
    CHECK(changed->total + changed->kept == r.total);
}

TEST_CASE("nobody leaves before the first night or before today") {
    CHECK_FALSE(shortened(stay_of_three(), {day(10), day(10), thirds}).has_value());
    CHECK_FALSE(shortened(stay_of_three(), {day(11), day(12), thirds}).has_value());
    CHECK_FALSE(shortened(stay_of_three(), {day(13), day(11), thirds}).has_value());
}

TEST_CASE("a longer stay costs the further nights more") {
    const ChangedStay changed = lengthened(stay_of_three(), day(15), euros(23'000));
    CHECK(changed.total == euros(53'000));
    CHECK(changed.nights == StayDates{day(13), day(15)});
    CHECK(changed.longer);
}

TEST_CASE("coming before the check-in time of the arrival day costs the fee, later does not") {
    const DeskRules rules{.early_check_in_fee_minor = 2'500};
    const auto fee_at = [&](const char* at) {
        return early_check_in_fee(rules, in_paris(), stay_of_three(), Instant::parse(at).value());
    };
    CHECK(fee_at("2026-03-10T08:00:00Z") == euros(2'500));
    CHECK(fee_at("2026-03-10T14:00:00Z") == euros(0));  // 15:00 in Paris
    CHECK(fee_at("2026-03-11T06:00:00Z") == euros(0));
}

TEST_CASE("leaving after the check-out time and the grace costs the fee") {
    const DeskRules rules{.late_check_out_fee_minor = 4'000, .late_check_out_grace_min = 30};
    const auto fee_at = [&](const char* at) {
        return late_check_out_fee(rules, in_paris(), stay_of_three(), Instant::parse(at).value());
    };
    CHECK(fee_at("2026-03-13T10:30:00Z") == euros(0));  // 11:30 in Paris, the end of the grace
    CHECK(fee_at("2026-03-13T10:31:00Z") == euros(4'000));
    CHECK(fee_at("2026-03-12T20:00:00Z") == euros(0));
}

TEST_CASE("a later type is a better one and an earlier one a lesser one") {
    std::vector<RoomType> types(3);
    for (RoomType& type : types) type.id = RoomTypeId::make(Instant{});
    CHECK(fit_of(types, types[1].id, types[1].id) == RoomFit::same);
    CHECK(fit_of(types, types[1].id, types[2].id) == RoomFit::better);
    CHECK(fit_of(types, types[1].id, types[0].id) == RoomFit::lesser);
}

TEST_CASE("work is dealt out so that nobody has more than one departure more than another") {
    const unsigned seed = std::random_device{}();
    CAPTURE(seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 200; ++round) {
        std::vector<OpenTask> tasks;
        const int count = static_cast<int>(random() % 60);
        for (int i = 0; i < count; ++i)
            tasks.push_back(task_in(std::to_string(100 + i),
                                    random() % 2 == 0 ? TaskKind::departure : TaskKind::stay_over,
                                    random() % 4 == 0 ? arrival_due_priority : 0));
        std::vector<std::string> names;
        for (unsigned i = 0; i <= random() % 8; ++i)
            names.push_back("attendant " + std::to_string(i));
        deal_out(tasks, names);
        std::vector<int> efforts;
        for (const std::string& name : names) {
            int effort = 0;
            for (const OpenTask& open : tasks)
                if (open.task.attendant == name) effort += effort_of(open.task.kind);
            efforts.push_back(effort);
        }
        const auto [least, most] = std::ranges::minmax(efforts);
        CHECK(most - least <= effort_of(TaskKind::departure));
        CHECK(std::ranges::none_of(
            tasks, [](const OpenTask& open) { return open.task.attendant.empty(); }));
    }
}

TEST_CASE("a sheet begins with the rooms somebody arrives into") {
    std::vector<OpenTask> tasks{task_in("9", TaskKind::stay_over),
                                task_in("101", TaskKind::departure),
                                task_in("102", TaskKind::departure, arrival_due_priority)};
    const std::vector<std::string> names{"Ines"};
    deal_out(tasks, names);
    const auto sheets = sheets_of(tasks);
    REQUIRE(sheets.size() == 1);
    CHECK(sheets[0].effort == 5);
    CHECK(sheets[0].tasks[0].room_number == "102");
    CHECK(sheets[0].tasks[1].room_number == "9");
}

TEST_CASE("a task that somebody has stays theirs") {
    std::vector<OpenTask> tasks{task_in("1", TaskKind::departure),
                                task_in("2", TaskKind::departure)};
    tasks[1].task.attendant = "Bruno";
    const std::vector<std::string> names{"Ada", "Bruno"};
    deal_out(tasks, names);
    for (const OpenTask& open : tasks)
        CHECK(open.task.attendant == (open.room_number == "2" ? "Bruno" : "Ada"));
}

TEST_CASE("nights in a row of one stay are one bar of the rack, a gap makes two") {
    Room room{};
    room.id = RoomId::make(Instant{});
    std::vector<RackRoom> rooms{{.room = room}};
    const ReservationId guest = ReservationId::make(Instant{});
    std::vector<ClaimedNight> nights;
    for (const int number : {1, 2, 3, 5}) {
        ClaimedNight claimed{.room = room.id, .night = day(number), .bar = {}};
        claimed.bar.reservation = guest;
        nights.push_back(claimed);
    }
    add_bars(rooms, nights);
    REQUIRE(rooms[0].stays.size() == 2);
    CHECK(rooms[0].stays[0].nights == StayDates{day(1), day(4)});
    CHECK(rooms[0].stays[1].nights == StayDates{day(5), day(6)});
}

TEST_CASE("somebody in a vacant room is a sleep, nobody in an occupied one a skip") {
    CHECK(discrepancy_of(false, "occupied") == RoomDiscrepancy::sleep);
    CHECK(discrepancy_of(true, "vacant") == RoomDiscrepancy::skip);
    CHECK(discrepancy_of(true, "occupied") == RoomDiscrepancy::none);
    CHECK(discrepancy_of(false, "") == RoomDiscrepancy::none);
}

TEST_CASE("a document's number is kept as a hash that depends on the house's key") {
    const Secret one("first key");
    const Secret two("second key");
    const Private<std::string> number("x 12-34");
    CHECK(document_hash(one, number) == document_hash(one, Private<std::string>("X1234")));
    CHECK(document_hash(one, number) != document_hash(two, number));
    CHECK(document_hash(one, number).find("1234") == std::string::npos);
}
