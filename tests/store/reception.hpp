#pragma once
// Reception: a front desk over a test's store, with the outside in memory.

#include "hotel/desk/night.hpp"
#include "hotel/desk/staying.hpp"
#include "hotel/store/desk/folios.hpp"
#include "hotel/store/night/day.hpp"
#include "outside/in_process_gateway.hpp"
#include "outside/mechanical_keys.hpp"
#include "store/hotel_desk.hpp"

namespace vacancy::test {

struct Reception {
    Reception(TestStore& its_store, ManualClock& its_clock)
        : store(its_store),
          clock(its_clock),
          town(store, clock, !store.is_postgres()),
          till{.db = store.db(), .gateway = gateway, .clock = clock},
          front{.db = store.db(), .desk = town.desk, .till = till, .keys = keys, .clock = clock} {}

    ReservationId sold(int from, int nights) {
        const ReservationId id = town.held(town.doubles(from, nights));
        REQUIRE(town.confirm(id) == std::nullopt);
        return id;
    }
    hotel::Reservation reservation(const ReservationId& id) {
        Step step = Step::silent();
        return run_to_end(find_reservation(step, town.desk, id)).value();
    }
    hotel::CheckedIn check_in(const ReservationId& id) {
        const hotel::CheckInCommand command{
            .property = DeskOn::property(),
            .confirmation_code = reservation(id).confirmation_code,
            .identity = {.kind = "passport", .verified_by = "desk 1"},
            .means = payments::Means{.method = "card", .token = Secret("tok_approved")},
            .actor = {"agent-1", "agent"}};
        Step step = Step::silent();
        auto in = run_to_end(check_in_guest(step, front, command));
        REQUIRE_MESSAGE(in.has_value(), (in ? "" : in.error().detail));
        return std::move(*in);
    }
    /// A deposit on that card, taken when booking.
    void pays_ahead(const ReservationId& id, std::int64_t minor, const char* token) {
        payments::Payment payment{.id = PaymentId::make(front.clock.now()),
                                  .reference = id.text(),
                                  .means = {.method = "card", .token = Secret(token)},
                                  .amount = {minor, eur()}};
        Step step = Step::silent();
        const auto note = [&](const payments::GatewayAnswer& answer) {
            const auto body = [&](db::Tx& tx) -> Result<void> {
                TRY_VOID(payments::intend(tx, payments::charge_of(payment)));
                return payments::note(tx, payment.id, answer);
            };
            REQUIRE(front.db.transact_now(step, body).has_value());
        };
        const auto charge = payments::charge_of(payment);
        const auto held = run_to_end(payments::authorize(step, till, charge));
        REQUIRE(held.has_value());
        payment.transaction_id = held->transaction_id;
        payment.authorized = held->authorized;
        note(*held);
        const auto taken = run_to_end(payments::capture(step, till, payment));
        REQUIRE(taken.has_value());
        note(*taken);
    }
    /// Booked without a deposit; the card is kept.
    void guarantees(const ReservationId& id, const char* token) {
        const payments::Charge charge{.id = PaymentId::make(front.clock.now()),
                                      .reference = id.text(),
                                      .amount = reservation(id).total,
                                      .means = {.method = "card", .token = Secret(token)}};
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) { return payments::keep_card(tx, charge); };
        REQUIRE(front.db.transact_now(step, body).has_value());
    }
    /// What the gateway keeps of a reservation's money.
    std::int64_t kept(const ReservationId& id) {
        std::int64_t kept = 0;
        for (const auto& entry : gateway.ledger())
            if (entry.reference == id.text()) kept += entry.captured - entry.refunded;
        return kept;
    }
    Result<hotel::NoShow> misses(const ReservationId& id, const std::string& waiver = {}) {
        const hotel::NoShowCommand command{.property = DeskOn::property(),
                                           .confirmation_code = reservation(id).confirmation_code,
                                           .waives_fee = !waiver.empty(),
                                           .reason = waiver,
                                           .actor = {"agent-1", "agent"}};
        Step step = Step::silent();
        return run_to_end(end_as_no_show(step, front, command));
    }
    Result<hotel::ClosedNight> close(std::optional<LocalDate> day = std::nullopt) {
        const hotel::CloseNight command{
            .property = DeskOn::property(), .business_date = day, .actor = {"agent-1", "agent"}};
        Step step = Step::silent();
        return run_to_end(close_night(step, front, command));
    }
    hotel::ClosedNight closed() {
        auto night = close();
        REQUIRE_MESSAGE(night.has_value(), (night ? "" : night.error().detail));
        return std::move(*night);
    }
    hotel::FolioView folio(const hotel::FolioId& id) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) {
            return hotel::store::view_folio(tx, DeskOn::property(), id);
        };
        return front.db.read_now(step, body).value();
    }
    hotel::DayFigures figures(LocalDate day) {
        Step step = Step::silent();
        const auto body = [&](db::Tx& tx) {
            return hotel::store::day_figures(tx, {DeskOn::property(), day, eur(), Instant{}});
        };
        return front.db.read_now(step, body).value();
    }

    TestStore& store;
    ManualClock& clock;
    DeskOn town;
    outside::InProcessGateway gateway{};
    payments::Till till;
    outside::MechanicalKeys keys{};
    hotel::FrontDesk front;
};

/// On both databases, at noon of the first day.
template <class Place = Reception, class Test>
void at_the_reception(Test test) {
    ManualClock clock(opening);
    on_each(
        [&](TestStore& store) {
            clock.set(opening);
            Place place(store, clock);
            test(place);
        },
        {.clock = &clock});
}

}  // namespace vacancy::test
