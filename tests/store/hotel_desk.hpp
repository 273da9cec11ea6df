#pragma once
// DeskOn: a front desk over a test's store, with the demo town on sale and its calendars loaded.

#include "hotel/api.hpp"
#include "hotel/model/demo_town.hpp"
#include "hotel/seed.hpp"
#include "support/test_store.hpp"

namespace vacancy::test {

/// Noon of a Sunday in winter.
inline const Instant opening = Instant::parse("2026-03-01T12:00:00Z").value();

class DeskOn {
public:
    DeskOn(TestStore& store, const Clock& clock, bool memory_decides = true)
        : desk{.db = store.db(),
               .clock = clock,
               .calendars = calendars,
               .memory_decides = memory_decides} {
        Step step = Step::silent();
        const auto seeded = hotel::seed(step, desk, {.properties = 1, .days = 60});
        REQUIRE_MESSAGE(seeded.has_value(), (seeded ? "" : seeded.error().detail));
        REQUIRE(hotel::load_calendars(step, desk).has_value());
        const auto facts = hotel::property_facts(desk, property());
        REQUIRE(facts.has_value());
        first_day = facts->business_date;
    }

    [[nodiscard]] static PropertyId property() { return hotel::demo_property(0); }
    /// Nights of a double room on the flexible plan, counted from the first day on sale.
    [[nodiscard]] hotel::StayRequest doubles(int from, int nights) const {
        const auto book = desk.calendars.find(property())->book();
        return {.property = property(),
                .stay = {first_day + from, first_day + from + nights},
                .guests = 2,
                .room_type = book->room_types[1].id,
                .rate_plan = book->plans[0].id};
    }
    [[nodiscard]] int left(const hotel::StayRequest& stay) {
        const auto* calendar = desk.calendars.find(property());
        const auto book = calendar->book();
        return calendar
            ->left(*book, stay.stay, desk.clock.now())[*book->type_index(*stay.room_type)]
            .rooms;
    }
    Money price(const hotel::StayRequest& stay) {
        Step step = Step::silent();
        const auto offer = run_to_end(hotel::price(step, desk, stay));
        return offer ? offer->total : Money{-1, eur()};
    }
    hotel::HoldCommand wish(const hotel::StayRequest& stay, Money total) const {
        return {.reservation = ReservationId::make(desk.clock.now()),
                .confirmation_code = make_confirmation_code(),
                .stay = stay,
                .total = total,
                .guest = {.name = Private<std::string>("Ada Invented"),
                          .email = Private<std::string>("ada@guest.example")}};
    }
    Result<hotel::HoldOutcome> hold(const hotel::HoldCommand& command,
                                    const hotel::Along& along = {}) {
        Step step = Step::silent();
        return run_to_end(hotel::hold(step, desk, command, along));
    }
    /// A hold that must succeed.
    ReservationId held(const hotel::StayRequest& stay) {
        const auto command = wish(stay, price(stay));
        const auto outcome = hold(command);
        REQUIRE_MESSAGE(outcome.has_value(), (outcome ? "" : outcome.error().detail));
        REQUIRE_MESSAGE(outcome->acquired, outcome->contention_reason);
        return command.reservation;
    }
    using Verb = Task<Result<void>> (*)(Step&, hotel::Desk&, const ReservationId&,
                                        const hotel::Along&);
    /// Answers the error's code, or nothing.
    std::optional<ErrorCode> does(Verb verb, const ReservationId& id,
                                  const hotel::Along& along = {}) {
        Step step = Step::silent();
        const auto outcome = run_to_end(verb(step, desk, id, along));
        return outcome ? std::nullopt : std::optional(outcome.error().code);
    }
    std::optional<ErrorCode> confirm(const ReservationId& id) { return does(hotel::confirm, id); }
    bool release(const ReservationId& id) {
        Step step = Step::silent();
        return run_to_end(hotel::release(step, desk, id, {})).value();
    }
    int sweep() {
        Step step = Step::silent();
        return run_to_end(hotel::expire_due_holds(step, desk, {})).value();
    }
    hotel::Status status(const ReservationId& id) {
        Step step = Step::silent();
        return run_to_end(hotel::find_reservation(step, desk, id)).value().status;
    }

    hotel::Calendars calendars{};
    hotel::Desk desk;
    LocalDate first_day{};
};

}  // namespace vacancy::test
